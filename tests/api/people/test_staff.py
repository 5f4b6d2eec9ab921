"""Staff: an administrator keeps that of their own organisation, and one administrator always stays."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlmodel import Session, col, select

from api.models import Staff
from api.people.acts import Actor
from api.people.people_errors import LastAdministratorError
from api.people.staff import take_role, wait_for
from api.people.work import acting
from policies.decision import Role
from tests.api.people.browser import Browser
from tests.api.people.conftest import DEPARTMENT, OTHER, TOWN, Node

REQUESTS: dict[str, tuple[str, str, Any]] = {
    "list organisations": ("GET", "/admin/organisations", None),
    "make a department": ("POST", "/admin/organisations", {"id": "parks", "name": {"en": "Parks"}, "parent": TOWN}),
    "change an organisation": ("PATCH", f"/admin/organisations/{TOWN}", {"homepage": "https://town.example"}),
    "list staff": ("GET", f"/admin/staff?organisation={TOWN}", None),
    "list invitations": ("GET", f"/admin/invitations?organisation={TOWN}", None),
    "invite": ("POST", "/admin/invitations", {"organisation": TOWN, "role": "editor"}),
    "invite to a department": ("POST", "/admin/invitations", {"organisation": DEPARTMENT, "role": "editor"}),
    "revoke an invitation": ("DELETE", "/admin/invitations/none", None),
    "take a role": ("DELETE", f"/admin/staff/{TOWN}/cene/editor", None),
    "let leave": ("POST", "/admin/staff/cene/leave", None),
}  # fmt: skip
PERSONAS: dict[str, tuple[str, Role] | None] = {
    "anonymous": None,
    "editor": (TOWN, Role.EDITOR),
    "approver": (TOWN, Role.APPROVER),
    "auditor": (TOWN, Role.AUDITOR),
    "stranger": (OTHER, Role.ADMINISTRATOR),
    "administrator": (TOWN, Role.ADMINISTRATOR),
}
OPEN: dict[str, set[str]] = {
    "administrator": set(REQUESTS),
    "auditor": {"list organisations", "list staff"},
    "stranger": {"list organisations"},
}
"""What each may ask; a stranger lists their own, and of what is not theirs they are told that it is not there."""
ABSENT_TO_STRANGERS = {"revoke an invitation", "let leave"}


@pytest.mark.parametrize("persona", PERSONAS)
def test_each_persona_may_do_what_its_role_says_and_nothing_else(node: Node, persona: str) -> None:
    held = PERSONAS[persona]
    asking = node.signed_in("eva", *held) if held else Browser(node.app)
    node.link("cene", TOWN, Role.EDITOR)
    answers = {
        name: asking.ask(method, f"/api/v1{path}", body) for name, (method, path, body) in REQUESTS.items()
    }
    let_in = {name for name, answer in answers.items() if answer.status_code != 403}
    absent = {name for name, answer in answers.items() if answer.status_code == 404}
    allowed = OPEN.get(persona, set())
    hidden = ABSENT_TO_STRANGERS if persona == "stranger" else set()
    assert let_in == allowed | hidden
    assert hidden <= absent


def test_staff_are_listed_with_their_roles(node: Node) -> None:
    ana = node.signed_in("ana", TOWN)
    node.link("ana", TOWN, Role.EDITOR)
    node.key("robot", TOWN)
    with acting(node.gateway) as session:
        session.add(Staff(name="robot", organisation=TOWN, role="editor"))
    told = ana.json("GET", f"/admin/staff?organisation={TOWN}")["organisations"][0]
    assert told == {
        "organisation": TOWN,
        "staff": [
            {"name": "ana", "display_name": "", "email": "", "person": True, "roles": ["administrator", "editor"]},
            {"name": "robot", "display_name": "", "email": "", "person": False, "roles": ["editor"]},
        ],
    }  # fmt: skip


def test_the_last_administrator_can_neither_lose_the_role_nor_leave(node: Node) -> None:
    ana = node.signed_in("ana", TOWN)
    lost = ana.json("DELETE", f"/admin/staff/{TOWN}/ana/administrator", status=409)
    left = ana.json("POST", "/admin/staff/ana/leave", status=409)
    for problem in (lost, left):
        assert problem["type"].rpartition("/")[2] == "last-administrator"
        assert "invite another one" in problem["detail"]
    node.signed_in("bor", TOWN)
    ana.json("DELETE", f"/admin/staff/{TOWN}/ana/administrator")
    assert ana.ask("GET", f"/api/v1/admin/staff?organisation={TOWN}").status_code == 403


def test_a_department_is_administered_from_above_when_its_own_administrator_leaves(node: Node) -> None:
    ana = node.signed_in("ana", TOWN)
    node.signed_in("dana", DEPARTMENT)
    assert ana.json("POST", "/admin/staff/dana/leave")["left"] == [DEPARTMENT]


def test_the_administrator_of_a_department_does_not_reach_up(node: Node) -> None:
    dana = node.signed_in("dana", DEPARTMENT)
    node.signed_in("ana", TOWN)
    assert dana.ask("DELETE", f"/api/v1/admin/staff/{TOWN}/ana/administrator").status_code == 403
    assert dana.ask("POST", "/api/v1/admin/staff/ana/leave").status_code == 404


def test_of_two_administrators_who_remove_each_other_at_once_one_stays(node: Node) -> None:
    node.link("ana", TOWN, Role.ADMINISTRATOR)
    node.link("bor", TOWN, Role.ADMINISTRATOR)

    def remove(who: str, whom: str) -> bool:
        try:
            with acting(node.gateway) as session:
                wait_for(session, [TOWN])
                take_role(session, Actor(who, node.clock()), whom, TOWN, Role.ADMINISTRATOR)
        except LastAdministratorError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(remove, ("ana", "bor"), ("bor", "ana")))
    assert sorted(done) == [False, True]
    assert len(_administrators(node)) == 1


def test_of_two_who_remove_each_other_over_http_at_once_one_stays(node: Node) -> None:
    ana, bor = node.signed_in("ana", TOWN), node.signed_in("bor", TOWN)
    asks: list[Callable[[], int]] = [
        lambda: ana.ask("POST", "/api/v1/admin/staff/bor/leave").status_code,
        lambda: bor.ask("DELETE", f"/api/v1/admin/staff/{TOWN}/ana/administrator").status_code,
    ]
    with ThreadPoolExecutor(2) as pool:
        statuses = [done.result() for done in [pool.submit(ask) for ask in asks]]
    assert statuses.count(200) == 1
    assert set(statuses) - {200} <= {401, 403, 409}
    assert len(_administrators(node)) == 1


def _administrators(node: Node) -> list[str]:
    with Session(node.gateway.engine) as session:
        return list(session.exec(select(Staff.name).where(col(Staff.role) == "administrator")))


def test_who_leaves_one_organisation_stays_in_the_other(node: Node) -> None:
    ana = node.signed_in("ana", TOWN)
    bor = node.signed_in("bor", TOWN, Role.EDITOR)
    node.link("bor", OTHER, Role.ADMINISTRATOR)
    here, there = node.key("bor", TOWN), node.key("bor", OTHER)
    ana.json("POST", "/admin/staff/bor/leave")
    assert bor.ask("GET", "/api/v1/account").status_code == 401
    bor.sign_in()
    assert {one["organisation"] for one in bor.json("GET", "/account")["roles"]} == {OTHER}
    used = [Browser(node.app, key=key, origin="").ask("GET", "/api/v1/datasets") for key in (here, there)]
    assert [one.status_code for one in used] == [401, 200]


def test_who_left_everything_cannot_sign_in_until_the_operator_takes_them_back(node: Node) -> None:
    ana = node.signed_in("ana", TOWN)
    bor = node.signed_in("bor", TOWN, Role.EDITOR)
    unused = node.link("bor", TOWN, Role.EDITOR)
    ana.json("POST", "/admin/staff/bor/leave")
    bor.sign_in(401)
    assert Browser(node.app).ask("GET", "/" + unused.split("/", 3)[3]).status_code == 410


def test_who_loses_their_last_role_loses_their_keys_there(node: Node) -> None:
    ana = node.signed_in("ana", TOWN)
    node.link("bor", TOWN, Role.EDITOR)
    node.link("bor", TOWN, Role.AUDITOR)
    key = Browser(node.app, key=node.key("bor", TOWN), origin="")
    ana.json("DELETE", f"/admin/staff/{TOWN}/bor/editor")
    assert key.ask("GET", "/api/v1/datasets").status_code == 200
    ana.json("DELETE", f"/admin/staff/{TOWN}/bor/auditor")
    assert key.ask("GET", "/api/v1/datasets").status_code == 401


def test_nobody_comes_back_by_an_invitation_of_their_own(node: Node) -> None:
    ana, bor = node.signed_in("ana", TOWN), node.signed_in("bor", TOWN)
    made = bor.json("POST", "/admin/invitations", {"organisation": TOWN, "role": "administrator"}, status=201)
    ana.json("POST", "/admin/staff/bor/leave")
    assert Browser(node.app).ask("GET", "/" + made["link"].split("/", 3)[3]).status_code == 410


def test_an_act_is_on_record_exactly_if_it_was_done(node: Node) -> None:
    ana = node.signed_in("ana", TOWN)
    node.link("bor", TOWN, Role.EDITOR)
    ana.ask("DELETE", f"/api/v1/admin/staff/{TOWN}/ana/administrator")
    ana.ask("DELETE", f"/api/v1/admin/staff/{TOWN}/bor/approver")
    assert "role.take" not in node.acts()
    ana.json("DELETE", f"/admin/staff/{TOWN}/bor/editor")
    taken = [one for one in node.gateway.audit.entries() if one["act"] == "role.take"]
    assert [(one["subject"], one["owner"], one["target"], one["rule"]) for one in taken] == [
        ("ana", TOWN, f"bor@{TOWN}/editor", "role/administer")
    ]
