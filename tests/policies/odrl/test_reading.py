import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from policies.odrl.errors import (
    InheritanceError,
    PolicyFormError,
    UnknownContextError,
    UnreadablePolicyError,
)
from policies.odrl.policy import (
    ODRL,
    Constraint,
    Duration,
    Duty,
    Iri,
    LogicalConstraint,
    Named,
    Policy,
    Rule,
    Span,
)
from policies.odrl.reading import read_document, read_policies
from policies.odrl.vocabulary import OG
from tests.policies.odrl.documents import (
    CONTEXT,
    DATASET,
    JSON,
    POLICY,
    PREFIXES,
    TURTLE,
    constraint,
    document,
    json_ld,
    permission,
    turtle,
    typed,
)

READ = Named(f"{ODRL}read")
ENERGY = Named(DATASET)
EX = "https://kranj.example/"


def right(value: object, left: str = "count", operator: str = "eq") -> tuple[object, ...]:
    """The right operand that a value in JSON-LD becomes."""
    (rule,) = json_ld(permission(constraint=constraint(left, operator, value))).rules
    (found,) = rule.conditions
    assert isinstance(found, Constraint)
    return found.right


def test_a_policy_in_json_is_the_same_in_turtle() -> None:
    late = constraint("dateTime", "gteq", typed("2026-01-01T00:00:00+01:00", "dateTime"))
    expected = Policy(
        POLICY,
        "Set",
        (
            Rule(
                f"{POLICY}#permission-1",
                "permission",
                actions=(READ,),
                targets=(ENERGY,),
                assignees=(Named(f"{EX}network", collection=True),),
                conditions=(
                    Constraint(f"{ODRL}dateTime", f"{ODRL}gteq", (datetime(2025, 12, 31, 23, tzinfo=UTC),)),
                ),
                duties=(Duty("", (Named(f"{ODRL}attribute"),), parties=((f"{ODRL}informedParty", EX),)),),
            ),
        ),
    )
    duty = {"action": "attribute", "informedParty": EX}
    network = {"@type": "PartyCollection", "source": f"{EX}network"}
    assert json_ld(permission(assignee=network, constraint=late, duty=duty)) == expected
    assert (
        turtle(f"""<{POLICY}> a odrl:Set ; odrl:permission [
            odrl:action odrl:read ; odrl:target <{DATASET}> ;
            odrl:assignee [ a odrl:PartyCollection ; odrl:source ex:network ] ;
            odrl:constraint [ odrl:leftOperand odrl:dateTime ; odrl:operator odrl:gteq ;
                odrl:rightOperand "2026-01-01T00:00:00+01:00"^^xsd:dateTime ] ;
            odrl:duty [ odrl:action odrl:attribute ; odrl:informedParty ex: ] ] .""")
        == expected
    )


@pytest.mark.parametrize(
    "context",
    [
        CONTEXT,
        [CONTEXT],
        ["https://www.w3.org/ns/odrl.jsonld", {"ex": EX}],
        "https://w3id.org/dspace/2025/1/odrl-profile.jsonld",
        ["https://w3id.org/dspace/2025/1/context.jsonld"],
        {
            "odrl": ODRL,
            "uid": "@id",
            "permission": "odrl:permission",
            "action": {"@id": "odrl:action", "@type": "@vocab"},
            "target": {"@id": "odrl:target", "@type": "@id"},
            "Set": "odrl:Set",
            "read": "odrl:read",
        },
    ],
)
def test_odrl_is_understood_under_whichever_context_names_it(context: object) -> None:
    policy = json_ld(permission(), **{"@context": context})
    assert policy.rules == (Rule(f"{POLICY}#permission-1", "permission", actions=(READ,), targets=(ENERGY,)),)


@pytest.mark.parametrize(
    "context",
    [
        "https://canary.example/context.jsonld",
        [CONTEXT, "http://127.0.0.1:1/odrl.jsonld"],
        {"@import": "https://canary.example/c.jsonld"},
        {"x": {"@id": "urn:x", "@context": "file:///etc/passwd"}},
    ],
)
def test_a_context_that_we_do_not_carry_is_refused_and_not_fetched(context: object) -> None:
    with pytest.raises(UnknownContextError):
        read_document(document(permission(), **{"@context": context}), JSON)


