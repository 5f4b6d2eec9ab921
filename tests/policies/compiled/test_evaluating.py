"""Evaluating documents of others: how requests and states of the world may be written, and what they mean."""

import pytest

from policies.compiled.evaluating import Evaluation, evaluate
from policies.compiled.world import DutyMode
from policies.odrl.errors import PolicyFormError
from policies.odrl.graph import Graph
from policies.odrl.reading_rdf import read_graph

PREFIXES = """
@prefix odrl: <http://www.w3.org/ns/odrl/2/> .
@prefix ex: <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix sotw: <https://w3id.org/force/sotw#> .
@prefix fs: <https://w3id.org/odrl-fs#> .
@prefix report: <https://w3id.org/force/compliance-report#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix pay: <https://pay.example/> .
"""
ANA_READS_X = "ex:q a odrl:Request ; odrl:permission [ odrl:assignee ex:ana ; odrl:action odrl:read ; odrl:target ex:x ] ."


def graph(text: str) -> Graph:
    return read_graph(PREFIXES + text, "text/turtle")


def evaluated(
    policy: str, request: str = ANA_READS_X, world: str | None = None, mode: DutyMode = "precondition"
) -> Evaluation:
    return evaluate(graph(policy), graph(request), None if world is None else graph(world), mode)


def told(found: Evaluation) -> tuple[bool, list[str]]:
    """Whether it is permitted, and each rule's activation."""
    return found.permitted, [one.activation for one in found.reports]


def permission(*more: str, kind: str = "permission") -> str:
    """A policy of one rule on x."""
    rule = " ; ".join(("odrl:action odrl:read", "odrl:target ex:x", *more))
    return f"ex:p a odrl:Set ; odrl:{kind} ex:rule . ex:rule {rule} ."


def only(left: str, operator: str, right: str) -> str:
    """A constraint."""
    return f"odrl:constraint [ odrl:leftOperand {left} ; odrl:operator odrl:{operator} ; odrl:rightOperand {right} ]"


FOR_RESEARCH = permission(only("odrl:purpose", "eq", "ex:research"))


def asking(*more: str) -> str:
    """A request of Ana's with constraints that say more."""
    rule = " ; ".join(("odrl:assignee ex:ana", "odrl:action odrl:read", "odrl:target ex:x", *more))
    return f"ex:q a odrl:Request ; odrl:permission [ {rule} ] ."


@pytest.mark.parametrize(
    ("request_text", "permitted"),
    [
        (asking(only("odrl:purpose", "eq", "ex:research")), True),
        (asking(only("odrl:purpose", "eq", "ex:sales")), False),
        (asking(only("odrl:purpose", "neq", "ex:sales")), False),
        (asking(), False),
        (
            "ex:q a fs:EvaluationRequest ; fs:requestedAction odrl:read ; fs:requestingParty ex:ana ;"
            " fs:requestedTarget ex:x ; fs:context [ odrl:leftOperand odrl:purpose ; odrl:operator odrl:eq ;"
            " odrl:rightOperand ex:research ] .",
            True,
        ),
        (
            "ex:q a fs:EvaluationRequest ; odrl:action odrl:read ; odrl:assignee ex:ana ; odrl:target ex:x ;"
            " odrl:purpose ex:research .",
            True,
        ),
        (
            "ex:q a sotw:EvaluationRequest ; sotw:evaluatedAction odrl:read ; sotw:evaluatedTarget ex:x ;"
            " sotw:requestParameter [ sotw:describesFeature odrl:purpose ; sotw:value ex:research ] .",
            True,
        ),
    ],
)
def test_a_request_says_what_for_in_several_ways(request_text: str, permitted: bool) -> None:
    assert evaluated(FOR_RESEARCH, request_text).permitted is permitted


@pytest.mark.parametrize(
    "world",
    [
        'ex:w a ex:Sotw . ex:currentTime dct:issued "2024-05-01T00:00:00Z"^^xsd:dateTime .',
        'ex:w a fs:SotW ; fs:currentTime "2024-05-01T00:00:00Z"^^xsd:dateTime .',
        'ex:w a fs:SotW ; fs:currentTime ex:t . ex:t sotw:value "2024-05-01T00:00:00Z"^^xsd:dateTime .',
        "ex:w sotw:context [ sotw:describesFeature sotw:CurrentXSDDateTime ;"
        ' sotw:value "2024-05-01T00:00:00Z"^^xsd:dateTime ] .',
        'ex:w sotw:context [ a sotw:CurrentTime ; sotw:value "2024-05-01T00:00:00Z"^^xsd:dateTime ] .',
    ],
)
def test_a_world_says_the_time_in_several_ways(world: str) -> None:
    year = [
        permission(only("odrl:dateTime", operator, f'"2024-0{month}-01T00:00:00Z"^^xsd:dateTime'))
        for operator, month in (("gt", 4), ("lt", 5), ("eq", 5))
    ]
    assert [told(evaluated(one, world=world)) for one in year] == [
        (True, ["Active"]),
        (False, ["Inactive"]),
        (True, ["Active"]),
    ]


