"""A comparison laid open over HTTP: the tables of the command line, as JSON and as Markdown."""

from __future__ import annotations

import pytest

from schemas.side_by_side.laid_open import TABLES
from tests.api.caller import Caller
from tests.api.test_comparisons import CITIES, cities

__all__ = ["cities"]

PATH = f"/api/v1/reports/comparability?{CITIES}"


def test_the_report_holds_every_table_with_as_many_cells_as_columns(cities: Caller) -> None:
    told = cities.json(PATH)
    assert [table["name"] for table in told["tables"]] == list(TABLES)
    for table in told["tables"]:
        assert {len(row) for row in table["rows"]} <= {len(table["columns"])}, table["name"]
        assert bool(table["rows"]) != bool(table["empty"]), table["name"]
    compared = cities.json(f"/api/v1/compare?indicator=GHG.TOT&{CITIES}")
    assert (told["verdict"], told["sentence"]) == (compared["verdict"], compared["sentence"])
    assert told["reuse"] == compared["reuse"]


@pytest.mark.parametrize("lang", ["en", "sl", "hr"])
def test_the_report_says_in_markdown_what_it_says_in_json(cities: Caller, lang: str) -> None:
    told = cities.json(f"{PATH}&lang={lang}")
    written = cities.get(f"{PATH}&lang={lang}", accept="text/markdown")
    assert written.headers["content-type"] == "text/markdown; charset=utf-8"
    assert told["sentence"] in written.text
    assert [line[3:] for line in written.text.splitlines() if line.startswith("## ")] == [
        table["title"] for table in told["tables"]
    ]


def test_one_table_may_be_asked_for(cities: Caller) -> None:
    (table,) = cities.json(f"{PATH}&table=printed")["tables"]
    assert [row[0] for row in table["rows"]] == ["Kranj", "Ljubljana", "Velenje", "Zagreb"]


def test_a_table_that_there_is_not_is_told_which_there_are(cities: Caller) -> None:
    (error,) = cities.json(f"{PATH}&table=printd", status=422)["errors"]
    assert (error["parameter"], error["found"]) == ("table", "printd")
    assert error["expected"] == f"one of {', '.join(TABLES)}"


def test_the_page_shows_the_tables_and_is_led_to_from_the_comparison(cities: Caller) -> None:
    told = cities.json(f"{PATH}&lang=sl")
    page = cities.get(f"/reports/comparability?{CITIES}&lang=sl", accept="text/html")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert all(table["title"] in page.text for table in told["tables"])
    comparison = cities.get(f"/compare?indicator=GHG.TOT&{CITIES}", accept="text/html")
    assert "/reports/comparability?" in comparison.text
