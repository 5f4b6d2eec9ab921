"""Ceremonies: what a browser began and comes back to, once and soon."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, delete

from api.gateway import Gateway
from api.people.models import Ceremony
from api.people.people_errors import SignInRefusedError
from api.people.sealing import keyed_hash, new_token

LASTS = timedelta(minutes=10)
PURPOSE = "ceremony"


def begin(
    session: Session,
    gateway: Gateway,
    kind: str,
    now: datetime,
    *,
    person: str = "",
    name: str = "",
    secret: str = "",
) -> str:
    """Keep what was begun, and give the token to come back with; what is too old is dropped."""
    session.exec(delete(Ceremony).where(col(Ceremony.expires_at) <= now))
    token = new_token()
    row = Ceremony(
        id=keyed_hash(gateway.pepper, PURPOSE, token), kind=kind, person=person, name=name, secret=secret,
        expires_at=now + LASTS,
    )  # fmt: skip
    session.add(row)
    return token


def look(session: Session, gateway: Gateway, kind: str, token: str, now: datetime) -> Ceremony:
    """Give what was begun.

    Raises:
        SignInRefusedError: nothing was, it was ended already, or it is too old.
    """
    row = session.get(Ceremony, keyed_hash(gateway.pepper, PURPOSE, token))
    if row is None or row.kind != kind or row.expires_at <= now:
        raise SignInRefusedError
    return row


def take(session: Session, gateway: Gateway, kind: str, token: str, now: datetime) -> Ceremony:
    """Give what was begun and let it serve no second time; of two that come at once one finds nothing.

    Raises:
        SignInRefusedError: nothing was, it was ended already, or it is too old.
    """
    row = look(session, gateway, kind, token, now)
    session.expunge(row)
    if not session.exec(delete(Ceremony).where(col(Ceremony.id) == row.id)).rowcount:
        raise SignInRefusedError
    return row
