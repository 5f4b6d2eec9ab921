"""Rehearsing through HTTP: what a draft would change, promised answers, explanations, the overview and conflicts."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from api.gateway import Gateway
from api.keys import issue_key
from api.models import ApiKey, Staff
from catalogue import epochs
from catalogue.audit import AuditEntry, Kind
from catalogue.database import unit_of_work
from catalogue.models import Organisation
from policies.decision import Role
from policies.odrl.reading import read_policies
from policies.odrl.writing import write_jsonld
from policies.tables import Network, PartyMembership, PolicyRow, PolicyVersion
from tests.api.caller import Caller
from tests.api.posting import post
from tests.api.three_datasets import HIDDEN, OPEN, OWNERS, READER, RESTRICTED
from tests.policies.analysis.made_up import PREFIXES

OWNER = OWNERS[RESTRICTED]
NETWORK = "mission-cities"
SIMULATE, EXPLAIN = "/api/v1/admin/simulate", "/api/v1/admin/explain"
Json = dict[str, Any]


def turtle(name: str, *rules: str) -> str:
    """Write a policy of the owner on its dataset."""
    targets = f"odrl:target <https://node.example/id/dataset/{RESTRICTED}>"
    written = " ; ".join(rule.replace("@", targets) for rule in rules)
    return f"{PREFIXES}\n<https://node.example/id/policy/{name}> a odrl:Set ; odrl:profile <https://w3id.org/ogledalo/odrl> ; {written} ."


SEEN = "odrl:permission [ odrl:action og:discover ; @ ]"
SECTOR = '[ odrl:leftOperand og:sector ; odrl:operator odrl:isPartOf ; odrl:rightOperand "I" ]'
MEMBERS = (
    "[ odrl:leftOperand og:recipientNetwork ; odrl:operator odrl:isAnyOf ; "
    f"odrl:rightOperand <https://node.example/id/network/{NETWORK}> ]"
)
TO_MEMBERS = f"odrl:permission [ odrl:action odrl:read ; @ ; odrl:constraint {MEMBERS} ]"
SOME_TO_ALL = f"odrl:permission [ odrl:action odrl:read ; @ ; odrl:constraint {SECTOR} ; odrl:duty [ odrl:action odrl:attribute ] ]"


@pytest.fixture
def staff_key(gateway: Gateway, client: Caller, now: datetime) -> str:
    """The key of the owner's administrator, in a node with a network."""
    with unit_of_work(gateway.engine) as session:
        session.add(Network(id=NETWORK, name={"en": "Mission cities"}))
        session.add(PartyMembership(member="far-town", network=NETWORK, recorded_at=now))
        return key_of(gateway, session, "vera", OWNER, Role.ADMINISTRATOR, now)


def key_of(
    gateway: Gateway, session: Session, name: str, organisation: str, role: Role | None, now: datetime
) -> str:
    """Give somebody a role and a key."""
    if role:
        session.add(Staff(name=name, organisation=organisation, role=role.value))
    return issue_key(session, gateway.pepper, staff=name, organisation=organisation, now=now)


def put(gateway: Gateway, name: str, text: str, now: datetime, *, state: str = "active") -> None:
    """Put a policy of the owner into the tables."""
    document = json.loads(write_jsonld(read_policies(text, "text/turtle")[0]))
    with unit_of_work(gateway.engine) as session:
        if session.get(PolicyRow, name) is None:
            session.add(PolicyRow(id=name, owner=OWNER, created_at=now))
        active = state == "active"
        session.add(
            PolicyVersion(
                policy=name, version=1 if active else 2, state=state, document=document, recorded_at=now,
                active_from=now if active else None,
            )
        )  # fmt: skip
        epochs.advance(session, epochs.RULES)


def simulated(client: Caller, key: str, body: Json, status: int = 201) -> Json:
    """Rehearse."""
    response = post(client, SIMULATE, body, key)
    assert response.status_code == status, response.text
    assert response.headers["cache-control"] == "private, no-store" or status != 201
    found: Json = response.json()
    return found


def verdicts(found: Json, action: str = "read") -> dict[str, str]:
    """Give what becomes of each persona."""
    return {one["persona"]: one["verdict"] for one in found["results"] if one["action"] == action}


