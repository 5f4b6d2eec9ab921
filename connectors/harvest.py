"""Harvest one source: list, fetch, read, check, stage, guard, publish.

A run is a row with items; it may be killed at any point and taken over. Nothing it received is asked for again, nothing
it checked is checked again, and what stood before stays until the whole run is published in one transaction.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from operator import attrgetter

from sqlalchemy import Engine
from sqlmodel import Session

from catalogue import registry
from catalogue.database import unit_of_work
from catalogue.identity import Identified, identify, settle
from catalogue.models import Dataset
from catalogue.object_store import ObjectStore
from catalogue.record_check import check_record
from catalogue.records import index_names
from catalogue.replies import give_notice
from catalogue.settling import begin_publication
from connectors import guard, records, runs
from connectors.beside import items_held_together
from connectors.checking import Check, check_here
from connectors.connector import connector
from connectors.definitions import SourceDefinition
from connectors.errors import ConnectorError, EmptyListError
from connectors.fetching import Answer, Request, sending
from connectors.foresight import Foreseeing, Foresight, Preview
from connectors.full_pass import SHOWN, Pass, newest_of, pass_of, proves
from connectors.guard import Standing, standing_datasets
from connectors.items import Item
from connectors.later_rules import rules_asked
from connectors.mapping import AppliedMapping
from connectors.models import Run
from connectors.notice import notice_of
from connectors.publication import finding_json, is_bulk, prepare, publish_items
from connectors.reading import Context
from connectors.recorded import RecordedFetch
from connectors.registered import applied_mappings, find_source
from connectors.run_errors import RunTakenError, UnforeseenChangeError
from connectors.runs import RunResult, State, Worker
from connectors.staging import STAGED, Staged, Staging
from schemas.places import Place
from schemas.validation.shapes import RECORD_SHAPES, shapes_version

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
        grace: how long a dataset that its source no longer lists stays.
        full_pass: how often a source that can be asked for changes only is read whole at least.
        check: checks records by the shapes.
    """

    engine: Engine
    store: ObjectStore
    send: Callable[[Request], Answer]
    clock: Callable[[], datetime]
    worker: Worker
    progress: Progress = lambda item: None
    notice: timedelta = timedelta(0)
    grace: timedelta = timedelta(0)
    full_pass: timedelta = timedelta(0)
    check: Check = field(default=check_here)

    def harvest(self, source_id: str, *, full: bool = False) -> RunResult:
        """Harvest a source and give the run's result.

        Args:
            full: read all of it, even where it can be asked for changes only.

        Raises:
            UnknownSourceError: it is not registered.
            RunBusyError: another worker is at it.
            RunTakenError: another worker took the run over meanwhile.
        """
        self._known(source_id)
        run = runs.begin(self.engine, source_id, self.worker, self.clock())
        return self._run(run, source_id, full=full)

    def approve(self, run: str, also: Callable[[Session], None] = lambda session: None) -> RunResult:
        """Publish a held run whose losses a person approves: as it was read then, without asking the source again.

        Args:
            run: its id.
            also: what is written in the transaction that takes the run up, e.g. who approves.

        Raises:
            RunNotHeldError: it is not held, or not the newest of its source.
            RunTakenError: another worker took the run over meanwhile.
        """
        with unit_of_work(self.engine) as session:
            source_id = runs.reopen(session, run, self.worker, self.clock()).source
            also(session)
        return self._run(run, source_id, full=True)

    def preview(self, source_id: str, most: int | None = None) -> Preview:
        """Go the same way without storing anything, and say what a harvest would do.

        Args:
            most: look at so many items only.
        """
        prepared = self._prepare(source_id, full=True)
        source = prepared.source
        staging = Foreseeing(
            engine=self.engine,
            run="",
            holder=self.worker.name,
            standing={one.remote: one for one in prepared.standing},
            called=prepared.called,
            places=prepared.context.places,
            check=self.check,
            clock=self.clock,
            recheck=prepared.passed.recheck,
        )
        foresight = Foresight(
            source_id, source.url, prepared.standing, prepared.context, self.grace, self.clock()
        )
        spoken = connector(source.connector)
        items = spoken.items(source, prepared.mappings, sending(self.send), prepared.context)
        return foresight.look(staging, items, most)

    def _known(self, source_id: str) -> None:
        with unit_of_work(self.engine) as session:
            connector(find_source(session, source_id).connector)

    def _prepare(self, source_id: str, *, full: bool) -> "_Prepared":
        now = self.clock()
        with unit_of_work(self.engine) as session:
            source = find_source(session, source_id)
            passed = pass_of(session, source_id, self.full_pass, now, full=full)
            bases, places = registry.bases(session), registry.places_in_time(session)
            context = Context(bases, places, now.year, passed.since)
            standing = standing_datasets(session, source_id)
            called = guard.ids_kept(standing)
            return _Prepared(source, applied_mappings(session, source), context, standing, called, passed)

    def _run(self, run: str, source_id: str, *, full: bool) -> RunResult:
        prepared = self._prepare(source_id, full=full)
        source = prepared.source
        fetch = RecordedFetch(self.engine, self.store, run, source_id, self.send, self.clock)
        staging = Staging(
            engine=self.engine,
            run=run,
            holder=self.worker.name,
            standing={one.remote: one for one in prepared.standing},
            called=prepared.called,
            places=prepared.context.places,
            check=self.check,
            clock=self.clock,
            recheck=prepared.passed.recheck,
            seen_until=prepared.passed.seen_until,
            progress=self.progress,
        )
        try:
            spoken = connector(source.connector)
            staged = staging.take(spoken.items(source, prepared.mappings, fetch, prepared.context))
        except RunTakenError:
            raise
        except ConnectorError as error:
            return self._ended(run, "failed", staging.staged.outcomes, [finding_json(error.finding())])
        return self._guarded(run, prepared, staged)

    def _guarded(self, run: str, prepared: "_Prepared", staged: Staged) -> RunResult:
        """Publish what a run staged, unless it lost too much or brought nothing."""
        while True:
            try:
                return self._compared(run, self._as_it_stands(prepared), staged)
            except _OvertakenError:
                continue  # another source published, or a person decided: which is which is told anew

    def _as_it_stands(self, prepared: "_Prepared") -> "_Prepared":
        with unit_of_work(self.engine) as session:
            index_names(session)
        with unit_of_work(self.engine) as session:
            return replace(prepared, standing=standing_datasets(session, prepared.source.id))

    def _compared(self, run: str, prepared: "_Prepared", staged: Staged) -> RunResult:
        """Compare what a run staged with what stands.

        Raises:
            _OvertakenError: something else stands by the time it is published.
        """
        standing = prepared.standing
        if not staged.count and not prepared.passed.since:
            error = finding_json(EmptyListError("0", url=prepared.source.url).finding())
            if not standing or not self._approved(run):
                return self._waiting(
                    run, prepared, staged, [error], "held" if standing else "failed", standing
                )
        lost = _not_listed(prepared, staged)
        with unit_of_work(self.engine) as session:
            told = _identified(session, prepared, staged)
        lost = [one for one in lost if one.remote not in told.kept]
        approved = self._approved(run)
        waiting = [one for one in lost if one.id not in approved]
        if guard.too_many_lost(standing, len(waiting)):
            return self._waiting(run, prepared, staged, [], "held", lost)
        parted = guard.parted(lost, approved, self.grace, self.clock())
        return self._published(run, prepared, staged, told, parted)

    def _approved(self, run: str) -> frozenset[str]:
        with unit_of_work(self.engine) as session:
            row = session.get(Run, run)
            return frozenset(row.approved if row else ())

    def _waiting(
        self, run: str, prepared: "_Prepared", staged: Staged, errors: list[dict[str, object]], state: State,
        lost: Sequence[Standing],
    ) -> RunResult:  # fmt: skip
        """End a run that publishes nothing, and tell what it would take away."""
        if state == "held":
            with unit_of_work(self.engine) as session:
                told = guard.difference(session, prepared.standing, lost, staged.outcomes)
            errors = [*errors, told]
        return self._ended(run, state, {"gone": len(lost)} if staged.count else {}, errors)

    def _ended(
        self, run: str, state: State, outcomes: Mapping[str, int], errors: list[dict[str, object]]
    ) -> RunResult:
        counted = {name: outcomes.get(name, 0) for name in runs.OUTCOMES}
        with unit_of_work(self.engine) as session:
            runs.beat(session, run, self.worker.name, self.clock())
            runs.forget_left(session, run)
            runs.finish(session, run, state, counted, errors, self.clock())
        return self._result(run)

    def _result(self, run: str) -> RunResult:
        with unit_of_work(self.engine) as session:
            result = runs.result(session, run)
        if result is None:
            raise LookupError(run)
        return result

    def _published(
        self, run: str, prepared: "_Prepared", staged: Staged, told: Identified, lost: guard.Lost
    ) -> RunResult:
        naming = records.Naming.of(told, prepared.standing)
        named = [_named(item, naming) for _, item in staged.held]
        items = items_held_together(named, prepared.context)
        positions = [position for position, _ in staged.held]
        drafts = prepare(items)
        later = any(map(is_bulk, items))
        kept = {applied.slot for applied in prepared.mappings}
        with unit_of_work(self.engine) as session:
            now = begin_publication(session, self.clock)
            row = runs.beat(session, run, self.worker.name, now)
            _require_still(session, prepared, staged, told)
            settle(session, prepared.source.id, told, now)
            outcomes = records.publish_records(session, run, naming, now)
            records.retire_unmapped(session, prepared.source.id, staged.well, kept, now)
            outcomes += publish_items(
                session, self.store, run, items, now, drafts,
                positions=positions, kept=kept, rules_later=later,
            )  # fmt: skip
            records.mark_lost(session, row, lost, staged.count, self.grace, now)
            records.mark_back(session, staged.back)
            runs.forget_left(session, run)
            counted = _counted(staged, outcomes, lost)
            ending = _Ending(run, prepared, staged, counted)
            if later:
                give_notice(session, notice_of(session, self.notice))
            else:
                self._end(session, ending, now)
        if later:
            with rules_asked(self.engine, self.clock, items, drafts) as (session, now):
                self._end(session, ending, now)
        return self._result(run)

    def _end(self, session: Session, ending: "_Ending", now: datetime) -> None:
        """Give the findings their notice and end the run, within the caller's transaction."""
        give_notice(session, notice_of(session, self.notice))
        prepared, staged = ending.prepared, ending.staged
        row = session.get(Run, ending.run)
        if row is not None:
            row.since = prepared.passed.since if staged.rest_unknown or not staged.count else None
            row.newest = newest_of(prepared.passed, staged)
            row.shapes = shapes_version(*RECORD_SHAPES)
            row.proved = row.since is None and proves(prepared.passed, staged)
        errors = list(_unforeseen(prepared, staged))
        state = _state(ending.outcomes, staged.count)
        runs.finish(session, ending.run, state, ending.outcomes, errors, now)


