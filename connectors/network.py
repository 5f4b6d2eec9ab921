"""The guarded socket: connects only to checked addresses, and keeps an answer's deadline.

httpcore's timeouts are for one read each; a server that sends a byte now and then would never meet them.
So each read and write gets at most what is left of the deadline, which stands in a context variable: the
stream outlives the request that opened it.
"""

import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import httpcore
from httpcore import SOCKET_OPTION

from connectors.addresses import AddressGuard

Monotonic = Callable[[], float]

_ends_at: ContextVar[float | None] = ContextVar("ends_at", default=None)


@contextmanager
def deadline(seconds: float, monotonic: Monotonic) -> Iterator[None]:
    """Let all reading and writing inside end within some seconds.

    Raises:
        httpcore.ReadTimeout, httpcore.WriteTimeout, httpcore.ConnectTimeout: they are over.
    """
    token = _ends_at.set(monotonic() + seconds)
    try:
        yield
    finally:
        _ends_at.reset(token)


class GuardedStream(httpcore.NetworkStream):
    """A connection whose every step ends at the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, monotonic: Monotonic) -> None:
        self._stream = stream
        self._monotonic = monotonic
        self._last = b""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read some bytes."""
        came = self._stream.read(max_bytes, time_left(self._monotonic, timeout, httpcore.ReadTimeout))
        self._last = came or self._last
        return came

    def behind(self, piece: bytes) -> bytes:
        """Give what came together with a body's last piece and stands behind it."""
        return self._last.rpartition(piece)[2] if piece and piece in self._last else b""

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all bytes."""
        self._stream.write(buffer, time_left(self._monotonic, timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Begin TLS on it, for the host that was asked for, whatever its address."""
        left = time_left(self._monotonic, timeout, httpcore.ConnectTimeout)
        return GuardedStream(self._stream.start_tls(ssl_context, server_hostname, left), self._monotonic)

    def get_extra_info(self, info: str) -> object:
        """Give what httpcore wants to know of the socket."""
        return self._stream.get_extra_info(info)


class GuardedBackend(httpcore.NetworkBackend):
    """Opens connections to addresses that the guard lets through, and to nothing else."""

    def __init__(self, guard: AddressGuard, monotonic: Monotonic) -> None:
        self._guard = guard
        self._monotonic = monotonic
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first of the host's allowed addresses that takes the connection."""
        failure: Exception = httpcore.ConnectError(f"{host}: no address")
        for address in self._guard.addresses(host, port):
            left = time_left(self._monotonic, timeout, httpcore.ConnectTimeout)
            try:
                stream = self._network.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return GuardedStream(stream, self._monotonic)
        raise failure

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[SOCKET_OPTION] | None = None
    ) -> httpcore.NetworkStream:
        """Refuse: no source is reached that way."""
        raise httpcore.ConnectError(f"no unix sockets: {path}")


def time_left(monotonic: Monotonic, timeout: float | None, over: type[Exception]) -> float | None:
    """Give the seconds that a step may take: its own timeout, and never past the deadline."""
    ends_at = _ends_at.get()
    if ends_at is None:
        return timeout
    left = ends_at - monotonic()
    if left <= 0:
        raise over("deadline")
    return left if timeout is None else min(timeout, left)
