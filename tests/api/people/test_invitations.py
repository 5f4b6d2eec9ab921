"""Invitations: a link that is shown once, serves once, and leads nowhere when it is old or revoked."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import Session, select

from api.people.models import Invitation
from policies.decision import Role
from tests.api.people.browser import Browser
from tests.api.people.conftest import OTHER, TOWN, Node

ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""For what is refused before a table takes part."""


@pytest.fixture
def ana(node: Node) -> Browser:
    """An administrator who is signed in."""
    return node.signed_in("ana", TOWN)


def _invite(ana: Browser, **more: Any) -> dict[str, Any]:
    body = {"organisation": TOWN, "role": "editor", **more}
    made: dict[str, Any] = ana.json("POST", "/admin/invitations", body, status=201)
    return made


def _page(node: Node, link: str) -> int:
    return (
        Browser(node.app).ask("GET", "/invitation/" + link.rpartition("/")[2], accept="text/html").status_code
    )


def test_an_invitation_lasts_seven_days_and_its_link_is_shown_once(node: Node, ana: Browser) -> None:
    made = _invite(ana, name="Bor", email="bor@town.example")
    link = made.pop("link")
    assert link.startswith("https://node.example/invitation/")
    assert made == {
        "id": made["id"], "organisation": TOWN, "role": "editor", "name": "Bor", "email": "bor@town.example",
        "kind": "invitation", "invited_by": "ana", "state": "open", "created_at": "2026-11-24T09:00:00.000000Z",
        "expires_at": "2026-12-01T09:00:00.000000Z", "accepted_by": "",
    }  # fmt: skip
    listed = ana.json("GET", f"/admin/invitations?organisation={TOWN}")["invitations"]
    assert [one for one in listed if one["id"] == made["id"]] == [made]
    with Session(node.gateway.engine) as session:
        assert link.rpartition("/")[2] not in repr(session.exec(select(Invitation)).all())


@ON_SQLITE
@pytest.mark.parametrize("expires", ["2026-11-24T09:00:00Z", "2026-12-24T09:00:01Z", "2026-11-30", "soon"])
def test_an_invitation_ends_within_thirty_days(ana: Browser, expires: str) -> None:
    body = {"organisation": TOWN, "role": "editor", "expires": expires}
    problem = ana.json("POST", "/admin/invitations", body, status=422)
    assert problem["type"].rpartition("/")[2] == "parameter"


def test_an_old_a_revoked_and_an_unknown_link_are_told_alike(node: Node, ana: Browser) -> None:
    old, revoked = _invite(ana), _invite(ana)
    assert _page(node, old["link"]) == 200
    assert ana.json("DELETE", f"/admin/invitations/{revoked['id']}")["state"] == "revoked"
    ana.json("DELETE", f"/admin/invitations/{revoked['id']}")
    assert node.acts().count("invitation.revoke") == 1
    node.clock.pass_by(days=7)
    answers = []
    for link in (old["link"], revoked["link"], "https://node.example/invitation/unknown"):
        body = {"token": link.rpartition("/")[2], "name": "bor"}
        told = Browser(node.app).json("POST", "/invitations/codes/options", body, status=410)
        answers.append({name: value for name, value in told.items() if name != "request_id"})
    assert answers[0] == answers[1] == answers[2]


def test_a_link_serves_once(node: Node, ana: Browser) -> None:
    link = _invite(ana)["link"]
    Browser(node.app).accept_with_passkey(link, "bor")
    assert _page(node, link) == 410


def test_of_two_who_began_to_accept_only_the_first_is_let_in(node: Node, ana: Browser) -> None:
    token = _invite(ana)["link"].rpartition("/")[2]
    answers = []
    for name in ("bor", "cene"):
        browser = Browser(node.app)
        begun = browser.json("POST", "/invitations/passkey/options", {"token": token, "name": name})
        credential = browser.device.register(begun["publicKey"])
        answers.append((browser, {"token": token, "ceremony": begun["ceremony"], "credential": credential}))
    statuses = [one.ask("POST", "/api/v1/invitations/passkey", sent).status_code for one, sent in answers]
    assert statuses == [201, 410]


@pytest.mark.parametrize("name", ["ana", " Ana", "ＡＮＡ", "robot"])
def test_a_name_that_a_person_or_machine_has_cannot_be_taken(node: Node, ana: Browser, name: str) -> None:
    node.key("robot", TOWN)
    body = {"token": _invite(ana)["link"].rpartition("/")[2], "name": name}
    told = Browser(node.app).json("POST", "/invitations/passkey/options", body, status=409)
    assert told["type"].rpartition("/")[2] == "login-name-taken"


@ON_SQLITE
@pytest.mark.parametrize(
    "name",
    [
        "",
        "  ",
        "operator",
        "OPERATOR",
        "anonymous",
        "a\u0000b",
        "a\nb",
        "a\u202eb",
        "a/b",
        "person:x",
        "x" * 101,
    ],
)
def test_some_names_nobody_may_have(node: Node, ana: Browser, name: str) -> None:
    body = {"token": _invite(ana)["link"].rpartition("/")[2], "name": name}
    told = Browser(node.app).json("POST", "/invitations/passkey/options", body, status=422)
    assert told["type"].rpartition("/")[2] == "parameter"


def test_who_has_an_account_accepts_as_who_they_are(node: Node, ana: Browser) -> None:
    bor = node.signed_in("bor", OTHER)
    token = _invite(ana, role="auditor")["link"].rpartition("/")[2]
    assert bor.json("POST", "/invitations/join", {"token": token}, status=201) == {
        "organisation": TOWN, "role": "auditor"
    }  # fmt: skip
    assert {"organisation": TOWN, "role": "auditor"} in bor.json("GET", "/account")["roles"]


def test_nobody_joins_by_the_sign_in_link_of_another(node: Node, ana: Browser) -> None:
    token = node.link("cene", TOWN, Role.ADMINISTRATOR).rpartition("/")[2]
    bor = node.signed_in("bor", OTHER)
    bor.json("POST", "/invitations/join", {"token": token}, status=410)
    begun = bor.json("POST", "/account/passkeys/options", {})
    sent = {
        "token": token,
        "ceremony": begun["ceremony"],
        "credential": bor.device.register(begun["publicKey"]),
    }
    bor.json("POST", "/invitations/passkey", sent, status=401)


def test_a_sign_in_link_brings_no_role_back_that_was_taken(node: Node, ana: Browser) -> None:
    link = node.link("bor", TOWN, Role.EDITOR)
    ana.json("DELETE", f"/admin/staff/{TOWN}/bor/editor")
    bor = Browser(node.app)
    bor.accept_with_passkey(link)
    assert bor.json("GET", "/account")["roles"] == []


def test_an_invitation_of_another_organisation_is_told_like_one_that_is_not_there(
    node: Node, ana: Browser
) -> None:
    eva = node.signed_in("eva", OTHER)
    made = _invite(ana)["id"]
    foreign = eva.json("DELETE", f"/admin/invitations/{made}", status=404)
    absent = eva.json("DELETE", f"/admin/invitations/{'0' * len(made)}", status=404)
    assert foreign["detail"].replace(made, "0" * len(made)) == absent["detail"]
