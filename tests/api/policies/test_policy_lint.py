"""What a policy may say, and what is told of it: documents, templates, lint, law, words, differences."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from api.gateway import Gateway
from tests.api.policies.desk import (
    BASE,
    DATASET,
    DEPARTMENT,
    MISSION,
    OTHERS,
    POLICIES,
    TOWN,
    Clock,
    Office,
    codes,
    odrl,
    of_document,
    open_office,
)

PAGE = f"/api/v1/datasets/{DATASET}"
FIGURES = f"/api/v1/observations?indicator=GHG.SEC&dataset={DATASET}"
MICROSECOND = timedelta(microseconds=1)
TARGET = f"{BASE}/id/dataset/{DATASET}"
PROFILE = "https://w3id.org/ogledalo/odrl"
pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
"""What is asked here does not depend on the database."""


@pytest.fixture
def office(gateway: Gateway, now: datetime) -> Office:
    return open_office(gateway, Clock(now))


def test_a_policy_on_somebody_elses_dataset_is_refused_as_if_there_were_none(office: Office) -> None:
    for target in (f"{BASE}/id/dataset/{OTHERS}", f"{BASE}/id/dataset/city-inventori"):
        document = odrl({"action": "read", "target": target})
        made = office.did("ed", "", of_document(document), 201)
        (found,) = [one for one in made["lint"]["findings"] if one["severity"] == "violation"]
        assert (found["code"], found["found"], found["pointer"]) == ("target", target, "/permission/0")
        problem = office.did("ed", f"{made['id']}/submit", {"confirm_legal": True}, 422)
        assert problem["type"].endswith("/policy-refused")
        assert [one["code"] for one in problem["errors"]] == ["target"]
    assert "city-inventory" in problem["errors"][0]["mend"] + problem["errors"][0]["expected"]
    body = {"owner": TOWN, "title": {"en": "No"}, "template": "open", "terms": {"datasets": [OTHERS]}}
    assert office.did("ed", "", body, 422)["errors"][0]["parameter"] == "datasets"


REFUSED: dict[str, tuple[dict[str, object], str]] = {
    "unknown party": ({"assignee": f"{BASE}/id/organisation/nobody"}, "party"),
    "unknown network": (
        {
            "constraint": [
                {
                    "leftOperand": "og:recipientNetwork", "operator": "isAnyOf",
                    "rightOperand": {"@id": f"{BASE}/id/network/mission-citys"},
                }
            ]
        },
        "party",
    ),
    "another assigner": ({"assigner": f"{BASE}/id/organisation/utility"}, "assigner"),
    "aggregates only": ({"action": "aggregate"}, "aggregate_only"),
    "aggregates by contributors": (
        {
            "constraint": [
                {
                    "leftOperand": "og:minContributors", "operator": "gteq",
                    "rightOperand": {"@value": "3", "@type": "xsd:integer"},
                }
            ]
        },
        "aggregate",
    ),
    "a count that cannot be counted": (
        {
            "constraint": [
                {
                    "leftOperand": "count", "operator": "lteq",
                    "rightOperand": {"@value": "-3", "@type": "xsd:integer"},
                }
            ]
        },
        "quota",
    ),
}  # fmt: skip


def test_what_cannot_be_held_here_is_refused(office: Office) -> None:
    for properties, code in REFUSED.values():
        _is_refused(office, properties, code)


def _is_refused(office: Office, properties: dict[str, object], code: str) -> None:
    context = ["http://www.w3.org/ns/odrl.jsonld", {"og": "https://w3id.org/ogledalo/odrl#"}]
    document = odrl({"action": "read", "target": TARGET, **properties}, **{"@context": context})
    made = office.did("ed", "", of_document(document), 201)
    violations = [one for one in made["lint"]["findings"] if one["severity"] == "violation"]
    assert [one["code"] for one in violations] == [code]
    assert all(one["expected"] and one["mend"] for one in violations)
    problem = office.did("ed", f"{made['id']}/submit", {"confirm_legal": True}, 422)
    assert [one["code"] for one in problem["errors"]] == [code]


def test_text_that_looks_like_a_programme_stays_text(office: Office) -> None:
    document = odrl({"action": "read", "target": f"{BASE}/id/dataset/{{{{7*7}}}}"})
    refused = office.ask("ed", "POST", POLICIES, of_document(document))
    assert refused.status_code in (201, 422)
    assert "49" not in refused.json().get("detail", "")
    body = {
        "owner": TOWN,
        "title": {"en": "{{7*7}} {owner}"},
        "template": "open",
        "terms": {"datasets": [DATASET]},
    }
    assert office.did("ed", "", body | {"note": "{{7*7}}"}, 201)["title"] == {"en": "{{7*7}} {owner}"}
    unknown = office.did("ed", "", body | {"template": "{{7*7}}"}, 422)
    assert unknown["errors"][0]["found"] == "{{7*7}}"


def test_a_document_that_is_too_large_or_too_deep_is_refused(office: Office) -> None:
    def sized(size: int) -> str:
        bare = json.dumps(odrl())
        return bare + " " * (size - len(bare))

    assert office.did("ed", "", of_document(sized(64_000)), 201)["state"] == "draft"
    large = office.did("ed", "", of_document(sized(64_001)), 422)
    assert (large["type"].rpartition("/")[2], large["errors"][0]["found"]) == ("policy-document", "64001 B")

    def nested(depth: int) -> dict[str, object]:
        leaf: dict[str, object] = {"leftOperand": "dateTime", "operator": "gteq",
            "rightOperand": {"@value": "2026-01-01T00:00:00Z", "@type": "xsd:dateTime"}}  # fmt: skip
        for _ in range(depth):
            leaf = {"and": {"@list": [leaf]}}
        return odrl({"action": "read", "target": TARGET, "constraint": [leaf]})

    assert office.did("ed", "", of_document(nested(3)), 201)["state"] == "draft"
    assert office.did("ed", "", of_document(nested(17)), 422)["type"].endswith("/policy-document")


def test_what_is_no_policy_is_refused(office: Office) -> None:
    documents: list[object] = ["{", "[]", "a b c .", {"@context": "https://elsewhere.example/c"}]
    for document in documents:
        assert office.did("ed", "", of_document(document), 422)["type"].endswith("/policy-document")


def test_two_policies_in_a_document_are_refused(office: Office) -> None:
    text = """@prefix odrl: <http://www.w3.org/ns/odrl/2/> .
        <urn:a> a odrl:Set ; odrl:permission [ odrl:action odrl:read ] .
        <urn:b> a odrl:Set ; odrl:permission [ odrl:action odrl:read ] ."""
    problem = office.did("ed", "", of_document(text, media_type="text/turtle"), 422)
    assert "urn:a, urn:b" in problem["errors"][0]["found"]
    inheriting = odrl(inheritFrom="https://elsewhere.example/policy")
    assert office.did("ed", "", of_document(inheriting), 422)["type"].endswith("/policy-document")


def test_a_word_that_cannot_be_read_is_refused_before_it_is_stored(office: Office) -> None:
    until = {
        "leftOperand": "dateTime",
        "operator": "lt",
        "rightOperand": {"@value": "soon", "@type": "xsd:dateTime"},
    }
    document = odrl({"action": "read", "target": TARGET, "constraint": [until]})
    problem = office.did("ed", "", of_document(document), 422)
    assert problem["type"].endswith("/policy-refused")
    assert "soon" in str(problem["errors"])
    assert office.seen(POLICIES, "ed")["count"] == 0


def test_a_document_gets_the_name_it_has_here_and_is_given_in_each_form(office: Office) -> None:
    text = f"""@prefix odrl: <http://www.w3.org/ns/odrl/2/> .
        <https://elsewhere.example/p> a odrl:Set ; odrl:profile <{PROFILE}> ;
            odrl:permission <https://utility.example/rules#1> .
        <https://utility.example/rules#1> odrl:action odrl:read ; odrl:target <{TARGET}> ."""
    made = office.did("ed", "", of_document(text, media_type="text/turtle"), 201)
    iri = f"{BASE}/id/policy/{made['id']}"
    assert (made["iri"], made["document"]["uid"]) == (iri, iri)
    assert made["document"]["permission"][0]["uid"] == f"{iri}#1"
    path = f"{POLICIES}/{made['id']}"
    turtle = office.ask("aud", "GET", path, accept="text/turtle")
    assert turtle.headers["content-type"] == "text/turtle; charset=utf-8"
    assert f"<{iri}#1>" in turtle.text
    jsonld = office.ask("aud", "GET", f"{path}/versions/1", accept="application/ld+json")
    assert jsonld.json() == made["document"]
    assert office.ask("aud", "GET", path, accept="image/png").status_code == 406
    again = office.did("ed", f"{made['id']}/draft", {"document": turtle.text, "media_type": "text/turtle"})
    assert again["sha256"] == made["versions"][0]["sha256"]


