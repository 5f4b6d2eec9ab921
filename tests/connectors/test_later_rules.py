"""Rules across rows about very large items: asked after their publication, with what they always find."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update
from sqlmodel import Session, col, select

from catalogue import epochs
from catalogue.database import unit_of_work
from catalogue.models import FindingRow, ObservationRow
from connectors import publication
from connectors.runs import RunResult
from tests.connectors.city import City, city_node

SLIP = "Year,People\n2017,55900\n2018,560000\n2019,56100\n"
MENDED = SLIP.replace("560000", "56000")


@pytest.fixture
def city(engine: Engine, tmp_path: Path, now: datetime) -> Iterator[City]:
    with city_node(engine, tmp_path, now) as node:
        yield node


def found(city: City) -> list[tuple[str, str, str, str, bool]]:
    """Give the findings across rows that stand, and whether everybody sees them already."""
    with Session(city.engine) as session:
        rows = session.exec(select(FindingRow).where(col(FindingRow.recorded_to).is_(None)))
        return sorted(
            (row.rule, row.slot, row.cell, row.found, row.public_from is None or row.public_from <= city.now)
            for row in rows
            if row.slot.startswith("across:")
        )


def harvest(city: City, table: str) -> RunResult:
    city.files["/population.csv"] = table
    return replace(city.harvester(), notice=timedelta(days=14)).harvest("kranj")


def test_a_very_large_item_is_told_what_a_small_one_is_told(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = harvest(city, SLIP)
    expected = found(city)
    assert [one[0] for one in expected] == ["S12", "S5"]
    harvest(city, MENDED)
    assert [one[0] for one in found(city)] == ["S12"]
    monkeypatch.setattr(publication, "BULK_ROWS", 1)
    large = harvest(city, SLIP)
    assert found(city) == expected
    assert (large.state, large.outcomes["changed"]) == (small.state, 1)
    harvest(city, MENDED)
    assert [one[0] for one in found(city)] == ["S12"]


def test_all_findings_have_their_notice_before_the_rules_were_asked(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publication, "BULK_ROWS", 1)
    seen: list[int] = []

    def clock() -> datetime:
        with Session(city.engine) as session:
            open_ = select(FindingRow).where(col(FindingRow.public_from).is_(None))
            seen.append(len(session.exec(open_).all()))
        return city.now

    city.files["/population.csv"] = SLIP
    replace(city.harvester(), clock=clock, notice=timedelta(days=14)).harvest("kranj")
    assert set(seen) == {0}


def test_the_rules_are_asked_anew_where_the_catalogue_changed_meanwhile(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publication, "BULK_ROWS", 2)
    asked_at: list[str] = []

    def clock() -> datetime:
        """Mend what stands, once the figures are published and the rules were asked about them."""
        with Session(city.engine) as session:
            stands = select(ObservationRow).where(col(ObservationRow.raw_value) == "560000")
            published = session.exec(stands).first() is not None
        if published:
            asked_at.append("")
        if len(asked_at) == 2:
            with unit_of_work(city.engine) as session:
                gone = update(ObservationRow).where(col(ObservationRow.raw_value) == "560000")
                session.execute(gone.values(recorded_to=city.now))
                epochs.advance(session, epochs.CATALOGUE)
        return city.now

    monkeypatch.setattr("connectors.later_rules.standing_rows", lambda *_: [])
    city.files["/population.csv"] = SLIP
    replace(city.harvester(), clock=clock).harvest("kranj")
    assert (len(asked_at) >= 2, found(city)) == (True, [])
