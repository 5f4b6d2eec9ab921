"""What a token must say before it counts: RFC 9068 for access tokens, OpenID Connect Core 1.0 for id_tokens. Pure."""

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from joserfc.errors import ClaimError
from joserfc.jwt import JWTClaimsRegistry

from api.oidc.errors import BadTokenError
from api.oidc.signatures import Token

LEEWAY = 30
"""Seconds by which two clocks may differ."""
OLDEST_SIGN_IN = 600
"""Seconds since an id_token was made for the sign-in that is being answered."""
LONGEST_SUBJECT = 255  # OpenID Connect Core 1.0, 2
ACCESS_TOKEN = frozenset({"at+jwt", "application/at+jwt"})  # RFC 9068, 2.1
ID_TOKEN = frozenset({"", "jwt", "application/jwt"})
ONLY_IN_ID_TOKENS = frozenset({"nonce", "at_hash", "c_hash", "s_hash"})
NOT_FOR_US = frozenset({"events", "logout_token"})


def expect_access_token(
    token: Token, issuer: str, audience: str, now: datetime, *, typ_required: bool
) -> str:
    """Hold an access token against RFC 9068, and give the client that it was issued to.

    Args:
        typ_required: whether it must call itself an access token. Where an old provider's need not, what an id_token
            is known by refuses it all the same.

    Raises:
        BadTokenError: it is not one, not from there, not for us, or not now.
    """
    typ = _typ(token)
    if typ not in ACCESS_TOKEN and (typ_required or typ not in ID_TOKEN):
        raise BadTokenError(f"typ {typ!r}")
    if typ not in ACCESS_TOKEN and _is_for_something_else(token.claims):
        raise BadTokenError("an id_token or a message, not an access token")
    client = "client_id" if typ in ACCESS_TOKEN or "client_id" in token.claims else "azp"
    _expect(token.claims, issuer, audience, now, "sub", client)
    if "cnf" in token.claims:
        raise BadTokenError("bound to a key (RFC 7800) that was not shown")
    _subject(token.claims)
    return _text(token.claims, client)


def expect_id_token(token: Token, issuer: str, client_id: str, nonce: str, now: datetime) -> str:
    """Hold an id_token against OpenID Connect Core 1.0, 3.1.3.7, and give its subject.

    Raises:
        BadTokenError: it is not one, not from there, not for us, not now, or not of this attempt.
    """
    if _typ(token) not in ID_TOKEN:
        raise BadTokenError(f"typ {_typ(token)!r}")
    claims = token.claims
    _expect(claims, issuer, client_id, now, "sub", "nonce")
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp") != client_id and (several or "azp" in claims):
        raise BadTokenError("azp")
    if claims["iat"] < now.timestamp() - OLDEST_SIGN_IN - LEEWAY:
        raise BadTokenError("iat: made for an earlier sign-in")
    if not hmac.compare_digest(_text(claims, "nonce").encode(), nonce.encode()):
        raise BadTokenError("nonce")
    return _subject(claims)


def _expect(claims: Mapping[str, Any], issuer: str, audience: str, now: datetime, *others: str) -> None:
    registry = JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=LEEWAY,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": audience},
        exp={"essential": True},
        iat={"essential": True},
    )
    try:
        for name in others:
            _text(claims, name)
        registry.validate(dict(claims))
    except (ClaimError, OverflowError) as error:
        raise BadTokenError(str(error)) from error


def _is_for_something_else(claims: Mapping[str, Any]) -> bool:
    """Say whether a token that does not call itself an access token shows marks of another kind."""
    marked = not (ONLY_IN_ID_TOKENS | NOT_FOR_US).isdisjoint(claims)
    return marked or str(claims.get("typ", "Bearer")).lower() != "bearer"


def _typ(token: Token) -> str:
    return str(token.header.get("typ", "")).lower()


def _subject(claims: Mapping[str, Any]) -> str:
    subject = _text(claims, "sub")
    if len(subject) > LONGEST_SUBJECT or not subject.isprintable():
        raise BadTokenError("sub")
    return subject


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not value:
        raise BadTokenError(name)
    return value
