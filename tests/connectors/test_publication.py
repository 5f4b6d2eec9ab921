"""What stops a publication: a licence that forbids it, and rows that were withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from catalogue.database import unit_of_work
from catalogue.findings import as_finding
from catalogue.models import Dataset, FindingRow, Release
from catalogue.withdrawal import withdraw
from connectors.runs import RunResult
from schemas.languages import LANGUAGES, Text
from tests.connectors.city import EMISSIONS, KRANJ, SOURCES, City, city_node

DAY = timedelta(days=1)
OURS = 'licence = "CC BY 4.0"'


@pytest.fixture
def city(engine: Engine, tmp_path: Path, now: datetime) -> Iterator[City]:
    with city_node(engine, tmp_path, now) as node:
        yield node


def outcomes(result: RunResult) -> dict[str, int]:
    return {name: count for name, count in result.outcomes.items() if count}


def standing(city: City, rule: str) -> list[FindingRow]:
    with Session(city.engine) as session:
        found = select(FindingRow).where(col(FindingRow.rule) == rule, col(FindingRow.recorded_to).is_(None))
        return list(session.exec(found))


@pytest.mark.parametrize(
    ("licence", "words"),
    [
        ("CC BY-ND 4.0", ("no derived works", "brez predelav", "bez prerada")),
        ("Vse pravice pridržane", ("no re-use", "brez ponovne uporabe", "bez ponovne uporabe")),
    ],
)
def test_a_licence_that_forbids_it_stops_the_publication_with_the_reason(
    city: City, licence: str, words: tuple[str, str, str]
) -> None:
    city.register(SOURCES.replace(OURS, f'licence = "{licence}"'))
    result = city.harvester().harvest("kranj")
    assert (result.state, outcomes(result), city.rows()) == ("failed", {"refused": 2}, [])
    said = [one for item in result.items for one in item["findings"] if one["severity"] == "violation"]
    assert {(one["rule"], one["cell"], one["found"]) for one in said} == {
        ("licence.forbids", "licence", licence)
    }
    (row, _) = standing(city, "licence.forbids")
    with unit_of_work(city.engine) as session:
        expected = as_finding(row).expected
        assert [word in expected.in_(lang) for lang, word in zip(LANGUAGES, words, strict=True)] == [True] * 3
        assert {dataset.licence for dataset in session.exec(select(Dataset))} == {licence}


def test_figures_of_a_source_that_says_nothing_of_a_licence_are_refused(city: City) -> None:
    city.register(SOURCES.replace(OURS, 'licence = " "'))
    result = city.harvester().harvest("kranj")
    assert (result.state, outcomes(result), city.rows()) == ("failed", {"refused": 2}, [])
    said = [one for item in result.items for one in item["findings"] if one["severity"] == "violation"]
    assert {(one["rule"], one["cell"], one["found"]) for one in said} == {("H15", "licence", "licence —")}
    assert len(standing(city, "H15")) == 2


def test_figures_are_published_again_once_the_licence_allows_it(city: City) -> None:
    city.register(SOURCES.replace(OURS, 'licence = "All rights reserved"'))
    city.harvester().harvest("kranj")
    city.register(SOURCES)
    result = city.harvester().harvest("kranj")
    assert (result.state, city.rows(), standing(city, "licence.forbids")) == ("done", KRANJ, [])


def test_figures_no_longer_stand_when_their_licence_comes_to_forbid_it(city: City) -> None:
    city.harvester().harvest("kranj")
    city.now += DAY
    city.register(SOURCES.replace(OURS, 'licence = "CC BY-NC-ND 4.0"'))
    result = city.harvester().harvest("kranj")
    assert (outcomes(result), city.rows()) == ({"refused": 2}, [])


@pytest.mark.parametrize("licence", ["CC BY-NC 4.0", "none stated by the source", "terms of the city"])
def test_conditions_and_unknown_licences_do_not_stop_it(city: City, licence: str) -> None:
    city.register(SOURCES.replace(OURS, f'licence = "{licence}"'))
    assert city.harvester().harvest("kranj").state == "done"
    assert city.rows() == KRANJ


def test_rows_that_were_withdrawn_are_refused_with_the_reason_until_they_change(city: City) -> None:
    city.harvester().harvest("kranj")
    with unit_of_work(city.engine) as session:
        slot = select(Release).where(col(Release.slot) == "kranj/emissions")
        withdraw(session, session.exec(slot).one().id, Text.of("two columns swapped"), city.now)
    city.now += DAY
    result = city.harvester().harvest("kranj")
    assert outcomes(result) == {"refused": 1, "unchanged": 1}
    refused = next(item for item in result.items if item["outcome"] == "refused")
    assert "two columns swapped" in refused["detail"]
    assert city.rows() == KRANJ[:2]
    city.files["/emissions.csv"] = EMISSIONS.replace("65.831", "65.832")
    assert outcomes(city.harvester().harvest("kranj")) == {"added": 1, "unchanged": 1}
