"""Findings never quote figures that a policy governs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from catalogue.database import unit_of_work
from catalogue.models import Dataset, FindingRow, Organisation
from catalogue.object_store import ObjectStore
from catalogue.quality import reask, recheck
from catalogue.releases import publish
from catalogue.surroundings import told_by_others
from schemas.observations import Observation
from schemas.places import shipped_places
from tests.fakes.figures import dataset, figure, release

TOWNS = [
    code for code, place in sorted(shipped_places().items()) if place.kind == "MUN" and code.startswith("SI_")
][:6]


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    return ObjectStore(tmp_path / "objects")


def put(session: Session, store: ObjectStore, now: datetime, name: str, rows: Sequence[Observation]) -> None:
    """Publish rows as a dataset of their own."""
    dataset(session, now, name)
    publish(session, store, release(*rows, dataset=name, slot=f"{name}/a"), now)


def govern(session: Session, name: str, *, by_owner: bool) -> None:
    """Mark a dataset, or the organisation whose it is, as governed by a policy."""
    row = session.get(Dataset, name)
    assert row is not None
    if by_owner:
        row.publisher = f"owner-of-{name}"
        session.add(Organisation(id=row.publisher, governed=True))
    row.governed = not by_owner
    session.add(row)
    session.flush()


def town(place: str, megawatt_hours: str) -> list[Observation]:
    """A town's inhabitants and energy."""
    people = figure("10000", indicator="CX.POP", place=place, sector="_T", unit="NR", source=place)
    energy = figure(megawatt_hours, indicator="EN.FEC", place=place, sector="_T", unit="MWH", source=place)
    return [people, energy]


@pytest.mark.parametrize("by_owner", [False, True])
def test_a_finding_about_a_town_quotes_no_governed_figure_of_another(
    engine: Engine, store: ObjectStore, now: datetime, by_owner: bool
) -> None:
    with unit_of_work(engine) as session:
        for place in TOWNS[:5]:
            put(session, store, now, f"peer-{place.lower()}", town(place, "150000"))
        put(session, store, now, "own", town(TOWNS[5], "150000000"))
        (finding,) = recheck(session, {TOWNS[5]}, now)
        assert "5 places" in finding.sentence("en")
        for place in TOWNS[:2]:
            govern(session, f"peer-{place.lower()}", by_owner=by_owner)
        (finding,) = recheck(session, {TOWNS[5]}, now)
        assert "3 places" in finding.sentence("en")
        govern(session, f"peer-{TOWNS[2].lower()}", by_owner=by_owner)
        assert recheck(session, {TOWNS[5]}, now) == []


@pytest.mark.parametrize("by_owner", [False, True])
def test_figures_of_one_place_in_two_datasets_are_not_quoted_when_one_is_governed(
    engine: Engine, store: ObjectStore, now: datetime, by_owner: bool
) -> None:
    emitted = figure("13362.67", sector="II", scope="S1")
    used = figure(
        "13362.67", indicator="EN.FEC", sector="II", scope="S1", carrier="DIESEL", unit="MWH", source="grid"
    )
    with unit_of_work(engine) as session:
        put(session, store, now, "emissions", [emitted])
        put(session, store, now, "energy", [used])
        recheck(session, {"SI_052"}, now)
        govern(session, "energy", by_owner=by_owner)
        assert _standing(session) == ["emissions"]
        reask(session, {"energy"}, now)
        assert _standing(session) == []
        elsewhere = figure("1", sector="II", scope="S1", source="third")
        told = {row.key.source for row in told_by_others(session, [elsewhere], shipped_places())}
        assert "grid" not in told


def _standing(session: Session) -> list[str]:
    return list(session.exec(select(FindingRow.dataset).where(col(FindingRow.recorded_to).is_(None))))
