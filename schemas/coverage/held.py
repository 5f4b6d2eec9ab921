"""What is held: the latest figure of an indicator for a place, with its age and when the next one is due."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from schemas.errors import PeriodError
from schemas.periods import Period, parse_period

STEPS = {
    "TRIENNIAL": 36, "BIENNIAL": 24, "ANNUAL": 12, "ANNUAL_2": 6, "ANNUAL_3": 4, "QUARTERLY": 3, "BIMONTHLY": 2,
    "MONTHLY": 1, "QUADRENNIAL": 48, "QUINQUENNIAL": 60, "DECENNIAL": 120,
}  # fmt: skip
"""Months between two figures, by the EU's code of a dataset's accrual periodicity."""

LAST_YEAR = 2200
"""What is later is no year of a figure; a calendar that ends in 9999 must not stop a table."""

_LENGTH = {"A": 12, "S": 6, "Q": 3, "M": 1}


@dataclass(frozen=True, slots=True)
class Held:
    """The latest figure that is held.

    Args:
        value: the number, None where only parts are held (by sector) or only that it exists may be known.
        unit: its unit.
        period: e.g. ``2022``.
        parts: how many figures of that period are held.
        source: who says so.
        dataset: the dataset it is in.
        observation: its id, empty where there is none of the whole.
        modified: when the source last changed the dataset, ISO 8601; empty where it does not say.
        periodicity: the EU's code of its accrual periodicity; empty where it is not stated.
        restricted: only that it is held may be known.
    """

    indicator: str
    place: str
    value: Decimal | None
    unit: str
    period: str
    parts: int
    source: str
    dataset: str
    observation: str = ""
    modified: str = ""
    periodicity: str = ""
    restricted: bool = False

    def age_months(self, today: date) -> int | None:
        """Give how many whole months have passed since the end of its period; None where that is no period."""
        end = _end(self.period)
        if end is None:
            return None
        months = (today.year - end.year) * 12 + today.month - end.month
        return max(0, months - (today.day < end.day))

    def next_due(self) -> date | None:
        """Give when the next figure is due: its period's end, later by as much as the last one came later."""
        end = _end(self.period)
        if end is None:
            return None
        step = STEPS.get(self.periodicity) or _LENGTH[parse_period(self.period).freq]
        return _months_later(end, step) + self._lag(end)

    def _lag(self, end: date) -> timedelta:
        try:
            came = date.fromisoformat(self.modified[:10])
        except ValueError:
            return timedelta(0)
        return max(came - end, timedelta(0))


def _end(text: str) -> date | None:
    """Give the last day of a period."""
    try:
        period: Period = parse_period(text)
    except PeriodError:
        return None
    if period.start.year > LAST_YEAR:
        return None
    return _months_later(period.start, _LENGTH[period.freq]) - timedelta(days=1)


def _months_later(day: date, months: int) -> date:
    """Give a day some months later; the end of a month stays the end of a month."""
    last = (day + timedelta(days=1)).day == 1
    month = day.month - 1 + months
    first = date(day.year + month // 12, month % 12 + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    ends = (following - timedelta(days=1)).day
    return first.replace(day=ends if last else min(day.day, ends))
