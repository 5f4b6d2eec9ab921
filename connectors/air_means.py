"""Means of days, months and years, and days above the limit of PM10, of what was measured.

What was measured too seldom has no value and says so. Sources: Directive 2008/50/EC, Annex XI (24 hours: 75 % of hourly
figures, i.e. 18 hours) and Annex I (90 % of a year, without what planned maintenance takes: with up to 5 % for that, the 85 %
that our list of indicators asks for). What Directive (EU) 2024/2881 asks from 2030 on was not looked up: `coverage` decides.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from connectors.air_hours import HOUR, Span, day_span, is_day
from connectors.air_measured import MEAN, MISSING, PM10, UNVALIDATED, Measured
from schemas.observations import decimal_text
from schemas.statuses import top_status

Aggregate = Literal["", "day", "month", "year"]
OF_A_DAY = 75
"""Percent of a day's hours without which the day has no mean."""

DAYS_OVER_50 = "days_over_50"
LIMIT = Decimal(50)
"""Micrograms per cubic metre in a day: Directive 2008/50/EC, Annex XI, in force until the end of 2029."""

STEP = Decimal("0.001")
"""Means are rounded to this, half to even: ISZZ gives its own means so."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Figures of one period.

    Args:
        period: as written, e.g. ``2025-07``.
        span: the period's.
        figures: means of hours or of days, those without a figure too.
        expected: how many hours or days the period has.
        by_hour: whether they are hours.
    """

    period: str
    span: Span
    figures: Sequence[Measured]
    expected: int
    by_hour: bool


def aggregated(figures: Iterable[Measured], per: Aggregate, zone: ZoneInfo, coverage: int) -> list[Measured]:
    """Give the means of each station and pollutant, in the order in which they are measured first.

    Args:
        figures: of hours or days; other statistics than means are left out where means are made of them.
        per: ``day``, ``month`` or ``year`` of the zone's calendar; nothing leaves the figures as they are.
        coverage: percent of a month's or year's hours or days without which it has no figure.
    """
    if not per:
        return list(figures)
    means = [figure for figure in figures if figure.statistic == MEAN]
    if per == "day":
        return _days(means, zone)
    made = [_mean(group, coverage) for group in _groups(means, per, zone)]
    dust = [figure for figure in means if figure.component == PM10]
    return [*made, *(_over_limit(group, coverage) for group in _groups(_days(dust, zone), per, zone))]


def _days(means: Iterable[Measured], zone: ZoneInfo) -> list[Measured]:
    """Give the means of days; those that are given as such stay as they are."""
    groups = _groups(means, "day", zone)
    return [_mean(group, OF_A_DAY) if group.by_hour else group.figures[0] for group in groups]


def _groups(figures: Iterable[Measured], per: Aggregate, zone: ZoneInfo) -> Iterator[_Group]:
    """Put together what is of one station, pollutant, unit and period, hours and days apart."""
    found: dict[tuple[str, str, str, str, bool], list[Measured]] = {}
    for figure in figures:
        by_hour = not is_day(figure.span, zone)
        if by_hour and figure.span.end - figure.span.start != HOUR:
            continue
        first = period_start(figure.span.start.astimezone(zone).date(), per)
        key = (figure.station, figure.component, figure.unit, first.isoformat(), by_hour)
        found.setdefault(key, []).append(figure)
    for (*_, first_day, by_hour), ones in found.items():
        first = date.fromisoformat(first_day)
        span = Span(day_span(first, zone).start, day_span(_next(first, per), zone).start)
        days = (_next(first, per) - first).days
        expected = (span.end - span.start) // HOUR if by_hour else days
        yield _Group(first_day[: {"year": 4, "month": 7}.get(per, 10)], span, ones, expected, by_hour)


def period_start(day: date, per: Aggregate) -> date:
    """Give the first day of the year or month that a day is in, or the day itself."""
    if per == "year":
        return day.replace(month=1, day=1)
    return day.replace(day=1) if per == "month" else day


def _next(first: date, per: Aggregate) -> date:
    if per == "year":
        return first.replace(year=first.year + 1)
    return (first + timedelta(days=32)).replace(day=1) if per == "month" else first + timedelta(days=1)


def _mean(group: _Group, needed: int) -> Measured:
    counted = [one for one in group.figures if one.text or one.below_detection]
    made = _made_of(group, counted)
    if not _enough(counted, group, needed):
        return replace(made, comment=_too_few(group, counted, needed))
    below = sum(one.below_detection for one in counted)
    if below:
        lower, upper = ([_bound(one, side) for one in counted] for side in ("lower", "upper"))
        words = f"{below} of {len(counted)} {_name(group)} below the detection limit"
        return replace(made, lower=_average(lower), upper=_average(upper), comment=words)
    value = _average([Decimal(one.text) for one in counted])
    return replace(made, text=decimal_text(value), status=top_status(one.status for one in counted))


def _over_limit(group: _Group, needed: int) -> Measured:
    """Count days above the limit; of too few days the count is the least it may be."""
    counted = [one for one in group.figures if one.text or one.below_detection]
    over = sum(1 for one in counted if one.text and Decimal(one.text) > LIMIT)
    unclear = sum(1 for one in counted if one.below_detection and _bound(one, "upper") > LIMIT)
    made = replace(_made_of(group, counted), statistic=DAYS_OVER_50, unit="days")
    most = Decimal(over + unclear + group.expected - len(counted))
    if unclear or not _enough(counted, group, needed):
        words = _too_few(group, counted, needed) if not unclear else f"{unclear} days may be above the limit"
        return replace(made, lower=Decimal(over), upper=most, comment=words)
    told = [one.status for one in counted if one.text] or [UNVALIDATED]
    return replace(made, text=str(over), status=top_status(told))


def _made_of(group: _Group, counted: Sequence[Measured]) -> Measured:
    """Give a period's row before anything is known of its value: where its figures stand, and how many they are."""
    first, last = group.figures[0], group.figures[-1]
    ref = first.ref if first.ref == last.ref else _range(first.ref, last.ref, len(group.figures))
    return replace(
        last, span=group.span, period=group.period, text="", status=MISSING, ref=ref, lower=None, upper=None, comment="",
        measured=len(counted), expected=group.expected,
    )  # fmt: skip


def _range(first: str, last: str, count: int) -> str:
    """Name a range of cells, of which each may be one itself: from the first of all to the last of all."""
    begun, end = first.partition("..")[0], last.rpartition("..")[2].partition(" (")[0]
    return f"{begun}..{end} ({count})"


def _enough(counted: Sequence[Measured], group: _Group, needed: int) -> bool:
    return len(counted) * 100 >= needed * group.expected


def _too_few(group: _Group, counted: Sequence[Measured], needed: int) -> str:
    return f"measured {len(counted)} of {group.expected} {_name(group)}, {needed} % needed"


def _name(group: _Group) -> str:
    return "hours" if group.by_hour else "days"


def _bound(figure: Measured, side: str) -> Decimal:
    known = figure.lower if side == "lower" else figure.upper
    return Decimal(figure.text) if figure.text else (known or Decimal(0))


def _average(numbers: Sequence[Decimal]) -> Decimal:
    return (sum(numbers, Decimal(0)) / len(numbers)).quantize(STEP, ROUND_HALF_EVEN)
