"""A broker's sensors are harvested through time: each figure points to the answer that it came in."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from catalogue.models import Distribution, MappingVersion, ObservationRow, Release, Snapshot
from catalogue.object_store import ObjectStore
from catalogue.releases import to_observation
from connectors.verification import Verification, verify
from tests.connectors.city import City
from tests.connectors.outgoing import client_for
from tests.connectors.test_harvest import outcomes
from tests.fakes.ngsi import FakeBroker, prop
from tests.fakes.server import serving

SOURCE = """
[[organisation]]
id = "kranj"
name = "Kranj"

[[source]]
id = "broker"
connector = "ngsi-ld"
url = "{url}"
owner = "kranj"
licence = "CC BY 4.0"
options = {{ aggregate = "avg", zone = "Europe/Ljubljana", page_size = 1 }}

[[source.mapping]]
name = "people"
indicator = "CX.POP"
locale = "plain"
select = {{ table = "KeyPerformanceIndicator", key = {{ attrs = ["residents"] }}, since = "2022", until = "2023" }}
columns = {{ place = {{ column = "entity", map = "places" }}, period = "start year", value = "value" }}
constants = {{ unit = "NR" }}

[maps.places]
"urn:kpi:kranj" = "SI_052"
"urn:kpi:velenje" = "SI_133"
"""


def entity(name: str, *values: float) -> dict[str, object]:
    history = [prop(value, f"202{at + 2}-06-01T00:00:00Z") for at, value in enumerate(values)]
    return {"id": f"urn:kpi:{name}", "type": "KeyPerformanceIndicator", "residents": history}


@pytest.fixture
def broker() -> FakeBroker:
    return FakeBroker([entity("kranj", 57065.0, 57171.0), entity("velenje", 33600.0)])


@pytest.fixture
def office(engine: Engine, tmp_path: Path, now: datetime, broker: FakeBroker) -> Iterator[City]:
    with serving(broker) as server, client_for(server.target) as client:
        node = City(engine, ObjectStore(tmp_path / "store"), server, client, now, {})
        node.register(SOURCE)
        yield node


def test_the_means_of_sensors_are_one_release_whose_figures_come_out_of_their_own_bytes(office: City) -> None:
    first = office.harvester().harvest("broker")
    second = office.harvester().harvest("broker")

    assert (first.state, outcomes(first), outcomes(second)) == ("done", {"added": 1}, {"unchanged": 1})
    with Session(office.engine) as session:
        (release,) = session.exec(select(Release)).all()
        (told,) = session.exec(select(Distribution)).all()
        found = [
            (row, session.get(MappingVersion, row.mapping), session.get(Snapshot, row.snapshot))
            for row in session.exec(select(ObservationRow)).all()
        ]
        assert sorted((row.place, row.period, str(row.value)) for row, _, _ in found) == [
            ("SI_052", "2022", "57065"), ("SI_052", "2023", "57171"), ("SI_133", "2022", "33600"),
        ]  # fmt: skip
        for row, version, snapshot in found:
            assert version is not None
            assert snapshot is not None
            observation, places = to_observation(row), frozenset({row.place})
            again = verify(observation, version.definition, snapshot, office.store, places, release)
            assert again == Verification(True, str(row.value), str(row.value), row.raw_value)
    assert len(release.snapshots) == 2
    assert told.access_url.startswith(
        f"{office.server.url}/ngsi-ld/v1/temporal/entities?type=KeyPerformanceIndicator"
    )


def test_a_broker_that_refuses_leaves_what_stands(office: City, broker: FakeBroker) -> None:
    office.harvester().harvest("broker")
    before = office.rows()
    broker.entities = []
    result = office.harvester().harvest("broker")

    assert (result.state, outcomes(result)) == ("failed", {"refused": 1})
    rules = [finding["rule"] for finding in result.items[0]["findings"]]
    assert [rule for rule in rules if rule.startswith("connectors.")] == ["connectors.ngsi-type"]
    assert office.rows() == before
