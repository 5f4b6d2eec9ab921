"""Figures of a progress report: a number with its bounds, printed or computed, and the way back to what it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext

from schemas.messages import Message
from schemas.observations import StoredObservation
from schemas.units import plain

DIGITS = 28
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in the unit of the indicator, or in percent where its name says so.

    Args:
        value: the number.
        period: what it is for, e.g. ``2030``.
        how: ``printed`` or ``computed``.
        message: how it was computed, None where it is printed.
        rests_on: the observations it rests on.
        lower: lower bound, None where there is none.
        upper: upper bound, None where there is none.
    """

    value: Decimal
    period: str
    how: str = "printed"
    message: Message | None = None
    rests_on: tuple[StoredObservation, ...] = ()
    lower: Decimal | None = None
    upper: Decimal | None = None


def printed(stored: StoredObservation) -> Figure | None:
    """Give an observation as a figure, None where it has no number."""
    row = stored.observation
    if row.value is None:
        return None
    return Figure(row.value, row.key.period, rests_on=(stored,), lower=row.lower, upper=row.upper)


def computed(value: Decimal, period: str, message: Message, parts: Iterable[Figure]) -> Figure:
    """Give a number that was computed of others."""
    rests_on = dict.fromkeys(stored.id for part in parts for stored in part.rests_on)
    by_id = {stored.id: stored for part in parts for stored in part.rests_on}
    return Figure(plain(value), period, "computed", message, tuple(by_id[one] for one in rests_on))


def share(part: Decimal, whole: Decimal) -> Decimal:
    """Give a part of a whole in percent, to 28 digits."""
    with localcontext() as context:
        context.prec = DIGITS
        return plain(part * HUNDRED / whole)


def of_percent(percent: Decimal, whole: Decimal) -> Decimal:
    """Give so many percent of a whole."""
    with localcontext() as context:
        context.prec = DIGITS
        return plain(percent * whole / HUNDRED)


def close(one: Decimal, other: Decimal) -> bool:
    """Say whether two numbers are the same but for rounding: half a percent, or half of the last digit that is printed."""
    return rounded_alike(one, other) or abs(one - other) * 200 <= max(abs(one), abs(other))


def rounded_alike(one: Decimal, other: Decimal) -> bool:
    """Say whether two numbers may be one, printed with more or fewer digits."""
    return abs(one - other) <= _half_of_last(one, other)


def _half_of_last(one: Decimal, other: Decimal) -> Decimal:
    """Give half of the last digit of the number with the fewer decimals: 4.3 may stand for 4.26."""
    last = max(_exponent(one), _exponent(other))
    return Decimal((0, (5,), min(last, 0) - 1))


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
