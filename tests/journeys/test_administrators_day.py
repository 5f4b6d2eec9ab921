"""An administrator's day, through HTTP: upload, restrict, rehearse, activate, refuse, be asked, explain, grant, prove.

The same day stands in docs/policies.md.
"""

from __future__ import annotations

import asyncio
import base64
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from api.app import create_app
from api.auditing import exported_log, seal
from api.gateway import Gateway
from api.keys import issue_key
from api.models import Staff
from api.settings import Settings
from catalogue import registry
from catalogue.audit import AuditLog
from catalogue.database import unit_of_work
from catalogue.models import Organisation
from catalogue.object_store import ObjectStore
from policies.audit.keys import VerifierKey
from policies.audit.proofs import holds_inclusion
from policies.audit.tree import leaf_hash
from policies.audit.verification import verify_log
from policies.tables import Network, PartyMembership
from tests.api.test_uploads import TABLE

KRANJ, VELENJE, UNIVERSITY = "mestna-obcina-kranj", "mestna-obcina-velenje", "university"
PEPPER = b"pepper"
PEOPLE = {
    "eva": (KRANJ, "editor"),
    "ana": (KRANJ, "approver"),
    "ada": (KRANJ, "administrator"),
    "aud": (KRANJ, "auditor"),
    "vera": (VELENJE, ""),
    "uros": (UNIVERSITY, ""),
}
OBSERVATIONS = "/api/v1/observations?indicator=GHG.SEC"
POLICIES = "/api/v1/admin/policies"


