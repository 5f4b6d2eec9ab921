"""Why a request was refused, what is missing, and the least that would let it through."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

from policies.compiled.explaining import Explanation, explain
from policies.compiled.needs import Need
from policies.compiled.policy_set import compile_policies
from policies.compiled.request import Request, Subject
from policies.compiled.wording import condition_sentence, duty_sentence, rule_sentence
from policies.odrl.policy import ODRL, Duty, Iri, LogicalConstraint, Named, Policy
from policies.odrl.vocabulary import OG
from schemas.languages import Lang
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

LANGS: tuple[Lang, ...] = get_args(Lang)
REQUEST = Request(READ, DATA, Subject(ex("ana")), NOW)
RESEARCH = Iri(PURPOSES[0])
FOR_RESEARCH = constraint("purpose", "isAnyOf", RESEARCH)
IN_MISSION = constraint(f"{OG}recipientNetwork", "isAnyOf", Iri(NETWORKS[0]))
AS_RESEARCHER = constraint(f"{OG}recipientKind", "eq", "research")
NEED_PURPOSE = Need(f"{ODRL}purpose", f"{ODRL}isAnyOf", (RESEARCH,))


def explained(*several: Policy, request: Request = REQUEST, of_others: bool = False) -> Explanation:
    return explain(request, compile_policies(several, 1), of_others=of_others)


def test_a_refused_caller_learns_what_is_missing_and_what_would_do() -> None:
    found = explained(policy(rule("permission", FOR_RESEARCH)))
    assert (found.decision.permitted, found.missing, found.nearest) == (
        False,
        (f"{ODRL}purpose",),
        (NEED_PURPOSE,),
    )
    assert [[one.in_(lang) for lang in LANGS] for one in found.next_steps] == [
        [
            f"Say what you need it for; one of: {PURPOSES[0]}.",
            f"Povejte, za kaj podatke potrebujete; eno od: {PURPOSES[0]}.",
            f"Recite za što trebate podatke; jedno od: {PURPOSES[0]}.",
        ]
    ]
    assert found.nearest_text("en") == f"It would be permitted if: purpose is one of {PURPOSES[0]}."


def test_each_rule_says_both_values_and_how_they_compare() -> None:
    request = replace(REQUEST, purposes=frozenset({PURPOSES[2]}))
    ((report,), lines) = (
        (
            found := explained(policy(rule("permission", FOR_RESEARCH, AS_RESEARCHER)), request=request)
        ).reports,
        [],
    )
    lines = [rule_sentence(report, "en"), *(condition_sentence(one, "en") for one in report.conditions)]
    assert lines == [
        f"Permission {ex('permission')}: not active",
        f"purpose is one of {PURPOSES[0]}; found: {PURPOSES[2]}: not satisfied",
        "kind of recipient is research; found: -: not satisfied",
    ]
    assert found.missing == ()


def test_what_each_row_tells_is_said_so() -> None:
    (report,) = explained(policy(rule("permission", constraint(f"{OG}sector", "eq", "I")))).reports
    assert [one.state for one in report.conditions] == ["residual"]
    assert report.activation == "Active"


def test_the_least_that_would_do_is_the_shortest_way_through_all_rules() -> None:
    either = LogicalConstraint("or", (LogicalConstraint("and", (FOR_RESEARCH, AS_RESEARCHER)), FOR_RESEARCH))
    forbidding = rule("prohibition", constraint("fileFormat", "eq", Iri(ex("csv"))))
    found = explained(policy(rule("permission", either), forbidding))
    not_csv = Need(f"{ODRL}fileFormat", f"{ODRL}eq", (Iri(ex("csv")),), holds=False)
    assert found.nearest is not None
    assert (len(found.nearest), set(found.nearest)) == (2, {not_csv, NEED_PURPOSE})


def test_what_is_over_cannot_be_had_again() -> None:
    over = constraint("dateTime", "lt", datetime(2020, 1, 1, tzinfo=UTC))
    found = explained(policy(rule("permission", over)))
    assert found.nearest is None
    assert [one.in_("en") for one in found.next_steps] == ["Ask the owner for access."]


def test_what_is_to_come_is_worth_waiting_for() -> None:
    coming = constraint("dateTime", "gteq", datetime(2027, 1, 1, tzinfo=UTC))
    found = explained(policy(rule("permission", coming)))
    assert [one.in_("en") for one in found.next_steps] == [
        "Ask again when the time has come: 2027-01-01T00:00:00Z."
    ]


def test_a_duty_that_was_not_met_is_what_is_to_be_done() -> None:
    duty = Duty(ex("duty"), (Named(f"{ODRL}acceptTracking"),))
    found = explained(policy(replace(rule("permission"), duties=(duty,))))
    assert found.nearest == (Need(duty=(f"{ODRL}acceptTracking",)),)
    assert duty_sentence(found.reports[0].duties[0], "sl") == (
        "Dolžnost odrl:acceptTracking: še ni izpolnjena"
    )


def test_of_a_rule_about_others_nothing_is_told_but_that_it_is_there() -> None:
    about_others = rule("permission", IN_MISSION, FOR_RESEARCH, assignee=ORGANISATIONS[0])
    told = explained(policy(about_others))
    assert [rule_sentence(one, lang) for one in told.reports for lang in LANGS] == [
        "Permission: a rule about others.",
        "Dovoljenje: pravilo o drugih.",
        "Dopuštenje: pravilo o drugima.",
    ]
    hidden = (ex("permission"), *NETWORKS, *ORGANISATIONS, *PURPOSES)
    assert [one for one in hidden if one in repr((told.reports, told.nearest, told.missing))] == []
    owner = explained(policy(about_others), of_others=True)
    assert owner.reports[0].rule == ex("permission")
    assert owner.nearest is not None
    assert {one.party for one in owner.nearest} == {ORGANISATIONS[0], NETWORKS[0], ""}


def test_rules_on_other_assets_and_actions_are_not_part_of_an_explanation() -> None:
    others = (rule("permission", target=ex("other"), iri=ex("a")), rule("prohibition", action=f"{ODRL}sell"))
    assert explained(policy(*others)).reports == ()


def test_what_would_let_a_request_through_does() -> None:
    found = explained(policy(rule("permission", FOR_RESEARCH, AS_RESEARCHER)))
    assert found.nearest is not None
    met = replace(
        REQUEST,
        purposes=frozenset({PURPOSES[0]}),
        subject=replace(REQUEST.subject, kinds=frozenset({"research"})),
    )
    assert explained(policy(rule("permission", FOR_RESEARCH, AS_RESEARCHER)), request=met).decision.permitted
