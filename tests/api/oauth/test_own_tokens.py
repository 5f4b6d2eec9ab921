"""Our own tokens when they are shown: every rule of RFC 9068, and none that outlives its client or its key."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Any

import pytest
from authlib.oauth2.rfc6750 import InvalidTokenError
from authlib.oauth2.rfc9068 import JWTBearerTokenValidator
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from sqlmodel import Session

from api.errors import UnknownKeyError
from api.gateway import Gateway
from api.machines.recognising import subject_of_bearer
from api.oauth.clients import end_client, find_client
from api.oauth.errors import SigningKeyError
from api.oauth.models import OauthClient
from api.oauth.signing import Signer, rotate, signer
from api.oauth.tokens import claims_of, header_of
from api.oauth.verifying import subject_of_own_token
from policies.decision import Role, Subject
from tests.api.caller import Caller
from tests.api.conftest import BASE_URL
from tests.api.machines.administering import KRANJ, NETWORK
from tests.api.oauth.clients import new_key, register, token_of


def shown(gateway: Gateway, token: str, now: datetime) -> Subject:
    with Session(gateway.engine) as session:
        return subject_of_own_token(session, gateway, token, now)


def is_refused(gateway: Gateway, token: str, now: datetime) -> bool:
    for recognise in (subject_of_own_token, subject_of_bearer):
        with Session(gateway.engine) as session:
            try:
                recognise(session, gateway, token, now)
            except UnknownKeyError:
                continue
        return False
    return True


def changed(gateway: Gateway, client: str, **told: Any) -> None:
    with Session(gateway.engine) as session:
        row = find_client(session, client, None)
        for name, value in told.items():
            setattr(row, name, value)
        session.add(row)
        session.commit()


def signing(gateway: Gateway, now: datetime) -> Signer:
    with Session(gateway.engine) as session:
        return signer(session, gateway.pepper, now)


def test_a_token_says_who_asks_and_in_which_limits(city: Caller, gateway: Gateway, now: datetime) -> None:
    limits: dict[str, Any] = {"networks": (NETWORK,), "purposes": ("urn:purpose:research",)}
    who = register(gateway, now, holder="ana", scopes=("read", "upload", "administer"), **limits)
    expected = Subject(
        id="ana", organisations=frozenset({KRANJ}), roles=frozenset({(KRANJ, Role.EDITOR)}), client=who.id,
        auth_method="bearer", assurance="low", scopes=frozenset({"read", "upload"}),
        purposes=frozenset({"urn:purpose:research"}), networks=frozenset({NETWORK}),
    )  # fmt: skip
    token = token_of(city, who, scope="read upload")
    assert shown(gateway, token, now) == expected
    with Session(gateway.engine) as session:
        assert subject_of_bearer(session, gateway, token, now) == expected
    changed(gateway, who.id, scopes=["read"])
    assert shown(gateway, token, now).scopes == frozenset({"read"})
    assert shown(gateway, token, now).roles == frozenset()


def test_a_token_is_good_for_ten_minutes_and_for_clocks_that_differ_a_little(
    city: Caller, gateway: Gateway, now: datetime
) -> None:
    token = token_of(city, register(gateway, now))
    for seconds, good in ((-31, False), (-30, True), (0, True), (629, True), (630, False)):
        assert is_refused(gateway, token, now + timedelta(seconds=seconds)) is not good, seconds


def test_a_token_that_breaks_a_rule_is_none(city: Caller, gateway: Gateway, now: datetime) -> None:
    who = register(gateway, now)
    token, key = token_of(city, who), signing(gateway, now)
    claims, header = dict(claims_of(token)), dict(header_of(token))

    def signed(head: dict[str, Any] | None = None, by: ECKey = key.key, **told: Any) -> str:
        said = {name: value for name, value in {**claims, **told}.items() if value is not None}
        return jwt.encode({**header, **(head or {})}, said, by, algorithms=["ES256"])

    assert not is_refused(gateway, signed(), now)
    assert not is_refused(
        gateway, signed({"typ": "application/at+jwt"}, aud=["https://x.example", BASE_URL]), now
    )
    wrong = [
        signed(iss="https://node.example.evil"), signed(iss=None), signed(aud="https://other.example"), signed(aud=None),
        signed(aud=[]), signed(exp=None), signed(iat=None), signed(exp="9999999999"), signed(exp=True), signed(sub=None),
        signed(sub="ana"), signed(client_id=None), signed(client_id="ogc_nobody", sub="ogc_nobody"), signed(jti=None),
        signed(jti=""), signed(nbf=int(now.timestamp()) + 31), signed(scope=["read"]), signed({"typ": "JWT"}),
        signed({"kid": "another"}), signed({"kid": ""}), signed(by=new_key()),
    ]  # fmt: skip
    assert [is_refused(gateway, one, now) for one in wrong] == [True] * len(wrong)


def test_a_token_whose_signature_was_tampered_with_is_none(
    city: Caller, gateway: Gateway, now: datetime
) -> None:
    token, key = token_of(city, register(gateway, now)), signing(gateway, now)
    head, body, signature = token.split(".")
    claims = dict(claims_of(token))
    begun = _encoded({"alg": "HS256", "typ": "at+jwt", "kid": key.kid}) + "." + _encoded(claims)
    mac = hmac.digest(key.key.as_pem(private=False), begun.encode(), "sha256")
    by_hmac = f"{begun}.{urlsafe_b64encode(mac).decode().rstrip('=')}"
    unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0"
    broken = [
        f"{head}.{body}.{signature[:-8]}AAAAAAAA", f"{head}.{body}.", f"{head}.{body}", f"{unsigned}.{body}.",
        f"{unsigned}.{body}.{signature}", by_hmac, f"{head}.{body[:-4]}.{signature}", f"{token}.x", "a.b.c", "..",
        "\u010d.\u010d.\u010d", "x" * 9000, f"{head}.{'A' * 9000}.{signature}",
    ]  # fmt: skip
    assert [is_refused(gateway, one, now) for one in broken] == [True] * len(broken)


def _encoded(part: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def test_a_revoked_client_has_no_token_any_more_at_once(
    city: Caller, gateway: Gateway, now: datetime
) -> None:
    who, other = register(gateway, now), register(gateway, now)
    token, others = token_of(city, who), token_of(city, other)
    with Session(gateway.engine) as session:
        end_client(session, find_client(session, who.id, None), now)
        session.commit()
    assert is_refused(gateway, token, now)
    assert not is_refused(gateway, others, now)


def test_a_new_signing_key_is_published_before_it_signs_and_the_old_one_while_its_tokens_live(
    city: Caller, gateway: Gateway, clock: Any, now: datetime
) -> None:
    who = register(gateway, now)
    first = signing(gateway, now).kid
    with Session(gateway.engine) as session:
        second = rotate(session, gateway.pepper, now, gateway.settings.signing_key_notice).kid
        session.commit()

    def published() -> list[str]:
        return [key["kid"] for key in city.json("/.well-known/jwks.json")["keys"]]

    assert (header_of(token_of(city, who))["kid"], published()) == (first, [first, second])
    clock.pass_by(minutes=9, seconds=59)
    last = token_of(city, who)
    assert (header_of(last)["kid"], published()) == (first, [first, second])
    clock.pass_by(seconds=1)
    assert (header_of(token_of(city, who))["kid"], published()) == (second, [first, second])
    assert not is_refused(gateway, last, clock.pass_by(minutes=10))
    clock.pass_by(seconds=30)
    assert published() == [second]


def test_a_compromised_key_is_withdrawn_with_its_tokens(
    city: Caller, gateway: Gateway, now: datetime
) -> None:
    who = register(gateway, now)
    token = token_of(city, who)
    with Session(gateway.engine) as session:
        kid = rotate(session, gateway.pepper, now, timedelta(minutes=10), compromised=True).kid
        session.commit()
    assert is_refused(gateway, token, now)
    assert header_of(token_of(city, who))["kid"] == kid
    assert [key["kid"] for key in city.json("/.well-known/jwks.json")["keys"]] == [kid]


def test_the_private_part_is_nowhere_to_be_read(city: Caller, gateway: Gateway, now: datetime) -> None:
    register(gateway, now)
    private = str(signing(gateway, now).key.as_dict(private=True)["d"])
    assert private not in city.get("/.well-known/jwks.json").text
    with gateway.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM signing_key").all()
    assert private not in str(rows)
    assert private not in repr(signing(gateway, now))


def test_under_another_pepper_no_token_is_signed_and_the_reason_is_said(
    city: Caller, gateway: Gateway, now: datetime
) -> None:
    register(gateway, now)
    with Session(gateway.engine) as session, pytest.raises(SigningKeyError, match="--compromised"):
        signer(session, b"another", now)


def test_authlib_finds_our_tokens_in_order(city: Caller, gateway: Gateway, now: datetime) -> None:
    """A token is checked with Authlib's reading of RFC 9068, and refused by it where it is refused here."""
    who = register(gateway, now)
    token = token_of(city, who)
    keys = KeySet.import_key_set(city.json("/.well-known/jwks.json"))

    class Validator(JWTBearerTokenValidator):  # type: ignore[misc]  # Authlib has no types
        def get_jwks(self) -> KeySet:
            return keys

    validator = Validator(issuer=BASE_URL, resource_server=BASE_URL)
    told = validator.authenticate_token(token)
    assert (told["client_id"], told["scope"], told["organisation"]) == (who.id, "read", KRANJ)
    head, body, signature = token.split(".")
    with pytest.raises(InvalidTokenError):
        validator.authenticate_token(f"{head}.{body}.{signature[:-8]}AAAAAAAA")


def test_a_token_of_somebody_else_is_no_key_of_ours(city: Caller, gateway: Gateway, now: datetime) -> None:
    foreign = jwt.encode({"alg": "ES256", "typ": "at+jwt"}, {"iss": "https://other.example"}, new_key())
    with Session(gateway.engine) as session, pytest.raises(UnknownKeyError):
        subject_of_bearer(session, gateway, foreign, now)


def test_a_client_stands_for_itself_where_nobody_holds_it(
    city: Caller, gateway: Gateway, now: datetime
) -> None:
    who = register(gateway, now)
    found = shown(gateway, token_of(city, who), now)
    assert (found.id, found.client, found.roles, found.assurance) == (who.id, who.id, frozenset(), "low")
    with Session(gateway.engine) as session:
        row = session.get(OauthClient, who.id)
        assert row is not None
        assert who.secret not in repr(row)
