"""Clients over HTTP, and what the node tells machines of itself."""

from __future__ import annotations

from typing import Any

from joserfc.jwk import ECKey, OctKey

from api.gateway import Gateway
from tests.api.caller import Caller
from tests.api.conftest import BASE_URL
from tests.api.machines.administering import KRANJ, answered, send, without_id
from tests.api.oauth.clients import ask, basic, new_key

CLIENTS = "/api/v1/admin/clients"


def made(city: Caller, key: str, **told: object) -> Any:  # an answer's JSON
    return answered(send(city, "POST", CLIENTS, key, {"organisation": KRANJ, **told}), 201)


def may_fetch(city: Caller, client_id: str, secret: str) -> bool:
    return ask(city, {}, authorization=basic(client_id, secret)).status_code == 200


def test_a_client_is_registered_and_its_secret_shown_once(city: Caller, ana: str) -> None:
    client = made(city, ana, label="NetZeroCities")
    secret = client.pop("client_secret")
    assert client == {
        "client_id": client["client_id"], "organisation": KRANJ, "holder": client["client_id"],
        "label": "NetZeroCities", "scopes": ["read"], "networks": None, "purposes": None,
        "token_endpoint_auth_methods": ["client_secret_basic", "client_secret_post"], "jwks": None, "state": "live",
        "created_by": "ana", "created_at": "2026-11-24T09:00:00.000000Z", "revoked_at": None,
        "earlier_secret_until": None,
    }  # fmt: skip
    listed = answered(send(city, "GET", CLIENTS, ana), 200)
    assert (listed["count"], listed["clients"]) == (1, [client])
    assert secret not in str(listed)
    assert may_fetch(city, client["client_id"], secret)


def test_a_client_has_no_scope_that_its_holder_could_not_use(city: Caller, ana: str) -> None:
    for told in ({"scopes": ["upload"]}, {"scopes": ["administer"], "holder": "bor"}):
        problem = answered(send(city, "POST", CLIENTS, ana, {"organisation": KRANJ, **told}), 422)
        assert problem["errors"][0]["parameter"] == "scopes"
    assert made(city, ana, scopes=["upload"], holder="bor")["holder"] == "bor"


def test_a_new_secret_ends_the_old_one_at_once_or_when_told(city: Caller, ana: str, clock: Any) -> None:
    client = made(city, ana)
    first, client_id = client["client_secret"], client["client_id"]
    second = answered(send(city, "POST", f"{CLIENTS}/{client_id}/rotate", ana), 201)["client_secret"]
    assert [may_fetch(city, client_id, secret) for secret in (first, second)] == [False, True]
    body = {"old_until": "2026-11-24T10:00:00Z"}
    third = answered(send(city, "POST", f"{CLIENTS}/{client_id}/rotate", ana, body), 201)["client_secret"]
    assert [may_fetch(city, client_id, secret) for secret in (first, second, third)] == [False, True, True]
    clock.pass_by(hours=1)
    assert [may_fetch(city, client_id, secret) for secret in (second, third)] == [False, True]


def test_another_organisations_client_is_as_one_that_does_not_exist(
    city: Caller, ana: str, bor: str, cvita: str
) -> None:
    client_id = made(city, ana)["client_id"]
    for method, path in (("POST", f"{CLIENTS}/{{}}/rotate"), ("DELETE", f"{CLIENTS}/{{}}")):
        there, absent = (send(city, method, path.format(one), cvita) for one in (client_id, "ogc_nobody"))
        assert without_id(there) == without_id(absent)
        assert (
            answered(there, 404)["detail"].replace(client_id, "ogc_nobody") == answered(absent, 404)["detail"]
        )
        assert send(city, method, path.format(client_id), bor).status_code == 403


def test_each_act_on_a_client_is_on_record(city: Caller, ana: str, gateway: Gateway) -> None:
    client = made(city, ana)
    path = f"{CLIENTS}/{client['client_id']}"
    answered(send(city, "POST", f"{path}/rotate", ana), 201)
    assert answered(send(city, "DELETE", path, ana), 200)["state"] == "revoked"
    assert not may_fetch(city, client["client_id"], client["client_secret"])
    assert answered(send(city, "POST", f"{path}/rotate", ana), 404)["type"].endswith("/not-found")
    acts = [(one["act"], one["target"].rpartition("@")[2]) for one in gateway.audit.entries()]
    assert acts == [(act, client["client_id"]) for act in ("client.create", "client.rotate", "client.revoke")]


def test_public_keys_are_taken_only_where_they_prove_something_and_give_nothing_away(
    city: Caller, ana: str
) -> None:
    good = new_key().as_dict(private=False)
    taken = made(city, ana, jwks={"keys": [good]})
    assert (taken["jwks"], taken["token_endpoint_auth_methods"]) == ({"keys": [good]}, ["private_key_jwt"])
    assert "client_secret" not in taken
    off_curve = {**good, "x": "A" * 42 + "Q"}
    wrong: list[Any] = [
        {}, {"keys": []}, {"keys": {}}, {"keys": [good] * 11}, {"keys": [good, good]}, {"keys": ["x"]},
        {"keys": [new_key().as_dict(private=True)]}, {"keys": [OctKey.generate_key(256).as_dict()]},
        {"keys": [{"kty": "RSA", "n": "_" * 170 + "8", "e": "AQAB"}]}, {"keys": [off_curve]},
        {"keys": [ECKey.generate_key("secp256k1").as_dict(private=False)]}, {"keys": [{**good, "use": "enc"}]},
        {"keys": [{**good, "alg": "HS256"}]}, {"keys": [{**good, "kid": 7}]}, {"keys": [{"kty": "EC", "crv": "P-256"}]},
    ]  # fmt: skip
    for jwks in wrong:
        response = send(city, "POST", CLIENTS, ana, {"organisation": KRANJ, "jwks": jwks})
        assert answered(response, 422)["errors"][0]["parameter"] == "jwks", jwks


def test_the_node_tells_machines_where_tokens_are_given_and_what_they_open(city: Caller) -> None:
    server = city.json("/.well-known/oauth-authorization-server")
    assert (server["issuer"], server["token_endpoint"]) == (BASE_URL, f"{BASE_URL}/oauth/token")
    assert server["jwks_uri"] == f"{BASE_URL}/.well-known/jwks.json"
    assert server["grant_types_supported"] == ["client_credentials"]
    resource = city.json("/.well-known/oauth-protected-resource")
    assert (resource["resource"], resource["authorization_servers"]) == (BASE_URL, [BASE_URL])
    assert city.json("/.well-known/jwks.json") == {"keys": []}


def test_who_is_refused_is_told_where_to_get_a_token(city: Caller) -> None:
    response = city.get("/api/v1/datasets", key="ogk_000000000000_wrong")
    hint = f"{BASE_URL}/.well-known/oauth-protected-resource"
    told = f'Bearer realm="ogledalo", error="invalid_token", resource_metadata="{hint}"'
    assert (response.status_code, response.headers["www-authenticate"]) == (401, told)
