"""The pages: an invitation is accepted and a session opened with forms alone, in three languages."""

from __future__ import annotations

import re
from html import unescape

import httpx
import pyotp
import pytest

from policies.decision import Role
from tests.api.people.browser import Browser
from tests.api.people.conftest import OTHER, TOWN, Node

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # the tables are tested elsewhere


def _fields(answer: httpx.Response) -> dict[str, str]:
    """Give what the page's hidden fields hold."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', answer.text)
    return {name: unescape(value) for name, value in found}


def _form(browser: Browser, path: str, form: dict[str, str]) -> httpx.Response:
    return browser.ask("POST", path, None, form, accept="text/html")


def test_an_invitation_is_accepted_with_codes_without_a_script(node: Node) -> None:
    path = "/invitation/" + node.link("bor", TOWN, Role.EDITOR).rpartition("/")[2]
    bor = Browser(node.app)
    begun = _fields(_form(bor, path, {"act": "codes"}))
    wrong = _form(bor, path, {**begun, "code": "000000"})
    assert (wrong.status_code, _fields(wrong) == begun) == (422, True)
    code = pyotp.TOTP(begun["secret"]).at(int(node.clock().timestamp()))
    kept = _form(bor, path, {**begun, "code": code})
    recovery = re.findall(r"<code>([-\w]+)</code>", kept.text)
    assert (kept.status_code, len(recovery)) == (200, 10)
    assert "bor" in bor.ask("GET", "/account", accept="text/html").text

    page = bor.ask("GET", "/account", accept="text/html")
    assert _form(bor, "/account", {"act": "sign-out", **_fields(page)}).status_code == 303
    asked = _form(bor, "/sign-in", {"name": "bor"})
    refused = _form(bor, "/sign-in/code", {**_fields(asked), "code": "000000"})
    assert (refused.status_code, "do not fit together" in refused.text) == (401, True)
    let_in = _form(bor, "/sign-in/code", {**_fields(asked), "code": recovery[0]})
    assert (let_in.status_code, let_in.headers["location"]) == (303, "/account")
    assert bor.ask("GET", "/sign-in").headers["location"] == "/account"


def test_who_is_signed_in_may_open_a_link_as_somebody_new(node: Node) -> None:
    ana = node.signed_in("ana", TOWN)
    link = ana.json("POST", "/admin/invitations", {"organisation": TOWN, "role": "editor"}, status=201)[
        "link"
    ]
    path = "/invitation/" + link.rpartition("/")[2]
    page = _fields(ana.ask("GET", path, accept="text/html"))
    begun = _fields(_form(ana, path, {**page, "act": "codes", "name": "bor"}))
    code = pyotp.TOTP(begun["secret"]).at(int(node.clock().timestamp()))
    assert _form(ana, path, {**begun, "code": code}).status_code == 200
    ana.csrf = ""
    assert ana.json("GET", "/account")["name"] == "bor"


def test_who_is_signed_in_accepts_a_link_with_one_click(node: Node) -> None:
    ana, bor = node.signed_in("ana", TOWN), node.signed_in("bor", OTHER)
    link = ana.json("POST", "/admin/invitations", {"organisation": TOWN, "role": "editor"}, status=201)[
        "link"
    ]
    path = "/invitation/" + link.rpartition("/")[2]
    page = _fields(bor.ask("GET", path, accept="text/html"))
    assert _form(bor, path, {**page, "act": "join"}).headers["location"] == "/account"
    assert {"organisation": TOWN, "role": "editor"} in bor.json("GET", "/account")["roles"]


def test_the_second_page_is_the_same_for_every_name(node: Node) -> None:
    node.signed_in("ana", TOWN)
    pages = [_form(Browser(node.app), "/sign-in", {"name": name}).text for name in ("ana", "eva")]
    assert pages[0].replace("ana", "eva") == pages[1]


def test_the_pages_are_kept_by_nobody_and_have_no_script_of_their_own(node: Node) -> None:
    ana = node.signed_in("ana", TOWN)
    link = "/invitation/" + node.link("bor", TOWN, Role.EDITOR).rpartition("/")[2]
    for browser, path in ((Browser(node.app), "/sign-in"), (Browser(node.app), link), (ana, "/account")):
        answer = browser.ask("GET", path, accept="text/html")
        assert answer.headers["cache-control"] == "private, no-store"
        assert re.findall(r"<script[^>]*>[^<]*", answer.text) == re.findall(
            r'<script src="/static/passkeys\.js\?v=\w+" defer>', answer.text
        )


@pytest.mark.parametrize(("lang", "title"), [("en", "Sign in"), ("sl", "Prijava"), ("hr", "Prijava")])
def test_the_pages_speak_the_readers_language(node: Node, lang: str, title: str) -> None:
    page = Browser(node.app).ask("GET", f"/sign-in?lang={lang}", accept="text/html")
    assert (page.headers["content-language"], f"<h1>{title}</h1>" in page.text) == (lang, True)


def test_what_is_written_into_a_name_stays_text(node: Node) -> None:
    page = _form(Browser(node.app), "/sign-in", {"name": '"><script>alert(1)</script>'})
    assert "<script>alert" not in page.text


def test_who_is_not_signed_in_is_shown_the_way(node: Node) -> None:
    assert Browser(node.app).ask("GET", "/account").headers["location"] == "/sign-in"
    refused = _form(Browser(node.app), "/account", {"act": "everywhere"})
    assert (refused.status_code, "Sign in and try again" in refused.text) == (401, True)


def test_an_address_that_is_none_of_an_app_for_codes_becomes_no_link(node: Node) -> None:
    path = "/invitation/" + node.link("bor", TOWN, Role.EDITOR).rpartition("/")[2]
    bor = Browser(node.app)
    begun = _fields(_form(bor, path, {"act": "codes"}))
    page = _form(bor, path, {**begun, "uri": "javascript:alert(1)", "code": "000000"})
    assert "javascript:" not in page.text
