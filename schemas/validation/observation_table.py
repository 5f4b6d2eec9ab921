"""An observation table: rows of observations as columns, and a row as an observation again."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import pyarrow as pa

from schemas.observations import DIMENSIONS, Observation, SeriesKey
from schemas.validation.columns import ColumnTable, refuse_odd_types, table_of

NUMBERS = ("value", "lower", "upper", "published_value")
NUMBER_COLUMNS = frozenset(NUMBERS)
ATTRIBUTES = tuple(field.name for field in fields(Observation) if field.name not in ("key", *NUMBERS))
PATHS = {name: f"key.{name}" for name in DIMENSIONS} | {name: name for name in (*NUMBERS, *ATTRIBUTES)}


def observation_table(observations: Sequence[Observation]) -> ColumnTable:
    """Make a table of observations."""
    return table_of(observations, PATHS, NUMBER_COLUMNS)


def arrow_table(table: pa.Table) -> ColumnTable:
    """Take a table as a release archive holds it: texts, and numbers as texts or decimals.

    Raises:
        ColumnTypeError: one of its columns holds something else.
    """
    refuse_odd_types(table, PATHS)
    return ColumnTable(table, NUMBER_COLUMNS)


def observation_at(table: ColumnTable, row: int) -> Observation:
    """Give a row as an observation; what is no number is none."""
    dimensions = {name: str(table.cell(row, name) or "") for name in DIMENSIONS}
    values: dict[str, Any] = {name: str(table.cell(row, name) or "") for name in ATTRIBUTES}  # its own fields
    for name in NUMBERS:
        cell = table.cell(row, name)
        values[name] = None if isinstance(cell, str) else cell
    return Observation(key=SeriesKey(**dimensions), **values)
