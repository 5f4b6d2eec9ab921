"""How a source stands: what its runs come to, its circuit, and when it is due.

The runs are the truth, whoever made them: a worker, a person, an older version. What the ended ones come to is calculated
from them and written down now and then, so that old runs may be forgotten.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlmodel import Session, col, or_, select

from connectors.errors import AnswerError, ConnectorError, OutgoingError, TransientError
from connectors.models import Run, RunItem
from connectors.schedule import Never, Schedule, next_due
from connectors.schedule_tables import SourceState

Circuit = Literal["closed", "open", "half-open"]

TRIES = 3
"""Failed runs in a row after which a source is left alone."""

SOON = timedelta(minutes=15)
"""After a failed run a source is tried again so soon, unless its schedule is sooner or it is left alone."""

LEFT_ALONE = (timedelta(hours=1), timedelta(hours=4), timedelta(days=1))
"""How long a source is left alone: after the first failures, after the next one, and after each further one."""

UNREAD = (TransientError, OutgoingError, AnswerError)
"""Errors of a source that cannot be reached or does not give what is asked for, unlike those of what it gives."""

UNTOLD = "unknown"
"""What a run failed by whose error has no rule."""

AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
"""When a source is due that was never read."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a source stands; the fields are those of the table `source_state`."""

    source: str
    last_tried: datetime | None = None
    last_done: datetime | None = None
    failures: int = 0
    left_until: datetime | None = None
    why: str = ""
    counted: str = ""
    paused_at: datetime | None = None

    @classmethod
    def of(cls, row: SourceState) -> "Standing":
        """Read it from its row."""
        return cls(
            row.source, row.last_tried, row.last_done, row.failures, row.left_until, row.why, row.counted,
            row.paused_at,
        )  # fmt: skip

    def circuit(self, now: datetime) -> Circuit:
        """Say whether the source is read (closed), left alone (open), or tried once more (half-open)."""
        if self.left_until is None:
            return "closed"
        return "open" if now < self.left_until else "half-open"

    def due_at(self, schedule: Schedule) -> datetime | None:
        """Say when the source is due; None where nothing but a person makes it so."""
        if self.paused_at is not None or isinstance(schedule, Never):
            return None
        if self.left_until is not None:
            return self.left_until
        if self.last_tried is None:
            return AT_ONCE
        regular = next_due(schedule, self.last_tried)
        soon = self.last_tried + SOON
        return soon if self.failures and (regular is None or soon < regular) else regular

    def may_go_on(self, now: datetime) -> bool:
        """Say whether a run of the source that was left may be taken up: not while it is paused or left alone."""
        waited = self.left_until or (self.last_tried + SOON if self.failures and self.last_tried else now)
        return self.paused_at is None and waited <= now

    def counting(self, run: Run, unread: str = "") -> "Standing":
        """Count an ended run in; one that is counted in already changes nothing.

        Args:
            run: with its state and when it ended.
            unread: the rule of the error that kept it from reading its source; empty where it was read.
        """
        ended = run.finished_at
        if ended is None or self.has_counted(run):
            return self
        counted = self.counted.split() if ended == self.last_tried else []
        told = replace(self, last_tried=ended, counted=" ".join((*counted, run.id)))
        if unread:
            return told.failing(unread, ended)
        done = self.last_done if run.state == "held" else ended
        return replace(told, last_done=done, failures=0, left_until=None, why="")

    def has_counted(self, run: Run) -> bool:
        """Say whether an ended run is counted in."""
        ended, last = run.finished_at, self.last_tried
        if ended is None or last is None:
            return False
        return ended < last or (ended == last and run.id in self.counted.split())

    def failing(self, why: str, at: datetime) -> "Standing":
        """Count a failure in."""
        failures = self.failures + 1
        return replace(self, last_tried=at, failures=failures, left_until=_left_until(failures, at), why=why)


