"""Numbers and lengths of time that stand for all: one at each bound and between each two."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from itertools import pairwise

from policies.compiled.ordering import LT, compared, equal
from policies.odrl.policy import ODRL, Duration
from policies.odrl.profile import operand
from policies.odrl.vocabulary import OG

MOST_STEPS = 100
SLIVER = Decimal(1000)
ONE = Decimal(1)
POSITIVE = frozenset({"absoluteSizeWidth", "absoluteSizeHeight", "absoluteSizeDepth"})
"""Local names of operands whose values are above zero: what has no width has no size."""

NOT_NEGATIVE = frozenset(
    [*(f"{ODRL}{name}" for name in ("count", "absoluteSize", "relativeSize", "percentage", "resolution"))]
    + [*(f"{ODRL}{name}" for name in ("elapsedTime", "meteredTime", "delayPeriod", "timeInterval"))]
    + [f"{OG}{name}" for name in ("dataAge", "window", "resultRows", "minContributors", "pPercent")]
)
"""Operands whose values are zero or above."""


@dataclass(frozen=True, slots=True)
class Range:
    """Which numbers or lengths an operand can have.

    Args:
        least: the least; None for none.
        reached: whether the least is one of them.
        whole: whether only whole numbers are.
    """

    least: Decimal | None = None
    reached: bool = True
    whole: bool = False


def range_of(left: str) -> Range:
    """Give what a left operand can be."""
    local = left.rpartition("#")[2].rpartition("/")[2]
    known = operand(left)
    whole = known is not None and known.types == ("integer",)
    if local in POSITIVE:
        return Range(Decimal(0), reached=False, whole=whole)
    return Range(Decimal(0) if left in NOT_NEGATIVE else None, whole=whole)


def number_candidates(values: Iterable[Decimal], within: Range) -> list[Decimal]:
    """Give numbers of which one stands in each part that some numbers divide all numbers into."""
    bounds = sorted({*values, *([] if within.least is None else [within.least])})
    if within.whole:
        found = {
            one.to_integral_value(way) + more
            for one in bounds
            for way in (ROUND_FLOOR, ROUND_CEILING)
            for more in (-ONE, Decimal(0), ONE)
        }
    else:
        middles = {(one + other) / 2 for one, other in pairwise(bounds)}
        found = {*bounds, *middles, bounds[0] - 1, bounds[-1] + 1}
    return sorted(one for one in found if _within(one, within))


def _within(one: Decimal, within: Range) -> bool:
    if within.least is None:
        return True
    return one > within.least or (within.reached and one == within.least)


def length_candidates(values: Iterable[Duration], within: Range) -> tuple[list[Duration], bool]:
    """Give lengths of time of which one stands in each part that some lengths divide all lengths into.

    Returns:
        The lengths, and whether no part can be without one: months and days have no common order everywhere.
    """
    found = set(values)
    if not any(one.months for one in found):
        return [Duration(seconds=one) for one in number_candidates((x.seconds for x in found), within)], True
    least = [] if within.least is None else [Duration(seconds=within.least)]
    ordered = _ordered([*found, *least])
    between = [Duration(one.months, one.seconds + Decimal("0.000001")) for one in (*found, *least)]
    below = [] if least else [Duration(one.months, one.seconds - Decimal("0.000001")) for one in found]
    near = [one for one in (*found, *least, *between, *below) if not least or _not_below(one, least[0])]
    return near, ordered


def _not_below(one: Duration, least: Duration) -> bool:
    return compared(LT, one, least, {}) is False


def _ordered(several: Sequence[Duration]) -> bool:
    """Say whether of each two lengths one is certainly longer, and more than a sliver."""
    return all(
        one == other or (equal(one, other) is False and compared(LT, one, other, {}) is not None)
        for one in several
        for other in several
    )


def related_candidates(values: Sequence[Duration], within: Range) -> tuple[list[Duration], bool]:
    """Give lengths of time that stand for all where sums of them are compared too.

    Beside each bound there is one so near that no sum of them crosses another sum of bounds.

    Args:
        values: the bounds of all lengths that are compared.
        within: what the lengths can be.

    Returns:
        The lengths, and whether they are enough.
    """
    if any(one.months for one in values):
        return length_candidates(values, within)
    bounds = sorted({Decimal(0), *(one.seconds for one in values)})
    common = _common(bounds)
    sliver = common / SLIVER
    top = bounds[-1] * MOST_STEPS + common
    found = {one + more for one in bounds for more in (-sliver, Decimal(0), sliver)} | {top}
    return [Duration(seconds=one) for one in sorted(found) if one >= 0], True


def _common(bounds: Sequence[Decimal]) -> Decimal:
    """Give a length of which every bound is a whole multiple."""
    several = [Fraction(one) for one in bounds if one]
    if not several:
        return ONE
    below = math.lcm(*(one.denominator for one in several))
    return Decimal(math.gcd(*(int(one * below) for one in several))) / Decimal(below)


def total(lengths: Iterable[object]) -> Decimal | None:
    """Give the seconds of lengths together, None where one is not of seconds."""
    found = Decimal(0)
    for one in lengths:
        if not isinstance(one, Duration) or one.months:
            return None
        found += one.seconds
    return found
