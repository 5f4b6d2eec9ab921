"""The schedule of a source: when it is harvested next.

A daily, weekly or monthly time is a time of day in UTC, or in the time zone that stands after it. A time that the clock
skips in spring counts an hour later, one that it shows twice in autumn the first time; a day that a month lacks is its last.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from connectors.politeness_errors import ScheduleError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LENGTHS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1)}
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(days=366)
LONGEST_MONTHS = 63
"""Days within which each day of the month comes, or the last of a month that lacks it."""


@dataclass(frozen=True, slots=True)
class Never:
    """Only when somebody asks for it."""

    def after(self, moment: datetime) -> datetime | None:
        """Give no moment."""
        return None


@dataclass(frozen=True, slots=True)
class Every:
    """So long after the last time."""

    length: timedelta

    def after(self, moment: datetime) -> datetime | None:
        """Give the first moment after another."""
        return moment + self.length


@dataclass(frozen=True, slots=True)
class Hourly:
    """At a minute of each hour."""

    minute: int = 0

    def after(self, moment: datetime) -> datetime | None:
        """Give the first moment after another."""
        this_hour = moment.astimezone(UTC).replace(minute=self.minute, second=0, microsecond=0)
        return this_hour if this_hour > moment else this_hour + timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """At a time of day, on each day, on a day of the week, or on a day of the month.

    Args:
        at: the time of day on the clocks of `zone`.
        zone: a name of the IANA time zone database.
        weekday: 0 for Monday; None for any.
        day: of the month, from 1; None for any.
    """

    at: time
    zone: str = "UTC"
    weekday: int | None = None
    day: int | None = None

    def after(self, moment: datetime) -> datetime | None:
        """Give the first moment after another."""
        zone = ZoneInfo(self.zone)
        begun = moment.astimezone(zone).date() - timedelta(days=1)
        days = (begun + timedelta(days=number) for number in range(LONGEST_MONTHS + 2))
        moments = (datetime.combine(one, self.at, zone).astimezone(UTC) for one in days if self._holds(one))
        return next(one for one in moments if one > moment)

    def _holds(self, day: date) -> bool:
        if self.weekday is not None:
            return day.weekday() == self.weekday
        return self.day is None or day.day == min(self.day, monthrange(day.year, day.month)[1])


Schedule = Never | Every | Hourly | Calendar


def next_due(schedule: Schedule, last: datetime) -> datetime | None:
    """Give the first moment after the last time at which a source is due; None for never.

    Args:
        schedule: when it is harvested.
        last: aware; when its last run ended.
    """
    return schedule.after(last)


@lru_cache(maxsize=1000)
def read_schedule(text: str) -> Schedule:
    """Read a schedule, e.g. ``daily 03:10 Europe/Ljubljana``; nothing is never.

    Raises:
        ScheduleError: it is none; says which there are.
    """
    words = " ".join(text.split())
    if not words:
        return Never()
    for form, read in _FORMS.items():
        match = form.fullmatch(words)
        found = read(match.groupdict()) if match else None
        if found is not None:
            return found
    raise ScheduleError(text)


def schedule_or_never(text: str) -> Schedule:
    """Read a schedule that was registered before schedules were checked: what is none is never."""
    try:
        return read_schedule(text)
    except ScheduleError:
        return Never()


def _every(said: Mapping[str, str]) -> Schedule | None:
    length = int(said["number"] or 1) * LENGTHS[said["unit"].lower()]
    return Every(length) if SHORTEST <= length <= LONGEST else None


def _calendar(said: Mapping[str, str]) -> Schedule | None:
    zone = _zone(said["zone"] or "UTC")
    if zone is None:
        return None
    weekday = DAYS.index(said["weekday"].lower()) if said.get("weekday") else None
    day = int(said["day"]) if said.get("day") else None
    return Calendar(time(int(said["hour"]), int(said["minute"])), zone, weekday, day)


def _zone(name: str) -> str | None:
    """Give a time zone's name as the database writes it."""
    return next((zone for zone in _zones() if zone.lower() == name.lower()), None)


@cache
def _zones() -> tuple[str, ...]:
    return ("UTC", *sorted(name for name in available_timezones() if "/" in name))


def _patterns() -> Iterator[tuple[str, Callable[[Mapping[str, str]], Schedule | None]]]:
    clock = r"(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9])( (?P<zone>[A-Za-z0-9_+/-]+))?"
    yield "never", lambda _said: Never()
    yield r"hourly( :(?P<minute>[0-5][0-9]))?", lambda said: Hourly(int(said["minute"] or 0))
    yield r"every ((?P<number>[1-9][0-9]{0,3}) )?(?P<unit>minute|hour|day)s?", _every
    yield f"daily {clock}", _calendar
    yield f"weekly (?P<weekday>{'|'.join(DAYS)}) {clock}", _calendar
    yield f"monthly (?P<day>[1-9]|[12][0-9]|3[01]) {clock}", _calendar


_FORMS = {re.compile(pattern, re.IGNORECASE): read for pattern, read in _patterns()}
