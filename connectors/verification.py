"""Verification: make a published figure again from the stored bytes of its source, offline."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalogue.models import Snapshot
from catalogue.object_store import ObjectStore
from connectors.fetching import Fetched
from connectors.mapping import AppliedMapping, Document, apply_mapping
from connectors.reading import raw_table
from schemas.observations import Observation, decimal_text


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of making a figure again.

    Args:
        holds: whether it came out as it is published.
        published: the value on record, canonical text.
        recomputed: the value made again; empty where the cell gave none.
        raw: the cell's text as it stands in the bytes.
    """

    holds: bool
    published: str
    recomputed: str
    raw: str


def verify(
    observation: Observation,
    definition: Mapping[str, Any],  # a mapping version's JSON
    snapshot: Snapshot,
    store: ObjectStore,
    places: frozenset[str],
) -> Verification:
    """Read the stored bytes again, apply the mapping version again, and compare with what is published.

    Raises:
        SnapshotNotFoundError: the bytes are no longer stored.
        SnapshotDamagedError: they were changed since they were fetched.
        ConnectorError: they can no longer be read as a table.
    """
    content = store.get(snapshot.sha256)
    fetched = Fetched(content, 200, snapshot.url, snapshot.media_type, snapshot.sha256)
    applied = AppliedMapping.of(definition, places)
    mapped = apply_mapping(applied, raw_table(applied, fetched), Document(snapshot.url, snapshot.sha256))
    again = next(
        (
            row
            for row in mapped.observations
            if (row.key, row.source_cell) == (observation.key, observation.source_cell)
        ),
        None,
    )
    published = decimal_text(observation.value)
    if again is None:
        return Verification(holds=False, published=published, recomputed="", raw="")
    holds = again.canonical() == observation.canonical()
    return Verification(holds, published, decimal_text(again.value), again.raw_value)