def test_a_policy_is_said_in_plain_words_with_the_names_of_all(office: Office) -> None:
    policy = office.made("network+sectors", networks=[MISSION], sectors=["I"])
    told = office.seen(f"{POLICIES}/{policy}", "aud")["in_words"]
    assert told["en"] == [
        f"Everybody may see the description of “Emissions: {DATASET}”.",
        f"Everybody may read “Emissions: {DATASET}”, if network of cities is one of “Mission cities” and sector "
        "is part of I.",
        "Everything else is refused.",
    ]
    assert set(told) == {"en", "sl", "hr"}


def test_departments_means_all_departments_of_the_owner(office: Office) -> None:
    policy = office.made("departments")
    assert f"{BASE}/id/organisation/{DEPARTMENT}" in json.dumps(
        office.seen(f"{POLICIES}/{policy}", "aud")["document"]
    )


@pytest.mark.parametrize(
    ("terms", "parameter", "nearest"),
    [
        ({"networks": ["mission-citys"]}, "networks", ["mission-cities"]),
        ({"networks": [MISSION], "sectors": ["XIV"]}, "sectors", None),
        ({"networks": [MISSION], "purposes": ["reserch"]}, "purposes", ["research"]),
        ({"networks": [MISSION], "collections": ["none"]}, "collections", None),
    ],
)
def test_a_term_that_is_not_there_is_named_with_the_nearest(
    office: Office, terms: dict[str, object], parameter: str, nearest: list[str] | None
) -> None:
    body = {"owner": TOWN, "title": {"en": "P"}, "template": "network+sectors+research"}
    problem = office.did("ed", "", body | {"terms": {"sectors": ["I"], **terms}}, 422)
    assert problem["errors"][0]["parameter"] == parameter
    assert nearest is None or problem["errors"][0]["nearest"][:1] == nearest