class _OvertakenError(Exception):
    """What stands, or which record is which, is another than when the run was compared with it."""


def _not_listed(prepared: "_Prepared", staged: Staged) -> list[Standing]:
    """Give what stands from the source and what a run that listed all of it did not list."""
    if staged.rest_unknown or (prepared.passed.since and not staged.count):
        return []
    return guard.not_listed(prepared.standing, staged.listed)


def _identified(session: Session, prepared: "_Prepared", staged: Staged) -> Identified:
    gone = [one.remote for one in _not_listed(prepared, staged)]
    return identify(session, prepared.source.id, staged.strange, gone)


def _require_still(session: Session, prepared: "_Prepared", staged: Staged, told: Identified) -> None:
    """Demand that nothing was published since the run was compared, within the publication, which nobody else is at.

    Raises:
        _OvertakenError: something was that makes a difference.
    """
    now = standing_datasets(session, prepared.source.id)
    names = attrgetter("id", "remote", "second")
    same = len(now) == len(prepared.standing) and all(
        names(one) == names(other) for one, other in zip(now, prepared.standing, strict=True)
    )
    if not same or _identified(session, prepared, staged) != told:
        raise _OvertakenError


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What a run is begun with."""

    source: SourceDefinition
    mappings: list[AppliedMapping]
    context: Context
    standing: Sequence[Standing]
    called: Mapping[str, str]
    passed: Pass


@dataclass(frozen=True, slots=True)
class _Ending:
    """What a run's end is told with."""

    run: str
    prepared: _Prepared
    staged: Staged
    outcomes: dict[str, int]


