"""Composed documents: bytes that this node makes of several recorded answers, where a figure comes out of them together.

A document is JSON lines. The first names the answers it is made of, in their order; each further one holds a value with the
number of its answer and the cell where it stands there. The same answers give the same bytes, whenever they are put together.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalogue.errors import SnapshotDamagedError, SnapshotNotFoundError
from catalogue.object_store import ObjectStore
from connectors.errors import JsonShapeError, NotJsonError
from connectors.fetching import COMPOSED, Fetched
from connectors.mapping import AppliedMapping
from schemas.messages import Message

Line = Mapping[str, Any]  # JSON: texts, and the numbers of answers
Composer = Callable[[AppliedMapping, str, Sequence[Fetched]], bytes]
"""Makes a document again: for a mapping, of what it is about, of its answers in their order."""

FORM = 1


@dataclass(frozen=True, slots=True)
class Part:
    """An answer that a document is made of.

    Args:
        url: the address that answered, as the answer of this document: another may have given the same bytes.
    """

    sha256: str
    url: str
    media_type: str = ""

    @classmethod
    def of(cls, fetched: Fetched) -> "Part":
        """Name an answer."""
        return cls(fetched.sha256, fetched.url, fetched.media_type)

    def with_bytes(self, content: bytes) -> Fetched:
        """Give the answer as it was received."""
        return Fetched(content, 200, self.url, self.media_type, self.sha256)


@dataclass(frozen=True, slots=True)
class Composed:
    """What a document says.

    Args:
        about: what of the answers it holds, e.g. the month ``2025-07``.
        parts: the answers.
        lines: the values; each names its part by its number, from 0, under ``part``.
    """

    about: str
    parts: tuple[Part, ...]
    lines: tuple[Line, ...]


def written(document: Composed) -> bytes:
    """Write a document; the same one always gives the same bytes."""
    parts = [{"sha256": one.sha256, "url": one.url, "media_type": one.media_type} for one in document.parts]
    head = {"composed": FORM, "about": document.about, "parts": parts}
    return b"".join(_json(line) + b"\n" for line in (head, *document.lines))


def _json(value: Line) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def composed_document(content: bytes, url: str, about: str) -> Fetched:
    """Give a document's bytes as what a mapping reads.

    Args:
        url: the address of its newest answer; what the document is about is told behind it.
    """
    address = url.partition("#")[0]
    return Fetched(content, 200, f"{address}#{about}", COMPOSED, hashlib.sha256(content).hexdigest())


def read_composed(content: bytes) -> Composed:
    """Read a document.

    Raises:
        NotJsonError, JsonShapeError: it is none.
    """
    try:
        head, *lines = (json.loads(line) for line in content.splitlines())
    except ValueError as error:
        raise NotJsonError(str(error)) from None
    about, parts = _head(head)
    for number, line in enumerate(lines, start=2):
        if not isinstance(line, dict) or line.get("part") not in range(len(parts)):
            raise JsonShapeError(repr(line)[:80], where=f"line[{number}]", wanted="part")
    return Composed(about, parts, tuple(lines))


def parts_of(content: bytes) -> tuple[Part, ...]:
    """Give the answers that a document is made of, without reading its values.

    Raises:
        NotJsonError, JsonShapeError: it is none.
    """
    try:
        head = json.loads(content.partition(b"\n")[0])
    except ValueError as error:
        raise NotJsonError(str(error)) from None
    return _head(head)[1]


def _head(head: object) -> tuple[str, tuple[Part, ...]]:
    try:
        if not isinstance(head, dict) or head["composed"] != FORM:
            raise KeyError("composed")
        return str(head["about"]), tuple(Part(**part) for part in head["parts"])
    except (KeyError, TypeError) as error:
        raise JsonShapeError(repr(head)[:80], where="line[1]", wanted=str(error)) from None


def check_composition(
    applied: AppliedMapping, composer: Composer | None, content: bytes, store: ObjectStore
) -> Iterator[Message]:
    """Hold a document against the answers that it names: each is stored, and they make it.

    Raises:
        ConnectorError: it or an answer can no longer be read.
    """
    document = read_composed(content)
    answers: list[Fetched] = []
    for part in document.parts:
        try:
            answers.append(part.with_bytes(store.get(part.sha256)))
        except (SnapshotNotFoundError, SnapshotDamagedError) as error:
            yield Message("verify.part", {"sha256": part.sha256, "url": part.url, "why": str(error)})
    if len(answers) < len(document.parts):
        return
    if composer is None or composer(applied, document.about, answers) != content:
        yield Message("verify.composition", {"count": str(len(answers))})
