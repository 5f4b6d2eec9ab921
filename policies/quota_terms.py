"""Quotas in policies: how often a permission may be used, within which window of time, read from `odrl:count`.

A rule counts by one comparison ``odrl:count lteq N`` (or ``lt``), beside it ``og:window eq "P1D"`` and
``odrl:unitOfCount eq og:request``; the two say how to count and are no conditions of their own, so `without_counting` takes
them out of what decides. Without a window uses are counted for ever.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from policies.odrl.policy import (
    ODRL,
    Condition,
    Constraint,
    Duration,
    Iri,
    LogicalConstraint,
    Policy,
    Rule,
    every_constraint,
)
from policies.odrl.vocabulary import OG
from policies.quota_errors import QuotaTermsError

COUNT, UNIT, WINDOW = f"{ODRL}count", f"{ODRL}unitOfCount", f"{OG}window"
REQUEST, DATASET = f"{OG}request", f"{OG}dataset"
CHOICES = ("or", "xone")
UNITS = (REQUEST, DATASET)
"""What is counted; rows are not: how many an answer has is known only once it was given."""
EVER = Duration()
"""The window of a rule that names none."""

MONDAY = datetime(1970, 1, 5, tzinfo=UTC)
"""Windows of days and less are laid from here, so that those of weeks begin on Mondays."""

MONTHS = 12
LAST_YEAR = 9999
NEVER = datetime(LAST_YEAR, 12, 31, tzinfo=UTC)
MOST = 2**31 - 1
"""Uses that every database can count."""


@dataclass(frozen=True, slots=True)
class QuotaTerms:
    """How often a rule may be used.

    Args:
        limit: uses within the window.
        window: its length, as xsd:duration has it; `EVER` where there is none.
        unit: IRI of what is counted: og:request or og:dataset.
    """

    limit: int
    window: Duration = EVER
    unit: str = REQUEST

    def bounds(self, now: datetime) -> tuple[datetime, datetime]:
        """Give the first moment of the window that a time is in, and the first after it, in UTC.

        Windows are those of the calendar: days begin at midnight, weeks on Monday, months on the first.
        """
        if self.window == EVER:
            return MONDAY, NEVER
        if self.window.months:
            begun = now.year * MONTHS + now.month - 1
            begun -= begun % self.window.months
            return _month(begun), _month(begun + self.window.months)
        length = timedelta(seconds=int(self.window.seconds))
        start = MONDAY + (now - MONDAY) // length * length
        return start, start + length

    def opens_at(self, now: datetime) -> datetime | None:
        """Give when a window that is used up opens again; None for never."""
        return None if self.window == EVER else self.bounds(now)[1]


def _month(number: int) -> datetime:
    year, month = divmod(number, MONTHS)
    return NEVER if year > LAST_YEAR else datetime(max(year, 1), month + 1, 1, tzinfo=UTC)


def windows_of(policies: Iterable[Policy]) -> Mapping[str, QuotaTerms]:
    """Give how often each permission that counts may be used, by its IRI; a prohibition uses nothing up.

    Args:
        policies: as they were read: those of a policy set before `without_counting`.

    Raises:
        QuotaTermsError: a rule's count, window or unit cannot be counted by.
    """
    permissions = (rule for policy in policies for rule in policy.rules if rule.kind == "permission")
    found = ((rule.iri, quota_terms(rule)) for rule in permissions)
    return {iri: terms for iri, terms in found if terms is not None}


def quota_terms(rule: Rule) -> QuotaTerms | None:
    """Give how often a rule may be used; None where it does not count.

    Raises:
        QuotaTermsError: it counts twice, or its count, window or unit cannot be counted by.
    """
    by = {name: tuple(_comparisons(rule, name)) for name in (COUNT, WINDOW, UNIT)}
    if not by[COUNT]:
        return None
    for name, found in by.items():
        if len(set(found)) > 1:
            raise QuotaTermsError(rule.iri, f"{len(found)} comparisons of {_short(name)}", "one a rule")
    if any(one.logic in CHOICES and any(_counts(one)) for one in _nested(rule)):
        raise QuotaTermsError(rule.iri, "odrl:count inside a choice", "a count that always applies")
    return QuotaTerms(_limit(rule, by[COUNT][0]), _window(rule, by[WINDOW]), _unit(rule, by[UNIT]))


def quota_counts(rule: Rule) -> bool:
    """Say whether a permission counts its uses."""
    return rule.kind == "permission" and any(_comparisons(rule, COUNT))


def without_counting(policy: Policy) -> Policy:
    """Give a policy without the windows and units of its counts: they say how to count, and decide nothing."""
    return replace(policy, rules=tuple(_without(rule) for rule in policy.rules))


def _without(rule: Rule) -> Rule:
    if not any(_comparisons(rule, COUNT)):
        return rule  # a window without a count means nothing: it stays, and is never satisfied
    targets = tuple(replace(one, refinements=_deciding(one.refinements)) for one in rule.targets)
    actions = tuple(replace(one, refinements=_deciding(one.refinements)) for one in rule.actions)
    return replace(rule, conditions=_deciding(rule.conditions), targets=targets, actions=actions)


def _deciding(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
    kept: list[Condition] = []
    for condition in conditions:
        if isinstance(condition, Constraint):
            kept += [] if condition.left in (WINDOW, UNIT) else [condition]
            continue
        operands = _deciding(condition.operands)
        if operands:
            kept.append(replace(condition, operands=operands))
    return tuple(kept)


def _comparisons(rule: Rule, left: str) -> Iterator[Constraint]:
    narrowed = (*rule.actions, *rule.targets)
    for conditions in (rule.conditions, *(one.refinements for one in narrowed)):
        yield from (one for one in every_constraint(conditions) if one.left == left)


def _nested(rule: Rule) -> Iterator[LogicalConstraint]:
    for one in (*rule.actions, *rule.targets):
        yield from _connectives(one.refinements)
    yield from _connectives(rule.conditions)


def _connectives(conditions: tuple[Condition, ...]) -> Iterator[LogicalConstraint]:
    for condition in conditions:
        if isinstance(condition, LogicalConstraint):
            yield condition
            yield from _connectives(condition.operands)


def _counts(condition: Condition) -> Iterator[Constraint]:
    return (one for one in every_constraint((condition,)) if one.left == COUNT)


def _limit(rule: Rule, count: Constraint) -> int:
    number = count.right[0] if len(count.right) == 1 else None
    whole = isinstance(number, Decimal) and number.is_finite() and number == number.to_integral_value()
    if not whole or count.operator not in (f"{ODRL}lt", f"{ODRL}lteq"):
        raise QuotaTermsError(rule.iri, _told(count), "odrl:count lt or lteq and one whole number")
    assert isinstance(number, Decimal)  # `whole` says so
    limit = int(number) - (count.operator == f"{ODRL}lt")
    if not 0 <= limit <= MOST:
        raise QuotaTermsError(rule.iri, _told(count), f"a number from 0 to {MOST}")
    return limit


def _window(rule: Rule, windows: tuple[Constraint, ...]) -> Duration:
    if not windows:
        return EVER
    window = windows[0].right[0] if len(windows[0].right) == 1 else None
    plain = isinstance(window, Duration) and _is_one_length(window)
    if not plain or windows[0].operator != f"{ODRL}eq":
        wanted = "og:window eq and a duration of whole months, or of whole seconds, such as P1M, P7D, PT1H"
        raise QuotaTermsError(rule.iri, _told(windows[0]), wanted)
    assert isinstance(window, Duration)  # `plain` says so
    return window


def _is_one_length(window: Duration) -> bool:
    """Say whether windows of that length can be laid one after the other: months and seconds do not mix."""
    in_range = window.months <= LAST_YEAR * MONTHS and window.seconds <= MOST
    whole = window.seconds == window.seconds.to_integral_value()
    return (
        in_range
        and whole
        and (window.months > 0) != (window.seconds > 0)
        and min(window.months, window.seconds) == 0
    )


def _unit(rule: Rule, units: tuple[Constraint, ...]) -> str:
    if not units:
        return REQUEST
    unit = units[0].right[0] if len(units[0].right) == 1 else None
    if not isinstance(unit, Iri) or unit.iri not in UNITS or units[0].operator != f"{ODRL}eq":
        wanted = f"odrl:unitOfCount eq and one of {', '.join(_short(one) for one in UNITS)}"
        raise QuotaTermsError(rule.iri, _told(units[0]), wanted)
    return unit.iri


def _short(iri: str) -> str:
    return iri.replace(ODRL, "odrl:").replace(OG, "og:")


def _told(constraint: Constraint) -> str:
    return (
        f"{_short(constraint.left)} {_short(constraint.operator)} {', '.join(map(_value, constraint.right))}"
    )


def _value(value: object) -> str:
    return _short(value.iri) if isinstance(value, Iri) else str(value)
