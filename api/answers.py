"""Answers: JSON with every digit of a number."""

from collections.abc import Mapping

import simplejson
from fastapi import Response

JSON = "application/json; charset=utf-8"


def json_response(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Write JSON; decimals as numbers with all their digits."""
    content = simplejson.dumps(body, use_decimal=True, ensure_ascii=False, separators=(",", ":"))
    return Response(content, status_code=status, media_type=JSON, headers=dict(headers or {}))
