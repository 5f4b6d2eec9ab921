"""The audit log: an act is on record exactly if it commits, no act twice, nobody by name, and nothing without the disk."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import JSON, Column, Engine, Integer, MetaData, String, Table, insert, inspect, select, text
from sqlmodel import Session
from sqlmodel import select as select_model

from catalogue.audit import AuditEntry, AuditLog, Kind, record_act, recorded_in
from catalogue.audit_errors import AuditUnavailableError
from catalogue.audit_people import forget
from catalogue.audit_reading import RecordsAsked, record_of, records_asked
from catalogue.audit_record import commitment, record_leaf
from catalogue.audit_retention import remove_texts
from catalogue.audit_tables import PEOPLE, RECORDS
from catalogue.audit_tree import stored_hashes
from catalogue.audit_writing import writing
from catalogue.columns import UtcTime
from catalogue.database import unit_of_work
from catalogue.models import AuditOutbox

ACT = AuditEntry("operator", "key.create", "", permitted=True, rule="command-line", person="ana")
READ = AuditEntry(
    "bor",
    "read",
    "heat",
    permitted=True,
    rule="template/restricted#read",
    kind=Kind.DECISION,
    owner="utility",
)


@pytest.fixture
def log(engine: Engine, tmp_path: Path) -> Iterator[AuditLog]:
    """A log beside an empty database."""
    opened = AuditLog.beside(engine, tmp_path)
    yield opened
    opened.engine.dispose()


def acts(log: AuditLog) -> list[tuple[str, str]]:
    return [(entry["act"], entry["target"]) for entry in log.entries()]


def texts(log: AuditLog) -> list[str]:
    with log.engine.connect() as connection:
        return list(connection.execute(select(RECORDS.c.record).order_by(RECORDS.c.seq)).scalars())


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


def test_a_session_says_once_that_an_act_waits(engine: Engine, now: datetime) -> None:
    with unit_of_work(engine) as session:
        assert not recorded_in(session)
        record_act(session, ACT, now)
        assert (recorded_in(session), recorded_in(session)) == (True, False)


def test_a_kill_between_log_and_outbox_moves_no_act_twice(
    engine: Engine, log: AuditLog, now: datetime
) -> None:
    with unit_of_work(engine) as session:
        record_act(session, ACT, now)
    with Session(engine) as session:
        key = session.exec(select_model(AuditOutbox.key)).one()
    log.append(ACT, now, outbox=key)
    log.drain(engine)
    assert acts(log) == [("key.create", "ana")]


def test_acts_one_after_the_other_all_reach_the_log(engine: Engine, log: AuditLog, now: datetime) -> None:
    for _ in range(3):
        with unit_of_work(engine) as session:
            record_act(session, ACT, now)
        log.drain(engine)
    assert acts(log) == [("key.create", "ana")] * 3


def test_writers_of_several_processes_and_threads_leave_one_sequence_without_gaps(
    engine: Engine, log: AuditLog, tmp_path: Path, now: datetime
) -> None:
    other = AuditLog.beside(engine, tmp_path)
    with unit_of_work(engine) as session:
        for number in range(40):
            record_act(session, replace(ACT, act=f"act-{number}"), now)

    def write(one: AuditLog, name: str) -> None:
        for number in range(20):
            one.append(replace(READ, subject=name, target=str(number)), now)

    writers = [
        *(threading.Thread(target=write, args=(one, name)) for one in (log, other) for name in "abcd"),
        *(threading.Thread(target=one.drain, args=(engine,)) for one in (log, other)),
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    found = log.entries()
    assert [entry["number"] for entry in found] == list(range(8 * 20 + 40))
    assert sorted(e["act"] for e in found if e["kind"] == "act") == sorted(f"act-{n}" for n in range(40))
    for name in "abcd":
        assert sorted(e["target"] for e in found if e["subject"] == name) == sorted(
            [str(n) for n in range(20)] * 2
        )
    with other.engine.connect() as connection:
        leaves = stored_hashes(connection, 0, 0, 1000)
    assert leaves == [record_leaf(record) for record in texts(log)]
    other.engine.dispose()


def test_nobody_stands_in_a_record_by_name(log: AuditLog, now: datetime) -> None:
    log.append(ACT, now)
    log.append(replace(READ, subject="anonymous"), now)
    (act, read) = map(json.loads, texts(log))
    with log.engine.connect() as connection:
        salts = {row.name: bytes.fromhex(row.salt) for row in connection.execute(select(PEOPLE))}
    assert (act["actor"], act["person"]) == (
        commitment("operator", salts["operator"]), commitment("ana", salts["ana"]),
    )  # fmt: skip
    assert (read["actor"], read["person"]) == ("anonymous", "")
    assert not {"ana", "operator"} & set(" ".join(texts(log)).replace('"', " ").split())


def test_an_erased_person_is_known_no_more_and_the_records_stay_as_they_are(
    log: AuditLog, tmp_path: Path, now: datetime
) -> None:
    log.append(replace(READ, subject="ana-with-a-long-name"), now)
    before = texts(log)
    with log.engine.connect() as connection:
        salt = connection.execute(select(PEOPLE.c.salt)).scalar()
    with writing(log.engine) as connection:
        stood = forget(connection, "ana-with-a-long-name")
    log.wipe()
    assert texts(log) == before
    assert log.entries()[0]["subject"] == str(stood)[:19]
    for file in tmp_path.glob("audit.db*"):
        assert b"ana-with-a-long-name" not in file.read_bytes(), file
        assert str(salt).encode() not in file.read_bytes(), file
    log.append(replace(READ, subject="ana-with-a-long-name"), now)
    assert json.loads(texts(log)[1])["actor"] != stood


def test_records_are_found_by_owner_act_target_decision_and_time(log: AuditLog, now: datetime) -> None:
    for number in range(6):
        log.append(
            replace(
                READ,
                target=f"heat-{number % 2}",
                permitted=number > 1,
                owner="utility" if number % 3 else "city",
            ),
            now + timedelta(hours=number),
        )

    def found(**asked: object) -> list[int]:
        with log.engine.connect() as connection:
            return [entry["number"] for entry in records_asked(connection, RecordsAsked(**asked))]  # type: ignore[arg-type]  # each test's own

    assert found() == [5, 4, 3, 2, 1, 0]
    assert found(owners={"utility"}) == [5, 4, 2, 1]
    assert found(owners=frozenset()) == []
    assert found(target="heat-0", permitted=True) == [4, 2]
    assert found(act="key.create") == []
    assert found(since=now + timedelta(hours=2), until=now + timedelta(hours=4)) == [3, 2]
    assert found(before=4, limit=2) == [3, 2]
    with log.engine.connect() as connection:
        assert record_of(connection, 0, {"utility"}) is None
        assert record_of(connection, 9, None) is None
        told = record_of(connection, 0, {"city"})
    assert told is not None
    assert (told[0]["subject"], told[1]) == ("bor", texts(log)[0])


def test_what_is_over_loses_its_text_and_keeps_its_leaf(log: AuditLog, now: datetime) -> None:
    for days in range(4):
        log.append(READ, now + timedelta(days=days))
        log.append(ACT, now + timedelta(days=days))
    with log.engine.connect() as connection:
        leaves = stored_hashes(connection, 0, 0, 8)
    limits = {Kind.DECISION: now + timedelta(days=2), Kind.ACT: now}
    with writing(log.engine) as connection:
        assert remove_texts(connection, limits) == {Kind.DECISION: 2}
        assert remove_texts(connection, limits) == {}
        assert stored_hashes(connection, 0, 0, 8) == leaves
    assert [entry["removed"] for entry in log.entries()] == [True, False, True, False] + [False] * 4
    assert log.entries()[0]["target"] == log.entries()[0]["subject"] == ""


def test_a_log_that_cannot_be_written_says_so_to_all_who_wait(log: AuditLog, now: datetime) -> None:
    break_log(log)
    failed = []

    def append() -> None:
        try:
            log.append(READ, now)
        except AuditUnavailableError as error:
            failed.append(str(error))

    writers = [threading.Thread(target=append) for _ in range(5)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(failed) == 5
    assert "try again later" in failed[0]


def test_acts_that_cannot_be_moved_wait_in_the_outbox(engine: Engine, log: AuditLog, now: datetime) -> None:
    with unit_of_work(engine) as session:
        record_act(session, ACT, now)
    break_log(log)
    log.drain_or_tell(engine)
    mend_log(log)
    log.drain_or_tell(engine)
    assert acts(log) == [("key.create", "ana")]


def test_what_is_written_later_stands_before_what_is_written_next(
    engine: Engine, log: AuditLog, now: datetime
) -> None:
    log.append_later(replace(READ, target="hidden"), now)
    log.append(READ, now)
    log.append_later(replace(READ, target="last"), now)
    log.drain(engine)
    assert [target for _, target in acts(log)] == ["hidden", "heat", "last"]


def test_a_commit_of_the_log_waits_for_the_disk(engine: Engine, log: AuditLog) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL waits unless told otherwise")
    with log.engine.connect() as connection:
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
        assert connection.execute(text("PRAGMA secure_delete")).scalar() == 1


def test_the_log_of_an_earlier_release_is_taken_over_and_its_names_are_gone(
    engine: Engine, tmp_path: Path, now: datetime
) -> None:
    earlier = AuditLog.beside(engine, tmp_path)
    table = Table(
        "audit_entry", MetaData(), Column("number", Integer, primary_key=True), Column("outbox", String),
        Column("recorded_at", UtcTime), Column("subject", String), Column("entry", JSON),
    )  # fmt: skip
    old = {"subject": "operator", "permitted": True, "rule": "command-line", "request": ""}
    with earlier.engine.begin() as connection:
        table.create(connection)
        entries = [
            old | {"act": "admin.create", "target": "ana@kranj.example@kranj"}, old | {"act": "key.create", "target": "bor"},
            old | {"act": "read", "target": "heat", "subject": "bor"},
        ]  # fmt: skip
        rows = [
            {"number": 3 * n + 1, "recorded_at": now, "subject": "x", "entry": one}
            for n, one in enumerate(entries)
        ]
        connection.execute(insert(table), rows)
    earlier.engine.dispose()
    for _ in range(2):
        log = AuditLog.beside(engine, tmp_path)
        assert [(e["number"], e["kind"], e["subject"], e["act"], e["target"]) for e in log.entries()] == [
            (0, "act", "operator", "admin.create", "ana@kranj.example@kranj"),
            (1, "act", "operator", "key.create", "bor"),
            (2, "decision", "bor", "read", "heat"),
        ]
        assert not inspect(log.engine).has_table("audit_entry")
        assert "ana" not in " ".join(texts(log))
        assert log.entries()[0]["owner"] == "kranj"
        log.engine.dispose()


def break_log(log: AuditLog) -> None:
    """Let every write of the log fail."""
    with log.engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_record RENAME TO audit_record_away"))


def mend_log(log: AuditLog) -> None:
    """Put it back."""
    with log.engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_record_away RENAME TO audit_record"))
