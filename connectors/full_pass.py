"""Full passes: a source is asked only for what changed where a pass over all of it has proved that it says so honestly."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from connectors.models import Run
from connectors.staging import Staged
from schemas.validation.shapes import RECORD_SHAPES, shapes_version

COMPLETE = ("done", "partial")
SHOWN = 10
"""Records that are named where a source's times of change cannot be relied on."""


@dataclass(frozen=True, slots=True)
class Pass:
    """How a source is gone over.

    Args:
        since: only what changed from then on is asked for; None for all of it.
        seen_until: the source's latest change that an earlier run saw; None where none did.
        recheck: the last run checked records by other shapes than ours of today: those that did not change are asked, too.
    """

    since: datetime | None = None
    seen_until: datetime | None = None
    recheck: bool = False


def pass_of(session: Session, source: str, rhythm: timedelta, now: datetime, *, full: bool) -> Pass:
    """Say how a source is gone over now: from its own latest change, unless a full pass is due.

    Its own clock counts, not ours: it may go wrong, and is compared with nothing else.

    Args:
        rhythm: how often all of it is read at least.
        full: all of it is wanted.
    """
    ended = select(Run).where(col(Run.source) == source, col(Run.state).in_(COMPLETE))
    last = session.exec(ended.order_by(col(Run.started_at).desc())).first()
    recheck = last is not None and last.shapes != shapes_version(*RECORD_SHAPES)
    if last is None or last.newest is None or recheck:
        return Pass(recheck=recheck)
    whole = session.exec(ended.where(col(Run.since).is_(None)).order_by(col(Run.started_at).desc())).first()
    if full or whole is None or not whole.proved or whole.started_at + rhythm <= now:
        return Pass(seen_until=last.newest)
    return Pass(last.newest, last.newest)


def proves(passed: Pass, staged: Staged) -> bool:
    """Say whether a full pass shows that the source's times of change can be relied on: nothing changed behind them."""
    return bool(passed.seen_until) and not staged.rest_unknown and not staged.unforeseen


def newest_of(passed: Pass, staged: Staged) -> datetime | None:
    """Give the source's latest change that has been seen by now; where an item could not be had, that of the run before.

    What failed is asked for again by the next run, however much later the others changed.
    """
    if staged.outcomes["failed"]:
        return passed.seen_until
    return max((time for time in (passed.seen_until, staged.newest) if time is not None), default=None)
