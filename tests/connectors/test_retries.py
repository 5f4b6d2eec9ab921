"""What is tried again, how often, and after which waits."""

import json
from dataclasses import replace

import pytest

from connectors.errors import (
    BrokenAnswerError,
    BusyError,
    UnreachableError,
)
from connectors.waiting import Backoff
from tests.connectors.outgoing import SETTINGS, client_for, portal
from tests.fakes.server import Reply, always, in_turn, serving


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_what_asks_us_to_come_back_is_tried_again(status: int) -> None:
    with portal(in_turn(Reply(status=status), Reply(status=status), Reply(b"now"))) as (server, client):
        assert client.get(server.url).content == b"now"

    assert client.waits == [0.5, 1.0]


def test_the_server_says_how_long_to_wait() -> None:
    busy = Reply(status=429, headers={"Retry-After": "7"})
    with portal(in_turn(busy, Reply(b"now"))) as (server, client):
        client.get(server.url)

    assert client.waits == [7.0]


def test_nobody_makes_us_wait_for_ever() -> None:
    busy = Reply(status=503, headers={"Retry-After": "86400"})
    with portal(in_turn(busy, Reply(b"now"))) as (server, client):
        client.get(server.url)

    assert client.waits == [120.0]


def test_a_server_that_stays_busy_is_given_up() -> None:
    busy = Reply(status=429, headers={"Retry-After": "7"})
    with portal(always(busy)) as (server, client), pytest.raises(BusyError) as given_up:
        client.get(server.url)

    assert (len(server.seen), client.waits) == (4, [7.0, 7.0, 7.0])
    assert (given_up.value.found, given_up.value.retry_after) == ("HTTP 429", 7.0)


def test_the_waits_double_up_to_the_longest() -> None:
    settings = replace(SETTINGS, tries=6, backoff=Backoff(first=1.0, longest=5.0))
    with portal(always(Reply(status=503)), settings=settings) as (server, client), pytest.raises(BusyError):
        client.get(server.url)

    assert client.waits == [1.0, 2.0, 4.0, 5.0, 5.0]


def test_a_connection_that_is_refused_is_tried_again() -> None:
    with serving(always(Reply())) as server:
        gone = server
    with client_for(gone.target) as client, pytest.raises(UnreachableError):
        client.get(gone.url)

    assert client.waits == [0.5, 1.0, 2.0]


def test_an_answer_that_breaks_off_is_tried_again() -> None:
    half = Reply(b"half", headers={"Content-Length": "8"})
    with portal(in_turn(half, Reply(b"the whole"))) as (server, client):
        assert client.get(server.url).content == b"the whole"


def test_an_answer_that_always_breaks_off_is_told() -> None:
    half = Reply(b"half", headers={"Content-Length": "8"})
    with portal(always(half)) as (server, client), pytest.raises(BrokenAnswerError):
        client.get(server.url)


def test_a_connection_is_used_again() -> None:
    with portal(always(Reply(b"{}"))) as (server, client):
        answers = [json.loads(client.get(server.url).content) for _ in range(3)]

    assert answers == [{}, {}, {}]
