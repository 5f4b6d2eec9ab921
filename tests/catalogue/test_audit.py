"""The audit log: an act is on record exactly if it commits, and no act twice."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from catalogue.audit import AuditEntry, AuditLog, record_act
from catalogue.database import unit_of_work
from catalogue.models import AuditOutbox

ACT = AuditEntry("operator", "key.create", "ana", permitted=True, rule="command-line")


@pytest.fixture
def log(engine: Engine, tmp_path: Path) -> AuditLog:
    return AuditLog.beside(engine, tmp_path)


def acts(log: AuditLog) -> list[tuple[str, str]]:
    return [(entry["act"], entry["target"]) for entry in log.entries()]


def test_an_act_that_commits_reaches_the_log(engine: Engine, log: AuditLog, now: datetime) -> None:
    with unit_of_work(engine) as session:
        record_act(session, ACT, now)
    assert log.drain(engine) == 1
    assert acts(log) == [("key.create", "ana")]
    assert log.entries()[0]["recorded_at"] == now


def test_an_act_that_fails_does_not(engine: Engine, log: AuditLog, now: datetime) -> None:
    with Session(engine) as session:
        record_act(session, ACT, now)
        session.rollback()
    log.drain(engine)
    assert acts(log) == []


def test_a_kill_between_log_and_outbox_moves_no_act_twice(
    engine: Engine, log: AuditLog, now: datetime
) -> None:
    with unit_of_work(engine) as session:
        record_act(session, ACT, now)
    with Session(engine) as session:
        key = session.exec(select(AuditOutbox.key)).one()
    log.append(ACT, now, outbox=key)
    log.drain(engine)
    assert acts(log) == [("key.create", "ana")]


def test_acts_one_after_the_other_all_reach_the_log(engine: Engine, log: AuditLog, now: datetime) -> None:
    for _ in range(3):
        with unit_of_work(engine) as session:
            record_act(session, ACT, now)
        log.drain(engine)
    assert acts(log) == [("key.create", "ana")] * 3
