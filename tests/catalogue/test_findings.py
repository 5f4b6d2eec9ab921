"""Findings on record: what becomes of their states when many are found, no longer found, and found again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from catalogue import epochs
from catalogue.database import unit_of_work
from catalogue.findings import TOGETHER, as_finding, record
from catalogue.models import FindingRow
from schemas.findings import Finding, Location
from schemas.messages import Message

SLOT, DATASET = "kranj/a", "kranj-inventory"
MANY = 2 * TOGETHER + 1
DAY = timedelta(days=1)


def found(at: int) -> Finding:
    """Make a finding on a cell."""
    return Finding(
        "S2", "warning", Location("a.xlsx", f"F{at}", "0" * 64), f"{at}.5", Message("page.yes", {"n": "1"}),
        Message("page.no", {"of": Message("page.yes")}), f"key {at}", "SI_052", (f"G{at}", f"H{at}"),
    )  # fmt: skip


def on_record(session: Session) -> dict[str, FindingRow]:
    return {row.cell: row for row in session.exec(select(FindingRow).order_by(col(FindingRow.id)))}


def states(session: Session, cells: Sequence[str]) -> list[tuple[str, bool, bool]]:
    rows = on_record(session)
    return [
        (rows[cell].state, rows[cell].recorded_to is None, rows[cell].sent_at is not None) for cell in cells
    ]


def test_many_findings_are_recorded_whole(engine: Engine, now: datetime) -> None:
    with unit_of_work(engine) as session:
        record(session, SLOT, DATASET, map(found, range(MANY)), now)
    with unit_of_work(engine) as session:
        rows = on_record(session)
        assert len(rows) == MANY
        row = rows["F7"]
        assert as_finding(row) == found(7)
        assert (row.id, row.slot, row.dataset, row.state) == (found(7).id(), SLOT, DATASET, "open")
        assert (row.recorded_from, row.recorded_to, row.sent_at, row.public_from) == (now, None, None, None)


@pytest.mark.parametrize(
    ("said", "again"),
    [("accepted", "accepted"), ("disputed", "disputed"), ("corrected", "open"), ("sent", "sent")],
)
def test_a_finding_that_is_found_again_takes_up_what_was_said(
    engine: Engine, now: datetime, said: str, again: str
) -> None:
    with unit_of_work(engine) as session:
        record(session, SLOT, DATASET, map(found, range(MANY)), now)
        row = on_record(session)["F3"]
        row.state, row.sent_at, row.public_from = said, now, now + DAY
        session.add(row)
        record(session, SLOT, DATASET, [], now + DAY)
        assert {one.recorded_to for one in on_record(session).values()} == {now + DAY}
        record(session, SLOT, DATASET, map(found, range(1, MANY)), now + 2 * DAY)
        assert states(session, ["F0", "F1", "F3"]) == [
            ("open", False, False), ("open", True, False), (again, True, True),
        ]  # fmt: skip
        assert (row.state, row.public_from, row.recorded_from) == (again, now + DAY, now + 2 * DAY)


def test_what_stands_and_is_found_again_is_left_as_it_is(engine: Engine, now: datetime) -> None:
    with unit_of_work(engine) as session:
        record(session, SLOT, DATASET, [found(1), found(2)], now)
        row = on_record(session)["F1"]
        row.state = "corrected"
        session.add(row)
        before = epochs.epochs(session)
        record(session, SLOT, DATASET, [found(2), found(1)], now + DAY)
        assert epochs.epochs(session) == before
        assert states(session, ["F1", "F2"]) == [("corrected", True, False), ("open", True, False)]
        assert {one.recorded_from for one in on_record(session).values()} == {now}


def test_a_finding_that_moves_to_another_slot_stands_there_alone(engine: Engine, now: datetime) -> None:
    with unit_of_work(engine) as session:
        record(session, SLOT, DATASET, [found(1)], now)
        record(session, "kranj/b", DATASET, [found(1)], now + DAY)
        record(session, SLOT, DATASET, [], now + DAY)
        (row,) = on_record(session).values()
        assert (row.slot, row.dataset, row.recorded_to) == ("kranj/b", DATASET, None)


def test_the_same_finding_twice_is_one(engine: Engine, now: datetime) -> None:
    with unit_of_work(engine) as session:
        record(session, SLOT, DATASET, [found(1), found(1)], now)
        assert list(on_record(session)) == ["F1"]


def test_two_datasets_with_word_for_word_the_same_finding_keep_one_each_with_what_was_said_to_it(
    engine: Engine, now: datetime
) -> None:
    other = "velenje-inventory"
    with unit_of_work(engine) as session:
        record(session, SLOT, DATASET, [found(1)], now)
        session.get_one(FindingRow, found(1).id()).state = "disputed"
    for day in (1, 2):
        with unit_of_work(engine) as session:
            record(session, "velenje/a", other, [found(1)], now + day * DAY)
            rows = session.exec(select(FindingRow).order_by(col(FindingRow.dataset))).all()
            told = [(row.dataset, row.state, row.recorded_from, row.recorded_to) for row in rows]
            assert told == [(DATASET, "disputed", now, None), (other, "open", now + DAY, None)]
            assert [as_finding(row).id() for row in rows] == [row.id for row in rows]
    with unit_of_work(engine) as session:
        record(session, SLOT, DATASET, [], now + 3 * DAY)
        record(session, "velenje/b", other, [as_finding(rows[1])], now + 3 * DAY)
        gone, moved = session.exec(select(FindingRow).order_by(col(FindingRow.dataset))).all()
        assert (gone.recorded_to, moved.recorded_to, moved.slot) == (now + 3 * DAY, None, "velenje/b")
