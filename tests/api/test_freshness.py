"""Freshness: an answer that stands is not drawn twice, and none is given that no longer stands or is not for the caller."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import httpx

from api.app import create_app
from api.gateway import Gateway
from catalogue.database import unit_of_work
from catalogue.datasets import put_dataset
from tests.api.caller import Caller
from tests.api.three_datasets import (
    HIDDEN,
    OPEN,
    RESTRICTED,
    changed,
    draft,
    figures,
    publish_figures,
)

FIGURES = "/api/v1/observations?place=SI_052"
KEPT = (
    FIGURES,
    f"{FIGURES}&format=csv",
    f"/api/v1/datasets/{OPEN}",
    f"/api/v1/datasets/{OPEN}.ttl",
    "/api/v1/datasets",
    "/catalog",
    "/api/v1/places",
    "/api/v1/indicators/GHG.TOT",
    "/api/v1/findings",
    "/api/v1/releases",
    "/api/v1/compare?indicator=GHG.SEC&place=SI_052&place=SI_061&sector=I",
)


def _hits(client: Caller) -> int:
    return int(client.app.state.meter.stored["hit"])


def _publish(gateway: Gateway, value: str, now: datetime) -> None:
    """Publish another value, as another process does: with a connection of its own."""
    with unit_of_work(gateway.engine) as session:
        publish_figures(session, gateway.store, OPEN, changed(figures(OPEN), value), now)


def test_a_repeated_question_is_answered_with_the_same_bytes(client: Caller) -> None:
    for number, path in enumerate(KEPT):
        first, second = client.get(path), client.get(path)
        assert _hits(client) == number + 1, path
        assert (first.status_code, first.content) == (200, second.content)
        assert _lasting(first) == _lasting(second)
        assert first.headers["x-request-id"] != second.headers["x-request-id"]


def _lasting(response: httpx.Response) -> dict[str, str]:
    """The headers of the answer itself: its id is another each time, and a stored answer tells nothing of limits."""
    return {
        name: value
        for name, value in response.headers.items()
        if name != "x-request-id" and not name.startswith("ratelimit")
    }


def test_who_holds_an_answer_is_told_that_it_stands(client: Caller, gateway: Gateway) -> None:
    without_store = Caller(create_app(gateway))
    for path in KEPT:
        etag = client.get(path).headers["etag"]
        for caller in (client, without_store):
            response = caller.get(path, if_none_match=f'"other", W/{etag}')
            assert (response.status_code, response.content) == (304, b""), path
            assert response.headers["etag"] == etag
        assert client.get(path, if_none_match='"other"').status_code == 200


def test_what_another_process_published_shows_at_once(
    client: Caller, gateway: Gateway, now: datetime
) -> None:
    before = client.get(FIGURES)
    _publish(gateway, "70000", now + timedelta(days=1))
    after = client.get(FIGURES, if_none_match=before.headers["etag"])
    assert after.status_code == 200
    assert [row["value"] for row in after.json()["observations"]] == [70000, 64000.5]


def test_a_dataset_that_is_no_longer_open_is_refused_at_once(
    client: Caller, gateway: Gateway, now: datetime
) -> None:
    path = f"/api/v1/observations?dataset={OPEN}"
    etag = client.get(path).headers["etag"]
    with unit_of_work(gateway.engine) as session:
        put_dataset(session, replace(draft(OPEN), access="restricted"), record_snapshot="", now=now)
    assert client.get(path, if_none_match=etag).status_code == 403
    assert client.json(FIGURES)["count"] == 0


def test_representations_do_not_stand_in_for_each_other(client: Caller) -> None:
    for first, second in (
        ({"accept": "application/json"}, {"accept": "text/csv"}),
        ({"accept_language": "sl"}, {"accept_language": "hr"}),
    ):
        one, other = client.get(FIGURES, **first), client.get(FIGURES, **second)
        assert _hits(client) == 0
        assert one.headers["etag"] != other.headers["etag"]
        assert client.get(FIGURES, **second, if_none_match=one.headers["etag"]).status_code == 200
        assert client.app.state.meter.stored.pop("hit") == 1


def test_answers_vary_by_format_language_and_key(client: Caller) -> None:
    for path in (*KEPT, "/nothing", "/healthz"):
        assert (
            client.get(path).headers["vary"]
            == "Accept, Accept-Language, Authorization, Cookie, Ogledalo-Purpose"
        )


def test_an_answer_to_a_key_is_private_and_never_stored(client: Caller, reader_key: str) -> None:
    for _ in range(2):
        response = client.get(FIGURES, key=reader_key)
        assert response.headers["cache-control"] == "private, no-store"
        assert RESTRICTED in response.text
    assert RESTRICTED not in client.get(FIGURES).text
    assert client.get(FIGURES).headers["cache-control"] == "public, no-cache"
    assert _hits(client) == 1


def test_callers_who_see_different_things_hold_different_answers(
    client: Caller, reader_key: str, owner_key: str
) -> None:
    tags = {client.get(FIGURES, key=key).headers["etag"] for key in ("", reader_key, owner_key)}
    assert len(tags) == 3
    etag = client.get(FIGURES, key=reader_key).headers["etag"]
    assert client.get(FIGURES, key=reader_key, if_none_match=etag).status_code == 304
    assert client.get(FIGURES, if_none_match=etag).status_code == 200


def test_an_unknown_key_is_not_served_from_the_store(client: Caller) -> None:
    client.get(FIGURES)
    response = client.get(FIGURES, key="ogk_000000000000_wrong")
    assert (response.status_code, _hits(client)) == (401, 0)
    assert client.get(FIGURES, authorization="Basic eDp5").status_code == 401


NEVER_KEPT = (
    f"/api/v1/observations?dataset={RESTRICTED}",
    f"/api/v1/datasets/{HIDDEN}",
    "/api/v1/observations?indicator=X",
    "/nothing",
    "/healthz",
    "/metrics",
)


def test_a_refusal_or_a_state_of_the_process_is_never_kept(client: Caller) -> None:
    for path in (*NEVER_KEPT, *NEVER_KEPT):
        assert client.get(path).headers["cache-control"] == "no-store", path
    assert _hits(client) == 0


def test_head_answers_as_get_without_the_body(client: Caller) -> None:
    for path in (*KEPT, "/healthz", "/metrics", "/openapi.json", f"/id/dataset/{OPEN}", "/nothing"):
        got, head = client.get(path), client.get(path, method="HEAD")
        assert head.status_code == got.status_code, path
        assert head.content == b""
        assert set(_lasting(head)) == set(_lasting(got)), path
        if path in KEPT:
            assert head.headers["content-length"] == str(len(got.content))


def test_every_answer_has_an_id_and_the_security_headers(client: Caller) -> None:
    ids = set()
    for path in (*KEPT, "/nothing", "/healthz", "/metrics"):
        headers = client.get(path).headers
        ids.add(headers["x-request-id"])
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'")
    assert len(ids) == len(KEPT) + 3


def test_text_answers_say_their_character_set(client: Caller) -> None:
    for path in KEPT:
        assert client.get(path).headers["content-type"].endswith("; charset=utf-8"), path
