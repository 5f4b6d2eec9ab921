"""The token endpoint: every way in which a client proves itself, and none in which somebody else does."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import httpx
from joserfc.jwk import OctKey, OKPKey, RSAKey
from sqlmodel import Session

from api.gateway import Gateway
from api.oauth.clients import end_client, find_client
from api.oauth.tokens import claims_of, header_of
from tests.api.caller import Caller
from tests.api.conftest import BASE_URL
from tests.api.machines.administering import KRANJ, NETWORK
from tests.api.oauth.clients import JWT_BEARER, ask, assertion, basic, new_key, register


def test_a_client_that_proves_itself_gets_a_token_of_ten_minutes(
    city: Caller, gateway: Gateway, now: datetime
) -> None:
    who = register(gateway, now, networks=(NETWORK,), purposes=("urn:purpose:research",))
    response = ask(city, {}, authorization=basic(who.id, who.secret))
    told: dict[str, Any] = response.json()
    token = told.pop("access_token")
    assert told == {"token_type": "Bearer", "expires_in": 600, "scope": "read"}
    assert (response.headers["cache-control"], response.headers["pragma"]) == ("no-store", "no-cache")
    claims = dict(claims_of(token))
    assert len(str(claims.pop("jti"))) >= 20
    assert claims == {
        "iss": BASE_URL, "sub": who.id, "aud": BASE_URL, "client_id": who.id, "scope": "read",
        "iat": int(now.timestamp()), "exp": int(now.timestamp()) + 600,
        "organisation": KRANJ, "networks": [NETWORK], "purposes": ["urn:purpose:research"],
    }  # fmt: skip
    header = dict(header_of(token))
    kids = [key["kid"] for key in city.json("/.well-known/jwks.json")["keys"]]
    assert header == {"alg": "ES256", "typ": "at+jwt", "kid": kids[0]}


def test_the_secret_may_stand_in_the_form(city: Caller, gateway: Gateway, now: datetime) -> None:
    who = register(gateway, now)
    assert ask(city, {"client_id": who.id, "client_secret": who.secret}).status_code == 200


def test_who_does_not_prove_themselves_is_told_the_same_whoever_they_are(
    city: Caller, gateway: Gateway, now: datetime
) -> None:
    who, revoked = register(gateway, now), register(gateway, now)
    by_key = register(gateway, now, jwks={"keys": [new_key().as_dict(private=False)]})
    city_revokes(gateway, revoked.id, now)
    tries = [
        ask(city, {}, authorization=basic(who.id, who.secret + "x")),
        ask(city, {}, authorization=basic("ogc_nobody", who.secret)),
        ask(city, {}, authorization=basic(revoked.id, revoked.secret)),
        ask(city, {}, authorization=basic(by_key.id, "x")),
        ask(city, {"client_id": who.id, "client_secret": "x"}),
        ask(city, {"client_id": who.id}),
        ask(city, {}),
    ]
    assert {(one.status_code, one.text) for one in tries} == {(401, tries[0].text)}
    assert tries[0].json()["error"] == "invalid_client"
    assert tries[0].headers["www-authenticate"].startswith("Basic ")


def city_revokes(gateway: Gateway, client_id: str, now: datetime) -> None:
    """Revoke a client."""
    with Session(gateway.engine) as session:
        end_client(session, find_client(session, client_id, None), now)
        session.commit()


def test_a_request_that_is_none_is_refused_as_rfc_6749_says(
    city: Caller, gateway: Gateway, now: datetime
) -> None:
    who = register(gateway, now)
    header, form = basic(who.id, who.secret), {"client_id": who.id, "client_secret": who.secret}
    expected = [
        (ask(city, [("grant_type", "client_credentials")], authorization=header), "invalid_request"),
        (ask(city, form, authorization=header), "invalid_request"),
        (ask(city, {"client_id": "ogc_other"}, authorization=header), "invalid_request"),
        (ask(city, {}, "/oauth/token?client_id=x", authorization=header), "invalid_request"),
        (ask(city, {}, authorization=header, content_type="application/json"), "invalid_request"),
        (ask(city, [(f"p{number}", "x") for number in range(40)], authorization=header), "invalid_request"),
        (ask(city, {"padding": "x" * 40_000}, authorization=header), "invalid_request"),
        (ask(city, {"scope": "read upload"}, authorization=header), "invalid_scope"),
        (ask(city, {"scope": "everything"}, authorization=header), "invalid_scope"),
        (ask(city, {"resource": "https://other.example"}, authorization=header), "invalid_target"),
    ]
    assert [(one.status_code, one.json()["error"]) for one, _ in expected] == [
        (400, error) for _, error in expected
    ]
    for broken in ("Basic", "Basic ????", "Basic /w==", "Bearer x", f"Basic {'A' * 5}"):
        refused = ask(city, {}, authorization=broken)
        assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")


def test_another_grant_is_not_known(city: Caller) -> None:
    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=city.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://node.example") as asking:
            return await asking.post("/oauth/token", data={"grant_type": 'pass"wórd'})

    refused = asyncio.run(send())
    assert (refused.status_code, refused.json()) == (400, {"error": "unsupported_grant_type"})


def test_a_token_may_be_asked_for_less_and_for_a_resource(
    city: Caller, gateway: Gateway, now: datetime
) -> None:
    who = register(gateway, now, holder="ana", scopes=("read", "upload", "audit"))
    form = {"scope": "audit read", "resource": f"{BASE_URL}/api/v1"}
    told = ask(city, form, authorization=basic(who.id, who.secret)).json()
    assert told["scope"] == "audit read"
    assert claims_of(told["access_token"])["aud"] == f"{BASE_URL}/api/v1"


def test_a_client_proves_itself_by_a_signature_once(city: Caller, gateway: Gateway, now: datetime) -> None:
    key = new_key()
    who = register(gateway, now, jwks={"keys": [key.as_dict(private=False)]})
    form = assertion(key, who.id, now)
    assert ask(city, form).status_code == 200
    again = ask(city, form)
    assert (again.status_code, again.json()["error_description"]) == (401, "this assertion was used before")
    assert (
        ask(city, assertion(key, who.id, now, jti="two", aud=[BASE_URL, "https://other.example"])).status_code
        == 200
    )
    secret = ask(city, {"client_id": who.id, "client_secret": "x"})
    assert secret.status_code == 401


def test_an_assertion_that_breaks_a_rule_proves_nothing(
    city: Caller, gateway: Gateway, now: datetime
) -> None:
    key, other, at = new_key(), new_key(), int(now.timestamp())
    who = register(gateway, now, jwks={"keys": [{**key.as_dict(private=False), "kid": "k"}]})
    wrong: list[dict[str, Any]] = [
        {"aud": "https://other.example/oauth/token"},
        {"aud": None},
        {"iss": "https://other.example"},
        {"exp": None},
        {"exp": at - 31},
        {"exp": at + 331},
        {"exp": True},
        {"exp": str(at + 60)},
        {"iat": at + 31},
        {"nbf": at + 31},
        {"jti": None},
        {"jti": ""},
        {"jti": 7},
        {"jti": "x" * 201},
    ]
    for claims in wrong:
        assert ask(city, assertion(key, who.id, now, **claims)).status_code == 401, claims
    forms = [
        assertion(other, who.id, now),
        assertion(other, who.id, now, {"kid": "k"}),
        assertion(key, who.id, now, {"kid": "another"}),
        assertion(key, "ogc_nobody", now),
        {"client_assertion_type": JWT_BEARER, "client_assertion": "a.b.c"},
        {"client_assertion_type": JWT_BEARER, "client_assertion": "x"},
        {"client_assertion_type": "urn:other", "client_assertion": "x.y.z"},
    ]
    hmac = OctKey.import_key(str(key.as_dict(private=False)["x"]))
    forms.append(assertion(hmac, who.id, now, {"alg": "HS256"}))
    tampered = assertion(key, who.id, now)
    head, body, signature = tampered["client_assertion"].split(".")
    forms.append({**tampered, "client_assertion": f"{head}.{body}.{signature[:-6]}AAAAAA"})
    forms.append({**tampered, "client_assertion": f"eyJhbGciOiJub25lIn0.{body}."})
    assert {ask(city, form).status_code for form in forms} == {401}
    assert ask(city, assertion(key, who.id, now, {"kid": "k"}, jti="never used")).status_code == 200


def test_the_same_name_of_an_assertion_is_free_again_when_it_is_over(
    city: Caller, gateway: Gateway, clock: Any, now: datetime
) -> None:
    key = new_key()
    who = register(gateway, now, jwks={"keys": [key.as_dict(private=False)]})
    assert ask(city, assertion(key, who.id, now)).status_code == 200
    later = clock.pass_by(minutes=3)
    assert ask(city, assertion(key, who.id, later)).status_code == 200
    assert ask(city, assertion(key, who.id, later)).status_code == 401


def test_clients_sign_with_what_they_have(city: Caller, gateway: Gateway, now: datetime) -> None:
    rsa, okp = RSAKey.generate_key(2048), OKPKey.generate_key("Ed25519")
    keys = {"keys": [{**rsa.as_dict(private=False), "kid": "r"}, {**okp.as_dict(private=False), "kid": "o"}]}
    who = register(gateway, now, jwks=keys)
    for kid, key, alg in (("r", rsa, "RS256"), ("r", rsa, "PS256"), ("o", okp, "Ed25519")):
        form = assertion(key, who.id, now, {"alg": alg, "kid": kid}, jti=alg)
        assert ask(city, form).status_code == 200, alg


def test_no_token_is_given_where_everybody_on_the_way_would_read_the_secret(
    city: Caller, gateway: Gateway, now: datetime
) -> None:
    who = register(gateway, now)
    expected = (("http://node.example", 400), ("http://127.0.0.1:8000", 200), ("http://[::1]:8000", 200))
    for base_url, status in expected:
        object.__setattr__(gateway, "settings", gateway.settings.model_copy(update={"base_url": base_url}))
        response = ask(city, {}, authorization=basic(who.id, who.secret))
        assert response.status_code == status, base_url
        if status == 400:
            assert response.json()["error"] == "insecure_transport"
