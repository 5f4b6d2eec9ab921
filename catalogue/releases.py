"""Releases: how a set of observations becomes current, and what happens to those it replaces.

A row that did not change keeps its id and its history; only what changed is closed and written anew, so that a
question by time of change (`updated_after`) gives what changed and nothing else.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from itertools import islice, repeat
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    Text,
    bindparam,
    func,
    insert,
    literal,
    type_coerce,
    update,
)
from sqlmodel import Session, col, select

from catalogue import epochs
from catalogue.archive import archive_of
from catalogue.changes import note_change
from catalogue.models import ObservationRow, Release
from catalogue.object_store import ObjectStore
from catalogue.publishing_errors import WithdrawnBeforeError
from catalogue.release_rows import CANONICAL, NUMBERS, SEPARATOR, TEXTS, ReleaseRows
from schemas.observations import DIMENSIONS, Observation, SeriesKey, observation_id_of

BATCH = 500
WRITTEN_TOGETHER = 5000
CACHE_KIB = 256 * 1024
_T = TypeVar("_T")


@dataclass(frozen=True)
class ReleaseDraft:
    """What one mapping made of named snapshots.

    Args:
        slot: ``source/mapping-name``: what a newer release of it replaces.
        dataset: the dataset it belongs to.
        source: the source's id.
        mapping: the mapping version's id.
        observations: its rows.
        snapshots: the SHA-256 of the bytes it was made from.
        example: labelled example data.
    """

    slot: str
    dataset: str
    source: str
    mapping: str
    observations: tuple[Observation, ...]
    snapshots: tuple[str, ...]
    example: bool = False

    @cached_property
    def rows(self) -> ReleaseRows:
        """Its rows by column, in canonical order; of two with one key the later one."""
        rows = ReleaseRows.of(self.observations)
        if len(set(rows.keys)) == len(rows):
            return rows
        return ReleaseRows.of([*{row.key: row for row in self.observations}.values()])

    @property
    def id(self) -> str:
        """The hash of its canonical rows."""
        return self.rows.id


def current_release(session: Session, slot: str) -> Release | None:
    """Give the release that stands in a slot."""
    found = select(Release).where(col(Release.slot) == slot, col(Release.state) == "current")
    return session.exec(found).first()


def publish(session: Session, store: ObjectStore, draft: ReleaseDraft, now: datetime) -> str:
    """Make a draft current within the caller's transaction and give its outcome.

    Returns:
        ``unchanged`` where the same rows stand already, else ``added`` or ``changed``.

    Raises:
        WithdrawnBeforeError: the very same rows were withdrawn: a harvest does not bring them back.
    """
    standing = current_release(session, draft.slot)
    if standing is not None and standing.id == draft.id:
        return "unchanged"
    refuse_withdrawn(session, draft)
    content = archive_of(draft.rows, example=draft.example)
    release = Release(
        id=draft.id, slot=draft.slot, dataset=draft.dataset, source=draft.source, mapping=draft.mapping,
        rows=len(draft.rows), archive_sha256=store.put(content), archive_bytes=len(content),
        snapshots=list(draft.snapshots), state="current", recorded_from=now,
    )  # fmt: skip
    if standing is not None:
        standing.state, standing.recorded_to = "superseded", now
        session.add(standing)
    session.add(release)
    replace_rows(session, draft, release.id, now)
    note_change(session, draft.dataset, "data", now, release=release.id, source=draft.source)
    epochs.advance(session, epochs.CATALOGUE)
    return "changed" if standing is not None else "added"


def refuse_withdrawn(session: Session, draft: ReleaseDraft) -> None:
    """Refuse rows that were withdrawn from their slot.

    Raises:
        WithdrawnBeforeError: the very same rows were.
    """
    before = select(Release).where(
        col(Release.slot) == draft.slot, col(Release.withdrawn_at).is_not(None), col(Release.id) == draft.id
    )
    found = session.exec(before.order_by(col(Release.number).desc())).first()
    if found is not None and found.withdrawn_at is not None:
        raise WithdrawnBeforeError(draft.slot, found.id, found.withdrawn_at, found.reason)


def retire(session: Session, slot: str, now: datetime) -> None:
    """Close a slot whose source no longer has it: its rows stay in history."""
    standing = current_release(session, slot)
    if standing is None:
        return
    standing.state, standing.recorded_to = "superseded", now
    session.add(standing)
    close_slot(session, slot, now)
    note_change(session, standing.dataset, "data", now, source=standing.source)
    epochs.advance(session, epochs.CATALOGUE)


def close_slot(session: Session, slot: str, now: datetime) -> None:
    """Close all rows that stand in a slot."""
    standing = (col(ObservationRow.slot) == slot, col(ObservationRow.recorded_to).is_(None))
    session.execute(update(ObservationRow).where(*standing).values(recorded_to=now))


def replace_rows(session: Session, draft: ReleaseDraft, release: str, now: datetime) -> None:
    """Make a draft's rows those that stand in its slot: unchanged ones stay, the others are closed or written."""
    standing = _standing_rows(session, draft.slot)
    if not standing:
        _write(session, draft, release, range(len(draft.rows)), now)
        return
    wanted = {line: at for at, line in enumerate(draft.rows.lines())}
    gone = [number for line, number in standing.items() if line not in wanted]
    if len(gone) == len(standing):
        close_slot(session, draft.slot, now)
    else:
        close_rows(session, gone, now)
    _write(session, draft, release, [at for line, at in wanted.items() if line not in standing], now)


