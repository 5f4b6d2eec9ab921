"""Conditions that nothing fulfils, or everything: found from the bounds of each left operand."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TypeAlias

from policies.odrl.findings import LintFinding, finding
from policies.odrl.policy import ODRL, Condition, Constraint, Duration, Iri, LogicalConstraint, Span, Value
from policies.odrl.vocabulary import OG, compact

Point: TypeAlias = tuple[str, Decimal]
"""A value on a line, with the line's name: only values on the same line can be compared."""

ZERO = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

SEVERAL_AT_ONCE = frozenset({f"{OG}recipientNetwork", f"{OG}recipientOrganisation", f"{ODRL}recipient"})
"""Left operands that have several values at once: being one does not keep from being another."""

EQ, NEQ, LT, LTEQ, GT, GTEQ, ANY, NONE = (
    f"{ODRL}{name}" for name in ("eq", "neq", "lt", "lteq", "gt", "gteq", "isAnyOf", "isNoneOf")
)


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of an interval, and whether the end itself belongs to it."""

    at: Decimal
    within: bool


def check_intervals(conditions: tuple[Condition, ...]) -> Iterator[LintFinding]:
    """Give the conditions that can never be fulfilled together, and those that always are.

    Only what is certain is said: operands with several values at once, and values that cannot be compared, are
    passed over.
    """
    together = list(_conjuncts(conditions))
    yield from _never(together)
    for condition in _logical(conditions):
        if condition.logic == "or":
            yield from _always(condition)
            for operand in condition.operands:
                yield from _never(list(_conjuncts((operand,))))


def _conjuncts(conditions: Iterable[Condition]) -> Iterator[Constraint]:
    for condition in conditions:
        if isinstance(condition, Constraint):
            yield condition
        elif condition.logic in ("and", "andSequence"):
            yield from _conjuncts(condition.operands)


def _logical(conditions: Iterable[Condition]) -> Iterator[LogicalConstraint]:
    for condition in conditions:
        if isinstance(condition, LogicalConstraint):
            yield condition
            yield from _logical(condition.operands)


def _by_left(constraints: Iterable[Constraint]) -> Mapping[tuple[str, str], list[Constraint]]:
    grouped: dict[tuple[str, str], list[Constraint]] = {}
    for one in constraints:
        if one.left not in SEVERAL_AT_ONCE and not one.reference and not one.others:
            grouped.setdefault((one.left, one.unit), []).append(one)
    return grouped


def _never(constraints: list[Constraint]) -> Iterator[LintFinding]:
    for (left, _), same in _by_left(constraints).items():
        if len(same) > 1 and (_no_value(same) or _no_interval(same)):
            yield finding("never", "warning", same[-1].written, compact(left))


def _no_value(same: list[Constraint]) -> bool:
    """Say whether the names that some constraints allow have none in common."""
    allowed = [set(one.right) for one in same if one.operator in (EQ, ANY) and _only_names(one)]
    if not allowed:
        return False
    denied = {value for one in same if one.operator in (NEQ, NONE) for value in one.right}
    return not set.intersection(*allowed) - denied


def _only_names(constraint: Constraint) -> bool:
    return all(isinstance(value, Iri | str) for value in constraint.right)


def _no_interval(same: list[Constraint]) -> bool:
    lows, highs = _ends(same)
    return any(
        low_line == high_line and _empty(low, high) for low_line, low in lows for high_line, high in highs
    )


def _empty(low: Bound, high: Bound) -> bool:
    return low.at > high.at or (low.at == high.at and not (low.within and high.within))


def _ends(constraints: Iterable[Constraint]) -> tuple[list[tuple[str, Bound]], list[tuple[str, Bound]]]:
    """Give the lower and the upper ends of constraints, each with its line."""
    lows: list[tuple[str, Bound]] = []
    highs: list[tuple[str, Bound]] = []
    for one in constraints:
        pair = _points(one.right[0]) if len(one.right) == 1 else None
        if pair is None:
            continue
        (line, first), (_, after), point = pair
        if one.operator in (EQ, GT, GTEQ):
            later = one.operator == GT
            lows.append((line, Bound(after if later else first, not (later and point))))
        if one.operator in (EQ, LT, LTEQ):
            earlier = one.operator == LT
            highs.append((line, Bound(first if earlier else after, point and not earlier)))
    return lows, highs


def _points(value: Value) -> tuple[Point, Point, bool] | None:
    """Give where a value begins and ends on its line, and whether it is one point; None where it has no order."""
    if isinstance(value, Span):
        return ("time", _moment(value.start)), ("time", _moment(value.end)), False
    if isinstance(value, datetime):
        return ("time", _moment(value)), ("time", _moment(value)), True
    if isinstance(value, Decimal):
        return ("number", value), ("number", value), True
    if isinstance(value, Duration) and not (value.months and value.seconds):
        line = "months" if value.months else "seconds"
        length = Decimal(value.months) if value.months else value.seconds
        return (line, length), (line, length), True
    return None


def _moment(time: datetime) -> Decimal:
    """Give a time as microseconds since 1970, which are whole."""
    return Decimal((time - ZERO) // MICROSECOND)


def _always(condition: LogicalConstraint) -> Iterator[LintFinding]:
    """Give a finding where one of two alternatives holds whatever the value is."""
    plain = [one for one in condition.operands if isinstance(one, Constraint)]
    for (left, _), same in _by_left(plain).items():
        lows, highs = _ends(one for one in same if one.operator != EQ)
        covered = any(line == other and _covers(low, high) for line, low in lows for other, high in highs)
        if covered or _either(same):
            yield finding("always", "warning", condition.written, compact(left))


def _covers(low: Bound, high: Bound) -> bool:
    """Say whether everything from the low end on, and everything up to the high one, is everything."""
    return _empty(Bound(high.at, not high.within), Bound(low.at, not low.within))


def _either(same: list[Constraint]) -> bool:
    equal = {value for one in same if one.operator in (EQ, ANY) for value in one.right}
    return any(one.right and set(one.right) <= equal for one in same if one.operator in (NEQ, NONE))
