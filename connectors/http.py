"""The one client through which Ogledalo asks other systems.

It connects to public addresses only, follows redirects itself and checks each of them, takes no more bytes
than it is told to, ends at a deadline, tries again what may succeed, and says who it is.
"""

import random
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from types import TracebackType
from typing import Self

import httpcore
import httpx

from connectors.addresses import AddressGuard, Resolve, normal_target, resolve_by_system
from connectors.errors import (
    BadUrlError,
    BrokenAnswerError,
    BusyError,
    CertificateError,
    ConnectorError,
    SettingError,
    SlowAnswerError,
    TransientError,
    UnreachableError,
)
from connectors.fetching import Answer, Request
from connectors.network import GuardedBackend, GuardedStream, Monotonic, deadline
from connectors.politeness import HostTurns, Manners
from connectors.redirects import REDIRECTS, checked_url, next_request
from connectors.unpacking import unpacked
from connectors.waiting import Backoff, retry_after

PARTIAL = 206


@dataclass(frozen=True, slots=True)
class OutgoingSettings:
    """How the client behaves. Times in seconds.

    Args:
        version: our version, for the User-Agent.
        contact: an address (web or mail) where a portal's operator reaches us.
        allow_hosts: ``host:port`` that may be asked although they are not public (OGLEDALO_ALLOW_HOSTS).
        deadline: for one answer, redirects included; each try has its own.
        max_bytes: of an answer, on the wire and unpacked.
        tries: how often a request is sent before we give up.
        ca_file: certificates to trust instead of the public authorities', e.g. a city's own.
        manners: at which pace hosts are asked, and by how many requests at once.
    """

    version: str
    contact: str
    allow_hosts: frozenset[str] = frozenset()
    connect_timeout: float = 10.0
    read_timeout: float = 30.0
    deadline: float = 120.0
    max_bytes: int = 64 * 1024 * 1024
    max_redirects: int = 5
    tries: int = 4
    retry_statuses: frozenset[int] = frozenset({429, 502, 503, 504})
    backoff: Backoff = field(default_factory=Backoff)
    ca_file: Path | None = None
    manners: Manners = field(default_factory=Manners)

    def __post_init__(self) -> None:
        for target in self.allow_hosts:
            normal_target(target)
        if self.tries < 1:
            raise SettingError(str(self.tries), where="OGLEDALO_HARVEST_RETRIES", wanted=">= 1")

    @property
    def user_agent(self) -> str:
        """Say who asks."""
        return f"Ogledalo/{self.version} (+{self.contact})"


class Outgoing:
    """Sends requests and gives answers; may be used by several threads.

    Args:
        settings: how it behaves.
        sleep: waits between two tries.
        monotonic: a clock for deadlines, in seconds from any moment.
        jitter: a random number from 0 to 1 for each wait.
        resolve: gives a host's addresses.
        turns: at hosts, where other clients share them; else its own.
    """

    def __init__(
        self,
        settings: OutgoingSettings,
        *,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Monotonic = time.monotonic,
        jitter: Callable[[], float] = random.random,
        resolve: Resolve = resolve_by_system,
        turns: HostTurns | None = None,
    ) -> None:
        self._settings = settings
        self._sleep = sleep
        self._monotonic = monotonic
        self._jitter = jitter
        self._turns = turns or HostTurns(monotonic)
        guard = AddressGuard.allowing(settings.allow_hosts, resolve)
        self._client = _client(settings, GuardedBackend(guard, monotonic))

    def fetch(self, request: Request) -> Answer:
        """Send a request until it is answered; an answer is any status but those that ask us to come back.

        Raises:
            TransientError: no answer after all tries.
            OutgoingError: what was asked is not to be asked, or what came is not to be taken.
        """
        for tried in range(1, self._settings.tries):
            try:
                return self._fetch_once(request)
            except TransientError as error:
                self._wait(request, error, tried)
        try:
            return self._fetch_once(request)
        except BusyError as error:
            self._hold(request, error, self._settings.tries)
            raise

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _wait(self, request: Request, error: TransientError, tried: int) -> None:
        """Wait before the next try; where the host is busy, it makes all requests to it wait."""
        if isinstance(error, BusyError):
            self._hold(request, error, tried)
        else:
            self._sleep(self._settings.backoff.wait(tried, self._jitter()))

    def _hold(self, request: Request, error: BusyError, tried: int) -> None:
        seconds = self._settings.backoff.wait(tried, self._jitter(), error.retry_after)
        for url in {request.url, error.url or request.url}:  # the one that it led to is the one that is busy
            self._turns.hold(url, seconds)

    def _fetch_once(self, request: Request) -> Answer:
        checked_url(request.url)
        with (
            self._turns.turn(request.url, request.pace, self._settings.manners, self._sleep),
            deadline(self._settings.deadline, self._monotonic),
        ):
            answer = self._follow(request)
        if answer.status in self._settings.retry_statuses:
            wait = retry_after(answer.headers)
            raise BusyError(
                f"HTTP {answer.status}", url=answer.url, tries=self._settings.tries, retry_after=wait
            )
        return answer

    def _follow(self, request: Request) -> Answer:
        begun = self._monotonic()
        for hop in range(self._settings.max_redirects + 1):
            checked_url(request.url)
            answer = self._send(request, begun)
            if answer.status not in REDIRECTS:
                break
            request = next_request(request, answer, left=self._settings.max_redirects - hop)
        return answer

    def _send(self, request: Request, begun: float) -> Answer:
        try:
            with self._client.stream(
                request.method, request.url, headers=dict(request.headers), content=request.body or None
            ) as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                coding = headers.get("content-encoding", "")
                body = _Body(response)
                content = unpacked(body, coding, self._settings.max_bytes)
                body.refuse_more()
                _refuse_part(request, response.status_code, headers)
                return Answer(response.status_code, headers, content, request.url, self._monotonic() - begun)
        except ConnectorError as error:
            error.at(url=request.url)
            raise
        except httpx.InvalidURL as error:
            raise BadUrlError(str(error), url=request.url) from error
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise _told(error, self._settings).at(url=request.url) from error


