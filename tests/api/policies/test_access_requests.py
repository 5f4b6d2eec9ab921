"""Asking an owner for access: from the refusal to the agreement and its end, and who must see nothing of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from api.gateway import Gateway
from api.keys import issue_key
from api.people.acts import Actor
from api.people.staff import leave
from api.people.work import acting
from tests.api.policies.asking_node import ASKER, OWNER, RESEARCH, AskingNode, asking_node
from tests.api.three_datasets import HIDDEN, OPEN, RESTRICTED

HERE = f"/api/v1/datasets/{RESTRICTED}"
INBOX = "/api/v1/admin/access-requests"


@pytest.fixture
def node(gateway: Gateway, now: datetime) -> AskingNode:
    return asking_node(gateway, now)


def test_the_whole_way_from_a_refusal_to_an_agreement_and_its_end(node: AskingNode) -> None:
    refused = node.read("rok")
    assert refused.status_code == 403
    check = node.post(f"{HERE}/access-check", {"purposes": ["research"]}, "rok")
    assert (check["permitted"], check["decision"], check["rows"]["which"]) == (False, "deny", "none")
    told = node.get(f"{HERE}/policy", "rok")
    assert told["ask"]["access_requests"] == f"{HERE}/access-requests"

    asked = node.ask()
    assert (asked["state"], asked["organisation"], asked["overdue"]) == ("open", ASKER, False)
    assert node.ask(status=200)["id"] == asked["id"]
    inbox = node.get(INBOX, "ema")
    assert [(one["id"], one["contact"]) for one in inbox["access_requests"]] == [
        (asked["id"], "rok@uni.example")
    ]

    proposed = node.post(f"{INBOX}/{asked['id']}/grant", {"note": "Welcome."}, "ema", 202)
    assert (proposed["state"], proposed["proposal"]["by"]) == ("proposed", "ema")
    assert node.get(f"/api/v1/access-requests/{asked['id']}", "rok")["state"] == "open"
    node.post(f"{INBOX}/{asked['id']}/confirm", None, "ema", 403)
    assert node.read("rok").status_code == 403

    granted = node.post(f"{INBOX}/{asked['id']}/confirm", None, "fran")
    assert (granted["state"], granted["note"]) == ("granted", "Welcome.")
    assert node.read("rok").json()["observations"]
    assert node.read("rok", purpose="").status_code == 403
    assert node.read("rok", purpose="commercial").status_code == 403
    assert node.read("tuj").status_code == 403
    check = node.post(f"{HERE}/access-check", {"purposes": ["academic-research"]}, "rok")
    assert (check["permitted"], check["rows"]["which"]) == (True, "all")

    agreement = node.get(f"/api/v1/agreements/{granted['agreement']}", "rok")
    assert (agreement["state"], agreement["terms"]["sha256"]) == ("in-force", asked["terms_sha256"])
    node.clock.now += timedelta(days=1)
    ended = node.post(f"/api/v1/admin/agreements/{granted['agreement']}/end", None, "ema")
    assert ended["state"] == "ended"
    assert node.read("rok").status_code == 403
    node.post(f"/api/v1/admin/agreements/{granted['agreement']}/end", None, "ema", 409)
    expected = ["create", "propose", "grant"]
    assert [one for one in node.acts() if one.startswith("access-request.")] == [
        f"access-request.{one}" for one in expected
    ]
    assert {"policy.activate", "agreement.create", "agreement.end"} <= set(node.acts())


def test_whoever_read_it_before_the_first_grant_reads_it_afterwards_and_nobody_else(node: AskingNode) -> None:
    with acting(node.gateway) as session:
        key = issue_key(
            session, node.gateway.pepper, staff="ana", organisation="city-office", now=node.clock.now
        )
    node.keys["ana"] = key
    before = (node.read("ana", purpose="").status_code, node.read("").status_code)
    node.granted()
    assert (node.read("ana", purpose="").status_code, node.read("").status_code) == before == (200, 403)
    assert node.get(HERE)["access"] == "restricted"


def test_an_agreement_holds_up_to_its_end_to_the_microsecond(node: AskingNode) -> None:
    until = node.clock.now + timedelta(days=30)
    node.granted(valid_to=until.isoformat())
    node.clock.now = until - timedelta(microseconds=1)
    assert node.read("rok").status_code == 200
    node.clock.now = until
    assert node.read("rok").status_code == 403
    node.clock.now = until + timedelta(microseconds=1)
    assert node.read("rok").status_code == 403
    assert [one["state"] for one in node.get("/api/v1/agreements", "rok")["agreements"]] == ["expired"]


def test_a_second_agreement_leaves_the_first_one_standing_and_drops_those_that_are_over(
    node: AskingNode,
) -> None:
    first = node.granted()
    second = node.granted(("commercial",))
    assert (node.read("rok").status_code, node.read("rok", purpose="commercial").status_code) == (200, 200)
    node.post(f"/api/v1/admin/agreements/{first}/end", None, "fran")
    third = node.granted(("climate-planning",))
    rules = node.get(f"{HERE}/policy?format=jsonld", "fran")["permission"]
    named = [one["uid"].rpartition("#")[2] for one in rules]
    assert named == ["seen", "readers", f"agreement-{second}", f"agreement-{third}"]


def test_nobody_sees_the_inbox_but_the_owners_people_and_only_approvers_answer(node: AskingNode) -> None:
    asked = node.ask()["id"]
    assert {
        who: node.client.get(INBOX, key=node.keys.get(who, "")).status_code for who in ("", "eva", "avgust")
    } == {
        "": 403,
        "eva": 200,
        "avgust": 200,
    }
    assert node.get(INBOX, "tuj")["access_requests"] == []
    assert node.get(INBOX, "rok")["access_requests"] == []
    steps: tuple[tuple[str, object], ...] = (("grant", {}), ("confirm", None), ("refuse", {"reason": "No."}))
    for step, body in steps:
        for who, status in (("eva", 403), ("avgust", 403), ("tuj", 404), ("rok", 404), ("", 404)):
            node.post(f"{INBOX}/{asked}/{step}", body, who, status)
    assert node.get(f"{INBOX}/{asked}", "eva")["state"] == "open"
    node.get(f"/api/v1/access-requests/{asked}", "tuj", 404)
    node.get("/api/v1/access-requests", "", 403)


def test_a_request_of_others_is_answered_like_one_that_does_not_exist(node: AskingNode) -> None:
    asked, none = node.ask()["id"], "0123456789abcdef"
    agreement = node.granted(("commercial",))
    paths = (
        ("GET", "/api/v1/access-requests/{}", asked),
        ("POST", "/api/v1/access-requests/{}/withdraw", asked),
        ("GET", INBOX + "/{}", asked),
        ("POST", INBOX + "/{}/confirm", asked),
        ("GET", "/api/v1/agreements/{}", agreement),
        ("GET", "/api/v1/admin/agreements/{}", agreement),
        ("POST", "/api/v1/admin/agreements/{}/end", agreement),
    )
    for method, path, name in paths:
        theirs, absent = (
            node.client.get(path.format(one), key=node.keys["tuj"], method=method) for one in (name, none)
        )
        assert theirs.status_code == 404
        assert _bare(theirs.text, name) == _bare(absent.text, none)


def test_a_hidden_dataset_is_answered_like_an_absent_one(node: AskingNode) -> None:
    asked = {"purposes": ["research"], "accept_terms": "0" * 64}
    steps: tuple[tuple[str, object], ...] = (
        ("policy", None), ("terms", None), ("access-check", {}), ("access-check", {"action": "discover"}),
        ("access-requests", asked), ("duties", {"action": "acceptTracking"}),
    )  # fmt: skip
    for who in ("", "rok"):
        for step, body in steps:
            answers = []
            for name in (HIDDEN, "no-such-data"):
                path = f"/api/v1/datasets/{name}/{step}"
                key = node.keys.get(who, "")
                answer = node.client.get(path, key=key) if body is None else node.sent(path, body, who)
                assert answer.status_code == 404
                answers.append(_bare(answer.text, name))
            assert answers[0] == answers[1]


def _bare(text: str, name: str) -> str:
    """Give an answer without the name that was asked for and the request's id."""
    head, _, tail = text.replace(name, "*").partition('"request_id": "')
    return head + tail.partition('"')[2]


