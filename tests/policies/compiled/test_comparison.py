"""What each operator asks, and what is unknown."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from policies.compiled.comparison import Scale, comparison
from policies.compiled.ordering import shifted
from policies.compiled.trees import own_trees, tree_of
from policies.compiled.truth import Truth, all_true, any_true, negation, one_true
from policies.odrl.policy import ODRL, Duration, Iri, Value
from tests.policies.compiled.policies import ex, month, year

PURPOSES = Scale(
    tree_of([(ex("academic"), ex("research")), (ex("research"), ex("any")), (ex("sales"), ex("any"))])
)
LEVELS = Scale(ranks={"low": 0, "substantial": 1, "high": 2})
MEMBERSHIPS = Scale(memberships=True)
SECTORS = Scale(own_trees()["sector"])
PLACES = Scale(own_trees()["spatial"])
A, B, C = (Iri(ex(name)) for name in "abc")
NOON = datetime(2022, 7, 15, 12, tzinfo=UTC)


def compared(left: tuple[Value, ...], operator: str, right: tuple[Value, ...], scale: Scale) -> Truth:
    return comparison(f"{ODRL}{operator}", right, scale)(left)


@pytest.mark.parametrize(
    ("left", "operator", "right", "scale", "expected"),
    [
        ((A,), "eq", (A,), Scale(), True),
        ((A,), "eq", (B,), Scale(), False),
        ((A,), "neq", (B,), Scale(), True),
        ((A, B), "eq", (A,), Scale(), None),
        ((A, B), "isAnyOf", (A, B, C), Scale(), True),
        ((A, B), "isAnyOf", (C,), Scale(), False),
        ((A, B), "isNoneOf", (C,), Scale(), True),
        ((A, B), "isNoneOf", (B,), Scale(), None),
        ((A, B), "isAllOf", (A, B), Scale(), True),
        ((A,), "isAllOf", (A, B), Scale(), False),
        ((A, B), "isAnyOf", (A,), MEMBERSHIPS, True),
        ((A, B), "isNoneOf", (A,), MEMBERSHIPS, False),
        ((A, B), "eq", (A,), MEMBERSHIPS, True),
        ((), "isAnyOf", (A,), MEMBERSHIPS, False),
        ((), "isNoneOf", (A,), MEMBERSHIPS, True),
        ((A,), "eq", (A, B), Scale(), None),
        ((A,), "gt", (B,), Scale(), None),
        ((A,), "eq", (ex("a"),), Scale(), True),
        ((A,), "eq", ("something else",), Scale(), None),
        ((Decimal("5.00"),), "eq", (Decimal(5),), Scale(), True),
        ((Decimal(5),), "lt", (Decimal(5),), Scale(), False),
        ((Decimal(5),), "lteq", (Decimal(5),), Scale(), True),
        ((Decimal(5),), "lteq", ("5",), Scale(), None),
        ((True,), "eq", (Decimal(1),), Scale(), None),
        (("substantial",), "gteq", ("low",), LEVELS, True),
        (("substantial",), "gt", ("high",), LEVELS, False),
        (("fabulous",), "gt", ("low",), LEVELS, None),
        ((Iri(ex("academic")),), "isA", (Iri(ex("research")),), PURPOSES, True),
        ((Iri(ex("research")),), "isA", (Iri(ex("research")),), PURPOSES, True),
        ((Iri(ex("sales")),), "isA", (Iri(ex("research")),), PURPOSES, False),
        ((Iri(ex("stranger")),), "isA", (Iri(ex("research")),), PURPOSES, None),
        ((Iri(ex("any")),), "hasPart", (Iri(ex("academic")),), PURPOSES, True),
        ((Iri(ex("sales")),), "hasPart", (Iri(ex("academic")),), PURPOSES, False),
        (("I.1",), "isPartOf", ("I",), SECTORS, True),
        (("II",), "isPartOf", ("I",), SECTORS, False),
        ((Iri("https://node.example/id/codelist/sector#I.1"),), "isPartOf", ("I",), SECTORS, True),
        ((Iri("SI_052"),), "isPartOf", (Iri("SI"),), PLACES, True),
        ((Iri("http://data.europa.eu/nuts/code/HR02"),), "isPartOf", (Iri("HR"),), PLACES, True),
        ((NOON,), "eq", (month(2022, 7),), Scale(), True),
        ((NOON,), "eq", (NOON,), Scale(), True),
        ((NOON,), "neq", (NOON,), Scale(), False),
        ((NOON,), "gt", (month(2022, 7),), Scale(), False),
        ((NOON,), "gteq", (month(2022, 7),), Scale(), True),
        ((NOON,), "lteq", (month(2022, 7),), Scale(), True),
        ((NOON,), "lt", (month(2022, 7),), Scale(), False),
        ((NOON,), "lt", (year(2023),), Scale(), True),
        ((year(2022),), "lt", (month(2022, 7),), Scale(), None),
        ((year(2022),), "eq", (month(2022, 7),), Scale(), None),
        ((month(2022, 7),), "isPartOf", (year(2022),), Scale(), True),
        ((year(2021),), "lt", (year(2022),), Scale(), True),
        ((Duration(1),), "lt", (Duration(0, Decimal(86_400 * 32)),), Scale(), True),
        ((Duration(1),), "lt", (Duration(0, Decimal(86_400 * 30)),), Scale(), None),
        ((Duration(12),), "eq", (Duration(12),), Scale(), True),
    ],
)  # fmt: skip
def test_an_operator(
    left: tuple[Value, ...], operator: str, right: tuple[Value, ...], scale: Scale, expected: Truth
) -> None:
    assert compared(left, operator, right, scale) is expected


@pytest.mark.parametrize(
    ("several", "every", "some", "exactly_one"),
    [
        ((), True, False, False),
        ((True,), True, True, True),
        ((True, False), False, True, True),
        ((True, True), True, True, False),
        ((True, None), None, True, None),
        ((False, None), False, None, None),
        ((True, True, None), None, True, False),
        ((False, False), False, False, False),
        ((None, None), None, None, None),
    ],
)
def test_three_valued_logic(
    several: tuple[Truth, ...], every: Truth, some: Truth, exactly_one: Truth
) -> None:
    assert [all_true(several), any_true(several), one_true(several)] == [every, some, exactly_one]
    assert [negation(one) for one in (True, False, None)] == [False, True, None]


def test_a_month_later_is_the_same_day_or_the_last_one() -> None:
    january = datetime(2023, 1, 31, 6, tzinfo=UTC)
    assert [shifted(january, Duration(1)), shifted(january, Duration(2), -1)] == [
        datetime(2023, 2, 28, 6, tzinfo=UTC),
        datetime(2022, 11, 30, 6, tzinfo=UTC),
    ]
    assert shifted(january, Duration(12 * 9_000)).year == 9999
    assert shifted(january, Duration(12 * 9_000), -1).year == 1
