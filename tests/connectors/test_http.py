"""The one client: what it sends, what it takes, what it refuses, and when it tries again."""

import gzip
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from connectors.errors import (
    BadUrlError,
    ContentCodingError,
    ForbiddenAddressError,
    SettingError,
    SlowAnswerError,
    TooLargeError,
)
from connectors.fetching import Request
from connectors.http import OutgoingSettings
from tests.connectors.outgoing import SETTINGS, Clock, client_for, portal
from tests.fakes.server import Reply, Seen, always, in_turn, serving


def test_an_answer_has_status_headers_content_and_address() -> None:
    with portal(always(Reply(b"a;b\n", headers={"ETag": '"1"'}, media_type="text/csv"))) as (server, client):
        answer = client.get(f"{server.url}/kranj.csv")

    assert (answer.status, answer.content, answer.url) == (200, b"a;b\n", f"{server.url}/kranj.csv")
    assert (answer.headers["etag"], answer.headers["content-type"]) == ('"1"', "text/csv")


def test_it_says_who_asks_and_passes_conditional_headers_on() -> None:
    with portal(always(Reply(status=304))) as (server, client):
        answer = client.get(server.url, ("If-None-Match", '"1"'))

    assert answer.status == 304
    sent = server.seen[0].headers
    assert sent["user-agent"] == "Ogledalo/0.1.0 (+mailto:podatki@kranj.example)"
    assert (sent["if-none-match"], sent["accept-encoding"]) == ('"1"', "gzip")


def test_a_body_is_sent() -> None:
    with portal(always(Reply())) as (server, client):
        client.outgoing.fetch(Request("POST", server.url, (("Content-Type", "application/json"),), b"{}"))

    assert (server.seen[0].method, server.seen[0].body) == ("POST", b"{}")


@pytest.mark.parametrize("status", [204, 400, 403, 404, 409, 500])
def test_an_error_of_the_source_is_an_answer(status: int) -> None:
    with portal(always(Reply(status=status))) as (server, client):
        assert client.get(server.url).status == status

    assert client.waits == []


def test_proxies_of_the_environment_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with portal(always(Reply(b"straight"))) as (server, client):
        assert client.get(server.url).content == b"straight"


def test_cookies_are_not_kept() -> None:
    with portal(always(Reply(headers={"Set-Cookie": "who=me"}))) as (server, client):
        client.get(server.url)
        client.get(server.url)

    assert "cookie" not in server.seen[1].headers


# What is refused before anything is sent


def test_a_loopback_address_is_refused_unless_it_is_allowed() -> None:
    with (
        serving(always(Reply())) as server,
        client_for() as client,
        pytest.raises(ForbiddenAddressError) as refused,
    ):
        client.get(f"{server.url}/admin")

    assert server.seen == []
    assert refused.value.url == f"{server.url}/admin"
    assert refused.value.sentence("sl").startswith(
        f"{server.url}/admin: najdeno 127.0.0.1. Pričakovano: javni"
    )


def test_a_redirect_to_a_loopback_address_is_refused() -> None:
    with serving(always(Reply(b"secret"))) as inner:
        moved = Reply(status=302, headers={"Location": f"{inner.url}/latest/meta-data"})
        with portal(always(moved)) as (server, client), pytest.raises(ForbiddenAddressError) as refused:
            client.get(server.url)

    assert inner.seen == []
    assert (refused.value.address, refused.value.target) == ("127.0.0.1", inner.target)
    assert refused.value.url == f"{inner.url}/latest/meta-data"


