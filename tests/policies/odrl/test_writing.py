from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.odrl.errors import UnwritableValueError
from policies.odrl.policy import (
    ODRL,
    Constraint,
    Duration,
    Duty,
    Iri,
    Logic,
    LogicalConstraint,
    Named,
    Policy,
    Rule,
    RuleKind,
    Span,
)
from policies.odrl.profile import operands
from policies.odrl.reading import read_document
from policies.odrl.vocabulary import terms_of
from policies.odrl.writing import JSON_LD, TURTLE, write_jsonld, write_turtle
from tests.policies.odrl.documents import DATASET, POLICY, constraint, json_ld, permission, typed

EX = "https://kranj.example/"
UNIQUE = iter(range(10**9))
MIDNIGHTS = st.dates(date(1900, 1, 1), date(2200, 1, 1)).map(lambda day: datetime.combine(day, time()))
OFFSETS = st.integers(-12 * 60, 14 * 60)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def spans(kind: str) -> st.SearchStrategy[Span]:
    """Days, months or years in any zone."""

    def made(first: datetime, minutes: int) -> Span:
        if kind == "date":
            start, after = first, first + timedelta(days=1)
        elif kind == "month":
            start = first.replace(day=1)
            after = (start + timedelta(days=32)).replace(day=1)
        else:
            start = first.replace(day=1, month=1)
            after = start.replace(year=start.year + 1)
        zone = timezone(timedelta(minutes=minutes))
        return Span(*(one.replace(tzinfo=zone).astimezone(UTC) for one in (start, after)))

    return st.builds(made, MIDNIGHTS, OFFSETS)


DURATIONS = st.builds(
    lambda sign, months, seconds: Duration(sign * months, sign * seconds),
    st.sampled_from([1, -1]),
    st.integers(0, 500),
    st.decimals(0, 10**8, places=3),
)
VALUES = st.one_of(
    st.sampled_from(
        [Iri(f"{EX}a"), Iri(f"{ODRL}policyUsage"), Iri("urn:uuid:1"), Iri(f"{EX}%C4%8D?x=1&y=(2)")]
    ),
    TEXTS,
    st.sampled_from(
        ["true", "5", "2018-01-01", "P1D", "https://a.example/", "dpv:x", "odrl:read", "{{7*7}}", ""]
    ),
    st.booleans(),
    st.decimals(-(10**30), 10**30, allow_nan=False, allow_infinity=False, places=4),
    st.datetimes(timezones=st.just(UTC)),
    DURATIONS,
    *(spans(kind) for kind in ("date", "month", "year")),
)
LEFTS = st.sampled_from([*operands(), f"{EX}own"])
OPERATORS = st.sampled_from([term.iri for term in terms_of("operator")])


def fresh(draw: st.DrawFn, kind: str) -> str:
    """A name that nothing else has, or none."""
    return f"{EX}{kind}/{next(UNIQUE)}" if draw(st.booleans()) else ""


@st.composite
def constraints(draw: st.DrawFn) -> Constraint:
    """A constraint with anything that one can have."""
    reference = draw(st.sampled_from(["", f"{EX}reference"]))
    unit = draw(st.sampled_from(["", f"{EX}unit", "EUR"]))
    others = draw(st.sampled_from([(), ((f"{EX}anchor", draw(VALUES)),)]))
    values = draw(st.lists(VALUES, max_size=3))
    name = fresh(draw, "constraint")
    return Constraint(
        draw(LEFTS), draw(OPERATORS), tuple(values), name, unit, reference=reference, others=others
    )


@st.composite
def conditions(draw: st.DrawFn, depth: int = 2) -> Constraint | LogicalConstraint:
    """A constraint, or several under a connective."""
    if depth == 0 or draw(st.booleans()):
        return draw(constraints())
    logic: Logic = draw(st.sampled_from(get_args(Logic)))
    inside = draw(st.lists(conditions(depth - 1), max_size=3))
    return LogicalConstraint(logic, tuple(inside), fresh(draw, "logic"))


SOME = st.lists(conditions(), max_size=2).map(tuple)


def named(kind: str, refined: bool = True) -> st.SearchStrategy[tuple[Named, ...]]:
    """Parties or assets, each with its own name; only collections are narrowed."""
    one = st.builds(
        lambda number, collection, inside: Named(
            f"{EX}{kind}/{number}", collection, inside if collection and refined else ()
        ),
        st.integers(0, 5),
        st.booleans(),
        SOME,
    )
    return st.lists(one, max_size=2, unique_by=lambda party: party.iri).map(tuple)


ACTIONS = st.lists(
    st.builds(lambda term, inside: Named(term.iri, False, inside), st.sampled_from(terms_of("action")), SOME),
    max_size=2,
    unique_by=lambda action: action.iri,
).map(tuple)
PARTIES = st.sampled_from([(), ((f"{ODRL}informedParty", f"{EX}office"),)])


