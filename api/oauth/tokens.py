"""Access tokens as RFC 9068 has them: written for a client, and read back with every rule of that document."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from joserfc.util import json_b64decode
from sqlmodel import Session

from api.errors import UnknownKeyError
from api.oauth.algorithms import OWN_ALGORITHMS
from api.oauth.metadata import issuer_of
from api.oauth.models import OauthClient
from api.oauth.signing import LEEWAY, TOKEN_LIFE, Signer, public_key

TYPE = "at+jwt"
TYPES = frozenset({TYPE, f"application/{TYPE}"})
JTI_BYTES = 16
LONGEST = 8192
"""Signs of a token at most; ours have some 800."""


@dataclass(frozen=True, slots=True)
class TokenClaims:
    """What a checked token of ours says.

    Args:
        client: id of the client.
        scopes: what it is for.
        jti: its own name.
    """

    client: str
    scopes: frozenset[str]
    jti: str


def written_token(
    signer: Signer, row: OauthClient, scopes: Collection[str], audience: list[str], issuer: str, now: datetime
) -> str:
    """Write a token.

    Args:
        signer: the key that signs.
        row: the client that it is for.
        scopes: what it is for.
        audience: the resources that it opens.
        issuer: who gives it: this node.
        now: the time.
    """
    begins = int(now.timestamp())
    claims: dict[str, Any] = {  # as RFC 9068, section 2.2, names them
        "iss": issuer,
        "sub": row.id,
        "aud": audience[0] if len(audience) == 1 else audience,
        "client_id": row.id,
        "scope": " ".join(sorted(scopes)),
        "iat": begins,
        "exp": begins + int(TOKEN_LIFE.total_seconds()),
        "jti": secrets.token_urlsafe(JTI_BYTES),
        "organisation": row.organisation,
    }
    narrower = {"networks": row.networks, "purposes": row.purposes}
    claims |= {name: value for name, value in narrower.items() if value is not None}
    header = {"alg": OWN_ALGORITHMS[0], "typ": TYPE, "kid": signer.kid}
    return jwt.encode(header, claims, signer.key, algorithms=OWN_ALGORITHMS)


def read_token(session: Session, base_url: str, token: str, now: datetime) -> TokenClaims:
    """Check a token of ours and give what it says.

    Raises:
        UnknownKeyError: any rule is broken; which is not said.
    """
    if len(token) > LONGEST:
        raise UnknownKeyError
    claims = _signed(token, _key_of(session, token, now))
    if not _is_for_us(claims, base_url) or not _is_in_time(claims, now):
        raise UnknownKeyError
    client, scope = claims.get("client_id"), claims.get("scope", "")
    texts = (client, scope, claims.get("sub"), claims.get("jti"))
    if not all(isinstance(one, str) for one in texts) or claims["sub"] != client or not claims["jti"]:
        raise UnknownKeyError
    return TokenClaims(str(client), frozenset(str(scope).split()), str(claims["jti"]))


def audiences(base_url: str) -> tuple[str, ...]:
    """Give the names of what our tokens open: the node, and its API by its own address."""
    issuer = issuer_of(base_url)
    return (issuer, f"{issuer}/", f"{issuer}/api/v1", f"{issuer}/api/v1/")


def _key_of(session: Session, token: str, now: datetime) -> ECKey:
    header = header_of(token)
    kid = header.get("kid")
    right = header.get("alg") in OWN_ALGORITHMS and str(header.get("typ", "")).lower() in TYPES
    key = public_key(session, kid, now) if right and isinstance(kid, str) else None
    if key is None:
        raise UnknownKeyError
    return key


def header_of(token: str) -> Mapping[str, object]:
    """Give a token's header, unverified; empty where it has none that can be read."""
    return _part(token, 0)


def claims_of(token: str) -> Mapping[str, object]:
    """Give a token's claims, unverified: only to see whose it says it is."""
    return _part(token, 1)


def _part(token: str, number: int) -> Mapping[str, object]:
    parts = token.split(".")
    if len(parts) != 3 or len(token) > LONGEST:
        return {}
    try:
        found = json_b64decode(parts[number].encode())
    except (ValueError, TypeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _signed(token: str, key: ECKey) -> Mapping[str, Any]:  # claims, each checked where it is used
    try:
        return jwt.decode(token, key, algorithms=OWN_ALGORITHMS).claims
    except (JoseError, ValueError, TypeError, RecursionError):
        raise UnknownKeyError from None


def _is_for_us(claims: Mapping[str, Any], base_url: str) -> bool:
    told = claims.get("aud")
    named = told if isinstance(told, list) else [told]
    ours = audiences(base_url)
    return claims.get("iss") == issuer_of(base_url) and any(one in ours for one in named)


def _is_in_time(claims: Mapping[str, Any], now: datetime) -> bool:
    moments = (claims.get("iat"), claims.get("exp"), claims.get("nbf", 0))
    if not all(isinstance(one, int) and not isinstance(one, bool) for one in moments):
        return False
    at, slack = now.timestamp(), LEEWAY.total_seconds()
    begins, ends = max(int(claims["iat"]), int(claims.get("nbf", 0))), int(claims["exp"])
    return begins <= at + slack and at < ends + slack
