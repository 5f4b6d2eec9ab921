"""Hours and days of local time without an offset: which instants they are, where the clocks are changed, too."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """What a figure is the mean of: its first instant, and the one that it ends at, in UTC."""

    start: datetime
    end: datetime


def instants(local: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Give the instants at which a zone's clocks show a time: one, two in autumn, none in spring."""
    found: dict[datetime, None] = {}
    for fold in (0, 1):
        instant = local.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) == local:
            found[instant] = None
    return tuple(found)


def day_span(day: date, zone: ZoneInfo) -> Span:
    """Give a calendar day of a zone: 23, 24 or 25 hours."""
    start, end = (datetime(one.year, one.month, one.day, tzinfo=zone) for one in (day, day + DAY))
    return Span(start.astimezone(UTC), end.astimezone(UTC))


def is_day(span: Span, zone: ZoneInfo) -> bool:
    """Say whether a span is a calendar day of a zone."""
    return day_span(span.start.astimezone(zone).date(), zone) == span


def span_of(start: datetime, end: datetime, zone: ZoneInfo) -> Span | None:
    """Give the hour or day between two times that clocks show; None where it is neither.

    In autumn the end tells which of two hours is meant: 02:00 to 02:00 is the first, 02:00 to 03:00 the second. In spring
    an hour that begins where the clocks never are is none; one that ends there is the hour before.
    """
    if start.time() == end.time() == datetime.min.time() and end - start == DAY:
        return day_span(start.date(), zone)
    starts, ends = instants(start, zone), instants(end, zone)
    if not ends and end - start == HOUR:
        ends = tuple(one + HOUR for one in starts)
    hours = [Span(one, other) for one in starts for other in ends if other - one == HOUR]
    return hours[0] if len(hours) == 1 else None


Printed = tuple[str, datetime, datetime]
"""A station, and the two times that clocks show."""


def spans_of(printed: Sequence[Printed | None], zone: ZoneInfo) -> Iterator[Span | None]:
    """Give the span of each record of a document in its order.

    Where one station's hour of the autumn night stands twice in the same words, the order tells: the first is the earlier.
    """
    times: dict[Printed, int] = {}
    for one in printed:
        if one is not None:
            times[one] = times.get(one, 0) + 1
    seen: dict[Printed, int] = {}
    for one in printed:
        if one is None:
            yield None
            continue
        seen[one] = seen.get(one, 0) + 1
        yield _in_order(one, seen[one], times, zone)


def _in_order(one: Printed, number: int, times: Mapping[Printed, int], zone: ZoneInfo) -> Span | None:
    _, start, end = one
    starts = instants(start, zone)
    if len(starts) == 1 or times[one] == 1 or end - start != HOUR:
        return span_of(start, end, zone)
    if times[one] != len(starts):
        return None
    return Span(starts[number - 1], starts[number - 1] + HOUR)
