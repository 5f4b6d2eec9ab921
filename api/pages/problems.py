"""Errors as pages: what happened, what to do, and the request's id."""

from collections.abc import Mapping

from fastapi import Request, Response

from api.pages.rendering import render
from schemas.messages import message_tables

HTML, JSON = "text/html", "application/json"
FOR_MACHINES = (
    "/api/",
    "/sdmx/",
    "/catalog",
    "/id/",
    "/oauth/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/static/",
    "/openapi.json",
    "/limits",
)


def html_problem(request: Request, body: Mapping[str, object]) -> Response | None:
    """Write a problem as a page, where a browser asks for one.

    Args:
        request: what was asked.
        body: the members of the RFC 9457 problem.

    Returns:
        None where the caller wants JSON, or asked for something that is made for machines.
    """
    if request.url.path.startswith(FOR_MACHINES) or not prefers_html(request.headers.get("accept", "")):
        return None
    kind = str(body.get("type", "")).rpartition("/")[2]
    known = kind if f"page.problem.{kind}.what" in message_tables() else "http"
    status = int(str(body.get("status", 500)))
    return render(request, "problem.html", status=status, problem=body, kind=known, path=request.url.path)


def prefers_html(accept: str) -> bool:
    """Say whether an Accept header names HTML and gives it no less weight than JSON."""
    weights = dict(_weighed(part) for part in accept.split(","))
    return weights.get(HTML, 0.0) > 0 and weights[HTML] >= weights.get(JSON, 0.0)


def _weighed(part: str) -> tuple[str, float]:
    name, *parameters = (word.strip() for word in part.split(";"))
    weight = next((word[2:] for word in parameters if word.startswith("q=")), "1")
    try:
        return name.lower(), float(weight)
    except ValueError:
        return name.lower(), 0.0
