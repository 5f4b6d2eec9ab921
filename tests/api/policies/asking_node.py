"""A node on which an organisation asks another one for its dataset: who works for whom, and a clock that can be set."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import httpx

from api.app import create_app
from api.gateway import Gateway
from api.keys import issue_key
from api.people.staff import give_role
from catalogue import epochs, registry
from catalogue.database import unit_of_work
from catalogue.models import Organisation
from policies.decision import Role
from policies.odrl.policy import Policy, Rule
from policies.odrl.profile import PROFILE
from policies.odrl.writing import write_jsonld
from policies.tables import PolicyRow, PolicyVersion
from tests.api.caller import Caller
from tests.api.policies.desk import Clock
from tests.api.posting import post
from tests.api.three_datasets import OWNERS, RESTRICTED, fill

OWNER, ASKER, OTHER = OWNERS[RESTRICTED], "university", "other-town"
RESEARCH = "https://w3id.org/dpv#ResearchAndDevelopment"
STAFF = {
    "ema": (OWNER, Role.APPROVER),
    "fran": (OWNER, Role.ADMINISTRATOR),
    "eva": (OWNER, Role.EDITOR),
    "avgust": (OWNER, Role.AUDITOR),
    "rok": (ASKER, Role.ADMINISTRATOR),
    "tuj": (OTHER, Role.ADMINISTRATOR),
}


@dataclass(frozen=True)
class AskingNode:
    """The node, with a key for everybody."""

    gateway: Gateway
    clock: Clock
    client: Caller
    keys: dict[str, str]

    def get(self, path: str, who: str = "", status: int = 200, **headers: str) -> Any:  # an answer's JSON
        """Ask as somebody, expect a status, and give the answer."""
        return self.client.json(path, key=self.keys.get(who, ""), status=status, **headers)

    def post(
        self, path: str, body: object = None, who: str = "", status: int = 200
    ) -> Any:  # an answer's JSON
        """Send as somebody, expect a status, and give the answer."""
        answer = self.sent(path, body, who)
        assert answer.status_code == status, answer.text
        return answer.json()

    def sent(self, path: str, body: object = None, who: str = "") -> httpx.Response:
        """Send as somebody."""
        return post(self.client, path, body, self.keys.get(who, ""))

    def read(self, who: str, purpose: str = "research", dataset: str = RESTRICTED) -> httpx.Response:
        """Read a dataset's figures as somebody."""
        headers = {"ogledalo_purpose": purpose} if purpose else {}
        path = f"/api/v1/observations?dataset={dataset}"
        return self.client.get(path, key=self.keys.get(who, ""), **headers)

    def ask(self, purposes: tuple[str, ...] = ("research",), who: str = "rok", status: int = 201) -> Any:
        """Accept the terms that stand and ask."""
        path = f"/api/v1/datasets/{RESTRICTED}"
        sha256 = self.get(f"{path}/terms")["sha256"]
        body = {
            "purposes": list(purposes),
            "message": "A thesis.",
            "accept_terms": sha256,
            "contact": "rok@uni.example",
        }
        return self.post(f"{path}/access-requests", body, who, status)

    def granted(self, purposes: tuple[str, ...] = ("research",), **grant: object) -> Any:
        """Ask, have one person grant it and another one confirm, and give the agreement's id."""
        asked = self.ask(purposes)["id"]
        self.post(f"/api/v1/admin/access-requests/{asked}/grant", grant, "ema", 202)
        return self.post(f"/api/v1/admin/access-requests/{asked}/confirm", None, "fran")["agreement"]

    def acts(self) -> list[str]:
        """Give the acts on record."""
        return [str(one["act"]) for one in self.gateway.audit.entries() if one["kind"] == "act"]


def asking_node(gateway: Gateway, now: datetime, **settings: object) -> AskingNode:
    """Make the node."""
    clock = Clock(now)
    set_up = replace(gateway, clock=clock, settings=gateway.settings.model_copy(update=settings))
    with unit_of_work(gateway.engine) as session:
        fill(session, gateway.store, now)
        for name in (ASKER, OTHER):
            registry.put_organisation(session, Organisation(id=name, name={"en": name.title()}))
        for name, (organisation, role) in STAFF.items():
            give_role(session, name, organisation, role)
    keys = {}
    for name, (organisation, _) in STAFF.items():
        with unit_of_work(gateway.engine) as session:
            keys[name] = issue_key(session, gateway.pepper, staff=name, organisation=organisation, now=now)
    return AskingNode(set_up, clock, Caller(create_app(set_up)), keys)


def put_in_force(gateway: Gateway, owner: str, name: str, rules: tuple[Rule, ...], now: datetime) -> None:
    """Put an owner's policy in force; its rules are named after it."""
    iri = f"https://node.example/id/policy/{name}"
    named = tuple(replace(rule, iri=f"{iri}#{rule.iri}") for rule in rules)
    document = json.loads(write_jsonld(Policy(iri, "Set", named, (PROFILE,), "prohibit")))
    with unit_of_work(gateway.engine) as session:
        session.add(PolicyRow(id=name, owner=owner, created_at=now))
        session.add(
            PolicyVersion(
                policy=name, version=1, state="active", document=document, recorded_at=now, active_from=now
            )
        )
        epochs.advance(session, epochs.RULES)
