"""The whole way: the operator makes an administrator, who invites an approver, who leaves."""

from __future__ import annotations

import httpx
from fastapi import FastAPI

from policies.decision import Role
from tests.api.people.browser import Browser
from tests.api.people.conftest import DEPARTMENT, TOWN, Node


def test_an_administrator_invites_an_approver_who_leaves_and_is_gone(node: Node) -> None:
    ana = Browser(node.app)
    assert ana.accept_with_passkey(node.link("ana", TOWN, Role.ADMINISTRATOR)) == {
        "name": "ana", "method": "passkey", "assurance": "substantial", "csrf": ana.csrf
    }  # fmt: skip
    assert ana.sign_in()["name"] == "ana"
    invited = ana.json(
        "POST", "/admin/invitations", {"organisation": TOWN, "role": "approver", "name": "Bor"}, status=201
    )
    bor = Browser(node.app)
    _, accepted = bor.accept_with_codes(invited["link"], "bor", node.clock().timestamp())
    assert (accepted["name"], accepted["assurance"], len(accepted["recovery_codes"])) == ("bor", "low", 10)
    key = node.key("bor", TOWN)

    account = bor.json("GET", "/account")
    assert account["roles"] == [
        {"organisation": TOWN, "role": "approver"}, {"organisation": DEPARTMENT, "role": "approver"}
    ]  # fmt: skip
    refused = bor.ask("POST", "/api/v1/admin/invitations", {"organisation": TOWN, "role": "editor"})
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (403, "role-missing")

    assert ana.json("POST", "/admin/staff/bor/leave") == {"name": "bor", "left": [TOWN]}
    assert bor.ask("GET", "/api/v1/account").status_code == 401
    assert _with_key(node.app, key).status_code == 401
    assert [one for one in node.acts() if not one.startswith("session")] == [
        "sign-in-link.create", "passkey.add", "invitation.create", "invitation.accept", "codes.set", "staff.leave",
    ]  # fmt: skip


def _with_key(app: FastAPI, key: str) -> httpx.Response:
    return Browser(app, key=key, origin="").ask("GET", "/api/v1/datasets")
