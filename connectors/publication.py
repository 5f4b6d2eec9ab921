"""Publication: what a run staged becomes current in one transaction, or nothing of it does."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from catalogue import findings as finding_store
from catalogue.datasets import leave, put_dataset
from catalogue.errors import DatasetIdentityError
from catalogue.models import MappingVersion, Release
from catalogue.mqa_stated import record_stated
from catalogue.object_store import ObjectStore
from catalogue.publishing_errors import WithdrawnBeforeError
from catalogue.quality import Held, recheck
from catalogue.releases import ReleaseDraft, current_release, publish, refuse_withdrawn, retire
from connectors.emptied import emptied_findings
from connectors.items import Item
from connectors.licence_check import licence_findings
from connectors.models import RunItem
from schemas.findings import Finding

BULK_ROWS = 50_000
"""An item with more rows is asked about by the rules across rows after its publication: until then nobody else writes."""

Prepared = Mapping[int, Sequence[ReleaseDraft]]
"""The releases of items by their position, sorted and hashed."""


def publish_items(
    session: Session,
    store: ObjectStore,
    run: str,
    items: Sequence[Item],
    now: datetime,
    prepared: Prepared | None = None,
    *,
    positions: Sequence[int] = (),
    kept: Collection[str] | None = None,
    rules_later: bool = False,
) -> Counter[str]:
    """Publish all items that are well, and record each one's outcome.

    Args:
        session: the unit of work; whoever reads goes on meanwhile, whoever writes waits for its end.
        store: where archives go.
        run: its id.
        items: what it staged.
        now: the time.
        prepared: what `prepare` made of the items before the unit of work began.
        positions: the items' places in the run; from 0 where they are all of it.
        kept: slots whose mappings are there, read or not; those that were read unless told.
        rules_later: the caller asks the rules across rows, when these figures stand (`connectors.later_rules`).
    """
    prepared = prepare(items) if prepared is None else prepared
    outcomes: Counter[str] = Counter()
    for number, item in enumerate(items):
        forbidden = licence_findings(item)
        outcome, detail = item.trouble, ""
        emptied = () if outcome or forbidden else emptied_findings(session, item, prepared.get(number, ()))
        if emptied:
            outcome = "refused"
        if not outcome:
            try:
                drafts = () if forbidden else prepared.get(number, ())
                outcome = _publish_one(session, store, item, drafts, forbidden, now)
            except (DatasetIdentityError, WithdrawnBeforeError) as error:
                outcome, detail = "refused", str(error)
        outcomes[outcome] += 1
        told = (*forbidden, *emptied)
        values = item_values(run, item, positions[number] if positions else number, outcome, told)
        session.merge(RunItem(**(values | {"detail": values["detail"] or detail})))
    read = {read.applied.slot for item in items for read in item.reads}
    _retire_unmapped(session, items, read if kept is None else {*read, *kept}, now)
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
    record_stated(session, item.dataset.id, item.stated, now)
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


def _retire_unmapped(session: Session, items: Sequence[Item], kept: Collection[str], now: datetime) -> None:
    """Close the slots of datasets that are well but whose mapping is no longer there."""
    for item in items:
        if item.dataset is None or item.trouble:
            continue
        slots = select(Release.slot).where(
            col(Release.dataset) == item.dataset.id, col(Release.state) == "current"
        )
        for slot in set(session.exec(slots)) - set(kept):
            retire(session, slot, now)


def close_record(session: Session, source: str, remote: str, now: datetime) -> None:
    """Record that a source no longer lists a dataset; where nobody else does, it leaves the catalogue with its figures."""
    dataset_id = leave(session, source, remote, now)
    if not dataset_id:
        return
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


def item_values(
    run: str, item: Item, position: int, outcome: str, forbidden: Sequence[Finding] = ()
) -> dict[str, Any]:  # a row by column
    """Give an item's row: outcome, and findings that a publisher can act on."""
    found = [finding_json(finding) for finding in (*item.all_findings(), *forbidden)]
    if item.error is not None:
        found.append(finding_json(item.error.finding()))
    return {
        "run": run, "key": item.key, "position": position, "title": item.title, "outcome": outcome,
        "detail": str(item.error) if item.error else "", "findings": found,
        "record": {"link": _link(item)} if found else {}, "record_hash": "",
    }  # fmt: skip


def _link(item: Item) -> str:
    """Give where a publisher finds the record: its page at the portal, else the document."""
    page = item.dataset.landing_page if item.dataset is not None else ""
    return page or (item.error.url if item.error is not None else "")


def finding_json(finding: Finding) -> dict[str, object]:
    """Write a finding for a run's result."""
    return {
        "id": finding.id(), "rule": finding.rule, "severity": finding.severity, "document": finding.where.document,
        "cell": finding.where.cell, "found": finding.found, "place": finding.place,
        "expected": finding.expected.in_("en"), "mend": finding.mend.in_("en"), "sentence": finding.sentence("en"),
    }  # fmt: skip
