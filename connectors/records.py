"""Publication of a run's records: what was staged becomes current, what is missed or gone is marked, within one transaction."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, select, update

from catalogue import epochs
from catalogue import findings as finding_store
from catalogue.datasets import put_dataset
from catalogue.drafts import DatasetDraft
from catalogue.errors import DatasetIdentityError
from catalogue.identity import Identified
from catalogue.models import Dataset, Release
from catalogue.mqa_stated import record_stated
from catalogue.records import put_second_record
from catalogue.releases import retire
from connectors.guard import Lost, Standing
from connectors.models import Run, RunItem
from connectors.publication import close_record
from connectors.staged_record import StagedRecord
from connectors.staging import STAGED
from schemas.messages import Message

CHUNK = 200
"""Records that are read back at once."""


@dataclass(frozen=True, slots=True)
class Naming:
    """Which datasets a run's records are, where their own ids do not say it.

    Args:
        ids: of datasets, by what the source calls them.
        seconds: of datasets that another source describes, likewise.
    """

    ids: Mapping[str, str] = field(default_factory=dict)
    seconds: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, told: Identified, standing: Iterable[Standing]) -> "Naming":
        """Give what was told of the run's records and what stood before."""
        before = {one.remote: one.id for one in standing if one.second}
        seconds = before | {remote: told.ids[remote] for remote in told.seconds}
        return cls({remote: id_ for remote, id_ in told.ids.items() if remote not in seconds}, seconds)

    def named(self, draft: DatasetDraft) -> DatasetDraft:
        """Give a draft under the id of its dataset."""
        return replace(draft, id=self.ids[draft.remote]) if draft.remote in self.ids else draft


def publish_records(session: Session, run: str, naming: Naming, now: datetime) -> Counter[str]:
    """Publish the staged records of a run that have no figures, and note each one's outcome."""
    outcomes: Counter[str] = Counter()
    for row in _staged(session, run):
        row.outcome, row.detail = _published(session, StagedRecord.of(row.record), naming, now)
        row.record = {"link": row.record["link"]} if "link" in row.record else {}
        session.add(row)
        outcomes[row.outcome] += 1
    return outcomes


def _staged(session: Session, run: str) -> Iterator[RunItem]:
    """Give the rows in their order; those that were dealt with are written and let go, so that memory stays flat."""
    position = -1
    while True:
        found = select(RunItem).where(
            col(RunItem.run) == run,
            col(RunItem.outcome) == STAGED,
            col(RunItem.record_hash) != "",
            col(RunItem.position) > position,
        )
        rows = session.exec(found.order_by(col(RunItem.position)).limit(CHUNK)).all()
        if not rows:
            return
        position = rows[-1].position
        yield from rows
        session.flush()
        session.expunge_all()


def _published(session: Session, record: StagedRecord, naming: Naming, now: datetime) -> tuple[str, str]:
    second = naming.seconds.get(record.draft.remote)
    if second is not None:
        put = put_second_record(session, record.draft, second, record_snapshot=record.snapshot, now=now)
        return put, ""
    draft = naming.named(record.draft)
    try:
        outcome = put_dataset(session, draft, record_snapshot=record.snapshot, now=now)
    except DatasetIdentityError as error:
        return "refused", str(error)
    record_stated(session, draft.id, record.stated, now)
    finding_store.record(session, f"record:{draft.id}", draft.id, record.findings, now)
    return outcome, ""


def mark_lost(session: Session, run: Run, lost: Lost, after: int, grace: timedelta, now: datetime) -> None:
    """Close what is gone, mark what is missing, and note both in the run.

    Args:
        after: how many items the run has before.
        grace: how long a missing dataset stays.
    """
    for number, one in enumerate((*lost.gone, *lost.missing), start=after):
        detail = ""
        if one in lost.missing:
            since = one.missing_since or now
            values = {"since": since.date().isoformat(), "until": (since + grace).date().isoformat()}
            detail = Message("harvest.missing", values).in_("en")
        session.merge(
            RunItem(run=run.id, key=one.remote, position=number, title=one.id, outcome="gone", detail=detail)
        )
    for one in lost.gone:
        close_record(session, run.source, one.remote, now)
    _set_missing(session, [one.id for one in lost.missing if one.missing_since is None], now)


def mark_back(session: Session, ids: Collection[str]) -> None:
    """Take back that datasets were missing: their source lists them again."""
    _set_missing(session, sorted(ids), None)


def _set_missing(session: Session, ids: Iterable[str], since: datetime | None) -> None:
    wanted = list(ids)
    for start in range(0, len(wanted), CHUNK):
        some = col(Dataset.id).in_(wanted[start : start + CHUNK])
        session.execute(update(Dataset).where(some).values(missing_since=since))
    if wanted:
        epochs.advance(session, epochs.CATALOGUE)


def retire_unmapped(
    session: Session, source: str, well: Collection[str], kept: Collection[str], now: datetime
) -> None:
    """Close the figures of datasets that are well and that no mapping of the source reads any more."""
    found = (
        select(Release.slot, Dataset.remote)
        .join(Dataset, col(Dataset.id) == col(Release.dataset))
        .where(col(Dataset.source) == source, col(Release.state) == "current")
        .distinct()
    )
    for slot, remote in session.exec(found).all():
        if remote in well and slot not in kept:
            retire(session, slot, now)
