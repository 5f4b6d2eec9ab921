"""Rates: who asks too often is told so, who asked nothing new pays nothing, and nobody spends what is another's."""

from __future__ import annotations

import httpx
import pytest

from tests.api.limits.node import ELSEWHERE, HOME, Node

FIELDS = ("ratelimit-limit", "ratelimit-remaining", "ratelimit-reset", "ratelimit-policy", "ratelimit")


def limits_told(response: httpx.Response) -> tuple[str, ...]:
    """What an answer tells of limits."""
    return tuple(response.headers.get(name, "") for name in FIELDS)


def test_an_address_is_refused_once_it_asked_as_often_as_it_may(node: Node) -> None:
    node.start(limit_address="3/minute")
    assert node.statuses(5) == [200, 200, 200, 429, 429]
    assert node.ask(address=ELSEWHERE).status_code == 200


def test_every_counted_answer_tells_what_is_left(node: Node) -> None:
    node.start(limit_address="3/minute")
    first = node.ask()
    node.wait(20)
    second = node.ask()
    assert limits_told(first) == ("3", "2", "60", '"address";q=3;w=60', '"address";r=2;t=60')
    assert limits_told(second) == ("3", "1", "40", '"address";q=3;w=60', '"address";r=1;t=40')


def test_the_window_moves_each_request_leaves_it_when_its_own_minute_is_over(node: Node) -> None:
    node.start(limit_address="2/minute")
    assert node.ask().status_code == 200
    node.wait(30)
    assert node.statuses(2) == [200, 429]
    node.wait(30)
    assert node.statuses(2) == [200, 429], "the first has left, the second has not"
    node.wait(59.5)
    assert node.statuses(2) == [200, 429]


def test_a_refusal_names_the_limit_by_whom_it_is_counted_and_when_it_opens(node: Node) -> None:
    node.start(limit_address="1/minute")
    node.ask()
    node.wait(15)
    path = node.new_question()
    refused = node.ask(path, accept_language="hr")
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "application/problem+json; charset=utf-8"
    assert refused.headers["retry-after"] == "45"
    assert refused.headers["cache-control"] == "no-store"
    assert limits_told(refused) == ("1", "0", "45", '"address";q=1;w=60', '"address";r=0;t=45')
    told = refused.json()
    assert told.pop("request_id") == refused.headers["x-request-id"]
    assert "Ask again in 45 s" in told.pop("detail")
    assert told == {
        "type": "https://ogledalo.eu/problems/too-many-requests",
        "title": "Previše zahtjeva",
        "status": 429,
        "instance": "/api/v1/observations",
        "reason": "Ograničenje od 1 bodova u 60 s je dosegnuto, brojeno po: adresa; ovaj zahtjev stoji 1. "
        "Pokušajte ponovno za 45 s.",
        "limit": "address",
        "points": 1,
        "window_seconds": 60,
        "counted_by": "adresa",
        "cost": 1,
        "retry_after": 45,
        "opens_at": "2026-11-24T09:01:00.000000Z",
    }
    node.wait(45)
    assert node.ask().status_code == 200, "as was promised"


def test_a_browser_is_told_on_a_page(node: Node) -> None:
    node.start(limit_address="1/minute")
    pages = [node.ask(f"/places/SI_052?lang={lang}", accept="text/html") for lang in ("en", "sl")]
    assert [page.status_code for page in pages] == [200, 429]
    assert "Preveč zahtev" in pages[1].text
    assert HOME not in pages[1].text


def test_a_repeated_question_and_one_not_modified_are_free(node: Node) -> None:
    node.start(limit_address="2/minute")
    path = node.new_question()
    first = node.ask(path)
    assert node.statuses(5, path) == [200] * 5
    assert node.statuses(5, path, if_none_match=first.headers["etag"]) == [304] * 5
    assert limits_told(node.ask(path)) == ("",) * 5, (
        "a stored answer tells nothing of limits: it costs nothing"
    )
    assert node.statuses(2) == [200, 429]