@dataclass(frozen=True)
class Day:
    """The node, and the keys of those who meet on it."""

    gateway: Gateway
    keys: dict[str, str]

    def ask(self, who: str, method: str, path: str, **sent: Any) -> httpx.Response:  # what httpx sends
        """Ask as somebody; an empty name is the world."""
        headers = sent.pop("headers", {}) | ({"authorization": f"Bearer {self.keys[who]}"} if who else {})

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app=create_app(self.gateway))
            async with httpx.AsyncClient(transport=transport, base_url="http://node.example") as client:
                return await client.request(method, path, headers=headers, **sent)

        return asyncio.run(send())

    def post(self, who: str, path: str, body: object = None, status: int = 200) -> Any:  # an answer's JSON
        """Do something, and give the answer."""
        answer = self.ask(who, "POST", path, json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    def get(self, who: str, path: str, **headers: str) -> Any:  # an answer's JSON
        """Look, and give the answer."""
        answer = self.ask(
            who, "GET", path, headers={name.replace("_", "-"): one for name, one in headers.items()}
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def sectors(self, who: str, purpose: str = "") -> set[str]:
        """Give the sectors of which somebody is given figures."""
        headers = {"ogledalo_purpose": purpose} if purpose else {}
        return {one["sector"] for one in self.get(who, OBSERVATIONS, **headers)["observations"]}


@pytest.fixture
def day(engine: Engine, tmp_path: Path, now: datetime) -> Day:
    """A node with Kranj's people, a town of a network that Kranj is in, and a university."""
    audit, store = AuditLog.beside(engine, tmp_path), ObjectStore(tmp_path / "objects")
    settings = Settings(data_dir=tmp_path, base_url="https://node.example")
    gateway = Gateway(settings, engine, store, audit, PEPPER, lambda: now)
    keys = {}
    with unit_of_work(engine) as session:
        for name, kind, place in (
            (KRANJ, "municipality", "SI_052"),
            (VELENJE, "municipality", "SI_133"),
            (UNIVERSITY, "research", ""),
        ):
            registry.put_organisation(
                session, Organisation(id=name, name={"en": name.title()}, kind=kind, place=place)
            )
        session.add(Network(id="mission-cities", name={"en": "Mission cities"}))
        session.add(PartyMembership(member=VELENJE, network="mission-cities", recorded_at=now))
        for person, (organisation, role) in PEOPLE.items():
            if role:
                session.add(Staff(name=person, organisation=organisation, role=role))
            keys[person] = issue_key(session, PEPPER, staff=person, organisation=organisation, now=now)
    return Day(gateway, keys)


def test_an_administrators_day(day: Day) -> None:
    # Upload: a table of Kranj's, published as it is, open to everybody.
    sent = day.ask("eva", "POST", "/api/v1/uploads", files={"file": ("emisije.csv", TABLE)}).json()
    assert day.post("eva", f"/api/v1/uploads/{sent['id']}/publish")["outcome"] == "added"
    assert day.sectors("") == {"I", "II"}
    dataset = day.get("", "/api/v1/datasets")["datasets"][0]["id"]
    here = f"/api/v1/datasets/{dataset}"

    # Restrict: one sector for the members of a network. No ODRL is written by hand.
    terms = {"datasets": [dataset], "networks": ["mission-cities"], "sectors": ["I"]}
    body = {
        "owner": KRANJ,
        "title": {"en": "Buildings for the Mission cities"},
        "template": "network+sectors",
        "terms": terms,
    }
    policy = day.post("eva", POLICIES, body, 201)["id"]

    # Rehearse: who gains and who loses, in rows; nothing changed yet.
    cities = {"label": "Mission cities", "networks": ["mission-cities"]}
    world: dict[str, object] = {"label": "world"}
    report = day.post("eva", "/api/v1/admin/simulate", {"policy": policy, "personas": [world, cities]}, 201)
    reading = {one["persona"]: one for one in report["results"] if one["action"] == "read"}
    assert {name: one["verdict"] for name, one in reading.items()} == {
        "world": "newly_denied",
        "Mission cities": "narrowed",
    }
    rows = reading["Mission cities"]["rows"]
    assert (rows["lost"] > 0, rows["gained"], rows["after"]) == (True, 0, rows["before"] - rows["lost"])
    assert day.sectors("") == {"I", "II"}
    golden = {
        "label": "Mission cities read", "persona": {"networks": ["mission-cities"]}, "dataset": dataset,
        "action": "read", "expected": "permit", "rows": rows["after"],
    }  # fmt: skip
    day.post("eva", f"{POLICIES}/{policy}/golden", golden, 201)

    # Activate: four eyes, and a person who confirms what the law asks.
    confirmed = {"confirm_legal": True}
    day.post("eva", f"{POLICIES}/{policy}/submit", confirmed)
    day.post("eva", f"{POLICIES}/{policy}/approve", None, 403)
    day.post("ana", f"{POLICIES}/{policy}/approve")
    day.post("ana", f"{POLICIES}/{policy}/activate", {"at": None})

    # Refuse: the world learns which rule, what would let it in and how to ask; the network has its rows.
    refused = day.ask("", "GET", f"{OBSERVATIONS}&dataset={dataset}")
    told = refused.json()
    assert (refused.status_code, told["type"].rpartition("/")[2]) == (403, "access-refused")
    assert all(told[name] for name in ("rule", "reason", "how_to_ask", "next_steps"))
    assert (day.sectors(""), day.sectors("vera")) == (set(), {"I"})
    assert day.get("", here)["access"] == "restricted"
    assert day.ask("uros", "GET", f"{OBSERVATIONS}&dataset={dataset}").status_code == 403

    # Be asked: a university asks with a purpose, and accepts the terms.
    accepted = day.get("uros", f"{here}/terms")["sha256"]
    request = day.post(
        "uros",
        f"{here}/access-requests",
        {"purposes": ["research"], "message": "A thesis on heating.", "accept_terms": accepted},
        201,
    )
    inbox = day.get("ada", "/api/v1/admin/access-requests?state=open")["access_requests"]
    assert [one["id"] for one in inbox] == [request["id"]]

    # Explain: why is the university refused?
    why = day.post(
        "ada",
        "/api/v1/admin/explain",
        {"dataset": dataset, "action": "read", "organisations": [UNIVERSITY], "purposes": ["research"]},
    )
    assert why["decision"] == "deny"
    states = {
        one["left"]: one["state"] for rule in why["rules"] for one in rule["constraints"] if "left" in one
    }
    assert "unsatisfied" in states.values()

    # Grant: one proposes, another confirms; the agreement opens it for that purpose alone.
    answer = f"/api/v1/admin/access-requests/{request['id']}"
    day.post("ada", f"{answer}/grant", {"note": "Welcome."}, 202)
    granted = day.post("ana", f"{answer}/confirm")
    assert granted["state"] == "granted"
    assert (day.sectors("uros", "research"), day.sectors("uros")) == ({"I", "II"}, set())
    assert (day.sectors(""), day.sectors("vera")) == (set(), {"I"})

    # Prove: the auditor shows who saw what under which rule, and the log proves itself without the node.
    records = day.get("aud", f"/api/v1/audit/records?target={dataset}")["records"]
    seen = [one for one in records if one["act"] == "read" and one["decision"] == "permitted"]
    assert {one["organisation"] for one in seen} == {VELENJE, UNIVERSITY}
    research = next(one for one in seen if one["organisation"] == UNIVERSITY)
    assert research["purpose"].endswith("ResearchAndDevelopment")
    assert any(granted["agreement"] in rule for rule in research["rules"])
    assert isinstance(research["epoch"], int)
    seal(day.gateway)
    _prove(day, research["seq"])


def _prove(day: Day, seq: int) -> None:
    """Check a record against a signed checkpoint, and the whole log from its export."""
    proof = day.get("aud", f"/api/v1/audit/proof?seq={seq}")
    root = base64.b64decode(proof["checkpoint"].split("\n")[2])
    hashes = [base64.b64decode(one) for one in proof["hashes"]]
    leaf = leaf_hash(proof["record"].encode())
    assert holds_inclusion(leaf, seq, proof["size"], hashes, root)
    keys = [VerifierKey.read(line) for line in day.ask("", "GET", "/api/v1/audit/keys").text.split()]
    lines = list(exported_log(day.gateway))
    assert verify_log(iter(lines), keys).faults == ()
    changed = [line.replace("permitted", "refused", 1) if UNIVERSITY in line else line for line in lines]
    assert verify_log(iter(changed), keys).faults != ()


def test_the_day_is_the_same_where_two_eyes_are_enough(day: Day) -> None:
    alone = replace(day.gateway, settings=day.gateway.settings.model_copy(update={"four_eyes": "never"}))
    town = replace(day, gateway=alone)
    sent = town.ask("ana", "POST", "/api/v1/uploads", files={"file": ("emisije.csv", TABLE)}).json()
    town.post("ana", f"/api/v1/uploads/{sent['id']}/publish")
    dataset = town.get("", "/api/v1/datasets")["datasets"][0]["id"]
    body = {"owner": KRANJ, "title": {"en": "Ours"}, "template": "hidden", "terms": {"datasets": [dataset]}}
    policy = town.post("ana", POLICIES, body, 201)["id"]
    for step, told in (("submit", {"confirm_legal": True}), ("approve", None), ("activate", {"at": None})):
        town.post("ana", f"{POLICIES}/{policy}/{step}", told)
    hidden, absent = (
        town.ask("vera", "GET", f"/api/v1/datasets/{one}") for one in (dataset, "x" * len(dataset))
    )
    assert hidden.status_code == absent.status_code == 404
    assert town.sectors("ana") == {"I", "II"}
