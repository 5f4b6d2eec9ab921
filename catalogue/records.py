"""Catalogue records: what each source says of a dataset; one that several portals list has several."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import and_, delete
from sqlmodel import Session, col, select

from catalogue import epochs
from catalogue.among import among
from catalogue.change_tables import CatalogueRecord, DatasetAlias, RecordIdentifier
from catalogue.changes import note_change
from catalogue.drafts import DatasetDraft, DatasetView, DistributionDraft, RecordView
from catalogue.errors import DatasetNotFoundError
from catalogue.folding import printable
from catalogue.models import Dataset, Distribution
from catalogue.record_names import Names
from catalogue.record_outcomes import Outcome
from schemas.languages import Text

CHUNK = 200
"""Records that are given names at once."""


def write_record(
    session: Session,
    draft: DatasetDraft,
    dataset: str,
    snapshot: str,
    now: datetime,
    *,
    record_hash: str = "",
) -> None:
    """Write what a source says of a dataset beside it, within the caller's transaction.

    Args:
        session: the unit of work.
        draft: what the source says.
        dataset: id of the dataset that it tells of.
        snapshot: SHA-256 of the bytes it says it in.
        now: the time.
        record_hash: the draft's hash, where it was made already.
    """
    key = (draft.source, draft.remote)
    known = session.get(CatalogueRecord, key)
    row = known or CatalogueRecord(
        source=draft.source, remote=draft.remote, dataset=dataset, first_seen=now, changed_at=now
    )
    row.dataset, row.publisher, row.landing_page = dataset, draft.publisher, printable(draft.landing_page)
    row.record_hash, row.snapshot = record_hash or draft.hash(), snapshot
    row.changed_at, row.gone_at = now, None
    _name(session, row, Names.of(draft), fresh=known is None)


def index_names(session: Session) -> int:
    """Keep the names of records that were written before names were kept, and give how many; the caller's transaction."""
    unnamed = (
        select(CatalogueRecord, Dataset)
        .join(Dataset, col(Dataset.id) == col(CatalogueRecord.dataset))
        .where(col(CatalogueRecord.fingerprint).is_(None))
        .limit(CHUNK)
    )
    count = 0
    while rows := session.exec(unnamed).all():
        files = _files(session, [dataset.id for _, dataset in rows])
        for record, dataset in rows:
            draft = DatasetDraft(
                id=dataset.id, source=record.source, remote=record.remote, title=Text.of(dataset.title),
                landing_page=record.landing_page, distributions=tuple(files[dataset.id]),
            )  # fmt: skip
            _name(session, record, Names.of(draft))
        session.flush()
        count += len(rows)
    return count


def _files(session: Session, datasets: Sequence[str]) -> Mapping[str, list[DistributionDraft]]:
    found: dict[str, list[DistributionDraft]] = defaultdict(list)
    for row in session.exec(select(Distribution).where(col(Distribution.dataset).in_(datasets))):
        found[row.dataset].append(_distribution(row))
    return found


def _distribution(row: Distribution) -> DistributionDraft:
    return DistributionDraft(key=row.id, access_url=row.access_url, download_url=row.download_url)


def _name(session: Session, row: CatalogueRecord, names: Names, *, fresh: bool = False) -> None:
    """Keep a record's names; those of one that is fresh need not be taken away first."""
    row.fingerprint = names.fingerprint
    session.add(row)
    if not fresh:
        kept = (col(RecordIdentifier.source) == row.source, col(RecordIdentifier.remote) == row.remote)
        session.execute(
            delete(RecordIdentifier).where(*kept), execution_options={"synchronize_session": False}
        )
    session.add_all(
        RecordIdentifier(source=row.source, remote=row.remote, identifier=name) for name in sorted(names.kept)
    )


def put_second_record(
    session: Session, draft: DatasetDraft, dataset: str, *, record_snapshot: str, now: datetime
) -> Outcome:
    """Record that another source lists a dataset, too, within the caller's transaction; the dataset stays as it is.

    Args:
        session: the unit of work.
        draft: what the source says.
        dataset: id of the dataset that it tells of, by `identity.identify`.
        record_snapshot: SHA-256 of the bytes it says it in.
        now: the time.

    Raises:
        DatasetNotFoundError: the dataset is gone meanwhile.
    """
    standing = session.get(Dataset, dataset)
    if standing is None or standing.gone_at is not None:
        raise DatasetNotFoundError(dataset)
    row = session.get(CatalogueRecord, (draft.source, draft.remote))
    known = row is not None and row.gone_at is None and row.dataset == dataset
    if row is not None and known and row.record_hash == draft.hash():
        return "unchanged"
    write_record(session, draft, dataset, record_snapshot, now)
    note_change(session, dataset, "updated", now, source=draft.source)
    epochs.advance(session, epochs.CATALOGUE)
    return "changed" if known else "added"


