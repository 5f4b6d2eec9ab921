"""One-time codes: each serves once, wrong ones are counted, and nobody learns which names there are."""

from __future__ import annotations

from typing import Any

import httpx
import pyotp
import pytest
from sqlmodel import Session, select

from api.people.models import CodeSecret, RecoveryCode
from policies.decision import Role
from tests.api.people.browser import Browser
from tests.api.people.conftest import TOWN, Node


@pytest.fixture
def bor(node: Node) -> tuple[Browser, str, list[str]]:
    """Somebody with one-time codes, their secret, and their recovery codes; the first code was used."""
    browser = Browser(node.app)
    link = node.link("bor", TOWN, Role.EDITOR)
    secret, told = browser.accept_with_codes(link, "", node.clock().timestamp())
    return browser, secret, told["recovery_codes"]


Bor = tuple[Browser, str, list[str]]


def _send(node: Node, name: str, code: str) -> httpx.Response:
    return Browser(node.app).ask("POST", "/api/v1/sign-in/code", {"name": name, "code": code})


def _code(node: Node, secret: str) -> str:
    return pyotp.TOTP(secret).at(int(node.clock().timestamp()))


def _said(answer: httpx.Response) -> dict[str, Any]:
    return {name: value for name, value in answer.json().items() if name != "request_id"}


def test_a_code_opens_a_session_of_low_assurance(node: Node, bor: Bor) -> None:
    node.clock.pass_by(seconds=30)
    told = _send(node, "BOR ", _code(node, bor[1])).json()
    assert (told["name"], told["method"], told["assurance"]) == ("bor", "one-time-code", "low")


def test_a_code_serves_once_and_so_do_those_before_it(node: Node, bor: Bor) -> None:
    assert _send(node, "bor", _code(node, bor[1])).status_code == 401  # it confirmed the set-up
    before = _code(node, bor[1])
    node.clock.pass_by(seconds=60)
    now = _code(node, bor[1])
    assert _send(node, "bor", now).status_code == 200
    assert [_send(node, "bor", code).status_code for code in (now, before)] == [401, 401]


@pytest.mark.parametrize(("seconds", "status"), [(29, 200), (-30, 200), (61, 401), (-61, 401)])
def test_a_clock_may_be_wrong_by_one_step(node: Node, bor: Bor, seconds: int, status: int) -> None:
    node.clock.pass_by(minutes=10)
    of_phone = pyotp.TOTP(bor[1]).at(int(node.clock().timestamp()) + seconds)
    assert _send(node, "bor", of_phone).status_code == status


def test_five_wrong_codes_lock_the_name_for_fifteen_minutes(node: Node, bor: Bor) -> None:
    assert [_send(node, "bor", "000000").status_code for _ in range(5)] == [401] * 5
    node.clock.pass_by(minutes=1)
    locked = _send(node, "bor", _code(node, bor[1]))
    assert (locked.status_code, locked.json()["until"]) == (429, "2026-11-24T09:15:00.000000Z")
    node.clock.pass_by(minutes=14)
    assert _send(node, "bor", _code(node, bor[1])).status_code == 200


def test_wrong_codes_of_more_than_fifteen_minutes_ago_do_not_count(node: Node, bor: Bor) -> None:
    assert [_send(node, "bor", "000000").status_code for _ in range(4)] == [401] * 4
    node.clock.pass_by(minutes=16)
    assert [_send(node, "bor", "000000").status_code for _ in range(4)] == [401] * 4
    assert _send(node, "bor", _code(node, bor[1])).status_code == 200


def test_a_name_that_nobody_has_is_answered_like_one_that_somebody_has(node: Node, bor: Bor) -> None:
    assert [_said(_send(node, "bor", "000000")) for _ in range(6)] == [
        _said(_send(node, "nobody", "000000")) for _ in range(6)
    ]


def test_who_signs_in_only_with_a_passkey_is_answered_like_nobody(node: Node, bor: Bor) -> None:
    node.signed_in("ana", TOWN)
    assert _said(_send(node, "ana", "000000")) == _said(_send(node, "nobody", "000000"))


def test_each_recovery_code_serves_once(node: Node, bor: Bor) -> None:
    first = bor[2][0]
    told = _send(node, "bor", first.upper().replace("-", " ")).json()
    assert (told["method"], told["assurance"]) == ("recovery-code", "low")
    assert _send(node, "bor", first).status_code == 401
    assert _send(node, "bor", bor[2][1]).status_code == 200
    assert bor[0].json("GET", "/account")["recovery_codes_left"] == 8


def test_a_recovery_code_is_of_its_own_person(node: Node, bor: Bor) -> None:
    other = Browser(node.app)
    other.accept_with_codes(node.link("eva", TOWN, Role.EDITOR), "", node.clock().timestamp())
    assert _send(node, "eva", bor[2][0]).status_code == 401
    assert _send(node, "bor", bor[2][0]).status_code == 200


def test_neither_secret_nor_recovery_codes_are_stored_as_they_are(node: Node, bor: Bor) -> None:
    with Session(node.gateway.engine) as session:
        kept = session.exec(select(CodeSecret)).one()
        hashes = {row.hash for row in session.exec(select(RecoveryCode))}
    assert bor[1] not in kept.sealed
    assert len(hashes) == 10
    assert not hashes & set(bor[2])


def test_codes_are_confirmed_before_they_count(node: Node, bor: Bor) -> None:
    browser, secret, recovery = bor
    begun = browser.json("POST", "/account/codes/options", {})
    assert browser.ask(
        "POST", "/api/v1/account/codes", {"ceremony": begun["ceremony"], "code": "000000"}
    ).status_code == 401  # fmt: skip
    node.clock.pass_by(seconds=30)
    assert _send(node, "bor", _code(node, secret)).status_code == 200
    sent = {"ceremony": begun["ceremony"], "code": _code(node, begun["secret"])}
    anew = browser.json("POST", "/account/codes", sent, status=201)["recovery_codes"]
    node.clock.pass_by(seconds=30)
    assert _send(node, "bor", _code(node, secret)).status_code == 401
    assert _send(node, "bor", recovery[3]).status_code == 401
    assert _send(node, "bor", anew[3]).status_code == 200


def test_codes_are_removed_only_where_a_passkey_is_left(bor: Bor) -> None:
    browser, _, _ = bor
    assert browser.ask("DELETE", "/api/v1/account/codes").status_code == 409
    begun = browser.json("POST", "/account/passkeys/options", {})
    sent = {"ceremony": begun["ceremony"], "credential": browser.device.register(begun["publicKey"])}
    browser.json("POST", "/account/passkeys", sent, status=201)
    browser.json("DELETE", "/account/codes")
    assert browser.json("GET", "/account")["codes"] is False
