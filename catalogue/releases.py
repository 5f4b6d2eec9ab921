"""Releases: how a set of observations becomes current, and what happens to those it replaces.

A row that did not change keeps its id and its history; only what changed is closed and written anew, so that a
question by time of change (`updated_after`) gives what changed and nothing else.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from catalogue import epochs
from catalogue.archive import write_archive
from catalogue.models import ObservationRow, Release
from catalogue.object_store import ObjectStore
from schemas.observations import DIMENSIONS, Observation, SeriesKey, observation_id, release_id

BATCH = 500
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
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

    @property
    def id(self) -> str:
        """The hash of its canonical rows."""
        return release_id(list(self.observations))


def current_release(session: Session, slot: str) -> Release | None:
    """Give the release that stands in a slot."""
    found = select(Release).where(col(Release.slot) == slot, col(Release.state) == "current")
    return session.exec(found).first()


def publish(session: Session, store: ObjectStore, draft: ReleaseDraft, now: datetime) -> str:
    """Make a draft current within the caller's transaction and give its outcome.

    Returns:
        ``unchanged`` where the same rows stand already, else ``added`` or ``changed``.
    """
    standing = current_release(session, draft.slot)
    if standing is not None and standing.id == draft.id:
        return "unchanged"
    content = write_archive(draft.observations)
    release = Release(
        id=draft.id, slot=draft.slot, dataset=draft.dataset, source=draft.source, mapping=draft.mapping,
        rows=len(draft.observations), archive_sha256=store.put(content), archive_bytes=len(content),
        snapshots=list(draft.snapshots), state="current", recorded_from=now,
    )  # fmt: skip
    if standing is not None:
        standing.state, standing.recorded_to = "superseded", now
        session.add(standing)
    session.add(release)
    replace_rows(session, draft, release.id, now)
    epochs.advance(session, epochs.CATALOGUE)
    return "changed" if standing is not None else "added"


def retire(session: Session, slot: str, now: datetime) -> None:
    """Close a slot whose source no longer has it: its rows stay in history."""
    standing = current_release(session, slot)
    if standing is None:
        return
    standing.state, standing.recorded_to = "superseded", now
    session.add(standing)
    close_slot(session, slot, now)
    epochs.advance(session, epochs.CATALOGUE)


def close_slot(session: Session, slot: str, now: datetime) -> None:
    """Close all rows that stand in a slot."""
    _close(session, [number for number, _ in _standing_rows(session, slot).values()], now)


def replace_rows(session: Session, draft: ReleaseDraft, release: str, now: datetime) -> None:
    """Make a draft's rows those that stand in its slot: unchanged ones stay, the others are closed or written."""
    standing = _standing_rows(session, draft.slot)
    wanted = {row.key: row for row in draft.observations}
    kept = {key for key, (_, text) in standing.items() if key in wanted and wanted[key].canonical() == text}
    _close(session, [number for key, (number, _) in standing.items() if key not in kept], now)
    fresh = (row for key, row in wanted.items() if key not in kept)
    for some in _batches(fresh):
        session.execute(insert(ObservationRow), [_columns(draft, release, row, now) for row in some])


def _batches(rows: Iterable[_T]) -> Iterator[list[_T]]:
    iterator = iter(rows)
    while some := list(islice(iterator, BATCH)):
        yield some


def _close(session: Session, numbers: Sequence[int], now: datetime) -> None:
    for some in _batches(numbers):
        session.execute(
            update(ObservationRow).where(col(ObservationRow.number).in_(some)).values(recorded_to=now)
        )


def _standing_rows(session: Session, slot: str) -> dict[SeriesKey, tuple[int, str]]:
    current = select(ObservationRow).where(
        col(ObservationRow.slot) == slot, col(ObservationRow.recorded_to).is_(None)
    )
    rows = {}
    for row in session.exec(current):
        observation = to_observation(row)
        rows[observation.key] = (row.number or 0, observation.canonical())
    return rows


_ATTRIBUTES = (
    "value", "lower", "upper", "obs_status", "conf_status", "notation_key", "included_in", "population_ref", "comment",
    "published_value", "published_unit", "raw_value", "raw_unit", "source_cell", "snapshot", "mapping",
)  # fmt: skip


def to_observation(row: ObservationRow) -> Observation:
    """Give a stored row as a value."""
    key = SeriesKey(**{name: getattr(row, name) for name in DIMENSIONS})
    return Observation(key=key, **{name: getattr(row, name) for name in _ATTRIBUTES})


def _columns(
    draft: ReleaseDraft, release: str, row: Observation, now: datetime
) -> dict[str, Any]:  # a table's row
    dimensions = {name: getattr(row.key, name) for name in DIMENSIONS}
    attributes = {name: getattr(row, name) for name in _ATTRIBUTES}
    return {
        "id": observation_id(row.key, release), "slot": draft.slot, "release": release, "dataset": draft.dataset,
        "value_order": None if row.value is None else float(row.value), "example": draft.example, "recorded_from": now,
        "recorded_to": None, **dimensions, **attributes,
    }  # fmt: skip
