"""Old runs are forgotten: their rows, their items, and what they fetched; never what the next run goes on from."""

from datetime import datetime

from sqlalchemy import ColumnElement, not_, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, delete, select

from connectors.fetching import COMPOSED
from connectors.models import Fetch, Run, RunItem

BATCH = 500
READS = ("done", "partial")
HELD = "held"


def forget_runs(session: Session, before: datetime) -> int:
    """Forget the runs that ended before a moment, within the caller's transaction; gives how many.

    The last run of a source stays, the last that read it, and one that waits for a person, until the source is read again.
    What was composed of several answers stays on record without its run, as the next run goes on from it.

    Args:
        session: a unit of work.
        before: aware, UTC.
    """
    later = aliased(Run)
    read = col(later.state).in_(READS)
    over = select(Run.id).where(
        col(Run.finished_at) < before,
        col(Run.state) != "running",
        _later_one(later),
        or_(not_(col(Run.state).in_(READS)), _later_one(later, read, col(later.since).is_(None))),
        or_(col(Run.state) != HELD, _later_one(later, or_(read, col(later.state) == HELD))),
    )
    ids = list(session.exec(over))
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        session.execute(delete(RunItem).where(col(RunItem.run).in_(some)))
        received = (col(Fetch.run).in_(some), col(Fetch.media_type) != COMPOSED)
        session.execute(delete(Fetch).where(*received))
        session.execute(delete(Run).where(col(Run.id).in_(some)))
    return len(ids)


def _later_one(later: type[Run], *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Say that a later run of the same source ended, one that meets some conditions."""
    found = select(later.id).where(
        col(later.source) == col(Run.source), col(later.finished_at) > col(Run.finished_at), *conditions
    )
    return found.correlate(Run).exists()