@pytest.mark.parametrize(
    ("world", "activation"),
    [
        (None, "Inactive"),
        ('ex:currentTime dct:issued "2024-05-01T00:00:00Z"^^xsd:dateTime .', "Active"),
    ],
)
def test_the_time_of_the_request_is_the_time_where_the_world_tells_none(
    world: str | None, activation: str
) -> None:
    policy = permission(only("odrl:dateTime", "gt", '"2024-04-01T00:00:00Z"^^xsd:dateTime'))
    request = ANA_READS_X + ' ex:q dct:issued "2024-03-01T00:00:00Z"^^xsd:dateTime .'
    assert told(evaluated(policy, request, world))[1] == [activation]


@pytest.mark.parametrize(
    ("place", "permitted"),
    [("ex:ghent", True), ("ex:belgium", True), ("ex:paris", False), ("ex:mars", False)],
)
def test_where_a_party_is_counts_with_what_the_world_says_of_places(place: str, permitted: bool) -> None:
    world = (
        f"ex:w a fs:SotW ; fs:currentLocation {place} ."
        " ex:ghent skos:broader ex:belgium . ex:paris skos:broader ex:france ."
    )
    inside = permission(only("odrl:spatial", "isPartOf", "ex:belgium"))
    outside = permission(only("odrl:spatial", "isPartOf", "ex:belgium"), kind="prohibition")
    assert evaluated(inside, world=world).permitted is permitted
    expected = "Inactive" if place == "ex:paris" else "Active"
    assert told(evaluated(outside, world=world)) == (False, [expected])


def test_members_of_a_collection_are_told_by_the_policy_or_the_world() -> None:
    policy = permission("odrl:assignee ex:staff") + " ex:staff a odrl:PartyCollection ; odrl:source ex:list ."
    assert [
        evaluated(policy, world=world).permitted
        for world in (
            "ex:ana odrl:partOf ex:staff .",
            "ex:ana odrl:partOf ex:list .",
            "ex:ana odrl:partOf ex:team . ex:team odrl:partOf ex:staff .",
            "ex:bob odrl:partOf ex:staff .",
        )
    ] == [True, True, True, False]


def used(times: int) -> str:
    """A world in which the rule was used so often."""
    reports = (
        f"ex:r{at} a report:PermissionReport ; report:rule ex:rule ; report:performanceState report:Performed ."
        for at in range(times)
    )
    return " ".join(("ex:w a ex:Sotw .", *reports))


def test_uses_are_counted_from_reports_or_told() -> None:
    twice = permission(only("odrl:count", "lteq", "2"))
    worlds = (used(0), used(2), used(3), "ex:w a fs:SotW ; fs:count 2 .", "ex:w a fs:SotW ; fs:count 3 .")
    assert [evaluated(twice, world=one).permitted for one in worlds] == [True, True, False, True, False]
    assert not evaluated(twice).permitted


WITH_DUTY = permission("odrl:duty ex:duty") + " ex:duty odrl:action odrl:compensate ."
PAYING = (
    "odrl:duty [ odrl:uid ex:duty ; odrl:action [ <http://www.w3.org/1999/02/22-rdf-syntax-ns#value> odrl:compensate ;"
    " odrl:refinement [ odrl:leftOperand odrl:payAmount ; odrl:operator odrl:gteq ; odrl:rightOperand 5.00 ;"
    " odrl:unit <http://dbpedia.org/resource/Euro> ] ] ] ; odrl:assigner ex:city ; odrl:assignee ex:ana"
)


def payment(*, amount: str = "5.00", unit: str = "https://dbpedia.org/resource/Euro", **more: str) -> str:
    """A world in which a payment was made."""
    said = {"payer": "ex:ana", "payee": "ex:city", **more}
    rest = " ; ".join(f"pay:{name} {value}" for name, value in said.items())
    return (
        'ex:w a sotw:SotW ; sotw:currentTime "2025-01-02T00:00:00Z"^^xsd:dateTime ; sotw:context ex:paid .'
        f' ex:paid a pay:Payment ; pay:netAmount "{amount}"^^xsd:decimal ; pay:currency <{unit}> ; {rest} .'
    )


@pytest.mark.parametrize(
    ("world", "met"),
    [
        (payment(), True),
        (payment(amount="4.99"), False),
        (payment(unit="http://dbpedia.org/resource/Yen"), False),
        (payment(payee="ex:other"), False),
        (payment(payer="ex:bob"), False),
        (payment(paymentDate='"2025-01-01"^^xsd:date'), True),
        (payment(paymentDate='"2025-01-03"^^xsd:date'), False),
        ("ex:w a sotw:SotW ; sotw:context [ sotw:conditionId ex:duty ] .", True),
        ("ex:w a sotw:SotW ; sotw:context [ sotw:conditionId ex:other ] .", False),
        ("ex:w a sotw:SotW ; sotw:context [ sotw:conditionId ex:duty ; pay:amount 3.00 ] .", False),
    ],
)
def test_a_payment_meets_a_duty_if_it_is_the_one_that_was_asked_for(world: str, met: bool) -> None:
    assert evaluated(permission(PAYING), world=world).permitted is met


