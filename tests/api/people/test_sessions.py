"""Sessions: a cookie that only the browser has, which ends by itself, by signing out and by leaving."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest
from sqlmodel import Session, select

from api.app import create_app
from api.people.models import PersonSession
from api.people.persons import find_person
from api.people.sessions import COOKIE, end_session, start_session, subject_of_session
from api.people.work import acting
from policies.decision import Role, Subject
from tests.api.people.browser import Browser
from tests.api.people.conftest import DEPARTMENT, OTHER, TOWN, Node

ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""For what is refused before a table takes part."""


@pytest.fixture
def ana(node: Node) -> Browser:
    """An administrator who is signed in."""
    return node.signed_in("ana", TOWN)


def _status(browser: Browser) -> int:
    return browser.ask("GET", "/api/v1/account").status_code


def test_the_cookie_is_for_this_host_alone_and_no_script_reads_it(ana: Browser) -> None:
    begun = ana.json("POST", "/sign-in/passkey/options")
    sent = {"ceremony": begun["ceremony"], "credential": ana.device.sign(begun["publicKey"])}
    answer = ana.ask("POST", "/api/v1/sign-in/passkey", sent)
    value, *attributes = answer.headers["set-cookie"].split("; ")
    assert value == f"{COOKIE}={ana.cookie}"
    assert {one.lower() for one in attributes} == {
        "httponly", "max-age=43200", "path=/", "samesite=lax", "secure"
    }  # fmt: skip
    assert answer.headers["cache-control"] == "private, no-store"


def test_only_a_hash_of_the_cookie_is_stored(node: Node, ana: Browser) -> None:
    with Session(node.gateway.engine) as session:
        row = session.exec(select(PersonSession)).one()
    assert ana.cookie not in repr(row)


def test_a_session_ends_when_it_is_not_used_for_half_an_hour(node: Node, ana: Browser) -> None:
    for _ in range(3):
        node.clock.pass_by(minutes=29)
        assert _status(ana) == 200
    node.clock.pass_by(minutes=30)
    assert _status(ana) == 401


def test_a_session_ends_after_twelve_hours_however_much_it_is_used(node: Node, ana: Browser) -> None:
    for _ in range(35):
        node.clock.pass_by(minutes=20)
        assert _status(ana) == 200
    node.clock.pass_by(minutes=20)
    assert _status(ana) == 401


def test_signing_out_ends_the_session_and_takes_the_cookie(node: Node, ana: Browser) -> None:
    earlier = Browser(node.app, ana.cookie)
    ana.json("POST", "/sign-out")
    assert ana.cookie == ""
    assert _status(earlier) == 401


def test_signing_out_everywhere_ends_the_other_sessions_too(node: Node, ana: Browser) -> None:
    phone = Browser(node.app, device=ana.device)
    phone.sign_in()
    assert [one["current"] for one in ana.json("GET", "/account")["sessions"]].count(True) == 1
    assert ana.json("DELETE", "/account/sessions") == {"ended": 2}
    assert _status(phone) == 401


def test_one_session_is_ended_by_its_number_and_nobody_elses(node: Node, ana: Browser) -> None:
    phone = Browser(node.app, device=ana.device)
    phone.sign_in()
    bor = node.signed_in("bor", OTHER)
    number = next(one["id"] for one in ana.json("GET", "/account")["sessions"] if not one["current"])
    foreign = bor.ask("DELETE", f"/api/v1/account/sessions/{number}").json()
    absent = bor.ask("DELETE", f"/api/v1/account/sessions/{'x' * len(number)}").json()
    assert foreign["detail"].replace(number, "x" * len(number)) == absent["detail"]
    ana.json("DELETE", f"/account/sessions/{number}")
    assert (_status(phone), _status(ana), _status(bor)) == (401, 200, 200)


def test_a_session_is_its_person_with_the_roles_of_now(node: Node, ana: Browser) -> None:
    with Session(node.gateway.engine) as session:
        found = subject_of_session(session, node.gateway, ana.cookie, node.clock())
    roles = frozenset({(TOWN, Role.ADMINISTRATOR), (DEPARTMENT, Role.ADMINISTRATOR)})
    assert found == Subject(
        id="ana", organisations=frozenset({TOWN, DEPARTMENT}), roles=roles, person="ana", auth_method="session",
        assurance="substantial",
    )  # fmt: skip


@ON_SQLITE
@pytest.mark.parametrize("cookie", ["", "x", "é", "a" * 5000])
def test_what_is_no_cookie_of_ours_is_nobody(node: Node, cookie: str) -> None:
    with Session(node.gateway.engine) as session:
        assert subject_of_session(session, node.gateway, cookie, node.clock()) is None


def test_whoever_knows_a_person_otherwise_may_begin_and_end_a_session(node: Node, ana: Browser) -> None:
    with acting(node.gateway) as session:
        person = find_person(session, "ANA")
        assert person is not None
        cookie = start_session(
            session, node.gateway, person, auth_method="oidc", assurance="high", now=node.clock()
        )
    browser = Browser(node.app, cookie)
    assert browser.json("GET", "/account")["assurance"] == "high"
    with acting(node.gateway) as session:
        end_session(session, node.gateway, cookie)
    assert _status(browser) == 401


def test_nobody_signs_in_where_somebody_may_listen(node: Node) -> None:
    settings = node.gateway.settings.model_copy(update={"base_url": "http://node.example"})
    app = create_app(replace(node.gateway, settings=settings))
    refused = Browser(app, origin="http://node.example").ask("POST", "/api/v1/sign-in/passkey/options")
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (403, "insecure-address")
    page = Browser(app, origin="").ask("GET", "/sign-in", accept="text/html")
    assert (page.status_code, "https" in page.text) == (403, True)


@ON_SQLITE
@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000"])
def test_on_this_machine_signing_in_needs_no_https(node: Node, address: str) -> None:
    settings = node.gateway.settings.model_copy(update={"base_url": address})
    app = create_app(replace(node.gateway, settings=settings))
    begun = Browser(app, origin="http://localhost:8000").ask("POST", "/api/v1/sign-in/passkey/options")
    assert (begun.status_code, begun.json()["publicKey"]["rpId"]) == (200, "localhost")


def test_a_key_that_is_sent_counts_more_than_the_cookie(node: Node, ana: Browser) -> None:
    node.signed_in("bor", OTHER)
    ana.key = node.key("bor", OTHER)
    told: httpx.Response = ana.ask("GET", "/api/v1/admin/organisations")
    assert [one["id"] for one in told.json()["organisations"]] == [OTHER]
