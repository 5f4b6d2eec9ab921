"""Link checks: whether the addresses that records name answer, asked politely and by a run of their own.

An address is asked by HEAD; a server that does not know HEAD is asked for the first byte. It answers where a 2xx comes,
redirects followed. What was not asked, because of a robots.txt or our own guard, is not known.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from urllib.parse import urlsplit

from connectors.errors import (
    ConnectorError,
    ContentCodingError,
    ForbiddenAddressError,
    SettingError,
    TooLargeError,
)
from connectors.fetching import Answer, Request
from connectors.politeness_errors import RobotsError, RobotsUnknownError

Send = Callable[[Request], Answer]
NO_HEAD = frozenset({405, 501})
FIRST_BYTE = ("Range", "bytes=0-0")
HOSTS_AT_ONCE = 8
NOT_ASKED = (ForbiddenAddressError, RobotsError, RobotsUnknownError, SettingError)
BODY_CAME = (TooLargeError, ContentCodingError)
"""Errors of an answer's body: that it came is all that is asked, but not with which status."""


@dataclass(frozen=True, slots=True)
class Link:
    """What an address answered.

    Args:
        answered: whether with 2xx; None where it was not asked.
        found: the status, or the rule of the error, e.g. ``HTTP 404``, ``unreachable``.
    """

    url: str
    answered: bool | None
    found: str


def check_link(url: str, send: Send) -> Link:
    """Ask an address whether it answers."""
    try:
        answer = send(Request("HEAD", url, crawled=True))
        if answer.status in NO_HEAD:
            answer = send(Request("GET", url, (FIRST_BYTE,), crawled=True))
    except NOT_ASKED as error:
        return Link(url, None, error.rule)
    except BODY_CAME as error:
        return Link(url, None, error.rule)
    except ConnectorError as error:
        return Link(url, False, _said(error))
    return Link(url, 200 <= answer.status < 300, f"HTTP {answer.status}")


def check_links(urls: Iterable[str], send: Send, *, hosts_at_once: int = HOSTS_AT_ONCE) -> Iterator[Link]:
    """Ask many addresses, several hosts at once, each host one after the other; give each as it is known.

    Args:
        send: keeps the pace at each host, and its robots.txt; may be used by several threads.
    """
    by_host: dict[str, list[str]] = {}
    for url in dict.fromkeys(urls):
        by_host.setdefault(_host(url), []).append(url)
    if not by_host:
        return
    known: SimpleQueue[Link | BaseException] = SimpleQueue()
    with ThreadPoolExecutor(min(hosts_at_once, len(by_host))) as pool:
        for of_host in by_host.values():
            pool.submit(_ask_host, of_host, send, known)
        for _ in range(sum(map(len, by_host.values()))):
            found = known.get()
            if isinstance(found, BaseException):
                pool.shutdown(cancel_futures=True)
                raise found
            yield found


def _ask_host(urls: list[str], send: Send, known: "SimpleQueue[Link | BaseException]") -> None:
    try:
        for url in urls:
            known.put(check_link(url, send))
    except BaseException as error:  # noqa: BLE001  whatever it is, it is raised where it is waited for
        known.put(error)


def _said(error: ConnectorError) -> str:
    return error.found if error.found.startswith("HTTP ") else error.rule


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""
