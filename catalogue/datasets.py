"""Datasets on record: put what a source says, mark what is gone, find one within a scope."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import delete
from sqlmodel import Session, col, or_, select

from catalogue import epochs
from catalogue.dataset_terms import index_dataset
from catalogue.dataset_views import standing, views
from catalogue.drafts import DatasetDraft, DatasetView
from catalogue.errors import DatasetIdentityError, DatasetNotFoundError
from catalogue.folding import fold
from catalogue.models import Dataset, DatasetReader, Distribution
from catalogue.scope import Scope
from schemas.languages import Text

Outcome = Literal["added", "changed", "unchanged"]
LONGEST_SORT_KEY = 200
_SAID_AS_IS = (
    "source", "remote", "title", "description", "publisher", "access", "theme", "keywords", "licence", "rights",
    "attribution", "landing_page", "spatial", "issued", "modified", "periodicity", "language", "example", "note",
    "indicators",
)  # fmt: skip
_TEXTS = ("title", "description", "note")


def put_dataset(session: Session, draft: DatasetDraft, *, record_snapshot: str, now: datetime) -> Outcome:
    """Record what a source says of a dataset, within the caller's transaction, and give the outcome.

    A dataset that was gone and comes back is ``added`` again, under its old id and date.

    Args:
        draft: what the source says.
        record_snapshot: SHA-256 of the bytes it says it in.
        now: the time of the record.

    Raises:
        DatasetIdentityError: another dataset holds the id, or the source tells of this one under another id.
    """
    row = _row_of(session, draft)
    record_hash = draft.hash()
    outcome = _outcome(row, record_hash)
    if outcome == "unchanged":
        return outcome
    row = row or Dataset(
        id=draft.id, source=draft.source, remote=draft.remote, recorded_from=now, recorded_at=now
    )
    policy_before = _policy(session, row) if outcome == "changed" else None
    said = draft.columns()
    _write(session, row, said, record_hash)
    row.record_snapshot, row.recorded_at, row.gone_at = record_snapshot, now, None
    session.add(row)
    session.flush()
    index_dataset(session, row)
    epochs.advance(session, epochs.CATALOGUE)
    if policy_before != (row.access, row.publisher, said["readers"]):
        epochs.advance(session, epochs.POLICY)
    if policy_before is None or policy_before[1] != row.publisher:
        # policies are their owner's, and may name what comes later: a dataset that comes or changes hands is bound anew
        epochs.advance(session, epochs.RULES)
    return outcome


def mark_gone(session: Session, dataset_id: str, now: datetime) -> None:
    """Take a dataset out of the catalogue: its record stays, and it comes back under its id.

    Raises:
        DatasetNotFoundError: no dataset has that id.
    """
    row = session.get(Dataset, dataset_id)
    if row is None:
        raise DatasetNotFoundError(dataset_id)
    if row.gone_at is not None:
        return
    row.gone_at = now
    session.add(row)
    epochs.advance(session, epochs.CATALOGUE)


def find_dataset(session: Session, dataset_id: str, within: Scope) -> DatasetView:
    """Give one dataset with its distributions.

    Raises:
        DatasetNotFoundError: absent, gone or hidden: the three are never told apart.
    """
    row = session.exec(select(Dataset).where(col(Dataset.id) == dataset_id, *standing(within))).first()
    if row is None:
        raise DatasetNotFoundError(dataset_id)
    return views(session, [row], within)[0]


def _row_of(session: Session, draft: DatasetDraft) -> Dataset | None:
    """Give the row that holds the draft's id; its identity is (source, remote), and a gone one leaves its id free."""
    same_identity = (col(Dataset.source) == draft.source) & (col(Dataset.remote) == draft.remote)
    asked = (draft.source, draft.remote)
    found = session.exec(select(Dataset).where(or_(col(Dataset.id) == draft.id, same_identity))).all()
    for row in found:
        if row.gone_at is None and (row.id, row.source, row.remote) != (draft.id, *asked):
            raise DatasetIdentityError(draft.id, asked, row.id, (row.source, row.remote))
    return next((row for row in found if row.id == draft.id), None)


def _outcome(row: Dataset | None, record_hash: str) -> Outcome:
    if row is None or row.gone_at is not None:
        return "added"
    return "unchanged" if row.record_hash == record_hash else "changed"


def _policy(session: Session, row: Dataset) -> tuple[str, str, list[str]]:
    readers = select(DatasetReader.organisation).where(col(DatasetReader.dataset) == row.id)
    return row.access, row.publisher, sorted(session.exec(readers))


def _write(session: Session, row: Dataset, said: dict[str, Any], record_hash: str) -> None:
    """Write what is said (as `DatasetDraft.columns` gives it) into the tables."""
    for name in _SAID_AS_IS:
        setattr(row, name, _spoken(said[name]) if name in _TEXTS else said[name])
    row.temporal_start, row.temporal_end = said["temporal"]
    row.provenance = {"steps": [_spoken(step) for step in said["provenance"]]}
    row.folded = fold(Text.of(said["title"]).in_("en"))[:LONGEST_SORT_KEY]
    row.record_hash = record_hash
    for table in (DatasetReader, Distribution):
        session.execute(delete(table).where(col(table.dataset) == row.id))
    session.add_all(DatasetReader(dataset=row.id, organisation=reader) for reader in said["readers"])
    session.add_all(_distributions(row.id, said["distributions"]))


def _spoken(text: dict[str, str]) -> dict[str, str]:
    return Text.of(text).as_dict()


def _distributions(dataset_id: str, said: Sequence[dict[str, Any]]) -> list[Distribution]:
    """Make the rows; a source that gives one id to two distributions must not lose one of them."""
    rows: dict[str, Distribution] = {}
    for position, one in enumerate(said):
        columns = {name: value for name, value in one.items() if name != "key"}
        key = f"{dataset_id}#{one['key']}"
        id_ = key if key not in rows else f"{key}~{position}"
        rows[id_] = Distribution(
            **(
                columns
                | {"id": id_, "dataset": dataset_id, "position": position, "title": _spoken(one["title"])}
            )
        )
    return list(rows.values())
