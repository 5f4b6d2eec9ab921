"""A real HTTP server on loopback whose answers a test writes down."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from threading import Event, Thread
from urllib.parse import parse_qs, urlsplit

NO_BODY = frozenset({204, 304})


@dataclass(frozen=True)
class Seen:
    """A request as it came in; header names in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True)


@dataclass(frozen=True)
class Reply:
    """An answer; a body of pieces is sent piece by piece until the client leaves."""

    body: bytes | Iterable[bytes] = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json"


Answering = Callable[[Seen], Reply]


class LoopbackServer(ThreadingHTTPServer):
    """A running server: its address, and what it was asked.

    Args:
        answer: gives the reply to each request.
        certificate: with its key, in one file; the server speaks TLS then.
    """

    daemon_threads = True

    def __init__(self, answer: Answering, certificate: Path | None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.seen: list[Seen] = []
        self.stopping = Event()
        """Set when the test is over; an answer that must not come may wait for it."""
        self.scheme = "https" if certificate else "http"
        if certificate is not None:
            context = SSLContext(PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)

    @property
    def target(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.target}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: LoopbackServer

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        seen = Seen(self.command, self.path, headers, body)
        self.server.seen.append(seen)
        try:
            self._send(self.server.answer(seen))
        except OSError:
            self.close_connection = True  # the client has seen enough

    def _send(self, reply: Reply) -> None:
        whole = isinstance(reply.body, bytes)
        told = {name.lower() for name in reply.headers}
        self.send_response(reply.status)
        for name, value in {"Content-Type": reply.media_type, **reply.headers}.items():
            self.send_header(name, value)
        if isinstance(reply.body, bytes) and "content-length" not in told and reply.status not in NO_BODY:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        for piece in [reply.body] if isinstance(reply.body, bytes) else reply.body:
            self.wfile.write(piece)
        self.close_connection = not whole or "content-length" in told

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""


@contextmanager
def serving(answer: Answering, certificate: Path | None = None) -> Iterator[LoopbackServer]:
    """Serve on a free port of loopback until the test is over."""
    server = LoopbackServer(answer, certificate)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()


def always(reply: Reply) -> Answering:
    """Answer everything alike."""
    return lambda _seen: reply


def in_turn(*replies: Reply) -> Answering:
    """Answer with one after the other, and with the last one from then on."""
    left = list(replies)
    return lambda _seen: left.pop(0) if len(left) > 1 else left[0]


def by_path(replies: Mapping[str, Reply]) -> Answering:
    """Answer by the path, and with 404 elsewhere."""
    return lambda seen: replies.get(seen.path, Reply(b"", 404))
