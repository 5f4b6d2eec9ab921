"""Comparing two values: equal, before, after, or not to be told.

A time is a stretch of moments: a moment is as long as its last digit, a day, month or year as the calendar has it.
What holds of some of its moments and not of others is unknown.
"""

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TypeAlias

from policies.compiled.truth import Truth
from policies.odrl.policy import ODRL, Duration, Iri, Span, Value

Stretch: TypeAlias = tuple[datetime, datetime]

MOMENT = timedelta(microseconds=1)
LAST = datetime.max.replace(tzinfo=UTC)
FIRST = datetime.min.replace(tzinfo=UTC)
DECEMBER = 12
LT, LTEQ, GT, GTEQ, EQ, NEQ = (f"{ODRL}{name}" for name in ("lt", "lteq", "gt", "gteq", "eq", "neq"))

REFERENCES = tuple(
    datetime(year, month, 1, tzinfo=UTC) for year, month in ((1696, 9), (1697, 2), (1903, 3), (1903, 7))
)
"""The days from which XML Schema measures two durations; they are ordered only if they are so from all four."""


def stretch(value: Value) -> Stretch | None:
    """Give the first moment of a time and the first after it; None for what is no time."""
    if isinstance(value, datetime):
        return value, value + MOMENT if value < LAST else LAST
    return (value.start, value.end) if isinstance(value, Span) else None


def shifted(moment: datetime, duration: Duration, sign: int = 1) -> datetime:
    """Give a time so much later, or earlier; a day that a month does not have becomes its last.

    What lies beyond the calendar becomes its first or last moment.
    """
    months = moment.year * DECEMBER + moment.month - 1 + sign * duration.months
    year, month = divmod(months, DECEMBER)
    try:
        day = min(moment.day, monthrange(year, month + 1)[1])
        whole = moment.replace(year=year, month=month + 1, day=day)
        microseconds = int(duration.seconds * 1_000_000) * sign
        return whole + timedelta(microseconds=microseconds)
    except (ValueError, OverflowError):
        later = (sign > 0) == (duration.months > 0 or duration.seconds > 0)
        return LAST if later else FIRST


def _lengths(value: Duration) -> Sequence[datetime]:
    return [shifted(start, value) for start in REFERENCES]


def _times_before(left: Stretch, first: datetime) -> Truth:
    """Say whether all moments of a time are before a moment."""
    if left[1] <= first:
        return True
    return False if left[0] >= first else None


def _opposite(answer: Truth) -> Truth:
    return None if answer is None else not answer


def _times_equal(left: Stretch, right: Stretch) -> Truth:
    if right[0] <= left[0] and left[1] <= right[1]:
        return True
    return False if left[1] <= right[0] or left[0] >= right[1] else None


TIMES: Mapping[str, Callable[[Stretch, Stretch], Truth]] = {
    LT: lambda left, right: _times_before(left, right[0]),
    LTEQ: lambda left, right: _times_before(left, right[1]),
    GT: lambda left, right: _opposite(_times_before(left, right[1])),
    GTEQ: lambda left, right: _opposite(_times_before(left, right[0])),
}
NUMBERS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    LT: lambda left, right: left < right,
    LTEQ: lambda left, right: left <= right,
    GT: lambda left, right: left > right,
    GTEQ: lambda left, right: left >= right,
}
DAYS: Mapping[str, Callable[[datetime, datetime], bool]] = {
    LT: lambda left, right: left < right,
    LTEQ: lambda left, right: left <= right,
    GT: lambda left, right: left > right,
    GTEQ: lambda left, right: left >= right,
}


def compared(operator: str, left: Value, right: Value, ranks: Mapping[str, int]) -> Truth:
    """Say how two values stand in their order; unknown for what has none.

    Args:
        operator: IRI of lt, lteq, gt or gteq.
        left: the value found.
        right: the value of the rule.
        ranks: place of each code in its order, empty where there is none.
    """
    times = stretch(left), stretch(right)
    if times[0] and times[1]:
        return TIMES[operator](times[0], times[1])
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return NUMBERS[operator](left, right)
    if isinstance(left, Duration) and isinstance(right, Duration):
        return _agreed({DAYS[operator](*pair) for pair in zip(_lengths(left), _lengths(right), strict=True)})
    if isinstance(left, str) and isinstance(right, str) and left in ranks and right in ranks:
        return NUMBERS[operator](Decimal(ranks[left]), Decimal(ranks[right]))
    return None


def _agreed(answers: set[bool]) -> Truth:
    return answers.pop() if len(answers) == 1 else None


def equal(left: Value, right: Value) -> Truth:
    """Say whether two values are the same; unknown where they are of kinds that cannot be told apart."""
    times = stretch(left), stretch(right)
    if times[0] and times[1]:
        return _times_equal(times[0], times[1])
    if isinstance(left, Duration) and isinstance(right, Duration):
        return _agreed({one == two for one, two in zip(_lengths(left), _lengths(right), strict=True)})
    if type(left) is type(right):
        return left == right
    if isinstance(left, Iri | str) and isinstance(right, Iri | str):
        return True if _text(left) == _text(right) else None
    return None


def _text(value: Iri | str) -> str:
    return value.iri if isinstance(value, Iri) else value
