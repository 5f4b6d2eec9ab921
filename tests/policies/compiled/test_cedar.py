"""Cedar as a second opinion: on what both languages can say, both engines decide alike.

Cedar skips a rule in which something is missing, also one that forbids; ours then forbids. So requests here are complete.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.compiled.deciding import decide
from policies.compiled.policy_set import compile_policies
from policies.compiled.request import Membership, Request, Subject
from policies.odrl.policy import ODRL, Condition, Constraint, Iri, LogicalConstraint, Policy, Rule
from policies.odrl.vocabulary import OG
from tests.policies.compiled.policies import (
    DATA,
    NETWORKS,
    NOW,
    ORGANISATIONS,
    PURPOSES,
    READ,
    constraint,
    ex,
    policy,
    rule,
)

cedarpy = pytest.importorskip("cedarpy", reason="needs cedarpy, which is only there for development")

NAMES = {f"{ODRL}purpose": "purpose", f"{OG}recipientOrganisation": "organisation"}
KINDS = {"permission": "permit", "prohibition": "forbid"}

comparisons: st.SearchStrategy[Condition] = st.one_of(
    st.builds(
        constraint,
        st.just("purpose"),
        st.sampled_from(("eq", "neq")),
        st.sampled_from([Iri(one) for one in PURPOSES]),
    ),
    st.builds(
        lambda operator, several: constraint(f"{OG}recipientOrganisation", operator, *several),
        st.sampled_from(("isAnyOf", "isNoneOf")),
        st.lists(st.sampled_from([Iri(one) for one in ORGANISATIONS]), min_size=1, max_size=2, unique=True),
    ),
)
conditions = st.recursive(
    comparisons,
    lambda inner: st.builds(
        LogicalConstraint, st.sampled_from(("and", "or")), st.lists(inner, min_size=1, max_size=3).map(tuple)
    ),
    max_leaves=4,
)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """A rule that Cedar can say, too."""
    found = draw(st.lists(conditions, max_size=2))
    somebody = draw(st.sampled_from(("", "", ex("ana"), ex("bor"), *NETWORKS)))
    target = draw(st.sampled_from((DATA, ex("dataset/water"))))
    return rule(
        draw(st.sampled_from(("permission", "prohibition"))), *found, target=target, assignee=somebody
    )


def cedar(several: tuple[Policy, ...]) -> str:
    """The policies as Cedar writes them."""
    return "\n".join(_rule(one) for each in several for one in each.rules)


def _rule(one: Rule) -> str:
    party = f'principal in P::"{one.assignees[0].iri}"' if one.assignees else "principal"
    head = f'{KINDS[one.kind]}({party}, action == Action::"read", resource == A::"{one.targets[0].iri}")'
    return head + "".join(f" when {{ {_condition(part)} }}" for part in one.conditions) + ";"


def _condition(one: Condition) -> str:
    if isinstance(one, LogicalConstraint):
        sign = " && " if one.logic == "and" else " || "
        return "(" + sign.join(map(_condition, one.operands)) + ")"
    return _comparison(one)


def _comparison(one: Constraint) -> str:
    right = [value.iri for value in one.right if isinstance(value, Iri)]
    equal = " || ".join(f'context.{NAMES[one.left]} == "{value}"' for value in right)
    return f"!({equal})" if one.operator.endswith(("neq", "isNoneOf")) else f"({equal})"


def entities(party: str, networks: tuple[str, ...]) -> list[dict[str, object]]:
    """Who is in which network, as Cedar wants to be told."""
    parents = {party: networks, **dict.fromkeys(networks, ())}
    return [
        {"uid": _entity(one), "attrs": {}, "parents": [_entity(two) for two in above]}
        for one, above in parents.items()
    ]


def _entity(iri: str) -> dict[str, str]:
    return {"type": "P", "id": iri}


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(rules(), min_size=1, max_size=4).map(lambda some: policy(*some)), max_size=3).map(
        tuple
    ),
    st.sampled_from((ex("ana"), ex("bor"))),
    st.sampled_from(ORGANISATIONS),
    st.lists(st.sampled_from(NETWORKS), max_size=2, unique=True).map(tuple),
    st.sampled_from(PURPOSES),
    st.sampled_from((DATA, ex("dataset/water"))),
)
def test_both_engines_decide_alike(
    several: tuple[Policy, ...],
    party: str,
    organisation: str,
    networks: tuple[str, ...],
    purpose: str,
    target: str,
) -> None:
    memberships = tuple(Membership(party, one) for one in networks)
    subject = Subject(party, frozenset({organisation}), memberships)
    request = Request(READ, target, subject, NOW, frozenset({purpose}))
    asked = {
        "principal": f'P::"{party}"',
        "action": 'Action::"read"',
        "resource": f'A::"{target}"',
        "context": {"purpose": purpose, "organisation": organisation},
    }
    theirs = cedarpy.is_authorized(asked, cedar(several), entities(party, networks))
    assert decide(request, compile_policies(several)).permitted == theirs.allowed
