"""A preview says what the harvest after it does, and stores nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session, SQLModel

from connectors.harvest import Harvester
from connectors.runs import RunResult
from tests.connectors.city import City, city_node
from tests.fakes.ckan import FakeCkan

Change = Callable[[FakeCkan], None]


@pytest.fixture
def city(engine: Engine, tmp_path: Path, now: datetime) -> Iterator[City]:
    with city_node(engine, tmp_path, now) as node:
        yield node


def patient(node: City) -> Harvester:
    return replace(node.harvester(), grace=timedelta(days=7))


def stored(node: City, folder: Path) -> tuple[object, ...]:
    """Everything that the node holds: the rows of all tables, and its files but the database's own."""
    with Session(node.engine) as session:
        rows = {
            table.name: sorted(map(repr, session.execute(select(table)).all()))
            for table in SQLModel.metadata.sorted_tables
        }
    files = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".db" not in path.name
    }
    return rows, files


def foresees(node: City, source: str, folder: Path) -> RunResult:
    """Hold a preview against the harvest after it, and give the latter."""
    before = stored(node, folder)
    preview = patient(node).preview(source)
    assert stored(node, folder) == before
    result = patient(node).harvest(source)
    assert preview.state == result.state
    if result.state != "held":
        assert preview.outcomes == result.outcomes
        told = [(item.key, item.outcome) for item in preview.items]
        assert told == [(item["key"], item["outcome"]) for item in result.items]
        assert [[found.rule for found in item.findings] for item in preview.items] == [
            [found["rule"] for found in item["findings"]] for item in result.items
        ]
    return result


def broken(ckan: FakeCkan) -> None:
    ckan.packages[2]["title"] = None
    ckan.packages[3]["title"] = "Novi naslov"


def renamed(ckan: FakeCkan) -> None:
    ckan.packages[4]["id"] = "id-other"


def twice(ckan: FakeCkan) -> None:
    ckan.packages.append(dict(ckan.packages[5], title="Drugič"))


def fewer(ckan: FakeCkan) -> None:
    del ckan.packages[0]


def half(ckan: FakeCkan) -> None:
    del ckan.packages[:5]


def none(ckan: FakeCkan) -> None:
    ckan.packages.clear()


def test_a_preview_of_a_portal_says_what_the_harvest_does(
    portal: City, ckan: FakeCkan, tmp_path: Path
) -> None:
    assert foresees(portal, "zagreb", tmp_path).outcomes["added"] == 10
    for change in (broken, renamed, fewer):
        change(ckan)
    result = foresees(portal, "zagreb", tmp_path)
    assert (result.state, {name: count for name, count in result.outcomes.items() if count}) == (
        "partial", {"changed": 2, "unchanged": 6, "gone": 1, "refused": 1},
    )  # fmt: skip
    twice(ckan)  # the portal counts one record more than it has: nobody knows which one is missing
    del ckan.packages[0]
    assert foresees(portal, "zagreb", tmp_path).outcomes["gone"] == 0
    half(ckan)
    ckan.packages.pop()
    assert foresees(portal, "zagreb", tmp_path).state == "held"
    none(ckan)
    assert foresees(portal, "zagreb", tmp_path).state == "held"


def test_a_preview_of_figures_says_what_the_harvest_does(city: City, tmp_path: Path) -> None:
    assert foresees(city, "kranj", tmp_path).outcomes["added"] == 2
    assert foresees(city, "kranj", tmp_path).outcomes["unchanged"] == 2
    city.files["/population.csv"] = "Year,People\n2018,56001\n"
    del city.files["/emissions.csv"]
    assert foresees(city, "kranj", tmp_path).outcomes["changed"] == 1


def test_a_held_run_is_foreseen_with_what_it_would_take(portal: City, ckan: FakeCkan) -> None:
    portal.harvester().harvest("zagreb")
    half(ckan)
    preview = portal.harvester().preview("zagreb")
    assert (preview.state, preview.standing, preview.whole) == ("held", 10, True)
    assert [(item.key, item.title) for item in preview.lost] == [
        (f"id-set-{number}", f"Set-{number}") for number in range(5)
    ]


def test_of_a_part_nothing_is_told_as_gone(portal: City, ckan: FakeCkan) -> None:
    portal.harvester().harvest("zagreb")
    half(ckan)
    preview = portal.harvester().preview("zagreb", 3)
    assert (preview.state, preview.whole, preview.lost, len(preview.items)) == ("done", False, (), 3)


def test_a_source_that_cannot_be_read_is_foreseen_as_failed(city: City, portal: City) -> None:
    portal.server.answer = lambda seen: city.server.answer(replace(seen, target="/nothing"))
    preview = portal.harvester().preview("zagreb")
    assert (preview.state, preview.items, [one.rule for one in preview.errors]) == (
        "failed", (), ["connectors.not-found"],
    )  # fmt: skip
