"""Threat 11: no cache between the node and its readers gives one of them what was for another."""

from __future__ import annotations

from typing import Any

import pytest

from api.circumstances import PURPOSE
from api.gateway import Gateway
from tests.api.caller import Caller
from tests.api.three_datasets import HIDDEN, RESTRICTED
from tests.attacks.asking import Told, ask_all
from tests.attacks.every_route import Question, questions
from tests.attacks.one_database import database_kind
from tests.attacks.personas import Persona
from tests.attacks.world import names_of
from tests.fakes.shared_cache import SharedCache

assert database_kind

PATHS = (
    "/api/v1/observations", "/api/v1/observations?format=csv", "/api/v1/datasets", "/catalog.ttl", "/catalog.jsonld",
    "/api/v1/findings", f"/api/v1/datasets/{RESTRICTED}", f"/api/v1/datasets/{HIDDEN}", "/datasets", "/findings",
    f"/datasets/{HIDDEN}", "/api/v1/organisations", "/api/v1/coverage?place=SI_052", "/sources", "/",
)  # fmt: skip


@pytest.fixture
def every(attacked: Caller, gateway: Gateway) -> list[Question]:
    """Each GET that can be asked about what is hidden."""
    asked = questions(attacked.app, names_of(gateway, HIDDEN))
    return [one for one in asked if one.method == "GET" and "?" not in one.path]


def test_each_reader_behind_a_shared_cache_gets_their_own_answer(
    attacked: Caller, personas: tuple[Persona, ...]
) -> None:
    meant = {who: {path: _body(attacked.get(path, key=who.key)) for path in PATHS} for who in personas}
    for first in (personas[0], personas[-1]):
        cache = SharedCache(attacked, careless=True)
        for path in PATHS:
            cache.get(path, **_sent(first))
        for persona in personas:
            told = {path: _body(cache.get(path, **_sent(persona))) for path in PATHS}
            assert told == meant[persona], (first.name, persona.name)


def test_what_the_world_may_read_is_kept_for_the_world(attacked: Caller) -> None:
    cache = SharedCache(attacked)
    for _ in range(2):
        for path in ("/api/v1/datasets", "/catalog.ttl", "/api/v1/datasets/city-inventory"):
            cache.get(path)
    assert cache.given == 3


def test_every_answer_to_a_key_is_private_and_kept_by_nobody(
    attacked: Caller, every: list[Question], personas: tuple[Persona, ...]
) -> None:
    owner = next(one for one in personas if one.knows_all)
    kept = {
        question.path: _kept(told)
        for question, told in ask_all(attacked.app, every, owner.key).items()
        if told.status < 400 and "no-store" not in _kept(told)
    }
    assert len(every) > 60
    assert kept == {}


def test_every_answer_to_the_world_says_who_may_keep_it(attacked: Caller, every: list[Question]) -> None:
    unsaid = [one.path for one, told in ask_all(attacked.app, every).items() if not _kept(told)]
    assert unsaid == []


@pytest.mark.parametrize("who", ["authorization", "cookie", PURPOSE])
def test_an_answer_that_depends_on_who_asks_says_so(attacked: Caller, who: str) -> None:
    for path in PATHS:
        assert who in attacked.get(path).headers["vary"].lower(), path


def test_a_cookie_makes_an_answer_private_as_a_key_does(attacked: Caller) -> None:
    for path in PATHS:
        assert "no-store" in attacked.get(path, cookie="__Host-session=x").headers["cache-control"], path
    style = attacked.get("/static/ogledalo.css", cookie="__Host-session=x")
    assert "no-store" not in style.headers["cache-control"]


def _sent(persona: Persona) -> dict[str, str]:
    return {"authorization": f"Bearer {persona.key}"} if persona.key else {}


def _body(response: Any) -> tuple[int, str]:  # an httpx.Response
    return response.status_code, response.text.replace(response.headers["x-request-id"], "")


def _kept(told: Told) -> str:
    return dict(told.headers).get("cache-control", "")