@pytest.mark.parametrize(
    ("state", "before", "eventually"),
    [
        ("report:deonticState report:Fulfilled", True, True),
        ("report:deonticState report:Violated", False, False),
        ("report:deonticState report:NonSet", False, True),
        ("report:performanceState report:Performed", True, True),
        ("report:performanceState report:Unperformed", False, True),
        ("report:performanceState report:Unknown", False, True),
    ],
)
def test_a_report_says_what_became_of_a_duty(state: str, before: bool, eventually: bool) -> None:
    world = f"ex:r a report:DutyReport ; report:rule ex:duty ; {state} ."
    assert evaluated(WITH_DUTY, world=world).permitted is before
    assert evaluated(WITH_DUTY, world=world, mode="eventual").permitted is eventually


def test_a_report_of_later_says_nothing_yet() -> None:
    world = (
        'ex:currentTime dct:issued "2024-01-01T00:00:00Z"^^xsd:dateTime .'
        ' ex:all a report:PolicyReport ; dct:created "2024-06-01T00:00:00Z"^^xsd:dateTime ; report:ruleReport ex:r .'
        " ex:r a report:DutyReport ; report:rule ex:duty ; report:deonticState report:Fulfilled ."
    )
    assert not evaluated(WITH_DUTY, world=world).permitted


def test_a_prohibition_with_a_remedy_forbids_whatever_was_done_about_it() -> None:
    policy = permission("odrl:remedy ex:remedy", kind="prohibition") + " ex:remedy odrl:action odrl:delete ."
    world = "ex:r a report:DutyReport ; report:rule ex:remedy ; report:deonticState report:Fulfilled ."
    found = evaluated(policy, world=world)
    assert told(found) == (False, ["Active"])
    assert [duty.state for one in found.reports for duty in one.duties] == ["fulfilled"]


def test_an_obligation_is_active_while_its_constraints_hold_and_permits_nothing() -> None:
    policy = permission(
        only("odrl:dateTime", "gt", '"2024-01-01T00:00:00Z"^^xsd:dateTime'), kind="obligation"
    )
    worlds = [f'ex:currentTime dct:issued "{year}-06-01T00:00:00Z"^^xsd:dateTime .' for year in (2023, 2024)]
    found = [evaluated(policy, world=world) for world in worlds]
    assert [told(one) for one in found] == [(False, ["Inactive"]), (False, ["Active"])]
    assert found[0].as_dict() == {
        "decision": "deny",
        "rules": [{"rule": "http://example.org/rule", "type": "DutyReport", "activation": "Inactive"}],
    }


@pytest.mark.parametrize(("recipient", "permitted"), [("ex:city", True), ("ex:firm", False)])
def test_who_receives_may_be_another_than_who_asks(recipient: str, permitted: bool) -> None:
    policy = permission(only("odrl:recipient", "eq", "ex:city"))
    asked = asking(only("odrl:recipient", "eq", recipient))
    assert evaluated(policy, asked).permitted is permitted


def test_in_formal_semantics_activation_does_not_hang_on_what_is_asked() -> None:
    request = (
        "ex:q a sotw:EvaluationRequest ; sotw:evaluatedAction odrl:{} ; sotw:evaluatedTarget ex:x ;"
        " sotw:evaluatedParty ex:ana ."
    )
    found = [evaluated(permission(), request.format(action)) for action in ("read", "sell")]
    assert [told(one) for one in found] == [(True, ["Active"]), (False, ["Active"])]
    assert [one.reports[0].attempted for one in found] == [True, False]


def test_everything_that_is_asked_for_must_be_permitted() -> None:
    request = "ex:q a odrl:Request ; odrl:permission [ odrl:assignee ex:ana ; odrl:action odrl:read ; odrl:target ex:x, ex:y ] ."
    assert told(evaluated(permission(), request)) == (False, ["Active"])


def test_the_documents_own_actions_are_part_of_what_it_says() -> None:
    policy = permission() + " ex:browse a odrl:Action ; odrl:includedIn odrl:read ."
    request = asking().replace("odrl:action odrl:read", "odrl:action ex:browse")
    assert told(evaluated(policy, request)) == (True, ["Active"])


def test_a_policy_inherits_rules_of_another_in_the_document() -> None:
    policy = "ex:child a odrl:Set ; odrl:inheritFrom ex:p . " + permission()
    found = evaluated(policy)
    assert (found.permitted, {one.policy for one in found.reports}) == (
        True,
        {"http://example.org/p", "http://example.org/child"},
    )


@pytest.mark.parametrize(
    ("policy", "request_text"),
    [("ex:a ex:b ex:c .", ANA_READS_X), (permission(), "ex:a ex:b ex:c .")],
)
def test_a_document_without_a_policy_or_request_is_refused(policy: str, request_text: str) -> None:
    with pytest.raises(PolicyFormError):
        evaluated(policy, request_text)
