import pytest

from policies.odrl.errors import PolicyFormError
from policies.odrl.lint import KnownNames, check_document, lint, refuses
from policies.odrl.profile import PROFILE
from policies.odrl.reading import read_document
from schemas.languages import LANGUAGES
from tests.policies.odrl.documents import DATASET, JSON, constraint, document, permission, typed

PURPOSE = constraint("purpose", "eq", {"@id": "https://w3id.org/dpv#Research"})


def found(*permissions: object, **properties: object) -> list[tuple[str, str]]:
    """Codes and pointers of what publication finds, in order."""
    return found_among(KnownNames(), *permissions, **properties)


def found_among(known: KnownNames, *permissions: object, **properties: object) -> list[tuple[str, str]]:
    """Codes and pointers of what publication finds where only some names are known, in order."""
    text = document(*permissions, **{"profile": PROFILE, **properties})
    return [(one.code, one.pointer) for one in check_document(text, JSON, known)[1]]


def judged(left: str, operator: str, right: object) -> list[str]:
    """Codes of what publication finds in one constraint."""
    return [code for code, _ in found(permission(constraint=[constraint(left, operator, right)]))]


@pytest.mark.parametrize(
    "condition",
    [
        PURPOSE,
        constraint("dateTime", "gteq", typed("2026-06-01T00:00:00Z", "dateTime")),
        constraint("dateTime", "lteq", typed("2026-06-01", "date")),
        constraint("og:sector", "isAnyOf", {"@list": ["S1", "S2"]}),
        constraint("og:referencePeriod", "lteq", typed("2022", "gYear")),
        constraint("og:dataAge", "gteq", typed("P6M", "duration")),
        constraint("og:spatialLevel", "lteq", "LAU"),
        constraint("count", "lteq", 100),
        constraint("spatial", "isPartOf", {"@id": "https://kranj.example/"}),
        {"or": {"@list": [PURPOSE, constraint("og:recipientKind", "eq", "research")]}},
    ],
)
def test_a_policy_in_the_profile_is_published_without_a_word(condition: object) -> None:
    assert found(permission(constraint=[condition]), **{"@context": CONTEXTS}) == []


CONTEXTS = ["http://www.w3.org/ns/odrl.jsonld", {"og": "https://w3id.org/ogledalo/odrl#"}]


@pytest.mark.parametrize(
    ("left", "operator", "right", "codes"),
    [
        ("purpos", "eq", {"@id": "urn:a"}, ["operand"]),
        ("payAmount", "eq", 5, ["operand_closed"]),
        ("purpose", "equals", {"@id": "urn:a"}, ["operator"]),
        ("purpose", "gt", {"@id": "urn:a"}, ["operator_of"]),
        ("purpose", "eq", [{"@id": "urn:a"}, {"@id": "urn:b"}], ["number"]),
        ("purpose", "isAnyOf", {"@list": []}, ["number"]),
        ("purpose", "eq", "research", ["type"]),
        ("og:recipientKind", "eq", "press", ["code"]),
        ("og:minContributors", "gteq", 5, ["aggregate"]),
        ("dateTime", "lt", typed("2026-06-01T00:00:00", "dateTime"), ["zone"]),
        ("dateTime", "lt", typed("soon", "dateTime"), ["value"]),
        ("dateTime", "lt", "2026-06-01", ["untyped"]),
        ("count", "lt", 1.5, ["type"]),
    ],
)
def test_a_constraint_outside_the_profile_is_told(
    left: str, operator: str, right: object, codes: list[str]
) -> None:
    assert judged(left, operator, right) == codes


def test_an_unknown_operand_is_refused_with_its_place_and_the_nearest_known_one() -> None:
    text = document(permission(constraint=[constraint("purpos", "eq", {"@id": "urn:a"})]), profile=PROFILE)
    document_read, findings = check_document(text, JSON)
    assert refuses(findings)
    assert len(document_read.policies) == 1
    assert [one.sentence("en") for one in findings] == [
        "/permission/0/constraint/0: purpos. Expected: A known left operand; nearest: odrl:purpose. "
        "Correct it: a condition that cannot be evaluated is not published."
    ]
    assert findings[0].sentence("sl").startswith("/permission/0/constraint/0: purpos. Pričakovano: Znan levi")
    assert (
        findings[0].sentence("hr").startswith("/permission/0/constraint/0: purpos. Očekivano: Poznat lijevi")
    )


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ({"action": "raed"}, ["action"]),
        ({"action": "play"}, ["action_closed"]),
        ({"action": []}, ["no_action"]),
        ({"target": []}, ["no_target"]),
        ({"duty": [{"action": "compensate"}]}, ["action_closed"]),
        ({"duty": [{"action": "attribute"}]}, []),
        ({"constraints": [PURPOSE]}, ["property"]),
        ({"constraint": [{"and": {"@list": []}}]}, ["empty"]),
        ({"constraint": [{**PURPOSE, "unit": "http://dbpedia.org/resource/Euro"}]}, ["unit"]),
        ({"constraint": [{**PURPOSE, "https://kranj.example/anchor": "x"}]}, ["other"]),
        (
            {
                "constraint": [
                    {
                        "leftOperand": "purpose",
                        "operator": "eq",
                        "rightOperandReference": {"@id": "urn:elsewhere"},
                    }
                ]
            },
            ["reference"],
        ),
    ],
)
def test_a_rule_outside_the_profile_is_told(properties: dict[str, object], codes: list[str]) -> None:
    assert [code for code, _ in found(permission(**properties))] == codes


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ({"@type": "Offer"}, ["kind"]),
        ({"@type": "Agreement"}, []),
        ({"@type": "Sett"}, ["class"]),
        ({"profile": []}, ["profile"]),
        ({"profile": [PROFILE, "https://other.example/profile"]}, ["profile_foreign"]),
        ({"conflict": "perm"}, ["conflict_perm"]),
        ({"conflict": "invalid"}, ["conflict_invalid"]),
        ({"conflict": "permit"}, ["conflict"]),
        ({"constraint": [PURPOSE]}, ["property"]),
    ],
)
def test_a_policy_that_cannot_be_in_force_is_told(properties: dict[str, object], codes: list[str]) -> None:
    assert [code for code, _ in found(permission(), **properties)] == codes


