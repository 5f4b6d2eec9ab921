"""A statistical office's table is harvested in slices: one release, whose figures each point to their own answer."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from catalogue.models import Distribution, MappingVersion, ObservationRow, Release, Snapshot
from catalogue.object_store import ObjectStore
from catalogue.releases import to_observation
from connectors.fetching import Answer, Request
from connectors.verification import Verification, verify
from tests.connectors.city import City
from tests.connectors.outgoing import client_for
from tests.connectors.test_harvest import KilledError, outcomes
from tests.connectors.test_pxweb import AGES, HALVES, PLACES, POPULATION, SLOVENIA, SPOL, people
from tests.fakes.pxweb import FakePxWeb, PxTable, page, plain
from tests.fakes.server import serving

SOURCE = """
[[organisation]]
id = "surs"
name = "SURS"

[[source]]
id = "sistat"
connector = "pxweb"
url = "{url}/SiStatData/api/v1/sl/Data"
owner = "surs"
language = "sl"
licence = "CC BY 4.0"
options = {{ max_cells = 4 }}

[[source.mapping]]
name = "population"
indicator = "CX.POP"
locale = "plain"
select = {{ table = "05C4004S", key = {{ "OBČINE" = ["Kranj", "061", "Velenje"], SPOL = ["0"] }}, since = "2020" }}
columns = {{ place = {{ column = "OBČINE", prefix = "SI_" }}, period = "period", value = "value" }}
constants = {{ unit = "NR" }}
"""


@pytest.fixture
def service() -> FakePxWeb:
    return FakePxWeb({POPULATION: SLOVENIA})


@pytest.fixture
def office(engine: Engine, tmp_path: Path, now: datetime, service: FakePxWeb) -> Iterator[City]:
    with serving(service) as server, client_for(server.target) as client:
        node = City(engine, ObjectStore(tmp_path / "store"), server, client, now, {})
        node.register(SOURCE)
        yield node


def test_a_table_in_slices_is_one_release_whose_figures_come_out_of_their_own_bytes(
    office: City, service: FakePxWeb
) -> None:
    result = office.harvester().harvest("sistat")

    assert (result.state, outcomes(result)) == ("done", {"added": 1})
    assert len(service.queries) == 2
    with Session(office.engine, expire_on_commit=False) as session:
        rows = session.exec(select(ObservationRow)).all()
        (release,) = session.exec(select(Release)).all()
        found = [
            (row, session.get(MappingVersion, row.mapping), session.get(Snapshot, row.snapshot))
            for row in rows
        ]
        (told,) = session.exec(select(Distribution)).all()
    assert sorted((row.place, row.period, str(row.value)) for row in rows) == [
        ("SI_052", "2020-S1", "2"), ("SI_052", "2020-S2", "57133"), ("SI_061", "2020-S1", "2"),
        ("SI_061", "2020-S2", "294054"), ("SI_133", "2020-S1", "2"), ("SI_133", "2020-S2", "33638"),
    ]  # fmt: skip
    assert len(release.snapshots) == 2
    assert {row.snapshot for row in rows} == set(release.snapshots)
    assert (told.access_url, told.download_url) == (
        f"{office.server.url}{POPULATION.removesuffix('.px')}",
        "",
    )
    for row, version, snapshot in found:
        assert version is not None
        assert snapshot is not None
        again = verify(
            to_observation(row), version.definition, snapshot, office.store, frozenset({row.place}), release
        )
        assert again == Verification(True, str(row.value), str(row.value), row.raw_value)


def test_the_same_table_again_changes_nothing(office: City) -> None:
    office.harvester().harvest("sistat")

    assert outcomes(office.harvester().harvest("sistat")) == {"unchanged": 1}


def test_a_table_that_lost_its_variable_is_refused_and_what_stands_stays(
    office: City, service: FakePxWeb
) -> None:
    office.harvester().harvest("sistat")
    before = office.rows()
    changed = plain("OBČINE IN NASELJA", "052", "061", "133")
    service.tables = {POPULATION: PxTable((SPOL, changed, HALVES, AGES), people)}
    result = office.harvester().harvest("sistat")

    assert (result.state, outcomes(result)) == ("failed", {"refused": 1})
    (finding,) = result.items[0]["findings"]
    assert (finding["rule"], finding["found"]) == ("connectors.pxweb-variable", "OBČINE")
    assert "nearest: OBČINE IN NASELJA" in finding["sentence"]
    assert office.rows() == before


def test_a_slice_without_a_figure_is_none_the_worse_for_it(office: City, service: FakePxWeb) -> None:
    table = PxTable((SPOL, PLACES, HALVES, AGES), lambda at: "5" if at["OBČINE"] == "133" else None)
    service.tables = {POPULATION: table}
    result = office.harvester().harvest("sistat")

    assert (result.state, [row[1:] for row in office.rows()]) == (
        "done",
        [("2020-S1", "_T", "_T", "5"), ("2020-S2", "_T", "_T", "5")],
    )


def test_a_killed_run_asks_for_no_slice_twice(office: City, service: FakePxWeb) -> None:
    def dies_at_the_second(request: Request) -> Answer:
        if request.method == "POST" and service.queries:
            raise KilledError
        return office.send(request)

    dying = office.harvester("here:1:1")
    object.__setattr__(dying, "send", dies_at_the_second)
    with pytest.raises(KilledError):
        dying.harvest("sistat")
    office.alive = False
    result = office.harvester("here:2:2").harvest("sistat")

    assert (result.state, len(service.queries), len(office.rows())) == ("done", 2, 6)
    bodies = [seen.body for seen in office.server.seen if seen.method == "POST"]
    assert len(bodies) == len(set(bodies)) == 2


def test_a_service_that_is_overloaded_is_tried_again_by_the_next_run(
    office: City, service: FakePxWeb
) -> None:
    service.instead = {POPULATION: [page("429 Too Many Requests")]}
    first = office.harvester().harvest("sistat")

    assert (first.state, outcomes(first)) == ("failed", {"failed": 1})
    assert outcomes(office.harvester().harvest("sistat")) == {"added": 1}
