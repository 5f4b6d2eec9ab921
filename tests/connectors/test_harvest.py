"""A harvest: outcomes, history, located refusals, the guard, and what survives a kill."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from catalogue.models import Dataset, ObservationRow, Release
from connectors.errors import RunBusyError, UnknownSourceError
from connectors.fetching import Answer, Request
from connectors.runs import RunResult
from tests.connectors.city import EMISSIONS, KRANJ, City, city_node
from tests.fakes.server import Reply


@pytest.fixture
def city(engine: Engine, tmp_path: Path, now: datetime) -> Iterator[City]:
    with city_node(engine, tmp_path, now) as node:
        yield node


def outcomes(result: RunResult) -> dict[str, int]:
    return {name: count for name, count in result.outcomes.items() if count}


def test_a_table_becomes_observations_with_the_way_back_to_the_cell(city: City) -> None:
    result = city.harvester().harvest("kranj")
    assert (result.state, outcomes(result)) == ("done", {"added": 2})
    assert city.rows() == KRANJ
    with Session(city.engine) as session:
        row = session.exec(
            select(ObservationRow).where(col(ObservationRow.sector) == "I", col(ObservationRow.scope) == "_T")
        ).one()
    assert (row.raw_value, row.source_cell, row.unit, row.published_unit) == (
        "65.831",
        "C2",
        "T_CO2E",
        "T_CO2E",
    )
    assert city.store.get(row.snapshot).decode() == EMISSIONS


def test_the_same_files_again_change_nothing_and_are_asked_for_by_their_etag(city: City) -> None:
    city.harvester().harvest("kranj")
    result = city.harvester().harvest("kranj")
    assert (result.state, outcomes(result)) == ("done", {"unchanged": 2})
    assert "if-none-match" in city.server.seen[-1].headers
    with Session(city.engine) as session:
        assert len(session.exec(select(Release)).all()) == 2


def test_a_changed_cell_makes_a_release_and_leaves_the_other_rows_alone(city: City) -> None:
    city.harvester().harvest("kranj")
    with Session(city.engine) as session:
        before = {row.number: row.id for row in session.exec(select(ObservationRow))}
    city.files["/emissions.csv"] = EMISSIONS.replace("65.831", "65.832")
    city.now += timedelta(days=1)
    result = city.harvester().harvest("kranj")
    assert outcomes(result) == {"changed": 1, "unchanged": 1}
    with Session(city.engine) as session:
        rows = session.exec(select(ObservationRow)).all()
    closed = [row for row in rows if row.recorded_to is not None]
    fresh = [row for row in rows if row.number not in before]
    assert [(row.raw_value, row.recorded_to) for row in closed] == [("65.831", city.now)]
    assert [(row.raw_value, row.recorded_from) for row in fresh] == [("65.832", city.now)]


def test_figures_that_come_back_make_a_third_release(city: City) -> None:
    city.harvester().harvest("kranj")
    city.files["/emissions.csv"] = EMISSIONS.replace("65.831", "65.832")
    city.harvester().harvest("kranj")
    city.files["/emissions.csv"] = EMISSIONS
    city.harvester().harvest("kranj")
    assert city.rows() == KRANJ


def test_two_number_conventions_in_one_table_are_refused_at_the_cell_and_the_rest_goes_on(city: City) -> None:
    city.harvester().harvest("kranj")
    city.files["/emissions.csv"] = EMISSIONS.replace("67.346", "67,346.00")
    city.files["/population.csv"] = "Year,People\n2018,56001\n"
    result = city.harvester().harvest("kranj")
    assert (result.state, outcomes(result)) == ("partial", {"changed": 1, "refused": 1})
    refused = next(item for item in result.items if item["outcome"] == "refused")
    finding = refused["findings"][0]
    assert (finding["rule"], finding["cell"], finding["found"]) == ("mapping.number", "B3", "67,346.00")
    assert "en" in finding["sentence"]
    assert city.rows() == [("CX.POP", "2018", "_T", "_T", "56001"), *KRANJ[2:]]


@pytest.mark.parametrize(
    ("change", "rule", "found"),
    [
        (("Buildings", "Buldings"), "mapping.word", "Buldings"),
        (("Sector", "Sektor"), "connectors.missing-column", "Sector"),
        (("65.831", "about 65"), "mapping.number", "about 65"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(
    city: City, change: tuple[str, str], rule: str, found: str
) -> None:
    city.harvester().harvest("kranj")
    city.files["/emissions.csv"] = EMISSIONS.replace(*change)
    result = city.harvester().harvest("kranj")
    finding = next(item for item in result.items if item["outcome"] == "refused")["findings"][0]
    assert (finding["rule"], finding["found"]) == (rule, found)
    assert city.rows() == KRANJ


@pytest.mark.parametrize(
    ("reply", "rule"),
    [
        (
            Reply(b"<!DOCTYPE html><html><body>App</body></html>", media_type="text/html"),
            "connectors.html-answer",
        ),
        (Reply(b"", media_type="text/csv"), "connectors.empty-file"),
        (Reply(b"", 302, {"Location": "http://127.0.0.1:9/secret"}), "connectors.forbidden-address"),
        (Reply(b"gone", 404, media_type="text/plain"), "connectors.not-found"),
    ],
)
def test_a_bad_answer_is_an_outcome_and_what_stands_stays(city: City, reply: Reply, rule: str) -> None:
    city.harvester().harvest("kranj")
    city.replies["/emissions.csv"] = reply
    result = city.harvester().harvest("kranj")
    assert (result.state, outcomes(result)) == ("partial", {"unchanged": 1, "refused": 1})
    assert [found["rule"] for item in result.items for found in item["findings"]] == [rule]
    assert city.rows() == KRANJ


def test_a_server_that_fails_is_tried_again_and_its_item_failed(city: City) -> None:
    city.harvester().harvest("kranj")
    city.replies["/emissions.csv"] = Reply(b"", 503)
    result = city.harvester().harvest("kranj")
    assert (result.state, outcomes(result)) == ("partial", {"unchanged": 1, "failed": 1})
    assert city.rows() == KRANJ


class KilledError(BaseException):
    """The process dies here."""


def test_a_killed_run_is_taken_over_and_asks_for_nothing_twice(city: City) -> None:
    def dies_at_the_second(request: Request) -> Answer:
        if request.url.endswith("population.csv"):
            raise KilledError
        return city.send(request)

    dying = city.harvester("here:1:1")
    object.__setattr__(dying, "send", dies_at_the_second)
    with pytest.raises(KilledError):
        dying.harvest("kranj")
    assert city.rows() == []
    city.alive = False
    result = city.harvester("here:2:2").harvest("kranj")
    assert (result.state, outcomes(result)) == ("done", {"added": 2})
    assert city.rows() == KRANJ
    assert city.paths() == ["/emissions.csv", "/population.csv"]


def test_one_worker_at_a_time_is_at_a_source(city: City) -> None:
    dying = city.harvester("here:1:1")
    object.__setattr__(dying, "send", lambda _request: (_ for _ in ()).throw(KilledError))
    with pytest.raises(KilledError):
        dying.harvest("kranj")
    with pytest.raises(RunBusyError, match="here:1:1"):
        city.harvester("there:2:2").harvest("kranj")
    city.now += timedelta(seconds=61)
    assert city.harvester("there:2:2").harvest("kranj").state == "done"


def test_an_unknown_source_names_the_registered_ones(city: City) -> None:
    with pytest.raises(UnknownSourceError, match="kranj"):
        city.harvester().harvest("kraj")


def test_a_preview_stores_nothing(city: City) -> None:
    preview = city.harvester().preview("kranj", 1)
    assert [(item.key, item.outcome, item.observations) for item in preview.items] == [
        ("emissions", "added", 4)
    ]
    assert city.rows() == []
    with Session(city.engine) as session:
        assert session.exec(select(Dataset)).all() == []
