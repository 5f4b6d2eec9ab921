"""Writes with a session come from our own pages and hold its token; everything else is refused and does nothing."""

from __future__ import annotations

import pytest

from policies.decision import Role
from tests.api.people.browser import Browser
from tests.api.people.conftest import OTHER, TOWN, Node

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # no table takes part
INVITATIONS = "/api/v1/admin/invitations"
BODY = {"organisation": TOWN, "role": "editor"}


@pytest.fixture
def ana(node: Node) -> Browser:
    """An administrator who is signed in."""
    return node.signed_in("ana", TOWN)


def test_a_write_from_our_own_page_with_the_token_is_done(ana: Browser) -> None:
    assert ana.ask("POST", INVITATIONS, BODY).status_code == 201


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "https://node.example.evil.example"},
        {"origin": "http://node.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "", "sec_fetch_site": "cross-site"},
        {"origin": "", "sec_fetch_site": "same-site"},
        {"sec_fetch_site": "cross-site"},
        {"x_csrf_token": ""},
        {"x_csrf_token": "made-up.token"},
    ],
)
def test_a_write_from_elsewhere_or_without_the_token_is_refused(
    ana: Browser, headers: dict[str, str]
) -> None:
    refused = ana.ask("POST", INVITATIONS, BODY, **headers)
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (403, "cross-site")
    assert (
        ana.json("GET", f"/admin/invitations?organisation={TOWN}")["count"] == 1
    )  # the link by which ana came


def test_a_browser_that_tells_no_origin_may_say_that_the_page_is_ours(ana: Browser) -> None:
    for origin in ("", "null"):
        assert (
            ana.ask("POST", INVITATIONS, BODY, origin=origin, sec_fetch_site="same-origin").status_code == 201
        )


def test_the_token_of_another_session_is_refused(node: Node, ana: Browser) -> None:
    ana.csrf = node.signed_in("bor", OTHER).csrf
    assert ana.ask("POST", INVITATIONS, BODY).status_code == 403


def test_a_form_of_another_page_cannot_sign_out(ana: Browser) -> None:
    refused = ana.ask("POST", "/account", None, {"act": "sign-out"}, origin="https://evil.example")
    assert refused.status_code == 403
    assert ana.json("GET", "/account")["name"] == "ana"


def test_a_form_holds_the_token_in_a_field(ana: Browser) -> None:
    assert ana.ask("POST", "/account", None, {"act": "sign-out"}).status_code == 403
    assert ana.ask("POST", "/account", None, {"act": "sign-out", "csrf": ana.csrf}).status_code == 303
    assert ana.cookie == ""


def test_reading_needs_no_token(ana: Browser) -> None:
    ana.csrf = ""
    assert ana.ask("GET", INVITATIONS, origin="https://evil.example").status_code == 200


def test_a_key_without_a_cookie_needs_neither_origin_nor_token(node: Node) -> None:
    node.link("ana", TOWN, Role.ADMINISTRATOR)
    program = Browser(node.app, key=node.key("ana", TOWN), origin="")
    assert program.ask("POST", INVITATIONS, BODY).status_code == 201


def test_a_key_beside_a_cookie_does_not_open_the_guard(node: Node, ana: Browser) -> None:
    ana.key, ana.csrf = node.key("ana", TOWN), ""
    assert ana.ask("POST", INVITATIONS, BODY).status_code == 403


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"sec_fetch_site": "cross-site"}])
def test_no_other_page_signs_its_reader_in_as_somebody_else(node: Node, headers: dict[str, str]) -> None:
    browser = Browser(node.app)
    for path in ("/api/v1/sign-in/passkey/options", "/api/v1/sign-in/code"):
        refused = browser.ask("POST", path, {"name": "ana", "code": "1"}, **headers)
        assert refused.status_code == 403
    assert browser.ask("POST", "/sign-in", None, {"name": "ana"}, **headers).status_code == 403
