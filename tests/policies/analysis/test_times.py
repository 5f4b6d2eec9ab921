"""Recurring times and lengths of time, beside trying every day."""

import itertools
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from policies.analysis.conflicts import compare
from policies.odrl.policy import (
    ODRL,
    Condition,
    Constraint,
    Duration,
    Logic,
    LogicalConstraint,
    Named,
    Policy,
    Rule,
    Span,
)

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
DAY = Decimal(86_400)


def day(number: int) -> Span:
    return Span(FIRST + timedelta(days=number), FIRST + timedelta(days=number + 1))


def days(number: int) -> Duration:
    return Duration(seconds=number * DAY)


def policy(name: str, *conditions: Condition) -> Policy:
    return Policy(name, "Set", (Rule(name, "permission", (Named(f"{ODRL}use"),), conditions=conditions),))


def recurring(period: int, anchor: int) -> Constraint:
    others = (("https://example.org/anchor", day(anchor)),)
    return Constraint(f"{ODRL}timeInterval", f"{ODRL}eq", (days(period),), others=others)


@given(
    st.lists(st.tuples(st.integers(1, 12), st.integers(0, 12)), min_size=1, max_size=3),
    st.integers(0, 60),
    st.integers(0, 40),
    st.sampled_from(["and", "or", "xone"]),
)
def test_schedules_meet_in_a_window_exactly_if_a_day_of_it_is_in_them(
    schedules: list[tuple[int, int]], low: int, length: int, logic: Logic
) -> None:
    joined = LogicalConstraint(logic, tuple(recurring(*one) for one in schedules))
    window = (
        Constraint(f"{ODRL}dateTime", f"{ODRL}gteq", (day(low),)),
        Constraint(f"{ODRL}dateTime", f"{ODRL}lteq", (day(low + length),)),
    )
    counts = [
        sum((number - anchor) % period == 0 for period, anchor in schedules)
        for number in range(low, low + length + 1)
    ]
    wanted = {"and": [len(schedules)], "or": [1, 2, 3], "xone": [1]}[logic]
    possible = any(count in wanted for count in counts)
    expected = "compatible" if possible else "conflict"
    assert compare(policy("urn:a", joined), policy("urn:b", *window)).verdict == expected


OPERATORS = {
    "lt": lambda left, right: left < right,
    "lteq": lambda left, right: left <= right,
    "gt": lambda left, right: left > right,
    "gteq": lambda left, right: left >= right,
    "eq": lambda left, right: left == right,
}
asked = st.tuples(st.sampled_from(sorted(OPERATORS)), st.integers(0, 4))


def length(name: str, operator: str, number: int) -> Constraint:
    return Constraint(f"{ODRL}{name}", f"{ODRL}{operator}", (days(number),))


@given(asked, asked, asked)
def test_steps_fit_into_the_time_elapsed_exactly_if_some_lengths_do(
    first: tuple[str, int], second: tuple[str, int], whole: tuple[str, int]
) -> None:
    steps = tuple(length("delayPeriod", *one) for one in (first, second))
    sequence = policy("urn:a", LogicalConstraint("andSequence", steps))
    deadline = policy("urn:b", length("elapsedTime", *whole))
    near = [Decimal(number) / 8 for number in range(8 * 11)]
    fitting = [[one for one in near if OPERATORS[name](one, right)] for name, right in (first, second, whole)]
    least = [min(several, default=None) for several in fitting[:2]]
    most = max(fitting[2], default=None)
    possible = None not in (*least, most) and sum(one or 0 for one in least) <= (most or 0)
    assert compare(sequence, deadline).verdict == ("compatible" if possible else "conflict")


@given(asked, asked)
def test_what_is_metered_is_within_the_time_elapsed(
    metered: tuple[str, int], elapsed: tuple[str, int]
) -> None:
    near = [Decimal(number) / 2 for number in range(20)]
    possible = any(
        one <= other and OPERATORS[metered[0]](one, metered[1]) and OPERATORS[elapsed[0]](other, elapsed[1])
        for one, other in itertools.product(near, near)
    )
    pair = policy("urn:a", length("meteredTime", *metered)), policy("urn:b", length("elapsedTime", *elapsed))
    assert compare(*pair).verdict == ("compatible" if possible else "conflict")
