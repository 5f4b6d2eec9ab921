"""Coverage over HTTP: through the door, in three forms."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from api.coverage import COLUMNS, as_csv, as_xlsx
from api.gateway import Gateway
from catalogue.coverage import latest
from catalogue.database import unit_of_work
from policies.asker import of_the_operator
from policies.decision import Action
from policies.in_force import without_policies
from policies.rowfilter import scope
from schemas.coverage.table import table
from schemas.indicators import indicator
from schemas.languages import Text
from schemas.observations import Observation, SeriesKey
from schemas.places import shipped_places
from tests.api.caller import Caller
from tests.api.three_datasets import HIDDEN, OPEN, publish_figures, source

KRANJ = "/api/v1/coverage?place=SI_052&indicator=GHG.SEC&indicator=EN.FEC&level=local"


def _states(caller: Caller, path: str, key: str = "") -> dict[str, tuple[str, str]]:
    (one,) = caller.json(path, key=key)["coverage"]
    return {cell["indicator"]: (cell["state"], cell["period"]) for cell in one["cells"]}


def test_the_latest_figure_is_told_with_its_age_and_its_source(client: Caller) -> None:
    (one,) = client.json(KRANJ)["coverage"]
    assert one["counts"] == {"held": 0, "old": 1, "restricted": 0, "missing": 1}
    (cell,) = [cell for cell in one["cells"] if cell["indicator"] == "GHG.SEC"]
    assert (cell["period"], cell["state"], cell["next_due"], cell["age_months"]) == (
        "2019",
        "old",
        "2020-12-31",
        82,
    )


def test_what_is_restricted_is_told_without_its_number_and_what_is_hidden_not_at_all(
    client: Caller, reader_key: str
) -> None:
    everything = client.get(
        "/api/v1/coverage?place=SI_052&place=SI_133&indicator=GHG.SEC&indicator=EN.FEC"
    ).text
    assert not any(word in everything for word in ("61000", "4242", "4243", HIDDEN))
    assert _states(client, KRANJ)["EN.FEC"][0] == "missing"
    assert _states(client, KRANJ, reader_key)["GHG.SEC"] == ("old", "2019")


def test_the_table_can_be_sent_as_csv_and_as_a_workbook_in_the_readers_language(client: Caller) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get(f"{KRANJ}&format=csv&lang=sl").text)))
    assert [(row["Koda"], row["Stanje"], row["Raven"]) for row in rows] == [
        ("GHG.SEC", "na voljo, starejše od treh let", "občina"),
        ("EN.FEC", "manjka", "občina"),
    ]
    book = load_workbook(io.BytesIO(client.get(f"{KRANJ}&format=xlsx&lang=hr").content))
    assert book.sheetnames == ["O tablici", "Pokrivenost", "Nedostaje"]
    assert [cell.value for cell in book["Nedostaje"][2]][:3] == [
        "EN.FEC",
        "Neposredna (finalna) potrošnja energije",
        "grad ili općina",
    ]


def test_a_sum_of_sectors_is_held_only_where_its_sector_is(client: Caller) -> None:
    (one,) = client.json("/api/v1/coverage?place=SI_052&indicator=GHG.STAT&indicator=GHG.TRAN&level=local")[
        "coverage"
    ]
    assert [(cell["indicator"], cell["state"], cell["period"]) for cell in one["cells"]] == [
        ("GHG.STAT", "old", "2019"),
        ("GHG.TRAN", "missing", ""),
    ]


def test_a_place_that_is_named_twice_is_told_once(client: Caller) -> None:
    assert len(client.json(f"{KRANJ}&place=SI_052")["coverage"]) == 1


@pytest.mark.usefixtures("client")
def test_between_rows_alike_the_sources_turn_decides_and_never_who_came_first(
    gateway: Gateway, now: datetime
) -> None:
    key = SeriesKey("CX.POP", "SI_133", "2025", unit="NR")
    with unit_of_work(gateway.engine) as session:
        for dataset, value in ((HIDDEN, "2"), (OPEN, "1")):
            row = Observation(replace(key, source=source(dataset)), Decimal(value), raw_value=value)
            publish_figures(session, gateway.store, dataset, [row], now)
        everything = scope(of_the_operator(now), Action.READ, without_policies())
        found = [
            latest(session, everything, everything, ("SI_133",), {source(first): 1, source(second): 2})
            for first, second in ((OPEN, HIDDEN), (HIDDEN, OPEN))
        ]
    assert [one["CX.POP", "SI_133"].source for one in found] == [source(OPEN), source(HIDDEN)]


def test_texts_of_others_are_no_formulas_in_a_workbook() -> None:
    place = replace(shipped_places()["SI_052"], name=Text("=1+1", "@sum\x07", "-2"))
    made = table(place, [indicator("GHG.TOT")], {}, {place.code: place}, date(2026, 11, 24), ["local"])
    book = load_workbook(io.BytesIO(as_xlsx([made], "en")))
    cell = book["Coverage"].cell(2, COLUMNS.index("place_name") + 1)
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert load_workbook(io.BytesIO(as_xlsx([made], "sl")))["Pokritost"].cell(2, 5).value == "@sum"
    assert "'=1+1" in as_csv([made], "en")


def test_an_unknown_level_or_place_is_refused_with_what_there_is(client: Caller) -> None:
    assert client.json("/api/v1/coverage?level=city", status=422)["errors"][0]["parameter"].startswith(
        "query.level"
    )
    assert client.json("/api/v1/coverage?place=Krnj", status=422)["errors"][0]["nearest"][0] == "SI_052"
