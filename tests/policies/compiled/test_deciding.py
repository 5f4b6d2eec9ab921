"""What is permitted: matching, prohibitions, unknown attributes, duties, conflicts and collections in time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from policies.compiled.deciding import Decision, decide, decide_each
from policies.compiled.policy_set import compile_policies
from policies.compiled.request import Membership, Performed, Request, State, Subject
from policies.compiled.residual import EVERY_ROW, NO_ROW, OneOf
from policies.compiled.world import OF_THE_GATEWAY, Settings, World
from policies.odrl.policy import ODRL, Conflict, Constraint, Duty, Iri, Named, Policy, Rule
from policies.odrl.vocabulary import OG
from tests.policies.compiled.policies import (
    DATA,
    DISCOVER,
    NETWORKS,
    NOW,
    ORGANISATIONS,
    PURPOSES,
    READ,
    USE,
    constraint,
    ex,
    policy,
    rule,
)

REQUEST = Request(
    READ, DATA, Subject(ex("ana"), frozenset({ORGANISATIONS[0]})), NOW, frozenset({PURPOSES[0]})
)
FOR_RESEARCH = constraint("purpose", "isAnyOf", Iri(PURPOSES[0]))
FOR_SALES = constraint("purpose", "isAnyOf", Iri(PURPOSES[2]))
IN_MISSION = constraint(f"{OG}recipientNetwork", "isAnyOf", Iri(NETWORKS[0]))


def decided(*several: Policy, request: Request = REQUEST, settings: Settings | None = None) -> Decision:
    return decide(request, compile_policies(several, 7, None, settings))


def test_nothing_is_permitted_that_no_rule_permits() -> None:
    assert decided() == Decision(permitted=False, rows=NO_ROW, rules=(), epoch=7)


def test_a_permission_permits_every_row_and_is_named() -> None:
    expected = Decision(permitted=True, rows=EVERY_ROW, rules=(ex("permission"),), epoch=7)
    assert decided(policy(rule("permission", FOR_RESEARCH))) == expected


def test_a_prohibition_outweighs_a_permission() -> None:
    both = policy(rule("permission"), rule("prohibition", FOR_RESEARCH))
    assert decided(both) == Decision(permitted=False, rows=NO_ROW, rules=(ex("prohibition"),), epoch=7)


@pytest.mark.parametrize(("permits", "forbids"), [(USE, READ), (READ, READ), (READ, DISCOVER), (USE, USE)])
def test_an_action_is_permitted_and_forbidden_with_all_it_includes(permits: str, forbids: str) -> None:
    both = policy(rule("permission", action=permits), rule("prohibition", action=forbids))
    assert decided(both).permitted is (forbids == DISCOVER)


def test_what_is_not_known_is_not_permitted_and_is_forbidden() -> None:
    silent = replace(REQUEST, purposes=None)
    assert not decided(policy(rule("permission", FOR_RESEARCH)), request=silent).permitted
    forbidding = policy(rule("permission"), rule("prohibition", FOR_SALES))
    assert decided(forbidding).permitted
    assert not decided(forbidding, request=silent).permitted


def test_a_permission_for_one_purpose_does_not_cover_another() -> None:
    several = replace(REQUEST, purposes=frozenset(PURPOSES[:2]))
    assert not decided(policy(rule("permission", FOR_RESEARCH)), request=several).permitted
    assert not decided(
        policy(rule("permission"), rule("prohibition", FOR_RESEARCH)), request=several
    ).permitted


def test_a_party_that_is_not_known_may_be_the_one_that_is_forbidden() -> None:
    forbidding = policy(rule("permission"), rule("prohibition", assignee=ORGANISATIONS[1]))
    assert decided(forbidding).permitted
    for unknown in (Subject(None), Subject(ex("ana"), None), Subject(ex("ana"), memberships=None)):
        assert not decided(forbidding, request=replace(REQUEST, subject=unknown)).permitted


@pytest.mark.parametrize(
    ("at", "permitted"),
    [
        (datetime(2026, 1, 1, tzinfo=UTC) - timedelta(microseconds=1), False),
        (datetime(2026, 1, 1, tzinfo=UTC), True),
        (datetime(2026, 7, 1, tzinfo=UTC) - timedelta(microseconds=1), True),
        (datetime(2026, 7, 1, tzinfo=UTC), False),
        (None, False),
    ],
)
def test_who_is_in_a_network_is_so_for_a_time(at: datetime | None, permitted: bool) -> None:
    stay = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
    member = Subject(ex("ana"), memberships=(Membership(ex("ana"), NETWORKS[0], *stay),))
    request = replace(REQUEST, subject=member, now=at)
    assert decided(policy(rule("permission", IN_MISSION)), request=request).permitted is permitted
    assert decided(policy(rule("permission", assignee=NETWORKS[0])), request=request).permitted is permitted
    world = World(parties=(Membership(ex("ana"), NETWORKS[0], *stay),))
    told = compile_policies([policy(rule("permission", assignee=NETWORKS[0]))], 1, world)
    assert decide(replace(REQUEST, now=at), told).permitted is permitted


def test_who_may_be_in_a_network_may_be_who_is_forbidden() -> None:
    stay = Membership(ex("ana"), NETWORKS[0], datetime(2027, 1, 1, tzinfo=UTC))
    request = replace(REQUEST, subject=Subject(ex("ana"), memberships=(stay,)))
    forbidding = policy(rule("permission"), rule("prohibition", assignee=NETWORKS[0]))
    assert decided(forbidding, request=request).permitted
    assert not decided(forbidding, request=replace(request, now=None)).permitted


def test_rows_are_not_granted_by_a_permission_that_hangs_on_something_unknown() -> None:
    silent = replace(REQUEST, purposes=None)
    on_rows = (FOR_RESEARCH, constraint(f"{OG}sector", "eq", "I"))
    assert not decided(policy(rule("permission", *on_rows)), request=silent).permitted
    left = decided(policy(rule("permission"), rule("prohibition", *on_rows)), request=silent).rows
    assert [left.admits({"sector": one}) for one in ("I", "II", None)] == [False, True, False]


def test_two_stays_in_a_network_are_each_a_stay() -> None:
    once = Membership(ex("ana"), NETWORKS[0], None, datetime(2020, 1, 1, tzinfo=UTC))
    again = Membership(ex("ana"), NETWORKS[0], datetime(2025, 1, 1, tzinfo=UTC))
    for stays in ((once, again), (again, once)):
        request = replace(REQUEST, subject=Subject(ex("ana"), memberships=stays))
        assert decided(policy(rule("permission", IN_MISSION)), request=request).permitted


def test_a_rule_on_a_collection_is_on_what_is_in_it_and_in_collections_of_it() -> None:
    world = World(
        assets=(
            Membership(DATA, ex("energy")),
            Membership(ex("energy"), ex("all"), None, datetime(2027, 1, 1, tzinfo=UTC)),
        )
    )
    policies = compile_policies([policy(rule("permission", target=ex("all")))], 1, world)
    later = replace(REQUEST, now=datetime(2027, 1, 1, tzinfo=UTC))
    assert [decide(one, policies).permitted for one in (REQUEST, later, replace(REQUEST, now=None))] == [
        True,
        False,
        False,
    ]
    forbidding = compile_policies(
        [policy(rule("permission"), rule("prohibition", target=ex("all")))], 1, world
    )
    assert [decide(one, forbidding).permitted for one in (later, replace(REQUEST, now=None))] == [True, False]


def test_an_offer_is_not_in_force_but_to_be_tried_out() -> None:
    offer = Policy(ex("offer"), "Offer", (rule("permission"),))
    assert not decided(offer).permitted
    assert decided(offer, settings=Settings(offers=True)).permitted


@pytest.mark.parametrize(
    ("permitting", "forbidding", "permitted", "alerts"),
    [
        ("perm", "perm", True, ()),
        ("perm", None, False, ()),
        (None, "perm", False, ()),
        ("prohibit", "prohibit", False, ()),
        ("invalid", None, False, (ex("prohibition"),)),
        (None, "invalid", False, (ex("prohibition"),)),
    ],
)
def test_what_wins_in_a_conflict(
    permitting: Conflict | None, forbidding: Conflict | None, permitted: bool, alerts: tuple[str, ...]
) -> None:
    found = decided(
        policy(rule("permission"), name="one", conflict=permitting),
        policy(rule("prohibition"), name="two", conflict=forbidding),
    )
    assert (found.permitted, found.alerts) == (permitted, alerts)


def test_a_prohibition_on_rows_takes_them_away() -> None:
    on_rows = rule("prohibition", constraint(f"{OG}sector", "eq", "II"))
    found = decided(policy(rule("permission"), on_rows))
    assert found.permitted
    assert [found.rows.admits({"sector": one}) for one in ("I", "II", None)] == [True, False, False]
    assert found.rules == (ex("permission"), ex("prohibition"))


def test_a_permission_for_rows_leaves_them() -> None:
    found = decided(policy(rule("permission", constraint(f"{OG}sector", "isAnyOf", "I", "II"))))
    expected = OneOf("sector", frozenset({"I", "II"}))
    assert found == Decision(permitted=True, rows=expected, rules=(ex("permission"),), epoch=7)


DUTY = Duty(ex("duty"), (Named(f"{ODRL}acceptTracking"),))
WITH_DUTY = replace(rule("permission"), duties=(DUTY,))


def with_state(state: State) -> Request:
    return replace(REQUEST, state=state)


@pytest.mark.parametrize(
    ("state", "before", "eventually"),
    [
        (State(), False, True),
        (State({ex("duty"): "fulfilled"}), True, True),
        (State({ex("duty"): "violated"}), False, False),
        (State({ex("duty"): "unknown"}), False, True),
        (State(performed=(Performed(f"{ODRL}acceptTracking", at=NOW),)), True, True),
        (State(performed=(Performed(f"{ODRL}acceptTracking", at=NOW + timedelta(seconds=1)),)), False, True),
        (State(performed=(Performed(f"{ODRL}inform", at=NOW),)), False, True),
    ],
)
def test_a_duty_comes_first_or_may_follow(state: State, before: bool, eventually: bool) -> None:
    found = [
        decided(policy(WITH_DUTY), request=with_state(state), settings=Settings(duty_mode=mode)).permitted
        for mode in ("precondition", "eventual")
    ]
    assert found == [before, eventually]


def test_a_duty_that_does_not_bind_now_is_no_reason_to_refuse() -> None:
    later = replace(DUTY, conditions=(constraint("dateTime", "gt", datetime(2027, 1, 1, tzinfo=UTC)),))
    assert decided(policy(replace(WITH_DUTY, duties=(later,)))).permitted


def test_a_violated_duty_is_mended_by_its_consequence_where_duties_may_follow() -> None:
    fine = Duty(ex("fine"), (Named(f"{ODRL}compensate"),))
    rules = policy(replace(WITH_DUTY, duties=(replace(DUTY, consequences=(fine,)),)))
    state = State({ex("duty"): "violated"}, (Performed(f"{ODRL}compensate", at=NOW),))
    eventual = Settings(duty_mode="eventual")
    assert decided(rules, request=with_state(state), settings=eventual).permitted
    assert not decided(rules, request=with_state(State(state.duties)), settings=eventual).permitted
    assert not decided(rules, request=with_state(state)).permitted


def test_a_duty_that_only_follows_delivery_is_stated_with_the_answer() -> None:
    attribute = Duty(ex("attribute"), (Named(f"{ODRL}attribute"),))
    found = decided(policy(replace(WITH_DUTY, duties=(attribute,))), settings=OF_THE_GATEWAY)
    assert (found.permitted, [one.duty for one in found.duties]) == (True, [attribute])


def test_a_count_is_each_rules_own_and_one_that_is_not_known_is_not_within_it() -> None:
    thrice = policy(rule("permission", constraint("count", "lteq", Decimal(3))))
    counted = [
        State(counts=counts) for counts in ({ex("permission"): 3}, {ex("permission"): 4}, {"*": 1}, {})
    ]
    assert [decided(thrice, request=with_state(one)).permitted for one in counted] == [
        True,
        False,
        True,
        False,
    ]


def test_refinements_narrow_what_a_rule_is_about() -> None:
    narrowed = Rule(
        ex("narrowed"),
        "permission",
        (Named(READ, refinements=(constraint(f"{OG}resultRows", "lteq", Decimal(100)),)),),
        (Named(DATA, refinements=(constraint(f"{OG}sector", "eq", "I"),)),),
        (),
        (Named(ORGANISATIONS[0], True, (constraint(f"{OG}recipientKind", "eq", "research"),)),),
    )
    subject = replace(REQUEST.subject, kinds=frozenset({"research"}))
    whole = replace(REQUEST, subject=subject, result_rows=100)
    assert decided(policy(narrowed), request=whole).rows == OneOf("sector", frozenset({"I"}))
    for one in (replace(whole, result_rows=101), replace(whole, subject=REQUEST.subject)):
        assert not decided(policy(narrowed), request=one).permitted


def test_a_constraint_that_refers_to_what_is_not_known_is_unknown() -> None:
    referring = Constraint(f"{ODRL}purpose", f"{ODRL}eq", (), reference=ex("elsewhere"))
    assert not decided(policy(rule("permission", referring))).permitted
    assert not decided(policy(rule("permission"), rule("prohibition", referring))).permitted


def test_an_operand_or_operator_that_nobody_knows_is_unknown() -> None:
    for odd in (constraint(ex("mood"), "eq", "good"), constraint("purpose", "isLike", Iri(PURPOSES[0]))):
        assert not decided(policy(rule("permission", odd))).permitted
        assert not decided(policy(rule("permission"), rule("prohibition", odd))).permitted


def test_many_assets_are_decided_on_as_each_is() -> None:
    policies = compile_policies([policy(rule("permission")), policy(rule("prohibition", target=ex("b")))], 1)
    found = decide_each(REQUEST, (DATA, ex("b")), policies)
    assert found == {target: decide(replace(REQUEST, target=target), policies) for target in (DATA, ex("b"))}