def close_rows(session: Session, numbers: Sequence[int], now: datetime) -> None:
    """Close some rows."""
    for some in _batches(numbers):
        session.execute(
            update(ObservationRow).where(col(ObservationRow.number).in_(some)).values(recorded_to=now)
        )


def _batches(rows: Iterable[_T], size: int = BATCH) -> Iterator[list[_T]]:
    iterator = iter(rows)
    while some := list(islice(iterator, size)):
        yield some


def _standing_rows(session: Session, slot: str) -> dict[str, int]:
    """Give the rows that stand in a slot by their canonical form, which the database writes."""
    texts: list[ColumnElement[str]] = [type_coerce(getattr(ObservationRow, name), Text) for name in CANONICAL]
    line = func.format(literal(SEPARATOR.join(["%s"] * len(texts)), Text), *texts, type_=Text)
    current = select(line, col(ObservationRow.number)).where(
        col(ObservationRow.slot) == slot, col(ObservationRow.recorded_to).is_(None)
    )
    found = session.execute(current.execution_options(yield_per=WRITTEN_TOGETHER))
    return {row[0]: row[1] for row in found}


def to_observation(row: ObservationRow) -> Observation:
    """Give a stored row as a value."""
    key = SeriesKey(**{name: getattr(row, name) for name in DIMENSIONS})
    return Observation(key=key, **{name: getattr(row, name) for name in (*NUMBERS, *TEXTS)})


_SAME = ("slot", "release", "dataset", "example", "recorded_from", "recorded_to", "withdrawn_at")
_OWN = ("id", "value_order", *DIMENSIONS, *NUMBERS, *TEXTS)


def _write(
    session: Session, draft: ReleaseDraft, release: str, positions: Sequence[int], now: datetime
) -> None:
    """Write some of a draft's rows, as the driver takes them: SQLAlchemy's own way costs five times as much."""
    session.flush()
    connection = session.connection()
    dialect = connection.dialect
    time = now.astimezone(UTC)
    begun = time.replace(tzinfo=None).isoformat(" ", "microseconds") if dialect.name == "sqlite" else time
    same = {
        "slot": draft.slot, "release": release, "dataset": draft.dataset, "example": draft.example,
        "recorded_from": begun, "recorded_to": None, "withdrawn_at": None,
    }  # fmt: skip
    sql, order = _insertion(dialect)
    names = order or (*same, *_OWN)
    with _more_memory(connection, len(positions)):
        for start in range(0, len(positions), WRITTEN_TOGETHER):
            own = _own_columns(draft.rows, release, positions[start : start + WRITTEN_TOGETHER])
            columns = [repeat(same[name]) if name in same else own[name] for name in names]
            rows: Any = zip(*columns, strict=False)  # a repetition never ends
            connection.exec_driver_sql(
                sql, list(rows) if order else [dict(zip(names, row, strict=True)) for row in rows]
            )


def _own_columns(rows: ReleaseRows, release: str, positions: Sequence[int]) -> dict[str, Sequence[Any]]:
    """Give what differs between rows, by column."""
    whole = positions[-1] - positions[0] + 1 == len(positions)
    part = slice(positions[0], positions[-1] + 1)

    def take(column: Sequence[_T]) -> Sequence[_T]:
        return column[part] if whole else [column[at] for at in positions]

    own: dict[str, Sequence[Any]] = {name: take(column) for name, column in rows.columns.items()}
    own["id"] = [observation_id_of(key, release) for key in take(rows.keys)]
    values = [row.value for row in take(rows.observations)]
    own["value_order"] = [None if value is None else float(value) for value in values]
    return own


@contextmanager
def _more_memory(connection: Connection, rows: int) -> Iterator[None]:
    """Let SQLite hold its indexes in memory while it writes many rows: else it reads them again and again."""
    if connection.dialect.name != "sqlite" or rows < WRITTEN_TOGETHER:
        yield
        return
    usual = connection.exec_driver_sql("PRAGMA cache_size").scalar()
    connection.exec_driver_sql(f"PRAGMA cache_size={-CACHE_KIB}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size={int(usual or 0)}")


@lru_cache
def _insertion(dialect: Dialect) -> tuple[str, Sequence[str]]:
    """Give the statement that writes a row, and the order of its parameters where they have no names."""
    blanks: Mapping[str, Any] = {name: bindparam(name) for name in (*_SAME, *_OWN)}
    compiled = insert(ObservationRow).inline().values(blanks).compile(dialect=dialect)
    return str(compiled), tuple(compiled.positiontup or ())
