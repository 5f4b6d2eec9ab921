"""Harvest one source: list, fetch, read, check, stage, guard, publish.

A run is a row with items; it may be killed at any point and taken over. Nothing it received is asked for again, and what
stood before stays until the whole run is published in one transaction.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import Engine
from sqlmodel import Session

from catalogue import registry
from catalogue.database import unit_of_work
from catalogue.models import Dataset
from catalogue.object_store import ObjectStore
from catalogue.record_check import check_record
from catalogue.replies import give_notice
from catalogue.settling import begin_publication
from connectors import runs
from connectors.beside import items_held_together
from connectors.definitions import SourceDefinition
from connectors.errors import ConnectorError, EmptyListError
from connectors.fetching import Answer, Fetch, Request, sending
from connectors.items import Item
from connectors.later_rules import rules_asked
from connectors.mapping import AppliedMapping
from connectors.notice import notice_of
from connectors.portals import PORTALS
from connectors.publication import (
    finding_json,
    is_bulk,
    lost,
    prepare,
    publish_items,
    run_item,
    standing_datasets,
    too_many_lost,
)
from connectors.reading import Context
from connectors.recorded import RecordedFetch
from connectors.registered import applied_mappings, find_source
from connectors.runs import RunResult, State, Worker
from schemas.places import Place

Progress = Callable[[Item], None]


@dataclass(frozen=True)
class Harvester:
    """What every harvest needs.

    Args:
        send: sends a request to the network.
        clock: tells the time.
        worker: who works.
        progress: told of each item as it is staged.
        notice: how long owners see findings before everybody else.
    """

    engine: Engine
    store: ObjectStore
    send: Callable[[Request], Answer]
    clock: Callable[[], datetime]
    worker: Worker
    progress: Progress = lambda item: None
    notice: timedelta = timedelta(0)

    def harvest(self, source_id: str) -> RunResult:
        """Harvest a source and give the run's result.

        Raises:
            UnknownSourceError: it is not registered.
            RunBusyError: another worker is at it.
        """
        source, mappings, context = self._prepare(source_id)
        run = runs.begin(self.engine, source_id, self.worker, self.clock())
        fetch = RecordedFetch(self.engine, self.store, run, source_id, self.send, self.clock)
        try:
            items = list(self._staged(run, source, mappings, fetch, context))
        except ConnectorError as error:
            return self._failed(run, error)
        return self._published(run, source, items_held_together(items, context))

    def preview(self, source_id: str, most: int | None = None) -> list[Item]:
        """Go the same way without storing anything, and give the items.

        Raises:
            ConnectorError: the source cannot be read.
        """
        source, mappings, context = self._prepare(source_id)
        items = PORTALS[source.connector](source, mappings, sending(self.send), context)
        return items_held_together(list(islice(items, most)), context)

    def _prepare(self, source_id: str) -> tuple[SourceDefinition, list[AppliedMapping], Context]:
        with unit_of_work(self.engine) as session:
            source = find_source(session, source_id)
            context = Context(registry.bases(session), registry.places_in_time(session), self.clock().year)
            return source, applied_mappings(session, source), context

    def _staged(
        self,
        run: str,
        source: SourceDefinition,
        mappings: list[AppliedMapping],
        fetch: Fetch,
        context: Context,
    ) -> Iterator[Item]:
        for position, read in enumerate(PORTALS[source.connector](source, mappings, fetch, context)):
            with unit_of_work(self.engine) as session:
                item = with_record_checked(session, read, context.places, self.clock())
                session.merge(run_item(run, item, position, item.trouble or "staged"))
            self.progress(item)
            yield item

    def _failed(self, run: str, error: ConnectorError) -> RunResult:
        return self._ended(run, "failed", {}, [finding_json(error.finding())])

    def _ended(
        self, run: str, state: State, outcomes: dict[str, int], errors: list[dict[str, object]]
    ) -> RunResult:
        counted = {name: outcomes.get(name, 0) for name in runs.OUTCOMES}
        with unit_of_work(self.engine) as session:
            runs.finish(session, run, state, counted, errors, self.clock())
        with unit_of_work(self.engine) as session:
            result = runs.result(session, run)
        if result is None:
            raise LookupError(run)
        return result

    def _published(self, run: str, source: SourceDefinition, items: list[Item]) -> RunResult:
        with unit_of_work(self.engine) as session:
            standing = standing_datasets(session, source.id)
        if not items:
            error = EmptyListError("0", url=source.url)
            state: State = "held" if standing else "failed"
            return self._ended(run, state, {}, [finding_json(error.finding())])
        gone = lost(standing, items)
        if too_many_lost(standing, gone):
            return self._ended(run, "held", {"gone": len(gone)}, [{"lost": [one.id for one in gone]}])
        prepared = prepare(items)
        later = any(map(is_bulk, items))
        with unit_of_work(self.engine) as session:
            now = begin_publication(session, self.clock)
            outcomes = publish_items(session, self.store, run, items, gone, now, prepared, rules_later=later)
            counted = {name: outcomes[name] for name in runs.OUTCOMES}
            if later:
                give_notice(session, notice_of(session, self.notice))
            else:
                self._end(session, run, items, counted, now)
        if later:
            with rules_asked(self.engine, self.clock, items, prepared) as (session, now):
                self._end(session, run, items, counted, now)
        with unit_of_work(self.engine) as session:
            result = runs.result(session, run)
        if result is None:
            raise LookupError(run)
        return result

    def _end(
        self, session: Session, run: str, items: list[Item], counted: dict[str, int], now: datetime
    ) -> None:
        """Give the findings their notice and end the run, within the caller's transaction."""
        give_notice(session, notice_of(session, self.notice))
        runs.finish(session, run, _state(counted, len(items)), counted, [], now)


def with_record_checked(session: Session, item: Item, places: Mapping[str, Place], now: datetime) -> Item:
    """Check an item's record by the shapes, unless it stands as it is."""
    if item.dataset is None:
        return item
    standing = session.get(Dataset, item.dataset.id)
    if standing is not None and standing.record_hash == item.dataset.hash():
        return replace(item, findings=None)
    found = check_record(item.dataset, registry.organisations(session), places, now)
    return replace(item, findings=(*(item.findings or ()), *found))


def _state(outcomes: dict[str, int], items: int) -> State:
    troubled = outcomes["refused"] + outcomes["failed"]
    if not troubled:
        return "done"
    return "failed" if troubled == items else "partial"
