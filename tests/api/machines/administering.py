"""A node with two organisations that have staff, and requests of their administrators."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import httpx
from sqlalchemy import Engine
from sqlmodel import Session

from api.keys import issue_key
from api.models import Staff
from catalogue.database import unit_of_work
from catalogue.models import Organisation
from policies.tables import PartyMembership
from tests.api.caller import Caller

PEPPER = b"pepper"
KRANJ, ZAGREB = "kranj", "zagreb"
STAFF = (
    ("ana", KRANJ, "administrator"),
    ("bor", KRANJ, "editor"),
    ("eva", KRANJ, "auditor"),
    ("cvita", ZAGREB, "administrator"),
)
NETWORK = "mission-cities"
UPPER = "cities-of-europe"


def settle(engine: Engine, now: datetime) -> None:
    """Register the organisations, their staff and the networks that Kranj belongs to."""
    with unit_of_work(engine) as session:
        for organisation in (KRANJ, ZAGREB):
            session.add(Organisation(id=organisation, name={"en": organisation.title()}))
        session.flush()
        for name, organisation, role in STAFF:
            session.add(Staff(name=name, organisation=organisation, role=role))
        for member, network in ((KRANJ, NETWORK), (NETWORK, UPPER)):
            session.add(PartyMembership(member=member, network=network, recorded_at=now))


def key_of(engine: Engine, name: str, organisation: str, now: datetime) -> str:
    """Give somebody a key that may whatever they may."""
    with Session(engine) as session:
        shown = issue_key(session, PEPPER, staff=name, organisation=organisation, now=now)
        session.commit()
    return shown


def send(
    client: Caller, method: str, path: str, key: str = "", body: object = None, **headers: str
) -> httpx.Response:
    """Send a request of any method, with JSON or without a body."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    sent |= {"authorization": f"Bearer {key}"} if key else {}

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=client.app, raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url="http://node.example") as asking:
            return await asking.request(method, path, headers=sent, json=body)

    return asyncio.run(ask())


def answered(response: httpx.Response, status: int) -> Any:  # an answer's JSON
    """Expect a status and give the answer."""
    assert response.status_code == status, response.text
    return response.json()


def without_id(response: httpx.Response) -> dict[str, Any]:  # a problem
    """Give a problem without what differs between any two."""
    told = answered(response, response.status_code)
    return {name: value for name, value in told.items() if name not in ("request_id", "instance", "detail")}
