"""Who may do what with policies: roles, four eyes, and what is answered to everybody else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from api.gateway import Gateway
from tests.api.policies.desk import (
    BASE,
    DATASET,
    DEPARTMENT,
    OTHERS,
    POLICIES,
    TOWN,
    Clock,
    Office,
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


ROUTES: tuple[tuple[str, str, object, dict[str, int]], ...] = (
    ("GET", "", None, {"ed": 200, "ana": 200, "ada": 200, "aud": 200, "oto": 200, "": 403}),
    ("GET", "/{id}", None, {"ed": 200, "ana": 200, "ada": 200, "aud": 200, "oto": 404, "": 403}),
    ("GET", "/{id}/versions", None, {"ed": 200, "ana": 200, "ada": 200, "aud": 200, "oto": 404, "": 403}),
    ("GET", "/{id}/versions/1", None, {"ed": 200, "ana": 200, "ada": 200, "aud": 200, "oto": 404, "": 403}),
    (
        "GET",
        "/{id}/diff?from=1&to=1",
        None,
        {"ed": 200, "ana": 200, "ada": 200, "aud": 200, "oto": 404, "": 403},
    ),
    ("POST", "/{id}/lint", {}, {"ed": 200, "ana": 200, "ada": 200, "aud": 200, "oto": 404, "": 403}),
    ("POST", "", "new", {"ed": 201, "ana": 201, "ada": 201, "aud": 403, "oto": 403, "": 403}),
    ("PUT", "/{id}/draft", "open", {"ed": 200, "ana": 200, "ada": 200, "aud": 403, "oto": 404, "": 403}),
    ("POST", "/{id}/submit", {}, {"ed": 422, "ana": 422, "ada": 422, "aud": 403, "oto": 404, "": 403}),
    ("POST", "/{id}/approve", {}, {"ed": 403, "ana": 409, "ada": 409, "aud": 403, "oto": 404, "": 403}),
    (
        "POST",
        "/{id}/reject",
        {"note": "no"},
        {"ed": 403, "ana": 409, "ada": 409, "aud": 403, "oto": 404, "": 403},
    ),
    ("POST", "/{id}/activate", {}, {"ed": 403, "ana": 409, "ada": 409, "aud": 403, "oto": 404, "": 403}),
    ("POST", "/{id}/retire", {}, {"ed": 403, "ana": 409, "ada": 409, "aud": 403, "oto": 404, "": 403}),
)
"""What each person gets of each route, of a policy whose draft nobody confirmed the law of."""


def test_each_route_is_open_to_those_whose_role_allows_it(office: Office) -> None:
    policy = office.made("hidden")
    bodies = {
        "new": of_document(odrl()),
        "open": {"template": "hidden", "terms": {"datasets": [DATASET]}},
    }
    found, wanted = {}, {}
    for method, path, body, people in ROUTES:
        for who, status in people.items():
            sent = bodies[body] if isinstance(body, str) else body
            answer = office.ask(who, method, f"{POLICIES}{path.replace('{id}', policy)}", sent)
            found[method, path, who], wanted[method, path, who] = answer.status_code, status
            assert answer.status_code >= 400 or answer.headers["cache-control"] == "private, no-store"
    assert found == wanted


def test_anothers_policy_is_answered_like_one_that_is_not_there(office: Office) -> None:
    policy, absent = office.made("hidden"), "00000000-0000-0000-0000-000000000000"

    def told(name: str) -> object:
        body = office.ask("oto", "GET", f"{POLICIES}/{name}").json()
        return {key: str(value).replace(name, "") for key, value in body.items() if key != "request_id"}

    assert told(policy) == told(absent)
    assert office.seen(POLICIES, "oto") == {"policies": [], "count": 0}
    assert office.ask("ed", "GET", f"{POLICIES}/%00").status_code == 404


def test_a_role_of_the_town_reaches_policies_of_its_departments(office: Office) -> None:
    body = {"owner": DEPARTMENT, "title": {"en": "Department"}, "template": "open"}
    policy = office.did("ed", "", body, 201)["id"]
    assert office.seen(f"{POLICIES}?owner={DEPARTMENT}", "ana")["policies"][0]["id"] == policy
    assert office.ask("oto", "GET", f"{POLICIES}?owner={DEPARTMENT}").status_code == 403


def test_the_list_is_narrowed_by_state_and_dataset(office: Office) -> None:
    hidden, everything = office.activated("hidden"), office.made("open", datasets=[])

    def ids(question: str) -> set[str]:
        return {one["id"] for one in office.seen(f"{POLICIES}?{question}", "aud")["policies"]}

    assert ids(f"owner={TOWN}") == {hidden, everything}
    assert ids("state=active") == {hidden}
    assert ids("state=draft") == {everything}
    assert ids(f"dataset={DATASET}") == {hidden, everything}
    assert ids(f"dataset={OTHERS}") == set()
    assert office.ask("aud", "GET", f"{POLICIES}?state=activ").status_code == 422


def test_who_wrote_or_submitted_a_policy_does_not_approve_it(office: Office) -> None:
    policy = office.made("hidden", "ana")
    office.did("ed", f"{policy}/draft", {"template": "hidden", "terms": {"datasets": [DATASET]}})
    office.did("ed", f"{policy}/submit", {"confirm_legal": True})
    problem = office.did("ana", f"{policy}/approve", None, 403)
    assert (problem["type"].rpartition("/")[2], problem["rule"]) == ("four-eyes", "four-eyes/own")
    assert office.did("ada", f"{policy}/approve")["reviewer"] == "ada"


def test_one_person_may_do_it_all_where_everything_stays_open(office: Office) -> None:
    policy = office.made("open", "ada")
    office.did("ada", f"{policy}/submit")
    assert office.did("ada", f"{policy}/approve")["sole_officer"] is False
    assert office.did("ada", f"{policy}/activate")["in_force"] is True


def test_a_policy_that_is_open_today_only_needs_four_eyes(office: Office) -> None:
    until = {
        "leftOperand": "dateTime", "operator": "lt",
        "rightOperand": {"@value": "2027-01-01T00:00:00Z", "@type": "xsd:dateTime"},
    }  # fmt: skip
    document = odrl({"action": "use", "target": TARGET, "constraint": [until]})
    policy = office.did("ada", "", of_document(document), 201)["id"]
    office.did("ada", f"{policy}/submit", {"confirm_legal": True})
    assert office.did("ada", f"{policy}/approve", None, 403)["rule"] == "four-eyes/own"


@pytest.mark.parametrize(
    ("setting", "template", "status"), [("always", "open", 403), ("never", "hidden", 200)]
)
def test_the_node_says_when_four_eyes_are_needed(
    office: Office, setting: str, template: str, status: int
) -> None:
    ours = office.with_settings(four_eyes=setting)
    policy = ours.made(template, "ada")
    ours.did("ada", f"{policy}/submit", {"confirm_legal": True})
    ours.did("ada", f"{policy}/approve", None, status)


def test_a_sole_officer_may_approve_alone_and_that_is_on_record(office: Office) -> None:
    policy = office.made("hidden", "ada")
    office.did("ada", f"{policy}/submit", {"confirm_legal": True})
    alone = {"sole_officer": True, "reason": "nobody else until March"}
    assert office.did("ada", f"{policy}/approve", alone, 403)["rule"] == "four-eyes/others"
    assert office.did("ada", f"{policy}/approve", {"sole_officer": True}, 422)["errors"]
    office.dismiss("ana")
    approved = office.did("ada", f"{policy}/approve", alone)
    assert (approved["sole_officer"], approved["review_note"]) == (True, "nobody else until March")
    assert "policy.approve-alone" in office.acts()
    assert "policy.approve" not in office.acts()


def test_an_approver_who_is_no_administrator_is_no_sole_officer(office: Office) -> None:
    policy = office.made("hidden", "ana")
    office.did("ana", f"{policy}/submit", {"confirm_legal": True})
    alone = {"sole_officer": True, "reason": "nobody else"}
    assert office.did("ana", f"{policy}/approve", alone, 403)["rule"] == "four-eyes/administrator"
