"""A Hub's datasets are catalogue records, and those that mappings name bring the figures of their layers."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from catalogue.models import Dataset, Distribution, MappingVersion, ObservationRow, Release, Snapshot
from catalogue.object_store import ObjectStore
from catalogue.releases import to_observation
from connectors.verification import Verification, verify
from tests.connectors.city import City
from tests.connectors.outgoing import client_for
from tests.connectors.test_harvest import outcomes
from tests.fakes.arcgis import SERVICES, FakeArcgis, FakeLayer, dataset, refusal
from tests.fakes.server import LoopbackServer, Reply, serving

PEOPLE, BINS = f"{'a' * 32}_0", f"{'b' * 32}_3"
SOURCE = """
[[organisation]]
id = "zagreb"
name = "Grad Zagreb"

[[source]]
id = "geohub"
connector = "arcgis"
url = "{url}"
owner = "zagreb"
language = "hr"
licence = "CC BY 4.0"
options = {{ services = "{url}/arcgis/rest/services", zone = "Europe/Zagreb", downloads = "{url}"{old} }}

[[source.mapping]]
name = "people"
indicator = "CX.POP"
locale = "plain"
select = {{ {select} }}
columns = {{ place = {{ column = "područje", map = "places" }}, period = "popis year", value = "stanovnici" }}
constants = {{ unit = "NR" }}

