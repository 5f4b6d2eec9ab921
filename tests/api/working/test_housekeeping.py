"""Housekeeping: each chore on its rhythm, once for all workers, and what fails is on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from api.gateway import Gateway
from api.housekeeping import Duty, due_duties, duties, perform, told_of
from api.people.models import PersonSession
from api.working import Work
from catalogue.audit import AuditEntry, record_act
from catalogue.database import unit_of_work
from connectors.models import Run
from policies.tables import QuotaCounter
from tests.api.working.node import Clock

ALL = [
    "audit-checkpoint",
    "audit-retention",
    "run-retention",
    "snapshot-retention",
    "quota-counters",
    "sign-ins",
]


@pytest.fixture
def clock(now: datetime) -> Clock:
    """A clock that tests put forward."""
    return Clock(now)


@pytest.fixture
def node(gateway: Gateway, clock: Clock) -> Gateway:
    """A node with that clock."""
    return replace(gateway, clock=clock)


def test_each_chore_is_done_on_its_rhythm_and_once_for_all_workers(node: Gateway, clock: Clock) -> None:
    first, second = Work(node), Work(node)
    assert set(ALL) <= set(first.keep_house())
    assert list(second.keep_house()) == []
    clock.later(minutes=10)
    assert list(second.keep_house()) == ["audit-checkpoint"]
    clock.later(minutes=50)
    assert list(first.keep_house()) == ["audit-checkpoint", "sign-ins"]
    clock.later(hours=23)
    assert set(ALL) <= set(second.keep_house())


def test_two_workers_that_see_the_same_chore_due_do_it_once(node: Gateway, clock: Clock) -> None:
    done: list[str] = []
    chore = Duty("x", timedelta(hours=1), lambda _gateway: done.append("done"))
    taken = replace(chore, do=lambda gateway: perform(gateway, chore))

    assert perform(node, taken)
    assert (done, perform(node, chore)) == ([], False)
    clock.later(hours=1)
    assert perform(node, taken)
    assert done == []


def test_a_chore_that_fails_is_on_record_and_is_tried_again_at_its_next_time(
    node: Gateway, clock: Clock
) -> None:
    def fails(_gateway: Gateway) -> None:
        raise OSError("no space left")

    begun = clock.now
    with pytest.raises(OSError, match="no space"):
        perform(node, Duty("x", timedelta(hours=1), fails))
    with Session(node.engine) as session:
        (row,) = told_of(session)
        assert (row.begun_at, row.done_at, row.error) == (begun, None, "OSError: no space left")

    clock.later(minutes=59)
    assert not perform(node, Duty("x", timedelta(hours=1), fails))
    clock.later(minutes=1)
    assert perform(node, Duty("x", timedelta(hours=1), lambda _gateway: None))
    with Session(node.engine) as session:
        (row,) = told_of(session)
        assert (row.done_at, row.error) == (clock.now, "")


def test_what_is_over_is_forgotten_and_what_was_done_is_signed(node: Gateway, clock: Clock) -> None:
    now = clock.now
    year = timedelta(days=366)
    with unit_of_work(node.engine) as session:
        for number, ended in enumerate((now - 2 * year, now - year, now)):
            session.add(
                Run(id=f"run-{number}", source="a", state="done", started_at=ended, heartbeat=ended,
                    finished_at=ended)
            )  # fmt: skip
        for name, ends in (("over", now), ("going", now + timedelta(hours=1))):
            session.add(
                PersonSession(cookie_hash=name, number=name, person="p", method="passkey", assurance="high",
                              created_at=now - year, last_seen_at=now - year, ends_at=ends)
            )  # fmt: skip
        session.add(
            QuotaCounter(rule="r", subject="s", window_start=now - year, window_end=now - year, used=1)
        )
        record_act(session, AuditEntry("x", "source.pause", "a", permitted=True, rule="y"), now)

    for duty in due_duties(node):
        perform(node, duty)

    with Session(node.engine) as session:
        assert set(session.exec(select(Run.id))) == {"run-2"}
        assert set(session.exec(select(PersonSession.number))) == {"going"}
        assert session.exec(select(QuotaCounter)).all() == []
    assert [entry["act"] for entry in node.audit.entries()] == ["source.pause"]


def test_checkpoints_are_signed_no_oftener_than_each_minute(node: Gateway) -> None:
    settings = node.settings.model_copy(update={"audit_checkpoint_every": 0.0})

    assert duties(settings)[0] == replace(duties(node.settings)[0], every=timedelta(minutes=1))
