"""Times that recur: each month from a day on, each 30 days; and when several of them coincide."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from policies.compiled.ordering import EQ, FIRST, LAST, MOMENT, shifted
from policies.odrl.policy import Constraint, Duration, Span

ANCHORS = ("anchor", "start")
MONTHS_A_YEAR = 12
LONGEST_MONTHS = 9_999 * MONTHS_A_YEAR
LONGEST_SECONDS = 10**12
MOST_SAMPLES = 400
MOST_TOGETHER = 6


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Times at equal distances, before and after an anchor.

    Args:
        anchor: when one of them begins.
        width: how long each is: a day where the anchor is one, else a moment.
        period: the distance; whole months, or a fixed length.
    """

    anchor: datetime
    width: timedelta
    period: Duration

    @property
    def step(self) -> timedelta | None:
        """The distance, None where it is of months."""
        return None if self.period.months else timedelta(microseconds=int(self.period.seconds * 1_000_000))

    def holds(self, moment: datetime) -> bool:
        """Say whether a moment is within one of the times."""
        if self.step is not None:
            return (moment - self.anchor) % self.step < self.width
        return any(start <= moment and moment - start < self.width for start in self.around(moment))

    def around(self, moment: datetime) -> Iterator[datetime]:
        """Give where the times near a moment begin, of months."""
        apart = (moment.year - self.anchor.year) * MONTHS_A_YEAR + moment.month - self.anchor.month
        nearest = apart // self.period.months
        for number in (nearest - 1, nearest, nearest + 1):
            yield shifted(self.anchor, Duration(months=number * self.period.months))


def recurrence(constraint: Constraint) -> Recurrence | None:
    """Give the times that a constraint on an interval asks for, None where it does not say from when on."""
    if constraint.operator != EQ or len(constraint.right) != 1 or len(constraint.others) != 1:
        return None
    period, (name, anchor) = constraint.right[0], constraint.others[0]
    local = name.rpartition("#")[2].rpartition("/")[2].casefold()
    if not isinstance(period, Duration) or not any(word in local for word in ANCHORS):
        return None
    if not _countable(period):
        return None
    if isinstance(anchor, Span):
        return Recurrence(anchor.start, anchor.end - anchor.start, period)
    return Recurrence(anchor, MOMENT, period) if isinstance(anchor, datetime) else None


def _countable(period: Duration) -> bool:
    """Say whether a period is one of whole months or whole microseconds, and not longer than the calendar."""
    if period.months:
        return 0 < period.months <= LONGEST_MONTHS and not period.seconds
    micro = period.seconds * 1_000_000
    return 0 < period.seconds <= LONGEST_SECONDS and micro == micro.to_integral_value()


def recurring_moments(
    several: Sequence[Recurrence], breaks: Sequence[datetime]
) -> tuple[list[datetime], bool]:
    """Give moments at which each combination of recurring times that can coincide does so, between breaks.

    Args:
        several: the recurring times.
        breaks: moments at which something else changes, in order.

    Returns:
        The moments, and whether no combination can have been missed.
    """
    fixed = [one for one in several if one.step is not None]
    bounds = list(zip([None, *breaks], [*breaks, None], strict=True))
    found: list[datetime] = []
    whole = len(fixed) == len(several) and _aligned(fixed) and len(fixed) <= MOST_TOGETHER
    cycle = math.lcm(*(_micro(one.step) for one in fixed)) if fixed else 1
    for group in _groups(fixed[:MOST_TOGETHER]):
        met = _coinciding(group)
        if met is None:
            continue
        samples = min(cycle // met[1], MOST_SAMPLES)
        whole = whole and cycle // met[1] <= MOST_SAMPLES
        for low, high in bounds:
            found += _between(met, low, high, samples, group[0].anchor)
    for one in several:
        found += [start for moment in (*breaks, one.anchor) for start in _monthly(one, moment)]
    return found, whole


def _groups(several: Sequence[Recurrence]) -> Iterable[tuple[Recurrence, ...]]:
    return (group for size in range(1, len(several) + 1) for group in combinations(several, size))


def _micro(length: timedelta | None) -> int:
    return 1 if length is None else length // MOMENT


def _aligned(several: Sequence[Recurrence]) -> bool:
    """Say whether times overlap only where they begin together."""
    if len({one.width for one in several}) > 1:
        return False
    return all(
        (one.anchor - several[0].anchor) % one.width == timedelta(0)
        and _micro(one.step) % _micro(one.width) == 0
        for one in several
    )


def _coinciding(group: Sequence[Recurrence]) -> tuple[int, int] | None:
    """Give the first microsecond after the calendar's first, and the period, at which times begin together."""
    at, every = _offset(group[0].anchor), _micro(group[0].step)
    for one in group[1:]:
        other, period = _offset(one.anchor), _micro(one.step)
        common = math.gcd(every, period)
        if (other - at) % common:
            return None
        turns = (other - at) // common * pow(every // common, -1, period // common) % (period // common)
        at, every = at + every * turns, every // common * period
    return at % every, every


def _offset(moment: datetime) -> int:
    return (moment - FIRST) // MOMENT


def _between(
    met: tuple[int, int], low: datetime | None, high: datetime | None, samples: int, near: datetime
) -> Iterator[datetime]:
    """Give the first times of a common schedule within bounds; where there is no lower one, the last before the upper."""
    at, every = met
    last = _offset(LAST if high is None else high) - 1
    if low is not None:
        first = _offset(low)
    elif high is not None:
        first = max(0, last - every * samples)
    else:
        first = _offset(near)
    start = first + (at - first) % every
    for number in range(samples):
        if start + number * every > last:
            return
        yield FIRST + (start + number * every) * MOMENT


def _monthly(one: Recurrence, moment: datetime) -> Iterator[datetime]:
    if one.step is None:
        yield from one.around(moment)