def test_a_context_inside_an_object_is_refused_where_it_stands() -> None:
    inside = permission(constraint={"@context": "https://canary.example/c"})
    with pytest.raises(UnknownContextError) as refusal:
        read_document(document(inside), JSON)
    assert refusal.value.written.pointer == "/permission/0/constraint/@context"


def test_what_a_policy_says_for_all_its_rules_is_handed_down_but_not_over_their_own() -> None:
    own = {"action": "index", "assignee": f"{EX}velenje"}
    policy = json_ld({}, own, target=DATASET, action="read", assignee=f"{EX}kranj", assigner=EX)
    first, second = policy.rules
    assert (first.actions, first.targets, first.assignees, first.assigners) == (
        (READ,),
        (ENERGY,),
        (Named(f"{EX}kranj"),),
        (Named(EX),),
    )
    assert (second.actions, second.targets, second.assignees) == (
        (Named(f"{ODRL}index"),),
        (ENERGY,),
        (Named(f"{EX}velenje"),),
    )


def test_the_asset_that_has_a_policy_is_its_target() -> None:
    dataset = {"@context": CONTEXT, "@id": DATASET, "hasPolicy": json.loads(document({"action": "read"}))}
    (policy,) = read_policies(json.dumps(dataset), JSON)
    assert policy.rules[0].targets == (ENERGY,)


def test_several_objects_of_a_connective_are_what_a_list_of_them_is() -> None:
    parts = """[ odrl:leftOperand odrl:count ; odrl:operator odrl:gt ; odrl:rightOperand 1 ]{}
        [ odrl:leftOperand odrl:count ; odrl:operator odrl:lt ; odrl:rightOperand 9 ]"""
    several, listed = (
        turtle(f"<{POLICY}> a odrl:Set ; odrl:permission [ odrl:constraint [ odrl:and {text} ] ] .")
        for text in (parts.format(","), f"( {parts.format('')} )")
    )
    assert several == listed
    assert several.rules[0].conditions == (
        LogicalConstraint(
            "and",
            (
                Constraint(f"{ODRL}count", f"{ODRL}gt", (Decimal(1),)),
                Constraint(f"{ODRL}count", f"{ODRL}lt", (Decimal(9),)),
            ),
        ),
    )


def test_an_action_is_narrowed_by_its_refinements() -> None:
    narrowed = {"rdf:value": {"@id": "odrl:read"}, "refinement": constraint("resolution", "lteq", 1200)}
    (rule,) = json_ld(permission(action=[narrowed])).rules
    assert rule.actions == (
        Named(
            f"{ODRL}read",
            refinements=(Constraint(f"{ODRL}resolution", f"{ODRL}lteq", (Decimal(1200),)),),
        ),
    )


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (5, Decimal(5)),
        (0.1, Decimal("0.1")),
        (typed("5.00", "decimal"), Decimal("5.00")),
        (True, True),
        ("Sunday", "Sunday"),
        ({"@id": "odrl:policyUsage"}, Iri(f"{ODRL}policyUsage")),
        (typed("P1Y2M3DT4H5M6.5S", "duration"), Duration(14, Decimal("273906.5"))),
        (typed("-P1D", "duration"), Duration(0, Decimal(-86400))),
        (typed("2018-01-01T24:00:00Z", "dateTime"), datetime(2018, 1, 2, tzinfo=UTC)),
        (
            typed("2018-12-31", "date"),
            Span(datetime(2018, 12, 31, tzinfo=UTC), datetime(2019, 1, 1, tzinfo=UTC)),
        ),
        (
            typed("2018-01-01+02:00", "date"),
            Span(datetime(2017, 12, 31, 22, tzinfo=UTC), datetime(2018, 1, 1, 22, tzinfo=UTC)),
        ),
        (
            typed("2018-12", "gYearMonth"),
            Span(datetime(2018, 12, 1, tzinfo=UTC), datetime(2019, 1, 1, tzinfo=UTC)),
        ),
        (typed("2018", "gYear"), Span(datetime(2018, 1, 1, tzinfo=UTC), datetime(2019, 1, 1, tzinfo=UTC))),
    ],
)
def test_a_right_operand_is_read_by_its_type(written: object, value: object) -> None:
    assert right(written) == (value,)


