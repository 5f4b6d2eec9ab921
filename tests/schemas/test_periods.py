"""Periods are read as SDMX writes them, and as SiStat does."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import PeriodError
from schemas.periods import Freq, Period, parse_period

PARTS: dict[Freq, int] = {"A": 1, "S": 2, "Q": 4, "M": 12}


@pytest.mark.parametrize(
    ("text", "written", "start"),
    [
        ("2018", "2018", date(2018, 1, 1)),
        ("2020H2", "2020-S2", date(2020, 7, 1)),
        ("2020-S1", "2020-S1", date(2020, 1, 1)),
        ("2025-Q4", "2025-Q4", date(2025, 10, 1)),
        ("2025-07", "2025-07", date(2025, 7, 1)),
        ("2025M07", "2025-07", date(2025, 7, 1)),
    ],
)
def test_a_period_is_read_and_written_in_one_form(text: str, written: str, start: date) -> None:
    period = parse_period(text)
    assert (str(period), period.start) == (written, start)


@pytest.mark.parametrize("text", ["", "18", "2018/19", "2020-S3", "2025-Q0", "2025-13", "201807", "baseline"])
def test_what_is_no_period_says_how_one_is_written(text: str) -> None:
    with pytest.raises(PeriodError, match="2020-S2"):
        parse_period(text)


@given(st.integers(1000, 9999), st.sampled_from(sorted(PARTS)), st.data())
def test_what_is_written_is_read_back(year: int, freq: Freq, data: st.DataObject) -> None:
    period = Period(year, freq, data.draw(st.integers(1, PARTS[freq])))
    assert parse_period(str(period)) == period