def would_put_second(session: Session, draft: DatasetDraft, dataset: str) -> Outcome:
    """Give the outcome that `put_second_record` would have; nothing is written."""
    row = session.get(CatalogueRecord, (draft.source, draft.remote))
    if row is None or row.gone_at is not None or row.dataset != dataset:
        return "added"
    return "unchanged" if row.record_hash == draft.hash() else "changed"


def close_record(session: Session, source: str, remote: str, now: datetime) -> CatalogueRecord | None:
    """Close a source's record, within the caller's transaction.

    Returns:
        another source's record of the dataset that stands, an owner's before another's; None where there is none.
    """
    row = session.get(CatalogueRecord, (source, remote))
    if row is None:
        return None
    if row.gone_at is None:
        row.gone_at = now
        session.add(row)
        session.flush()
    others = select(CatalogueRecord).where(
        col(CatalogueRecord.dataset) == row.dataset, col(CatalogueRecord.gone_at).is_(None)
    )
    found = session.exec(others.order_by(col(CatalogueRecord.first_seen), col(CatalogueRecord.source))).all()
    return min(found, key=lambda one: one.publisher != row.publisher, default=None)


def standing_records(session: Session, source: str) -> list[tuple[str, str]]:
    """Give dataset and remote id of everything that a source lists, other portals' datasets too."""
    listed = select(CatalogueRecord.dataset, CatalogueRecord.remote).where(
        col(CatalogueRecord.source) == source, col(CatalogueRecord.gone_at).is_(None)
    )
    return [
        (dataset, remote) for dataset, remote in session.exec(listed.order_by(col(CatalogueRecord.remote)))
    ]


def records_of(session: Session, datasets: Sequence[str]) -> Mapping[str, tuple[RecordView, ...]]:
    """Give the records of some datasets, the one that describes it first; those that are gone are left out."""
    of_its_own = and_(
        col(DatasetAlias.dataset) == col(CatalogueRecord.dataset),
        col(DatasetAlias.source) == col(CatalogueRecord.source),
        col(DatasetAlias.remote) != col(CatalogueRecord.remote),
    )
    rows = (
        select(CatalogueRecord, Dataset, DatasetAlias.remote)
        .join(Dataset, col(Dataset.id) == col(CatalogueRecord.dataset))
        .join(DatasetAlias, of_its_own, isouter=True)
        .where(among(col(CatalogueRecord.dataset), datasets), col(CatalogueRecord.gone_at).is_(None))
        .order_by(
            col(CatalogueRecord.first_seen), col(CatalogueRecord.source), col(CatalogueRecord.remote),
            col(DatasetAlias.since), col(DatasetAlias.remote),
        )
    )  # fmt: skip
    before: dict[tuple[str, str], list[str]] = defaultdict(list)
    standing: dict[tuple[str, str], tuple[CatalogueRecord, Dataset]] = {}
    for row, dataset, former in session.exec(rows):
        standing[row.source, row.remote] = (row, dataset)
        before[row.source, row.remote] += [former] if former else []
    found: dict[str, list[RecordView]] = defaultdict(list)
    for key, (row, dataset) in standing.items():
        own = key == (dataset.source, dataset.remote)
        found[row.dataset].append(
            RecordView(
                row.source, row.remote, tuple(before[key]), row.landing_page, own, row.first_seen, row.changed_at,
                dataset.missing_since if own else None,
            )
        )  # fmt: skip
    return {id_: tuple(sorted(several, key=lambda one: not one.own)) for id_, several in found.items()}


def with_records(session: Session, views: Sequence[DatasetView]) -> tuple[DatasetView, ...]:
    """Give views with the records of their datasets."""
    found = records_of(session, [view.id for view in views]) if views else {}
    return tuple(replace(view, records=found.get(view.id, ())) for view in views)
