"""Release archives: a release's rows as a Parquet file that anybody can read.

Numbers stand twice: as canonical text (every digit) and as a float for quick reading.
"""

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from catalogue.release_rows import NUMBERS, TEXTS, ReleaseRows
from schemas.observations import DIMENSIONS, Observation, SeriesKey

_EXAMPLE = b"ogledalo.example"


def write_archive(observations: Sequence[Observation]) -> bytes:
    """Write rows as Parquet (zstd), in the order of their canonical form."""
    return archive_of(ReleaseRows.of(observations))


def archive_of(rows: ReleaseRows, *, example: bool = False) -> bytes:
    """Write a release's rows as Parquet (zstd).

    Args:
        rows: in canonical order.
        example: labelled example data: said in the file, so that the rows made anew from it say so too.
    """
    texts = {name: pa.array(rows.columns[name], pa.string()) for name in (*DIMENSIONS, *NUMBERS)}
    named = texts | {"value_float": pc.cast(texts["value"], pa.float64())}
    named |= {name: pa.array(rows.columns[name], pa.string()) for name in TEXTS}
    table = pa.table(named).replace_schema_metadata({_EXAMPLE: b"true"} if example else None)
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def read_archive(content: bytes) -> list[Observation]:
    """Read the rows of an archive back."""
    observations = []
    for batch in pq.ParquetFile(io.BytesIO(content)).iter_batches(batch_size=10_000):
        for row in batch.to_pylist():
            key = SeriesKey(**{name: row[name] for name in DIMENSIONS})
            values: dict[str, Any] = {
                name: row[name] for name in TEXTS
            }  # names and types are Observation's own
            values |= {name: None if row[name] is None else Decimal(row[name]) for name in NUMBERS}
            observations.append(Observation(key=key, **values))
    return observations


def says_example(content: bytes) -> bool:
    """Say whether an archive holds labelled example data."""
    return _EXAMPLE in (pq.read_schema(io.BytesIO(content)).metadata or {})
