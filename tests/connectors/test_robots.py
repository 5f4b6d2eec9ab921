"""robots.txt binds what is crawled, and nothing else."""

from collections.abc import Callable

import pytest

from connectors.errors import BusyError, RedirectError, UnreachableError
from connectors.fetching import Answer, Request
from connectors.politeness_errors import RobotsError, RobotsUnknownError
from connectors.robots import Robots
from tests.connectors.outgoing import portal
from tests.fakes.server import Reply, Seen

HERE = "https://data.example"
RULES = """
# whatever
Sitemap: https://data.example/sitemap.xml
User-agent: *
Disallow: /

User-agent: Otherbot
User-agent: ogledalo
Disallow: /private
Disallow: /private/still   # longer
Allow: /private/open
Disallow: /*.zip$
Crawl-delay: 3
"""


def host(answer: Callable[[Request], Answer]) -> tuple[Robots, list[Request]]:
    """A client and what it really asked for."""
    asked: list[Request] = []

    def send(request: Request) -> Answer:
        asked.append(request)
        return answer(request)

    return Robots(send), asked


def saying(text: str | bytes, status: int = 200) -> Callable[[Request], Answer]:
    """A host whose robots.txt says something, and that has everything else."""
    body = text.encode() if isinstance(text, str) else text

    def answer(request: Request) -> Answer:
        wanted = request.url.endswith("/robots.txt")
        return Answer(status if wanted else 200, {}, body if wanted else b"file", request.url, 0.0)

    return answer


def found(url: str) -> Request:
    """A request for an address that was found in a record."""
    return Request("GET", url, crawled=True)


def test_what_a_person_registered_is_asked_for_whatever_robots_says() -> None:
    robots, asked = host(saying("User-agent: *\nDisallow: /"))

    assert robots(Request("GET", f"{HERE}/api")).content == b"file"
    assert [one.url for one in asked] == [f"{HERE}/api"]


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("/private", "Disallow: /private"),
        ("/private/still/more", "Disallow: /private/still"),
        ("/a/b.zip", "Disallow: /*.zip$"),
    ],
)
def test_a_refusal_names_its_rule(path: str, rule: str) -> None:
    robots, _ = host(saying(RULES))

    with pytest.raises(RobotsError) as refused:
        robots(found(HERE + path))

    assert (refused.value.rule, refused.value.url) == ("robots", HERE + path)
    assert rule in refused.value.sentence("en")


def test_the_group_that_names_us_counts_and_not_the_one_for_all() -> None:
    robots, asked = host(saying(RULES))

    for path in ("/files/a.csv", "/private/open/b.csv", "/a.zip?x=1"):
        assert robots(found(HERE + path)).content == b"file"
    assert [one.url for one in asked].count(f"{HERE}/robots.txt") == 1
    assert [one.pace for one in asked] == [0.0, 3.0, 3.0, 3.0]


def test_each_host_and_port_has_its_own_rules() -> None:
    robots, asked = host(saying("User-agent: *\nDisallow: /x"))
    for address in (HERE, "http://data.example", "https://data.example:8443", "https://DATA.example"):
        robots(found(f"{address}/y"))

    assert [one.url for one in asked if one.url.endswith("robots.txt")] == [
        "https://data.example/robots.txt",
        "http://data.example/robots.txt",
        "https://data.example:8443/robots.txt",
    ]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_no_robots_allows_everything(status: int) -> None:
    robots, _ = host(saying("User-agent: *\nDisallow: /", status))

    assert robots(found(f"{HERE}/x")).content == b"file"


@pytest.mark.parametrize("text", ["", "<!doctype html><p>Disallow: /</p>", b"\xff\xfe\x00", "Disallow: /"])
def test_a_page_that_is_no_robots_allows_everything(text: str | bytes) -> None:
    robots, _ = host(saying(text))

    assert robots(found(f"{HERE}/x")).content == b"file"


def test_a_byte_order_mark_hides_no_rule() -> None:
    robots, _ = host(saying(b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /x\r\n"))

    with pytest.raises(RobotsError):
        robots(found(f"{HERE}/x"))


@pytest.mark.parametrize(
    "error",
    [UnreachableError("no such name"), BusyError("HTTP 429", url=HERE, tries=4, retry_after=None), None],
)
def test_while_robots_cannot_be_had_nothing_is_crawled(error: Exception | None) -> None:
    def answer(request: Request) -> Answer:
        if error is not None:
            raise error
        return Answer(500, {}, b"", request.url, 0.0)

    robots, asked = host(answer)
    for _ in range(2):
        with pytest.raises(RobotsUnknownError):
            robots(found(f"{HERE}/x"))
    assert len(asked) == 1


def test_a_robots_that_redirects_for_ever_counts_as_none() -> None:
    def answer(request: Request) -> Answer:
        if request.url.endswith("/robots.txt"):
            raise RedirectError("HTTP 302", url=request.url)
        return Answer(200, {}, b"file", request.url, 0.0)

    robots, _ = host(answer)
    assert robots(found(f"{HERE}/x")).content == b"file"


def test_over_the_wire_it_is_asked_by_the_same_client() -> None:
    def answer(seen: Seen) -> Reply:
        if seen.path == "/robots.txt":
            return Reply(b"User-agent: *\nDisallow: /no", media_type="text/plain")
        return Reply(b"file")

    with portal(answer) as (server, client):
        robots = Robots(client.outgoing.fetch)
        assert robots(found(f"{server.url}/yes")).content == b"file"
        with pytest.raises(RobotsError):
            robots(found(f"{server.url}/no/way"))

    assert [seen.path for seen in server.seen] == ["/robots.txt", "/yes"]
    assert {seen.headers["user-agent"] for seen in server.seen} == {
        "Ogledalo/0.1.0 (+mailto:podatki@kranj.example)"
    }
