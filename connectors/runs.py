"""Runs: a harvest's state in the database, so that any worker can take over what another left."""

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Engine, func, tuple_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, delete, select, update

from catalogue.database import WRITES_FIRST, unit_of_work
from connectors.causes import causes
from connectors.errors import RunBusyError
from connectors.models import Run, RunItem
from connectors.run_errors import RunNotHeldError, RunTakenError

_LOCKS = 0x06DA11
"""Advisory locks of PostgreSQL under which the runs of a source are begun."""

LISTED = 1000
"""Items that a result tells at least; a portal may have 50,000."""

TO_LOOK_AT = ("refused", "failed", "gone")
OUTCOMES = ("added", "changed", "unchanged", "gone", "refused", "failed")
State = Literal["running", "done", "partial", "failed", "held"]


@dataclass(frozen=True, slots=True)
class Worker:
    """Who works on a run.

    Args:
        name: e.g. ``host:pid:start``.
        stale_after: a run whose heartbeat is older is taken over.
        is_alive: says whether another worker of this machine still lives; unknown ones count as alive.
    """

    name: str
    stale_after: timedelta
    is_alive: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class RunResult:
    """A run's result, as `ogledalo harvest --json` and `/api/v1/runs/{id}` give it.

    Args:
        items: the first of a long run, and those of the rest that a person should look at; `left_out` says how many are not told.
        causes: what was found, in all items.
    """

    source: str
    run: str
    state: str
    outcomes: dict[str, int]
    items: list[dict[str, Any]] = field(default_factory=list)  # JSON
    errors: list[dict[str, Any]] = field(default_factory=list)  # JSON
    causes: list[dict[str, Any]] = field(default_factory=list)  # JSON
    left_out: int = 0

    def as_json(self) -> dict[str, Any]:  # JSON
        """Give it as interfaces.md shows it."""
        return {
            "source": self.source, "run": self.run, "state": self.state, "outcomes": self.outcomes,
            "items": self.items, "errors": self.errors, "causes": self.causes, "left_out": self.left_out,
        }  # fmt: skip


def begin(engine: Engine, source: str, worker: Worker, now: datetime) -> str:
    """Begin a run, or take over the one that another worker left, and give its id.

    Raises:
        RunBusyError: a living worker is at it.
    """
    with unit_of_work(engine) as session:
        _one_at_a_time(session, source)
        left = _left(session, source)
        if left is None:
            last = newest_run(session, source)
            # runs of a source have an order, even if a clock was put back
            began = now if last is None else max(now, last.started_at + timedelta(microseconds=1))
            run = Run(
                id=secrets.token_hex(8), source=source, holder=worker.name, started_at=began, heartbeat=now
            )
            session.add(run)
            return run.id
        if _is_held(left, worker, now) or not _taken_over(session, left, worker, now):
            raise RunBusyError(source, left.holder)
        _leave_items(session, left.id)
        return left.id


def _one_at_a_time(session: Session, source: str) -> None:
    """Let one worker at a time begin or take over a run of a source; call it before all else in the transaction."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCKS, func.hashtext(source))))
    else:
        session.connection(execution_options={WRITES_FIRST: True})


def _left(session: Session, source: str) -> Run | None:
    """Give the run of a source that is not ended."""
    found = select(Run).where(col(Run.source) == source, col(Run.state) == "running")
    return session.exec(found.order_by(col(Run.started_at))).first()


def _taken_over(session: Session, left: Run, worker: Worker, now: datetime) -> bool:
    """Take a run over, unless its worker ended it, or gave a sign of life, while this one waited for the row."""
    seen = (col(Run.id) == left.id, col(Run.state) == "running", col(Run.holder) == left.holder)
    same = (*seen, col(Run.heartbeat) == left.heartbeat)
    found = session.execute(update(Run).where(*same).values(holder=worker.name, heartbeat=now))
    return bool(found.rowcount)  # type: ignore[attr-defined]  # an update's result has it


def reopen(session: Session, run_id: str, worker: Worker, now: datetime) -> Run:
    """Take up a held run whose losses a person approves, within the caller's transaction.

    Raises:
        RunNotHeldError: there is no such run, it is not held, or a newer one of its source has begun.
        RunBusyError: a living worker is at its source.
    """
    known = session.exec(select(Run.source).where(col(Run.id) == run_id)).first()
    if known is not None and session.get_bind().dialect.name == "postgresql":
        _one_at_a_time(session, known)
    run = session.get(Run, run_id)
    newest = None if run is None else newest_run(session, run.source)
    if run is None or newest is None or run.state != "held" or newest.id != run.id:
        found = "-" if run is None else run.state if newest is None or newest.id == run_id else newest.id
        raise RunNotHeldError(found, where=run_id)
    run.approved = sorted({id_ for error in run.errors for id_ in error.get("lost", ())})
    run.state, run.holder, run.heartbeat, run.finished_at = "running", worker.name, now, None
    _leave_items(session, run_id)
    session.add(run)
    session.flush()
    return run


def _leave_items(session: Session, run_id: str) -> None:
    """Mark what was staged before: what is listed again as it was need not be checked again."""
    session.execute(update(RunItem).where(col(RunItem.run) == run_id).values(outcome="left"))


def forget_left(session: Session, run_id: str) -> None:
    """Forget what an earlier attempt staged and the run did not list again."""
    session.execute(delete(RunItem).where(col(RunItem.run) == run_id, col(RunItem.outcome) == "left"))


def beat(session: Session, run_id: str, holder: str, now: datetime) -> Run:
    """Say that a worker is at its run, and give the run.

    Raises:
        RunTakenError: another one is by now.
    """
    mine = (col(Run.id) == run_id, col(Run.holder) == holder, col(Run.state) == "running")
    found = session.execute(update(Run).where(*mine).values(heartbeat=now))
    if not found.rowcount:  # type: ignore[attr-defined]  # an update's result has it
        raise RunTakenError(holder, where=run_id)
    return session.get_one(Run, run_id)


def newest_run(session: Session, source: str) -> Run | None:
    """Give a source's newest run."""
    found = select(Run).where(col(Run.source) == source)
    return session.exec(found.order_by(col(Run.started_at).desc(), col(Run.id).desc())).first()


