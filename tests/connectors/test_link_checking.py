"""Link checks: an address is asked politely, and what was not asked is not known."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Lock

import pytest

from connectors.fetching import Answer, Request
from connectors.link_checking import Link, check_link, check_links
from connectors.robots import Robots
from tests.connectors.outgoing import portal
from tests.fakes.server import Reply, Seen


def answer(seen: Seen) -> Reply:
    """Answer as servers do: some know no HEAD, some send a robots.txt."""
    if seen.path == "/robots.txt":
        return Reply(b"User-agent: *\nDisallow: /private/", media_type="text/plain")
    if seen.path == "/no-head" and seen.method == "HEAD":
        return Reply(b"", 405)
    if seen.path == "/no-head":
        return Reply(b"a", 206, {"Content-Range": "bytes 0-0/812"})
    if seen.path == "/unknown-method":
        return Reply(b"", 501)
    replies = {
        "/data.csv": Reply(b"", 200), "/moved": Reply(b"", 301, {"Location": "/data.csv"}), "/gone": Reply(b"", 410),
        "/busy": Reply(b"", 503), "/packed": Reply(b"", 200, {"Content-Encoding": "gzip"}),
        "/lost": Reply(b"", 302, {"Location": "/gone"}),
    }  # fmt: skip
    return replies.get(seen.path, Reply(b"", 404))


@pytest.mark.parametrize(
    ("path", "answered", "found"),
    [
        ("/data.csv", True, "HTTP 200"),
        ("/moved", True, "HTTP 200"),
        ("/packed", True, "HTTP 200"),
        ("/no-head", True, "HTTP 206"),
        ("/unknown-method", False, "HTTP 501"),
        ("/gone", False, "HTTP 410"),
        ("/lost", False, "HTTP 410"),
        ("/nowhere", False, "HTTP 404"),
        ("/busy", False, "HTTP 503"),
        ("/private/data.csv", None, "robots"),
    ],
)
def test_an_address_is_rated_by_what_it_answers(path: str, answered: bool | None, found: str) -> None:
    with portal(answer) as (server, client):
        url = f"{server.url}{path}"
        assert check_link(url, Robots(client.outgoing.fetch)) == Link(url, answered, found)


def test_only_a_server_that_knows_no_head_is_asked_for_a_byte() -> None:
    with portal(answer) as (server, client):
        check_link(f"{server.url}/data.csv", client.outgoing.fetch)
        check_link(f"{server.url}/no-head", client.outgoing.fetch)
        assert [(seen.method, seen.path, seen.headers.get("range", "")) for seen in server.seen] == [
            ("HEAD", "/data.csv", ""), ("HEAD", "/no-head", ""), ("GET", "/no-head", "bytes=0-0"),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("url", "answered", "found"),
    [
        ("http://10.1.2.3/data.csv", None, "forbidden-address"),
        ("http://169.254.169.254/latest", None, "forbidden-address"),
        ("hhttps://kranj.example/data.csv", False, "bad-url"),
        ("not an address", False, "bad-url"),
        ("http://[kranj/data.csv", False, "bad-url"),
    ],
)
def test_what_is_no_public_web_address_is_never_asked(url: str, answered: bool | None, found: str) -> None:
    with portal(answer) as (server, client):
        assert check_link(url, client.outgoing.fetch) == Link(url, answered, found)
        assert server.seen == []


def test_each_address_is_asked_once_and_each_host_one_after_the_other() -> None:
    lock, at_work, asked = Lock(), set[str](), list[str]()

    def send(request: Request) -> Answer:
        host = request.url.split("/")[2]
        with lock:
            assert host not in at_work
            at_work.add(host)
            asked.append(request.url)
        with lock:
            at_work.remove(host)
        return Answer(200, {}, b"", request.url, 0.0)

    urls = [f"http://host-{host}.example/{number}" for number in range(9) for host in range(4)]
    found = list(check_links([*urls, *urls], send))
    assert sorted(one.url for one in found) == sorted(urls) == sorted(asked)
    assert list(check_links([], send)) == []


def test_an_error_of_ours_is_raised_where_the_answers_are_waited_for() -> None:
    def send(request: Request) -> Answer:
        raise ZeroDivisionError

    def found() -> Iterator[Link]:
        return check_links(["http://a.example/", "http://b.example/"], send)

    with pytest.raises(ZeroDivisionError):
        list(found())