def test_a_document_is_rehearsed_for_named_personas(
    client: Caller, gateway: Gateway, staff_key: str, now: datetime
) -> None:
    personas = [
        {"label": "anybody"},
        {"label": "member", "networks": [NETWORK]},
        {"label": "reader", "organisations": [READER]},
    ]
    body = {"document": turtle("new", SEEN, TO_MEMBERS, SOME_TO_ALL), "owner": OWNER, "personas": personas}
    found = simulated(client, staff_key, body)
    assert found["datasets"] == [RESTRICTED]
    assert verdicts(found) == {"anybody": "newly_allowed", "member": "newly_allowed", "reader": "narrowed"}
    one = next(one for one in found["results"] if (one["persona"], one["action"]) == ("reader", "read"))
    assert one["rows"] == {"before": 2, "after": 1, "gained": 0, "lost": 1, "total": 2}
    assert one["duties"] == {"added": ["http://www.w3.org/ns/odrl/2/attribute"], "removed": []}
    assert (found["stale"], found["policy"], len(found["document_sha256"])) == (False, None, 64)
    assert f"anybody: now refused, then allowed to read: {RESTRICTED} (rows gained: 1)." in found["words"]


def test_a_rehearsal_is_kept_and_says_when_something_else_is_in_force(
    client: Caller, gateway: Gateway, staff_key: str, now: datetime
) -> None:
    made = simulated(client, staff_key, {"document": turtle("new", SEEN), "owner": OWNER})
    path = f"/api/v1/admin/simulations/{made['id']}"
    assert client.json(path, key=staff_key) == made
    put(gateway, "other", turtle("other", SEEN), now)
    stale = client.json(path, key=staff_key, accept_language="sl")
    assert (stale["stale"], stale["words"][0]) == (
        True,
        "To, kar velja, se je medtem spremenilo: preizkusite znova.",
    )


def test_a_policys_own_draft_is_rehearsed_against_what_it_replaces(
    client: Caller, gateway: Gateway, staff_key: str, now: datetime
) -> None:
    put(gateway, "energy", turtle("energy", SEEN, TO_MEMBERS), now)
    assert simulated(client, staff_key, {"policy": "energy"}, 409)["type"].endswith("nothing-to-rehearse")
    put(gateway, "energy", turtle("energy", SEEN, SOME_TO_ALL), now, state="draft")
    found = simulated(client, staff_key, {"policy": "energy"})
    assert (found["version"], found["replaces"], found["retires"]) == (2, True, False)
    told = verdicts(found)
    assert (told["world"], told[f"network:{NETWORK}"]) == ("newly_allowed", "narrowed")
    listed = client.json("/api/v1/admin/policies/energy/simulations", key=staff_key)
    assert [one["id"] for one in listed["simulations"]] == [found["id"]]


def test_retiring_is_rehearsed(client: Caller, gateway: Gateway, staff_key: str, now: datetime) -> None:
    put(gateway, "energy", turtle("energy", SEEN, SOME_TO_ALL), now)
    personas = [{"label": "reader", "organisations": [READER]}, {"label": "all"}]
    found = simulated(client, staff_key, {"retire": "energy", "personas": personas})
    assert verdicts(found) == {"reader": "widened", "all": "newly_denied"}


def test_requests_of_the_past_are_judged_again(
    client: Caller, gateway: Gateway, staff_key: str, now: datetime
) -> None:
    entry = AuditEntry(
        "ana",
        "read",
        RESTRICTED,
        True,
        "template/restricted#read",
        kind=Kind.DECISION,
        organisation=READER,
        owner=OWNER,
    )
    for _ in range(3):
        gateway.audit.append(entry, now)
    found = simulated(client, staff_key, {"document": turtle("new", SEEN, TO_MEMBERS), "owner": OWNER})
    past = found["replay"]
    assert (past["requests"], past["newly_denied"], past["answered_otherwise_now"]) == (3, 3, 0)
    assert past["by_organisation"] == [
        {
            "organisation": READER,
            "requests": 3,
            "newly_allowed": 0,
            "newly_denied": 3,
            "more_rows": 0,
            "fewer_rows": 0,
        }
    ]
    assert past["open_reads_logged"] is False
    assert f"Newly refused, {READER}: 3." in found["words"]
    assert f"organisation:{READER}" in {one["label"] for one in found["personas"]}


