"""Housekeeping: what the node does by itself on a rhythm, each chore once for all its processes.

When a chore was begun stands in the table `chore`: whoever changes that first does it. One that fails is on record with its
error and is tried again at its next time; one whose process died, too.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select, update

from api.auditing import remove_expired, seal
from api.gateway import Gateway
from api.notices_sending import send_due_notices
from api.oauth.models import UsedAssertion
from api.oidc.models import SpentSignIn
from api.people.models import Ceremony, PersonSession
from api.settings import Settings
from catalogue.database import unit_of_work
from connectors.run_retention import forget_runs
from connectors.schedule_tables import Chore
from connectors.snapshot_retention import forget_unused
from policies.quota import forget_past

DAY = timedelta(days=1)
LONGEST_ERROR = 500


@dataclass(frozen=True, slots=True)
class Duty:
    """A chore: what is done, and how often."""

    name: str
    every: timedelta
    do: Callable[[Gateway], object]

    def is_due(self, begun: datetime, now: datetime) -> bool:
        """Say whether its time has come; one that began far in the future did so before a clock was put back."""
        return abs(now - begun) >= self.every


def duties(settings: Settings) -> tuple[Duty, ...]:
    """Give all chores of a node."""
    sealing = timedelta(minutes=max(settings.audit_checkpoint_every, 1.0))
    return (
        Duty("audit-checkpoint", sealing, seal),
        Duty("audit-retention", DAY, remove_expired),
        Duty("run-retention", DAY, _forget_old_runs),
        Duty("snapshot-retention", DAY, _forget_snapshots),
        Duty("quota-counters", DAY, _forget_counters),
        Duty("sign-ins", timedelta(hours=1), _forget_sign_ins),
        *((Duty("notices", timedelta(minutes=1), send_due_notices),) if settings.mail_host else ()),
    )


def due_duties(gateway: Gateway) -> list[Duty]:
    """Give the chores whose time has come."""
    with unit_of_work(gateway.engine) as session:
        begun = {row.name: row.begun_at for row in session.exec(select(Chore))}
    now = gateway.clock()
    return [
        one for one in duties(gateway.settings) if one.name not in begun or one.is_due(begun[one.name], now)
    ]


def perform(gateway: Gateway, duty: Duty) -> bool:
    """Do a chore, unless another process has taken it up; say whether it was done here.

    Raises:
        Exception: whatever the chore raises, after it is on record.
    """
    if not _take_up(gateway, duty):
        return False
    try:
        duty.do(gateway)
    except Exception as error:
        _note(gateway, duty, error=f"{type(error).__name__}: {error}"[:LONGEST_ERROR])
        raise
    _note(gateway, duty, done_at=gateway.clock(), error="")
    return True


def _take_up(gateway: Gateway, duty: Duty) -> bool:
    now = gateway.clock()
    with unit_of_work(gateway.engine) as session:
        row = session.get(Chore, duty.name)
        seen = None if row is None else row.begun_at
    if seen is None:
        return _first(gateway, duty, now)
    if not duty.is_due(seen, now):
        return False
    with unit_of_work(gateway.engine) as session:
        mine = (col(Chore.name) == duty.name, col(Chore.begun_at) == seen)
        taken = session.execute(update(Chore).where(*mine).values(begun_at=now))
        return bool(taken.rowcount)  # type: ignore[attr-defined]  # an update's result has it


def _first(gateway: Gateway, duty: Duty, now: datetime) -> bool:
    try:
        with unit_of_work(gateway.engine) as session:
            session.add(Chore(name=duty.name, begun_at=now))
    except IntegrityError:
        return False
    return True


def _note(gateway: Gateway, duty: Duty, **told: object) -> None:
    with unit_of_work(gateway.engine) as session:
        session.execute(update(Chore).where(col(Chore.name) == duty.name).values(**told))


def _forget_old_runs(gateway: Gateway) -> None:
    before = gateway.clock() - timedelta(days=gateway.settings.runs_keep)
    with unit_of_work(gateway.engine) as session:
        forget_runs(session, before)


def _forget_snapshots(gateway: Gateway) -> None:
    with unit_of_work(gateway.engine) as session:
        forget_unused(session, gateway.store, gateway.settings.snapshots_keep, gateway.clock())


def _forget_counters(gateway: Gateway) -> None:
    with unit_of_work(gateway.engine) as session:
        forget_past(session, gateway.clock())


def _forget_sign_ins(gateway: Gateway) -> None:
    """Forget what is good for nothing any more: sessions that ended, ceremonies and proofs that are over."""
    with unit_of_work(gateway.engine) as session:
        _forget_past_rows(session, gateway.clock())


def _forget_past_rows(session: Session, now: datetime) -> None:
    session.execute(delete(PersonSession).where(col(PersonSession.ends_at) <= now))
    session.execute(delete(Ceremony).where(col(Ceremony.expires_at) <= now))
    session.execute(delete(UsedAssertion).where(col(UsedAssertion.expires_at) <= now))
    session.execute(delete(SpentSignIn).where(col(SpentSignIn.expires_at) < now))


def told_of(session: Session) -> Iterator[Chore]:
    """Give when each chore was done, by name."""
    yield from session.exec(select(Chore).order_by(col(Chore.name)))