def test_a_name_is_resolved_once_and_the_checked_address_is_connected_to() -> None:
    asked: list[str] = []

    def changing(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ("127.0.0.1",) if len(asked) == 1 else ("192.0.2.1",)

    with serving(always(Reply(b"checked"))) as server:
        target = f"portal.example:{server.server_port}"
        with client_for(target, resolve=changing) as client:
            answer = client.get(f"http://{target}/")

    assert (answer.content, asked) == (b"checked", ["portal.example"])
    assert server.seen[0].headers["host"] == target


def test_a_name_that_comes_to_stand_for_loopback_is_refused() -> None:
    with (
        serving(always(Reply())) as server,
        client_for(resolve=lambda _host, _port: ("127.0.0.1",)) as client,
        pytest.raises(ForbiddenAddressError),
    ):
        client.get(f"http://rebinding.example:{server.server_port}/")

    assert server.seen == []


def test_the_next_address_is_tried_where_one_does_not_answer() -> None:
    with serving(always(Reply(b"second"))) as server:
        target = f"portal.example:{server.server_port}"
        with client_for(target, resolve=lambda _host, _port: ("127.0.0.2", "127.0.0.1")) as client:
            assert client.get(f"http://{target}/").content == b"second"

    assert client.waits == []


@pytest.mark.parametrize(
    "url",
    [
        "ftp://portal.example/a.csv", "file:///etc/passwd", "//portal.example/", "portal.example", "http://",
        "http://user:word@portal.example/", "http://portal.example:99999/", "http://[::1/", "http://a\nb/",
        "gopher://portal.example/", "http://portal.example:0/", "http://a..b\x7f/",
    ],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    with client_for() as client, pytest.raises(BadUrlError):
        client.get(url)


def test_a_password_in_an_address_is_told_to_nobody() -> None:
    with client_for() as client, pytest.raises(BadUrlError) as refused:
        client.get("http://ana:geheim@portal.example/a?api_key=skrivnost&page=2")

    assert "geheim" not in str(refused.value)
    assert refused.value.url == "http://portal.example/a?api_key=...&page=2"


def test_a_setting_that_cannot_be_meant_is_refused() -> None:
    with pytest.raises(SettingError):
        OutgoingSettings(version="1", contact="x", allow_hosts=frozenset({"localhost"}))
    with pytest.raises(SettingError):
        replace(SETTINGS, tries=0)


# Size and time


def test_an_answer_larger_than_the_limit_is_refused_while_it_comes() -> None:
    sent: list[int] = []

    def without_end() -> Iterator[bytes]:
        for _ in range(20_000):
            sent.append(1)
            yield b"x" * 4096

    with (
        portal(always(Reply(without_end())), settings=replace(SETTINGS, max_bytes=10_000)) as (
            server,
            client,
        ),
        pytest.raises(TooLargeError) as refused,
    ):
        client.get(server.url)

    assert refused.value.found == "> 10000 B"


def test_an_answer_of_just_the_limit_is_taken() -> None:
    with portal(always(Reply(b"x" * 10_000)), settings=replace(SETTINGS, max_bytes=10_000)) as (
        server,
        client,
    ):
        assert len(client.get(server.url).content) == 10_000


def test_gzip_is_undone() -> None:
    packed = gzip.compress(b"Sektor;t\n") + gzip.compress(b"I;65.831\n")
    with portal(always(Reply(packed, headers={"Content-Encoding": "gzip"}))) as (server, client):
        assert client.get(server.url).content == b"Sektor;t\nI;65.831\n"


def test_a_gzip_bomb_is_refused() -> None:
    bomb = gzip.compress(b"0" * 50_000_000)
    with (
        portal(
            always(Reply(bomb, headers={"Content-Encoding": "gzip"})),
            settings=replace(SETTINGS, max_bytes=1_000_000),
        ) as (server, client),
        pytest.raises(TooLargeError) as refused,
    ):
        client.get(server.url)

    assert (len(bomb) < 100_000, refused.value.found) == (True, "gzip: > 1000000 B")


@pytest.mark.parametrize("body", [gzip.compress(b"a" * 1000, mtime=0)[:-9], b"no gzip", b"\x1f\x8b"])
def test_a_gzip_that_is_broken_is_tried_again(body: bytes) -> None:
    good = Reply(b"whole")
    with portal(in_turn(Reply(body, headers={"Content-Encoding": "gzip"}), good)) as (server, client):
        assert client.get(server.url).content == b"whole"


def test_a_content_coding_that_was_not_asked_for_is_refused() -> None:
    with (
        portal(always(Reply(b"x", headers={"Content-Encoding": "br"}))) as (server, client),
        pytest.raises(ContentCodingError),
    ):
        client.get(server.url)


def test_an_answer_that_drips_ends_at_the_deadline() -> None:
    def drips() -> Iterator[bytes]:
        for _ in range(20_000):
            yield b"."

    settings = replace(SETTINGS, deadline=60.0, tries=2)
    with (
        portal(always(Reply(drips())), settings=settings, clock=Clock(step=5.0)) as (server, client),
        pytest.raises(SlowAnswerError) as late,
    ):
        client.get(server.url)

    assert len(server.seen) == 2
    assert "the whole answer within 60 s" in str(late.value)


def test_an_answer_that_never_comes_ends_at_the_read_timeout() -> None:
    def silent(_seen: Seen) -> Reply:
        server.stopping.wait()
        return Reply()

    with serving(silent) as server:
        settings = replace(SETTINGS, read_timeout=0.05, tries=1)
        with client_for(server.target, settings=settings) as client, pytest.raises(SlowAnswerError):
            client.get(server.url)
        server.stopping.set()
