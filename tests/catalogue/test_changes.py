"""The log of changes is complete: however many write at once, whoever reads on from where she was misses nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier, Event

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from catalogue.change_reading import BEGINNING, ChangesAsked, read_changes
from catalogue.change_tables import DatasetChange
from catalogue.changes import note_change
from catalogue.database import unit_of_work
from catalogue.datasets import put_dataset
from tests.fakes.datasets import a_dataset, put, seen_by

WRITERS, ROUNDS = 4, 6


def read_all(engine: Engine, until: Event) -> list[tuple[str, str]]:
    """Follow the log, a few entries at a time, until nobody writes any more."""
    mark, told = BEGINNING, list[tuple[str, str]]()
    last = False
    while True:
        with unit_of_work(engine) as session:
            page = read_changes(session, ChangesAsked(mark, limit=3), seen_by())
        told += [(one.dataset, one.source) for one in page.changes]
        mark = page.mark
        if last and not page.more and not page.changes:
            return told
        last = until.is_set()


def test_nothing_is_missed_while_several_write_at_once(engine: Engine, now: datetime) -> None:
    datasets = [f"d{number}" for number in range(WRITERS)]
    with unit_of_work(engine) as session:
        put(session, *(a_dataset(name) for name in datasets))
    begin, done = Barrier(WRITERS + 1), Event()

    def write(name: str) -> None:
        begin.wait()
        for number in range(ROUNDS):
            with unit_of_work(engine) as session:
                note_change(session, name, "updated", now, source=f"{number}a", was_public=True)
                session.flush()
                note_change(session, name, "updated", now, source=f"{number}b", was_public=True)

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        reading = pool.submit(lambda: (begin.wait(), read_all(engine, done))[1])
        for one in [pool.submit(write, name) for name in datasets]:
            one.result()
        done.set()
        told = reading.result()
    said = {name: [source for dataset, source in told if dataset == name] for name in datasets}
    each = [f"{number}{part}" for number in range(ROUNDS) for part in "ab"]
    assert said == {name: ["kranj-contract", *each] for name in datasets}


def test_who_began_first_and_ended_last_comes_last(engine: Engine, now: datetime) -> None:
    with unit_of_work(engine) as session:
        put(session, a_dataset("slow"), a_dataset("quick"))
    with unit_of_work(engine) as session:
        start = read_changes(session, ChangesAsked(), seen_by()).mark
    if engine.dialect.name == "sqlite":
        return  # one writes at a time there
    with unit_of_work(engine) as slow:
        note_change(slow, "slow", "updated", now)
        slow.flush()
        with unit_of_work(engine) as quick:
            note_change(quick, "quick", "updated", now)
        with unit_of_work(engine) as reader:
            first = read_changes(reader, ChangesAsked(start), seen_by())
        assert [one.dataset for one in first.changes] == ["quick"]
    with unit_of_work(engine) as reader:
        rest = read_changes(reader, ChangesAsked(first.mark), seen_by())
    assert [one.dataset for one in rest.changes] == ["slow"]


def test_what_is_rolled_back_is_not_told_and_a_savepoint_places_nothing(
    engine: Engine, now: datetime
) -> None:
    with Session(engine, expire_on_commit=False) as session:
        put_dataset(session, a_dataset("never"), record_snapshot="", now=now)
        session.rollback()
        put_dataset(session, a_dataset("one"), record_snapshot="", now=now)
        with session.begin_nested() as point:
            put_dataset(session, a_dataset("undone"), record_snapshot="", now=now)
            point.rollback()
        with session.begin_nested():
            put_dataset(session, a_dataset("two"), record_snapshot="", now=now)
        session.commit()
        rows = session.exec(select(DatasetChange).order_by(col(DatasetChange.position)))
        assert [(row.dataset, row.kind) for row in rows] == [("one", "created"), ("two", "created")]
        session.expire_all()
        assert None not in session.exec(select(DatasetChange.position)).all()
