"""Keys and tokens where they do not belong: in addresses they are burnt, in logs they are not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from api.gateway import Gateway
from api.machines.burning import NoKeysInAddresses
from api.machines.key_text import Kind, new_key
from api.machines.redacting import REMOVED, Redacting, install_redaction, redacted
from api.machines.uses import keeping_uses, uses_of
from api.models import ApiKey
from tests.api.caller import Caller
from tests.api.machines.administering import KRANJ, answered, key_of, send
from tests.api.oauth.clients import ask, basic, register, token_of

DATASETS = "/api/v1/datasets"


@pytest.fixture
def guarded(city: Caller, gateway: Gateway) -> Caller:
    """The same caller, of a node behind the layer."""
    layer = NoKeysInAddresses(city.app, gateway)
    return Caller(layer)  # type: ignore[arg-type]  # an ASGI application like any other


@pytest.mark.parametrize("place", ["?key={}", "?lang=sl&x=%20{}&y=1", "/{}", "?key=ogk%5F{}"])
def test_a_key_in_an_address_is_refused_and_burnt(
    guarded: Caller, gateway: Gateway, now: datetime, place: str
) -> None:
    key = key_of(gateway.engine, "ana", KRANJ, now)
    sent = key.removeprefix("ogk_") if "%5F" in place else key
    response = guarded.get(f"{DATASETS}{place.format(sent)}")
    problem = answered(response, 400)
    assert problem["type"].endswith("/key-in-address")
    assert key not in response.text
    assert guarded.get(DATASETS, key=key).status_code == 401
    assert [(one["act"], one["rule"]) for one in gateway.audit.entries()] == [("key.burn", "key-in-address")]


def test_a_key_in_an_address_that_opens_nothing_is_refused_alike(
    guarded: Caller, gateway: Gateway, ana: str, now: datetime
) -> None:
    _, unknown = new_key(Kind.LIVE)
    for sent in (unknown, ana[:-1] + ("0" if ana[-1] != "0" else "1"), "ogk_0123456789ab_abcdefghij"):
        assert answered(guarded.get(f"{DATASETS}?key={sent}"), 400)["type"].endswith("/key-in-address")
    assert guarded.get(f"{DATASETS}?q=ogk_").status_code != 400
    assert guarded.get(DATASETS, key=ana).status_code == 200
    assert gateway.audit.entries() == []


JWT = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJodHRwczovL3gifQ.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("nothing of ours, {} 100 %", "nothing of ours, {} 100 %"),
        ("bearer of good news", "bearer of good news"),
        (f"got {JWT}.", f"got {REMOVED}."),
        ("Authorization: Bearer abcdefghijkl", f"Authorization: {REMOVED}"),
        (
            "{'authorization': 'Basic YWJjOmRlZg==', 'accept': '*/*'}",
            f"{{'authorization': '{REMOVED}', 'accept': '*/*'}}",
        ),
        ('{"Cookie": "__Host-ogledalo=abc; other=def"}', f'{{"Cookie": "{REMOVED}"}}'),
        ("cookie: a=b; c=d\nHost: x", f"cookie: {REMOVED}\nHost: x"),
        ("(b'authorization', b'Bearer abc')", f"(b'authorization', b'{REMOVED}')"),
        ("DPoP: abc.def.ghi", f"DPoP: {REMOVED}"),
        ("client_secret=abc&x=1", f"client_secret={REMOVED}&x=1"),
        ("'access_token': 'abc'", f"'access_token': '{REMOVED}'"),
    ],
)
def test_what_must_not_be_logged_is_taken_out_and_the_rest_stays(text: str, cleaned: str) -> None:
    assert redacted(text) == cleaned


def test_the_id_of_a_key_stays() -> None:
    made, shown = new_key(Kind.LIVE)
    assert redacted(f"key {shown}, ogk_0123456789ab_secret-secret") == (
        f"key ogk_live_{made.id}_{REMOVED}, ogk_0123456789ab_{REMOVED}"
    )


@pytest.fixture
def written() -> Iterator[list[str]]:
    """All that is logged, at every level, as a handler writes it that knows nothing of redaction."""
    lines: list[str] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record) + repr(vars(record)))

    handler, root, make = Keeping(), logging.getLogger(), logging.getLogRecordFactory()
    level, loud = (
        root.level,
        [logging.getLogger(name) for name in ("authlib", "httpx", "httpcore", "sqlalchemy.engine")],
    )
    levels = [one.level for one in loud]
    install_redaction()
    install_redaction()
    root.addHandler(handler)
    for logger in (root, *loud):
        logger.setLevel(logging.DEBUG)
    yield lines
    root.removeHandler(handler)
    root.setLevel(level)
    for logger, before in zip(loud, levels, strict=True):
        logger.setLevel(before)
    logging.setLogRecordFactory(make)
    for one in (*root.handlers, *filter(None, [logging.lastResort])):
        for kept in [kept for kept in one.filters if isinstance(kept, Redacting)]:
            one.removeFilter(kept)


def test_no_canary_is_found_in_the_logs_of_a_whole_journey(
    city: Caller, gateway: Gateway, ana: str, now: datetime, written: list[str]
) -> None:
    key = answered(
        send(city, "POST", "/api/v1/admin/keys", ana, {"organisation": KRANJ, "holder": "bor"}), 201
    )["key"]
    who = register(gateway, now)
    token = token_of(city, who)
    ask(city, {"client_id": who.id, "client_secret": who.secret})
    for sent in (key, token):
        city.get(f"{DATASETS}?x={sent}", key=sent, cookie=f"__Host-ogledalo={sent}", dpop=token)
    log = logging.getLogger("ogledalo.canary")
    try:
        raise RuntimeError(f"broke on {key} and {token}")
    except RuntimeError:
        log.exception("headers %s", {"authorization": f"Bearer {token}"})
    log.warning("asked by %s with %s", basic(who.id, who.secret), key, stack_info=True)
    log.warning("does not fit %d", key)
    said = "\n".join(written)
    assert len(written) > 20
    secrets = {"key": key[-49:], "token": token.split(".")[2], "secret": who.secret, "first": ana[-49:]}
    assert {name for name, secret in secrets.items() if secret in said} == set()


def test_what_is_put_beside_a_message_is_cleaned_by_the_filter() -> None:
    record = logging.makeLogRecord(
        {"msg": "x", "headers": {"Authorization": "Bearer a", "n": [JWT]}, "raw": JWT.encode()}
    )
    assert Redacting().filter(record)
    assert (vars(record)["headers"], vars(record)["raw"]) == (
        {"Authorization": REMOVED, "n": [REMOVED]},
        REMOVED,
    )


def test_the_last_use_of_a_key_is_noted_and_written_when_the_node_stops(
    city: Caller, gateway: Gateway, ana: str, now: datetime
) -> None:
    key_id = ana.split("_")[2]
    assert (
        send(city, "GET", "/api/v1/admin/keys", ana).json()["keys"][0]["last_used_at"]
        == "2026-11-24T09:00:00.000000Z"
    )
    with Session(gateway.engine) as session:
        row = session.get(ApiKey, key_id)
        assert row is not None
        assert row.last_used_at is None
    uses_of(gateway.engine).note(key_id, now + timedelta(seconds=90))

    async def serve() -> None:
        async with keeping_uses(gateway.engine):
            pass

    asyncio.run(serve())
    with Session(gateway.engine) as session:
        row = session.get(ApiKey, key_id)
        assert row is not None
        assert row.last_used_at == now + timedelta(seconds=90)
