"""The rules across rows, asked of what stands: beside which rows, and who may learn what."""

import gc
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from catalogue.database import unit_of_work
from catalogue.models import FindingRow, ObservationRow
from catalogue.object_store import ObjectStore
from catalogue.quality import Held, ask, recheck
from catalogue.releases import ReleaseDraft, publish, retire
from catalogue.rule_rows import rule_rows
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


def put(
    session: Session,
    store: ObjectStore,
    now: datetime,
    name: str,
    rows: Sequence[Observation],
    access: str = "open",
) -> None:
    """Publish rows as a dataset of their own."""
    dataset(session, now, name, access=access)
    publish(session, store, release(*rows, dataset=name, slot=f"{name}/a"), now)


def standing(session: Session) -> list[tuple[str, str, str]]:
    """Give rule, dataset and place of the findings that stand."""
    rows = session.exec(select(FindingRow).where(col(FindingRow.recorded_to).is_(None)))
    return sorted((row.rule, row.dataset, row.place) for row in rows)


def copied(access: str, *, emissions: str = "open") -> dict[str, tuple[list[Observation], str]]:
    """Give emissions that print the energy of another dataset."""
    emitted = figure("13362.67", sector="II", scope="S1")
    used = figure(
        "13362.67", indicator="EN.FEC", sector="II", scope="S1", carrier="DIESEL", unit="MWH", source="grid"
    )
    return {"emissions": ([emitted], emissions), "energy": ([used], access)}


def test_a_copied_number_is_found_across_open_datasets(
    engine: Engine, store: ObjectStore, now: datetime
) -> None:
    with unit_of_work(engine) as session:
        for name, (rows, access) in copied("open").items():
            put(session, store, now, name, rows, access)
        recheck(session, {"SI_052"}, now)
        assert standing(session) == [("S6", "emissions", "SI_052")]


@pytest.mark.parametrize("access", ["restricted", "hidden"])
def test_a_finding_on_an_open_dataset_quotes_nothing_that_is_not_open(
    engine: Engine, store: ObjectStore, now: datetime, access: str
) -> None:
    with unit_of_work(engine) as session:
        for name, (rows, who) in copied(access).items():
            put(session, store, now, name, rows, who)
        assert recheck(session, {"SI_052"}, now) == []


def test_a_finding_on_a_restricted_dataset_may_quote_open_ones(
    engine: Engine, store: ObjectStore, now: datetime
) -> None:
    with unit_of_work(engine) as session:
        for name, (rows, access) in copied("open", emissions="restricted").items():
            put(session, store, now, name, rows, access)
        recheck(session, {"SI_052"}, now)
        assert standing(session) == [("S6", "emissions", "SI_052")]


def people(place: str, count: str) -> Observation:
    return figure(count, indicator="CX.POP", place=place, sector="_T", unit="NR", source=place)


def test_a_town_is_held_beside_its_state_that_stands_already(
    engine: Engine, store: ObjectStore, now: datetime
) -> None:
    with unit_of_work(engine) as session:
        put(session, store, now, "state", [people("SI", "2100126")])
        put(session, store, now, "town", [people("SI_052", "57185000")])
        recheck(session, {"SI_052"}, now)
        assert standing(session) == [("S9", "town", "SI_052")]


def test_a_place_is_held_beside_peers_of_open_datasets_only(
    engine: Engine, store: ObjectStore, now: datetime
) -> None:
    def figures(place: str, megawatt_hours: str) -> list[Observation]:
        energy = figure(
            megawatt_hours, indicator="EN.FEC", place=place, sector="_T", unit="MWH", source=place
        )
        return [people(place, "10000"), energy]

    with unit_of_work(engine) as session:
        for place, access in zip(TOWNS[:5], ("open", "open", "open", "open", "hidden"), strict=True):
            put(session, store, now, f"peer-{place.lower()}", figures(place, "150000"), access)
        put(session, store, now, "own", figures(TOWNS[5], "150000000"))
        (finding,) = recheck(session, {TOWNS[5]}, now)
        assert (finding.rule, finding.place) == ("S5", TOWNS[5])
        assert "4 places" in finding.sentence("en")
        for place in TOWNS[:2]:
            retire(session, f"peer-{place.lower()}/a", now + timedelta(days=1))
        assert recheck(session, {TOWNS[5]}, now + timedelta(days=1)) == []
        assert standing(session) == []


