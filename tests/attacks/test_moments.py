"""Threat 20 at the door: an answer never outlives the moment at which a policy ends, and is there from the moment it begins."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from api.app import create_app
from api.gateway import Gateway
from api.keys import issue_key
from catalogue.database import unit_of_work
from policies.odrl.policy import Constraint, Iri
from policies.odrl.vocabulary import expand
from policies.tables import PartyMembership
from tests.api.caller import Caller
from tests.api.policies.desk import Clock
from tests.api.ruled import NAMES, put_in_force, rule, where
from tests.api.three_datasets import OPEN, OWNERS, fill

QUESTION = "/api/v1/observations?indicator=GHG.SEC&place=SI_061"
INSTANT = timedelta(microseconds=1)
LATER = timedelta(hours=1)


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def node(gateway: Gateway, clock: Clock) -> Gateway:
    """A node with figures, whose clock a test sets."""
    with unit_of_work(gateway.engine) as session:
        fill(session, gateway.store, clock.now)
    return replace(gateway, clock=clock)


def _at(operator: str, moment: datetime) -> Constraint:
    return Constraint(expand("odrl:dateTime"), expand(f"odrl:{operator}"), (moment,))


def _given(client: Caller, key: str = "") -> int:
    return len(client.json(QUESTION, key=key)["observations"])


def test_an_embargo_ends_at_its_moment_for_stored_answers_too(node: Gateway, clock: Clock) -> None:
    end = clock.now + LATER
    with unit_of_work(node.engine) as session:
        told = (
            rule("seen", "og:discover", OPEN),
            rule("later", "odrl:read", OPEN, conditions=(_at("gteq", end),)),
        )
        put_in_force(session, "embargo", OWNERS[OPEN], clock.now, *told)
    client = Caller(create_app(node))
    assert (_given(client), _given(client)) == (0, 0)
    clock.now = end - INSTANT
    assert (_given(client), client.json(f"/api/v1/datasets/{OPEN}")["access"]) == (0, "restricted")
    clock.now = end
    assert (_given(client), client.json(f"/api/v1/datasets/{OPEN}")["access"]) == (2, "open")


def test_a_permission_ends_at_its_moment_for_stored_answers_and_tags_too(node: Gateway, clock: Clock) -> None:
    end = clock.now + LATER
    with unit_of_work(node.engine) as session:
        told = (
            rule("seen", "og:discover", OPEN),
            rule("until", "odrl:read", OPEN, conditions=(_at("lt", end),)),
        )
        put_in_force(session, "until", OWNERS[OPEN], clock.now, *told)
    client = Caller(create_app(node))
    assert (_given(client), _given(client)) == (2, 2)
    tag = client.get(QUESTION).headers["etag"]
    clock.now = end - INSTANT
    assert client.get(QUESTION, if_none_match=tag).status_code == 304
    clock.now = end
    answer = client.get(QUESTION, if_none_match=tag)
    assert (answer.status_code, answer.json()["observations"]) == (200, [])


def test_a_version_and_a_membership_end_at_their_moments(node: Gateway, clock: Clock) -> None:
    end = clock.now + LATER
    with unit_of_work(node.engine) as session:
        network = NAMES.iri("network", "mission")
        told = rule(
            "network", "odrl:use", OPEN, conditions=(where("og:recipientNetwork", "isAnyOf", Iri(network)),)
        )
        put_in_force(session, "network", OWNERS[OPEN], clock.now, told, until=end + LATER)
        session.add(PartyMembership(member="far", network="mission", valid_to=end, recorded_at=clock.now))
        key = issue_key(session, node.pepper, staff="fay", organisation="far", now=clock.now)
    client = Caller(create_app(node))
    assert (_given(client), _given(client, key)) == (0, 2)
    clock.now = end - INSTANT
    assert _given(client, key) == 2
    clock.now = end
    assert (_given(client, key), client.get(f"/api/v1/datasets/{OPEN}", key=key).status_code) == (0, 404)
    clock.now = end + LATER - INSTANT
    assert _given(client) == 0
    clock.now = end + LATER
    assert (_given(client), _given(client, key)) == (2, 2)
