"""The one client through which Ogledalo asks other systems.

It connects to public addresses only, follows redirects itself and checks each of them, takes no more bytes
than it is told to, ends at a deadline, tries again what may succeed, and says who it is.
"""

import random
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from threading import Lock
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
from connectors.network import GuardedBackend, Monotonic, deadline
from connectors.redirects import REDIRECTS, checked_url, next_request
from connectors.unpacking import unpacked
from connectors.waiting import Backoff, retry_after


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
    """

    def __init__(
        self,
        settings: OutgoingSettings,
        *,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Monotonic = time.monotonic,
        jitter: Callable[[], float] = random.random,
        resolve: Resolve = resolve_by_system,
    ) -> None:
        self._settings = settings
        self._sleep = sleep
        self._monotonic = monotonic
        self._jitter = jitter
        self._due: dict[str, float] = {}
        self._turn = Lock()
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
                told = error.retry_after if isinstance(error, BusyError) else None
                self._sleep(self._settings.backoff.wait(tried, self._jitter(), told))
        return self._fetch_once(request)

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

    def _keep_pace(self, request: Request) -> None:
        """Wait for a request's turn at its host, where it asks for a pace."""
        if not request.pace:
            return
        target = checked_url(request.url).netloc
        with self._turn:
            now = self._monotonic()
            due = max(now, self._due.get(target, now))
            self._due[target] = due + request.pace
        if due > now:
            self._sleep(due - now)

    def _fetch_once(self, request: Request) -> Answer:
        self._keep_pace(request)
        with deadline(self._settings.deadline, self._monotonic):
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
                content = unpacked(response.iter_raw(), coding, self._settings.max_bytes)
                return Answer(response.status_code, headers, content, request.url, self._monotonic() - begun)
        except ConnectorError as error:
            error.at(url=request.url)
            raise
        except httpx.InvalidURL as error:
            raise BadUrlError(str(error), url=request.url) from error
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise _told(error, self._settings).at(url=request.url) from error


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
