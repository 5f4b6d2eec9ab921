"""Datasets on record: put what a source says, mark what is gone, find one within a scope."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, or_, select

from catalogue import epochs
from catalogue.change_tables import CatalogueRecord, DatasetAlias, DatasetChange
from catalogue.changes import Kind, is_public, note_change
from catalogue.dataset_terms import index_dataset
from catalogue.dataset_views import views
from catalogue.drafts import DatasetDraft, DatasetView
from catalogue.errors import DatasetIdentityError, DatasetNotFoundError
from catalogue.folding import fold
from catalogue.identity_errors import DatasetGoneError
from catalogue.models import Dataset, DatasetReader, Distribution
from catalogue.record_outcomes import Outcome
from catalogue.records import close_record, with_records, write_record
from catalogue.scope import Scope
from schemas.languages import Text

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
    kind: Kind = "updated" if outcome == "changed" else ("created" if row is None else "restored")
    was_public = row is not None and is_public(session, row)
    row = row or Dataset(
        id=draft.id, source=draft.source, remote=draft.remote, recorded_from=now, recorded_at=now
    )
    policy_before = _policy(session, row) if outcome == "changed" else None
    said = draft.columns()
    _write(session, row, said, record_hash)
    row.record_snapshot, row.recorded_at, row.gone_at, row.missing_since = record_snapshot, now, None, None
    session.add(row)
    session.flush()
    index_dataset(session, row)
    write_record(session, draft, row.id, record_snapshot, now, record_hash=record_hash)
    note_change(session, row.id, kind, now, source=row.source, was_public=was_public)
    epochs.advance(session, epochs.CATALOGUE)
    if policy_before != (row.access, row.publisher, said["readers"]):
        epochs.advance(session, epochs.POLICY)
        if policy_before is not None:
            note_change(session, row.id, "access", now, source=row.source)
    if policy_before is None or policy_before[1] != row.publisher:
        # policies are their owner's, and may name what comes later: a dataset that comes or changes hands is bound anew
        epochs.advance(session, epochs.RULES)
    return outcome


def would_put(session: Session, draft: DatasetDraft, *, renamed: bool = False) -> Outcome:
    """Give the outcome that `put_dataset` would have; nothing is written.

    Args:
        draft: what the source says.
        renamed: the source called the dataset of that id otherwise before, and would be believed.

    Raises:
        DatasetIdentityError: another dataset holds the id, or the source tells of this one under another id.
    """
    row = session.get(Dataset, draft.id) if renamed else _row_of(session, draft)
    return _outcome(row, draft.hash())


def mark_gone(session: Session, dataset_id: str, now: datetime) -> bool:
    """Take a dataset out of the catalogue: its record stays, and it comes back under its id.

    One that another portal lists, too, stays: if that portal's record is the same publisher's it describes the dataset
    from then on, else the dataset stays as its publisher last described it.

    Returns:
        whether it is gone.

    Raises:
        DatasetNotFoundError: no dataset has that id.
    """
    row = session.get(Dataset, dataset_id)
    if row is None:
        raise DatasetNotFoundError(dataset_id)
    if row.gone_at is not None:
        return True
    other = close_record(session, row.source, row.remote, now)
    if other is not None:
        if other.publisher == row.publisher:
            session.merge(DatasetAlias(source=row.source, remote=row.remote, dataset=row.id, since=now))
            row.source, row.remote, row.missing_since = other.source, other.remote, None
            note_change(session, row.id, "updated", now, source=row.source)
            epochs.advance(session, epochs.CATALOGUE)
        row.record_hash = ""  # its publisher's next word counts, be it the last one again
        session.add(row)
        return False
    since = {} if row.missing_since is None else {"missing_since": row.missing_since.isoformat()}
    note_change(session, row.id, "deleted", now, source=row.source, details=since)
    row.gone_at = now
    session.add(row)
    epochs.advance(session, epochs.CATALOGUE)
    return True


def leave(session: Session, source: str, remote: str, now: datetime) -> str:
    """Record that a source no longer lists something, and give the dataset that is gone with that, empty for none.

    Args:
        session: the unit of work.
        source: the source.
        remote: what it was called there.
        now: the time.
    """
    record = session.get(CatalogueRecord, (source, remote))
    if record is None or record.gone_at is not None:
        return ""
    dataset = session.get(Dataset, record.dataset)
    if dataset is None or dataset.gone_at is not None:
        close_record(session, source, remote, now)
        return ""
    if (dataset.source, dataset.remote) == (source, remote):
        return dataset.id if mark_gone(session, dataset.id, now) else ""
    close_record(session, source, remote, now)
    own = session.get(CatalogueRecord, (dataset.source, dataset.remote))
    if own is not None and own.gone_at is not None:  # it stood by this record only
        return dataset.id if mark_gone(session, dataset.id, now) else ""
    note_change(session, dataset.id, "updated", now, source=source)
    epochs.advance(session, epochs.CATALOGUE)
    return ""


def find_dataset(session: Session, dataset_id: str, within: Scope) -> DatasetView:
    """Give one dataset with its distributions and records.

    Raises:
        DatasetGoneError: it was there, and a caller of this scope might know of it if it still were.
        DatasetNotFoundError: absent or hidden: the two are never told apart, whether it is gone or not.
    """
    row = session.exec(select(Dataset).where(col(Dataset.id) == dataset_id, within.datasets)).first()
    if row is None:
        raise DatasetNotFoundError(dataset_id)
    if row.gone_at is not None:
        raise DatasetGoneError(dataset_id, row.gone_at, *_how_it_went(session, row, within))
    return with_records(session, views(session, [row], within))[0]


def _how_it_went(session: Session, row: Dataset, within: Scope) -> tuple[str, str]:
    """Give since when its source had not listed a dataset, and what it became a part of, where a scope shows that."""
    last = select(DatasetChange).where(
        col(DatasetChange.dataset) == row.id, col(DatasetChange.kind) == "deleted"
    )
    found = session.exec(last.order_by(col(DatasetChange.number).desc())).first()
    details = found.details if found is not None else {}
    merged = str(details.get("merged_into", ""))
    target = select(Dataset.id).where(col(Dataset.id) == merged, within.datasets)
    seen = bool(merged) and session.exec(target).first() is not None
    return str(details.get("missing_since", "")), merged if seen else ""


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
