"""Withdrawal: a release that was wrong, or should never have been public, is no longer served at any time.

What a release brought goes with it: from what stands, from history and from every answer as of a time. A figure that an
earlier release brought, and this one only repeated, is the earlier one's; one that a later release repeats is the later
one's from then on. A slot whose standing release is withdrawn stays empty until its source gives other rows: what stood
before was replaced for a reason, and does not come back by itself.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session, col
from sqlmodel import select as select_model

from catalogue import epochs
from catalogue import findings as finding_store
from catalogue.changes import note_change
from catalogue.errors import ReleaseNotFoundError
from catalogue.models import ObservationRow, Release
from catalogue.publishing_errors import ReleaseWithdrawnError, reason_text
from catalogue.quality import ACROSS, recheck
from catalogue.releases import BATCH, close_rows, close_slot, to_observation
from schemas.languages import Text
from schemas.observations import observation_id

WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What a withdrawal did.

    Args:
        release: its hash.
        dataset: the dataset it belonged to.
        rows: how many rows are no longer served.
        repeats: releases that brought figures which this one only repeated: they are served in the past until those
            are withdrawn, too.
    """

    release: str
    dataset: str
    rows: int
    repeats: tuple[str, ...]


def find_releases(session: Session, release: str) -> Sequence[Release]:
    """Give all times that the same rows were published, the latest first.

    Raises:
        ReleaseNotFoundError: they never were.
    """
    published = (col(Release.id) == release, col(Release.state) != "staged")
    found = session.exec(select_model(Release).where(*published).order_by(col(Release.number).desc())).all()
    if not found:
        raise ReleaseNotFoundError(release)
    return found


def withdraw(session: Session, release: str, reason: Text, now: datetime) -> Withdrawn:
    """Withdraw a release within the caller's transaction.

    Args:
        session: the unit of work.
        release: its hash; wherever the same rows were published, they go.
        reason: why, for everybody who asks for it.
        now: the time.

    Raises:
        ReleaseNotFoundError: there is none.
        ReleaseWithdrawnError: it is withdrawn already.
    """
    found = find_releases(session, release)
    if all(one.withdrawn_at is not None for one in found):
        raise withdrawn_error(session, found[0])
    slots = sorted({one.slot for one in found})
    places, repeats = _places(session, release, slots), _repeated(session, found)
    for one in found:
        _mark(session, one, reason, now)
    rows = sum(remove_rows(session, release, slot, now) for slot in slots)
    for one in {one.slot: one for one in found}.values():
        _empty_findings(session, one, now)
    session.flush()
    recheck(session, places, now)
    note_change(session, found[0].dataset, "withdrawn", now, release=release, source=found[0].source)
    epochs.advance(session, epochs.CATALOGUE)
    return Withdrawn(release, found[0].dataset, rows, repeats)


def withdrawn_error(session: Session, release: Release) -> ReleaseWithdrawnError:
    """Say of a withdrawn release when and why, and what stands in its slot instead."""
    stands = select(col(Release.id)).where(col(Release.slot) == release.slot, col(Release.state) == "current")
    successor = session.scalars(stands).first() or ""
    at = release.withdrawn_at
    assert at is not None, "asked of a withdrawn release only"
    return ReleaseWithdrawnError(release.id, reason_text(release.reason), at, successor)


def require_served(session: Session, releases: Collection[str]) -> None:
    """Demand that none of some releases was withdrawn.

    Raises:
        ReleaseWithdrawnError: one was.
    """
    gone = (col(Release.id).in_(sorted(releases)), col(Release.withdrawn_at).is_not(None))
    found = session.exec(select_model(Release).where(*gone).order_by(col(Release.number).desc())).first()
    if found is not None:
        raise withdrawn_error(session, found)


def remove_rows(session: Session, release: str, slot: str, now: datetime) -> int:
    """Take a release's rows out of every answer, and give how many; what a later release repeats is the later one's."""
    brought = (col(ObservationRow.release) == release, col(ObservationRow.slot) == slot)
    _carry(session, release, slot, now)
    standing = col(ObservationRow.recorded_to).is_(None)
    session.execute(update(ObservationRow).where(*brought, standing).values(recorded_to=now))
    served = col(ObservationRow.withdrawn_at).is_(None)
    changed: Any = session.execute(update(ObservationRow).where(*brought, served).values(withdrawn_at=now))
    rows: int = changed.rowcount
    return rows


