"""Signing in through a provider: the way there and back, and every way in which somebody else could use it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import httpx
import pytest
from sqlalchemy import Engine
from sqlmodel import select

from api.app import create_app
from api.gateway import Gateway
from api.oidc.attempt import COOKIE
from api.oidc.grants import external_name
from api.oidc.models import ExternalIdentity, IdentityProvider
from api.oidc.registry import providers, remove_provider
from api.people.models import Person
from api.people.sessions import subject_of_session
from catalogue.database import unit_of_work
from policies.decision import Role, Subject
from tests.api.caller import Caller
from tests.api.oidc.conftest import MovedClock, entry_of, node, register
from tests.fakes.oidc_provider.tiny import CLIENT, TinyProvider, key_of
from tests.fakes.server import Reply, Seen

SESSION = "__Host-ogledalo"


class Provider(Protocol):
    """Any provider, tiny or real."""

    @property
    def issuer(self) -> str: ...


@dataclass(frozen=True)
class Browser:
    """A browser on its way: what it was sent to, and the cookie that it holds."""

    caller: Caller
    location: str
    cookie: str

    @classmethod
    def sent_out(cls, caller: Caller, provider: Provider, next_path: str = "/datasets?q=a") -> Browser:
        """Begin to sign in."""
        response = caller.get(f"/sign-in/oidc?{urlencode({'issuer': provider.issuer, 'next': next_path})}")
        assert response.status_code == 303, response.text
        return cls(caller, response.headers["location"], cookie_of(response, COOKIE))

    def back(self, answer: dict[str, str], **headers: str) -> httpx.Response:
        """Come back with an answer."""
        sent = {"cookie": f"{COOKIE}={self.cookie}"} if self.cookie else {}
        return self.caller.get(f"/sign-in/oidc/callback?{urlencode(answer)}", **sent | headers)


def cookie_of(response: httpx.Response, name: str) -> str:
    """The value of a cookie that a response sets."""
    for line in response.headers.get_list("set-cookie"):
        found, _, rest = line.partition("=")
        if found == name:
            return rest.partition(";")[0]
    return ""


def signed_in(caller: Caller, provider: TinyProvider, code: str = "code-1") -> str:
    """Sign somebody in, and give the session's cookie."""
    browser = Browser.sent_out(caller, provider)
    response = browser.back(provider.authorise(browser.location, code))
    assert response.status_code == 303, response.text
    return cookie_of(response, SESSION)


def subject(gateway: Gateway, cookie: str) -> Subject | None:
    """Who asks with a session's cookie."""
    with unit_of_work(gateway.engine) as session:
        return subject_of_session(session, gateway, cookie, gateway.clock())


def refused(response: httpx.Response, rule: str, status: int = 403) -> bool:
    """Whether an answer refuses to sign somebody in, by a rule, and begins no session."""
    assert response.status_code == status, response.text
    assert SESSION not in response.headers.get("set-cookie", "")
    told = response.json()
    assert told["type"].endswith("/external-sign-in"), told
    return bool(told["rule"] == f"oidc/{rule}")


def acts(gateway: Gateway) -> list[tuple[str, str, bool]]:
    """The acts of signing in on record: target, owner, whether permitted."""
    gateway.audit.drain(gateway.engine)
    entries = [entry for entry in gateway.audit.entries() if entry["act"] == "sign-in.oidc"]
    return [(entry["target"], entry["owner"], entry["permitted"]) for entry in entries]


def test_the_browser_is_sent_out_with_what_ties_the_answer_to_it(caller: Caller, city: TinyProvider) -> None:
    response = caller.get(f"/sign-in/oidc?issuer={quote(city.issuer)}")
    address = urlsplit(response.headers["location"])
    asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{city.issuer}/authorise"
    assert {name: asked[name] for name in ("client_id", "redirect_uri", "scope", "response_type")} == {
        "client_id": CLIENT, "redirect_uri": "https://node.example/sign-in/oidc/callback", "scope": "openid",
        "response_type": "code",
    }  # fmt: skip
    assert asked["code_challenge_method"] == "S256"
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43
    cookie = response.headers["set-cookie"]
    assert all(part in cookie for part in ("Secure", "HttpOnly", "Path=/", "SameSite=lax", "Max-Age=600"))
    assert response.headers["cache-control"] == "private, no-store"
    assert asked["state"] not in cookie
    assert city.issuer not in cookie


