"""Rows as texts: the database writes what the rows hold, and a prepared question answers as the question itself."""

import csv
from datetime import datetime, timedelta
from typing import Any

import pytest
import simplejson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from catalogue.database import unit_of_work
from catalogue.object_store import ObjectStore
from catalogue.observations import COLUMNS, NUMBERS, ObservationQuery, rows
from catalogue.releases import publish
from catalogue.row_texts import Form, row_texts, rows_by_dataset
from tests.fakes import figures

PLACES, PERIODS, SECTORS = ("SI_052", "SI_061", "HR_01333"), ("2018", "2019", "2020-S2"), ("I", "II", "I.1")
ODD = (
    'a "quoted", field',
    "line\nbreak\r",
    "back\\slash\ttab",
    "č š ž đ €",
    "%s %d 100%",
    "",
    "'; --",
    "{}[]",
)


@pytest.fixture
def filled(engine: Engine, tmp_path_factory: pytest.TempPathFactory, now: datetime) -> Engine:
    """A database with figures of three places, one of them replaced a day later, texts of every kind, and no number."""
    store = ObjectStore(tmp_path_factory.mktemp("objects"))
    some = [
        figures.figure(
            str(number * 1000 + 0.25), place=place, period=period, sector=sector, scope=f"S{number % 3 + 1}"
        )
        for number, (place, period, sector) in enumerate(
            (a, b, c) for a in PLACES for b in PERIODS for c in SECTORS
        )
    ]
    odd = [figures.figure(None, place="SI", period=str(1990 + n), source=text) for n, text in enumerate(ODD)]
    with unit_of_work(engine) as session:
        figures.dataset(session, now)
        figures.dataset(session, now, "closed", access="hidden")
        publish(session, store, figures.release(*some, *odd), now)
        publish(session, store, figures.release(figures.figure("7"), dataset="closed", slot="closed/a"), now)
        changed = figures.release(figures.figure("1", scope="S1", place=PLACES[0]), *some[1:], *odd)
        publish(session, store, changed, now + timedelta(days=1))
    return engine


def _lines(engine: Engine, query: ObservationQuery, form: Form, limit: int | None = None) -> list[str]:
    with engine.connect() as connection:
        batches = row_texts(connection, query, figures.reading(), form, limit)
        return [line for batch in batches for line, _ in batch]


def _stored(engine: Engine, query: ObservationQuery) -> list[dict[str, Any]]:
    """Give the rows as the catalogue's other reader has them, by its values."""
    with unit_of_work(engine) as session:
        return [dict(zip(COLUMNS, row, strict=True)) for row in rows(session, query, figures.reading())]


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: (None if value is None else str(value)) if name in NUMBERS else value
        for name, value in row.items()
    }


def _sorted(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(told, key=lambda row: (row["id"], str(row["value"])))


def _parsed(line: str) -> dict[str, Any]:
    row: dict[str, Any] = simplejson.loads(line, use_decimal=True)
    return row


def test_a_json_line_holds_what_the_row_holds(filled: Engine) -> None:
    query = ObservationQuery()
    told = [_told(_parsed(line)) for line in _lines(filled, query, Form.JSON)]
    assert _sorted(told) == _sorted(_stored(filled, query))
    assert {row["source"] for row in told} >= set(ODD)


def test_a_csv_line_holds_what_the_row_holds(filled: Engine) -> None:
    query = ObservationQuery()
    lines = _lines(filled, query, Form.CSV)
    told = [
        dict(zip(COLUMNS, next(csv.reader([line], strict=True)), strict=True))
        for line in lines
        if "\n" not in line
    ]
    stored = [{name: _csv(name, value) for name, value in row.items()} for row in _stored(filled, query)]
    assert _sorted(told) == _sorted([row for row in stored if "\n" not in "".join(row.values())])


def _csv(name: str, value: Any) -> str:  # any value of a row
    return str(value).lower() if name == "example" else value or ""


def test_rows_that_are_not_for_the_caller_are_not_written(filled: Engine) -> None:
    text = "".join(_lines(filled, ObservationQuery(include_history=True), Form.JSON))
    assert '"closed"' not in text
    with unit_of_work(filled) as session:
        assert set(rows_by_dataset(session, ObservationQuery(), figures.reading())) == {"kranj-inventory"}


def test_at_most_so_many_rows_are_written(filled: Engine) -> None:
    assert (
        _lines(filled, ObservationQuery(), Form.JSON, 3) == _lines(filled, ObservationQuery(), Form.JSON)[:3]
    )


def _some(words: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from((*words, "nothing")), max_size=3).map(tuple)


QUESTIONS = st.builds(
    ObservationQuery,
    indicators=_some(("GHG.SEC",)), places=_some(PLACES), sectors=_some(SECTORS), scopes=_some(("S1", "S2", "S3")),
    first=st.sampled_from(("", "2019")), last=st.sampled_from(("", "2018", "2020")), sources=_some(("kranj",)),
    datasets=_some(("kranj-inventory", "closed")), include_history=st.booleans(),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=QUESTIONS)
def test_a_prepared_question_answers_as_the_question_itself(filled: Engine, query: ObservationQuery) -> None:
    told = [_told(_parsed(line)) for line in _lines(filled, query, Form.JSON)]
    assert _sorted(told) == _sorted(_stored(filled, query))


def test_a_question_about_the_past_is_answered_like_any_other(filled: Engine, now: datetime) -> None:
    for query in (
        ObservationQuery(as_of=now),
        ObservationQuery(updated_after=now),
        ObservationQuery(as_of=now, last="2018"),
    ):
        told = [_told(_parsed(line)) for line in _lines(filled, query, Form.JSON)]
        actions = {row.pop("action", "") for row in told}
        assert actions == {"A" if query.updated_after else ""}
        assert _sorted(told) == _sorted(_stored(filled, query))
        assert told
