"""S12: a series whose next figure is overdue."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

from schemas.errors import PeriodError
from schemas.observations import Observation
from schemas.periods import Period, parse_period
from schemas.rules.evidence import Evidence
from schemas.rules.inventories import ACTUAL
from schemas.rules.suspicions import Suspicion

MONTHS: Mapping[str, int] = {"A": 12, "S": 6, "Q": 3, "M": 1}
GRACE: Mapping[int, int] = {12: 36, 6: 12, 3: 9, 1: 6}
"""Months that a figure may take to appear after its period: city inventories take two to three years."""

REGULAR = 3
"""Periods in a row before a rhythm is taken for one, where no source promises it."""


def overdue(evidence: Evidence) -> Iterator[Suspicion]:
    """S12: what is published in a rhythm goes on; each place, source and indicator is told once."""
    if evidence.today is None:
        return
    for rows in _told_apart(evidence.observations).values():
        late = _late(rows, evidence, evidence.today)
        if late is not None:
            yield late


def _told_apart(observations: Sequence[Observation]) -> Mapping[tuple[str, ...], dict[Period, Observation]]:
    found: dict[tuple[str, ...], dict[str, Observation]] = {}
    for row in observations:
        key = row.key
        if key.value_type == ACTUAL and row.value is not None:
            family = key.indicator.partition(".")[0]
            found.setdefault((key.place, key.source, family), {}).setdefault(key.period, row)
    return {where: _by_period(rows) for where, rows in found.items()}


def _by_period(rows: Mapping[str, Observation]) -> dict[Period, Observation]:
    """Read the periods; of two ways to write one the first counts."""
    found: dict[Period, Observation] = {}
    for text, row in rows.items():
        period = _period(text)
        if period is not None:
            found.setdefault(period, row)
    return found


def _late(rows: Mapping[Period, Observation], evidence: Evidence, today: date) -> Suspicion | None:
    """Give a suspicion where the next period ended longer ago than figures take."""
    latest = max(rows, key=_start, default=None)
    if latest is None:
        return None
    row = rows[latest]
    rhythm = evidence.accrual.get(row.key.source) or _rhythm(rows)
    if not rhythm:
        return None
    passed = (today.year - latest.start.year) * 12 + today.month - latest.start.month - MONTHS[latest.freq]
    awaited = rhythm + GRACE.get(rhythm, rhythm * 3)
    if passed <= awaited:
        return None
    values = {"months": passed, "awaited": awaited, "period": str(latest), "day": today.isoformat()}
    return Suspicion("S12", row, "", values, (), "info")


def _rhythm(rows: Mapping[Period, Observation]) -> int:
    """Give the months between periods that follow one another without a gap; 0 where there is no rhythm."""
    latest = max(rows, key=_start)
    months = MONTHS[latest.freq]
    starts = {_start(period) for period in rows if period.freq == latest.freq}
    last = _start(latest)
    return months if all(last - months * back in starts for back in range(REGULAR)) else 0


def _start(period: Period) -> int:
    """Count the months to a period's first day."""
    return period.year * 12 + (period.part - 1) * MONTHS[period.freq]


@lru_cache(maxsize=4096)
def _period(text: str) -> Period | None:
    try:
        return parse_period(text)
    except PeriodError:
        return None