def test_who_comes_back_has_a_session_for_the_providers_organisation(
    gateway: Gateway, caller: Caller, city: TinyProvider
) -> None:
    city.said = {
        "realm": {"roles": ["ogledalo-editors"]},
        "acr": "urn:loa:2",
        "name": "Ana",
        "email": "ana@x.example",
    }
    browser = Browser.sent_out(caller, city)
    response = browser.back(city.authorise(browser.location))
    assert (response.status_code, response.headers["location"]) == (303, "/datasets?q=a")
    assert cookie_of(response, COOKIE) in ("", '""')
    name = external_name(city.issuer, "person-1")
    assert subject(gateway, cookie_of(response, SESSION)) == Subject(
        id=name,
        organisations=frozenset({"city-office"}),
        roles=frozenset({("city-office", Role.EDITOR)}),
        person=name,
        auth_method="session",
        assurance="substantial",
    )
    with unit_of_work(gateway.engine) as session:
        (person,) = session.exec(select(Person))
    assert (person.name, person.display_name, person.email) == (name, "Ana", "ana@x.example")
    assert acts(gateway) == [(city.issuer, "city-office", True)]


def test_two_providers_are_each_bound_to_their_own_organisation(
    gateway: Gateway, caller: Caller, city: TinyProvider, utility: TinyProvider
) -> None:
    with unit_of_work(gateway.engine) as session:
        assert providers(session) == (
            (city.issuer, "Sign-in of city-office"), (utility.issuer, "Sign-in of utility"),
        )  # fmt: skip
    seen = [subject(gateway, signed_in(caller, provider)) for provider in (city, utility)]
    assert [one.organisations for one in seen if one] == [{"city-office"}, {"utility"}]
    utility.said = {"organisation": ["utility", "city-office"], "sub": "person-2"}
    browser = Browser.sent_out(caller, utility)
    assert refused(browser.back(utility.authorise(browser.location)), "foreign")
    assert acts(gateway)[2:] == [(utility.issuer, "city-office", False)]


def test_signing_in_again_finds_the_person_and_says_anew_what_they_hold(
    gateway: Gateway, caller: Caller, city: TinyProvider
) -> None:
    city.said = {"realm": {"roles": ["ogledalo-heads"]}}
    first = signed_in(caller, city)
    city.said = {"email": "other@x.example"}
    second = signed_in(caller, city)
    for cookie in (first, second):
        seen = subject(gateway, cookie)
        assert seen is not None
        assert (seen.organisations, seen.roles) == (frozenset({"city-office"}), frozenset())
    with unit_of_work(gateway.engine) as session:
        assert len(session.exec(select(Person)).all()) == 1


def test_the_session_that_a_browser_had_ends_when_it_comes_back(
    gateway: Gateway, caller: Caller, city: TinyProvider
) -> None:
    first = signed_in(caller, city)
    browser = Browser.sent_out(caller, city)
    answer = city.authorise(browser.location)
    response = browser.back(answer, cookie=f"{COOKIE}={browser.cookie}; {SESSION}={first}")
    assert subject(gateway, first) is None
    assert subject(gateway, cookie_of(response, SESSION)) is not None


def test_a_provider_that_is_removed_while_it_is_asked_lets_nobody_in(
    gateway: Gateway, caller: Caller, city: TinyProvider
) -> None:
    browser = Browser.sent_out(caller, city)
    answer, whole = city.authorise(browser.location), city.answer

    def removed_meanwhile(seen: Seen) -> Reply:
        with unit_of_work(gateway.engine) as session:
            remove_provider(session, city.issuer)
        return whole(seen)

    city.server.answer = removed_meanwhile
    assert browser.back(answer).status_code == 404


def test_the_same_person_twice_at_once_is_one_person(
    gateway: Gateway, caller: Caller, city: TinyProvider
) -> None:
    browsers = [Browser.sent_out(caller, city) for _ in range(4)]
    answers = [city.authorise(browser.location, f"code-{number}") for number, browser in enumerate(browsers)]
    with ThreadPoolExecutor(4) as pool:
        responses = list(pool.map(lambda pair: pair[0].back(pair[1]), zip(browsers, answers, strict=True)))
    assert [response.status_code for response in responses] == [303] * 4
    with unit_of_work(gateway.engine) as session:
        assert len(session.exec(select(Person)).all()) == 1


