"""Publication: what a run staged becomes current in one transaction, or nothing of it does."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from catalogue import findings as finding_store
from catalogue.datasets import mark_gone, put_dataset
from catalogue.errors import DatasetIdentityError
from catalogue.models import Dataset, MappingVersion, Release
from catalogue.object_store import ObjectStore
from catalogue.quality import recheck
from catalogue.releases import current_release, publish, retire
from connectors.items import Item
from connectors.models import RunItem
from schemas.findings import Finding

LOST_SHARE = 5
"""A run that lost more than one in so many of its datasets (and more than one) waits for a person."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A dataset that stands from this source: its id, and its identity there."""

    id: str
    remote: str


def standing_datasets(session: Session, source: str) -> list[Standing]:
    """Give the datasets that the source has in the catalogue."""
    found = select(Dataset).where(col(Dataset.source) == source, col(Dataset.gone_at).is_(None))
    return [Standing(row.id, row.remote) for row in session.exec(found.order_by(col(Dataset.id)))]


def lost(standing: Sequence[Standing], items: Sequence[Item]) -> list[Standing]:
    """Give the datasets that stand and that the run did not list; what it listed and could not read is not lost."""
    listed = {item.dataset.remote for item in items if item.dataset} | {item.key for item in items}
    return [one for one in standing if one.remote not in listed]


def too_many_lost(standing: Sequence[Standing], gone: Sequence[Standing]) -> bool:
    """Say whether the guard holds the run: more than max(1, 20 %) lost."""
    return len(gone) > max(1, len(standing) / LOST_SHARE)


def publish_items(
    session: Session,
    store: ObjectStore,
    run: str,
    items: Sequence[Item],
    gone: Sequence[Standing],
    now: datetime,
) -> Counter[str]:
    """Publish all items that are well, close what is gone, and record each one's outcome."""
    outcomes: Counter[str] = Counter()
    for position, item in enumerate(items):
        outcome, detail = item.trouble, ""
        if not outcome:
            try:
                outcome = _publish_one(session, store, item, now)
            except DatasetIdentityError as error:
                outcome, detail = "refused", str(error)
        outcomes[outcome] += 1
        row = run_item(run, item, position, outcome)
        row.detail = row.detail or detail
        session.merge(row)
    _retire_unmapped(session, items, now)
    for number, dataset in enumerate(gone):
        _close(session, dataset.id, now)
        outcomes["gone"] += 1
        session.merge(
            RunItem(
                run=run, key=dataset.remote, position=len(items) + number, title=dataset.id, outcome="gone"
            )
        )
    session.flush()
    recheck(session, _places(items), now)
    return outcomes


def _publish_one(session: Session, store: ObjectStore, item: Item, now: datetime) -> str:
    if item.dataset is None:
        return "refused"
    outcomes: set[str] = {put_dataset(session, item.dataset, record_snapshot=item.record_snapshot, now=now)}
    for release in item.releases():
        outcomes.add(publish(session, store, release, now))
    for read in item.reads:
        session.merge(
            MappingVersion(
                id=read.applied.id,
                source=read.applied.source,
                name=read.applied.name,
                definition=read.applied.definition(),
            )
        )
        finding_store.record(session, read.applied.slot, item.dataset.id, read.findings, now)
    if item.findings is not None:
        finding_store.record(session, f"record:{item.dataset.id}", item.dataset.id, item.findings, now)
    if outcomes == {"unchanged"}:
        return "unchanged"
    return "added" if "added" in outcomes and "changed" not in outcomes else "changed"


def _retire_unmapped(session: Session, items: Sequence[Item], now: datetime) -> None:
    """Close the slots of datasets that are well but whose mapping is no longer there."""
    for item in items:
        if item.dataset is None or item.trouble:
            continue
        kept = {read.applied.slot for other in items for read in other.reads}
        slots = select(Release.slot).where(
            col(Release.dataset) == item.dataset.id, col(Release.state) == "current"
        )
        for slot in set(session.exec(slots)) - kept:
            retire(session, slot, now)


def _close(session: Session, dataset_id: str, now: datetime) -> None:
    mark_gone(session, dataset_id, now)
    for slot in set(session.exec(select(Release.slot).where(col(Release.dataset) == dataset_id))):
        if current_release(session, slot) is not None:
            retire(session, slot, now)
            finding_store.record(session, slot, dataset_id, (), now)


def _places(items: Sequence[Item]) -> set[str]:
    return {row.key.place for item in items for read in item.reads for row in read.observations}


def run_item(run: str, item: Item, position: int, outcome: str) -> RunItem:
    """Give an item's row: outcome, and findings that a publisher can act on."""
    found = [finding_json(finding) for finding in item.all_findings()]
    if item.error is not None:
        found.append(finding_json(item.error.finding()))
    detail = str(item.error) if item.error else ""
    return RunItem(
        run=run,
        key=item.key,
        position=position,
        title=item.title,
        outcome=outcome,
        detail=detail,
        findings=found,
    )


def finding_json(finding: Finding) -> dict[str, object]:
    """Write a finding for a run's result."""
    return {
        "id": finding.id(), "rule": finding.rule, "severity": finding.severity, "document": finding.where.document,
        "cell": finding.where.cell, "found": finding.found, "place": finding.place,
        "expected": finding.expected.in_("en"), "mend": finding.mend.in_("en"), "sentence": finding.sentence("en"),
    }  # fmt: skip
