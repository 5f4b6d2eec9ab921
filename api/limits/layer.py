"""The layer that counts: before a request costs anything, and after the stored answers, which cost nothing."""

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.limits.asking import ASKED, Asked, Limits, tell
from api.limits.errors import TooManyRequestsError
from api.problems import problem_answer

NOT_MODIFIED, UNAUTHORIZED = 304, 401


class LimitLayer:
    """Counts requests in front of an application, and refuses those past a limit."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count, then let the application answer; or answer 429."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = self._limits.asked(scope)
        if not asked.windows:
            scope["state"][ASKED] = asked
            await self._app(scope, receive, self._watching(scope, asked, send))
            return
        try:
            asked.counted = await self._limits.counting.spend(asked.windows, asked.cost)
        except TooManyRequestsError as error:
            tell(scope, None, error)
            await problem_answer(Request(scope), error)(scope, receive, send)
            return
        scope["state"][ASKED] = asked
        tell(scope, asked.counted)
        await self._app(scope, receive, self._watching(scope, asked, send))

    def _watching(self, scope: Scope, asked: Asked, send: Send) -> Send:
        """Watch for answers that are free, and for keys that were refused; no answer else needs to be looked at."""
        if not asked.mark and not any(name == b"if-none-match" for name, _ in scope["headers"]):
            return send

        async def watch(message: Message) -> None:
            if message["type"] == "http.response.start":
                if message["status"] == NOT_MODIFIED:
                    self._limits.give_back(asked)
                    tell(scope, asked.counted)
                elif message["status"] == UNAUTHORIZED:
                    self._limits.recognised.forget(asked.mark)
            await send(message)

        return watch
