"""Weather: the degree days that heating is brought to a reference climate by, HDD(reference) / HDD(year).

All of them are of one series (area, source and basis), so that one base temperature and one method measured them. The
place's own come first, then those of the area around it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from schemas.comparability.rows import bounds_of, is_actual, is_undivided, number_of
from schemas.errors import PeriodError
from schemas.observations import StoredObservation
from schemas.periods import parse_period

UNIT = "DD"
MOST_YEARS = 100
"""Years of a reference climate up to which one is asked for."""

Bounds = tuple[Decimal, Decimal, Decimal]
"""A number between its lower and upper bound."""


@dataclass(frozen=True, slots=True)
class Climate:
    """What heating of a year is multiplied by, e.g. 1.08 after a mild winter.

    Args:
        ratio: degree days of the reference years, on average, by those of the year.
        lower: lower bound, as the source bounds its degree days.
        upper: upper bound.
        area: code of the place that they were measured for.
        observations: what it rests on, the year's first.
    """

    ratio: Decimal
    lower: Decimal
    upper: Decimal
    area: str
    observations: tuple[StoredObservation, ...]


def reference_years(text: str) -> tuple[int, ...]:
    """Read reference years: ``2018``, or a stretch with both ends, ``1991-2020``.

    Raises:
        PeriodError: the text is no year and no stretch of at most a hundred years.
    """
    ends = [_year(part, text) for part in text.replace("–", "-").split("-")]
    if len(ends) > 2 or not 0 <= ends[-1] - ends[0] < MOST_YEARS:
        raise PeriodError(text)
    return tuple(range(ends[0], ends[-1] + 1))


def _year(part: str, text: str) -> int:
    period = parse_period(part) if part.strip().isdigit() else None
    if period is None or period.freq != "A":
        raise PeriodError(text)
    return period.year


def years_text(years: Sequence[int]) -> str:
    """Write reference years as they are asked for."""
    return str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"


def climate(rows: Iterable[StoredObservation], year: int, reference: Sequence[int]) -> Climate | None:
    """Give what heating of a year is multiplied by.

    Args:
        rows: degree days, those to be asked first in front.
        year: of the heating.
        reference: the years of the reference climate.

    Returns:
        The ratio of the first series that holds the year and every reference year; None where none does.
    """
    for series in _by_series(rows).values():
        if series.keys() >= {year, *reference}:
            found = _ratio(series, year, reference)
            if found is not None:
                return found
    return None


def holds_year(rows: Iterable[StoredObservation], year: int) -> bool:
    """Say whether any series holds degree days of a year."""
    return any(year in series for series in _by_series(rows).values())


def _by_series(rows: Iterable[StoredObservation]) -> dict[tuple[str, str, str], dict[int, StoredObservation]]:
    found: dict[tuple[str, str, str], dict[int, StoredObservation]] = {}
    for stored in rows:
        key = stored.observation.key
        period = parse_period(key.period)
        if period.freq == "A" and stored.observation.value and is_actual(stored) and is_undivided(stored):
            found.setdefault((key.place, key.source, key.basis), {}).setdefault(period.year, stored)
    return found


def _ratio(series: Mapping[int, StoredObservation], year: int, reference: Sequence[int]) -> Climate | None:
    own, *others = (_bounds(series[one]) for one in (year, *reference))
    if min(own) <= 0:
        return None
    lower, middle, upper = (sum(one, Decimal(0)) / len(reference) for one in zip(*others, strict=True))
    behind = tuple({seen.id: seen for seen in (series[one] for one in (year, *reference))}.values())
    area = series[year].observation.key.place
    if list(reference) == [year]:
        return Climate(Decimal(1), Decimal(1), Decimal(1), area, behind)
    return Climate(middle / own[1], lower / own[2], upper / own[0], area, behind)


def _bounds(stored: StoredObservation) -> Bounds:
    value = number_of(stored, UNIT) or Decimal(0)
    below, above = bounds_of(stored, UNIT)
    return value - below, value, value + above
