"""A node with two municipalities, a department and their staff, and a clock that can be set on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI

from api.app import create_app
from api.gateway import Gateway
from api.keys import issue_key
from api.people.acts import Actor
from api.people.invitations import sign_in_link
from api.people.persons import add_person, find_person
from api.people.staff import give_role
from api.people.work import acting
from catalogue.models import Organisation
from policies.decision import Role
from tests.api.people.browser import Browser

TOWN, DEPARTMENT, OTHER = "town", "town-energy", "other-town"


@dataclass
class Clock:
    """A clock that a test sets on."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        """Let some time pass."""
        self.now += timedelta(**time)


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@dataclass(frozen=True)
class Node:
    """A node whose people are made."""

    gateway: Gateway
    app: FastAPI
    clock: Clock

    def link(self, name: str, organisation: str, role: Role) -> str:
        """Give somebody a role, as the operator does, and give the link to sign in by once."""
        now = self.clock()
        with acting(self.gateway) as session:
            person = find_person(session, name) or add_person(session, name, now)
            give_role(session, name, organisation, role)
            return sign_in_link(session, self.gateway, person, organisation, role, Actor.operator(now))

    def signed_in(self, name: str, organisation: str, role: Role = Role.ADMINISTRATOR) -> Browser:
        """Give the browser of somebody who holds a role and is signed in with a passkey."""
        browser = Browser(self.app)
        browser.accept_with_passkey(self.link(name, organisation, role))
        return browser

    def key(self, name: str, organisation: str) -> str:
        """Give a key of somebody."""
        with acting(self.gateway) as session:
            return issue_key(
                session, self.gateway.pepper, staff=name, organisation=organisation, now=self.clock()
            )

    def acts(self) -> list[str]:
        """Give the acts on record."""
        return [str(entry["act"]) for entry in self.gateway.audit.entries()]


@pytest.fixture
def node(gateway: Gateway, clock: Clock) -> Node:
    """A node with organisations and nobody in them."""
    ours = replace(gateway, clock=clock)
    with acting(ours) as session:
        for one, kind, parent in (
            (TOWN, "municipality", ""),
            (DEPARTMENT, "department", TOWN),
            (OTHER, "municipality", ""),
        ):
            session.add(Organisation(id=one, name={"en": one.title()}, kind=kind, parent=parent))
    return Node(ours, create_app(ours), clock)
