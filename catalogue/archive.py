"""Release archives: a release's rows as a Parquet file that anybody can read.

Numbers stand twice: as canonical text (every digit) and as a float for quick reading.
"""

import io
from collections.abc import Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.observations import DIMENSIONS, Observation, SeriesKey, decimal_text

NUMBERS = ("value", "lower", "upper", "published_value")
ATTRIBUTES = tuple(field.name for field in fields(Observation) if field.name not in ("key", *NUMBERS))


def write_archive(observations: Sequence[Observation]) -> bytes:
    """Write rows as Parquet (zstd), in the order of their canonical form."""
    rows = sorted(observations, key=Observation.canonical)
    columns: dict[str, list[object]] = {name: [getattr(row.key, name) for row in rows] for name in DIMENSIONS}
    for name in NUMBERS:
        columns[name] = [decimal_text(getattr(row, name)) or None for row in rows]
    columns["value_float"] = [None if row.value is None else float(row.value) for row in rows]
    for name in ATTRIBUTES:
        columns[name] = [getattr(row, name) for row in rows]
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns, schema=_schema()), buffer, compression="zstd")
    return buffer.getvalue()


def read_archive(content: bytes) -> list[Observation]:
    """Read the rows of an archive back."""
    observations = []
    for row in pq.read_table(io.BytesIO(content)).to_pylist():
        key = SeriesKey(**{name: row[name] for name in DIMENSIONS})
        values: dict[str, Any] = {
            name: row[name] for name in ATTRIBUTES
        }  # names and types are Observation's own
        values |= {name: None if row[name] is None else Decimal(row[name]) for name in NUMBERS}
        observations.append(Observation(key=key, **values))
    return observations


def _schema() -> pa.Schema:
    texts = [pa.field(name, pa.string()) for name in (*DIMENSIONS, *NUMBERS)]
    return pa.schema(
        [*texts, pa.field("value_float", pa.float64()), *(pa.field(name, pa.string()) for name in ATTRIBUTES)]
    )