@pytest.mark.parametrize(
    "body",
    [
        {"template": "open", "document": {}},
        {},
        {"template": "open", "terms": {"dataset": [DATASET]}},
        {"template": "open", "note": "\x00"},
        {"template": "embargo", "terms": {"datasets": [DATASET], "until": "2027-01-01T00:00:00"}},
        {"template": "embargo", "terms": {"datasets": [DATASET]}},
        {"template": "open+hidden"},
    ],
)
def test_what_a_policy_cannot_be_made_of_is_refused(office: Office, body: dict[str, object]) -> None:
    problem = office.did("ed", "", {"owner": TOWN, "title": {"en": "P"}, **body}, 422)
    assert problem["errors"]


def test_the_law_that_speaks_against_withholding_must_be_confirmed(office: Office) -> None:
    policy = office.made("hidden")
    problem = office.did("ed", f"{policy}/submit", None, 422)
    assert problem["type"].endswith("/legal-confirmation")
    assert "2023/138" in str(problem["errors"][0]["articles"])
    for lang in ("sl", "hr"):
        answer = office.ask("ed", "POST", f"{POLICIES}/{policy}/submit?lang={lang}")
        assert answer.json()["mend"] != problem["mend"]
    ground = {"confirm_legal": False, "ground": "commercial-confidentiality"}
    told = office.did("ed", f"{policy}/submit", ground, 422)
    assert {one["code"] for one in told["errors"]} == {"law-high-value", "law-emissions"}
    office.did("ed", f"{policy}/submit", {"confirm_legal": True})
    entry = next(one for one in office.entries() if one["act"] == "policy.confirm-legal")
    assert entry["rules"] == ["role/policies", "law/high_value"]


def test_lint_tells_drift_from_what_the_source_declares_and_rules_that_never_speak(office: Office) -> None:
    both = odrl({"action": "read", "target": TARGET}, prohibition=[{"action": "use", "target": TARGET}])
    made = office.did("ed", "", of_document(both), 201)
    assert "access-drift" in codes(made["lint"])
    assert "rule-shadowed" in codes(made["lint"])
    assert made["lint"]["refused"] is False
    in_slovenian = office.ask("ed", "POST", f"{POLICIES}/{made['id']}/lint?lang=sl").json()
    drift = next(one for one in in_slovenian["findings"] if one["code"] == "access-drift")
    assert "odprto" in drift["sentence"]
    assert (
        office.did("ed", f"{made['id']}/lint", {"template": "open", "terms": {"datasets": [DATASET]}})[
            "findings"
        ]
        == []
    )


def test_what_changed_is_told_in_words_and_place_by_place(office: Office) -> None:
    policy = office.activated("network", networks=[MISSION])
    office.did("ed", f"{policy}/draft", {"template": "open", "terms": {"datasets": [DATASET]}})
    told = office.seen(f"{POLICIES}/{policy}/diff", "aud")
    assert (told["from"], told["to"], len(told["in_words"])) == (1, 2, 3)
    assert [(one["rule"].rpartition("#")[2], one["change"]) for one in told["differences"]] == [
        ("seen", "removed"), ("network", "removed"), ("open", "added"),
    ]  # fmt: skip
    same = office.seen(f"{POLICIES}/{policy}/diff?from=2&to=2", "aud")
    assert same["differences"] == []
    assert office.ask("aud", "GET", f"{POLICIES}/{policy}/diff?from=9").status_code == 404
    office.did(
        "ed",
        f"{policy}/draft",
        {"template": "network", "terms": {"datasets": [DATASET], "networks": [MISSION], "attribution": True}},
    )
    (one,) = office.seen(f"{POLICIES}/{policy}/diff", "aud")["differences"]
    assert [place["pointer"] for place in one["places"]] == ["/duty"]
