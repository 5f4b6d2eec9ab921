"""API keys as the rest of the gateway knows them: issued, recognised, revoked; what they are stands in `api.machines`."""

from datetime import datetime, timedelta

from sqlmodel import Session

from api.errors import UnknownKeyError
from api.machines.granting import Granted
from api.machines.key_text import Kind
from api.machines.keys import end_key, make_key, subject_of_key
from api.models import ApiKey

__all__ = ["issue_key", "revoke_key", "subject_of_key"]

YEAR = timedelta(days=365)


def issue_key(
    session: Session, pepper: bytes, *, staff: str, organisation: str, now: datetime, label: str = ""
) -> str:
    """Make a key that may whatever its holder may, for a year, and give it; it cannot be read again."""
    granted = Granted(
        organisation,
        staff,
        label,
        Kind.LIVE,
        scopes=None,
        networks=None,
        purposes=None,
        expires_at=now + YEAR,
    )
    _, shown = make_key(session, pepper, granted, created_by="", now=now)
    return shown


def revoke_key(session: Session, prefix: str, now: datetime) -> None:
    """Make a key worthless from now on.

    Raises:
        UnknownKeyError: no key has that prefix.
    """
    row = session.get(ApiKey, prefix)
    if row is None:
        raise UnknownKeyError
    end_key(session, row, now)
