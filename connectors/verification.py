"""Verification: make a published figure again from the stored bytes of its source, offline.

Three things are held together: the bytes, which have the hash that names them; the mapping, whose definition has the hash
that its id ends with; the release, whose archive has rows with the hash that is its id, the figure among them. Bytes that
were composed of several answers are held against these, too: each has its hash, and together they make the same bytes.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from catalogue.archive import read_archive
from catalogue.errors import SnapshotDamagedError, SnapshotNotFoundError
from catalogue.models import Release, Snapshot
from catalogue.object_store import ObjectStore
from catalogue.release_rows import release_hash
from connectors.composed import check_composition
from connectors.connector import connector
from connectors.fetching import COMPOSED, Fetched
from connectors.mapping import AppliedMapping, Document, apply_mapping
from connectors.reading import raw_table
from schemas.messages import Message
from schemas.observations import Observation, decimal_text


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of making a figure again.

    Args:
        holds: whether it came out as it is published.
        published: the value on record, canonical text.
        recomputed: the value made again; empty where the cell gave none.
        raw: the cell's text as it stands in the bytes.
        failures: what does not hold, each said by itself.
    """

    holds: bool
    published: str
    recomputed: str
    raw: str
    failures: tuple[Message, ...] = field(default=())


def verify(
    observation: Observation,
    definition: Mapping[str, Any],  # a mapping version's JSON
    snapshot: Snapshot,
    store: ObjectStore,
    places: frozenset[str],
    release: Release | None = None,
) -> Verification:
    """Read the stored bytes again, apply the mapping version again, and compare with what is published.

    Args:
        observation: the figure as it is published, current or not.
        definition: the mapping version it was made by.
        snapshot: the bytes it was made from.
        store: where bytes and archives stand.
        places: codes of the places that the node knows.
        release: the release that brought it; its archive is checked, too.

    Raises:
        SnapshotNotFoundError: the bytes are no longer stored.
        SnapshotDamagedError: they were changed since they were fetched.
        ConnectorError: they can no longer be read as a table.
    """
    content = store.get(snapshot.sha256)
    applied = AppliedMapping.of(definition, places | {observation.key.place})
    again = _again(observation, applied, snapshot, content)
    failures = [
        *_of_mapping(observation, definition),
        *_of_composition(applied, snapshot, content, store),
        *_of_value(observation, again),
        *(() if release is None else _of_release(observation, release, store)),
    ]
    published = decimal_text(observation.value)
    if again is None:
        return Verification(False, published, "", "", tuple(failures))
    return Verification(not failures, published, decimal_text(again.value), again.raw_value, tuple(failures))


def _again(
    observation: Observation, applied: AppliedMapping, snapshot: Snapshot, content: bytes
) -> Observation | None:
    """Make the figure that stands in the same cell again."""
    fetched = Fetched(content, 200, snapshot.url, snapshot.media_type, snapshot.sha256)
    mapped = apply_mapping(applied, raw_table(applied, fetched), Document(snapshot.url, snapshot.sha256))
    same = (observation.key, observation.source_cell)
    return next((row for row in mapped.observations if (row.key, row.source_cell) == same), None)


def _of_mapping(observation: Observation, definition: Mapping[str, Any]) -> Iterator[Message]:
    """Hold the definition against the id that the figure names: source, name and the hash of the definition."""
    text = json.dumps(dict(definition), sort_keys=True, ensure_ascii=False)
    found = f"{definition['source']}/{definition['name']}@{hashlib.sha256(text.encode()).hexdigest()[:12]}"
    if found != observation.mapping:
        yield Message("verify.mapping", {"mapping": observation.mapping, "found": found})


def _of_composition(
    applied: AppliedMapping, snapshot: Snapshot, content: bytes, store: ObjectStore
) -> Iterator[Message]:
    """Hold bytes that were composed against the answers that they name."""
    if snapshot.media_type == COMPOSED:
        yield from check_composition(applied, connector(applied.connector).composer, content, store)


def _of_value(observation: Observation, again: Observation | None) -> Iterator[Message]:
    if again is None:
        yield Message("verify.missing", {"cell": observation.source_cell})
        return
    made = _Line.of(again)
    if made != _Line.of(observation):
        yield Message("verify.value", {"found": made.said(), "published": _Line.of(observation).said()})


@dataclass(frozen=True, slots=True)
class _Line:
    """A figure's canonical form without the mapping's id, which is held against its definition by itself."""

    value: str
    raw: str
    line: str

    @classmethod
    def of(cls, row: Observation) -> "_Line":
        """Make it of a figure."""
        line = row.canonical().removesuffix(row.mapping)
        return cls(decimal_text(row.value), row.raw_value, line)

    def said(self) -> str:
        """Say it for people."""
        return f"{self.value or '-'} ({self.raw!r})"


def _of_release(observation: Observation, release: Release, store: ObjectStore) -> Iterator[Message]:
    """Hold the archive against the release's hash, and the figure against the archive."""
    try:
        rows = read_archive(store.get(release.archive_sha256))
    except (SnapshotNotFoundError, SnapshotDamagedError) as error:
        yield Message("verify.archive", {"release": release.id, "why": str(error)})
        return
    found = release_hash(rows)
    if found != release.id:
        yield Message("verify.release", {"release": release.id, "found": found})
    line = observation.canonical()
    if not any(row.key == observation.key and row.canonical() == line for row in rows):
        yield Message("verify.row", {"release": release.id})
