"""What SDMX services tell is harvested into the catalogue, and each figure comes out of its stored bytes again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from catalogue.models import MappingVersion, ObservationRow, Release, Snapshot
from catalogue.object_store import ObjectStore
from catalogue.releases import to_observation
from connectors.verification import verify
from tests.connectors.city import City
from tests.connectors.outgoing import client_for
from tests.connectors.test_harvest import outcomes
from tests.fakes.eurostat import ROOT, Cube, FakeEurostat
from tests.fakes.sdmx import ENERGY, FakeSdmx
from tests.fakes.server import Answering, serving

SOURCE = """
[[organisation]]
id = "office"
name = "Office"

[[source]]
id = "office"
connector = "{connector}"
url = "{url}"
owner = "office"
licence = "CC BY 4.0"
options = {{ {options} }}

[[source.mapping]]
name = "figures"
indicator = "{indicator}"
locale = "plain"
select = {{ {select} }}
columns = {{ {columns}, period = "time", unit = "unit", value = "value", status = "status" }}
"""
PEOPLE = Cube(
    {"unit": ["NR"], "geo": ["SI", "HR"]},
    ["2019", "2020"],
    {
        ("NR", "SI", "2019"): ("2080908", ""),
        ("NR", "SI", "2020"): ("2095861", "bp"),
        ("NR", "HR", "2020"): ("", "m"),
    },
)


@contextmanager
def office(engine: Engine, folder: Path, now: datetime, service: Answering, **told: str) -> Iterator[City]:
    with serving(service) as server, client_for(server.target) as client:
        node = City(engine, ObjectStore(folder / "store"), server, client, now, {})
        text = SOURCE.format(url=server.url + told.pop("path", ""), **told)
        node.register(text.replace("{", "{{").replace("}", "}}"))  # it is a template of its own
        yield node


def figures(node: City) -> list[tuple[str, str, str, str]]:
    """Give the figures that stand, each of which must come out of its bytes."""
    with Session(node.engine, expire_on_commit=False) as session:
        (release,) = session.exec(select(Release).where(Release.state == "current")).all()
        rows = session.exec(select(ObservationRow).where(ObservationRow.release == release.id)).all()
        for row in rows:
            version, snapshot = session.get(MappingVersion, row.mapping), session.get(Snapshot, row.snapshot)
            assert version is not None
            assert snapshot is not None
            places = frozenset({row.place})
            assert verify(
                to_observation(row), version.definition, snapshot, node.store, places, release
            ).holds
    return sorted((row.place, row.period, row.raw_value, row.obs_status) for row in rows)


ENERGY_SOURCE = {
    "connector": "sdmx",
    "indicator": "EN.FEC",
    "select": 'table = "CITY:ENERGY(1.0)", key = { REF_AREA = ["SVN", "HRV"] }, since = "2019"',
    "columns": 'place = "REF_AREA"',
}


@pytest.mark.parametrize(("form", "had"), [("csv", "csv1"), ("xml", "xml21")])
def test_a_flow_of_any_service_is_harvested_through_what_its_structure_tells(
    engine: Engine, tmp_path: Path, now: datetime, form: str, had: str
) -> None:
    service = FakeSdmx(ENERGY, forms=[had])
    with office(engine, tmp_path, now, service, options=f'format = "{form}"', **ENERGY_SOURCE) as node:
        assert outcomes(node.harvester().harvest("office")) == {"added": 1}
        assert figures(node) == [
            ("HR", "2019", "0.50", "P"),
            ("SI", "2019", "13510.250", "A"),
            ("SI", "2020", "12345678901234567.125", "E"),
            ("SI", "2021", "", "M"),
        ]
        assert outcomes(node.harvester().harvest("office")) == {"unchanged": 1}


def test_a_table_that_eurostat_prepares_is_waited_for_and_comes_out_of_its_packed_bytes(
    engine: Engine, tmp_path: Path, now: datetime
) -> None:
    service = FakeEurostat({"demo_pjan": PEOPLE}, delays=2, packed=True)
    told = {
        "connector": "eurostat", "indicator": "CX.POP", "path": ROOT, "options": 'api = "sdmx-2.1", format = "tsv"',
        "select": 'table = "demo_pjan", key = { geo = ["SI", "HR"] }', "columns": 'place = "geo"',
    }  # fmt: skip
    with office(engine, tmp_path, now, service, **told) as node:
        assert outcomes(node.harvester().harvest("office")) == {"added": 1}
        assert figures(node) == [
            ("HR", "2020", "", "M"),
            ("SI", "2019", "2080908", "A"),
            ("SI", "2020", "2095861", "B"),
        ]


def test_a_table_that_is_not_ready_fails_and_what_stands_stays(
    engine: Engine, tmp_path: Path, now: datetime
) -> None:
    service = FakeEurostat({"demo_pjan": PEOPLE})
    told = {
        "connector": "eurostat", "indicator": "CX.POP", "path": ROOT, "options": "polls = 1",
        "select": 'table = "demo_pjan"', "columns": 'place = "geo"',
    }  # fmt: skip
    with office(engine, tmp_path, now, service, **told) as node:
        node.harvester().harvest("office")
        before = figures(node)
        service.delays = 99
        result = node.harvester().harvest("office")

        assert (result.state, outcomes(result)) == ("failed", {"failed": 1})
        assert figures(node) == before
