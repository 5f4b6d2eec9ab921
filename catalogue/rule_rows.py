"""Stored rows as the rules across rows take them: many at once, without what no rule looks at."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Text, select, type_coerce
from sqlmodel import Session, col

from catalogue.models import ObservationRow
from schemas.observations import DIMENSIONS, Observation, SeriesKey

NUMBERS = ("value", "published_value")
OWN = ("raw_value", "source_cell")
"""Texts that differ from row to row."""

SHARED = ("slot", "dataset", "obs_status", "published_unit", "raw_unit", "snapshot")
"""Together with the key all that rules look at; bounds, comments and the like are left where they are."""

FETCHED = 5000


class RuleRow(NamedTuple):
    """What a stored row says, and where it is recorded."""

    number: int
    slot: str
    dataset: str
    observation: Observation


def rule_rows(session: Session, *conditions: ColumnElement[bool]) -> Iterator[RuleRow]:
    """Load the rows that meet all of some conditions, in the order in which they were stored."""
    names = (*NUMBERS, *OWN, *SHARED, *DIMENSIONS)
    texts: list[ColumnElement[str]] = [type_coerce(getattr(ObservationRow, name), Text) for name in names]
    asked = select(col(ObservationRow.number), *texts).where(*conditions).order_by(col(ObservationRow.number))
    session.flush()
    once = _Held().__getitem__
    for some in session.connection().execute(asked.execution_options(yield_per=FETCHED)).partitions():
        for row in some:
            yield _row(row, once)


class _Held(dict[str, str]):
    """Texts, equal ones held once: else a million rows would fill the memory."""

    def __missing__(self, text: str) -> str:
        self[text] = text
        return text


def _row(row: Sequence[Any], once: Callable[[str], str]) -> RuleRow:
    number, value, published, raw, cell = row[:5]
    amount = None if value is None else Decimal(value)
    shown = amount if published == value else None if published is None else Decimal(published)
    slot, dataset, status, unit, raw_unit, snapshot, *key = map(once, row[5:])
    observation = Observation(
        SeriesKey(*key),
        amount,
        obs_status=status,
        published_value=shown,
        published_unit=unit,
        raw_value=raw,
        raw_unit=raw_unit,
        source_cell=cell,
        snapshot=snapshot,
    )
    return RuleRow(number, slot, dataset, observation)


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Keep Python's collector from walking over the rows again and again: nothing that the rules make is circular.

    It would take as long as the rules themselves. Others of the process wait for their collection meanwhile.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
