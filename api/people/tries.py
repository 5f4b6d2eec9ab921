"""Tries: how many wrong codes may be sent for a login name, whether somebody has it or not."""

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select

from api.people.models import WrongCodes
from api.people.people_errors import TooManyTriesError

MOST_WRONG = 5
WITHIN = timedelta(minutes=15)
LOCKED_FOR = timedelta(minutes=15)


def tries_of(session: Session, name_hash: str, now: datetime) -> WrongCodes:
    """Give the wrong codes of a name, and let nobody else try for it until this unit of work ends.

    Raises:
        TooManyTriesError: the name is locked; whether the code is right is not looked at.
    """
    row = _row(session, name_hash, now)
    if row.locked_until is not None and now < row.locked_until:
        raise TooManyTriesError(row.locked_until)
    return row


def count_wrong(session: Session, row: WrongCodes, now: datetime) -> None:
    """Count a wrong code; the fifth within 15 minutes locks the name for 15 minutes."""
    recent = [one for one in row.times if now - datetime.fromisoformat(one) < WITHIN]
    row.times, row.last_at = [*recent, now.isoformat()], now
    if len(row.times) >= MOST_WRONG:
        row.times, row.locked_until = [], now + LOCKED_FOR
    session.add(row)


def forget_wrong(session: Session, row: WrongCodes) -> None:
    """Forget the wrong codes of who then knew the right one."""
    session.delete(row)


def _row(session: Session, name_hash: str, now: datetime) -> WrongCodes:
    """Give the name's row, made where there is none; what nobody tried for long is dropped."""
    old = now - max(WITHIN, LOCKED_FOR)
    query = select(WrongCodes).where(col(WrongCodes.name_hash) == name_hash).with_for_update()
    found = session.exec(query).first()
    if found is not None:
        return found
    session.exec(delete(WrongCodes).where(col(WrongCodes.last_at) < old))
    with suppress(IntegrityError), session.begin_nested():  # another one may make it at this moment
        session.add(WrongCodes(name_hash=name_hash, last_at=now))
    return session.exec(query).one()
