"""Air quality is harvested: means of whole years, each of which comes out of its own answer again."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from catalogue.models import MappingVersion, ObservationRow, Release, Snapshot
from catalogue.object_store import ObjectStore
from catalogue.releases import to_observation
from connectors.verification import Verification, verify
from tests.connectors.city import City
from tests.connectors.outgoing import client_for
from tests.connectors.test_harvest import outcomes
from tests.fakes.air import FakeIszz
from tests.fakes.server import Reply, serving

SOURCE = """
[[organisation]]
id = "mzozt"
name = "MZOZT"

[[source]]
id = "iszz"
connector = "air-iszz"
url = "{url}/iskzl"
owner = "mzozt"
licence = "CC BY 4.0"
options = {{ type = 4 }}

[[source.mapping]]
name = "pm10-zagreb"
indicator = "AQ.PM10"
locale = "plain"
select = {{ key = {{ station = ["155"], component = ["pm10"] }}, since = "2017", until = "2018" }}
where = "statistic == 'mean'"
columns = {{ period = "period", value = "value", unit = "unit", status = "status", comment = "comment" }}
constants = {{ place = "HR_01333" }}

[[source.mapping]]
name = "days-zagreb"
indicator = "AQ.PM10.EXC"
locale = "plain"
select = {{ key = {{ station = ["155"], component = ["pm10"] }}, since = "2017", until = "2018" }}
where = "statistic == 'days_over_50'"
columns = {{ period = "period", value = "value", lower = "lower", upper = "upper", unit = "unit", status = "status", comment = "comment" }}
constants = {{ place = "HR_01333" }}

[[source.mapping]]
name = "no2-kranj"
indicator = "AQ.NO2"
locale = "plain"
select = {{ key = {{ station = ["160"], component = ["no2"] }}, since = "2017", until = "2017" }}
where = "statistic == 'mean' and component == 'no2'"
columns = {{ period = "period", value = "value", unit = "unit", status = "status", comment = "comment" }}
constants = {{ place = "SI_052" }}
"""


def figure(stamp: datetime) -> str | None:
    """Noise below zero on one day, much dust on two, and half of 2018 without a figure."""
    if stamp.year == 2018 and stamp.month > 6:
        return None
    return {4: "-0.2", 9: "61.5", 10: "50.1"}.get(stamp.day, "20") if stamp.month == 2 else "20"


@pytest.fixture
def service() -> FakeIszz:
    return FakeIszz({("155", "5", "4"): figure, ("160", "1", "4"): figure})


@pytest.fixture
def ministry(engine: Engine, tmp_path: Path, now: datetime, service: FakeIszz) -> Iterator[City]:
    with serving(service) as server, client_for(server.target) as client:
        node = City(engine, ObjectStore(tmp_path / "store"), server, client, now, {})
        node.register(SOURCE)
        yield node


STANDING = [
    ("AQ.NO2", "2017", "_T", "_T", "20.141"),
    ("AQ.PM10", "2017", "_T", "_T", "20.141"),
    ("AQ.PM10", "2018", "_T", "_T", "None"),
    ("AQ.PM10.EXC", "2017", "_T", "_T", "2"),
    ("AQ.PM10.EXC", "2018", "_T", "_T", "None"),
]


def test_means_of_years_come_out_of_their_own_answers_again(ministry: City, service: FakeIszz) -> None:
    result = ministry.harvester().harvest("iszz")

    assert (result.state, outcomes(result), ministry.rows()) == ("done", {"added": 3}, STANDING)
    told = [
        (one["key"], finding["rule"], finding["found"])
        for one in result.items
        for finding in one["findings"]
        if finding["rule"].startswith("connectors.")
    ]
    assert told == [
        ("pm10-zagreb", "connectors.air-negative", "-0.2 (n = 1)"),
        ("pm10-zagreb", "connectors.air-negative", "-0.2 (n = 1)"),
        ("days-zagreb", "connectors.air-negative", "-0.2 (n = 1)"),
        ("days-zagreb", "connectors.air-negative", "-0.2 (n = 1)"),
        ("no2-kranj", "connectors.air-negative", "-0.2 (n = 1)"),
    ]
    assert len(service.asked) == 3, "both mappings of dust read the same two answers"
    with Session(ministry.engine, expire_on_commit=False) as session:
        releases = {release.id: release for release in session.exec(select(Release))}
        found = [
            (row, session.get(MappingVersion, row.mapping), session.get(Snapshot, row.snapshot))
            for row in session.exec(select(ObservationRow))
        ]
    bounds = {
        (row.indicator, row.period): (row.lower, row.upper) for row, *_ in found if row.lower is not None
    }
    assert {key: tuple(map(str, pair)) for key, pair in bounds.items()} == {
        ("AQ.PM10.EXC", "2018"): ("2", "185")
    }
    for row, version, snapshot in found:
        assert version is not None
        assert snapshot is not None
        shown = "" if row.value is None else str(row.value)
        again = verify(
            to_observation(row),
            version.definition,
            snapshot,
            ministry.store,
            frozenset({row.place}),
            releases[row.release],
        )
        assert again == Verification(True, shown, shown, row.raw_value)


def test_the_same_figures_again_change_nothing_and_a_refused_answer_leaves_what_stands(
    ministry: City, service: FakeIszz
) -> None:
    ministry.harvester().harvest("iszz")
    again = ministry.harvester().harvest("iszz")
    service.instead = [Reply(b"", 204), Reply(b"[]"), Reply(b"[]")]
    refused = ministry.harvester().harvest("iszz")

    assert outcomes(again) == {"unchanged": 3}
    assert refused.state == "failed"
    assert {finding["rule"] for one in refused.items for finding in one["findings"]} >= {
        "connectors.iszz-no-content"
    }
    assert ministry.rows() == STANDING


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_year_of_hours_comes_out_of_its_months_again(ministry: City, service: FakeIszz) -> None:
    service.series = {("160", "1", "1"): figure}
    begun = SOURCE.index("[[source.mapping]]\nname")
    last = SOURCE.index('[[source.mapping]]\nname = "no2-kranj"')
    ministry.register((SOURCE[:begun] + SOURCE[last:]).replace("type = 4", "type = 1"))
    ministry.harvester().harvest("iszz")

    assert len(service.asked) == 12
    with Session(ministry.engine, expire_on_commit=False) as session:
        row = session.exec(select(ObservationRow)).one()
        version, snapshot = session.get(MappingVersion, row.mapping), session.get(Snapshot, row.snapshot)
    assert version is not None
    assert snapshot is not None
    assert snapshot.url.endswith("/iskzl#2017")
    again = verify(to_observation(row), version.definition, snapshot, ministry.store, frozenset({row.place}))
    assert again == Verification(True, "20.141", "20.141", "20.141")
