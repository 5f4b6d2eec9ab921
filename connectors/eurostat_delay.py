"""Eurostat's delayed answers: what it says instead of the data, and where and how often the data are asked for.

Three ways: the statistics interface warns with 413 and answers the same question later; SDMX 2.1 and 3.0 put it into a queue
with an id, which has a status and then data; a footer of SDMX-ML names the file that will be there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import quote, urlsplit, urlunsplit
from xml.etree.ElementTree import Element

from connectors.errors import AnswerError, DelayedAnswerError
from connectors.fetching import Fetch, Fetched, Request
from connectors.json_answer import Json, quoted, read_json
from connectors.sdmx_content import content_of
from connectors.sdmx_xml import local_name, text_of, tree
from connectors.sniffing import kind_of

FIRST, LONGEST = 2.0, 60.0
"""Seconds between two questions for a delayed answer: doubled from one to the next."""

TOO_BIG = re.compile(r"too[ _]big|max authorised", re.IGNORECASE)
ADDRESS = re.compile(r"https?://[^\s<>\"]+")
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,127}")
UNREADY = frozenset({"SUBMITTED", "PROCESSING", "QUEUED", "DATA_NOT_YET_AVAILABLE"})
READY = "AVAILABLE"
LOST = frozenset({"EXPIRED", "UNKNOWN_REQUEST"})
"""States of what was prepared and is no longer there: the question is asked again."""

SMALL = 1_000_000
"""Bytes of an answer that may be such a notice; data are larger or are no notice."""


@dataclass(frozen=True, slots=True)
class Delay:
    """A notice that data are prepared.

    Args:
        way: ``again`` (ask the same question), ``file`` (an address), ``queue`` (an id that has a status).
        said: Eurostat's words.
        name: the address, or the id.
        status: of the queue, e.g. ``PROCESSING``.
    """

    way: Literal["again", "file", "queue"]
    said: str
    name: str = ""
    status: str = ""


def fetch_answer(fetch: Fetch, root: str, request: Request, polls: int) -> Fetched:
    """Ask a question, and for its answer as long as it is prepared, in growing distances.

    A question that is asked again gets a fragment, which is never sent: so a run that goes on after a break knows which of them
    were answered already.

    Args:
        root: the service's address, below which the queue is.
        polls: how often at most.
    """
    fetched = fetch(request)
    asked, pace = request, FIRST
    for number in range(1, polls + 1):
        delay = delay_of(fetched)
        if delay is None and not _not_yet(fetched, asked, request):
            return fetched
        asked = _next(delay, asked, root, request, number, pace)
        if asked is request:
            return fetched
        fetched, pace = fetch(asked), min(pace * 2, LONGEST)
    return fetched


def delay_of(fetched: Fetched) -> Delay | None:
    """Say whether an answer is a notice of a delayed one."""
    if len(fetched.content) > SMALL or fetched.status >= 500:
        return None
    content = content_of(fetched)
    kind = kind_of(content)
    try:
        if kind == "json":
            return _of_json(read_json(content, fetched.url))
        return _of_xml(tree(content, fetched.url)) if kind == "xml" else None
    except AnswerError:
        return None  # whoever reads it says so


def refuse_delay(fetched: Fetched) -> None:
    """Refuse an answer that is a notice.

    Raises:
        DelayedAnswerError: the data will come.
    """
    delay = delay_of(fetched)
    if delay is not None:
        raise DelayedAnswerError(delay.said, url=fetched.url)


def _next(
    delay: Delay | None, asked: Request, root: str, request: Request, number: int, pace: float
) -> Request:
    """Give the request that asks for the delayed answer; the first one where nobody knows how."""
    if delay is None:
        return replace(asked, url=_numbered(asked.url, number), pace=pace)
    if delay.way == "file":
        address = _at_home(delay.name, root)
        return replace(request, url=_numbered(address, number), pace=pace) if address else request
    if delay.way == "queue" and delay.status not in LOST:
        part = "data" if delay.status == READY else "status"
        address = f"{root.rstrip('/')}/1.0/async/{part}/{quote(delay.name, safe='')}"
        return replace(request, url=_numbered(address, number), pace=pace)
    return replace(request, url=_numbered(request.url, number), pace=pace)


def _not_yet(fetched: Fetched, asked: Request, request: Request) -> bool:
    """Say whether a file that was announced is not there yet."""
    return asked is not request and fetched.status in (202, 204, 404) and "/async/" not in asked.url


def _numbered(url: str, number: int) -> str:
    return f"{url.partition('#')[0]}#{number}"


def _at_home(address: str, root: str) -> str:
    """Give an address in the service's own form; empty where it is at another host."""
    named, home = urlsplit(address), urlsplit(root)
    if named.hostname != home.hostname or "@" in named.netloc:
        return ""
    return urlunsplit((home.scheme, home.netloc, named.path, named.query, ""))


def _of_json(document: Json) -> Delay | None:
    if not isinstance(document, dict):
        return None
    for entry in entries(document.get("warning")):
        if str(entry.get("status")) == "413":
            return Delay("again", f"413 {entry.get('label', '')}".strip())
    for entry in entries(document.get("error")):
        label = str(entry.get("label", ""))
        if str(entry.get("status")) == "413" and not TOO_BIG.search(label):
            return Delay("again", f"{entry.get('id', 413)}: {label}")
    return None


def entries(found: Json) -> list[dict[str, Json]]:
    """Give the entries of a list, of a single object, or of whatever else stands there as a label."""
    if found is None:
        return []
    listed = found if isinstance(found, list) else [found]
    return [entry if isinstance(entry, dict) else {"label": quoted(entry)} for entry in listed]


def _of_xml(root: Element) -> Delay | None:
    by_name = {local_name(element): element for element in root.iter()}
    status = text_of(by_name.get("status")).upper()
    name = text_of(by_name.get("id"))
    if status in UNREADY | LOST | {READY} and ID.fullmatch(name):
        return Delay("queue", f"{status} {name}", name, status)
    return next(_of_footer(root), None)


def _of_footer(root: Element) -> Iterator[Delay]:
    for message in root.iter():
        if local_name(message) != "Message" or message.get("code") != "413":
            continue
        texts = [text_of(text) for text in message]
        said = " ".join(texts)
        if TOO_BIG.search(said):
            continue
        addresses = [found[0] for text in texts if (found := ADDRESS.search(text))]
        yield Delay(
            "file" if addresses else "again", f"413 {said}".strip(), addresses[0] if addresses else ""
        )
