"""Passkeys: they open a session for their person at this node, once a challenge, and nothing else does."""

from __future__ import annotations

from typing import Any

import pytest

from policies.decision import Role
from tests.api.people.browser import Browser
from tests.api.people.conftest import TOWN, Node
from tests.fakes.authenticator import Authenticator

ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""For what is refused before a table takes part."""


@pytest.fixture
def ana(node: Node) -> Browser:
    """Somebody who has a passkey."""
    return node.signed_in("ana", TOWN)


def test_a_passkey_opens_a_session_of_substantial_assurance(ana: Browser) -> None:
    earlier = ana.cookie
    told = ana.sign_in()
    assert (told["name"], told["method"], told["assurance"]) == ("ana", "passkey", "substantial")
    assert ana.cookie != earlier
    assert ana.json("GET", "/account")["passkeys"][0]["label"] == "laptop"


def test_the_session_before_signing_in_again_is_ended(node: Node, ana: Browser) -> None:
    earlier = Browser(node.app, ana.cookie)
    ana.sign_in()
    assert earlier.ask("GET", "/api/v1/account").status_code == 401


@ON_SQLITE
@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "https://node.example.evil.example"},
        {"origin": "http://node.example"},
        {"challenge": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
        {"type": "webauthn.create"},
    ],
)
def test_an_answer_for_another_page_or_challenge_is_refused(ana: Browser, changes: dict[str, str]) -> None:
    assert _kind(ana.sign_in(401, **changes)) == "sign-in-refused"


def test_an_answer_is_good_for_one_time(ana: Browser) -> None:
    begun = ana.json("POST", "/sign-in/passkey/options")
    sent = {"ceremony": begun["ceremony"], "credential": ana.device.sign(begun["publicKey"])}
    ana.json("POST", "/sign-in/passkey", sent)
    ana.json("POST", "/sign-in/passkey", sent, status=401)


def test_a_challenge_is_used_up_by_a_wrong_answer(ana: Browser) -> None:
    begun = ana.json("POST", "/sign-in/passkey/options")
    wrong = {"ceremony": begun["ceremony"], "credential": Authenticator().sign(begun["publicKey"])}
    ana.json("POST", "/sign-in/passkey", wrong, status=401)
    right = {"ceremony": begun["ceremony"], "credential": ana.device.sign(begun["publicKey"])}
    ana.json("POST", "/sign-in/passkey", right, status=401)


def test_a_challenge_is_forgotten_after_ten_minutes(node: Node, ana: Browser) -> None:
    begun = ana.json("POST", "/sign-in/passkey/options")
    node.clock.pass_by(minutes=10)
    sent = {"ceremony": begun["ceremony"], "credential": ana.device.sign(begun["publicKey"])}
    ana.json("POST", "/sign-in/passkey", sent, status=401)


def test_a_copy_whose_counter_does_not_go_up_is_refused(ana: Browser) -> None:
    ana.sign_in()
    ana.device.counts -= 1
    ana.sign_in(401)
    ana.sign_in()


def test_a_device_that_does_not_ask_its_holder_is_refused(node: Node, ana: Browser) -> None:
    ana.device.verifies = False
    ana.sign_in(401)
    lax = Browser(node.app, device=Authenticator(verifies=False))
    token = node.link("bor", TOWN, Role.EDITOR).rpartition("/")[2]
    begun = lax.json("POST", "/invitations/passkey/options", {"token": token})
    sent = {
        "token": token, "ceremony": begun["ceremony"], "credential": lax.device.register(begun["publicKey"])
    }  # fmt: skip
    lax.json("POST", "/invitations/passkey", sent, status=401)


def test_another_signature_or_another_persons_handle_is_refused(node: Node, ana: Browser) -> None:
    stolen = Browser(node.app, device=Authenticator(credential_id=ana.device.credential_id, counts=9))
    stolen.device.user_handle = ana.device.user_handle
    stolen.sign_in(401)
    bor = node.signed_in("bor", TOWN, Role.EDITOR)
    ana.device.user_handle = bor.device.user_handle
    ana.sign_in(401)


@ON_SQLITE
@pytest.mark.parametrize(
    "credential",
    [
        {},
        {"id": "x"},
        {"id": 5, "response": None},
        {"id": "AA", "rawId": "AA", "type": "public-key", "response": {}},
    ],
)
def test_what_is_no_answer_is_refused_like_a_wrong_one(ana: Browser, credential: dict[str, Any]) -> None:
    begun = ana.json("POST", "/sign-in/passkey/options")
    told = ana.json(
        "POST", "/sign-in/passkey", {"ceremony": begun["ceremony"], "credential": credential}, 401
    )
    assert _kind(told) == "sign-in-refused"


def test_a_registration_is_for_its_own_page_and_person(node: Node, ana: Browser) -> None:
    bor = node.signed_in("bor", TOWN, Role.EDITOR)
    begun = bor.json("POST", "/account/passkeys/options", {})
    credential = Authenticator().register(begun["publicKey"])
    ana.json("POST", "/account/passkeys", {"ceremony": begun["ceremony"], "credential": credential}, 401)
    elsewhere = ana.json("POST", "/account/passkeys/options", {})
    wrong = Authenticator(origin="https://evil.example").register(elsewhere["publicKey"])
    ana.json("POST", "/account/passkeys", {"ceremony": elsewhere["ceremony"], "credential": wrong}, 401)


def test_a_second_passkey_signs_in_until_it_is_removed_and_the_last_one_stays(ana: Browser) -> None:
    phone, laptop = Authenticator(), ana.device
    begun = ana.json("POST", "/account/passkeys/options", {})
    sent = {"ceremony": begun["ceremony"], "credential": phone.register(begun["publicKey"]), "label": "phone"}
    made = ana.json("POST", "/account/passkeys", sent, status=201)
    ana.device = phone
    ana.sign_in()
    ana.json("DELETE", f"/account/passkeys/{made['id']}")
    ana.sign_in(401)
    ana.device = laptop
    ana.sign_in()
    last = ana.json("GET", "/account")["passkeys"][0]["id"]
    assert _kind(ana.json("DELETE", f"/account/passkeys/{last}", status=409)) == "last-credential"


def _kind(problem: dict[str, Any]) -> str:
    return str(problem["type"]).rpartition("/")[2]
