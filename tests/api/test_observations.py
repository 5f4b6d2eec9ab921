"""Observations: the same rows in every representation, every digit kept, and unknown words told."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import simplejson

from api.gateway import Gateway
from catalogue.database import unit_of_work
from catalogue.observations import COLUMNS, NUMBERS
from catalogue.row_texts import BATCH, CODED
from schemas.codes import FILES, codelist
from schemas.indicators import indicators
from schemas.observations import Observation
from tests.api.caller import Caller
from tests.api.three_datasets import (
    EXACT,
    NOTE,
    OPEN,
    OWNERS,
    basis,
    changed,
    figures,
    publish_figures,
    source,
)

PATH = "/api/v1/observations"


def _rows(client: Caller, query: str = "", **asked: Any) -> list[dict[str, Any]]:
    """Give the rows of a question, their numbers as Decimal."""
    response = client.get(f"{PATH}?{query}", **asked)
    assert response.status_code == 200, response.text
    rows: list[dict[str, Any]] = simplejson.loads(response.text, use_decimal=True)["observations"]
    return rows


def _csv_rows(client: Caller, query: str = "", **asked: Any) -> list[dict[str, str]]:
    response = client.get(f"{PATH}?{query}&format=csv", **asked)
    assert response.status_code == 200, response.text
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8"), newline="")))


def test_a_row_holds_every_column_and_the_answer_its_terms(client: Caller) -> None:
    answer = client.json(f"{PATH}?indicator=GHG.SEC&place=SI_052&from=2018&to=2018")
    (row,) = answer["observations"]
    assert set(row) == set(COLUMNS)
    assert (row["value"], row["sector"], row["scope"], row["unit"], row["example"]) == (
        65831,
        "I",
        "S1",
        "T_CO2E",
        False,
    )
    assert (row["source"], row["basis"], row["dataset"], row["source_cell"]) == (
        source(OPEN),
        basis(OPEN),
        OPEN,
        "A-1.3!F6",
    )
    assert answer["count"] == 1
    assert answer["licences"] == [
        {
            "dataset": OPEN,
            "licence": f"licence of {OPEN}",
            "attribution": f"{OWNERS[OPEN]}, the owner",
            "note": NOTE.en,
        }
    ]


def test_a_number_keeps_all_its_digits_and_an_absent_one_is_null(client: Caller) -> None:
    one, other = _rows(client, "place=SI_061")
    assert (one["value"], one["published_value"]) == (EXACT, EXACT)
    assert str(EXACT) in client.get(f"{PATH}?place=SI_061").text
    assert (other["value"], other["obs_status"], other["lower"]) == (None, "O", None)


def test_every_representation_holds_the_same_rows(client: Caller) -> None:
    as_json, as_csv = _rows(client), _csv_rows(client)
    assert [_as_csv(row) for row in as_json] == [{name: row[name] for name in COLUMNS} for row in as_csv]
    assert len(as_json) == 4


def _as_csv(row: dict[str, Any]) -> dict[str, str]:
    def text(name: str) -> str:
        value = row[name]
        if name == "example":
            return "true" if value else "false"
        return "" if value is None else str(value) if name in NUMBERS else value

    return {name: text(name) for name in COLUMNS}


def test_a_csv_row_names_its_licence_attribution_and_note(client: Caller) -> None:
    row = _csv_rows(client, "place=SI_061&lang=sl")[0]
    assert (row["licence"], row["attribution"], row["note"]) == (
        f"licence of {OPEN}", f"{OWNERS[OPEN]}, the owner", NOTE.sl,
    )  # fmt: skip


def test_an_answer_without_rows_is_an_answer(client: Caller) -> None:
    assert client.json(f"{PATH}?indicator=CX.POP") == {"observations": [], "count": 0, "licences": []}
    assert client.get(f"{PATH}?indicator=CX.POP&format=csv").text.count("\r\n") == 1


NARROWED = {
    "place=SI_052": 2,
    "place=SI_052&place=SI_061": 4,
    "place=SI_061&sector=II": 1,
    "from=2019": 1,
    "to=2018": 3,
    "scope=S2": 0,
    f"source={source(OPEN)}": 4,
    f"basis={basis(OPEN)}": 4,
    f"dataset={OPEN}": 4,
    "level=local": 4,
    "level=national": 0,
    "level=national&place=SI_052": 0,
    "gas=_T&carrier=_T": 4,
    "limit=3": 3,
    "limit=3&indicator=GHG.SEC&place=SI_052&place=SI_061": 3,
}


def test_each_parameter_narrows_the_question(client: Caller) -> None:
    assert {query: len(_rows(client, query)) for query in NARROWED} == NARROWED


def test_the_order_is_by_indicator_place_period_and_sector(client: Caller) -> None:
    keys = [(row["indicator"], row["place"], row["period"], row["sector"]) for row in _rows(client)]
    assert keys == sorted(keys)


UNKNOWN = {
    "indicator=GHG.SCE": ("indicator", "GHG.SEC"),
    "place=Kranjj": ("place", "SI_052"),
    "place=SI_52": ("place", "SI_052"),
    "sector=Transportation": ("sector", "II"),
    "scope=S12": ("scope", "S1_S2"),
    f"source={OPEN}-sorce": ("source", source(OPEN)),
    f"basis={OPEN}-bases": ("basis", basis(OPEN)),
}


def test_an_unknown_code_is_told_with_the_nearest(client: Caller) -> None:
    for query, (codelist_name, nearest) in UNKNOWN.items():
        problem = client.json(f"{PATH}?{query}", status=422)
        (error,) = problem["errors"]
        assert problem["type"].endswith("/unknown-code"), query
        assert (error["codelist"], error["found"]) == (codelist_name, query.partition("=")[2])
        assert nearest in error["nearest"], query


MEANT_NOWHERE = {
    "plaice=SI_052": "plaice",
    "limit=0": "limit",
    "as_of=yesterday": "as_of",
    "as_of=2018-01-01T00:00:00": "as_of",
    "level=town": "level",
    "include_history=perhaps": "include_history",
}


def test_a_parameter_that_cannot_be_meant_is_pointed_at(client: Caller) -> None:
    for query, parameter in MEANT_NOWHERE.items():
        problem = client.json(f"{PATH}?{query}", status=422)
        assert [error["parameter"] for error in problem["errors"]] == [f"query.{parameter}"]


def test_a_text_that_is_no_period_is_a_problem(client: Caller) -> None:
    assert client.json(f"{PATH}?from=last+year", status=422)["type"].endswith("/not-a-period")


NEGOTIATED = {
    ("text/csv", ""): "text/csv; charset=utf-8",
    ("application/json", ""): "application/json; charset=utf-8",
    ("*/*", ""): "application/json; charset=utf-8",
    ("text/*", ""): "text/csv; charset=utf-8",
    ("text/csv;q=0.5, application/json;q=0.9", ""): "application/json; charset=utf-8",
    ("text/html, */*;q=0.1", ""): "application/json; charset=utf-8",
    ("application/json", "format=csv"): "text/csv; charset=utf-8",
}


def test_the_format_is_that_of_the_parameter_else_of_accept(client: Caller) -> None:
    for (accept, query), media_type in NEGOTIATED.items():
        assert client.get(f"{PATH}?{query}", accept=accept).headers["content-type"] == media_type, (
            accept,
            query,
        )


def test_a_format_that_is_not_served_is_told_with_those_that_are(client: Caller) -> None:
    for accept, query in (("image/png", ""), ("application/json;q=0", ""), ("*/*", "format=pdf")):
        problem = client.json(f"{PATH}?{query}", status=406, accept=accept)
        assert problem["errors"][0]["allowed"] == ["json", "csv"]


def test_the_note_is_in_the_language_asked_for(client: Caller) -> None:
    for query, accept_language, note in (
        ("", "hr-HR,hr;q=0.9,en;q=0.8", NOTE.hr),
        ("lang=sl", "hr", NOTE.sl),
        ("", "de", NOTE.en),
    ):
        answer = client.json(f"{PATH}?place=SI_061&{query}", accept_language=accept_language)
        assert answer["licences"][0]["note"] == note


@pytest.fixture
def later(client: Caller, gateway: Gateway, now: datetime) -> datetime:
    """A time at which the first figure of the open dataset was published with another value."""
    moment = now + timedelta(days=1)
    with unit_of_work(gateway.engine) as session:
        publish_figures(session, gateway.store, OPEN, changed(figures(OPEN), "70000"), moment)
    return moment


def test_the_past_answers_as_it_stood(client: Caller, later: datetime, now: datetime) -> None:
    query = "place=SI_052&to=2018"
    assert [row["value"] for row in _rows(client, query)] == [70000]
    before = now.isoformat().replace("+00:00", "Z")
    assert [row["value"] for row in _rows(client, f"{query}&as_of={before}")] == [65831]
    assert [row["value"] for row in _rows(client, f"{query}&as_of={later.isoformat()}")] == [70000]
    assert [row["value"] for row in _rows(client, f"{query}&include_history=true")] == [65831, 70000]
    assert [row["value"] for row in _rows(client, f"updated_after={before}")] == [70000]
    assert len(_csv_rows(client, f"as_of={before}")) == 4


def test_a_long_table_is_streamed_whole_in_every_format(
    client: Caller, gateway: Gateway, now: datetime
) -> None:
    wanted = {f"{1000 + number}-{month:02}": number for number in range(500) for month in range(1, 13)}
    with unit_of_work(gateway.engine) as session:
        publish_figures(session, gateway.store, OPEN, _monthly(wanted), now)
    assert len(wanted) > 2 * BATCH
    query = f"dataset={OPEN}"
    answer = client.json(f"{PATH}?{query}")
    assert {row["period"]: row["value"] for row in answer["observations"]} == wanted
    assert (answer["count"], len(answer["licences"])) == (len(wanted), 1)
    assert {row["period"]: int(row["value"]) for row in _csv_rows(client, query)} == wanted
    assert "content-length" not in client.get(f"{PATH}?{query}").headers
    assert client.get(f"{PATH}?{query}", method="HEAD").content == b""


def _monthly(values: dict[str, int]) -> list[Observation]:
    first = figures(OPEN)[0]
    return [
        replace(first, key=replace(first.key, period=period, freq="M"), value=Decimal(value))
        for period, value in values.items()
    ]


def test_what_is_written_into_csv_without_quotation_marks_needs_none() -> None:
    words = (
        {code.code for name in FILES for code in codelist(name)}
        | set(indicators())
        | {"2018", "2020-S2", "2025-07"}
    )
    assert [word for word in words if not re.fullmatch(r"[A-Za-z0-9_.+\-/*]*", word)] == []
    assert set(COLUMNS) > CODED
