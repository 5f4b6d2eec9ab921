"""Everybody may see that a dataset exists, and only some may read it: that is not public, whoever asks."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.gateway import Gateway
from catalogue.models import Organisation
from tests.api.policies.desk import (
    DEPARTMENT,
    MISSION,
    TOWN,
    Clock,
    Office,
    open_office,
)


@pytest.fixture
def office(gateway: Gateway, now: datetime) -> Office:
    """A node on which people of two towns work on policies."""
    return open_office(gateway, Clock(now))


@pytest.mark.parametrize(
    ("template", "terms"),
    [
        ("network", {"networks": [MISSION]}),
        ("departments", {}),
        ("research", {}),
        ("sectors", {"sectors": ["I"]}),
        ("embargo", {"until": "2199-01-01T00:00:00Z"}),
    ],
)
def test_who_wrote_what_only_some_may_read_does_not_approve_it(
    office: Office, template: str, terms: dict[str, object]
) -> None:
    policy = office.made(template, "ana", **terms)
    found = office.did("ana", f"{policy}/submit", {"confirm_legal": True})
    assert found["lint"]["fully_open"] is False
    assert office.did("ana", f"{policy}/approve", None, 403)["type"].endswith("/four-eyes")
    assert office.did("ada", f"{policy}/approve")["reviewer"] == "ada"


def test_what_everybody_may_read_needs_no_second_person(office: Office) -> None:
    policy = office.made("open", "ana")
    assert office.did("ana", f"{policy}/submit")["lint"]["fully_open"] is True
    assert office.did("ana", f"{policy}/approve")["reviewer"] == "ana"


def governed(engine: Engine) -> set[str]:
    """The organisations that are marked as governed."""
    with Session(engine) as session:
        return set(session.exec(select(Organisation.id).where(col(Organisation.governed))))


def test_what_comes_under_a_governed_organisation_is_marked_and_what_leaves_it_is_not(office: Office) -> None:
    office.activated("hidden", datasets=[])
    assert governed(office.gateway.engine) == {TOWN, DEPARTMENT}
    at = "/api/v1/admin/organisations"
    made = office.ask("ada", "POST", at, {"id": "parks", "name": {"en": "Parks"}, "parent": TOWN})
    assert made.status_code == 201, made.text
    assert governed(office.gateway.engine) == {TOWN, DEPARTMENT, "parks"}
    moved = office.ask("ada", "PATCH", f"{at}/parks", {"kind": "office", "parent": ""})
    assert moved.status_code == 200, moved.text
    assert governed(office.gateway.engine) == {TOWN, DEPARTMENT}
