"""Organisations: departments are made under one's own, and nobody moves out of or into what is not theirs."""

from __future__ import annotations

from typing import Any

import pytest

from policies.decision import Role
from tests.api.people.browser import Browser
from tests.api.people.conftest import DEPARTMENT, OTHER, TOWN, Node

AT = "/admin/organisations"
ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""For what is refused before a table takes part."""


@pytest.fixture
def ana(node: Node) -> Browser:
    """An administrator who is signed in."""
    return node.signed_in("ana", TOWN)


def test_a_department_is_made_and_administered_at_once(ana: Browser) -> None:
    body = {
        "id": "parks",
        "name": {"en": "Parks", "sl": "Parki"},
        "parent": TOWN,
        "email": "parks@town.example",
    }
    told = {**body, "kind": "department", "homepage": ""}
    assert ana.json("POST", AT, body, status=201) == told
    assert [one["id"] for one in ana.json("GET", AT)["organisations"]] == ["parks", TOWN, DEPARTMENT]
    below = {"id": "trees", "name": {"hr": "Stabla"}, "parent": "parks"}
    assert ana.json("POST", AT, below, status=201)["parent"] == "parks"
    assert ana.json("PATCH", f"{AT}/parks", {"name": {"hr": "Parkovi"}})["name"] == {
        "en": "Parks", "sl": "Parki", "hr": "Parkovi"
    }  # fmt: skip
    assert ana.json("POST", AT, body, status=409)["type"].rpartition("/")[2] == "organisation-exists"


@ON_SQLITE
@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"id": "Parks"}, "id"),
        ({"id": "a/b"}, "id"),
        ({"id": ""}, "id"),
        ({"name": {}}, "name"),
        ({"name": {"en": " "}}, "name"),
        ({"homepage": "javascript:alert(1)"}, "homepage"),
        ({"email": "nobody"}, "email"),
    ],
)
def test_what_an_organisation_cannot_be_is_named(ana: Browser, changes: dict[str, Any], part: str) -> None:
    body = {"id": "parks", "name": {"en": "Parks"}, "parent": TOWN} | changes
    told = ana.json("POST", AT, body, status=422)
    assert told["errors"][0]["parameter"] == part


@ON_SQLITE
@pytest.mark.parametrize("changes", [{"kind": "municipality"}, {"surprise": 1}, {"name": {"de": "Park"}}])
def test_only_departments_are_made_and_only_of_what_is_known(ana: Browser, changes: dict[str, Any]) -> None:
    body = {"id": "parks", "name": {"en": "Parks"}, "parent": TOWN} | changes
    assert ana.json("POST", AT, body, status=422)["type"].rpartition("/")[2] == "parameter"


def test_a_department_is_not_made_under_somebody_elses_or_no_organisation(ana: Browser) -> None:
    for parent in (OTHER, "", "nothing"):
        ana.json("POST", AT, {"id": "parks", "name": {"en": "Parks"}, "parent": parent}, status=403)


def test_a_circle_of_parents_is_refused(node: Node, ana: Browser) -> None:
    ana.json("POST", AT, {"id": "parks", "name": {"en": "Parks"}, "parent": DEPARTMENT}, status=201)
    for parent in ("parks", DEPARTMENT):
        told = ana.json("PATCH", f"{AT}/{DEPARTMENT}", {"parent": parent}, status=422)
        assert told["errors"][0]["parameter"] == "parent"
    told = ana.json("PATCH", f"{AT}/{TOWN}", {"kind": "department", "parent": DEPARTMENT}, status=422)
    assert told["errors"][0]["parameter"] == "parent"


def test_the_administrator_of_a_department_cannot_leave_those_above(node: Node, ana: Browser) -> None:
    dana = node.signed_in("dana", DEPARTMENT)
    node.link("dana", OTHER, Role.ADMINISTRATOR)
    assert dana.json("PATCH", f"{AT}/{DEPARTMENT}", {"email": "energy@town.example"})["parent"] == TOWN
    for changes in ({"kind": "municipality"}, {"parent": OTHER}, {"parent": ""}):
        dana.json("PATCH", f"{AT}/{DEPARTMENT}", changes, status=403)


def test_a_department_is_not_put_under_an_organisation_that_does_not_want_it(ana: Browser) -> None:
    ana.json("PATCH", f"{AT}/{DEPARTMENT}", {"parent": OTHER}, status=403)
    ana.json("PATCH", f"{AT}/{TOWN}", {"kind": "department", "parent": OTHER}, status=403)
