"""Answers that a client may ask for again without fetching them again (RFC 9110, section 13)."""

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.requests import Request
from starlette.responses import Response


def weak_etag(body: bytes) -> str:
    """Give a body's entity tag: weak, because a proxy may recompress what we send."""
    return f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'


def answer(request: Request, body: bytes, media_type: str, modified: datetime | None = None) -> Response:
    """Give 304 where the client holds these very bytes already, else 200 with the body.

    Args:
        request: the request, with ``If-None-Match`` or ``If-Modified-Since`` if it is conditional.
        body: the whole representation.
        media_type: its media type, with the charset where it is text.
        modified: when the body last changed, in UTC; None where nobody knows.
    """
    headers = {"etag": weak_etag(body), "cache-control": "no-cache"}
    if modified is not None:
        headers["last-modified"] = format_datetime(modified.replace(microsecond=0), usegmt=True)
    if _is_held(request, headers["etag"], modified):
        return Response(status_code=304, headers=headers)
    return Response(body, headers={**headers, "content-type": media_type})


def _is_held(request: Request, etag: str, modified: datetime | None) -> bool:
    asked = request.headers.get("if-none-match")
    if asked is not None:
        tags = {tag.strip().removeprefix("W/") for tag in asked.split(",")}
        return "*" in tags or etag.removeprefix("W/") in tags
    since = _http_date(request.headers.get("if-modified-since", ""))
    return since is not None and modified is not None and modified.replace(microsecond=0) <= since


def _http_date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except ValueError:
        return None