def test_what_is_not_of_the_callers_organisation_is_as_if_it_were_not_there(
    client: Caller, gateway: Gateway, staff_key: str, now: datetime
) -> None:
    put(gateway, "energy", turtle("energy", SEEN), now)
    with unit_of_work(gateway.engine) as session:
        other = key_of(gateway, session, "zoe", "far-town", Role.ADMINISTRATOR, now)
    made = simulated(client, staff_key, {"retire": "energy"})
    assert simulated(client, other, {"retire": "energy"}, 404)["detail"] == simulated(
        client, other, {"retire": "energi"}, 404
    )["detail"].replace("energi", "energy")
    client.json(f"/api/v1/admin/simulations/{made['id']}", key=other, status=404)
    client.json("/api/v1/admin/policies/energy/golden", key=other, status=404)
    assert simulated(client, other, {"document": turtle("x", SEEN), "owner": OWNER}, 403)["type"].endswith(
        "role-missing"
    )
    assert simulated(client, "", {"document": turtle("x", SEEN), "owner": OWNER}, 403)["type"].endswith(
        "role-missing"
    )
    hidden, absent = (
        post(client, EXPLAIN, {"dataset": name}, other).json() for name in (HIDDEN, "no-such-one")
    )
    for one in (hidden, absent):
        one.pop("request_id")
    assert hidden == json.loads(json.dumps(absent).replace("no-such-one", HIDDEN))
    client.json(f"/api/v1/admin/coverage?owner={OWNER}", key=other, status=403)
    client.json(f"/api/v1/admin/conflicts?owner={OWNER}", key=other, status=403)


REFUSED: tuple[tuple[Json, int, str], ...] = (
    ({}, 422, "policy"),
    ({"document": "@prefix", "owner": OWNER}, 422, ""),
    ({"document": turtle("x", SEEN)}, 422, "owner"),
    ({"policy": "none"}, 404, ""),
    (
        {
            "document": turtle("x", SEEN),
            "owner": OWNER,
            "personas": [{"label": "m", "networks": ["mission-citys"]}],
        },
        422,
        NETWORK,
    ),
    (
        {"document": turtle("x", SEEN), "owner": OWNER, "personas": [{"label": "m", "kind": "king"}]},
        422,
        "research",
    ),
    (
        {"document": turtle("x", SEEN), "owner": OWNER, "personas": [{"label": "m"}, {"label": "m"}]},
        422,
        "persona",
    ),
    ({"policy": "x", "replay_days": 4000}, 422, "400"),
    ({"policies": "x"}, 422, "policy"),
)
"""What cannot be rehearsed, and what the answer names."""


def test_what_cannot_be_rehearsed_says_what_can(client: Caller, staff_key: str) -> None:
    for body, status, named in REFUSED:
        assert named in json.dumps(simulated(client, staff_key, body, status))


def test_a_promised_answer_is_listed_and_blocks_a_version_that_breaks_it(
    client: Caller, gateway: Gateway, staff_key: str, now: datetime
) -> None:
    put(gateway, "energy", turtle("energy", SEEN, TO_MEMBERS), now)
    golden = "/api/v1/admin/policies/energy/golden"
    body = {
        "label": "members read all",
        "persona": {"networks": [NETWORK]},
        "dataset": RESTRICTED,
        "expected": "permit",
        "rows": 2,
    }
    made = post(client, golden, body, staff_key)
    assert (made.status_code, made.json()["holds"]) == (201, True)
    assert client.json(golden, key=staff_key)["golden"] == [made.json()]
    found = simulated(client, staff_key, {"policy": "energy", "document": turtle("x", SEEN, SOME_TO_ALL)})
    failure = {
        name: found["golden"][0][name]
        for name in ("label", "expected", "found", "rows_expected", "rows_found")
    }
    assert failure == {
        "label": "members read all",
        "expected": "permit",
        "found": "permit",
        "rows_expected": 2,
        "rows_found": 1,
    }
    assert found["golden"][0]["rule"].startswith("https://node.example/id/policy/energy")
    one = f"{golden}/{made.json()['id']}"
    assert client.get(one, key=staff_key, method="DELETE").status_code == 204
    assert client.get(one, key=staff_key, method="DELETE").status_code == 404
    assert client.json(golden, key=staff_key)["count"] == 0


def test_an_editor_promises_and_an_auditor_only_reads(
    client: Caller, gateway: Gateway, staff_key: str, now: datetime
) -> None:
    put(gateway, "energy", turtle("energy", SEEN), now)
    with unit_of_work(gateway.engine) as session:
        editor, auditor = (
            key_of(gateway, session, role.value, OWNER, role, now) for role in (Role.EDITOR, Role.AUDITOR)
        )
    golden = "/api/v1/admin/policies/energy/golden"
    body = {"label": "refused", "dataset": RESTRICTED, "expected": "deny"}
    assert post(client, golden, body, auditor).status_code == 403
    made = post(client, golden, body, editor)
    assert made.status_code == 201
    assert client.json(golden, key=auditor)["count"] == 1
    assert client.get(f"{golden}/{made.json()['id']}", key=editor, method="DELETE").status_code == 403
    assert post(client, golden, {**body, "dataset": OPEN}, editor).status_code == 404


