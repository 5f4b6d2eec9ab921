"""Staging: what a run reads is kept in the database batch by batch, so that memory stays flat and nothing is checked twice.

A record without figures is kept as JSON and let go; what mappings read of documents stays in memory until the end,
because rows of several mappings are held beside one another.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from sqlalchemy import Engine, insert
from sqlmodel import Session, col, delete, select

from catalogue import registry
from catalogue.database import unit_of_work
from catalogue.folding import printable
from catalogue.identity_matching import Listed
from connectors import runs
from connectors.checking import Check, Surroundings
from connectors.guard import Standing
from connectors.items import Item
from connectors.models import RunItem
from connectors.publication import item_values
from connectors.run_errors import DuplicateItemError
from connectors.staged_record import StagedRecord
from schemas.findings import Finding
from schemas.places import Place

BATCH = 100
STAGED, LEFT, UNCHANGED = "staged", "left", "unchanged"


@dataclass(slots=True)
class Staged:
    """What a run has staged.

    Args:
        held: items with figures, by their position.
        listed: keys and identities that the source listed.
        well: what datasets are called at the source whose record is well and that have no figures of their own here.
        strange: records that the catalogue does not know under their name.
        back: ids of datasets that were missing and are listed again.
        rest_unknown: the source was not listed whole.
        newest: the source's latest time of change.
        unforeseen: titles of changed records that the source says to have changed before the last run saw it all.
        outcomes: of what was staged, by what would become of it.
    """

    held: list[tuple[int, Item]] = field(default_factory=list)
    listed: set[str] = field(default_factory=set)
    well: set[str] = field(default_factory=set)
    strange: list[Listed] = field(default_factory=list)
    back: set[str] = field(default_factory=set)
    rest_unknown: bool = False
    newest: datetime | None = None
    unforeseen: list[str] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        """How many items there were."""
        return self.outcomes.total()


@dataclass
class Staging:
    """Takes a run's items in.

    Args:
        run: its id.
        holder: who works on it.
        standing: the source's datasets by what it calls them.
        called: ids of datasets that stand, by what the source calls them.
        recheck: records that stand as they are were checked by other shapes than ours of today.
        seen_until: the source's latest change that the run before saw; None where no run was before.
        progress: told of each item as it is staged.
    """

    engine: Engine
    run: str
    holder: str
    standing: Mapping[str, Standing]
    called: Mapping[str, str]
    places: Mapping[str, Place]
    check: Check
    clock: Callable[[], datetime]
    recheck: bool = False
    seen_until: datetime | None = None
    progress: Callable[[Item], None] = lambda item: None
    staged: Staged = field(default_factory=Staged)
    _keys: set[str] = field(default_factory=set)
    _again: Counter[str] = field(default_factory=Counter)

    def take(self, items: Iterable[Item]) -> Staged:
        """Stage all items, batch by batch.

        Raises:
            ConnectorError: the source cannot be read any further; what came before is on record.
            RunTakenError: another worker has taken the run over.
        """
        for batch in _batches(iter(items)):
            for item in self._stage([self._once(item) for item in batch]):
                self.progress(item)
        return self.staged

    def _once(self, item: Item) -> Item:
        """Give the item, or what to say of one whose key the run has met before: it never replaces the first."""
        item = _printable(item)
        if item.key not in self._keys:
            self._keys.add(item.key)
            known = self.called.get(item.dataset.remote) if item.dataset is not None else None
            if item.dataset is None or known is None:
                return item
            return replace(item, dataset=replace(item.dataset, id=known))
        again = item.key
        while again in self._keys:
            self._again[item.key] += 1
            again = f"{item.key} ({self._again[item.key] + 1})"
        self._keys.add(again)
        return Item(again, item.title, error=DuplicateItemError(item.key), rest_unknown=item.rest_unknown)

    def _stage(self, batch: Sequence[Item]) -> list[Item]:
        with unit_of_work(self.engine) as session:
            left = self._left(session, batch)
            around = Surroundings(registry.organisations(session), self.places, self.clock())
        hashes = {item.key: item.dataset.hash() for item in batch if item.dataset is not None}
        checked = self._checked(batch, hashes, left, around)
        with unit_of_work(self.engine) as session:
            runs.beat(session, self.run, self.holder, self.clock())
            keys = [item.key for item in checked]
            session.execute(delete(RunItem).where(col(RunItem.run) == self.run, col(RunItem.key).in_(keys)))
            session.execute(insert(RunItem), [self._row(item, hashes.get(item.key, "")) for item in checked])
        return checked

    def _left(self, session: Session, batch: Sequence[Item]) -> Mapping[str, tuple[str, StagedRecord]]:
        """Give what an earlier attempt at the run checked already."""
        keys = [item.key for item in batch]
        found = select(RunItem).where(
            col(RunItem.run) == self.run, col(RunItem.key).in_(keys), col(RunItem.outcome) == LEFT
        )
        return {
            row.key: (row.record_hash, StagedRecord.of(row.record))
            for row in session.exec(found)
            if "draft" in row.record
        }

    def _checked(
        self,
        batch: Sequence[Item],
        hashes: Mapping[str, str],
        left: Mapping[str, tuple[str, StagedRecord]],
        around: Surroundings,
    ) -> list[Item]:
        """Give the items with what the shapes find in their records; those that stand, or were checked, are not asked."""
        found: dict[str, tuple[Finding, ...]] = {}
        asked: list[Item] = []
        for item in batch:
            known = left.get(item.key)
            if item.dataset is None or (not self.recheck and self._stands(item, hashes[item.key])):
                continue
            if known is not None and known[0] == hashes[item.key]:
                found[item.key] = known[1].findings
            else:
                asked.append(item)
        drafts = [item.dataset for item in asked if item.dataset is not None]
        for item, findings in zip(asked, self.check(drafts, around), strict=True):
            found[item.key] = (*(item.findings or ()), *findings)
        return [self._with(item, found.get(item.key)) for item in batch]

    def _with(self, item: Item, findings: tuple[Finding, ...] | None) -> Item:
        """Give an item with what the shapes found; one whose record stands as it is was checked then."""
        return replace(item, findings=findings) if item.dataset is not None else item

    def _stands(self, item: Item, record_hash: str) -> bool:
        """Say whether an item's record stands as it is."""
        standing = self.standing.get(item.dataset.remote) if item.dataset is not None else None
        return standing is not None and standing.record_hash == record_hash

    def _row(self, item: Item, record_hash: str) -> dict[str, object]:
        """Note what an item tells of the run, and give its row."""
        position, stands = self.staged.count, self._stands(item, record_hash)
        settled = item.dataset is not None and not item.reads and stands and not self.recheck
        outcome = item.trouble or (UNCHANGED if settled else STAGED)
        self._note(item, outcome, stands)
        row = item_values(self.run, item, position, outcome)
        if item.reads:
            self.staged.held.append((position, item))
        elif outcome == STAGED and item.dataset is not None:
            record = StagedRecord(item.dataset, item.findings or (), item.record_snapshot, item.stated)
            row |= {"record": {**row["record"], **record.as_json()}, "record_hash": record_hash}
        return row

    def _note(self, item: Item, outcome: str, stands: bool) -> None:
        staged = self.staged
        staged.outcomes[outcome] += 1
        staged.listed.add(item.key)
        staged.rest_unknown = staged.rest_unknown or item.rest_unknown
        if item.dataset is None:
            return
        staged.listed.add(item.dataset.remote)
        standing = self.standing.get(item.dataset.remote)
        if standing is None or not (standing.second or standing.id == item.dataset.id):
            staged.strange.append(Listed.of(item.dataset, figures=bool(item.reads)))
        elif standing.missing_since is not None:
            staged.back.add(standing.id)
        if not item.trouble and not item.reads:
            staged.well.add(item.dataset.remote)
        if item.changed_at is not None:
            staged.newest = max(item.changed_at, staged.newest or item.changed_at)
        if item.trouble or stands or not self.seen_until:
            return  # what is refused never stands: that it does not is no change
        if item.changed_at is None or item.changed_at < self.seen_until:
            staged.unforeseen.append(item.title)


def _printable(item: Item) -> Item:
    """Give an item under names that the database takes, and under which what it says is found there again."""
    draft = item.dataset
    if draft is not None and draft.remote != (remote := printable(draft.remote)):
        item = replace(item, dataset=replace(draft, remote=remote))
    key, title = printable(item.key), printable(item.title)
    return item if (key, title) == (item.key, item.title) else replace(item, key=key, title=title)


def _batches(items: Iterator[Item]) -> Iterator[list[Item]]:
    """Give the items by batches; one with figures ends its batch, and so does an error, which is raised after it."""
    while True:
        batch: list[Item] = []
        try:
            for item in islice(items, BATCH):
                batch.append(item)
                if item.reads:
                    break
        except Exception:
            if batch:
                yield batch
            raise
        if not batch:
            return
        yield batch