def test_nobody_is_found_by_a_name_or_address_that_a_provider_claims(
    gateway: Gateway, caller: Caller, city: TinyProvider, clock: MovedClock
) -> None:
    with unit_of_work(gateway.engine) as session:
        session.add(Person(id="p", name="bor", folded="bor", email="bor@x.example", created_at=clock()))
    city.said = {"sub": "bor", "preferred_username": "bor", "email": "bor@x.example", "email_verified": True}
    seen = subject(gateway, signed_in(caller, city))
    assert seen is not None
    assert seen.id != "bor"


def test_who_left_is_not_let_in_again(
    gateway: Gateway, caller: Caller, city: TinyProvider, clock: MovedClock
) -> None:
    signed_in(caller, city)
    with unit_of_work(gateway.engine) as session:
        (person,) = session.exec(select(Person))
        person.left_at = clock()
        session.add(person)
    browser = Browser.sent_out(caller, city)
    assert refused(browser.back(city.authorise(browser.location)), "left")


def test_a_provider_that_is_narrowed_or_removed_takes_with_it_what_it_gave(
    gateway: Gateway, caller: Caller, city: TinyProvider, utility: TinyProvider
) -> None:
    cookie, other = signed_in(caller, city), signed_in(caller, utility)
    with unit_of_work(gateway.engine) as session:
        row = session.get(IdentityProvider, city.issuer)
        assert row is not None
        row.organisations = ["planning"]
        session.add(row)
        remove_provider(session, utility.issuer)
    seen = [subject(gateway, one) for one in (cookie, other)]
    assert [one.organisations for one in seen if one] == [frozenset(), frozenset()]
    with unit_of_work(gateway.engine) as session:
        assert [one.issuer for one in session.exec(select(ExternalIdentity))] == [city.issuer]


def test_an_answer_that_is_not_this_browsers_is_refused(caller: Caller, city: TinyProvider) -> None:
    mine, theirs = Browser.sent_out(caller, city), Browser.sent_out(caller, city)
    answer = city.authorise(theirs.location)
    assert refused(replace(mine, cookie="").back(answer), "no-attempt")
    assert refused(replace(mine, cookie="made-up").back(answer), "no-attempt")
    assert refused(replace(mine, cookie=mine.cookie[:-3] + "AAA").back(answer), "no-attempt")
    assert refused(mine.back(answer), "state")
    assert refused(mine.back({"code": "code-1"}), "state")
    assert refused(
        mine.caller.get(
            f"/sign-in/oidc/callback?{urlencode(answer)}&state=b", cookie=f"{COOKIE}={theirs.cookie}"
        ),
        "state",
    )
    assert city.asked("/token") == 0
    assert theirs.back(answer).status_code == 303


def test_an_answer_counts_once_even_where_the_provider_takes_its_code_twice(
    caller: Caller, city: TinyProvider
) -> None:
    city.forgets_codes = False
    browser = Browser.sent_out(caller, city)
    answer = city.authorise(browser.location)
    assert browser.back(answer).status_code == 303
    assert refused(browser.back(answer), "spent")
    assert city.asked("/token") == 1


def test_an_attempt_lasts_ten_minutes(caller: Caller, city: TinyProvider, clock: MovedClock) -> None:
    browser = Browser.sent_out(caller, city)
    clock.forward(minutes=10)
    assert refused(browser.back(city.authorise(browser.location)), "too-late")


def test_a_code_of_another_attempt_is_refused_by_its_nonce(caller: Caller, city: TinyProvider) -> None:
    theirs, mine = Browser.sent_out(caller, city), Browser.sent_out(caller, city)
    stolen = city.authorise(theirs.location, "stolen")
    answer = city.authorise(mine.location)
    assert refused(mine.back(answer | {"code": stolen["code"]}), "code")  # PKCE: the provider refuses it
    mine = Browser.sent_out(caller, city)
    answer = city.authorise(mine.location, nonce="of-another-attempt")
    assert refused(mine.back(answer), "id-token")