def test_asking_needs_an_organisation_the_terms_that_stand_and_a_reason_to_ask(node: AskingNode) -> None:
    sha256 = node.get(f"{HERE}/terms")["sha256"]
    body = {"purposes": ["research"], "accept_terms": sha256}
    assert node.post(f"{HERE}/access-requests", body, "", 403)["type"].endswith("/organisation-needed")
    other = node.post(f"{HERE}/access-requests", body | {"accept_terms": "0" * 64}, "rok", 409)
    assert other["errors"] == [{"parameter": "accept_terms", "found": "0" * 64, "expected": sha256}]
    misspelt = node.post(f"{HERE}/access-requests", body | {"purposes": ["reserch"]}, "rok", 422)
    assert misspelt["errors"][0]["nearest"][0] == "research"
    node.post(f"{HERE}/access-requests", body | {"purposes": []}, "rok", 422)
    node.post(f"{HERE}/access-requests", body | {"surprise": 1}, "rok", 422)
    open_terms = node.get(f"/api/v1/datasets/{OPEN}/terms")["sha256"]
    already = node.post(
        f"/api/v1/datasets/{OPEN}/access-requests", body | {"accept_terms": open_terms}, "rok", 409
    )
    assert already["type"].endswith("/access-not-needed")


def test_a_request_can_be_refused_with_a_reason_or_withdrawn_and_then_no_more(node: AskingNode) -> None:
    first, second = node.ask()["id"], node.ask(("commercial",))["id"]
    node.post(f"{INBOX}/{first}/refuse", {"reason": " "}, "ema", 422)
    refused = node.post(f"{INBOX}/{first}/refuse", {"reason": "Customers' figures."}, "ema")
    assert (refused["state"], refused["reason"]) == ("refused", "Customers' figures.")
    assert node.get(f"/api/v1/access-requests/{first}", "rok")["reason"] == "Customers' figures."
    assert node.post(f"/api/v1/access-requests/{second}/withdraw", None, "rok")["state"] == "withdrawn"
    late = node.post(f"{INBOX}/{second}/grant", {}, "ema", 409)
    assert late["errors"] == [{"parameter": "state", "found": "withdrawn", "allowed": ["open", "proposed"]}]
    assert node.ask()["id"] != first


