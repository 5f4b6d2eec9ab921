"""Coverage: the latest figure at each level, its age, when the next is due, and who has what is missing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from schemas.coverage.held import Held
from schemas.coverage.table import SECTORS, of_sector, sector_above, table
from schemas.indicators import indicator
from schemas.places import shipped_places

TODAY = date(2026, 11, 24)


def held(code: str, place: str, period: str, **more: object) -> Held:
    parts: dict[str, object] = {"value": Decimal(1), "unit": "T", "parts": 1, "source": "s", "dataset": "d"}
    return Held(code, place, period=period, **(parts | more))  # type: ignore[arg-type]  # a test's own parts


@pytest.mark.parametrize(
    ("period", "periodicity", "modified", "age", "due"),
    [
        ("2022", "", "", 46, "2023-12-31"),
        ("2022", "ANNUAL", "2024-03-15", 46, "2025-03-15"),
        ("2022", "BIENNIAL", "", 46, "2024-12-31"),
        ("2026-09", "", "2026-10-12", 1, "2026-11-12"),
        ("2026-Q3", "QUARTERLY", "", 1, "2026-12-31"),
        ("2024-01", "", "2024-03-01T10:00:00Z", 33, "2024-03-30"),
        ("2030", "", "", 0, "2031-12-31"),
        ("2022", "", "last spring", 46, "2023-12-31"),
    ],
)
def test_a_figure_has_an_age_and_its_next_one_a_day(
    period: str, periodicity: str, modified: str, age: int, due: str
) -> None:
    one = held("GHG.TOT", "SI", period, periodicity=periodicity, modified=modified)
    assert (one.age_months(TODAY), str(one.next_due())) == (age, due)


def test_what_is_no_period_has_no_age() -> None:
    one = held("GHG.TOT", "SI", "baseline")
    assert (one.age_months(TODAY), one.next_due()) == (None, None)


def test_each_level_is_held_old_restricted_or_missing_with_who_has_it() -> None:
    places = shipped_places()
    found = {
        ("GHG.TOT", "SI_052"): held("GHG.TOT", "SI_052", "2018"),
        ("GHG.TOT", "SI"): held("GHG.TOT", "SI", "2024"),
        ("GHG.TOT", "EU27_2020"): held("GHG.TOT", "EU27_2020", "", value=None, restricted=True),
    }
    made = table(places["SI_052"], [indicator("GHG.TOT")], found, places, TODAY)
    assert [(cell.place.code, cell.level, cell.state) for cell in made.cells] == [
        ("SI_052", "local", "old"),
        ("SI042", "regional", "missing"),
        ("SI04", "regional", "missing"),
        ("SI", "national", "held"),
        ("EU27_2020", "eu", "restricted"),
    ]
    assert "ARSO" in made.cells[1].holder
    assert [cell.place.code for cell in made.missing] == ["SI042", "SI04"]


def test_what_is_computed_is_held_where_all_its_parts_are_and_as_old_as_the_oldest() -> None:
    places = shipped_places()
    found = {("GHG.TOT", "SI"): held("GHG.TOT", "SI", "2024"), ("CX.POP", "SI"): held("CX.POP", "SI", "2022")}
    (cell,) = table(places["SI"], [indicator("GHG.CAP")], found, places, TODAY, ["national"]).cells
    assert (cell.state, cell.held.period if cell.held else "") == ("old", "2022")
    del found["CX.POP", "SI"]
    (cell,) = table(places["SI"], [indicator("GHG.CAP")], found, places, TODAY, ["national"]).cells
    assert cell.state == "missing"


def test_a_sum_of_a_sector_is_held_only_where_rows_of_that_sector_are() -> None:
    places = shipped_places()
    wanted = [indicator(code) for code in ("GHG.STAT", "GHG.WAST", "GHG.NET")]
    found = {
        ("GHG.SEC", "SI_052"): held("GHG.SEC", "SI_052", "2018"),
        (of_sector("I"), "SI_052"): held(of_sector("I"), "SI_052", "2018"),
        (of_sector("V.2"), "SI_052"): held(of_sector("V.2"), "SI_052", "2018"),
        ("GHG.TOT", "SI_052"): held("GHG.TOT", "SI_052", "2018"),
    }
    made = table(places["SI_052"], wanted, found, places, TODAY, ["local"])
    assert [(cell.indicator.code, cell.state) for cell in made.cells] == [
        ("GHG.STAT", "old"), ("GHG.WAST", "missing"), ("GHG.NET", "old"),
    ]  # fmt: skip


def test_of_what_is_described_and_closed_the_sectors_are_not_known() -> None:
    places = shipped_places()
    found = {("GHG.SEC", "SI_052"): held("GHG.SEC", "SI_052", "", value=None, restricted=True)}
    (cell,) = table(places["SI_052"], [indicator("GHG.WAST")], found, places, TODAY, ["local"]).cells
    assert cell.state == "restricted"


def test_a_sector_is_part_of_one_sum_or_of_none() -> None:
    codes = ("I", "I.4.4", "II.5", "V.1", "V.2", "V", "I_II", "_T", "nothing")
    assert [sector_above(code) for code in codes] == ["I", "I", "II", "V.1_V.3", "V.2", "", "", "", ""]
    assert {sector_above(code) for code in SECTORS.values()} == set(SECTORS.values())


def test_the_end_of_the_calendar_is_no_period_of_a_figure() -> None:
    one = held("GHG.TOT", "SI", "9999")
    assert (one.age_months(TODAY), one.next_due()) == (None, None)
