"""A server that gives an honest portal's answers and spoils some of them, down to the bytes on the wire."""

import gzip
import json
import socket
import struct
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from ssl import SSLContext
from threading import Thread
from typing import Any, Literal

from tests.fakes.server import Answering, LoopbackServer, Reply, Seen, _Handler

Ending = Literal["close", "reset", "hang"]
RESET = struct.pack("ii", 1, 0)
"""SO_LINGER: closing sends a reset instead of an end."""


@dataclass(frozen=True)
class Wire:
    """An answer as bytes on the wire, headers and all.

    Args:
        pieces: sent one after the other.
        pause: seconds between them.
        ending: what becomes of the connection after them; ``hang`` keeps it open and silent until the client leaves.
    """

    pieces: Iterable[bytes]
    pause: float = 0.0
    ending: Ending = "close"


@dataclass(frozen=True)
class Asked:
    """A request with what the honest portal would answer.

    Args:
        times: how often the same was asked in this run, this time included.
        server: the address of the server.
    """

    seen: Seen
    reply: Reply
    times: int
    server: str

    @property
    def body(self) -> bytes:
        """The honest answer's body."""
        assert isinstance(self.reply.body, bytes)
        return self.reply.body


Spoilt = Reply | Wire
Mischief = Callable[[Asked], Spoilt]


def honest(asked: Asked) -> Spoilt:
    """Spoil nothing."""
    return asked.reply


@dataclass
class Misbehaving:
    """An honest portal whose answers a mischief spoils.

    Args:
        portal: the honest one.
        mischief: what is made of its answers.
        server: its address.
    """

    portal: Answering
    mischief: Mischief
    server: str
    _times: Counter[str] = field(default_factory=Counter)

    def __call__(self, seen: Seen) -> Reply:
        self._times[seen.target] += 1
        asked = Asked(seen, self.portal(seen), self._times[seen.target], self.server)
        return self.mischief(asked)  # type: ignore[return-value]  # the handler below sends bytes on the wire, too


class _Sending(_Handler):
    _date = ""

    def date_time_string(self, timestamp: float | None = None) -> str:
        return self._date or super().date_time_string(timestamp)

    def _send(self, reply: Reply) -> None:
        if not isinstance(reply, Wire):
            self._date = reply.headers.get("Date", "")
            told = {name: text for name, text in reply.headers.items() if name != "Date"}
            super()._send(replace(reply, headers=told))
            return
        wire: Wire = reply
        self.close_connection = True
        for piece in wire.pieces:
            self.wfile.write(piece)
            if wire.pause and self.server.stopping.wait(wire.pause):
                return
        if wire.ending == "hang":
            self.connection.recv(1)
        elif wire.ending == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            self.connection.close()


@contextmanager
def misbehaving(certificate: Path | None = None) -> Iterator[LoopbackServer]:
    """Serve on a free port of loopback; a test writes down ``answer`` before it asks."""
    server = LoopbackServer(lambda _seen: Reply(b"", 404), certificate)
    server.RequestHandlerClass = _Sending
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients that leave are what this is about
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()


def present(server: LoopbackServer, certificate: Path) -> None:
    """Let a server show another certificate from now on."""
    context: SSLContext = server.socket.context  # type: ignore[attr-defined]  # it speaks TLS
    context.load_cert_chain(certificate)


# Where a mischief happens


def where(meant: Callable[[Seen], bool], mischief: Mischief) -> Mischief:
    """Spoil only the answers to some requests."""
    return lambda asked: mischief(asked) if meant(asked.seen) else asked.reply


def once(mischief: Mischief) -> Mischief:
    """Spoil an answer only the first time that it is asked for."""
    return lambda asked: mischief(asked) if asked.times == 1 else asked.reply


# What goes over the wire


def head(status: str = "200 OK", *lines: str, version: str = "1.1") -> bytes:
    """The beginning of an answer."""
    return "\r\n".join((f"HTTP/{version} {status}", *lines, "", "")).encode("latin-1")


def typed(asked: Asked) -> str:
    return f"Content-Type: {asked.reply.media_type}"


