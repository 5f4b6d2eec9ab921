"""The live session of a request: that of its cookie, if it lasts, and only if what it writes comes from our own pages."""

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from api.gateway import Gateway
from api.people.csrf import guard
from api.people.models import PersonSession
from api.people.sessions import COOKIE, session_of


async def get_live_session(request: Request) -> PersonSession | None:
    """Give the session whose cookie a request carries, as a dependency.

    Raises:
        CrossSiteError: the session lasts, and the request writes from elsewhere or without its token.
    """
    cookie = request.cookies.get(COOKIE, "")
    if not cookie:
        return None
    gateway: Gateway = request.app.state.gateway
    row = await run_in_threadpool(session_of, gateway, cookie, gateway.clock())
    if row is not None:
        await guard(request, row)
    return row