def test_not_modified_is_free_with_a_key_too_though_nothing_is_stored(node: Node) -> None:
    node.start(limit_key="2/minute")
    key, path = node.key(), node.new_question()
    tag = node.ask(path, key=key).headers["etag"]
    repeated = [node.ask(path, key=key, if_none_match=tag) for _ in range(5)]
    assert [one.status_code for one in repeated] == [304] * 5
    assert repeated[-1].headers["ratelimit-remaining"] == "1"
    assert node.statuses(2, key=key) == [200, 429]


def test_what_tells_that_the_node_lives_answers_in_a_flood(node: Node) -> None:
    node.start(limit_address="1/minute")
    node.statuses(2)
    assert [node.ask(path).status_code for path in ("/healthz", "/readyz", "/metrics")] == [200] * 3
    assert node.ask("/static/ogledalo.css").status_code == 200


def test_head_costs_what_get_costs(node: Node) -> None:
    node.start(limit_address="2/minute")
    assert node.statuses(3, method="HEAD") == [200, 200, 429]


def test_a_key_is_counted_wherever_it_is_used_and_its_organisation_whatever_the_key(node: Node) -> None:
    node.start(limit_key="3/minute", limit_organisation="5/minute")
    ana, bor = node.key("ana"), node.key("bor")
    asked = [node.ask(key=ana, address=address) for address in (HOME, ELSEWHERE, HOME, ELSEWHERE)]
    assert [one.status_code for one in asked] == [200, 200, 200, 429]
    policy = '"key";q=3;w=60, "organisation";q=5;w=60'
    assert limits_told(asked[0]) == ("3", "2", "60", policy, '"key";r=2;t=60, "organisation";r=4;t=60')
    assert node.statuses(3, key=bor) == [200, 200, 429]
    refused = node.ask(key=bor).json()
    assert (refused["limit"], refused["counted_by"]) == ("organisation", "organisation city-office")
    assert node.ask(key=node.key("cene", "utility")).status_code == 200


def test_what_a_key_is_refused_is_not_counted_for_its_organisation(node: Node) -> None:
    node.start(limit_key="1/minute", limit_organisation="3/minute")
    ana, bor = node.key("ana"), node.key("bor")
    assert node.statuses(4, key=ana) == [200, 429, 429, 429]
    assert node.ask(key=bor).status_code == 200


def test_a_key_with_a_made_up_secret_spends_nothing_of_its_holders(node: Node) -> None:
    node.start(limit_key="2/minute", limit_address="3/minute")
    key = node.key()
    assert node.ask(key=key).status_code == 200
    forged = [f"{key[:-4]}{number:04}" for number in range(5)]
    answers = [node.ask(key=one, address=ELSEWHERE).status_code for one in forged]
    assert answers == [401, 401, 401, 429, 429], "they are counted under the address they come from"
    assert node.statuses(2, key=key) == [200, 429]


def test_a_different_made_up_key_each_time_opens_no_budget_of_its_own(node: Node) -> None:
    node.start(limit_address="4/minute")
    answers = [node.ask(key=f"ogk_live_{number:08}_secret").status_code for number in range(6)]
    assert answers == [401, 401, 401, 401, 429, 429]
    cookies = [node.ask(cookie=f"a={number}").status_code for number in range(2)]
    assert cookies == [429, 429], "nor do cookies"


def test_a_key_works_from_an_address_where_others_asked_too_often(node: Node) -> None:
    node.start(limit_address="2/minute")
    node.statuses(3)
    assert node.statuses(5, key=node.key()) == [200] * 5


def test_a_revoked_key_spends_its_organisations_points_once_at_most(node: Node) -> None:
    node.start(limit_organisation="3/minute")
    lost, other = node.key("ana"), node.key("bor")
    assert node.ask(key=lost).status_code == 200
    node.revoke(lost)
    assert node.statuses(6, key=lost) == [401] * 6
    assert node.statuses(2, key=other) == [200, 429]


def test_signing_in_and_tokens_have_limits_of_their_own(node: Node) -> None:
    node.start(limit_sign_in="2/minute", limit_token="3/minute")
    paths = ("/sign-in/code", "/api/v1/sign-in/code", "/invitation/token", "/api/v1/invitations/codes")
    tried = [node.ask(path, method="POST", content=b"").status_code for path in paths]
    assert 429 not in tried[:2]
    assert tried[2:] == [429, 429], "they share one limit"
    tokens = [node.ask("/oauth/token", method="POST", content=b"").status_code for _ in range(4)]
    assert 429 not in tokens[:3]
    assert tokens[3] == 429
    assert node.ask().status_code == 200, "what is not a try at a secret goes on"


