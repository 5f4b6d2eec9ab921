"""API keys: `ogk_PREFIX_SECRET`, kept only as a keyed hash, shown once."""

import hashlib
import hmac
import secrets
from datetime import datetime

from sqlmodel import Session, col, select

from api.errors import UnknownKeyError
from api.models import ApiKey, Staff
from policies.decision import Role, Subject

SCHEME = "ogk"


def issue_key(
    session: Session, pepper: bytes, *, staff: str, organisation: str, now: datetime, label: str = ""
) -> str:
    """Make a key for a member of staff and give it; it cannot be read again."""
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(24).replace("_", "-")
    session.add(
        ApiKey(
            prefix=prefix,
            secret_hash=_keyed_hash(pepper, prefix, secret),
            staff=staff,
            organisation=organisation,
            label=label,
            created_at=now,
        )
    )
    return f"{SCHEME}_{prefix}_{secret}"


def subject_of_key(session: Session, pepper: bytes, key: str, now: datetime) -> Subject:
    """Give who holds a key, with the roles they hold now.

    Raises:
        UnknownKeyError: unknown, expired or revoked; the three are not told apart.
    """
    scheme, _, rest = key.partition("_")
    prefix, _, secret = rest.partition("_")
    row = session.get(ApiKey, prefix) if scheme == SCHEME and secret else None
    expected = row.secret_hash if row else _keyed_hash(pepper, "none", "none")
    matches = hmac.compare_digest(expected, _keyed_hash(pepper, prefix, secret))
    if row is None or not matches or row.revoked_at is not None or (row.expires_at and row.expires_at <= now):
        raise UnknownKeyError
    roles = session.exec(select(Staff).where(col(Staff.name) == row.staff))
    return Subject(
        id=row.staff,
        organisations=frozenset({row.organisation}),
        roles=frozenset((role.organisation, Role(role.role)) for role in roles),
    )


def revoke_key(session: Session, prefix: str, now: datetime) -> None:
    """Make a key worthless from now on.

    Raises:
        UnknownKeyError: no key has that prefix.
    """
    row = session.get(ApiKey, prefix)
    if row is None:
        raise UnknownKeyError
    row.revoked_at = now
    session.add(row)


def _keyed_hash(pepper: bytes, prefix: str, secret: str) -> str:
    return hmac.new(pepper, f"{prefix}:{secret}".encode(), hashlib.sha256).hexdigest()