def test_the_answer_of_another_issuer_is_refused_before_the_code_is_sent_anywhere(
    caller: Caller, city: TinyProvider, utility: TinyProvider
) -> None:
    browser = Browser.sent_out(caller, city)
    answer = city.authorise(browser.location)
    assert refused(browser.back(answer | {"iss": utility.issuer}), "issuer")
    assert refused(browser.back({name: value for name, value in answer.items() if name != "iss"}), "issuer")
    assert city.asked("/token") + utility.asked("/token") == 0
    assert browser.back(answer).status_code == 303


def test_a_provider_that_does_not_name_itself_need_not(caller: Caller, city: TinyProvider) -> None:
    city.discovery = {"authorization_response_iss_parameter_supported": None}
    browser = Browser.sent_out(caller, city)
    answer = city.authorise(browser.location)
    del answer["iss"]
    assert browser.back(answer).status_code == 303


WRONG: dict[str, dict[str, object]] = {
    "another client": {"aud": "another"},
    "several clients without saying for which": {"aud": [CLIENT, "another"]},
    "for another of several": {"aud": [CLIENT, "another"], "azp": "another"},
    "for another": {"azp": "another"},
    "another issuer": {"iss": "https://elsewhere.example"},
    "over": {"exp": 1},
    "no end": {"exp": None},
    "no beginning": {"iat": None},
    "made long ago": {"iat": 1},
    "no nonce": {"nonce": None},
    "a nonce that is no text": {"nonce": 5},
    "no subject": {"sub": None},
}


def test_an_id_token_that_is_not_for_this_attempt_is_refused(caller: Caller, city: TinyProvider) -> None:
    def is_refused(wrong: dict[str, object]) -> bool:
        browser = Browser.sent_out(caller, city)
        return refused(browser.back(city.authorise(browser.location, **wrong)), "id-token")

    assert {what: is_refused(wrong) for what, wrong in WRONG.items()} == dict.fromkeys(WRONG, True)
    for header in ({"typ": "at+jwt"}, {"alg": "none"}):
        browser = Browser.sent_out(caller, city)
        assert refused(browser.back(city.authorise(browser.location, "code-1", header)), "id-token")


def test_an_id_token_for_several_clients_counts_where_it_says_that_it_is_for_us(
    caller: Caller, city: TinyProvider
) -> None:
    city.said = {"aud": [CLIENT, "another"], "azp": CLIENT}
    assert signed_in(caller, city)


def test_an_id_token_of_a_rotated_key_is_taken(caller: Caller, city: TinyProvider, clock: MovedClock) -> None:
    signed_in(caller, city)
    city.keys = [key_of("RS256", "second")]
    clock.forward(seconds=11)
    city.now = clock()
    assert signed_in(caller, city)


@pytest.mark.parametrize("next_path", [
    "https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "datasets",
    "/\t/evil.example", "/\n/evil.example", "/a\r\nSet-Cookie: a=b", " /datasets", "", "/%5c" + "a" * 2000, "///evil.example",
])  # fmt: skip
def test_a_way_back_that_leads_elsewhere_is_refused(next_path: str) -> None:
    from api.errors import ParameterError
    from api.oidc.attempt import local_path

    with pytest.raises(ParameterError):
        local_path(next_path)


def test_an_open_redirect_is_a_problem_of_the_parameter(caller: Caller, city: TinyProvider) -> None:
    response = caller.get(f"/sign-in/oidc?{urlencode({'issuer': city.issuer, 'next': '//evil.example'})}")
    assert response.status_code == 422
    assert response.json()["errors"] == [
        {"parameter": "next", "found": "//evil.example", "expected": "a path of this node, such as /datasets"}
    ]


def test_a_provider_that_nobody_registered_is_not_asked(caller: Caller, city: TinyProvider) -> None:
    for issuer in (
        "https://unknown.example",
        city.issuer + "/",
        "\ud800".encode("utf-8", "surrogatepass").hex(),
        "",
    ):
        response = caller.get(f"/sign-in/oidc?{urlencode({'issuer': issuer})}")
        assert (response.status_code, response.json()["type"][-9:]) == (404, "not-found")
    assert caller.get("/sign-in/oidc").status_code == 422
    assert city.server.seen == []


