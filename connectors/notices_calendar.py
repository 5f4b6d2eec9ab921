"""When figures are due: the periods that follow one another, and how long after a period's end its figures may take."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from schemas.periods import Period, parse_period

GRACE = "P14D"
"""How long after the due day nobody is told yet, unless a sources file says otherwise."""

_LAG = re.compile(r"P(?=\d)(?:(\d{1,2})Y)?(?:(\d{1,3})M)?(?:(\d{1,3})W)?(?:(\d{1,4})D)?")

MONTHS: Mapping[str, int] = {
    "MONTHLY": 1, "BIMONTHLY": 2, "QUARTERLY": 3, "ANNUAL_3": 4, "ANNUAL_2": 6, "ANNUAL": 12, "BIENNIAL": 24,
    "TRIENNIAL": 36, "QUADRENNIAL": 48, "QUINQUENNIAL": 60, "DECENNIAL": 120, "BIDECENNIAL": 240, "TRIDECENNIAL": 360,
}  # fmt: skip
"""Months from one publication to the next (Publications Office, authority table frequency); more frequent ones have none."""

NOTHING_EXPECTED = frozenset({"NEVER", "NOT_PLANNED", "IRREG", "AS_NEEDED", "OP_DATPRO"})
"""Frequencies after which no period is expected."""

PERIOD_MONTHS: Mapping[str, int] = {"A": 12, "S": 6, "Q": 3, "M": 1}


@dataclass(frozen=True, slots=True)
class Lag:
    """A time after a period's end: whole months, then days."""

    months: int = 0
    days: int = 0

    def after(self, first: date) -> date:
        """Give the day that comes so long after another."""
        return months_after(first, self.months) + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Expected:
    """A period whose figures are expected.

    Args:
        period: the earliest one that is not there.
        due: the last day on which its figures are in time.
        told_from: from when on they are overdue, the grace included.
    """

    period: str
    due: date
    told_from: datetime

    @property
    def since(self) -> datetime:
        """Since when they are late: the first moment after the due day."""
        return _midnight(self.due + timedelta(days=1))


def read_lag(text: str) -> Lag:
    """Read a time of ISO 8601 in years, months, weeks and days, e.g. ``P6M`` or ``P45D``.

    Raises:
        ValueError: it is none.
    """
    match = _LAG.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no time such as P6M (six months), P45D (45 days) or P1Y6M")
    years, months, weeks, days = (int(part or 0) for part in match.groups())
    return Lag(12 * years + months, 7 * weeks + days)


def months_after(first: date, months: int) -> date:
    """Give the day some months later; the last one of a month that is too short."""
    count = first.year * 12 + first.month - 1 + months
    year, month = divmod(count, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=first.day - 1), following - timedelta(days=1))


def next_expected(newest: str, periodicity: str, due: Lag, grace: Lag) -> Expected | None:
    """Give the period that is expected after the newest one; None where none is.

    Args:
        newest: the newest period whose figures are there, e.g. ``2024`` or ``2025-Q4``.
        periodicity: code of the EU's frequencies; where it is unknown, each period of the figures is expected.
        due: how long after a period's end its figures are in time.
        grace: how long after that nobody is told yet.

    Raises:
        PeriodError: the newest period is none.
    """
    if periodicity in NOTHING_EXPECTED:
        return None
    period = parse_period(newest)
    own = PERIOD_MONTHS[period.freq]
    step = max(own, MONTHS.get(periodicity, own))
    begins = months_after(period.start, step - step % own)
    following = Period(begins.year, period.freq, (begins.month - 1) // own + 1)
    late = due.after(months_after(begins, own))
    return Expected(str(following), late - timedelta(days=1), _midnight(grace.after(late)))


def _midnight(one: date) -> datetime:
    return datetime(one.year, one.month, one.day, tzinfo=UTC)
