"""Quality across rows: after each publication the soft rules are asked anew about the places it touched."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from catalogue import epochs, registry
from catalogue import findings as finding_store
from catalogue.models import Dataset, FindingRow, ObservationRow, Organisation
from catalogue.rule_rows import RuleRow, collector_at_rest, rule_rows
from catalogue.surroundings import surroundings
from schemas.findings import Finding
from schemas.observations import Observation
from schemas.places import Place, ancestors
from schemas.rules.cross_check import cross_check_cells

ACROSS = "across:"
"""Before the slot in a finding that came of several rows, so that the two kinds are recorded apart."""

OPEN = "open"
GOVERNED = "governed"
MONTHS: Mapping[str, int] = {
    "MONTHLY": 1, "QUARTERLY": 3, "ANNUAL_2": 6, "ANNUAL": 12, "BIENNIAL": 24, "TRIENNIAL": 36,
}  # fmt: skip
"""Codes of the EU's list of frequencies that promise a rhythm, in months."""

Slot = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Held:
    """The rows that stand in a slot, held by whoever published them: a million are not read back from the store.

    Args:
        observations: all of them, in canonical order.
    """

    slot: str
    dataset: str
    observations: Sequence[Observation]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the rules found on the rows of some places, not recorded yet.

    Args:
        home: the slots that have rows there.
        epoch: the count of the catalogue's changes when they were asked; what they found holds until the next.
    """

    places: frozenset[str]
    found: tuple[tuple[Slot, Finding], ...]
    home: frozenset[Slot]
    epoch: int


def recheck(
    session: Session, places: Collection[str], now: datetime, held: Sequence[Held] = ()
) -> list[Finding]:
    """Ask the rules across rows about some places, record what they find on each slot, and give it."""
    if not places:
        return []
    asked = ask(session, places, now, held)
    put(session, asked, now)
    return [finding for _, finding in asked.found]


def ask(session: Session, places: Collection[str], now: datetime, held: Sequence[Held] = ()) -> Asked:
    """Ask the rules across rows about some places; nothing is written, so that nobody waits meanwhile.

    A finding may quote other rows. So what is found on an open dataset rests on open ones alone, and what is found on
    another one rests on it and on open ones: nobody learns of figures that are not for them.

    Args:
        session: where the rows stand.
        places: all of their rows are looked at.
        now: the time.
        held: rows that stand, and that need not be read.
    """
    epoch = epochs.epochs(session).get(epochs.CATALOGUE, 0)
    standing = [
        col(ObservationRow.place).in_(sorted(places)),
        col(ObservationRow.recorded_to).is_(None),
    ]
    if held:
        standing.append(col(ObservationRow.slot).not_in(sorted(one.slot for one in held)))
    with collector_at_rest():
        rows = list(rule_rows(session, *standing))
        for one in held:
            rows += [RuleRow(0, one.slot, one.dataset, row) for row in one.observations]
        found = _found(session, rows, now)
        home = frozenset((row.slot, row.dataset) for row in rows)
    return Asked(frozenset(places), tuple(found), home, epoch)


def put(session: Session, asked: Asked, now: datetime) -> None:
    """Record what the rules found, on each slot."""
    _record(session, asked.found, asked.home, asked.places, now)


def holds(session: Session, asked: Asked) -> bool:
    """Say whether nothing was changed in the catalogue since the rules were asked."""
    return epochs.epochs(session).get(epochs.CATALOGUE, 0) == asked.epoch


def _found(session: Session, rows: Sequence[RuleRow], now: datetime) -> list[tuple[Slot, Finding]]:
    """Ask about the open datasets together, then about each other one beside them."""
    access = _access(session, {row.dataset for row in rows})
    open_rows = [row for row in rows if access.get(row.dataset, OPEN) == OPEN]
    closed = sorted(dataset for dataset, who in access.items() if who != OPEN)
    around = surroundings(session, [row.observation for row in rows], registry.places(session))
    found = _asked(session, open_rows, {row.dataset for row in open_rows}, around, now)
    for dataset in closed:
        own = [row for row in rows if row.dataset == dataset]
        found += _asked(session, [*own, *open_rows], {dataset}, around, now)
    return found


def _asked(
    session: Session,
    rows: Sequence[RuleRow],
    datasets: Collection[str],
    around: Sequence[Observation],
    now: datetime,
) -> list[tuple[Slot, Finding]]:
    """Ask the rules, and keep what they find on some datasets."""
    found = cross_check_cells(
        [row.observation for row in rows],
        registry.bases(session),
        context=around,
        places=registry.places(session),
        today=now.date(),
        accrual=_accrual(session, {row.dataset for row in rows}),
    )
    cells = {id(cell) for cell, _ in found}
    home = {id(row.observation): (row.slot, row.dataset) for row in rows if id(row.observation) in cells}
    told = [(home[id(cell)], finding) for cell, finding in found]
    return [(slot, finding) for slot, finding in told if slot[1] in datasets]


def _access(session: Session, datasets: Iterable[str]) -> Mapping[str, str]:
    """Give the access of datasets; what a policy governs is never open by itself."""
    told = select(Dataset.id, Dataset.access, Dataset.governed, Organisation.governed)
    told = told.join(Organisation, col(Organisation.id) == col(Dataset.publisher), isouter=True)
    rows = session.exec(told.where(col(Dataset.id).in_(sorted(datasets))))
    return {id_: GOVERNED if itself or all_of else access for id_, access, itself, all_of in rows}


def reask(session: Session, datasets: Collection[str], now: datetime) -> None:
    """Ask the rules again wherever a finding that stands may quote datasets that are no longer open by themselves.

    Args:
        session: where the rows stand.
        datasets: ids of the datasets.
        now: the time.
    """
    told = select(ObservationRow.place).where(
        col(ObservationRow.dataset).in_(sorted(datasets)), col(ObservationRow.recorded_to).is_(None)
    )
    own = set(session.exec(told.distinct())) if datasets else set()
    found = select(FindingRow.place).where(
        col(FindingRow.slot).startswith(ACROSS), col(FindingRow.recorded_to).is_(None)
    )
    places = registry.places(session)
    near = {one for one in set(session.exec(found.distinct())) if _may_quote(one, own, places)}
    recheck(session, near, now)


def _may_quote(place: str, others: Collection[str], places: Mapping[str, Place]) -> bool:
    """Say whether a place is held beside another one: itself, what holds it or lies in it, or its peers."""
    if place in others or place not in places:
        return place in others
    kinds = {places[one].kind for one in others if one in places}
    above = {place, *ancestors(place, places)}
    below = (place in ancestors(one, places) for one in others if one in places)
    return places[place].kind in kinds or not above.isdisjoint(others) or any(below)


def _accrual(session: Session, datasets: Iterable[str]) -> Mapping[str, int]:
    """Give the months between two periods that each source promises, where its datasets say so."""
    told = select(Dataset.source, Dataset.periodicity).where(col(Dataset.id).in_(sorted(datasets)))
    months = [
        (source, MONTHS.get(periodicity.rsplit("/", 1)[-1].upper(), 0))
        for source, periodicity in session.exec(told)
    ]
    return {source: number for source, number in sorted(months, reverse=True) if number}


def _record(
    session: Session,
    found: Sequence[tuple[Slot, Finding]],
    home: Collection[Slot],
    places: Collection[str],
    now: datetime,
) -> None:
    by_slot: dict[Slot, list[Finding]] = {slot: [] for slot in home}
    for where, finding in found:
        by_slot.setdefault(where, []).append(finding)
    for (slot, dataset), some in by_slot.items():
        others = _elsewhere(session, slot, places)
        finding_store.record(session, ACROSS + slot, dataset, [*some, *others], now)


def _elsewhere(session: Session, slot: str, places: Collection[str]) -> list[Finding]:
    """Give the slot's standing findings on places that were not asked about: they stay as they are."""
    standing = select(FindingRow).where(
        col(FindingRow.slot) == ACROSS + slot,
        col(FindingRow.recorded_to).is_(None),
        col(FindingRow.place).not_in(sorted(places)),
    )
    return [finding_store.as_finding(row) for row in session.exec(standing)]