def test_a_text_without_a_type_is_what_its_left_operand_takes() -> None:
    assert right("https://w3id.org/dpv#Research", "purpose") == (Iri("https://w3id.org/dpv#Research"),)
    assert right("dpv:Research", "purpose") == (Iri("https://w3id.org/dpv#Research"),)
    assert right("P30D", "elapsedTime") == (Duration(0, Decimal(2592000)),)
    assert right("{{7*7}}", "purpose") == ("{{7*7}}",)


def test_a_text_stays_one_where_the_document_says_so() -> None:
    written = {**constraint("elapsedTime", "eq", "P30D"), "dataType": "xsd:string"}
    (rule,) = json_ld(permission(constraint=written)).rules
    assert rule.conditions == (Constraint(f"{ODRL}elapsedTime", f"{ODRL}eq", ("P30D",)),)


def test_a_list_of_values_is_several() -> None:
    values = [{"@id": f"{EX}a"}, {"@id": f"{EX}b"}]
    both = (Iri(f"{EX}a"), Iri(f"{EX}b"))
    assert right(values, operator="isAnyOf") == both
    assert right({"@list": values}, operator="isAnyOf") == both


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (typed("2018-13-01", "date"), "value"),
        (typed("twelve", "integer"), "value"),
        (typed("-1", "nonNegativeInteger"), "value"),
        (typed("2018-01-01T00:00:00", "dateTime"), "zone"),
        ({"@value": "Kranj", "@language": "sl"}, "language"),
    ],
)
def test_a_doubtful_value_is_read_and_told_with_its_place(written: object, code: str) -> None:
    text = document(permission(), permission(constraint=[constraint("spatialCoordinates", "eq", written)]))
    (found,) = read_document(text, JSON).findings
    assert (found.code, found.pointer) == (code, "/permission/1/constraint/0")


def test_a_word_that_no_context_explains_is_told_with_the_nearest_one() -> None:
    text = document(permission(constraints=[constraint("count", "lt", 5)]))
    (found,) = read_document(text, JSON).findings
    assert found.sentence("en") == (
        "/permission/0: constraints. Expected: A word that has a meaning here; nearest: odrl:constraint. "
        "Correct the word or take it out: what is not understood is not in force."
    )


def test_the_slips_of_w3cs_context_are_understood() -> None:
    text = f"""<{POLICY}> a odrl:Set ; odrl:permission [ odrl:constraint [
        odrl:leftOperand <{ODRL}industry:> ; odrl:operator odrl:neg ; odrl:rightOperand "x" ] ] ."""
    assert turtle(text).rules[0].conditions == (Constraint(f"{ODRL}industry", f"{ODRL}neq", ("x",)),)


def test_turtle_tells_the_line_of_a_constraint() -> None:
    text = f"""<{POLICY}> a odrl:Set ;
    odrl:permission ex:rule .
ex:rule odrl:action odrl:read ;
    odrl:constraint [
        odrl:leftOperand og:dataAge ; odrl:operator odrl:gteq ; odrl:rightOperand "P6M"^^xsd:duration ] .
"""
    (rule,) = turtle(text).rules
    (found,) = rule.conditions
    lines = PREFIXES.count("\n")
    assert (rule.written.pointer, rule.written.line) == (f"{EX}rule", lines + 3)
    assert found.written.line == lines + 5


@pytest.mark.parametrize(
    "constraint_in_json",
    [
        {"leftOperand": "count", "operator": "lt"},
        {"leftOperand": "count", "rightOperand": 5},
        {"operator": "lt", "rightOperand": 5},
        {"leftOperand": ["count", "spatial"], "operator": "lt", "rightOperand": 5},
        {**constraint("count", "lt", 5), "and": [constraint("count", "gt", 1)]},
        {"and": {"@list": []}, "or": {"@list": []}},
        {"@id": f"{EX}missing"},
        {},
    ],
)
def test_a_half_constraint_is_refused(constraint_in_json: object) -> None:
    with pytest.raises(PolicyFormError):
        read_document(document(permission(constraint=[constraint_in_json])), JSON)


