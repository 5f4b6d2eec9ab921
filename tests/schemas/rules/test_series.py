"""S3, S5 and S12: series that jump, that slip, or that stop."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.findings import Finding
from schemas.observations import Observation
from schemas.rules.cross_check import cross_check
from tests.schemas.rules.made_up import BASES, observed, told

YEARS = range(2015, 2021)


def series(*values: str, indicator: str = "EN.FEC", **dimensions: str) -> list[Observation]:
    """Make a series from 2015 on."""
    return [
        observed(indicator, Decimal(value), f"T!B{year}", period=str(year), **dimensions)
        for year, value in zip(YEARS, values, strict=False)
    ]


def only(rows: Sequence[Observation], **around: object) -> Finding:
    (finding,) = cross_check(rows, BASES, **around)  # type: ignore[arg-type]  # each test names what it gives
    return finding


def test_a_year_that_brings_half_as_much_again_is_told() -> None:
    finding = only(series("1000", "1010", "1525", "1530"))
    assert (finding.rule, finding.severity, finding.where.cell) == ("S3", "warning", "T!B2017")
    assert "T!B2016: 1,010 MWH" in finding.sentence("en")
    assert "it changed by 51 %" in finding.sentence("en")


def test_a_marked_break_is_no_jump() -> None:
    rows = series("1000", "1010", "1525", "1530")
    assert told([*rows[:2], replace(rows[2], obs_status="B"), rows[3]]) == []


def test_a_quarter_is_no_jump_and_a_gap_of_years_is_none() -> None:
    assert told(series("1000", "1250", "940")) == []
    rows = series("1000", "1010", "1525", "1530")
    assert told([rows[0], rows[2], rows[3]]) == []


def test_two_jumps_to_new_levels_are_two_findings_and_a_spike_is_one() -> None:
    assert told(series("1000", "1500", "2200", "2210")) == [("S3", "T!B2016"), ("S3", "T!B2017")]
    assert told(series("1000", "1010", "1600", "1020")) == [("S3", "T!B2017")]


@pytest.mark.parametrize("factor", ["10", "0.1", "100", "1000", "0.001", "1000000", "3.6", "11.63"])
def test_a_slip_in_the_middle_is_told_once_with_the_right_number(factor: str) -> None:
    rows = series("4000", "4100", str(Decimal("4080") * Decimal(factor)), "4050", "4010")
    finding = only(rows)
    assert (finding.rule, finding.where.cell, finding.involves) == ("S5", "T!B2017", ("T!B2016",))
    assert "about 4,080 MWH" in finding.sentence("en")


def test_carbon_for_carbon_dioxide_is_named_beside_what_is_near_it() -> None:
    finding = only(series("4000", "4100", "1117.5", "4050", indicator="GHG.TOT"))
    assert (finding.rule, finding.where.cell) == ("S5", "T!B2017")
    assert "44/12 times (carbon for CO2)" in finding.sentence("en")
    assert "44/12-krat (ogljik namesto CO2)" in finding.sentence("sl")


def test_the_first_year_is_blamed_where_the_later_ones_agree() -> None:
    assert told(series("4.0", "4100", "4080", "4050")) == [("S5", "T!B2015")]


def test_a_last_year_is_blamed_alone_and_a_lasting_shift_where_it_begins() -> None:
    assert told(series("4000", "4100", "4080", "40500")) == [("S5", "T!B2018")]
    assert told(series("4000", "4100", "4080000", "4050000")) == [("S5", "T!B2017")]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(900, 1100), min_size=4, max_size=6),
    st.integers(0, 3),
    st.sampled_from([10, 1000, 1_000_000]),
)
def test_a_slip_anywhere_is_found_where_it_is(values: list[int], which: int, factor: int) -> None:
    assert told(series(*map(str, values))) == []
    wrong = [value * factor if number == which else value for number, value in enumerate(values)]
    assert told(series(*map(str, wrong))) == [("S5", f"T!B{2015 + which}")]


def test_a_whole_year_in_another_unit_is_one_finding() -> None:
    rows = [
        row
        for sector in ("I", "II", "III")
        for row in series("4000", "4100", "4080000", sector=sector, scope="S1")
    ]
    assert len([one for one in told(rows) if one[0] == "S5"]) == 1


def test_what_is_meant_to_grow_may_grow() -> None:
    assert told(series("1", "2", "5", "50", indicator="MO.EV.SHARE", unit="PC")) == []


def test_a_small_cells_jump_that_does_not_move_the_total_is_no_news() -> None:
    cells = series("211", "643", indicator="GHG.SEC", sector="II.5", scope="S1_S2")
    totals = series("2301669", "2212700", indicator="GHG.TOT", scope="S1_S2")
    assert told([*cells, *totals]) == []
    assert told(cells) == [("S3", "T!B2016")]


def test_a_series_that_stopped_is_overdue_and_one_that_goes_on_is_not() -> None:
    rows = series("4000", "4100", "4080")
    finding = only(rows, today=date(2026, 11, 24))
    assert (finding.rule, finding.severity, finding.where.cell) == ("S12", "info", "T!B2017")
    assert told(rows, today=date(2021, 6, 1)) == []
    assert told(rows) == []


def test_what_a_source_promises_counts_more_than_the_rhythm_seen() -> None:
    once = series("4000")
    assert told(once, today=date(2026, 11, 24)) == []
    assert told(once, today=date(2026, 11, 24), accrual={"made-up": 12}) == [("S12", "T!B2015")]