def test_a_refusal_is_explained_to_the_owners_staff(
    client: Caller, gateway: Gateway, staff_key: str, now: datetime
) -> None:
    put(gateway, "energy", turtle("energy", SEEN, TO_MEMBERS), now)
    told = post(client, EXPLAIN, {"dataset": RESTRICTED, "organisations": [READER]}, staff_key).json()
    assert (told["decision"], told["conflict_strategy"], told["row_filter"]["which"]) == (
        "deny",
        "prohibit",
        "none",
    )
    one = next(rule for rule in told["rules"] if rule["constraints"])
    assert (one["policy"], one["version"], one["activation"]) == ("energy", 1, "Inactive")
    constraint = one["constraints"][0]
    assert (constraint["left"], constraint["state"], constraint["found"]) == (
        "https://w3id.org/ogledalo/odrl#recipientNetwork", "unsatisfied", [],
    )  # fmt: skip
    assert told["nearest"]["needs"][0]["right"] == [f"https://node.example/id/network/{NETWORK}"]
    assert told["next_steps"]


def test_what_rows_are_let_through_is_explained_in_three_languages_and_in_sql(
    client: Caller, gateway: Gateway, staff_key: str, now: datetime
) -> None:
    put(gateway, "energy", turtle("energy", SEEN, SOME_TO_ALL), now)
    for lang, words in (
        ("en", "Rows for which: sector"),
        ("sl", "Vrstice, za katere velja: sektor"),
        ("hr", "Retci za koje vrijedi: sektor"),
    ):
        told = post(client, EXPLAIN, {"dataset": RESTRICTED}, staff_key, accept_language=lang).json()
        assert told["row_filter"]["human"].startswith(words)
        assert "observation.sector IN (" in told["row_filter"]["sql_text"]
        assert [(one["kind"], bool(one["explained"])) for one in told["duties"]] == [("contractual", True)]


def test_an_explanation_is_exported_as_a_compliance_report(
    client: Caller, gateway: Gateway, staff_key: str, now: datetime
) -> None:
    put(gateway, "energy", turtle("energy", SEEN, TO_MEMBERS), now)
    by_name = post(client, f"{EXPLAIN}?format=report", {"dataset": RESTRICTED}, staff_key)
    by_type = post(client, EXPLAIN, {"dataset": RESTRICTED}, staff_key, accept="text/turtle")
    assert by_name.headers["content-type"] == "text/turtle; charset=utf-8"
    assert by_name.text == by_type.text
    assert "report:PolicyReport" in by_name.text
    assert "report:Inactive" in by_name.text


def test_a_dataset_without_a_policy_is_explained_by_its_template(client: Caller, staff_key: str) -> None:
    told = post(client, EXPLAIN, {"dataset": RESTRICTED}, staff_key).json()
    assert (told["governed_by"], told["rule"], told["rules"]) == ("template", "template/restricted#read", [])


def test_the_overview_says_who_may_do_what_and_what_nobody_may(
    client: Caller, gateway: Gateway, staff_key: str, now: datetime
) -> None:
    told = client.json(f"/api/v1/admin/coverage?owner={OWNER}", key=staff_key)
    assert (told["ungoverned"], told["owner_only"]) == ([RESTRICTED], [])
    put(gateway, "energy", turtle("energy", SEEN, TO_MEMBERS, SOME_TO_ALL), now)
    told = client.json(f"/api/v1/admin/coverage?dataset={RESTRICTED}", key=staff_key)
    read = {
        one["persona"]: (one["access"], one["rows"], one["total"])
        for one in told["cells"]
        if one["action"] == "read"
    }
    assert read == {
        "world": ("some", 1, 2),
        "research": ("some", 1, 2),
        f"network:{NETWORK}": ("all", 2, 2),
        f"organisation:{READER}": ("some", 1, 2),
    }
    assert (told["ungoverned"], told["owner_only"]) == ([], [])