def test_what_is_mended_closes_its_finding_and_other_places_keep_theirs(
    engine: Engine, store: ObjectStore, now: datetime
) -> None:
    def years(place: str, last: str) -> list[Observation]:
        return [
            figure(value, indicator="EN.FEC", place=place, period=year, unit="MWH", source=place)
            for year, value in (("2022", "4000"), ("2023", "4100"), ("2024", last))
        ]

    with unit_of_work(engine) as session:
        put(session, store, now, "both", [*years("SI_052", "4050000"), *years("SI_061", "4050000")])
        recheck(session, {"SI_052", "SI_061"}, now)
        assert standing(session) == [("S5", "both", "SI_052"), ("S5", "both", "SI_061")]
        later = now + timedelta(days=1)
        mended = release(*years("SI_052", "4050"), *years("SI_061", "4050000"), dataset="both", slot="both/a")
        publish(session, store, mended, later)
        recheck(session, {"SI_052"}, later)
        assert standing(session) == [("S5", "both", "SI_061")]


def test_rules_get_rows_with_all_that_they_look_at_and_without_the_rest(
    engine: Engine, store: ObjectStore, now: datetime
) -> None:
    stored = replace(
        figure("1234.50", sector="I.1", carrier="NG", mode="_T"),
        published_value=Decimal("1.2345"), published_unit="KT_CO2E", raw_value="1.2345", raw_unit="kt CO2e",
        obs_status="E", snapshot="a" * 64, comment="as printed", lower=Decimal(1000), mapping="a@1",
    )  # fmt: skip
    empty = replace(figure(None, sector="II"), obs_status="M", notation_key="NO")
    with unit_of_work(engine) as session:
        put(session, store, now, "rows", [stored, empty])
        rows = list(rule_rows(session, col(ObservationRow.place) == "SI_052"))
        assert sorted((row.slot, row.dataset) for row in rows) == [("rows/a", "rows")] * 2
        assert {row.observation for row in rows} == {
            replace(stored, comment="", lower=None, mapping=""),
            replace(empty, notation_key=""),
        }


def test_a_finding_is_recorded_where_its_row_stands(
    engine: Engine, store: ObjectStore, now: datetime
) -> None:
    def years(last: str) -> list[Observation]:
        told = (("2022", "4000"), ("2023", "4100"), ("2024", last))
        return [figure(value, indicator="EN.FEC", period=year, unit="MWH") for year, value in told]

    with unit_of_work(engine) as session:
        put(session, store, now, "first", years("4050000")[:2])
        put(session, store, now, "second", years("4050000")[2:])
        recheck(session, {"SI_052"}, now)
        assert standing(session) == [("S5", "second", "SI_052")]


def test_pythons_collector_goes_on_after_the_rules(engine: Engine, store: ObjectStore, now: datetime) -> None:
    with unit_of_work(engine) as session:
        put(session, store, now, "rows", [figure("1")])
        recheck(session, {"SI_052"}, now)
        assert gc.isenabled()


def test_what_other_sources_tell_stands_beside_a_file_and_its_own_source_does_not(
    engine: Engine, store: ObjectStore, now: datetime
) -> None:
    file = [figure("5", sector="II", source="kranj")]
    with unit_of_work(engine) as session:
        put(session, store, now, "own", file)
        put(session, store, now, "hidden", [figure("6", sector="II", source="secret")], "hidden")
        other = figure("7", indicator="EN.FEC", sector="II", unit="MWH", source="grid")
        later = figure("8", period="2021", sector="II", source="grid")
        put(session, store, now, "grid", [other, later])
        around = told_by_others(session, file, shipped_places())
        assert [(row.key, row.value) for row in around] == [(other.key, other.value)]


@pytest.mark.parametrize("access", ["open", "restricted"])
def test_rows_that_are_held_are_told_what_rows_that_are_read_are_told(
    engine: Engine, store: ObjectStore, now: datetime, access: str
) -> None:
    with unit_of_work(engine) as session:
        rows: dict[str, ReleaseDraft] = {}
        for name, (figures, who) in copied("open", emissions=access).items():
            put(session, store, now, name, figures, who)
            rows[name] = release(*figures, dataset=name, slot=f"{name}/a")
        read = ask(session, {"SI_052"}, now)
        assert [finding.rule for _, finding in read.found] == ["S6"]
        for names in ({"emissions"}, {"energy"}, {"emissions", "energy"}):
            held = [Held(f"{name}/a", name, rows[name].rows.observations) for name in sorted(names)]
            assert ask(session, {"SI_052"}, now, held) == read
