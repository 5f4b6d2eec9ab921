"""Bodies: too many bytes, too slow ones and too deep ones are refused before anything reads them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from api.limits.bodies import BodyLayer
from api.limits.nesting import is_too_deep
from api.settings import Settings
from tests.api.limits.node import Node

JSON = "application/json"


def _deep(depth: int, around: str = "[]") -> str:
    return around[0] * depth + around[1] * depth


async def _parts(count: int, size: int) -> AsyncIterator[bytes]:
    yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    for _ in range(count):
        yield b"x" * size


def test_what_is_declared_too_large_is_refused_before_it_is_sent(node: Node) -> None:
    node.start(body_max_bytes=1000)
    refused = node.ask("/api/v1/citations", method="POST", content=b"x" * 1001, accept_language="sl")
    assert refused.status_code == 413
    assert refused.headers["connection"] == "close"
    told = refused.json()
    told.pop("request_id")
    assert told == {
        "type": "https://ogledalo.eu/problems/body-too-large",
        "title": "Poslano je preveliko",
        "status": 413,
        "detail": "At most 1000 bytes may be sent here.",
        "instance": "/api/v1/citations",
        "reason": "Sem je mogoče poslati največ 1000 bajtov.",
        "errors": [{"parameter": "body", "limit": 1000}],
    }


def test_what_comes_in_parts_is_refused_when_it_grows_too_large(node: Node) -> None:
    node.start(upload_max_bytes=100_000)
    sent = node.ask(
        "/api/v1/uploads",
        key=node.key(),
        method="POST",
        content=_parts(30, 5_000),
        content_type="multipart/form-data; boundary=b",
    )
    assert (sent.status_code, sent.json()["type"]) == (413, "https://ogledalo.eu/problems/body-too-large")


def test_a_file_may_be_larger_than_other_bodies(node: Node) -> None:
    node.start(body_max_bytes=1000, upload_max_bytes=9000)
    statuses = {
        (path, size): node.ask(path, method="POST", content=b"x" * size, content_type="text/csv").status_code
        for path in ("/api/v1/validate", "/api/v1/citations")
        for size in (1001, 9001)
    }
    assert [place for place, status in statuses.items() if status == 413] == [
        ("/api/v1/validate", 9001),
        ("/api/v1/citations", 1001),
        ("/api/v1/citations", 9001),
    ]


def test_json_that_is_nested_too_deep_is_refused_and_what_is_not_is_read(node: Node) -> None:
    node.start()
    path = "/api/v1/findings/none/reply"
    deep = node.ask(path, method="POST", content=_deep(5000).encode(), content_type=JSON)
    assert (deep.status_code, deep.json()["type"]) == (422, "https://ogledalo.eu/problems/body-too-deep")
    flat = node.ask(path, method="POST", content=json.dumps({"state": "x"}).encode(), content_type=JSON)
    assert flat.status_code == 404


@pytest.mark.parametrize(
    ("text", "too_deep"),
    [
        (_deep(100), False),
        (_deep(101), True),
        (_deep(101, "{}"), True),
        ("[" * 101, True),
        (json.dumps(["[" * 500, {"a": "\\" * 7 + "{" * 500}]), False),
        ('["' + "{" * 500, False),
        (json.dumps([[]] * 5000), False),
        ("]" * 50 + _deep(100), False),
        ('"\\' * 40_000 + "[" * 101, False),
        ('"\\"' * 40_001 + '"' + "[" * 101, True),
    ],
)
def test_depth_is_that_of_brackets_outside_of_texts(text: str, too_deep: bool) -> None:
    assert is_too_deep(text.encode()) == too_deep


def test_depth_is_seen_in_every_encoding_that_is_read_as_json() -> None:
    texts = [_deep(500).encode(one) for one in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32")]
    assert [is_too_deep(one) for one in texts] == [True] * 5


json_values = st.recursive(
    st.none() | st.text('[]{}"\\a'), lambda one: st.lists(one) | st.dictionaries(st.text("[{"), one)
)


def _depth(value: object) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(_depth, inner), default=0)


@given(json_values, st.integers(0, 4))
def test_the_depth_that_is_seen_is_the_depth_that_is_read(value: object, deepest: int) -> None:
    assert is_too_deep(json.dumps(value).encode(), deepest) == (_depth(value) > deepest)


async def _echo(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await PlainTextResponse(f"{len(body)}")(scope, receive, send)


def _sent(
    messages: Sequence[Message], *, then_silent: bool = False, **settings: Any
) -> list[Message]:  # of any type
    """Send messages to a route that reads a body whole, and give the answer."""
    told, answer = Settings(**settings), []
    layer = BodyLayer(_echo, told)
    app = SimpleNamespace(state=SimpleNamespace(gateway=SimpleNamespace(settings=told)))
    left = list(messages)

    async def receive() -> Message:
        if not left and then_silent:
            await asyncio.Event().wait()
        return left.pop(0) if left else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        answer.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/", "query_string": b"", "state": {}, "scheme": "http",
        "headers": [(b"content-type", b"text/plain"), (b"host", b"node.example")], "server": ("node.example", 80), "app": app,
    }  # fmt: skip
    asyncio.run(layer(scope, receive, send))
    return answer


def _part(body: bytes, *, more: bool) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_body_that_stops_coming_is_given_up() -> None:
    answer = _sent([_part(b"abc", more=True)], then_silent=True, body_seconds=0.02)
    assert answer[0]["status"] == 408
    assert json.loads(answer[1]["body"])["type"] == "https://ogledalo.eu/problems/body-too-slow"


def test_a_body_within_its_limits_arrives_as_it_was_sent() -> None:
    answer = _sent([_part(b"abc", more=True), _part(b"defg", more=False)], body_max_bytes=7)
    assert (answer[0]["status"], answer[1]["body"]) == (200, b"7")
    assert _sent([_part(b"abc", more=True), _part(b"defg", more=False)], body_max_bytes=6)[0]["status"] == 413


def test_a_sender_that_leaves_is_answered_nothing() -> None:
    with pytest.raises(ClientDisconnect):
        _sent([_part(b"abc", more=True), {"type": "http.disconnect"}])


def test_every_route_that_takes_a_body_refuses_one_that_is_too_large(node: Node) -> None:
    node.start(body_max_bytes=10, upload_max_bytes=10, limit_address="none", limit_sign_in="none")
    told = node.app.openapi()["paths"]
    taking = [
        (m.upper(), path) for path, found in told.items() for m in found if m in ("post", "put", "patch")
    ]
    assert len(taking) > 8
    answers: dict[str, httpx.Response] = {
        f"{method} {path}": node.ask(path.replace("{", "").replace("}", ""), method=method, content=b"x" * 11)
        for method, path in taking
    }
    assert {name: one.status_code for name, one in answers.items() if one.status_code not in (413, 429)} == {}
