"""Letters that tell notices: each is on record before it is sent, so that any number of processes send it once."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, and_, col, delete, select, update

from catalogue.database import unit_of_work
from catalogue.notices import Notice
from catalogue.notices_receivers import Receiver, name_of
from catalogue.notices_tables import NoticeLetter, NoticeTold

DUE, SENDING, SENT, REFUSED, GIVEN_UP, SETTLED = "due", "sending", "sent", "refused", "given-up", "settled"
DIGEST, URGENT = "digest", "urgent"

DIGEST_HOUR = 6
"""From this hour on, UTC, the day's digest goes out."""

DAY = timedelta(days=1)

WAITS = tuple(timedelta(minutes=one) for one in (5, 30, 120, 360, 720, 1440, 1440, 1440))
"""How long a letter that could not be sent waits, after each try; after the last one it is given up."""

LOST_AFTER = timedelta(minutes=30)
"""A letter whose sender has not been heard of for so long is taken up by another."""

LONGEST_ERROR = 300


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter to be put on record."""

    id: str
    kind: str
    notices: tuple[Notice, ...]


def plan(
    engine: Engine, to: Receiver, notices: Sequence[Notice], remind: timedelta, now: datetime
) -> list[str]:
    """Put the letters on record that an address is to get now, and give their ids.

    Args:
        engine: the database.
        to: the address.
        notices: those of its organisation that stand.
        remind: how long after it was told a notice that still stands is told again.
        now: the time.
    """
    with unit_of_work(engine) as session:
        if _refused_of_late(session, to, remind, now):
            return []
        told = _told(session, to)
        drafts = list(_drafts(session, to, [one for one in notices if to.wants(one.kind)], told, remind, now))
    return [draft.id for draft in drafts if _put(engine, to, draft, now)]


def _drafts(
    session: Session, to: Receiver, notices: Sequence[Notice], told: dict[str, datetime], remind: timedelta, now: datetime
) -> Iterator[Draft]:  # fmt: skip
    fresh = [one for one in notices if one.id not in told or told[one.id] + remind <= now]
    alone = {one.id for one in fresh if one.urgent and one.id not in told}
    sources: set[str] = set()
    for one in fresh:
        source = one.about.source
        if one.id in alone and source not in sources and not _urgent_today(session, to, source, now):
            sources.add(source)
            yield Draft(_urgent_id(to, source, now), URGENT, (one,))
        else:
            alone.discard(one.id)
    rest = tuple(one for one in fresh if one.id not in alone)
    digest = name_of(DIGEST, to.organisation, to.address, f"{now:%Y-%m-%d}")
    if rest and now.hour >= DIGEST_HOUR and session.get(NoticeLetter, digest) is None:
        yield Draft(digest, DIGEST, rest)


def _urgent_id(to: Receiver, source: str, at: datetime) -> str:
    return name_of(URGENT, to.organisation, to.address, source, f"{at:%Y-%m-%d}")


def _urgent_today(session: Session, to: Receiver, source: str, now: datetime) -> bool:
    """Say whether the address was written to about a source at once within the last day."""
    if session.get(NoticeLetter, _urgent_id(to, source, now)) is not None:
        return True
    yesterdays = session.get(NoticeLetter, _urgent_id(to, source, now - DAY))
    return yesterdays is not None and yesterdays.recorded_at + DAY > now


def _refused_of_late(session: Session, to: Receiver, remind: timedelta, now: datetime) -> bool:
    """Say whether the address did not take the last letter, not long ago: writing on would harm who sends."""
    last = (
        select(NoticeLetter)
        .where(*_at(to), col(NoticeLetter.state).in_((SENT, REFUSED)))
        .order_by(col(NoticeLetter.recorded_at).desc())
    )
    row = session.exec(last).first()
    return row is not None and row.state == REFUSED and row.recorded_at + remind > now


def _at(to: Receiver) -> tuple[ColumnElement[bool], ...]:
    return (col(NoticeLetter.organisation) == to.organisation, col(NoticeLetter.address) == to.address)


def _told(session: Session, to: Receiver) -> dict[str, datetime]:
    mine = (col(NoticeTold.organisation) == to.organisation, col(NoticeTold.address) == to.address)
    return {row.notice: row.told_at for row in session.exec(select(NoticeTold).where(*mine))}


def _put(engine: Engine, to: Receiver, draft: Draft, now: datetime) -> bool:
    """Put a letter on record with what it tells; False where another process was faster."""
    letter = NoticeLetter(
        id=draft.id, organisation=to.organisation, address=to.address, lang=to.lang, kind=draft.kind,
        notices=[one.id for one in draft.notices], recorded_at=now, next_try=now,
    )  # fmt: skip
    try:
        with unit_of_work(engine) as session:
            session.add(letter)
            session.flush()  # whoever comes second stops here
            for one in draft.notices:
                session.merge(
                    NoticeTold(organisation=to.organisation, address=to.address, notice=one.id, told_at=now)
                )
    except IntegrityError:
        return False
    return True


def claim(engine: Engine, passed: Collection[str], now: datetime) -> NoticeLetter | None:
    """Take up the letter that has waited longest, but for those that were passed over; None where none is due."""
    with unit_of_work(engine) as session:
        waiting = session.exec(select(NoticeLetter).where(_is_due(now)).order_by(*_ORDER)).all()
    return next((one for one in waiting if one.id not in passed and _taken(engine, one, now)), None)


def _taken(engine: Engine, letter: NoticeLetter, now: datetime) -> bool:
    """Take a letter up, unless another process was faster; it writes first, for SQLite lets nobody write on what he read."""
    mine = (col(NoticeLetter.id) == letter.id, col(NoticeLetter.tries) == letter.tries, _is_due(now))
    values = {"state": SENDING, "tries": letter.tries + 1, "next_try": now + LOST_AFTER}
    with unit_of_work(engine) as session:
        done = session.execute(update(NoticeLetter).where(*mine).values(**values))
        taken = bool(done.rowcount)  # type: ignore[attr-defined]  # an update's result has it
    letter.state, letter.tries, letter.next_try = SENDING, letter.tries + 1, now + LOST_AFTER
    return taken


_ORDER = (col(NoticeLetter.next_try), col(NoticeLetter.id))


def _is_due(now: datetime) -> ColumnElement[bool]:
    """Say when a letter is to be sent: its time has come, or whoever was sending it has been lost."""
    return and_(col(NoticeLetter.next_try) <= now, col(NoticeLetter.state).in_((DUE, SENDING)))


def close(engine: Engine, letter: NoticeLetter, state: str, now: datetime, error: str = "") -> None:
    """Put on record how the sending of a letter ended; one that is to be tried again waits the longer the oftener it was.

    Args:
        engine: the database.
        letter: as it was claimed.
        state: sent, refused or settled; due for one that is to be tried again.
        now: the time.
        error: what went wrong.
    """
    waits = letter.tries <= len(WAITS)
    values: dict[str, object] = {"state": state, "error": " ".join(error.split())[:LONGEST_ERROR]}
    if state == DUE:
        values |= {"next_try": now + WAITS[letter.tries - 1]} if waits else {"state": GIVEN_UP}
    if state == SENT:
        values["sent_at"] = now
    mine = (col(NoticeLetter.id) == letter.id, col(NoticeLetter.tries) == letter.tries)
    with unit_of_work(engine) as session:
        session.execute(update(NoticeLetter).where(*mine).values(**values))


def letters_of(session: Session, organisation: str, most: int = 20) -> Sequence[NoticeLetter]:
    """Give the newest letters to an organisation's addresses."""
    found = select(NoticeLetter).where(col(NoticeLetter.organisation) == organisation)
    newest = (col(NoticeLetter.recorded_at).desc(), col(NoticeLetter.id))
    return session.exec(found.order_by(*newest).limit(most)).all()


def forget_letters(session: Session, before: datetime) -> None:
    """Forget letters that were made before a time, and who was told what."""
    session.execute(delete(NoticeLetter).where(col(NoticeLetter.recorded_at) < before))
    session.execute(delete(NoticeTold).where(col(NoticeTold.told_at) < before))
