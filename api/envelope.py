"""The envelope of every answer: request id, security headers, and HEAD on every GET route.

A pure ASGI layer, in front of everything else: Starlette's base class for middleware starts tasks for each request.
"""

import secrets
from asyncio import Event
from collections.abc import Callable, MutableMapping
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.meter import Meter
from api.security_headers import Guarded, Headers, SecurityHeaders


class Envelope:
    """Puts what every answer carries around the answers of an application."""

    def __init__(self, app: ASGIApp, meter: Meter, *, secure: bool = False) -> None:
        self._app = app
        self._meter = meter
        self._security = SecurityHeaders(secure=secure)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; HEAD is answered as the GET it stands for, without the body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        guarded = Guarded.of(scope)

        def headers(status: int, told: Headers) -> Headers:
            beside = scope["state"].get("limit_headers", ())  # not of the answer itself, which may be stored
            around = self._security.around(guarded, status, told)
            return [*around, *beside, (b"x-request-id", request_id.encode())]

        marked = _Marked(send, headers, self._meter)
        if scope["method"] == "HEAD":
            cut = _Cut(receive, marked)
            await self._app({**scope, "method": "GET"}, cut.receive, cut.send)
        else:
            await self._app(scope, receive, marked)


class _Marked:
    """Sends an answer with the headers that all of them carry."""

    def __init__(self, send: Send, headers: Callable[[int, Headers], Headers], meter: Meter) -> None:
        self._send = send
        self._headers = headers
        self._meter = meter

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._meter.count_answer(message["status"])
            message["headers"] = self._headers(message["status"], list(message.get("headers", ())))
        await self._send(message)


class _Cut:
    """Keeps the body of an answer back, and ends the drawing of a long one as if its reader had left."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._answered = Event()

    async def receive(self) -> MutableMapping[str, Any]:  # an ASGI message
        """Give what the client sends; once the head is sent it has no more to ask."""
        if not self._answered.is_set():
            message = await self._receive()
            if message["type"] == "http.request":
                return message
        await self._answered.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """Send the head; of the body only its end."""
        if message["type"] == "http.response.start":
            await self._send(message)
        elif not self._answered.is_set():
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})
            self._answered.set()
