"""The store of answers by itself: what it keeps, for whom, how much, and until when."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from api.answer_cache import LARGEST_ANSWER, AnswerCache
from api.epoch_reader import Epochs
from api.meter import Meter

PUBLIC = {"cache-control": "public, no-cache", "etag": '"tag"'}


@dataclass
class _Counters:
    """Epochs that a test sets."""

    now: Epochs = (("catalogue", 1),)

    async def read(self) -> Epochs:
        return self.now


@dataclass
class _App:
    """An application that counts how often it is asked."""

    response: Response
    asked: list[str] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked.append(Request(scope).headers.get("accept", ""))
        await self.response(scope, receive, send)


def _public(content: bytes = b"figures") -> Response:
    return Response(content, headers=PUBLIC)


def _stack(
    response: Response, counters: _Counters | None = None, most_bytes: int = 10_000
) -> tuple[_App, AnswerCache]:
    app = _App(response)
    return app, AnswerCache(app, counters or _Counters(), Meter(), most_bytes)  # type: ignore[arg-type]  # read() is all it asks for


def _ask(
    cache: AnswerCache, path: str = "/", *headers: tuple[str, str], method: str = "GET"
) -> tuple[int, bytes]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()
        raise AssertionError

    scope = {
        "type": "http", "method": method, "path": path, "query_string": b"", "state": {},
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }  # fmt: skip
    asyncio.run(cache(scope, receive, send))
    return sent[0]["status"], b"".join(message["body"] for message in sent[1:])


def test_a_public_answer_is_asked_for_once() -> None:
    app, cache = _stack(_public())
    assert [_ask(cache) for _ in range(3)] == [(200, b"figures")] * 3
    assert len(app.asked) == 1


def test_another_epoch_asks_again() -> None:
    counters = _Counters()
    app, cache = _stack(_public(), counters)
    _ask(cache)
    counters.now = (("catalogue", 2),)
    _ask(cache)
    assert len(app.asked) == 2


def test_only_public_answers_with_a_tag_and_status_200_are_kept() -> None:
    for response in (
        Response(b"x", headers={"cache-control": "private, no-cache", "etag": '"tag"'}),
        Response(b"x", headers={"cache-control": "public, no-cache"}),
        Response(b"x", 403, headers=PUBLIC),
        Response(b"x", headers={**PUBLIC, "set-cookie": "a=b"}),
        _public(b"x" * (LARGEST_ANSWER + 1)),
    ):
        app, cache = _stack(response, most_bytes=10 * LARGEST_ANSWER)
        _ask(cache)
        _ask(cache)
        assert len(app.asked) == 2


def test_who_says_who_they_are_is_never_answered_from_the_store() -> None:
    for header in (("authorization", "Bearer x"), ("cookie", "session=x")):
        app, cache = _stack(_public())
        _ask(cache)
        _ask(cache, "/", header)
        _ask(cache, "/", header)
        assert len(app.asked) == 3


def test_other_methods_pass_by() -> None:
    app, cache = _stack(_public())
    _ask(cache, method="POST")
    _ask(cache, method="POST")
    assert len(app.asked) == 2


def test_of_a_header_that_is_sent_twice_the_first_counts() -> None:
    app, cache = _stack(_public())
    _ask(cache, "/", ("accept", "text/csv"), ("accept", "application/json"))
    _ask(cache, "/", ("accept", "application/json"))
    _ask(cache, "/", ("accept", "text/csv"))
    assert app.asked == ["text/csv", "application/json"]


def test_the_oldest_answers_make_room() -> None:
    app, cache = _stack(_public(b"x" * 400), most_bytes=1000)
    for path in ("/a", "/b", "/a", "/c", "/a", "/b"):
        _ask(cache, path)
    assert len(app.asked) == 4, "a and b, c in the place of b, b again"


def test_a_stream_is_kept_once_it_came_whole() -> None:
    app, cache = _stack(StreamingResponse(iter([b"one", b"two"]), headers=PUBLIC))
    assert _ask(cache) == (200, b"onetwo")
    assert _ask(cache) == (200, b"onetwo")
    assert len(app.asked) == 1


def test_who_holds_the_answer_gets_304() -> None:
    _, cache = _stack(_public())
    _ask(cache)
    assert _ask(cache, "/", ("if-none-match", 'W/"tag"')) == (304, b"")
    assert _ask(cache, "/", ("if-none-match", '"other"')) == (200, b"figures")