def test_contradicting_rules_are_found_among_what_is_in_force(
    client: Caller, gateway: Gateway, staff_key: str, now: datetime
) -> None:
    put(gateway, "energy", turtle("energy", SEEN, TO_MEMBERS), now)
    assert client.json(f"/api/v1/admin/conflicts?owner={OWNER}", key=staff_key)["rules"] == []
    put(
        gateway,
        "stop",
        turtle("stop", f"odrl:prohibition [ odrl:action odrl:read ; @ ; odrl:constraint {SECTOR} ]"),
        now,
    )
    told = client.json(f"/api/v1/admin/conflicts?owner={OWNER}", key=staff_key)
    assert [one["kind"] for one in told["rules"]] == ["contradiction"]
    assert [one["id"] for one in told["policies"]] == ["energy", "stop"]
    assert told["words"][0]


def test_what_is_scheduled_is_rehearsed_at_its_time(
    client: Caller, gateway: Gateway, staff_key: str, now: datetime
) -> None:
    put(gateway, "later", turtle("later", SEEN, SOME_TO_ALL), now + timedelta(days=10))
    personas = {"personas": [{"label": "all"}], "retire": "later"}
    assert simulated(client, staff_key, personas, 409)["type"].endswith("nothing-to-rehearse")
    then = (now + timedelta(days=20)).isoformat()
    found = simulated(client, staff_key, personas | {"at": then})
    assert verdicts(found) == {"all": "newly_denied"}
    assert found["stale"] is False


def test_past_requests_are_judged_with_what_their_keys_may(
    client: Caller, gateway: Gateway, staff_key: str, now: datetime
) -> None:
    with unit_of_work(gateway.engine) as session:
        keys = [
            key_of(gateway, session, name, "far-town", None, now).split("_")[2] for name in ("eva", "ivo")
        ]
        narrowed = session.get_one(ApiKey, keys[1])
        narrowed.networks = []
        session.add(narrowed)
    for client_id in keys:
        entry = AuditEntry(
            "eva", "read", RESTRICTED, False, "template/restricted#read", kind=Kind.DECISION, organisation="far-town",
            owner=OWNER, client=client_id,
        )  # fmt: skip
        gateway.audit.append(entry, now - timedelta(days=5))
    gateway.audit.append(entry, now - timedelta(days=31))
    found = simulated(client, staff_key, {"document": turtle("new", SEEN, TO_MEMBERS), "owner": OWNER})
    assert (found["replay"]["requests"], found["replay"]["newly_allowed"]) == (2, 1)
    none = simulated(client, staff_key, {"document": turtle("new", SEEN), "owner": OWNER, "replay_days": 0})
    assert none["replay"]["requests"] == 0


def test_departments_are_among_the_personas_of_their_municipality(
    client: Caller, gateway: Gateway, staff_key: str, now: datetime
) -> None:
    with unit_of_work(gateway.engine) as session:
        session.add(Organisation(id="utility-heat", name={"en": "Heat"}, kind="department", parent=OWNER))
        epochs.advance(session, epochs.RULES)
    document = turtle("new", SEEN, TO_MEMBERS)
    found = simulated(client, staff_key, {"document": document, "owner": OWNER})
    assert "organisation:utility-heat" in {one["label"] for one in found["personas"]}


def test_a_document_is_rehearsed_with_what_lint_says_of_it(client: Caller, staff_key: str) -> None:
    foreign = turtle("new", SEEN).replace(RESTRICTED, HIDDEN)
    found = simulated(client, staff_key, {"document": foreign, "owner": OWNER})
    assert (found["datasets"], found["results"]) == ([], [])
    assert [one["severity"] for one in found["findings"]] == ["violation"]
    absent = simulated(client, staff_key, {"document": foreign.replace(HIDDEN, "nowhere"), "owner": OWNER})
    assert [one["words"].replace("nowhere", HIDDEN) for one in absent["findings"]] == [
        one["words"] for one in found["findings"]
    ]


def test_json_ld_and_turtle_are_rehearsed_alike(client: Caller, staff_key: str) -> None:
    text = turtle("new", SEEN, TO_MEMBERS, SOME_TO_ALL)
    json_ld = write_jsonld(read_policies(text, "text/turtle")[0])
    found = [
        simulated(client, staff_key, {"document": one, "owner": OWNER})
        for one in (text, json_ld, json.loads(json_ld))
    ]
    told = [(one["results"], one["words"], one["summary"]) for one in found]
    assert told[0][2] == told[1][2] == told[2][2]
    assert told[0][1] == told[1][1] == told[2][1]
