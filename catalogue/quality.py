"""Quality across rows: after each publication the soft rules are asked anew about the places it touched."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from catalogue import findings as finding_store
from catalogue import registry
from catalogue.models import FindingRow, ObservationRow
from catalogue.releases import to_observation
from schemas.findings import Finding
from schemas.rules.cross_check import cross_check

ACROSS = "across:"
"""Before the slot in a finding that came of several rows, so that the two kinds are recorded apart."""


def recheck(session: Session, places: Collection[str], now: datetime) -> list[Finding]:
    """Ask the rules across rows about some places, record what they find on each slot, and give it."""
    if not places:
        return []
    current = select(ObservationRow).where(
        col(ObservationRow.place).in_(sorted(places)), col(ObservationRow.recorded_to).is_(None)
    )
    rows = list(session.exec(current))
    observations = [to_observation(row) for row in rows]
    home = {
        row.key.canonical(): (stored.slot, stored.dataset)
        for row, stored in zip(observations, rows, strict=True)
    }
    found = cross_check(observations, registry.bases(session))
    _record(session, found, home, places, now)
    return found


def _record(
    session: Session,
    found: list[Finding],
    home: Mapping[str, tuple[str, str]],
    places: Collection[str],
    now: datetime,
) -> None:
    by_slot: dict[tuple[str, str], list[Finding]] = {slot: [] for slot in set(home.values())}
    for finding in found:
        by_slot.setdefault(home[finding.subject], []).append(finding)
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
