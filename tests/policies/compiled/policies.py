"""Policies of the tests, built by hand, and Hypothesis strategies for random ones."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import strategies as st

from policies.compiled.request import Membership, Request, Subject
from policies.odrl.policy import (
    ODRL,
    Condition,
    Constraint,
    Duration,
    Iri,
    Logic,
    LogicalConstraint,
    Named,
    Policy,
    Rule,
    RuleKind,
    Span,
    Value,
)
from policies.odrl.profile import operand, row_operands
from policies.odrl.vocabulary import OG

EX = "https://example.org/"
READ, USE, DISCOVER = f"{ODRL}read", f"{ODRL}use", f"{OG}discover"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DATA = f"{EX}dataset/heat"
ORGANISATIONS = tuple(f"{EX}org/{name}" for name in ("kranj", "velenje"))
NETWORKS = tuple(f"{EX}network/{name}" for name in ("mission", "covenant"))
PURPOSES = tuple(f"{EX}purpose/{name}" for name in ("research", "planning", "sales"))


def ex(name: str) -> str:
    """The IRI of something of the tests."""
    return f"{EX}{name}"


def constraint(left: str, operator: str, *right: Value, unit: str = "") -> Constraint:
    """A comparison, by short names of ODRL's or whole ones."""
    return Constraint(left if ":" in left else f"{ODRL}{left}", f"{ODRL}{operator}", right, unit=unit)


def rule(
    kind: RuleKind,
    *conditions: Condition,
    iri: str = "",
    action: str = READ,
    target: str = DATA,
    assignee: str = "",
) -> Rule:
    """A rule on the tests' dataset."""
    named = (Named(assignee),) if assignee else ()
    return Rule(iri or ex(kind), kind, (Named(action),), (Named(target),), (), named, conditions)


def policy(*rules: Rule, name: str = "policy", **rest: object) -> Policy:
    """A policy in force."""
    return Policy(ex(name), "Set", rules, **rest)  # type: ignore[arg-type]  # the caller names fields of Policy


def year(number: int) -> Span:
    """A year."""
    return Span(datetime(number, 1, 1, tzinfo=UTC), datetime(number + 1, 1, 1, tzinfo=UTC))


def month(number: int, part: int) -> Span:
    """A month."""
    after = datetime(number + part // 12, part % 12 + 1, 1, tzinfo=UTC)
    return Span(datetime(number, part, 1, tzinfo=UTC), after)


def some(*values: Value) -> st.SearchStrategy[Value]:
    """One of some values."""
    return st.sampled_from(values)


times = some(year(2019), year(2022), month(2022, 7), month(2021, 1), datetime(2022, 3, 15, 12, tzinfo=UTC))
moments = some(
    datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 11, 24, 9, tzinfo=UTC), year(2026), month(2026, 3)
)
VALUES: Mapping[str, st.SearchStrategy[Value]] = {
    f"{OG}sector": some("I", "I.1", "II", "_T", "no-such-sector"),
    f"{OG}indicator": some("GHG.TOT", "GHG.SEC", "EN.FEC"),
    f"{ODRL}spatial": some(Iri("SI"), Iri("SI042"), Iri("SI_052"), Iri("HR")),
    f"{OG}referencePeriod": times,
    f"{OG}embargoUntil": moments,
    f"{OG}dataAge": some(Duration(0, Decimal(86_400)), Duration(0, Decimal(86_400 * 300))),
    f"{OG}qualityFlag": some("validated", "estimated", "draft"),
    f"{OG}spatialLevel": some("country", "NUTS3", "LAU", "site"),
    f"{ODRL}purpose": some(*map(Iri, PURPOSES)),
    f"{OG}recipientNetwork": some(*map(Iri, NETWORKS)),
    f"{OG}recipientOrganisation": some(*map(Iri, ORGANISATIONS)),
    f"{OG}recipientKind": some("research", "company"),
    f"{OG}assuranceLevel": some("low", "substantial", "high"),
    f"{ODRL}dateTime": moments,
}
OF_ROWS = sorted(left for left in VALUES if left in {one.iri for one in row_operands()})
SEVERAL = frozenset(f"{ODRL}{name}" for name in ("isAnyOf", "isNoneOf", "isAllOf"))
LOGIC: tuple[Logic, ...] = ("and", "or", "xone", "andSequence")


@st.composite
def constraints(draw: st.DrawFn) -> Constraint:
    """A comparison that our profile allows."""
    left = draw(st.sampled_from(OF_ROWS) | st.sampled_from(OF_ROWS) | st.sampled_from(sorted(VALUES)))
    known = operand(left)
    assert known is not None
    operator = draw(st.sampled_from(sorted(known.operators)))
    most = 2 if operator in SEVERAL else 1
    right = draw(st.lists(VALUES[left], min_size=1, max_size=most, unique=True))
    return Constraint(left, operator, tuple(right))


conditions: st.SearchStrategy[Condition] = st.recursive(
    constraints(),
    lambda inner: st.builds(
        LogicalConstraint, st.sampled_from(LOGIC), st.lists(inner, min_size=1, max_size=3).map(tuple)
    ),
    max_leaves=5,
)


@st.composite
def rules(
    draw: st.DrawFn, kinds: tuple[RuleKind, ...] = ("permission", "permission", "permission", "prohibition")
) -> Rule:
    """A rule on the tests' dataset, for anybody or for somebody."""
    kind = draw(st.sampled_from(kinds))
    somebody = st.lists(st.sampled_from((*ORGANISATIONS, *NETWORKS, ex("ana"))), max_size=2, unique=True)
    assignees = draw(st.just([]) | st.just([]) | somebody)
    found = draw(st.lists(conditions, max_size=2 if kind == "permission" else 3))
    actions = draw(st.sampled_from(((Named(READ),), (Named(READ),), (Named(USE),), (Named(DISCOVER),), ())))
    targets = draw(st.sampled_from(((Named(DATA),), (), (Named(ex("collection"), True),))))
    return Rule(
        ex(f"rule/{draw(st.integers(0, 10**6))}"),
        kind,
        actions,
        targets,
        (),
        tuple(Named(one) for one in assignees),
        tuple(found),
    )


policies = st.lists(
    st.builds(
        lambda several, conflict: Policy(ex("random"), "Set", tuple(several), conflict=conflict),
        st.lists(rules(), min_size=1, max_size=4),
        st.sampled_from((None, None, "prohibit", "perm", "invalid")),
    ),
    min_size=1,
    max_size=3,
).map(tuple)

subjects = st.builds(
    Subject,
    st.sampled_from((ex("ana"), ex("bor"), None)),
    st.none() | st.frozensets(st.sampled_from(ORGANISATIONS)),
    st.none()
    | st.lists(
        st.builds(
            Membership,
            st.just(ex("ana")),
            st.sampled_from(NETWORKS),
            st.none() | st.just(datetime(2026, 1, 1, tzinfo=UTC)),
            st.none() | st.just(datetime(2026, 6, 1, tzinfo=UTC)),
        ),
        max_size=2,
    ).map(tuple),
    st.none() | st.frozensets(st.sampled_from(("research", "company"))),
    st.none() | st.sampled_from(("low", "high")),
)
requests = st.builds(
    Request,
    st.just(READ),
    st.just(DATA),
    subjects,
    st.none() | st.sampled_from((NOW, datetime(2026, 3, 1, tzinfo=UTC))),
    st.none() | st.frozensets(st.sampled_from(PURPOSES), min_size=1),
)
