"""The node and the real `oidc-provider` of npm: tokens of machines, people who sign in, and who tries to be them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from api.app import create_app
from api.errors import UnknownKeyError
from api.gateway import Gateway
from api.oidc.bearer import subject_of_token
from api.oidc.errors import ProviderUnavailableError
from api.oidc.grants import external_name
from api.oidc.registry import ProviderEntry
from api.oidc.signatures import unverified
from catalogue.database import unit_of_work
from policies.decision import Subject
from tests.api.caller import Caller
from tests.api.oidc.conftest import MovedClock, node, register
from tests.api.oidc.test_sign_in import SESSION, Browser, cookie_of, refused
from tests.api.oidc.test_sign_in import subject as subject_of_cookie
from tests.fakes.oidc_provider.real import APP, MACHINE, SECRET, RealProvider, real_provider
from tests.fakes.oidc_provider.tiny import (
    AUDIENCE,
    encoded,
    key_of,
    unsigned,
    with_public_key_as_secret,
)

ELSEWHERE = "https://elsewhere.example"


@pytest.fixture
def database_kind() -> str:
    """One database: what differs between the kinds, the tiny provider's tests try on both."""
    return "sqlite"


@pytest.fixture
def real_city(clock: MovedClock) -> Iterator[RealProvider]:
    """The city's provider, signing with RSA."""
    with real_provider("city-office", [key_of("RS256", "real-1")], clock()) as provider:
        yield provider


@pytest.fixture
def real_utility(clock: MovedClock) -> Iterator[RealProvider]:
    """The utility's provider, signing with a curve."""
    with real_provider("utility", [key_of("ES256", "real-2")], clock(), "ES256") as provider:
        yield provider


@pytest.fixture
def gateway(
    engine: Engine, tmp_path: Path, clock: MovedClock, real_city: RealProvider, real_utility: RealProvider
) -> Gateway:
    """A node where both are registered, each for its own organisation."""
    made = node(engine, tmp_path, clock, (real_city.target, real_utility.target))
    for provider, organisation in ((real_city, "city-office"), (real_utility, "utility")):
        register(made, ProviderEntry(provider.issuer, (organisation,), client_id=APP, client_secret=SECRET,
                                     audience=AUDIENCE))  # fmt: skip
    return made


def subject(gateway: Gateway, token: str) -> Subject:
    """Who shows a token."""
    with unit_of_work(gateway.engine) as session:
        return subject_of_token(session, gateway, token, gateway.clock())


def is_refused(gateway: Gateway, token: str) -> bool:
    """Whether a token is refused."""
    try:
        subject(gateway, token)
    except UnknownKeyError:
        return True
    return False


def test_tokens_of_a_real_provider_count_until_they_are_forged_or_old(
    gateway: Gateway, real_city: RealProvider, clock: MovedClock
) -> None:
    token = real_city.access_token(AUDIENCE, "read upload")
    seen = subject(gateway, token)
    assert (seen.id, seen.client, seen.person) == (external_name(real_city.issuer, MACHINE), MACHINE, "")
    assert (seen.organisations, seen.scopes) == (frozenset({"city-office"}), frozenset({"read", "upload"}))
    header, _, signature = token.split(".")
    claims, rsa = unverified(token).claims, key_of("RS256", "real-1")
    forged = {
        "a claim changed": f"{header}.{encoded(claims | {'scope': 'administer'})}.{signature}",
        "alg none": unsigned(claims),
        "HMAC with the public key": with_public_key_as_secret(claims, rsa),  # type: ignore[arg-type]  # an RSA key
        "another audience": real_city.access_token(ELSEWHERE),
        "an id_token": real_city.id_token(),
    }
    assert {what: is_refused(gateway, one) for what, one in forged.items()} == dict.fromkeys(forged, True)
    clock.forward(seconds=claims["exp"] - int(clock().timestamp()) + 31)  # its own clock goes on meanwhile
    assert is_refused(gateway, token)


def test_a_person_signs_in_by_a_real_provider_once_for_each_attempt(
    gateway: Gateway, real_city: RealProvider, real_utility: RealProvider
) -> None:
    caller = Caller(create_app(gateway))
    browsers = [Browser.sent_out(caller, one) for one in (real_city, real_utility)]
    answers = [
        one.authorise(browser.location)
        for one, browser in zip((real_city, real_utility), browsers, strict=True)
    ]
    assert refused(browsers[0].back(answers[0] | {"iss": real_utility.issuer}), "issuer")
    assert refused(browsers[1].back(answers[0]), "state")
    responses = [browser.back(answer) for browser, answer in zip(browsers, answers, strict=True)]
    assert [(one.status_code, one.headers["location"]) for one in responses] == [(303, "/datasets?q=a")] * 2
    seen = [subject_of_cookie(gateway, cookie_of(one, SESSION)) for one in responses]
    assert [one.organisations for one in seen if one] == [{"city-office"}, {"utility"}]
    assert refused(browsers[0].back(answers[0]), "spent")


def test_a_code_that_was_injected_is_refused_by_a_real_provider(
    gateway: Gateway, real_city: RealProvider
) -> None:
    caller = Caller(create_app(gateway))
    theirs, mine = Browser.sent_out(caller, real_city), Browser.sent_out(caller, real_city)
    stolen, answer = real_city.authorise(theirs.location, "bor"), real_city.authorise(mine.location)
    assert refused(mine.back(answer | {"code": stolen["code"]}), "code")


def test_a_real_provider_rotates_its_keys_and_goes_down_and_the_other_goes_on(
    gateway: Gateway, real_city: RealProvider, real_utility: RealProvider, clock: MovedClock
) -> None:
    assert subject(gateway, real_city.access_token(AUDIENCE)).client == MACHINE
    clock.forward(seconds=11)
    real_city.rotate([key_of("RS256", "real-3")], clock())
    assert subject(gateway, real_city.access_token(AUDIENCE)).client == MACHINE
    token = real_city.access_token(AUDIENCE)
    real_city.stop()
    clock.forward(hours=1)
    with pytest.raises(ProviderUnavailableError):
        subject(gateway, token)
    response = Caller(create_app(gateway)).get(f"/sign-in/oidc?issuer={real_city.issuer}")
    assert response.status_code == 503
    real_utility.rotate([key_of("ES256", "real-2")], clock())
    assert subject(gateway, real_utility.access_token(AUDIENCE)).organisations == {"utility"}
