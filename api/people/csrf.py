"""The guard of writes that carry a session's cookie: they come from our own pages, and know the session's token.

A browser sends the cookie with whatever page makes it ask. So the request's origin must be ours, and it must hold a token
that only our pages are told. What comes with a key and no cookie needs neither: no other page can make a browser send it.
"""

from hmac import compare_digest

from fastapi import Request
from itsdangerous import BadSignature, URLSafeSerializer

from api.gateway import Gateway
from api.people.address import Address
from api.people.models import PersonSession
from api.people.people_errors import CrossSiteError
from api.people.sealing import key_for

HEADER, FIELD = "x-csrf-token", "csrf"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
OURS, BY_HAND = "same-origin", "none"
OPAQUE = "null"
"""What a browser sends for a form of a page whose address it may not tell (Referrer-Policy: no-referrer)."""


def csrf_token(gateway: Gateway, row: PersonSession) -> str:
    """Give the token that the pages of a session send with what they write."""
    return str(_serializer(gateway).dumps(row.cookie_hash))


async def guard(request: Request, session_row: PersonSession) -> None:
    """Let a request that carries a session pass if it only reads, or comes from our own pages.

    Raises:
        CrossSiteError: it writes, and its origin is not ours or it does not hold the session's token.
    """
    if request.method in SAFE:
        return
    gateway: Gateway = request.app.state.gateway
    require_own_origin(request, gateway)
    token = request.headers.get(HEADER, "") or await _field(request)
    if not _is_of(gateway, token, session_row):
        found = "no token" if not token else "another token"
        raise CrossSiteError(found, f"the token of this session in the header {HEADER} or the field {FIELD}")


def require_own_origin(request: Request, gateway: Gateway, *, told: bool = True) -> None:
    """Demand that a request comes from our own pages.

    Args:
        request: what is asked.
        gateway: the node, whose address it is.
        told: whether the browser must say so; what signs in may come from no browser at all.

    Raises:
        CrossSiteError: it comes from elsewhere, or from nobody knows where.
    """
    origins = Address.of(gateway.settings).origins
    origin, site = request.headers.get("origin", ""), request.headers.get("sec-fetch-site", "")
    if origin not in ("", OPAQUE, *origins):
        raise CrossSiteError(f"Origin {origin[:100]}", f"Origin {origins[-1]}")
    if site not in ("", OURS, BY_HAND):
        raise CrossSiteError(f"Sec-Fetch-Site {site[:20]}", f"Sec-Fetch-Site {OURS}")
    if told and origin not in origins and site != OURS:
        raise CrossSiteError("no origin", f"Origin {origins[-1]}, or Sec-Fetch-Site {OURS}")
    if origin == OPAQUE and site != OURS:
        raise CrossSiteError("an opaque origin", f"Origin {origins[-1]}, or Sec-Fetch-Site {OURS}")


async def _field(request: Request) -> str:
    if not request.headers.get("content-type", "").lower().startswith(FORMS):
        return ""
    value = (await request.form()).get(FIELD, "")
    return value if isinstance(value, str) else ""


def _is_of(gateway: Gateway, token: str, row: PersonSession) -> bool:
    try:
        told = _serializer(gateway).loads(token)
    except BadSignature:
        return False
    return isinstance(told, str) and compare_digest(told.encode(), row.cookie_hash.encode())


def _serializer(gateway: Gateway) -> URLSafeSerializer:
    return URLSafeSerializer(key_for(gateway.pepper, "csrf"), salt="csrf")