def test_only_violations_refuse() -> None:
    policy = document(permission(), profile=PROFILE, conflict="perm")
    assert not refuses(check_document(policy, JSON)[1])


def test_names_that_are_not_known_are_told_with_the_nearest() -> None:
    known = KnownNames(targets=[DATASET], parties=["https://kranj.example/"])
    wrong = permission(
        target=f"{DATASET}s", assignee="https://kranj.example/", assigner="https://krnj.example/"
    )
    assert [code for code, _ in found_among(known, wrong)] == ["target", "party"]
    assert found_among(known, permission(assignee="https://kranj.example/")) == []


BEFORE = constraint("dateTime", "lt", typed("2026-01-01T00:00:00Z", "dateTime"))
UP_TO = constraint("dateTime", "lteq", typed("2026-01-01T00:00:00Z", "dateTime"))
FROM = constraint("dateTime", "gteq", typed("2026-01-01T00:00:00Z", "dateTime"))
AFTER = constraint("dateTime", "gt", typed("2026-01-01T00:00:00Z", "dateTime"))
ON_THE_DAY = constraint("dateTime", "lteq", typed("2026-01-01", "date"))


@pytest.mark.parametrize(
    ("conditions", "codes"),
    [
        ([BEFORE, FROM], ["never"]),
        ([UP_TO, AFTER], ["never"]),
        ([UP_TO, FROM], []),
        ([ON_THE_DAY, AFTER], []),
        ([{"and": {"@list": [BEFORE, FROM]}}], ["never"]),
        ([{"or": {"@list": [BEFORE, FROM]}}], ["always"]),
        ([{"or": {"@list": [BEFORE, AFTER]}}], []),
        ([{"or": {"@list": [UP_TO, AFTER]}}], ["always"]),
        (
            [
                constraint("fileFormat", "eq", {"@id": "urn:a"}),
                constraint("fileFormat", "eq", {"@id": "urn:b"}),
            ],
            ["never"],
        ),
        (
            [
                constraint("fileFormat", "eq", {"@id": "urn:a"}),
                constraint("fileFormat", "neq", {"@id": "urn:a"}),
            ],
            ["never"],
        ),
        (
            [
                {
                    "or": {
                        "@list": [
                            constraint("fileFormat", "eq", {"@id": "urn:a"}),
                            constraint("fileFormat", "neq", {"@id": "urn:a"}),
                        ]
                    }
                }
            ],
            ["always"],
        ),
        (
            [
                constraint("recipient", "eq", {"@id": "urn:a"}),
                constraint("recipient", "eq", {"@id": "urn:b"}),
            ],
            [],
        ),
        (
            [
                constraint("og:dataAge", "lt", typed("P30D", "duration")),
                constraint("og:dataAge", "gt", typed("P1M", "duration")),
            ],
            [],
        ),
    ],
)
def test_conditions_that_never_or_always_hold_are_told(conditions: list[object], codes: list[str]) -> None:
    assert [code for code, _ in found(permission(constraint=conditions))] == codes


def test_two_rules_of_one_name_are_told() -> None:
    rule = {"@id": "https://kranj.example/rule"}
    other = document({**rule, **permission()}, uid="https://kranj.example/2", profile=PROFILE)
    (policy,) = read_document(other, JSON).policies
    twice = type(policy)(policy.iri, policy.kind, policy.rules * 2, policy.profiles)
    assert [one.code for one in lint(twice)] == ["rule_twice"]


def test_a_document_without_a_policy_is_refused() -> None:
    with pytest.raises(PolicyFormError):
        check_document("{}", JSON)


def test_every_finding_is_said_in_three_languages() -> None:
    rule = permission(
        action="raed", constraints=[], constraint=[constraint("purpos", "eqq", "x"), BEFORE, FROM]
    )
    _, findings = check_document(document(rule, **{"@type": "Offer", "conflict": "perm"}), JSON)
    for lang in LANGUAGES:
        assert all("{" not in one.sentence(lang) for one in findings)
