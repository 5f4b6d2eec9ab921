"""What is asked of a source and what comes back, without a word of how it is sent.

Protocol readers take a ``Fetch``; a harvest gives them one that stores what comes back and gives it
again when it is asked again, a preview gives them one that sends only.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol, Self

from connectors.errors import (
    AccessRefusedError,
    AnswerError,
    ConnectorError,
    NotFoundError,
    RequestRefusedError,
    ServerFailureError,
)
from connectors.sniffing import beginning, kind_of

COMPOSED = "application/vnd.ogledalo.composed"
"""The media type of what this node made of several answers (`connectors.composed`); no source can claim it."""

STATUS_ERRORS: Mapping[int, type[AnswerError]] = {
    401: AccessRefusedError,
    403: AccessRefusedError,
    404: NotFoundError,
    410: NotFoundError,
}


@dataclass(frozen=True, slots=True)
class Request:
    """A request that may be sent again when it fails, so one that only reads.

    Args:
        headers: pairs of name and value, e.g. ``("If-None-Match", '"a1"')``.
        pace: seconds at least since the last such request to this host and port, as the source's own rules ask.
        crawled: whether its address was found in what a portal says, and was not registered by a person: robots.txt
            binds it then.
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    pace: float = 0.0
    crawled: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it came over the wire; 304 and errors of the source are answers too.

    Args:
        headers: by name in lower case; a repeated one is joined by commas.
        content: the body with its content coding undone.
        url: the address that answered, after redirects.
        elapsed: seconds from the first byte sent to the last one read, of the try that succeeded.
    """

    status: int
    headers: Mapping[str, str]
    content: bytes
    url: str
    elapsed: float


@dataclass(frozen=True, slots=True)
class Fetched:
    """The bytes that a source gave, with their hash.

    Args:
        media_type: without parameters, in lower case, e.g. ``text/csv``; empty where none was said.
        sha256: of the content, in hexadecimal digits.
        link: what the header ``Link`` says, e.g. ``<https://...?page=2>; rel="next"``.
    """

    content: bytes = field(repr=False)
    status: int
    url: str
    media_type: str
    sha256: str
    link: str = ""

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """Make it of an answer."""
        media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        media_type = "" if media_type == COMPOSED else media_type
        digest = hashlib.sha256(answer.content).hexdigest()
        return cls(
            answer.content, answer.status, answer.url, media_type, digest, answer.headers.get("link", "")
        )


class Fetch(Protocol):
    """Whatever gives the bytes that answer a request: the network, or what is stored of it."""

    def __call__(self, request: Request) -> Fetched:
        """Give what answers a request.

        Raises:
            ConnectorError: there is no answer.
        """
        ...


def sending(send: Callable[[Request], Answer]) -> Fetch:
    """Make a fetch that sends each request and stores nothing, e.g. of ``Outgoing.fetch``."""
    return lambda request: Fetched.of(send(request))


@contextmanager
def located(fetched: Fetched) -> Iterator[None]:
    """Add the answer's address to the errors that are found inside."""
    try:
        yield
    except ConnectorError as error:
        error.at(url=fetched.url)
        raise


def require_success(fetched: Fetched) -> Fetched:
    """Give the answer back if its status is 2xx.

    Raises:
        AccessRefusedError, NotFoundError, RequestRefusedError: tell the city.
        ServerFailureError: try again.
    """
    if 200 <= fetched.status < 300:
        return fetched
    said = beginning(fetched.content) if kind_of(fetched.content) in ("text", "json") else ""
    found = f"HTTP {fetched.status}: {said}" if said else f"HTTP {fetched.status}"
    if fetched.status >= 500:
        raise ServerFailureError(found, url=fetched.url)
    raise STATUS_ERRORS.get(fetched.status, RequestRefusedError)(found, url=fetched.url)
