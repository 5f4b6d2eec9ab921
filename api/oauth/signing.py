"""The keys that sign our tokens: made, published before they sign, kept published until their tokens have ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from joserfc.jwk import ECKey
from simplejson import dumps, loads
from sqlmodel import Session, col, select

from api.machines.key_text import random_text
from api.oauth.errors import SigningKeyError
from api.oauth.models import SigningKey
from api.people.sealing import seal, unseal

TOKEN_LIFE = timedelta(minutes=10)
LEEWAY = timedelta(seconds=30)
"""How far clocks may differ."""
PURPOSE = "oauth/signing-key"
CURVE = "P-256"
KID_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Signer:
    """A key with its private part."""

    kid: str
    key: ECKey

    def __repr__(self) -> str:
        """Show its name only."""
        return f"Signer({self.kid})"


def make_signing_key(session: Session, pepper: bytes, now: datetime, signs_from: datetime) -> SigningKey:
    """Make a key; it is published at once and signs from a time on."""
    kid = random_text(KID_LENGTH)
    key = ECKey.generate_key(CURVE, private=True)
    public: dict[str, Any] = {  # a JWK
        **key.as_dict(private=False), "kid": kid, "use": "sig", "alg": "ES256",
    }  # fmt: skip
    sealed = seal(pepper, PURPOSE, dumps(key.as_dict(private=True)), kid)
    row = SigningKey(kid=kid, public=public, sealed=sealed, created_at=now, signs_from=signs_from)
    session.add(row)
    session.flush()
    return row


def rotate(
    session: Session, pepper: bytes, now: datetime, notice: timedelta, *, compromised: bool = False
) -> SigningKey:
    """Make the next key.

    Args:
        session: where the tables are.
        pepper: the node's.
        now: the time.
        notice: how long it is published before it signs, so that whoever keeps our keys has it by then.
        compromised: withdraw all others now, with all tokens that they signed; the new one signs at once.
    """
    if compromised:
        for row in _standing(session):
            row.withdrawn_at = now
            session.add(row)
    waits = timedelta() if compromised or not _standing(session) else notice
    return make_signing_key(session, pepper, now, now + waits)


def signer(session: Session, pepper: bytes, now: datetime) -> Signer:
    """Give the key that signs now; the first time one is made.

    Raises:
        SigningKeyError: it cannot be opened under this pepper.
    """
    begun = [row for row in _standing(session) if row.signs_from <= now]
    row = begun[-1] if begun else make_signing_key(session, pepper, now, now)
    try:
        text = unseal(pepper, PURPOSE, row.sealed, row.kid)
    except InvalidTag:
        raise SigningKeyError(row.kid) from None
    return Signer(row.kid, ECKey.import_key(loads(text)))


def published(session: Session, now: datetime) -> list[SigningKey]:
    """Give the keys that tokens may be signed with, the eldest first: what is to sign, what signs, what signed lately."""
    rows = _standing(session)
    return [row for row, after in zip(rows, [*rows[1:], None], strict=False) if _is_needed(row, after, now)]


def public_set(rows: Sequence[SigningKey]) -> dict[str, Any]:  # a JWK set
    """Give keys as RFC 7517 has it, without their private parts."""
    return {"keys": [row.public for row in rows]}


def public_key(session: Session, kid: str, now: datetime) -> ECKey | None:
    """Give the public key of a name, where it is published."""
    row = next((row for row in published(session, now) if row.kid == kid), None)
    return _imported(dumps(row.public, sort_keys=True)) if row else None


def _standing(session: Session) -> list[SigningKey]:
    query = (
        select(SigningKey)
        .where(col(SigningKey.withdrawn_at).is_(None))
        .order_by(col(SigningKey.signs_from), col(SigningKey.created_at), col(SigningKey.kid))
    )
    return list(session.exec(query))


def _is_needed(row: SigningKey, after: SigningKey | None, now: datetime) -> bool:
    """Say whether a token of a key may still live: until the next key signs, and a token's life longer."""
    return after is None or now < after.signs_from + TOKEN_LIFE + LEEWAY


@lru_cache(maxsize=64)
def _imported(text: str) -> ECKey:
    return ECKey.import_key(loads(text))