def _refuse_part(request: Request, status: int, headers: Mapping[str, str]) -> None:
    """Refuse a part of a file that was not asked for (RFC 9110, 14.4); parts in other units, as of NGSI-LD's time, are told.

    Raises:
        BrokenAnswerError: it is one.
    """
    told = headers.get("content-range", "")
    asked = any(name.lower() == "range" for name, _ in request.headers)
    if status == PARTIAL and not asked and told.lower().startswith("bytes"):
        raise BrokenAnswerError(f"HTTP {status} Content-Range: {told}")


def _told(error: Exception, settings: OutgoingSettings) -> ConnectorError:
    found = f"{type(error).__name__}: {error}".removesuffix(": ")
    if isinstance(error, httpcore.TimeoutException):
        return SlowAnswerError(found, seconds=f"{settings.deadline:g}", pause=f"{settings.read_timeout:g}")
    if isinstance(error, httpcore.ConnectError):
        cause = error.__cause__ or error.__context__
        wrong = isinstance(cause, ssl.SSLCertVerificationError)
        return CertificateError(found) if wrong else UnreachableError(found)
    if isinstance(error, httpcore.LocalProtocolError | httpcore.UnsupportedProtocol):
        return BadUrlError(found)
    return BrokenAnswerError(found)


class _Body:
    """The body of an answer as it comes over the wire."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self._last = b""

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._response.iter_raw():
            self._last = piece
            yield piece

    def refuse_more(self) -> None:
        """Refuse a body that goes on behind its stated length: servers that count letters for bytes cut it so.

        Raises:
            BrokenAnswerError: it does.
        """
        length = self._response.headers.get("content-length")
        stream = self._response.extensions.get("network_stream")
        if length is None or not isinstance(stream, GuardedStream):
            return
        more = stream.behind(self._last)
        if more.strip():
            raise BrokenAnswerError(f"Content-Length: {length}, + {len(more)} B")


class _Stream(httpx.SyncByteStream):
    """Hands httpcore's bytes to httpx, its exceptions as they are."""

    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


class _Transport(httpx.BaseTransport):
    """Sends httpx's requests through a pool whose connections are guarded.

    httpx.HTTPTransport takes no network backend, and replacing its pool is not in its promise.
    """

    def __init__(self, pool: httpcore.ConnectionPool) -> None:
        self._pool = pool

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        response = self._pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=_Stream(response),
            extensions=response.extensions,
        )

    def close(self) -> None:
        self._pool.close()


def _client(settings: OutgoingSettings, backend: GuardedBackend) -> httpx.Client:
    trusted = ssl.create_default_context(cafile=settings.ca_file) if settings.ca_file else None
    pool = httpcore.ConnectionPool(
        ssl_context=trusted or httpx.create_ssl_context(trust_env=False),
        network_backend=backend,
        keepalive_expiry=5.0,
    )
    timeout = httpx.Timeout(settings.read_timeout, connect=settings.connect_timeout)
    headers = {"User-Agent": settings.user_agent, "Accept-Encoding": "gzip", "Accept": "*/*"}
    client = httpx.Client(
        transport=_Transport(pool), timeout=timeout, headers=headers, trust_env=False, follow_redirects=False
    )
    client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return client