def test_a_request_that_waits_too_long_is_overdue(node: AskingNode) -> None:
    asked = node.ask()
    answer_by = datetime.fromisoformat(asked["answer_by"])
    assert answer_by == node.clock.now + timedelta(days=14)
    node.clock.now = answer_by
    assert node.get(f"{INBOX}?state=overdue", "ema")["count"] == 0
    node.clock.now = answer_by + timedelta(microseconds=1)
    assert [one["id"] for one in node.get(f"{INBOX}?state=overdue", "ema")["access_requests"]] == [
        asked["id"]
    ]
    assert node.get("/api/v1/access-requests?state=open", "rok")["access_requests"][0]["overdue"] is True


def test_one_person_decides_alone_only_where_nobody_else_could(node: AskingNode) -> None:
    asked = node.ask()["id"]
    alone = {"sole_officer": True, "reason": "I am the only one."}
    node.post(f"{INBOX}/{asked}/grant", alone, "ema", 403)
    node.post(f"{INBOX}/{asked}/grant", alone, "fran", 403)
    with acting(node.gateway) as session:
        leave(session, Actor.operator(node.clock.now), "ema", [OWNER])
    node.post(f"{INBOX}/{asked}/grant", alone | {"reason": ""}, "fran", 403)
    assert node.post(f"{INBOX}/{asked}/grant", alone, "fran")["state"] == "granted"
    assert node.read("rok").status_code == 200
    assert "access-request.sole-officer" in node.acts()


def test_what_somebody_proposed_who_left_is_not_confirmed_and_what_they_granted_stands(
    node: AskingNode,
) -> None:
    node.granted()
    asked = node.ask(("commercial",))["id"]
    node.post(f"{INBOX}/{asked}/grant", {}, "ema", 202)
    with acting(node.gateway) as session:
        leave(session, Actor.operator(node.clock.now), "ema", [OWNER])
    node.post(f"{INBOX}/{asked}/confirm", None, "fran", 403)
    assert node.client.get(INBOX, key=node.keys["ema"]).status_code in (401, 403)
    assert node.read("rok").status_code == 200


def test_without_four_eyes_one_person_grants(gateway: Gateway, now: datetime) -> None:
    node = asking_node(gateway, now, four_eyes="never")
    asked = node.ask()["id"]
    assert node.post(f"{INBOX}/{asked}/grant", {}, "ema")["state"] == "granted"
    assert node.read("rok").status_code == 200


def test_an_agreement_without_a_policy_gives_nothing(node: AskingNode) -> None:
    asked = node.ask()["id"]
    granted = node.post(f"{INBOX}/{asked}/grant", {"give": False}, "ema")
    assert granted["state"] == "granted"
    assert node.read("rok").status_code == 403
    assert node.get("/api/v1/admin/agreements", "avgust")["agreements"][0]["id"] == granted["agreement"]


def test_an_agreement_is_an_odrl_agreement(node: AskingNode) -> None:
    agreement = node.granted()
    told = node.get(f"/api/v1/agreements/{agreement}", "rok", accept="application/ld+json")
    assert told["@type"] == "Agreement"
    rule = told["permission"][0]
    assert (rule["assigner"], rule["assignee"]) == (
        "https://node.example/id/organisation/utility", "https://node.example/id/organisation/university",
    )  # fmt: skip
    path = f"/api/v1/admin/agreements/{agreement}?format=ttl"
    turtle = node.client.get(path, key=node.keys["eva"])
    assert turtle.headers["content-type"].startswith("text/turtle")
    assert RESEARCH.rpartition("#")[2] in turtle.text


def test_the_inbox_is_given_page_by_page(node: AskingNode) -> None:
    asked = [node.ask((one,))["id"] for one in ("research", "commercial", "comparison")]
    first = node.get(f"{INBOX}?limit=2", "ema")
    rest = node.get(f"{INBOX}?limit=2&cursor={first['next_cursor']}", "ema")
    found = [one["id"] for page in (first, rest) for one in page["access_requests"]]
    assert (sorted(found), rest["next_cursor"]) == (sorted(asked), "")
