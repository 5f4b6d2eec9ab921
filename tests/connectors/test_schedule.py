"""When a source is due, by its schedule and its last time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.politeness_errors import ScheduleError
from connectors.references import check_sources
from connectors.schedule import Never, next_due, read_schedule, schedule_or_never
from connectors.sources import Known

LJUBLJANA = ZoneInfo("Europe/Ljubljana")
BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
MOMENTS = st.builds(lambda seconds: BEGINNING + timedelta(seconds=seconds), st.integers(0, 15 * 365 * 86400))
CLOCKS = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
ZONES = st.sampled_from(["", " UTC", " Europe/Ljubljana", " Europe/Zagreb", " America/New_York"])
TIMED = st.one_of(
    st.builds("daily {}{}".format, CLOCKS, ZONES),
    st.builds("weekly {} {}{}".format, st.sampled_from(["mon", "thu", "SUN"]), CLOCKS, ZONES),
    st.builds("monthly {} {}{}".format, st.integers(1, 31), CLOCKS, ZONES),
    st.builds("hourly :{:02}".format, st.integers(0, 59)),
    st.builds("every {} hours".format, st.integers(1, 48)),
)
SOURCE = """
[[organisation]]
id = "kranj"

[[source]]
id = "a"
connector = "ckan"
url = "https://data.example"
owner = "kranj"
schedule = "{schedule}"
"""


def due(schedule: str, last: str) -> str:
    """The next time after a time, as text."""
    found = next_due(read_schedule(schedule), datetime.fromisoformat(last))
    return found.isoformat() if found else "never"


@pytest.mark.parametrize(
    ("schedule", "last", "next_time"),
    [
        ("daily 03:10", "2026-11-24T03:09:59+00:00", "2026-11-24T03:10:00+00:00"),
        ("daily 03:10", "2026-11-24T03:10:00+00:00", "2026-11-25T03:10:00+00:00"),
        ("daily 00:30 Europe/Ljubljana", "2026-11-24T09:00:00+00:00", "2026-11-24T23:30:00+00:00"),
        ("weekly mon 03:10", "2026-11-24T09:00:00+00:00", "2026-11-30T03:10:00+00:00"),
        ("monthly 1 03:10", "2026-11-24T09:00:00+00:00", "2026-12-01T03:10:00+00:00"),
        ("monthly 31 03:10", "2027-01-31T09:00:00+00:00", "2027-02-28T03:10:00+00:00"),
        ("hourly", "2026-11-24T09:00:00+00:00", "2026-11-24T10:00:00+00:00"),
        ("hourly :15", "2026-11-24T09:14:59+00:00", "2026-11-24T09:15:00+00:00"),
        ("every 6 hours", "2026-11-24T09:07:00+00:00", "2026-11-24T15:07:00+00:00"),
        ("every day", "2026-11-24T09:07:00+00:00", "2026-11-25T09:07:00+00:00"),
        ("never", "2026-11-24T09:00:00+00:00", "never"),
        ("", "2026-11-24T09:00:00+00:00", "never"),
    ],
)
def test_the_next_time_comes_after_the_last(schedule: str, last: str, next_time: str) -> None:
    assert due(schedule, last) == next_time


def test_a_time_that_the_clock_skips_in_spring_counts_an_hour_later() -> None:
    assert due("daily 02:30 Europe/Ljubljana", "2026-03-28T12:00:00+00:00") == "2026-03-29T01:30:00+00:00"
    assert due("daily 02:30 Europe/Ljubljana", "2026-03-29T01:30:00+00:00") == "2026-03-30T00:30:00+00:00"


def test_a_time_that_the_clock_shows_twice_in_autumn_counts_once() -> None:
    assert due("daily 02:30 Europe/Ljubljana", "2026-10-24T12:00:00+00:00") == "2026-10-25T00:30:00+00:00"
    assert due("daily 02:30 Europe/Ljubljana", "2026-10-25T00:30:00+00:00") == "2026-10-26T01:30:00+00:00"


@given(TIMED, MOMENTS)
def test_a_source_is_due_after_the_last_time_and_within_a_month_or_two(schedule: str, last: datetime) -> None:
    found = next_due(read_schedule(schedule), last)

    assert found is not None
    assert last < found <= last + timedelta(days=32)


@given(TIMED.filter(lambda text: not text.startswith("every")), MOMENTS, st.integers(1, 40))
def test_whoever_looks_in_between_finds_the_same_next_time(schedule: str, last: datetime, part: int) -> None:
    found = next_due(read_schedule(schedule), last)
    assert found is not None
    between = last + (found - last) * part / 41

    assert next_due(read_schedule(schedule), between) == found


@given(CLOCKS, MOMENTS)
def test_a_local_time_is_kept_in_winter_and_in_summer(clock: str, last: datetime) -> None:
    found = next_due(read_schedule(f"daily {clock} Europe/Ljubljana"), last)
    assert found is not None
    shown, later = (moment.astimezone(LJUBLJANA) for moment in (found, found - timedelta(hours=1)))

    assert f"{shown:%H:%M}" == clock or shown.utcoffset() != later.utcoffset()  # but for what the clock skips


@pytest.mark.parametrize(
    "text",
    [
        "daily", "daily 3:10", "daily 24:00", "daily 03:60", "weekly 03:10", "weekly mo 03:10",
        "monthly 0 03:10", "monthly 32 03:10", "hourly 15", "every 1 minute", "every 0 hours",
        "every 400 days", "daily 03:10 Mars/Base", "daily 03:10 CEST", "0 3 * * *", "sometimes",
    ],
)  # fmt: skip
def test_what_is_no_schedule_is_refused_and_told_what_is(text: str) -> None:
    with pytest.raises(ScheduleError) as refused:
        read_schedule(text)

    assert "daily 03:10 Europe/Ljubljana" in refused.value.sentence("en")


def test_what_was_registered_before_schedules_were_checked_is_never() -> None:
    assert schedule_or_never("now and then") == Never()


def test_a_sources_file_with_a_wrong_schedule_names_its_line_and_what_is_allowed() -> None:
    (problem,) = check_sources(SOURCE.format(schedule="dialy 03:10"), Known()).problems

    assert (problem.line, problem.key, problem.found) == (10, "source[0].schedule", "dialy 03:10")
    assert problem.allowed.in_("sl").startswith("never, hourly, hourly :15, every 6 hours, daily 03:10")
    assert check_sources(SOURCE.format(schedule="weekly sun 02:00"), Known()).problems == ()
