"""When figures are due: the period that follows, the last day on which it is in time, and the grace after it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.definitions import DatasetDefinition
from connectors.notices_calendar import MONTHS, Expected, Lag, months_after, next_expected, read_lag
from connectors.sources import read_sources
from schemas.periods import parse_period

HALF_A_YEAR, TWO_WEEKS = Lag(months=6), Lag(days=14)


def expected(period: str, due: date, told_from: date) -> Expected:
    return Expected(period, due, datetime(told_from.year, told_from.month, told_from.day, tzinfo=UTC))


@pytest.mark.parametrize(
    ("newest", "periodicity", "due", "grace", "found"),
    [
        ("2023", "ANNUAL", HALF_A_YEAR, TWO_WEEKS, expected("2024", date(2025, 6, 30), date(2025, 7, 15))),
        ("2023", "", HALF_A_YEAR, Lag(), expected("2024", date(2025, 6, 30), date(2025, 7, 1))),
        ("2023", "BIENNIAL", Lag(12), Lag(), expected("2025", date(2026, 12, 31), date(2027, 1, 1))),
        ("2024-12", "ANNUAL", Lag(days=45), Lag(), expected("2025-12", date(2026, 2, 14), date(2026, 2, 15))),
        ("2025-Q4", "QUARTERLY", Lag(1), Lag(), expected("2026-Q1", date(2026, 4, 30), date(2026, 5, 1))),
        ("2025-S2", "DAILY", Lag(days=1), Lag(), expected("2026-S1", date(2026, 7, 1), date(2026, 7, 2))),
        ("2025-01", "MONTHLY", Lag(), TWO_WEEKS, expected("2025-02", date(2025, 2, 28), date(2025, 3, 15))),
    ],
)
def test_the_next_period_and_its_due_day_follow_from_the_newest(
    newest: str, periodicity: str, due: Lag, grace: Lag, found: Expected
) -> None:
    assert next_expected(newest, periodicity, due, grace) == found


@pytest.mark.parametrize("periodicity", ["NEVER", "IRREG", "NOT_PLANNED", "AS_NEEDED", "OP_DATPRO"])
def test_nothing_is_expected_of_what_has_no_rhythm(periodicity: str) -> None:
    assert next_expected("2020", periodicity, HALF_A_YEAR, TWO_WEEKS) is None


@given(
    st.sampled_from(["2019", "2020-S1", "2020-Q3", "2020-11"]),
    st.sampled_from(["", *MONTHS]),
    st.builds(Lag, st.integers(0, 40), st.integers(0, 400)),
    st.builds(Lag, st.integers(0, 3), st.integers(0, 40)),
)
def test_what_is_expected_is_later_than_the_newest_and_is_told_after_its_grace(
    newest: str, periodicity: str, due: Lag, grace: Lag
) -> None:
    found = next_expected(newest, periodicity, due, grace)
    assert found is not None
    assert parse_period(found.period).freq == parse_period(newest).freq
    assert parse_period(found.period).start > parse_period(newest).start
    assert found.since - timedelta(days=1) <= found.told_from
    assert found.due >= parse_period(found.period).start


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 600))
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(first: date, months: int) -> None:
    later = months_after(first, months)
    assert (later.year - first.year) * 12 + later.month - first.month == months
    assert later.day == first.day or (later.day < first.day and (later + timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("text", "lag"),
    [("P6M", Lag(6)), ("P1Y6M", Lag(18)), ("P45D", Lag(0, 45)), ("P2W", Lag(0, 14)), ("P1M10D", Lag(1, 10))],
)
def test_a_time_is_read_as_iso_8601_writes_it(text: str, lag: Lag) -> None:
    assert read_lag(text) == lag


@pytest.mark.parametrize("text", ["", "P", "6M", "P6", "PT6H", "P-1M", "P1M1Y", "p6m", "P6M "])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="P6M"):
        read_lag(text)


def test_a_sources_file_names_the_line_of_a_wrong_due_time() -> None:
    text = '[[source]]\nid = "a"\nconnector = "table"\nurl = "x"\nowner = "o"\n[[source.dataset]]\ndue = "June"\n'
    problem = read_sources(text).problems[0]
    assert (problem.line, problem.key) == (7, "source[0].dataset[0].due")
    assert "P6M" in problem.sentence("sl")
    assert DatasetDefinition(due="P6M").due == "P6M"