def unread_by(run: Run, items: Sequence[Sequence[Mapping[str, Any]]]) -> str:  # findings as JSON
    """Give the rule of the error that kept a run from reading its source; empty where it read some of it.

    A run all of whose figures were refused did read its source: a person must mend them, and asking later mends nothing.

    Args:
        run: with its state and errors.
        items: the findings of each of its items.
    """
    if run.state != "failed":
        return ""
    told = [str(error.get("rule", "")) for error in run.errors if error.get("severity") != "warning"]
    if told:
        return told[-1] or UNTOLD
    rules = frozenset(f"connectors.{kind.rule}" for root in UNREAD for kind in _kinds(root))
    found = [next((one["rule"] for one in item if one.get("rule") in rules), "") for item in items]
    return str(found[-1]) if found and all(found) else ""


def _kinds(root: type[ConnectorError]) -> Iterator[type[ConnectorError]]:
    for kind in root.__subclasses__():
        yield kind
        yield from _kinds(kind)


def _left_until(failures: int, ended: datetime) -> datetime | None:
    if failures < TRIES:
        return None
    return ended + LEFT_ALONE[min(failures - TRIES, len(LEFT_ALONE) - 1)]


def standings(session: Session) -> Mapping[str, Standing]:
    """Give how each source stands that was tried or paused, with what ended a moment ago."""
    found = {row.source: Standing.of(row) for row in session.exec(select(SourceState))}
    for run in _uncounted(session):
        standing = found.get(run.source, Standing(run.source))
        if not standing.has_counted(run):  # else its items need not be read again, which may be many
            found[run.source] = standing.counting(run, _unread(session, run))
    return found


def standing_of(session: Session, source: str) -> Standing:
    """Give how one source stands."""
    row = session.get(SourceState, source)
    standing = Standing(source) if row is None else Standing.of(row)
    for run in _uncounted(session, source):
        if not standing.has_counted(run):
            standing = standing.counting(run, _unread(session, run))
    return standing


def _unread(session: Session, run: Run) -> str:
    if run.state != "failed":
        return ""
    items = select(RunItem.findings).where(col(RunItem.run) == run.id).order_by(col(RunItem.position))
    return unread_by(run, session.exec(items).all())


def _uncounted(session: Session, source: str = "") -> Iterable[Run]:
    """Give the ended runs that may not be counted in yet, the oldest first."""
    known = select(Run).join(SourceState, col(SourceState.source) == col(Run.source), isouter=True)
    fresh = known.where(
        col(Run.finished_at).is_not(None),
        or_(col(SourceState.last_tried).is_(None), col(Run.finished_at) >= col(SourceState.last_tried)),
    )
    if source:
        fresh = fresh.where(col(Run.source) == source)
    return session.exec(fresh.order_by(col(Run.finished_at), col(Run.started_at))).all()


def write_down(session: Session) -> None:
    """Write down what the ended runs come to, within the caller's transaction."""
    standing = {row.source: row for row in session.exec(select(SourceState))}
    for source, told in standings(session).items():
        row = standing.get(source)
        if row is None or Standing.of(row) != told:
            _put(session, row or SourceState(source=source), told)


def _put(session: Session, row: SourceState, told: Standing) -> None:
    row.last_tried, row.last_done, row.failures = told.last_tried, told.last_done, told.failures
    row.left_until, row.why, row.counted, row.paused_at = (
        told.left_until, told.why, told.counted, told.paused_at,
    )  # fmt: skip
    session.add(row)


def note_failure(session: Session, source: str, why: str, now: datetime) -> None:
    """Count a failure in that left no ended run, such as an error of ours, within the caller's transaction."""
    _put(
        session,
        session.get(SourceState, source) or SourceState(source=source),
        standing_of(session, source).failing(why, now),
    )


def pause(session: Session, source: str, now: datetime) -> None:
    """Leave a source alone until a person lets it go on; a paused one stays paused since when it was."""
    row = session.get(SourceState, source) or SourceState(source=source)
    row.paused_at = row.paused_at or now
    session.add(row)


def resume(session: Session, source: str) -> None:
    """Let a source go on, and close its circuit: it is tried at its next time, or now where that has passed."""
    told = standing_of(session, source)
    fresh = replace(told, paused_at=None, failures=0, left_until=None, why="")
    _put(session, session.get(SourceState, source) or SourceState(source=source), fresh)
