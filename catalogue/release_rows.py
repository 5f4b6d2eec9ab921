"""A release's rows by column: one pass over the observations serves its hash, its archive and its rows.

A million rows are hashed, sorted and compared in seconds, and what is done in Arrow lets other threads go on meanwhile.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.observations import DIMENSIONS, Observation, decimal_text

NUMBERS = ("value", "lower", "upper", "published_value")
CANONICAL_TEXTS = (
    "obs_status", "conf_status", "notation_key", "included_in", "population_ref", "comment", "published_unit",
    "raw_value", "raw_unit", "source_cell", "mapping",
)  # fmt: skip
"""The attributes that a release's hash is made of, in `Observation.canonical`'s order; a test holds the two equal."""

CANONICAL = (*DIMENSIONS, *NUMBERS, *CANONICAL_TEXTS)
TEXTS = (*CANONICAL_TEXTS[:-1], "snapshot", "mapping")
"""All attributes that are texts, in the order of an archive's columns."""

SEPARATOR = "\x1f"
PART = 20_000
"""Rows that are turned between Arrow and Python at once: while they are, no other thread runs."""

Column = Sequence[str | None]


@dataclass(frozen=True)
class ReleaseRows:
    """The rows of a release, in the canonical order.

    Args:
        columns: dimensions, numbers (canonical text, None for none) and texts, by name.
        observations: the rows themselves.
        id: hash of the canonical rows.
    """

    columns: Mapping[str, Column]
    observations: Sequence[Observation]
    id: str

    @classmethod
    def of(cls, observations: Sequence[Observation]) -> "ReleaseRows":
        """Sort observations into the canonical order and hash them."""
        taken = _columns(observations)
        lines = _lines(taken)
        order = pc.sort_indices(lines)
        release = _hash(lines.take(order))
        positions = list(_parts(order))
        columns = {name: [column[at] for at in positions] for name, column in taken.items()}
        return cls(columns, [observations[at] for at in positions], release)

    def __len__(self) -> int:
        return len(self.observations)

    @property
    def values(self) -> Sequence[Decimal | None]:
        """The values as numbers."""
        return [row.value for row in self.observations]

    @cached_property
    def keys(self) -> list[str]:
        """The rows' series keys as one line each."""
        return [SEPARATOR.join(key) for key in zip(*(self.columns[name] for name in DIMENSIONS), strict=True)]

    def lines(self) -> Iterator[str]:
        """Give the rows' canonical form."""
        yield from _parts(_lines(self.columns))


def _parts(array: pa.Array) -> Iterator[Any]:  # an array's values
    for start in range(0, len(array), PART):
        yield from array.slice(start, PART).to_pylist()


def release_hash(observations: Sequence[Observation]) -> str:
    """Give a release's id as `schemas.observations.release_id` defines it, for many rows in seconds."""
    taken = _columns(observations)
    lines = _lines(taken)
    return _hash(lines.take(pc.sort_indices(lines)))


def _columns(observations: Sequence[Observation]) -> dict[str, Column]:
    keys = [row.key for row in observations]
    written: dict[Decimal, str] = {}
    columns: dict[str, Column] = {name: [getattr(key, name) for key in keys] for name in DIMENSIONS}
    columns |= {name: _numbers([getattr(row, name) for row in observations], written) for name in NUMBERS}
    return columns | {name: [getattr(row, name) for row in observations] for name in TEXTS}


def _numbers(values: Sequence[Decimal | None], written: dict[Decimal, str]) -> Column:
    """Write numbers as canonical text; equal ones are written once."""
    texts: list[str | None] = []
    for value in values:
        if value is None:
            texts.append(None)
            continue
        text = written.get(value)
        if text is None:
            text = written[value] = decimal_text(value)
        texts.append(text)
    return texts


def _lines(columns: Mapping[str, Column]) -> pa.Array:
    """Write each row's canonical form."""
    arrays = [pc.fill_null(pa.array(columns[name], pa.large_string()), "") for name in CANONICAL]
    return pc.binary_join_element_wise(*arrays, pa.scalar(SEPARATOR, pa.large_string()))


def _hash(lines: pa.Array) -> str:
    """Hash lines in their order, each with its end; bytes are hashed without holding other threads up."""
    ends = [pa.scalar(text, pa.large_string()) for text in ("", "\n")]
    digest = hashlib.sha256()
    for start in range(0, len(lines), PART):
        ended = pc.binary_join_element_wise(lines.slice(start, PART), *ends)
        digest.update(b"" if ended.buffers()[2] is None else ended.buffers()[2])
    return digest.hexdigest()