def test_the_providers_own_refusal_is_told_but_nothing_that_it_wrote(
    caller: Caller, city: TinyProvider
) -> None:
    browser = Browser.sent_out(caller, city)
    state = city.authorise(browser.location)["state"]
    answer = {
        "error": "access_denied",
        "error_description": "<b>pay</b> here",
        "state": state,
        "iss": city.issuer,
    }
    response = browser.back(answer, accept_language="sl")
    assert refused(response, "provider")
    assert response.json()["reason"] == (
        "Sign-in of city-office vas ni spustil naprej (access_denied). Začnite znova ali vprašajte njegovega skrbnika."
    )
    browser = Browser.sent_out(caller, city)
    state = city.authorise(browser.location)["state"]
    response = browser.back({"error": "<b>pay</b>", "state": state, "iss": city.issuer})
    assert "<b>" not in response.text


def test_what_the_id_token_leaves_out_is_asked_for_and_must_be_of_the_same_person(
    gateway: Gateway, caller: Caller, city: TinyProvider
) -> None:
    city.discovery = {"userinfo_endpoint": f"{city.issuer}/userinfo"}
    city.said = {"organisation": None}
    city.userinfo = {"sub": "person-1", "organisation": "city-office", "iss": "ignored"}
    seen = subject(gateway, signed_in(caller, city))
    assert seen is not None
    assert seen.organisations == {"city-office"}
    city.userinfo = {"sub": "person-9", "organisation": "city-office"}
    browser = Browser.sent_out(caller, city)
    assert refused(browser.back(city.authorise(browser.location)), "nobody")


def test_a_provider_that_is_down_is_a_503_and_the_others_go_on(
    caller: Caller, city: TinyProvider, utility: TinyProvider
) -> None:
    city.status = 500
    response = caller.get(f"/sign-in/oidc?issuer={quote(city.issuer)}")
    assert (response.status_code, response.json()["type"]) == (
        503, "https://ogledalo.eu/problems/provider-unavailable",
    )  # fmt: skip
    assert signed_in(caller, utility)


def test_a_provider_that_fails_at_the_exchange_is_a_503(caller: Caller, city: TinyProvider) -> None:
    browser = Browser.sent_out(caller, city)
    answer = city.authorise(browser.location)
    city.status = 502
    assert browser.back(answer).status_code == 503


def test_a_provider_without_what_signing_in_takes_is_told_what_is_missing(
    caller: Caller, city: TinyProvider
) -> None:
    city.discovery = {
        "code_challenge_methods_supported": ["plain"], "id_token_signing_alg_values_supported": ["HS256"],
        "token_endpoint": "http://token.example/", "authorization_endpoint": None,
    }  # fmt: skip
    response = caller.get(f"/sign-in/oidc?issuer={quote(city.issuer)}")
    assert response.status_code == 502
    found = [error["found"] for error in response.json()["errors"]]
    assert [word for word in ("S256", "HS256", "token_endpoint", "authorization_endpoint")
            if not any(word in one for one in found)] == []  # fmt: skip


def test_nobody_signs_in_where_others_can_listen(
    engine: Engine, tmp_path: Path, clock: MovedClock, city: TinyProvider
) -> None:
    made = node(engine, tmp_path, clock, (city.target,))
    open_to_all = replace(made, settings=made.settings.model_copy(update={"base_url": "http://node.example"}))
    register(open_to_all, entry_of(city, "city-office"))
    response = Caller(create_app(open_to_all)).get(f"/sign-in/oidc?issuer={quote(city.issuer)}")
    assert response.status_code >= 400
    assert city.server.seen == []


def test_a_browser_with_a_page_gets_one(caller: Caller, city: TinyProvider) -> None:
    response = caller.get("/sign-in/oidc/callback?state=a", accept="text/html", accept_language="hr")
    assert response.status_code == 403
    assert "Prijava nije uspjela" in response.text


def test_spent_attempts_are_forgotten_when_they_are_over(
    gateway: Gateway, caller: Caller, city: TinyProvider, clock: MovedClock
) -> None:
    from api.oidc.models import SpentSignIn

    signed_in(caller, city)
    clock.forward(minutes=11)
    city.now = clock()
    signed_in(caller, city)
    with unit_of_work(gateway.engine) as session:
        kept = [one.expires_at for one in session.exec(select(SpentSignIn))]
    assert kept == [clock() + timedelta(minutes=10)]