[maps.places]
"Grad Zagreb" = "HR_01333"
"""
CENSUS = 1630447200000
"""2021-09-01 in Zagreb."""


@pytest.fixture
def hub() -> FakeArcgis:
    fields = {"OBJECTID": "OID", "područje": "String", "stanovnici": "Integer", "popis": "Date"}
    features = [
        {"OBJECTID": 2, "područje": "Grad Zagreb", "stanovnici": 767131, "popis": CENSUS},
        {"OBJECTID": 1, "područje": "Grad Zagreb", "stanovnici": 790017, "popis": 1301608800000},
    ]
    return FakeArcgis({"Stanovnici/FeatureServer/0": FakeLayer(fields, features, most=1, edited=CENSUS)})


@pytest.fixture
def office(engine: Engine, tmp_path: Path, now: datetime, hub: FakeArcgis) -> Iterator[City]:
    with serving(hub) as server, client_for(server.target) as client:
        hub.datasets = listed(server)
        yield City(engine, ObjectStore(tmp_path / "store"), server, client, now, {})


def listed(server: LoopbackServer) -> list[Any]:
    people = dataset(
        PEOPLE, "Stanovnici  po popisu", f"{server.url}{SERVICES}/Stanovnici/FeatureServer/0", owner="GradZagreb",
        description="<p>Popis&nbsp;2021.</p><p>Grad</p>", tags=["popis", "stanovnici", "popis"], modified=CENSUS, created=0,
        extent={"coordinates": [[15.7, 45.6], [16.2, 46.0]], "type": "envelope"}, licenseInfo="<b>Otvorena dozvola</b>",
        structuredLicense={"type": "custom", "text": "x"}, accessInformation="Grad Zagreb",
    )  # fmt: skip
    return [
        people,
        dataset(BINS, "Spremnici", structuredLicense={"url": "https://creativecommons.org/licenses/by/4.0/"}),
    ]


def register(office: City, select: str, old: str = "") -> None:
    text = SOURCE.replace("{select}", select).replace("{old}", old)
    office.register(text)


def verified(office: City) -> list[Verification]:
    """Make each figure again of its own bytes."""
    with Session(office.engine) as session:
        (release,) = session.exec(select(Release)).all()
        made: list[Verification] = []
        for row in session.exec(select(ObservationRow)).all():
            version, snapshot = session.get(MappingVersion, row.mapping), session.get(Snapshot, row.snapshot)
            assert version is not None
            assert snapshot is not None
            made.append(
                verify(
                    to_observation(row),
                    version.definition,
                    snapshot,
                    office.store,
                    frozenset({row.place}),
                    release,
                )
            )
        return made


def test_a_hubs_dataset_brings_its_record_and_the_figures_of_its_layer(office: City) -> None:
    register(office, f'dataset = "{PEOPLE}"')
    result = office.harvester().harvest("geohub")

    assert (result.state, outcomes(result)) == ("done", {"added": 2})
    assert office.rows() == [
        ("CX.POP", "2011", "_T", "_T", "790017"),
        ("CX.POP", "2021", "_T", "_T", "767131"),
    ]
    assert verified(office) == [
        Verification(True, value, value, value) for value in ("790017", "767131")
    ]  # two pages, two documents
    with Session(office.engine) as session:
        found = session.get(Dataset, f"geohub-{'a' * 32}-0")
        told = session.exec(select(Distribution).where(Distribution.dataset == f"geohub-{'a' * 32}-0")).all()
    assert found is not None
    assert (found.remote, found.title["hr"], found.description["hr"]) == (
        PEOPLE, "Stanovnici po popisu", "Popis 2021.\nGrad",
    )  # fmt: skip
    assert (list(found.keywords), found.licence, found.attribution) == (
        ["popis", "stanovnici"], "Otvorena dozvola", "Grad Zagreb",
    )  # fmt: skip
    assert (found.issued, found.modified) == ("1970-01-01T00:00:00+00:00", "2021-08-31T22:00:00+00:00")
    assert found.landing_page == f"{office.server.url}/datasets/{PEOPLE}"
    assert "15.7" in str(found.provenance)
    assert [(one.access_url, one.format) for one in told] == [
        (f"{office.server.url}{SERVICES}/Stanovnici/FeatureServer/0", "Feature Service")
    ]


def test_the_same_hub_again_changes_nothing(office: City) -> None:
    register(office, f'dataset = "{PEOPLE}"')
    office.harvester().harvest("geohub")

    assert outcomes(office.harvester().harvest("geohub")) == {"unchanged": 2}


def test_a_layer_is_read_by_its_path_and_the_hub_beside_it(office: City) -> None:
    register(office, 'table = "Stanovnici/FeatureServer/0"')

    assert outcomes(office.harvester().harvest("geohub")) == {"added": 3}
    assert len(office.rows()) == 2


def test_a_broken_record_and_a_protected_layer_leave_the_others_as_they_are(
    office: City, hub: FakeArcgis
) -> None:
    register(office, f'dataset = "{PEOPLE}"')
    hub.datasets.append(dataset("c" * 32, ""))
    hub.instead = {f"{SERVICES}/Stanovnici/FeatureServer/0": [refusal(499, "Token Required")]}
    result = office.harvester().harvest("geohub")

    assert (result.state, outcomes(result)) == ("partial", {"added": 1, "refused": 2})
    rules = {finding["rule"] for item in result.items for finding in item["findings"]}
    assert {"connectors.access-refused", "connectors.arcgis-record"} <= rules


def test_a_dataset_that_the_hub_lacks_is_told(office: City) -> None:
    register(office, 'dataset = "Stanovništvo"')
    result = office.harvester().harvest("geohub")

    assert (result.state, outcomes(result)) == ("partial", {"added": 2, "refused": 1})


def test_a_list_that_loses_records_while_it_is_read_declares_nothing_gone(
    office: City, hub: FakeArcgis
) -> None:
    register(office, f'dataset = "{PEOPLE}"')
    hub.datasets += [dataset(f"{at:032x}_0", f"Sloj {at}") for at in range(4)]
    office.harvester().harvest("geohub")
    hub.hub_most, hub.searches = 2, 0
    hub.moves = {1: lambda records: records.insert(0, records.pop())}
    result = office.harvester().harvest("geohub")

    assert result.state == "partial"
    assert outcomes(result) == {"unchanged": 5, "failed": 1}


def test_the_old_search_gives_the_same_records(office: City, hub: FakeArcgis) -> None:
    register(office, f'dataset = "{PEOPLE}"', ', api = "hub-v3"')
    hub.old, hub.hub_most = True, 1
    for at, one in enumerate(hub.datasets):
        inner = one["properties"]
        attributes = {**inner, "name": inner["title"], "itemId": inner["id"]}
        hub.datasets[at] = {"id": one["id"], "type": "dataset", "attributes": attributes}

    assert outcomes(office.harvester().harvest("geohub")) == {"added": 2}
    assert len(office.rows()) == 2


def test_a_hubs_file_that_fails_at_random_is_asked_for_again(office: City, hub: FakeArcgis) -> None:
    path = f"/api/v3/datasets/{PEOPLE}/downloads/data"
    body = "područje,stanovnici,popis year\nGrad Zagreb,767131,2021\n".encode()
    hub.instead = {path: [Reply(b"", 500), Reply(b"", 500)]}
    hub.files = {path: Reply(body, 200, media_type="text/csv")}
    register(office, f'dataset = "{PEOPLE}", resource = "csv"')

    assert outcomes(office.harvester().harvest("geohub")) == {"added": 2}
    assert verified(office) == [Verification(True, "767131", "767131", "767131")]
    hub.files = {path: Reply(b"", 202)}
    assert outcomes(office.harvester().harvest("geohub")) == {"failed": 1, "unchanged": 1}
