"""Preferences of places between sources, on record: what stands, what stood, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from catalogue import epochs
from catalogue.models import SourcePreference
from schemas.languages import Text
from schemas.mirror.seen import Override

ALL = ""
"""Stands for every indicator."""


@dataclass(frozen=True, slots=True)
class PreferenceDraft:
    """What a place decides.

    Args:
        place: code.
        indicator: code, empty for all.
        sources: ids, the first to be asked first.
        reason: why.
        organisation: which decides.
        subject: who speaks for it.
    """

    place: str
    indicator: str
    sources: tuple[str, ...]
    reason: Text
    organisation: str
    subject: str


def put_preference(session: Session, draft: PreferenceDraft, now: datetime) -> Override:
    """Record a decision; the one that stood for the same place and indicator is closed and kept."""
    for row in _standing(session, draft.place, draft.indicator):
        _close(session, row, now)
    row = SourcePreference(
        place=draft.place, indicator=draft.indicator, sources=list(draft.sources), reason=draft.reason.as_dict(),
        organisation=draft.organisation, subject=draft.subject, recorded_from=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    epochs.advance(session, epochs.CATALOGUE)
    return as_override(row)


def close_preference(session: Session, number: int, now: datetime) -> Override | None:
    """Take a decision back and give it; None where none of that number stands."""
    row = session.get(SourcePreference, number)
    if row is None or row.recorded_to is not None:
        return None
    _close(session, row, now)
    session.flush()
    epochs.advance(session, epochs.CATALOGUE)
    return as_override(row)


def find_preference(session: Session, number: int) -> Override | None:
    """Give a decision that stands, by its number."""
    row = session.get(SourcePreference, number)
    return None if row is None or row.recorded_to is not None else as_override(row)


def overrides(session: Session, places: Sequence[str], indicator: str) -> Mapping[str, Override]:
    """Give what places decided on an indicator, by place; what is said of it counts before what is said of all."""
    statement = (
        select(SourcePreference)
        .where(
            col(SourcePreference.place).in_(places),
            col(SourcePreference.indicator).in_([indicator, ALL]),
            col(SourcePreference.recorded_to).is_(None),
        )
        .order_by(col(SourcePreference.indicator), col(SourcePreference.number))
    )
    return {row.place: as_override(row) for row in session.exec(statement)}


def history(session: Session, place: str, indicator: str = ALL) -> list[Override]:
    """Give every decision of a place, the newest first; of one indicator and of all, where one is named."""
    statement = select(SourcePreference).where(col(SourcePreference.place) == place)
    if indicator:
        statement = statement.where(col(SourcePreference.indicator).in_([indicator, ALL]))
    return [as_override(row) for row in session.exec(statement.order_by(col(SourcePreference.number).desc()))]


def as_override(row: SourcePreference) -> Override:
    """Give a record as a value."""
    return Override(
        row.number or 0, row.place, row.indicator, tuple(row.sources), Text.of(row.reason), row.organisation,
        row.recorded_from, row.recorded_to,
    )  # fmt: skip


def _standing(session: Session, place: str, indicator: str) -> list[SourcePreference]:
    statement = select(SourcePreference).where(
        col(SourcePreference.place) == place,
        col(SourcePreference.indicator) == indicator,
        col(SourcePreference.recorded_to).is_(None),
    )
    return list(session.exec(statement))


def _close(session: Session, row: SourcePreference, now: datetime) -> None:
    row.recorded_to = now
    session.add(row)
