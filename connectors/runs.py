"""Runs: a harvest's state in the database, so that any worker can take over what another left."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Engine
from sqlmodel import Session, col, delete, select

from catalogue.database import unit_of_work
from connectors.errors import RunBusyError
from connectors.models import Run, RunItem

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
    """A run's result, as `ogledalo harvest --json` and `/api/v1/runs/{id}` give it."""

    source: str
    run: str
    state: str
    outcomes: dict[str, int]
    items: list[dict[str, Any]] = field(default_factory=list)  # JSON
    errors: list[dict[str, Any]] = field(default_factory=list)  # JSON

    def as_json(self) -> dict[str, Any]:  # JSON
        """Give it as interfaces.md shows it."""
        return {
            "source": self.source, "run": self.run, "state": self.state, "outcomes": self.outcomes,
            "items": self.items, "errors": self.errors,
        }  # fmt: skip


def begin(engine: Engine, source: str, worker: Worker, now: datetime) -> str:
    """Begin a run, or take over the one that another worker left, and give its id.

    Raises:
        RunBusyError: a living worker is at it.
    """
    with unit_of_work(engine) as session:
        left = session.exec(select(Run).where(col(Run.source) == source, col(Run.state) == "running")).first()
        if left is None:
            run = Run(
                id=secrets.token_hex(8), source=source, holder=worker.name, started_at=now, heartbeat=now
            )
            session.add(run)
            return run.id
        if _is_held(left, worker, now):
            raise RunBusyError(source, left.holder)
        left.holder, left.heartbeat = worker.name, now
        session.exec(delete(RunItem).where(col(RunItem.run) == left.id))
        session.add(left)
        return left.id


def _is_held(run: Run, worker: Worker, now: datetime) -> bool:
    if run.holder == worker.name or not worker.is_alive(run.holder):
        return False
    return run.heartbeat + worker.stale_after > now


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
    items = session.exec(select(RunItem).where(col(RunItem.run) == run_id).order_by(col(RunItem.position)))
    listed = [
        {
            "key": item.key,
            "title": item.title,
            "outcome": item.outcome,
            "detail": item.detail,
            "findings": item.findings,
        }
        for item in items
    ]
    return RunResult(run.source, run.id, run.state, dict(run.outcomes), listed, list(run.errors))


def last_runs(session: Session) -> dict[str, Run]:
    """Give each source's newest run."""
    runs = session.exec(select(Run).order_by(col(Run.started_at)))
    return {run.source: run for run in runs}
