"""The layer for what is sent: at most so many bytes, within so many seconds, JSON nested at most so deep.

It looks at the bytes as they come, so that what is too large is refused before it is kept, whatever its length was said to be.
"""

import asyncio
from collections.abc import Iterable
from time import monotonic

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.limits.errors import BodyTooDeepError, BodyTooLargeError, BodyTooSlowError, LimitError
from api.limits.nesting import DEEPEST, is_too_deep
from api.problems import problem_answer
from api.settings import Settings

FILES = (
    "/api/v1/uploads", "/upload", "/api/v1/validate", "/api/v1/nzc/plan", "/api/v1/local-indicators",
)  # fmt: skip
"""Beginnings of addresses that take files; what is larger than a file of that kind is, they refuse themselves."""

READS_CAREFULLY = "/api/v1/nzc/plan"
"""Beginning of addresses whose reader tells by itself what is nested too deep, and where."""

NOT_JSON = (b"multipart/", b"application/x-www-form-urlencoded", b"text/", b"application/octet-stream")
LEAST_RATE = 20_000
"""Bytes a second at which a body must come once its first seconds are over."""

WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS"})


class BodyLayer:
    """Refuses bodies past a limit, in front of an application."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._usual = settings.body_max_bytes
        self._file = settings.upload_max_bytes
        self._seconds = settings.body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application read the body, as far as it stays within its limits; or answer the problem."""
        if scope["type"] != "http" or _has_no_body(scope):
            await self._app(scope, receive, send)
            return
        largest = self._file if scope["path"].startswith(FILES) else self._usual
        body = _Body(receive, send, largest, self._seconds, json=_may_be_json(scope))
        if _declared(scope["headers"]) > largest:
            body.refusal = BodyTooLargeError(largest)
        else:
            await self._read(scope, body)
        if body.refusal is not None and not body.answered:
            answer = problem_answer(Request(scope), body.refusal)
            answer.headers["connection"] = "close"  # the rest of the body is not read
            await answer(scope, receive, send)

    async def _read(self, scope: Scope, body: "_Body") -> None:
        try:
            await self._app(scope, body.receive, body.send)
        except ClientDisconnect:
            if body.refusal is None:
                raise


class _Body:
    """A body on its way to an application; past a limit the application is told that its reader has left."""

    def __init__(self, receive: Receive, send: Send, largest: int, seconds: float, *, json: bool) -> None:
        self.refusal: LimitError | None = None
        self.answered = False
        self._receive = receive
        self._send = send
        self._largest = largest
        self._seconds = seconds
        self._json = json
        self._begun = 0.0
        self._size = 0
        self._whole = False

    async def receive(self) -> Message:
        """Give the next part of the body, or of JSON all of it at once."""
        if self._whole:
            return await self._receive()
        if self.refusal is not None:
            return {"type": "http.disconnect"}
        return await self._all() if self._json else await self._next()

    async def send(self, message: Message) -> None:
        """Send what the application answers, unless the body was refused before it began to."""
        if self.refusal is None or self.answered:
            self.answered = True
            await self._send(message)

    async def _next(self) -> Message:
        self._begun = self._begun or monotonic()
        left = self._begun + self._seconds + self._size / LEAST_RATE - monotonic()
        try:
            async with asyncio.timeout(left):
                message = await self._receive()
        except TimeoutError:
            return self._refuse(BodyTooSlowError(self._seconds, LEAST_RATE))
        if message["type"] == "http.request":
            self._size += len(message.get("body", b""))
            if self._size > self._largest:
                return self._refuse(BodyTooLargeError(self._largest))
            self._whole = not message.get("more_body", False)
        return message

    async def _all(self) -> Message:
        parts: list[bytes] = []
        while not self._whole:
            message = await self._next()
            if message["type"] != "http.request":
                return message
            parts.append(message.get("body", b""))
        body = b"".join(parts)
        if is_too_deep(body):
            return self._refuse(BodyTooDeepError(DEEPEST))
        return {"type": "http.request", "body": body, "more_body": False}

    def _refuse(self, error: LimitError) -> Message:
        self.refusal = error
        self._whole = False
        return {"type": "http.disconnect"}


def _has_no_body(scope: Scope) -> bool:
    """Say whether there is nothing to look at: a GET whose head announces no body."""
    return scope["method"] in WITHOUT_BODY and not any(
        name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"]
    )


def _declared(headers: Iterable[tuple[bytes, bytes]]) -> int:
    """Give the length that is declared, 0 where none is."""
    lengths = [value for name, value in headers if name == b"content-length"]
    return max((int(one) for one in lengths if one.isdigit()), default=0)


def _may_be_json(scope: Scope) -> bool:
    """Say whether a body may be read as JSON by who runs out of stack: it is said to be, or nothing else is said."""
    if scope["path"].startswith(READS_CAREFULLY):
        return False
    kinds = [value.strip().lower() for name, value in scope["headers"] if name == b"content-type"]
    return not kinds or b"json" in kinds[0] or not kinds[0].startswith(NOT_JSON)
