"""Stored answers: a repeated question for what everybody may see is answered with the bytes of the last time.

Stored is only what says `Cache-Control: public` of itself: routes say it where the caller sent no key and nothing took
part that is not open. An answer stands as long as the epochs under which it was made, which are read on every request.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.entity_tags import holds
from api.epoch_reader import EpochReader, Epochs
from api.meter import Meter

MOST_BYTES = 64 * 1024 * 1024
LARGEST_ANSWER = 1024 * 1024
_KEPT_ON_304 = frozenset({b"etag", b"cache-control", b"link", b"last-modified"})
_WHO_ASKS = frozenset({b"authorization", b"cookie", b"ogledalo-purpose"})


class Asked(NamedTuple):
    """What an answer depends on, besides the epochs."""

    path: str
    query: bytes
    accept: bytes
    language: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it was sent: the headers of the route, and the whole body."""

    epochs: Epochs
    headers: list[tuple[bytes, bytes]]
    body: bytes
    etag: bytes
    size: int

    async def give(self, send: Send, if_none_match: bytes) -> None:
        """Send it, or 304 to who holds it already."""
        if if_none_match and holds(if_none_match.decode("latin-1"), self.etag.decode("latin-1")):
            headers = [pair for pair in self.headers if pair[0] in _KEPT_ON_304]
            await send({"type": "http.response.start", "status": 304, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return
        await send({"type": "http.response.start", "status": 200, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body})


class AnswerCache:
    """A layer in front of an application; it also tells the routes the epochs at which a request began."""

    def __init__(self, app: ASGIApp, epochs: EpochReader, meter: Meter, most_bytes: int = MOST_BYTES) -> None:
        self._app = app
        self._epochs = epochs
        self._meter = meter
        self._most_bytes = most_bytes
        self._bytes = 0
        self._answers: OrderedDict[Asked, Answer] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the store, or let the application answer and keep what may be kept."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        epochs = scope.setdefault("state", {})["epochs"] = await self._epochs.read()
        headers = dict(
            reversed(scope["headers"])
        )  # of a header sent twice the first counts, as for the routes
        if not _WHO_ASKS.isdisjoint(headers):
            await self._app(scope, receive, send)
            return
        asked = Asked(
            scope["path"],
            scope["query_string"],
            headers.get(b"accept", b""),
            headers.get(b"accept-language", b""),
        )
        answer = self._find(asked, epochs)
        if answer is not None:
            await answer.give(send, headers.get(b"if-none-match", b""))
            return
        copy = _Copy(send)
        await self._app(scope, receive, copy)
        self._keep(asked, copy.answer(epochs, sum(map(len, asked))))

    def _find(self, asked: Asked, epochs: Epochs) -> Answer | None:
        answer = self._answers.get(asked)
        if answer is not None and answer.epochs == epochs:
            self._answers.move_to_end(asked)
            self._meter.count_stored("hit")
            return answer
        self._meter.count_stored("miss")
        return None

    def _keep(self, asked: Asked, answer: Answer | None) -> None:
        stale = self._answers.pop(asked, None)
        self._bytes -= stale.size if stale else 0
        if answer is None:
            return
        self._answers[asked] = answer
        self._bytes += answer.size
        while self._bytes > self._most_bytes:
            _, oldest = self._answers.popitem(last=False)
            self._bytes -= oldest.size


class _Copy:
    """Passes an answer on and copies it, as long as it may be kept."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._headers: list[tuple[bytes, bytes]] = []
        self._body = b""
        self._keep = False
        self._whole = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._headers = list(message.get("headers", ()))
            self._keep = message["status"] == 200 and _is_public(dict(self._headers))
        elif self._keep:
            self._body += message.get("body", b"")
            self._keep = len(self._body) <= LARGEST_ANSWER
            self._whole = not message.get("more_body", False)
        await self._send(message)

    def answer(self, epochs: Epochs, asked_bytes: int) -> Answer | None:
        """Give the copy, where the answer came whole and may be kept."""
        if not (self._keep and self._whole):
            return None
        head = sum(len(name) + len(value) for name, value in self._headers)
        etag = dict(self._headers)[b"etag"]
        return Answer(epochs, self._headers, self._body, etag, len(self._body) + head + asked_bytes)


def _is_public(headers: dict[bytes, bytes]) -> bool:
    return (
        b"public" in headers.get(b"cache-control", b"")
        and b"etag" in headers
        and b"set-cookie" not in headers
    )