@pytest.mark.parametrize(
    "properties",
    [
        {"permission": [f"{EX}a-rule-that-stands-nowhere"]},
        {"permission": [{"@id": f"{EX}rule", "action": "read"}], "prohibition": [f"{EX}rule"]},
        {"permission": [permission(duty=[f"{EX}duty"])]},
        {"permission": [permission(assignee={"@type": "PartyCollection"})]},
        {"permission": [permission(target="energy")]},
        {"permission": [permission(action={"refinement": []})]},
        {"uid": "_:b0"},
        {"uid": "policy-1"},
    ],
)
def test_what_cannot_be_a_policy_is_refused(properties: dict[str, object]) -> None:
    with pytest.raises(PolicyFormError):
        read_policies(document(permission(), **properties), JSON)


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        ('{"uid": "urn:a", "uid": "urn:b"}', JSON),
        ("{", JSON),
        (b"\xff\xfe", JSON),
        ('{"a": NaN}', JSON),
        ('{"a": 1e999999}', JSON),
        ("<urn:a> <urn:b>", TURTLE),
        ("<html></html>", "text/html"),
        ("\ud800", TURTLE),
    ],
)
def test_what_is_no_document_is_refused(text: str | bytes, media_type: str) -> None:
    with pytest.raises(UnreadablePolicyError):
        read_document(text, media_type)


def test_a_broken_list_is_refused_so_that_no_condition_is_overlooked() -> None:
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    text = f"""<{POLICY}> a odrl:Set ; odrl:permission [ odrl:constraint [ odrl:and _:l ] ] .
        _:l <{rdf}first> _:c ; <{rdf}rest> _:l .
        _:c odrl:leftOperand odrl:count ; odrl:operator odrl:lt ; odrl:rightOperand 1 ."""
    with pytest.raises(PolicyFormError):
        turtle(text)


def test_a_policy_inherits_the_rules_of_another_and_what_wins() -> None:
    child, parent = read_policies(
        PREFIXES
        + """ex:child a odrl:Set ; odrl:inheritFrom ex:parent ; odrl:permission ex:own .
        ex:own odrl:action odrl:read .
        ex:parent a odrl:Set ; odrl:conflict odrl:perm ; odrl:prohibition ex:other ; odrl:permission ex:third .
        ex:other odrl:action odrl:index . ex:third odrl:action odrl:use .""",
        TURTLE,
    )
    assert [rule.iri for rule in child.rules] == [f"{EX}own", f"{EX}third", f"{EX}other"]
    assert (child.conflict, parent.conflict) == ("perm", "perm")


def test_a_policy_may_inherit_from_one_that_is_known() -> None:
    parent = json_ld(permission())
    child = document(uid=f"{EX}child", permission=[], inheritFrom=POLICY)
    assert read_policies(child, JSON, known=[parent])[0].rules == parent.rules
    with pytest.raises(InheritanceError):
        read_policies(child, JSON)


def test_policies_that_inherit_from_each_other_are_refused() -> None:
    text = "ex:a a odrl:Set ; odrl:inheritFrom ex:b . ex:b a odrl:Set ; odrl:inheritFrom ex:a ."
    with pytest.raises(InheritanceError):
        read_policies(PREFIXES + text, TURTLE)


def test_a_document_without_a_policy_is_refused() -> None:
    with pytest.raises(PolicyFormError):
        read_policies('{"uid": "urn:a", "permission": []}', JSON)


def test_memberships_and_actions_of_a_document_are_given_with_it() -> None:
    text = (
        PREFIXES + "ex:kranj odrl:partOf ex:cities . ex:render odrl:includedIn odrl:read . ex:p a odrl:Set ."
    )
    found = read_document(text, TURTLE)
    assert (found.members, found.included) == (
        ((f"{EX}kranj", f"{EX}cities"),),
        ((f"{EX}render", f"{ODRL}read"),),
    )


def test_our_own_words_need_no_context_of_their_own() -> None:
    text = document(permission(action="discover", constraint=constraint(f"{OG}dataAge", "gteq", "P6M")))
    (rule,) = read_policies(text, JSON)[0].rules
    assert rule.actions == (Named(f"{OG}discover"),)
    assert rule.conditions == (Constraint(f"{OG}dataAge", f"{ODRL}gteq", (Duration(6),)),)