def _places(session: Session, release: str, slots: Collection[str]) -> set[str]:
    """Give the places whose figures change."""
    touched = col(ObservationRow.recorded_to).is_(None) | (col(ObservationRow.release) == release)
    statement = select(col(ObservationRow.place)).where(col(ObservationRow.slot).in_(slots), touched)
    return set(session.scalars(statement.distinct()))


def _repeated(session: Session, found: Sequence[Release]) -> tuple[str, ...]:
    """Give the releases whose rows stood unchanged while a release stood."""
    repeated: set[str] = set()
    for one in found:
        stood = (
            col(ObservationRow.slot) == one.slot, col(ObservationRow.release) != one.id,
            col(ObservationRow.recorded_from) < one.recorded_from, col(ObservationRow.withdrawn_at).is_(None),
        )  # fmt: skip
        ended = col(ObservationRow.recorded_to)
        statement = select(col(ObservationRow.release)).where(
            *stood, ended.is_(None) | (ended > one.recorded_from)
        )
        repeated.update(session.scalars(statement.distinct()))
    return tuple(sorted(repeated))


def _mark(session: Session, release: Release, reason: Text, now: datetime) -> None:
    if release.state == "current":
        release.recorded_to = now
        close_slot(session, release.slot, now)
    release.state, release.withdrawn_at = WITHDRAWN, now
    told = reason.as_dict()
    release.reason = reason.en if set(told.values()) == {reason.en} else json.dumps(told, ensure_ascii=False)
    session.add(release)


def _carry(session: Session, release: str, slot: str, now: datetime) -> None:
    """Write anew, as a later release's own, the rows of a withdrawn one that it repeats."""
    later = _followers(session, release, slot, now)
    if not later:
        return
    rows = select(ObservationRow).where(
        col(ObservationRow.release) == release, col(ObservationRow.slot) == slot,
        col(ObservationRow.withdrawn_at).is_(None), col(ObservationRow.recorded_from) < later[-1][0],
    )  # fmt: skip
    fresh: list[dict[str, Any]] = []  # rows of the table
    ends: dict[datetime, list[int]] = {}
    for row in session.scalars(rows):
        own = next((one for one in later if row.recorded_from < one[0] and _stood_at(row, one[0])), None)
        if own is not None:
            fresh.append(_carried(row, *own))
            ends.setdefault(own[0], []).append(row.number or 0)
    for begun, numbers in ends.items():
        close_rows(session, numbers, begun)
    for start in range(0, len(fresh), BATCH):
        session.execute(insert(ObservationRow), fresh[start : start + BATCH])


def _followers(session: Session, release: str, slot: str, now: datetime) -> list[tuple[datetime, Release]]:
    """Give which releases took the slot after each time that the withdrawn rows were published, and when."""
    served = col(Release.withdrawn_at).is_(None) | (col(Release.withdrawn_at) > now)
    held = select_model(Release).where(
        col(Release.slot) == slot,
        col(Release.recorded_from).is_not(None),
        served | (col(Release.id) == release),
    )
    followers: list[tuple[datetime, Release]] = []
    before = ""
    for one in session.exec(held.order_by(col(Release.number))):
        if before == release != one.id and one.recorded_from is not None:
            followers.append((one.recorded_from, one))
        before = one.id
    return followers


def _stood_at(row: ObservationRow, time: datetime) -> bool:
    return row.recorded_to is None or row.recorded_to > time


def _carried(row: ObservationRow, begun: datetime, later: Release) -> dict[str, Any]:  # a row of the table
    key = to_observation(row).key
    return row.model_dump(exclude={"number"}) | {
        "id": observation_id(key, later.id), "release": later.id, "recorded_from": begun,
        "snapshot": later.snapshots[0] if len(later.snapshots) == 1 else row.snapshot,
    }  # fmt: skip


def _empty_findings(session: Session, release: Release, now: datetime) -> None:
    """Close what was found in a slot that stands empty now; findings quote figures."""
    stands = select(col(ObservationRow.number)).where(
        col(ObservationRow.slot) == release.slot, col(ObservationRow.recorded_to).is_(None)
    )
    if session.scalars(stands.limit(1)).first() is None:
        for name in (release.slot, ACROSS + release.slot):
            finding_store.record(session, name, release.dataset, (), now)