@st.composite
def duties(draw: st.DrawFn, depth: int = 1) -> Duty:
    """A duty, perhaps with consequences."""
    following = draw(st.lists(duties(depth - 1), max_size=1)) if depth else []
    return Duty(
        fresh(draw, "duty"),
        draw(ACTIONS),
        draw(named("party")),
        draw(named("party")),
        draw(named("asset")),
        draw(SOME),
        tuple(following),
        parties=draw(PARTIES),
    )


@st.composite
def rules(draw: st.DrawFn, kind: RuleKind) -> Rule:
    """A rule of a kind, with what may follow of such a one."""
    following = tuple(draw(st.lists(duties(), max_size=1)))
    return Rule(
        f"{EX}rule/{next(UNIQUE)}",
        kind,
        draw(ACTIONS),
        draw(named("asset")),
        draw(named("party")),
        draw(named("party")),
        draw(SOME),
        following if kind == "permission" else (),
        following if kind == "prohibition" else (),
        following if kind == "obligation" else (),
        parties=draw(PARTIES),
    )


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """A policy with rules of every kind."""
    kinds: tuple[RuleKind, ...] = ("permission", "prohibition", "obligation")
    some = tuple(rule for kind in kinds for rule in draw(st.lists(rules(kind), max_size=2)))
    names = st.lists(st.sampled_from([f"{EX}p/1", f"{EX}p/2"]), unique=True, max_size=2).map(tuple)
    return Policy(
        POLICY,
        draw(st.sampled_from(["Set", "Offer", "Agreement", "Policy", "Privacy", "Ticket"])),
        some,
        draw(names),
        draw(st.sampled_from([None, "perm", "prohibit", "invalid"])),
        draw(names),
        draw(st.sampled_from(["", f"{ODRL}ignore"])),
    )


@settings(max_examples=25, deadline=None)
@given(policy=policies())
def test_a_policy_written_as_json_ld_reads_back(policy: Policy) -> None:
    assert read_document(write_jsonld(policy), JSON_LD).policies == (policy,)


@settings(max_examples=25, deadline=None)
@given(policy=policies())
def test_a_policy_written_as_turtle_reads_back(policy: Policy) -> None:
    assert read_document(write_turtle(policy), TURTLE).policies == (policy,)


def test_json_ld_says_neq_in_a_form_that_w3cs_context_does_not_change() -> None:
    policy = json_ld(permission(constraint=constraint("purpose", "neq", {"@id": f"{EX}ads"})))
    assert '"operator": "odrl:neq"' in write_jsonld(policy)


def test_turtle_is_always_the_same() -> None:
    embargo = constraint("dateTime", "gteq", typed("2026-06-01", "date"))
    policy = json_ld(permission(constraint=embargo), profile="https://w3id.org/ogledalo/odrl")
    assert (
        write_turtle(policy)
        == f"""@prefix odrl: <http://www.w3.org/ns/odrl/2/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<{POLICY}>
    a odrl:Set ;
    odrl:profile <https://w3id.org/ogledalo/odrl> ;
    odrl:permission <{POLICY}#permission-1> .

<{POLICY}#permission-1>
    a odrl:Permission ;
    odrl:action odrl:read ;
    odrl:target <{DATASET}> ;
    odrl:constraint [
        odrl:leftOperand odrl:dateTime ;
        odrl:operator odrl:gteq ;
        odrl:rightOperand "2026-06-01Z"^^xsd:date ] .
"""
    )


@pytest.mark.parametrize(
    "rule",
    [
        Rule("no name", "permission", (Named(f"{ODRL}read"),)),
        Rule("odrl:rule", "permission", (Named(f"{ODRL}read"),)),
        Rule(EX, "permission", (), conditions=(Constraint(f"{ODRL}count", f"{ODRL}lt", (Decimal("NaN"),)),)),
        Rule(
            EX,
            "permission",
            (),
            conditions=(Constraint(f"{ODRL}count", f"{ODRL}lt", (Duration(1, Decimal(-1)),)),),
        ),
        Rule(
            EX,
            "permission",
            (),
            conditions=(
                Constraint(f"{ODRL}count", f"{ODRL}lt", (Decimal(1),), f"{EX}c"),
                Constraint(f"{ODRL}count", f"{ODRL}lt", (Decimal(2),), f"{EX}c"),
            ),
        ),
        Rule(
            EX,
            "permission",
            (),
            assigners=(Named(f"{EX}kranj"),),
            assignees=(
                Named(f"{EX}kranj", False, (Constraint(f"{ODRL}count", f"{ODRL}lt", (Decimal(1),)),)),
            ),
        ),
    ],
)
def test_what_would_not_read_back_is_not_written(rule: Rule) -> None:
    for write in (write_jsonld, write_turtle):
        with pytest.raises(UnwritableValueError):
            write(Policy(POLICY, "Set", (rule,)))
