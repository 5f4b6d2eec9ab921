"""A CKAN that loses its datasets: the guard, the gone, and the ones that come back."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from catalogue.models import Dataset
from catalogue.object_store import ObjectStore
from tests.connectors.city import City
from tests.connectors.outgoing import client_for
from tests.connectors.test_harvest import outcomes
from tests.fakes.ckan import FakeCkan, package
from tests.fakes.server import serving

PORTAL = """
[[organisation]]
id = "grad-zagreb"
[[source]]
id = "zagreb"
connector = "ckan"
url = "{url}"
owner = "grad-zagreb"
"""


@pytest.fixture
def ckan() -> FakeCkan:
    return FakeCkan([package(f"set-{number}") for number in range(10)])


@pytest.fixture
def portal(engine: Engine, tmp_path: Path, now: datetime, ckan: FakeCkan) -> Iterator[City]:
    with serving(ckan) as server, client_for(server.target) as client:
        node = City(engine, ObjectStore(tmp_path / "objects"), server, client, now, {})
        node.register(PORTAL)
        yield node


def standing(portal: City) -> list[str]:
    with Session(portal.engine) as session:
        return sorted(session.exec(select(Dataset.remote).where(col(Dataset.gone_at).is_(None))))


def test_a_run_that_lost_more_than_a_fifth_is_held_and_nothing_goes(portal: City, ckan: FakeCkan) -> None:
    portal.harvester().harvest("zagreb")
    del ckan.packages[:3]
    result = portal.harvester().harvest("zagreb")
    assert (result.state, outcomes(result)) == ("held", {"gone": 3})
    assert len(standing(portal)) == 10


def test_a_lost_dataset_is_gone_and_comes_back_under_its_id(portal: City, ckan: FakeCkan) -> None:
    portal.harvester().harvest("zagreb")
    lost = ckan.packages.pop(0)
    assert outcomes(portal.harvester().harvest("zagreb")) == {"unchanged": 9, "gone": 1}
    assert lost["id"] not in standing(portal)
    ckan.packages.append(lost)
    assert outcomes(portal.harvester().harvest("zagreb")) == {"unchanged": 9, "added": 1}
    assert len(standing(portal)) == 10


def test_a_broken_record_is_refused_where_it_is_broken_and_the_others_go_on(
    portal: City, ckan: FakeCkan
) -> None:
    ckan.packages[4]["title"] = None
    result = portal.harvester().harvest("zagreb")
    assert (result.state, outcomes(result)) == ("partial", {"added": 9, "refused": 1})
    finding = next(item for item in result.items if item["outcome"] == "refused")["findings"][0]
    assert (finding["rule"], finding["cell"], finding["found"]) == (
        "connectors.ckan-record",
        "set-4: title",
        "null",
    )


def test_a_record_that_breaks_is_not_lost(portal: City, ckan: FakeCkan) -> None:
    portal.harvester().harvest("zagreb")
    for record in ckan.packages[:5]:
        record["title"] = None
    assert portal.harvester().harvest("zagreb").state == "partial"
    assert len(standing(portal)) == 10


def test_a_portal_that_lists_nothing_fails_first_and_is_held_later(portal: City, ckan: FakeCkan) -> None:
    packages, ckan.packages = ckan.packages, []
    assert portal.harvester().harvest("zagreb").state == "failed"
    ckan.packages = packages
    assert portal.harvester().harvest("zagreb").state == "done"
    ckan.packages = []
    assert portal.harvester().harvest("zagreb").state == "held"
    assert len(standing(portal)) == 10
