"""Old runs are forgotten: their rows, their items, and what they fetched; never what the next run goes on from."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, not_, or_
from sqlalchemy import select as sql_select
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
    last = _last_ends()
    ended = col(Run.finished_at)
    over = (
        select(Run.id)
        .join(last, last.c.source == col(Run.source))
        .where(
            ended < before,
            col(Run.state) != "running",
            ended < last.c.any,
            or_(not_(col(Run.state).in_(READS)), ended < last.c.whole),
            or_(col(Run.state) != HELD, ended < last.c.decided),
        )
    )
    ids = list(session.exec(over))
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        session.execute(delete(RunItem).where(col(RunItem.run).in_(some)))
        received = (col(Fetch.run).in_(some), col(Fetch.media_type) != COMPOSED)
        session.execute(delete(Fetch).where(*received))
        session.execute(delete(Run).where(col(Run.id).in_(some)))
    return len(ids)


def _last_ends() -> Any:  # a subquery
    """Give when each source's last run ended: any, one that read it whole, one that read it or waits for a person."""
    read, ended = col(Run.state).in_(READS), col(Run.finished_at)
    ends: Any = sql_select(  # columns of several types
        col(Run.source).label("source"),
        func.max(ended).label("any"),
        func.max(case((and_(read, col(Run.since).is_(None)), ended))).label("whole"),
        func.max(case((or_(read, col(Run.state) == HELD), ended))).label("decided"),
    )
    return ends.group_by(col(Run.source)).subquery()
