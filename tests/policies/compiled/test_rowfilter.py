"""The filter in SQL keeps exactly the rows that deciding row by row permits; nothing that is unknown widens it."""

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, select

from policies.compiled.deciding import decide
from policies.compiled.policy_set import PolicySet, compile_policies
from policies.compiled.request import Membership, Request
from policies.compiled.residual import (
    EVERY_ROW,
    NO_ROW,
    AllOf,
    AnyOf,
    Before,
    EndsBy,
    From,
    NoneOf,
    OneOf,
    RowTest,
    StartsFrom,
)
from policies.compiled.rowfilter import RowFilters
from policies.compiled.world import Settings, World
from policies.odrl.policy import Policy, Rule
from tests.policies.compiled.policies import DATA, ex, policies, policy, requests, rules
from tests.policies.compiled.rows import RECORDED, ROWS, TABLE, facts_of, fill

WORLD = World(assets=(Membership(DATA, ex("collection")),))
FILTERS = RowFilters({column.name: column for column in TABLE.columns})

EACH = 7
"""Every so many rows are asked for alone, which takes its time."""


def compiled(several: tuple[Policy, ...], *, rows: bool = True) -> PolicySet:
    return compile_policies(several, 1, WORLD, Settings(rows=rows))


def permitted(request: Request, several: tuple[Policy, ...]) -> set[int]:
    """The rows that a decision leaves."""
    left = decide(request, compiled(several)).rows
    return {at for at, row in enumerate(ROWS) if left.admits(row)}


def one_by_one(request: Request, several: tuple[Policy, ...]) -> set[int]:
    """The rows that are permitted when each is asked for alone."""
    closed = compiled(several, rows=False)
    return {
        at
        for at, row in enumerate(ROWS)
        if at % EACH == 0 and decide(replace(request, facts=facts_of(row, request.now)), closed).permitted
    }


def filtered(connection: Connection, request: Request, several: tuple[Policy, ...]) -> set[int]:
    """The rows that a database keeps."""
    condition = FILTERS.of(decide(request, compiled(several)).rows)
    return set(connection.execute(select(TABLE.c.number).where(condition)).scalars())


def test_the_filter_is_deciding_row_by_row(engine: Engine) -> None:
    fill(engine)
    partly = 0

    with engine.connect() as connection:

        @settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
        @given(policies, requests)
        def check(several: tuple[Policy, ...], request: Request) -> None:
            nonlocal partly
            found = filtered(connection, request, several)
            assert found == permitted(request, several)
            partly += 0 < len(found) < len(ROWS)

        check()
    assert partly > 10


JANUARY = datetime(2022, 1, 1, tzinfo=UTC)
MOMENTS = (
    JANUARY,
    datetime(2022, 7, 1, tzinfo=UTC),
    datetime(2022, 7, 1, 0, 0, 0, 1, tzinfo=UTC),
    datetime(2020, 12, 31, 23, tzinfo=UTC),
    datetime(1, 1, 1, tzinfo=UTC),
    datetime(9999, 12, 31, tzinfo=UTC),
)
EACH_TEST: tuple[RowTest, ...] = (
    EVERY_ROW,
    NO_ROW,
    *(
        kind("sector", codes)
        for kind in (OneOf, NoneOf)
        for codes in (frozenset("I"), frozenset(("I", "II")))
    ),
    *(kind("place", frozenset({"SI", "nowhere"})) for kind in (OneOf, NoneOf)),
    *(kind("obs_status", frozenset({"A"})) for kind in (OneOf, NoneOf)),
    *(kind("recorded_from", one) for kind in (Before, From) for one in RECORDED if one is not None),
    *(kind(one) for kind in (EndsBy, StartsFrom) for one in MOMENTS),
    AllOf((OneOf("sector", frozenset("I")), AnyOf((EndsBy(JANUARY), StartsFrom(JANUARY))))),
)


def test_each_test_of_a_row_is_the_same_in_the_database(engine: Engine) -> None:
    fill(engine)
    with engine.connect() as connection:
        found = [
            set(connection.execute(select(TABLE.c.number).where(FILTERS.of(one))).scalars())
            for one in EACH_TEST
        ]
        none = [
            connection.execute(select(TABLE.c.number).where(FILTERS.of(one).is_(None))).first()
            for one in EACH_TEST
        ]
    assert found == [{at for at, row in enumerate(ROWS) if one.admits(row)} for one in EACH_TEST]
    assert none == [None] * len(EACH_TEST)


def test_a_row_is_left_where_it_alone_would_be_permitted() -> None:
    partly = 0

    @settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(policies, requests)
    def check(several: tuple[Policy, ...], request: Request) -> None:
        nonlocal partly
        found = {at for at in permitted(request, several) if at % EACH == 0}
        assert found == one_by_one(request, several)
        partly += 0 < len(found) < len(ROWS) // EACH

    check()
    assert partly > 10


@settings(max_examples=50, deadline=None)
@given(policies, requests, rules(("prohibition",)))
def test_a_prohibition_more_never_widens(several: tuple[Policy, ...], request: Request, more: Rule) -> None:
    assert permitted(request, (*several, policy(more, name="more"))) <= permitted(request, several)


@settings(max_examples=50, deadline=None)
@given(policies, requests, st.randoms(use_true_random=False))
def test_a_permission_less_never_widens(
    several: tuple[Policy, ...], request: Request, chance: Random
) -> None:
    whole = permitted(request, several)
    permissions = [one for each in several for one in each.rules if one.kind == "permission"]
    if permissions:
        gone = chance.choice(permissions)
        fewer = tuple(replace(one, rules=tuple(r for r in one.rules if r is not gone)) for one in several)
        assert permitted(request, fewer) <= whole


def forgetful(request: Request) -> list[Request]:
    """The request with each attribute in turn not known."""
    subject = request.subject
    subjects = [
        replace(subject, id=None),
        replace(subject, organisations=None),
        replace(subject, memberships=None),
        replace(subject, kinds=None),
        replace(subject, assurance=None),
    ]
    return [
        replace(request, now=None),
        replace(request, purposes=None),
        *(replace(request, subject=one) for one in subjects),
    ]


@settings(max_examples=50, deadline=None)
@given(policies, requests)
def test_an_attribute_not_known_never_widens(several: tuple[Policy, ...], request: Request) -> None:
    whole = permitted(request, several)
    assert [one for one in forgetful(request) if not permitted(one, several) <= whole] == []


@settings(max_examples=50, deadline=None)
@given(policies, requests)
def test_nothing_is_permitted_that_leaves_no_row(several: tuple[Policy, ...], request: Request) -> None:
    decision = decide(request, compiled(several))
    assert decision.permitted == (decision.rows != NO_ROW)
