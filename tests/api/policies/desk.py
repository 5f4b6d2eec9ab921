"""A node on which people of two towns work on policies, with a clock that can be set on."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import httpx
from fastapi import FastAPI
from sqlmodel import col, delete

from api.app import create_app
from api.gateway import Gateway
from api.keys import issue_key
from api.models import Staff
from api.settings import Settings
from catalogue.database import unit_of_work
from catalogue.models import Organisation
from policies.decision import Role
from policies.tables import Network, PartyMembership
from tests.api.caller import Caller
from tests.api.three_datasets import OPEN, RESTRICTED, fill

POLICIES = "/api/v1/admin/policies"
TOWN, DEPARTMENT, OTHER = "city-office", "city-energy", "utility"
DATASET, OTHERS = OPEN, RESTRICTED
MISSION = "mission-cities"
PEOPLE = {
    "ed": (TOWN, Role.EDITOR),
    "ana": (TOWN, Role.APPROVER),
    "ada": (TOWN, Role.ADMINISTRATOR),
    "aud": (TOWN, Role.AUDITOR),
    "oto": (OTHER, Role.ADMINISTRATOR),
}
BASE = "https://node.example"
PROFILE = "https://w3id.org/ogledalo/odrl"


@dataclass
class Clock:
    """A clock that a test sets."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Office:
    """The node, and the keys of those who work on its policies."""

    gateway: Gateway
    app: FastAPI
    clock: Clock
    keys: dict[str, str]

    def ask(self, who: str, method: str, path: str, body: object = None, **headers: str) -> httpx.Response:
        """Ask as somebody; an empty name is the world."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent |= {"authorization": f"Bearer {self.keys[who]}"} if who else {}

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=True)
            async with httpx.AsyncClient(transport=transport, base_url="http://node.example") as client:
                return await client.request(method, path, headers=sent, json=body)

        return asyncio.run(send())

    def did(self, who: str, step: str, body: object = None, status: int = 200) -> Any:  # an answer's JSON
        """Do a step of a policy (``ID/submit``) or make one (empty), and give the answer."""
        method = "PUT" if step.endswith("/draft") else "POST"
        path = f"{POLICIES}/{step}" if step else POLICIES
        answer = self.ask(who, method, path, body)
        assert answer.status_code == status, answer.text
        return answer.json()

    def seen(self, path: str, who: str = "", status: int = 200) -> Any:  # an answer's JSON
        """Look, and give the answer."""
        answer = self.ask(who, "GET", path)
        assert answer.status_code == status, answer.text
        return answer.json()

    def made(self, template: str = "hidden", who: str = "ed", **terms: object) -> str:
        """Make a policy on the town's open dataset, and give its id."""
        body = {"owner": TOWN, "title": {"en": "Policy"}, "template": template}
        answer = self.did(who, "", {**body, "terms": {"datasets": [DATASET], **terms}}, 201)
        return str(answer["id"])

    def approved(self, template: str = "hidden", **terms: object) -> str:
        """Make a policy that is approved by somebody else, and give its id."""
        policy = self.made(template, "ed", **terms)
        self.did("ed", f"{policy}/submit", {"confirm_legal": True})
        self.did("ana", f"{policy}/approve")
        return policy

    def activated(self, template: str = "hidden", at: str | None = None, **terms: object) -> str:
        """Make a policy that is in force, and give its id."""
        policy = self.approved(template, **terms)
        self.did("ana", f"{policy}/activate", {"at": at})
        return policy

    def with_settings(self, **settings: object) -> Office:
        """Give the same node set otherwise."""
        told = Settings(**{**self.gateway.settings.model_dump(), **settings})
        gateway = replace(self.gateway, settings=told)
        return replace(self, gateway=gateway, app=create_app(gateway))

    def acts(self) -> list[str]:
        """Give the acts on policies that are on record."""
        return [str(one["act"]) for one in self.entries() if str(one["act"]).startswith("policy.")]

    def entries(self) -> list[dict[str, Any]]:  # records of the log
        """Give what is on record."""
        return [dict(one) for one in self.gateway.audit.entries()]

    def dismiss(self, name: str) -> None:
        """Take somebody's roles."""
        with unit_of_work(self.gateway.engine) as session:
            session.exec(delete(Staff).where(col(Staff.name) == name))

    def caller(self) -> Caller:
        """Give somebody who asks."""
        return Caller(self.app)


def open_office(gateway: Gateway, clock: Clock) -> Office:
    """Fill a node with two towns, their people and datasets."""
    ours, keys = replace(gateway, clock=clock), {}
    with unit_of_work(gateway.engine) as session:
        fill(session, gateway.store, clock.now)
        session.add(Organisation(id=DEPARTMENT, name={"en": "Energy"}, kind="department", parent=TOWN))
        session.add(Network(id=MISSION, name={"en": "Mission cities"}))
        session.add(PartyMembership(member=OTHER, network=MISSION, recorded_at=clock.now))
        for name, (organisation, role) in PEOPLE.items():
            session.add(Staff(name=name, organisation=organisation, role=role.value))
        session.flush()
        for name, (organisation, _) in PEOPLE.items():
            keys[name] = issue_key(
                session, gateway.pepper, staff=name, organisation=organisation, now=clock.now
            )
    return Office(ours, create_app(ours), clock, keys)


def odrl(*permissions: dict[str, object], **said: object) -> dict[str, object]:
    """A document with permissions, and whatever else is said."""
    return {
        "@context": "http://www.w3.org/ns/odrl.jsonld", "@type": "Set", "profile": PROFILE,
        "permission": [*permissions] or [{"action": "read", "target": f"{BASE}/id/dataset/{DATASET}"}], **said,
    }  # fmt: skip


def of_document(document: object, **more: object) -> dict[str, object]:
    """A policy of the town that a document says."""
    return {"owner": TOWN, "title": {"en": "Policy"}, "document": document, **more}


def codes(lint: dict[str, Any]) -> list[str]:
    return [str(one["code"]) for one in lint["findings"]]
