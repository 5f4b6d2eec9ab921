"""Questions to the observations: one table of values, read only through a Scope.

Every representation is drawn from what stands here. Numbers leave as canonical text, so that no digit is lost and none
is made.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Row, Select, String, or_, select, type_coerce
from sqlmodel import Session, col

from catalogue.errors import ObservationNotFoundError
from catalogue.models import Dataset, ObservationRow
from catalogue.releases import to_observation
from catalogue.scope import Scope
from catalogue.vintages import TIMES, in_time, time_text
from schemas.observations import DIMENSIONS, Observation, SeriesKey, StoredObservation

NUMBERS = ("value", "lower", "upper", "published_value")
TEXTS_BEFORE = (
    "id", "indicator", "place", "period", "freq", "sector", "scope", "gas", "carrier", "mode", "value_type", "unit",
    "source", "basis",
)  # fmt: skip
TEXTS_AFTER = (
    "obs_status", "conf_status", "notation_key", "included_in", "population_ref", "comment", "published_unit",
    "raw_value", "raw_unit", "source_cell", "snapshot", "mapping", "release", "dataset",
)  # fmt: skip
COLUMNS: tuple[str, ...] = (*TEXTS_BEFORE, *NUMBERS, *TEXTS_AFTER, "example", *TIMES)
"""The columns of every representation, in this order; an answer about changes has `action` after them."""


@dataclass(frozen=True, slots=True)
class ObservationQuery:
    """A question; an empty part does not narrow it.

    Args:
        first: first period, e.g. ``2018``; periods within a year belong to it.
        last: last period, inclusive.
        as_of: the table as it stood at that time.
        updated_after: only what changed later.
        include_history: rows that were replaced, too.
    """

    indicators: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    first: str = ""
    last: str = ""
    sectors: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    gases: tuple[str, ...] = ()
    carriers: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    ids: tuple[str, ...] = field(default=())
    as_of: datetime | None = None
    updated_after: datetime | None = None
    include_history: bool = False


def rows(
    session: Session, query: ObservationQuery, within: Scope, limit: int | None = None
) -> Iterator[Row[Any]]:
    """Give rows as texts in the order of COLUMNS, streamed; what was deleted is left out."""
    columns = _text_columns(query, within, session.get_bind().dialect)
    statement = _ordered(select(*columns).where(*conditions(query), within.observations()))
    if limit is not None:
        statement = statement.limit(limit)
    parts = session.execute(statement.execution_options(yield_per=2000)).partitions()
    return chain.from_iterable(parts)


def load(session: Session, query: ObservationQuery, within: Scope) -> list[StoredObservation]:
    """Give rows as values, for what calculates with them; what was deleted is left out.

    The columns alone are read: rows that the session keeps watch over cost three times as much.
    """
    columns = [within.shown(name, getattr(ObservationRow, name), _empty(name)) for name in _VALUES]
    statement = _ordered(select(*columns).where(*conditions(query), within.observations()))
    return [_value(row) for row in session.execute(statement)]


def find_observation(
    session: Session, observation_id: str, within: Scope
) -> tuple[StoredObservation, ObservationRow]:
    """Give one observation by its id, current or not; of several rows the one that stands, else the newest served.

    Raises:
        ObservationNotFoundError: absent, or not for who asks.
    """
    statement = select(ObservationRow).where(col(ObservationRow.id) == observation_id, within.observations())
    withdrawn, ended = (
        col(ObservationRow.withdrawn_at).is_not(None),
        col(ObservationRow.recorded_to).is_not(None),
    )
    row = session.scalars(statement.order_by(withdrawn, ended, col(ObservationRow.number).desc())).first()
    if row is None:
        raise ObservationNotFoundError(observation_id)
    return _stored(row, kept_back(session, within, [row.dataset])), row


def kept_back(session: Session, within: Scope, datasets: Collection[str]) -> dict[str, frozenset[str]]:
    """Give the columns that are kept back of some datasets, by dataset."""
    found: dict[str, frozenset[str]] = {}
    for column, condition in within.masks.items():
        named = select(col(Dataset.id)).where(col(Dataset.id).in_(sorted(datasets)), condition)
        for dataset in session.scalars(named):
            found[dataset] = found.get(dataset, frozenset()) | {column}
    return found


def veiled(observation: Observation, columns: Collection[str]) -> Observation:
    """Give an observation without the columns that are kept back."""
    empty: dict[str, Any] = {name: _empty(name) for name in columns if name in _ATTRIBUTES}
    return replace(observation, **empty) if empty else observation


def _empty(name: str) -> str | None:
    """Give what stands in the place of a column that is kept back."""
    return None if name in NUMBERS else ""


_ATTRIBUTES = tuple(field.name for field in fields(Observation) if field.name != "key")
_VALUES = (*DIMENSIONS, *_ATTRIBUTES, "id", "release", "dataset", "example")


def _value(row: Row[Any]) -> StoredObservation:
    """Read the columns of `_VALUES`."""
    told: tuple[Any, ...] = tuple(row)  # columns of many types
    split = len(DIMENSIONS)
    seen = Observation(SeriesKey(*told[:split]), *told[split:-4])
    identity, release, dataset, example = told[-4:]
    return StoredObservation(identity, release, dataset, seen, example)


def _stored(row: ObservationRow, kept: Mapping[str, frozenset[str]]) -> StoredObservation:
    observation = veiled(to_observation(row), kept.get(row.dataset, ()))
    return StoredObservation(row.id, row.release, row.dataset, observation, row.example)


def _ordered(statement: Select[Any]) -> Select[Any]:
    keys = (ObservationRow.indicator, ObservationRow.place, ObservationRow.period, ObservationRow.sector)
    return statement.order_by(*map(col, keys), col(ObservationRow.scope), col(ObservationRow.number))


def _text_columns(query: ObservationQuery, within: Scope, dialect: Dialect) -> list[ColumnElement[Any]]:
    """Give the columns of COLUMNS, the numbers as the text they are stored as, the times as RFC 3339 has them."""
    columns: list[ColumnElement[Any]] = []
    for name in COLUMNS:
        if name in TIMES:
            columns.append(time_text(name, query, dialect).label(name))
            continue
        column: ColumnElement[Any] = getattr(ObservationRow, name)
        text = type_coerce(column, String).label(name) if name in NUMBERS else column
        columns.append(within.shown(name, text, _empty(name)))
    return columns


def conditions(query: ObservationQuery, within: Scope | None = None) -> list[ColumnElement[bool]]:
    """Give a question as conditions on the table `observation`.

    Args:
        query: the question.
        within: what the caller may read, where what was deleted is to be told, too; it filters nothing else.
    """
    named: Sequence[tuple[Any, tuple[str, ...]]] = (
        (ObservationRow.indicator, query.indicators), (ObservationRow.place, query.places),
        (ObservationRow.sector, query.sectors), (ObservationRow.scope, query.scopes), (ObservationRow.gas, query.gases),
        (ObservationRow.carrier, query.carriers), (ObservationRow.source, query.sources),
        (ObservationRow.basis, query.bases), (ObservationRow.dataset, query.datasets), (ObservationRow.id, query.ids),
    )  # fmt: skip
    narrowed = [_among(column, words) for column, words in named if words]
    if query.first:
        narrowed.append(col(ObservationRow.period) >= query.first)
    if query.last:
        period = col(ObservationRow.period)
        narrowed.append(or_(period <= query.last, period.startswith(query.last)))
    return [*narrowed, *in_time(query, within)]


def _among(column: Any, words: tuple[str, ...]) -> ColumnElement[bool]:  # a mapped column
    mapped = col(column)
    return mapped == words[0] if len(words) == 1 else mapped.in_(words)
