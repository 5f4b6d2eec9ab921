"""What is to be harvested now: runs that were left, and sources whose time has come."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select, update

from connectors.definitions import SourceDefinition
from connectors.models import Run
from connectors.politeness import host_of
from connectors.registered import registered
from connectors.runs import Worker, is_stale
from connectors.schedule import schedule_or_never
from connectors.source_state import AT_ONCE, Standing, standings


@dataclass(frozen=True, slots=True)
class Due:
    """A source that is to be harvested.

    Args:
        source: its id.
        host: its host and port.
        since: when it became due; for a run that was left, when it was last heard of.
        left: whether a run of it was left in the midst.
    """

    source: str
    host: str
    since: datetime
    left: bool


def is_left(run: Run, worker: Worker, now: datetime) -> bool:
    """Say whether nobody works on a running run any more."""
    return not worker.is_alive(run.holder) or is_stale(run, worker, now)


def due_sources(session: Session, worker: Worker, now: datetime, *, at_once: int) -> list[Due]:
    """Give what is to be harvested now, left runs first, then whoever has waited longest.

    Args:
        session: a unit of work.
        worker: who asks; says which runs were left.
        now: aware, UTC.
        at_once: sources of one host and port that are read at once, by all workers together.
    """
    running = {run.source: run for run in session.exec(select(Run).where(col(Run.state) == "running"))}
    held = {source for source, run in running.items() if not is_left(run, worker, now)}
    told, sources = standings(session), registered(session)
    busy = Counter(host_of(source.url) for source in sources if source.id in held)
    waiting = [
        due
        for source in sources
        if source.id not in held
        and (due := _due(source, told.get(source.id, Standing(source.id)), running.get(source.id), now))
    ]
    return _within_hosts(sorted(waiting, key=lambda one: (not one.left, one.since)), busy, at_once)


def _due(source: SourceDefinition, told: Standing, left: Run | None, now: datetime) -> Due | None:
    host = host_of(source.url)
    if left is not None:
        return Due(source.id, host, left.heartbeat, left=True) if told.may_go_on(now) else None
    due_at = told.due_at(schedule_or_never(source.schedule))
    return Due(source.id, host, due_at, left=False) if due_at is not None and due_at <= now else None


def _within_hosts(waiting: Collection[Due], busy: Counter[str], at_once: int) -> list[Due]:
    """Leave out what would ask a host that enough workers ask already; a folder on disk is no host."""
    taken = []
    for one in waiting:
        if not one.host or busy[one.host] < at_once:
            busy[one.host] += 1
            taken.append(one)
    return taken


def beat_all(session: Session, holder: str, now: datetime) -> None:
    """Say that a worker is at its runs, within the caller's transaction."""
    session.execute(update(Run).where(*_of(holder)).values(heartbeat=now))


def leave_all(session: Session, holder: str) -> None:
    """Leave a worker's runs to whoever comes next, on any machine, within the caller's transaction."""
    session.execute(update(Run).where(*_of(holder)).values(heartbeat=AT_ONCE))


def _of(holder: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(Run.holder) == holder, col(Run.state) == "running"
