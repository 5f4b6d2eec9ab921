"""The demo's CKAN: the read part of the action API v3 over HTTP.

Every answer is ``{help, success, result}`` or ``{help, success, error: {__type, message}}``. Parameters come in
the query of a GET or as the JSON of a POST.
"""

import json
from html import escape

from ckan_actions import ACTIONS, ActionError, Caller, Parameters
from ckan_records import Record, Records
from conditional_get import answer
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

TOKEN = "demo-token"  # noqa: S105  # the simulated portal's only token; it opens one invented package
JSON = "application/json;charset=utf-8"


def ckan_app(records: Records) -> Starlette:
    """Make the portal that serves these records."""

    async def act(request: Request) -> Response:
        """Answer an action."""
        name = request.path_params["action"]
        if name not in ACTIONS:
            return JSONResponse(f"Bad request - Action name not known: {name}", 400)
        try:
            parameters = await _parameters(request)
        except ValueError as problem:
            return JSONResponse(f"Bad request - JSON Error: {problem}", 400)
        token = request.headers.get("authorization") or request.headers.get("x-ckan-api-key")
        caller = Caller(records, parameters, token == TOKEN)
        return await run_in_threadpool(_answer, request, name, caller)

    def page(request: Request) -> Response:
        """Show a package to people, barely."""
        found = records.package(request.path_params["name"])
        if found is None or found["private"]:
            return HTMLResponse("<!doctype html><title>404</title><p>Not found", 404)
        title = escape(str(found.get("title", found["name"])))
        return HTMLResponse(
            f"<!doctype html><title>{title}</title><h1>{title}</h1><p>{escape(found['notes'])}"
        )

    return Starlette(
        routes=[
            Route("/api/3/action/{action}", act, methods=["GET", "POST"]),
            Route("/api/action/{action}", act, methods=["GET", "POST"]),
            Route("/dataset/{name}", page),
        ]
    )


async def _parameters(request: Request) -> Parameters:
    if request.method != "POST":
        return dict(request.query_params)
    body = await request.body()
    told = json.loads(body or b"{}")
    if not isinstance(told, dict):
        raise ValueError(
            f"Request data JSON decoded to {type(told).__name__}, but it needs to be a dictionary"
        )
    return told


def _answer(request: Request, name: str, caller: Caller) -> Response:
    envelope: Record = {"help": f"{caller.records.site_url}/api/3/action/help_show?name={name}"}
    try:
        envelope |= {"success": True, "result": ACTIONS[name](caller)}
    except ActionError as problem:
        return JSONResponse({**envelope, "success": False, "error": problem.body}, problem.status)
    return answer(request, json.dumps(envelope, ensure_ascii=False).encode(), JSON)
