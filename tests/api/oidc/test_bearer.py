"""Access tokens of external providers: those that count, and everything that does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from joserfc.jwk import Key, RSAKey

from api.errors import UnknownKeyError
from api.gateway import Gateway
from api.machines.recognising import subject_of_bearer
from api.oidc.bearer import subject_of_token
from api.oidc.errors import ProviderFaultError, ProviderUnavailableError
from api.oidc.grants import external_name
from api.oidc.models import IdentityProvider
from api.oidc.signatures import read_keys
from catalogue.database import unit_of_work
from policies.decision import Role, Subject
from tests.api.oidc.conftest import MovedClock, entry_of, register
from tests.fakes.oidc_provider.tiny import (
    AUDIENCE,
    CLIENT,
    TinyProvider,
    encoded,
    key_of,
    signed,
    unsigned,
    weak_key,
    with_public_key_as_secret,
)


def subject(gateway: Gateway, token: str) -> Subject:
    """Who shows a token."""
    with unit_of_work(gateway.engine) as session:
        return subject_of_token(session, gateway, token, gateway.clock())


def is_refused(gateway: Gateway, token: str) -> bool:
    """Whether a token is refused, in the words for every key that is not valid."""
    with pytest.raises(UnknownKeyError) as caught:
        subject(gateway, token)
    return str(caught.value) == str(UnknownKeyError())


def test_a_machine_speaks_for_the_organisation_that_its_token_names(
    gateway: Gateway, city: TinyProvider
) -> None:
    token = city.access_token(realm={"roles": ["ogledalo-editors", "others"]}, acr="urn:loa:2")
    assert subject(gateway, token) == Subject(
        id=external_name(city.issuer, "machine-1"),
        organisations=frozenset({"city-office"}),
        roles=frozenset({("city-office", Role.EDITOR)}),
        client="machine-1",
        auth_method="bearer",
        assurance="substantial",
        scopes=frozenset({"read", "upload"}),
    )


def test_a_token_is_recognised_among_the_other_credentials(gateway: Gateway, city: TinyProvider) -> None:
    with unit_of_work(gateway.engine) as session:
        seen = subject_of_bearer(session, gateway, city.access_token(), gateway.clock())
    assert seen == subject(gateway, city.access_token())


def test_a_token_of_a_person_names_them_apart_and_scopes_narrow_their_roles(
    gateway: Gateway, city: TinyProvider
) -> None:
    roles = {"roles": ["ogledalo-heads"]}
    seen = subject(gateway, city.access_token(sub="ana", client_id="app", scope="read", realm=roles))
    name = external_name(city.issuer, "ana")
    assert (seen.id, seen.person, seen.client, seen.roles, seen.assurance) == (
        name,
        name,
        "app",
        frozenset(),
        "low",
    )
    whole = subject(gateway, city.access_token(sub="ana", client_id="app", scope="administer", realm=roles))
    assert whole.roles == {("city-office", Role.ADMINISTRATOR)}


def test_each_algorithm_of_the_list_is_taken(gateway: Gateway, city: TinyProvider) -> None:
    algorithms = ("RS256", "PS256", "ES256", "EdDSA")
    city.keys = [key_of(algorithm, algorithm) for algorithm in algorithms]
    for key, algorithm in zip(city.keys, algorithms, strict=True):
        assert subject(gateway, city.access_token({"alg": algorithm}, key)).organisations == {"city-office"}


def test_every_forgery_is_refused_in_the_same_words(gateway: Gateway, city: TinyProvider) -> None:
    good, rsa = city.access_token(), key_of("RS256")
    assert isinstance(rsa, RSAKey)
    assert subject(gateway, good).organisations == {"city-office"}
    header, payload, signature = good.split(".")
    claims = {"iss": city.issuer, "sub": "m", "client_id": "m", "aud": AUDIENCE, "iat": 0, "exp": 9e12}
    forged = {
        "a claim changed": f"{header}.{encoded(claims)}.{signature}",
        "no signature": f"{header}.{payload}.",
        "alg none": unsigned(claims),
        "alg None in other letters": f"{encoded({'alg': 'nOnE', 'typ': 'at+jwt'})}.{payload}.",
        "HMAC with the public key": with_public_key_as_secret(claims, rsa),
        "another key of that name": city.access_token(None, key_of("RS256", "first", 3072)),
        "an algorithm not of the list": signed({"alg": "RS512", "typ": "at+jwt", "kid": "first"}, claims, city.keys[0]),
        "a key in its own header": city.access_token(
            {"jwk": key_of("RS256", "own").as_dict(private=False), "kid": None}, key_of("RS256", "own")
        ),
        "a header that must be understood": city.access_token({"crit": ["exp"], "exp": 1}),
        "an encrypted token": "a.b.c.d.e",
        "nothing": "",
        "words": "not a token",
        "signs that are not ASCII": good.replace(".", "．"),
        "a header that is no object": f"{encoded([1])}.{payload}.{signature}",
        "a header too deep": f"{'W1tb' * 3000}.{payload}.{signature}",
        "claims that are no object": signed({"alg": "RS256", "typ": "at+jwt"}, [1], city.keys[0]),
        "too long": good + "A" * 20_000,
    }  # fmt: skip
    assert {what: is_refused(gateway, token) for what, token in forged.items()} == dict.fromkeys(forged, True)


WRONG: dict[str, dict[str, object]] = {
    "another audience": {"aud": "https://elsewhere.example"},
    "no audience": {"aud": None},
    "audiences without ours": {"aud": ["https://a.example", "https://b.example"]},
    "an audience of another kind": {"aud": {"0": AUDIENCE}},
    "an issuer that is not registered": {"iss": "https://unknown.example"},
    "an issuer that is no text": {"iss": 7},
    "an issuer half a sign long": {"iss": "\ud800"},
    "no issuer": {"iss": None},
    "no subject": {"sub": None},
    "an empty subject": {"sub": ""},
    "a subject that is no text": {"sub": 12},
    "a subject with a line's end": {"sub": "a\nb"},
    "a subject too long": {"sub": "a" * 256},
    "no client": {"client_id": None},
    "a client that is no text": {"client_id": ["a"]},
    "no end": {"exp": None},
    "an end that is no number": {"exp": "9999999999"},
    "an end that is not finite": {"exp": float("nan")},
    "no beginning": {"iat": None},
    "bound to a key that was not shown": {"cnf": {"jkt": "abc"}},
    "an organisation of another": {"organisation": "utility"},
    "one of its own and one of another": {"organisation": ["city-office", "utility"]},
}


def test_a_claim_that_is_missing_or_wrong_refuses_the_token(gateway: Gateway, city: TinyProvider) -> None:
    refused = {what: is_refused(gateway, city.access_token(**claims)) for what, claims in WRONG.items()}
    assert refused == dict.fromkeys(WRONG, True)


def test_an_id_token_is_no_access_token_even_where_typ_need_not_be_said(
    gateway: Gateway, city: TinyProvider
) -> None:
    register(gateway, entry_of(city, "city-office", typ_required=False))
    assert subject(gateway, city.access_token({"typ": "JWT"})).organisations == {"city-office"}
    assert subject(gateway, city.access_token({"typ": None}, client_id=None, azp="app")).client == "app"
    marks: tuple[dict[str, object], ...] = (
        {"nonce": "n"}, {"at_hash": "h"}, {"typ": "ID"}, {"events": {}}, {"client_id": None},
    )  # fmt: skip
    assert [is_refused(gateway, city.access_token({"typ": "JWT"}, **mark)) for mark in marks] == [True] * 5
    assert is_refused(gateway, city.id_token("n", aud=[CLIENT, AUDIENCE], client_id=CLIENT))
    assert is_refused(gateway, city.access_token({"typ": "logout+jwt"}))


def test_a_token_that_does_not_call_itself_an_access_token_is_refused(
    gateway: Gateway, city: TinyProvider
) -> None:
    assert is_refused(gateway, city.access_token({"typ": "JWT"}))
    assert is_refused(gateway, city.access_token({"typ": None}))
    assert subject(gateway, city.access_token({"typ": "application/AT+jwt"})).client == "machine-1"


def test_clocks_may_differ_by_half_a_minute(gateway: Gateway, city: TinyProvider, clock: MovedClock) -> None:
    at = int(clock().timestamp())
    for claim, last_good, first_bad in (("exp", -29, -30), ("iat", 30, 31), ("nbf", 30, 31)):
        assert subject(gateway, city.access_token(**{claim: at + last_good})).client == "machine-1"
        assert is_refused(gateway, city.access_token(**{claim: at + first_bad}))


def test_a_token_without_an_organisation_speaks_for_nobody(gateway: Gateway, city: TinyProvider) -> None:
    for words in (None, "a-word-that-means-nothing", ["", 7, None]):
        seen = subject(gateway, city.access_token(organisation=words, realm={"roles": ["ogledalo-editors"]}))
        assert (seen.organisations, seen.roles) == (frozenset(), frozenset())


def test_a_claim_within_another_and_its_map_name_the_organisation(
    gateway: Gateway, city: TinyProvider
) -> None:
    entry = entry_of(
        city, "city-office", organisation_claim="org.unit", organisation_map={"/kranj/okolje": "city-office"}
    )
    register(gateway, entry)
    assert subject(gateway, city.access_token(org={"unit": ["/kranj/okolje"]})).organisations == {
        "city-office"
    }
    assert subject(gateway, city.access_token(**{"org.unit": "/kranj/okolje"})).organisations == {
        "city-office"
    }
    assert subject(gateway, city.access_token(org="/kranj/okolje")).organisations == frozenset()


def test_one_provider_cannot_speak_with_anothers_keys_or_for_its_organisation(
    gateway: Gateway, city: TinyProvider, utility: TinyProvider
) -> None:
    assert subject(gateway, utility.access_token(organisation="utility")).organisations == {"utility"}
    assert is_refused(gateway, city.access_token(iss=utility.issuer, organisation="utility"))
    assert is_refused(gateway, utility.access_token(organisation="city-office"))
    refused = [entry for entry in gateway.audit.entries() if entry["act"] == "token.refuse"]
    assert [(entry["target"], entry["permitted"], entry["rule"]) for entry in refused] == [
        ("city-office", False, "oidc/organisation")
    ]


def test_a_rotated_key_is_fetched_once_in_ten_seconds(
    gateway: Gateway, city: TinyProvider, clock: MovedClock
) -> None:
    assert subject(gateway, city.access_token()).client == "machine-1"
    city.keys = [key_of("RS256", "second"), *city.keys]
    assert is_refused(gateway, city.access_token())
    assert city.asked("/jwks") == 1
    clock.forward(seconds=10)
    assert subject(gateway, city.access_token()).client == "machine-1"
    assert is_refused(gateway, city.access_token({"kid": "third"}))
    assert city.asked("/jwks") == 2


def test_a_key_that_was_withdrawn_counts_for_five_minutes_at_most(
    gateway: Gateway, city: TinyProvider, clock: MovedClock
) -> None:
    old, token = city.keys[0], city.access_token()
    assert subject(gateway, token).client == "machine-1"
    city.keys = [key_of("RS256", "second")]
    clock.forward(minutes=5)
    assert is_refused(gateway, city.access_token(None, old))


def test_a_provider_that_is_down_is_told_and_the_others_go_on(
    gateway: Gateway, city: TinyProvider, utility: TinyProvider, clock: MovedClock
) -> None:
    city.status = 503
    for _ in range(3):
        with pytest.raises(ProviderUnavailableError):
            subject(gateway, city.access_token())
    assert len(city.server.seen) == 1
    assert subject(gateway, utility.access_token(organisation="utility")).client == "machine-1"
    city.status = 200
    clock.forward(seconds=10)
    assert subject(gateway, city.access_token()).client == "machine-1"


def test_known_keys_bridge_an_outage_of_an_hour(
    gateway: Gateway, city: TinyProvider, clock: MovedClock
) -> None:
    token = city.access_token(exp=int(clock().timestamp()) + 9000)
    assert subject(gateway, token).client == "machine-1"
    city.status = 500
    clock.forward(minutes=59)
    assert subject(gateway, token).client == "machine-1"
    clock.forward(minutes=1)
    with pytest.raises(ProviderUnavailableError):
        subject(gateway, token)


def test_a_discovery_document_of_another_issuer_is_not_relied_on(
    gateway: Gateway, city: TinyProvider
) -> None:
    city.discovery = {"issuer": f"{city.issuer}/"}
    with pytest.raises(ProviderFaultError, match="names the issuer"):
        subject(gateway, city.access_token())


def test_a_provider_that_is_switched_off_vouches_for_nobody(gateway: Gateway, city: TinyProvider) -> None:
    assert subject(gateway, city.access_token()).client == "machine-1"
    with unit_of_work(gateway.engine) as session:
        row = session.get(IdentityProvider, city.issuer)
        assert row is not None
        row.enabled = False
        session.add(row)
    assert is_refused(gateway, city.access_token())


Changed = Callable[[Key], Mapping[str, object]]
UNFIT: dict[str, Changed] = {
    "for encryption": lambda key: key.as_dict(private=False) | {"use": "enc"},
    "for another algorithm": lambda key: key.as_dict(private=False) | {"alg": "RS512"},
    "not to verify": lambda key: key.as_dict(private=False) | {"key_ops": ["encrypt"]},
    "too short": lambda _key: weak_key(),
    "a secret": lambda key: {"kty": "oct", "k": "c2VjcmV0", "kid": key.kid},
    "broken": lambda key: {"kty": "RSA", "n": "!", "e": "AQAB", "kid": key.kid},
    "off the curve": lambda _key: {"kty": "EC", "crv": "P-256", "x": "AQ", "y": "AQ", "kid": "first"},
}


@pytest.mark.parametrize("what", UNFIT)
def test_a_key_that_may_not_verify_is_passed_over(what: str) -> None:
    good, unfit = key_of("RS256"), UNFIT[what](key_of("RS256"))
    document = {"keys": [unfit, {"kty": "AKP", "kid": "first"}, "not a key", good.as_dict(private=False)]}
    assert [key.id for key in read_keys({"keys": document["keys"][:3]})] == []
    assert [key.id for key in read_keys(document)] == ["first"]


def test_a_provider_without_a_usable_key_is_at_fault(gateway: Gateway, city: TinyProvider) -> None:
    city.keys = []
    with pytest.raises(ProviderFaultError, match="no public key"):
        subject(gateway, city.access_token(None, key_of("RS256")))