def test_a_loop_through_a_thousand_pages_is_refused_on_the_way(node: Node) -> None:
    node.start(limit_address="50/minute")
    page = "/api/v1/datasets?limit=1&q=a{}"
    statuses = list(node.statuses(25, page.format(0)))
    statuses += [node.ask(page.format(number)).status_code for number in range(1, 30)]
    assert statuses.index(429) == 49, "25 of one question cost its two points once, the others two each"
    assert set(statuses[49:]) == {429}


def test_what_a_client_sends_of_itself_to_get_a_token_is_not_taken_for_a_key(node: Node) -> None:
    node.start()
    answer = node.ask("/oauth/token", method="POST", content=b"", authorization="Basic YTpi")
    assert (
        answer.json()["type" if "type" in answer.json() else "error"]
        != "https://ogledalo.eu/problems/unknown-key"
    )


def test_a_limit_of_none_counts_nothing(node: Node) -> None:
    node.start(limit_address="none", limit_key="none", limit_organisation="none")
    answers = [node.ask(), node.ask(key=node.key())]
    assert [limits_told(one) for one in answers] == [("",) * 5] * 2


@pytest.mark.parametrize(
    ("path", "left"),
    [
        ("/api/v1/observations", 80),
        ("/api/v1/observations?indicator=&place=", 80),
        ("/api/v1/observations?place=SI_052&indicator=GHG.SEC", 99),
        ("/api/v1/observations?indicator=GHG.SEC&" + "&".join(["place=SI_052"] * 30), 96),
        ("/api/v1/datasets?q=heat", 98),
        ("/api/v1/compare?indicator=GHG.SEC&place=SI_052&place=SI_061", 98),
        ("/api/v1/compare?indicator=GHG.SEC&" + "&".join(["pl%61ce=SI_052"] * 100), 88),
        ("/catalog.ttl", 90),
        ("/api/v1/places/SI_052", 99),
    ],
)
def test_what_costs_the_node_more_costs_more_points(node: Node, path: str, left: int) -> None:
    node.start(limit_address="100/minute")
    assert node.ask(path).headers["ratelimit-remaining"] == str(left)


def test_what_costs_more_than_there_ever_is_takes_all_there_is(node: Node) -> None:
    node.start(limit_address="5/minute")
    bulk = "/api/v1/observations?limit={}"
    assert node.ask(bulk.format(1)).headers["ratelimit-remaining"] == "0"
    node.wait(60)
    node.ask()
    node.wait(10)
    refused = node.ask(bulk.format(2))
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "50")


def test_limits_tells_everybody_the_limits_the_costs_and_what_is_left(node: Node) -> None:
    node.start(limit_address="10/minute", limit_organisation="none")
    answer = node.ask("/limits")
    assert answer.headers["cache-control"] == "private, no-store"
    told = answer.json()
    assert [one["name"] for one in told["limits"]] == ["address", "unverified", "key", "sign-in", "token"]
    assert told["limits"][0] == {"name": "address", "points": 10, "window_seconds": 60}
    assert {"method": "GET", "path": "/catalog*", "points": 10, "without": [], "per": "", "each": 1} in told[
        "costs"
    ]
    assert told["bodies"] == {"bytes": 1_000_000, "file_bytes": 25_000_000, "seconds": 30, "json_depth": 100}
    own = {"limit": "address", "counted_by": "address", "points": 10, "left": 9, "reset_seconds": 60}
    assert told["left"] == [own]
    assert told["quotas"] == []


def test_limits_tells_a_key_what_it_and_its_organisation_have_left(node: Node) -> None:
    node.start()
    key = node.key()
    node.ask(key=key)
    told = node.ask("/limits?lang=sl", key=key).json()
    assert [(one["limit"], one["counted_by"], one["left"]) for one in told["left"]] == [
        ("key", "ključ", 1198),
        ("organisation", "organizacija city-office", 2998),
    ]
