"""Publication: what a run staged becomes current in one transaction, or nothing of it does."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from catalogue import findings as finding_store
from catalogue.datasets import mark_gone, put_dataset
from catalogue.errors import DatasetIdentityError
from catalogue.models import Dataset, MappingVersion, Release
from catalogue.object_store import ObjectStore
from catalogue.publishing_errors import WithdrawnBeforeError
from catalogue.quality import Held, recheck
from catalogue.releases import ReleaseDraft, current_release, publish, refuse_withdrawn, retire
from connectors.items import Item
from connectors.licence_check import licence_findings
from connectors.models import RunItem
from schemas.findings import Finding

LOST_SHARE = 5
"""A run that lost more than one in so many of its datasets (and more than one) waits for a person."""

BULK_ROWS = 50_000
"""An item with more rows is asked about by the rules across rows after its publication: until then nobody else writes."""

Prepared = Mapping[int, Sequence[ReleaseDraft]]
"""The releases of items by their position, sorted and hashed."""


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
    """Give the datasets that stand and that the run did not list; what it listed and could not read is not lost.

    Of a list that broke off nobody knows what else it holds: nothing is lost then.
    """
    if any(item.rest_unknown for item in items):
        return []
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
    prepared: Prepared | None = None,
    *,
    rules_later: bool = False,
) -> Counter[str]:
    """Publish all items that are well, close what is gone, and record each one's outcome.

    Args:
        session: the unit of work; whoever reads goes on meanwhile, whoever writes waits for its end.
        store: where archives go.
        run: its id.
        items: what it staged.
        gone: the datasets that the source no longer has.
        now: the time.
        prepared: what `prepare` made of the items before the unit of work began.
        rules_later: the caller asks the rules across rows, when these figures stand (`connectors.later_rules`).
    """
    prepared = prepare(items) if prepared is None else prepared
    outcomes: Counter[str] = Counter()
    for position, item in enumerate(items):
        forbidden = licence_findings(item)
        outcome, detail = item.trouble, ""
        if not outcome:
            try:
                drafts = () if forbidden else prepared.get(position, ())
                outcome = _publish_one(session, store, item, drafts, forbidden, now)
            except (DatasetIdentityError, WithdrawnBeforeError) as error:
                outcome, detail = "refused", str(error)
        outcomes[outcome] += 1
        row = run_item(run, item, position, outcome, forbidden)
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
    if not rules_later:
        recheck(session, places_of(items), now, standing_rows(session, items, prepared))
    return outcomes


def _publish_one(
    session: Session,
    store: ObjectStore,
    item: Item,
    drafts: Sequence[ReleaseDraft],
    forbidden: Sequence[Finding],
    now: datetime,
) -> str:
    """Publish an item; of one whose licence forbids it only the record, and what stood is taken from what stands.

    Raises:
        DatasetIdentityError: its id or its identity is another dataset's.
        WithdrawnBeforeError: it brings the very rows that were withdrawn; nothing of it is published.
    """
    if item.dataset is None:
        return "refused"
    for draft in drafts:
        refuse_withdrawn(session, draft)
    outcomes: set[str] = {put_dataset(session, item.dataset, record_snapshot=item.record_snapshot, now=now)}
    if item.reads:
        finding_store.record(session, f"licence:{item.dataset.id}", item.dataset.id, forbidden, now)
    if item.findings is not None:
        finding_store.record(session, f"record:{item.dataset.id}", item.dataset.id, item.findings, now)
    if forbidden:
        for read in item.reads:
            retire(session, read.applied.slot, now)
            finding_store.record(session, read.applied.slot, item.dataset.id, (), now)
        return "refused"
    outcomes.update(publish(session, store, draft, now) for draft in drafts)
    _record_reads(session, item, item.dataset.id, now)
    if outcomes == {"unchanged"}:
        return "unchanged"
    return "added" if "added" in outcomes and "changed" not in outcomes else "changed"


def _record_reads(session: Session, item: Item, dataset: str, now: datetime) -> None:
    """Keep the mappings as they were applied, and what was found in each document."""
    for read in item.reads:
        session.merge(
            MappingVersion(
                id=read.applied.id,
                source=read.applied.source,
                name=read.applied.name,
                definition=read.applied.definition(),
            )
        )
        finding_store.record(session, read.applied.slot, dataset, read.findings, now)


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


def prepare(items: Sequence[Item]) -> Prepared:
    """Sort and hash the rows of all items that are well, by position: before anybody has to wait for it."""
    prepared = {position: tuple(item.releases()) for position, item in enumerate(items) if not item.trouble}
    for drafts in prepared.values():
        for draft in drafts:
            len(draft.rows)
    return prepared


def is_bulk(item: Item) -> bool:
    """Say whether an item has very many rows."""
    return sum(len(read.observations) for read in item.reads) > BULK_ROWS


def places_of(items: Sequence[Item]) -> set[str]:
    """Give the places that items tell of."""
    return {row.key.place for item in items for read in item.reads for row in read.observations}


def standing_rows(session: Session, items: Sequence[Item], prepared: Prepared) -> list[Held]:
    """Give the rows of very large items that stand as they were prepared, so that they need not be read back."""
    held: list[Held] = []
    for position, drafts in prepared.items():
        for draft in drafts if is_bulk(items[position]) else ():
            standing = current_release(session, draft.slot)
            if standing is not None and standing.id == draft.id and standing.dataset == draft.dataset:
                held.append(Held(draft.slot, draft.dataset, draft.rows.observations))
    return held


def run_item(run: str, item: Item, position: int, outcome: str, forbidden: Sequence[Finding] = ()) -> RunItem:
    """Give an item's row: outcome, and findings that a publisher can act on."""
    found = [finding_json(finding) for finding in (*item.all_findings(), *forbidden)]
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