def _is_held(run: Run, worker: Worker, now: datetime) -> bool:
    if run.holder == worker.name or not worker.is_alive(run.holder):
        return False
    return not is_stale(run, worker, now)


def is_stale(run: Run, worker: Worker, now: datetime) -> bool:
    """Say whether a run's last sign of life is too old; one far in the future was given before a clock was put back."""
    return abs(now - run.heartbeat) >= worker.stale_after


def left_running(session: Session) -> list[str]:
    """Give the sources whose runs were left in the midst."""
    return list(
        session.exec(select(Run.source).where(col(Run.state) == "running").order_by(col(Run.started_at)))
    )


def finish(
    session: Session,
    run_id: str,
    state: State,
    outcomes: dict[str, int],
    errors: list[dict[str, Any]],
    now: datetime,
) -> None:  # JSON
    """Record how a run ended, within the caller's transaction."""
    run = session.get(Run, run_id)
    if run is None:
        return
    run.state, run.outcomes, run.errors, run.finished_at, run.heartbeat = state, outcomes, errors, now, now
    session.add(run)


def result(session: Session, run_id: str) -> RunResult | None:
    """Give a run's result from the database."""
    run = session.get(Run, run_id)
    if run is None:
        return None
    listed: list[dict[str, Any]] = []  # JSON
    grouped = causes(_listing(_items(session, run_id), listed))
    left_out = session.scalar(select(func.count()).where(col(RunItem.run) == run_id)) or 0
    return RunResult(
        run.source, run.id, run.state, dict(run.outcomes), listed, list(run.errors),
        [cause.as_json() for cause in grouped], left_out - len(listed),
    )  # fmt: skip


def _items(session: Session, run_id: str) -> Iterator[dict[str, Any]]:  # JSON
    """Give a run's items one by one, without the records that wait in them."""
    told = (RunItem.key, RunItem.title, RunItem.outcome, RunItem.detail, RunItem.findings)
    columns: list[Any] = [
        *map(col, told),
        col(RunItem.record)["link"].as_string(),
    ]  # columns of several types
    found = sql_select(*columns).where(col(RunItem.run) == run_id).order_by(col(RunItem.position))
    rows = session.execute(found.execution_options(yield_per=LISTED // 2))
    for key, title, outcome, detail, findings, link in rows:
        yield {
            "key": key, "title": title, "outcome": outcome, "detail": detail, "findings": findings, "link": link or "",
        }  # fmt: skip


def _listing(
    items: Iterable[dict[str, Any]], listed: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:  # JSON
    """Pass items on, and keep the first ones and those of the rest that a person should look at."""
    for item in items:
        if len(listed) < LISTED or (len(listed) < 2 * LISTED and item["outcome"] in TO_LOOK_AT):
            listed.append(item)
        yield item


def runs_of(session: Session, sources: Collection[str], most: int) -> list[Run]:
    """Give the newest runs of some sources, the newest first."""
    found = select(Run).where(col(Run.source).in_(sorted(sources)))
    return list(session.exec(found.order_by(col(Run.started_at).desc(), col(Run.id)).limit(most)))


def last_runs(session: Session) -> dict[str, Run]:
    """Give each source's newest run."""
    last = select(col(Run.source), func.max(col(Run.started_at))).group_by(col(Run.source))
    newest = select(Run).where(tuple_(col(Run.source), col(Run.started_at)).in_(last))
    return {run.source: run for run in session.exec(newest.order_by(col(Run.id)))}