def silent(_asked: Asked) -> Spoilt:
    """Take the request and say nothing."""
    return Wire((), ending="hang")


def slow_headers(_asked: Asked) -> Spoilt:
    """Send the headers letter by letter."""
    return Wire((bytes([letter]) for letter in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"y" * 1000), pause=0.03)


def dripping(asked: Asked) -> Spoilt:
    """Send the body letter by letter: never so slow that one read would take too long."""
    body = asked.body + b" " * 1000
    drops = (body[at : at + 1] for at in range(len(body)))
    first = head("200 OK", typed(asked), f"Content-Length: {len(body)}")
    return Wire((first, *drops), pause=0.03)


def reset_in_the_midst(asked: Asked) -> Spoilt:
    """Break the connection when half of the body is sent."""
    whole = asked.body
    first = head("200 OK", typed(asked), f"Content-Length: {len(whole)}")
    return Wire((first, whole[: len(whole) // 2]), ending="reset")


def with_length(of: Callable[[int], int], ending: Ending = "close") -> Mischief:
    """State another length than the body has."""

    def mischief(asked: Asked) -> Spoilt:
        first = head("200 OK", typed(asked), f"Content-Length: {of(len(asked.body))}")
        return Wire((first, asked.body), ending=ending)

    return mischief


def cut_chunk(asked: Asked) -> Spoilt:
    """End in the midst of a chunk."""
    size = f"{len(asked.body):x}\r\n".encode()
    first = head("200 OK", typed(asked), "Transfer-Encoding: chunked")
    return Wire((first, size, asked.body[: len(asked.body) // 2]))


def without_last_chunk(asked: Asked) -> Spoilt:
    """Send all of the body and not the chunk that ends it."""
    size = f"{len(asked.body):x}\r\n".encode()
    return Wire(
        (head("200 OK", typed(asked), "Transfer-Encoding: chunked"), size, asked.body, b"\r\n"),
    )


def old_http(asked: Asked) -> Spoilt:
    """Answer in HTTP/1.0: no length, and the connection's end ends the body."""
    return Wire((head("200 OK", typed(asked), version="1.0"), asked.body))


def closing_unsaid(asked: Asked) -> Spoilt:
    """Answer well, and close a connection that was to be kept."""
    first = head("200 OK", typed(asked), f"Content-Length: {len(asked.body)}", "Connection: keep-alive")
    return Wire((first, asked.body))


def no_http(_asked: Asked) -> Spoilt:
    """Answer in another protocol."""
    return Wire((b"220 files.portal.example FTP server ready\r\n",))


# Whole answers


def replied(body: bytes = b"", status: int = 200, media_type: str = "", **headers: str) -> Mischief:
    """Answer with something else; names of headers have ``_`` for ``-``, an address may have ``{server}``."""

    def mischief(asked: Asked) -> Spoilt:
        told = {
            name.replace("_", "-"): text.replace("{server}", asked.server) for name, text in headers.items()
        }
        return Reply(body, status, told, media_type or asked.reply.media_type)

    return mischief


def headed(**headers: str) -> Mischief:
    """Answer well, with further headers."""

    def mischief(asked: Asked) -> Spoilt:
        told = {
            name.replace("_", "-"): text.replace("{server}", asked.server) for name, text in headers.items()
        }
        return replace(asked.reply, headers={**asked.reply.headers, **told})

    return mischief


def edited(change: Callable[[bytes], bytes], **headers: str) -> Mischief:
    """Answer with a body that is changed."""

    def mischief(asked: Asked) -> Spoilt:
        told = {name.replace("_", "-"): text for name, text in headers.items()}
        return replace(asked.reply, body=change(asked.body), headers={**asked.reply.headers, **told})

    return mischief


def rewritten(change: Callable[[Any], Any]) -> Mischief:
    """Answer with a JSON document that is changed."""

    def changed(body: bytes) -> bytes:
        document = json.loads(body)
        found = change(document)
        return json.dumps(document if found is None else found, ensure_ascii=False).encode()

    return edited(changed)


def swollen(megabytes: int) -> bytes:
    """Zeros, packed."""
    return gzip.compress(bytes(megabytes * 1_000_000), 9)
