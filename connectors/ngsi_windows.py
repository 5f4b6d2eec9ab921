"""Spans of time that a broker is asked for, and halves of them where it cuts its answer.

What `between` means at its two ends differs from broker to broker. So the ends lie a hair before full seconds, at moments
that no clock of a sensor tells: two neighbouring spans share no value and lose none.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from connectors.ngsi_errors import NgsiKeyError
from schemas.errors import PeriodError
from schemas.periods import parse_period

HAIR = timedelta(microseconds=500)
SHORTEST = timedelta(minutes=1)
MONTHS: Mapping[str, int] = {"A": 12, "S": 6, "Q": 3, "M": 1}
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Window:
    """A span of time: from its start on, up to its end."""

    start: datetime
    end: datetime

    def parameters(self, *, exact: bool) -> Mapping[str, str]:
        """Say it in a question.

        Args:
            exact: whether the broker counts its periods from the start, which must then be the start itself.
        """
        hair = timedelta(0) if exact else HAIR
        return {"timerel": "between", "timeAt": _told(self.start - hair), "endTimeAt": _told(self.end - hair)}

    def halves(self) -> tuple["Window", "Window"] | None:
        """Give its two halves, at a full second; None where it is as short as it gets."""
        if self.end - self.start < 2 * SHORTEST:
            return None
        middle = (self.start + (self.end - self.start) / 2).replace(microsecond=0)
        return Window(self.start, middle), Window(middle, self.end)


def window_of(since: str, until: str, year: int, zone: ZoneInfo) -> Window:
    """Read a span: periods, days or moments; the last one belongs to it, and is the current year unless told.

    Raises:
        NgsiKeyError: one is none of them, or the span is empty.
    """
    start = _span(since, "select.since", zone)[0]
    end = _span(until or str(year), "select.until", zone)[1]
    if start >= end:
        raise NgsiKeyError(f"{since} - {until or year}", where="select.since", wanted="since < until")
    return Window(start, end)


def _span(text: str, where: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    try:
        if DAY.fullmatch(text):
            day = date.fromisoformat(text)
            return _midnight(day, zone), _midnight(day + timedelta(days=1), zone)
        if "T" in text:
            moment = datetime.fromisoformat(text)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
            return moment.astimezone(UTC), moment.astimezone(UTC)
        period = parse_period(text)
    except (ValueError, PeriodError) as error:
        wanted = "2024, 2024-05, 2024-05-01, 2024-05-01T00:00:00Z"
        raise NgsiKeyError(text, where=where, wanted=wanted) from error
    first = period.start
    months = first.month - 1 + MONTHS[period.freq]
    after = date(first.year + months // 12, months % 12 + 1, 1)
    return _midnight(first, zone), _midnight(after, zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def _told(moment: datetime) -> str:
    form = "microseconds" if moment.microsecond else "seconds"
    return moment.isoformat(timespec=form).replace("+00:00", "Z")