def _named(item: Item, naming: records.Naming) -> Item:
    """Give an item under the id of its dataset."""
    return item if item.dataset is None else replace(item, dataset=naming.named(item.dataset))


def with_record_checked(session: Session, item: Item, places: Mapping[str, Place], now: datetime) -> Item:
    """Check an item's record by the shapes, unless it stands as it is."""
    if item.dataset is None:
        return item
    standing = session.get(Dataset, item.dataset.id)
    if standing is not None and standing.record_hash == item.dataset.hash():
        return replace(item, findings=None)
    found = check_record(item.dataset, registry.organisations(session), places, now)
    return replace(item, findings=(*(item.findings or ()), *found))


def _counted(staged: Staged, outcomes: Mapping[str, int], lost: guard.Lost) -> dict[str, int]:
    """Count the run's outcomes: what was settled when it was staged, what was published, what is lost."""
    settled = staged.outcomes.copy()
    settled.subtract(item.trouble or STAGED for _, item in staged.held)
    return {
        name: (len(lost) if name == "gone" else settled.get(name, 0) + outcomes.get(name, 0))
        for name in runs.OUTCOMES
    }


def _unforeseen(prepared: _Prepared, staged: Staged) -> Sequence[dict[str, object]]:
    """Tell which records changed behind the source's times of change, where those were to be relied on."""
    spoken = prepared.source.options.get("modified_filter")
    if not spoken or not staged.unforeseen or not prepared.passed.seen_until:
        return ()
    error = UnforeseenChangeError("; ".join(staged.unforeseen[:SHOWN]), url=prepared.source.url)
    return [finding_json(error.finding("warning"))]


def _state(outcomes: Mapping[str, int], items: int) -> State:
    troubled = outcomes["refused"] + outcomes["failed"]
    if not troubled:
        return "done"
    return "failed" if troubled == items else "partial"
