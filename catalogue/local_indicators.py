"""Local indicators on record: what places measure in their own words, each version kept, with who matched it and why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from catalogue import epochs
from catalogue.models import LocalIndicator as LocalIndicatorRow
from schemas.errors import UnknownCodeError
from schemas.languages import Text
from schemas.local_indicators import LocalIndicator, relation

ADDED, CHANGED, UNCHANGED = "added", "changed", "unchanged"

FIELDS = "fields"
DECISION = "decision"
"""Members of the column `stated`: the file's other fields, and who decided on the match with the reason."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A version of a local indicator.

    Args:
        organisation: whose it is.
        reason: why it is matched as it is, in the words of who decided; empty where nobody did.
        decided_by: who did.
        recorded_to: when the next version took its place; None while it stands.
    """

    local: LocalIndicator
    organisation: str
    reason: str
    decided_by: str
    recorded_from: datetime
    recorded_to: datetime | None


def put(session: Session, local: LocalIndicator, organisation: str, now: datetime) -> str:
    """Record what a place states of an indicator of its own; a match decided before stays while the unit does.

    Args:
        session: the unit of work.
        local: as stated.
        organisation: whose it is.
        now: from when on it stands.

    Returns:
        ``added``, ``changed`` or ``unchanged``.
    """
    standing = _standing(session, local.id)
    if standing is None:
        _write(session, local, organisation, {}, now)
        return ADDED
    before = _recorded(standing)
    stated, decision = local, {}
    if not local.match and local.unit == before.local.unit:
        kept = before.local
        stated = replace(local, indicator=kept.indicator, match=kept.match, transform=kept.transform)
        decision = dict(standing.stated.get(DECISION) or {})
    if stated == before.local and organisation == before.organisation:
        return UNCHANGED
    _close(session, standing, now)
    _write(session, stated, organisation, decision, now)
    return CHANGED


def decide_match(
    session: Session, decided: LocalIndicator, *, reason: str, subject: str, now: datetime
) -> str:
    """Record how near a local indicator is to ours, with the reason; nothing else of it changes.

    Args:
        session: the unit of work.
        decided: the standing version with its new match; `schemas.local_indicators.check_match` has passed it.
        reason: in the words of who decides.
        subject: who decides.
        now: from when on it stands.
    """
    standing = _standing(session, decided.id)
    if standing is None:
        raise UnknownCodeError("local_indicator", decided.id, standing_ids(session)[:3])
    before = _recorded(standing)
    if before.local == decided and (before.reason, before.decided_by) == (reason, subject):
        return UNCHANGED
    _close(session, standing, now)
    _write(session, decided, standing.organisation, {"reason": reason, "subject": subject}, now)
    return CHANGED


def local_indicators(
    session: Session, *, places: Sequence[str] = (), indicator: str = "", match: str = ""
) -> list[Recorded]:
    """Give the local indicators that stand, by place and in the order in which they came.

    Args:
        session: the unit of work.
        places: codes; all where none is given.
        indicator: code of ours that they are set beside; empty for all.
        match: relation; empty for all.
    """
    conditions: list[ColumnElement[bool]] = [col(LocalIndicatorRow.recorded_to).is_(None)]
    if places:
        conditions.append(col(LocalIndicatorRow.place).in_(places))
    for column, word in ((LocalIndicatorRow.indicator, indicator), (LocalIndicatorRow.match, match)):
        if word:
            conditions.append(col(column) == word)
    ordered = (
        select(LocalIndicatorRow)
        .where(*conditions)
        .order_by(col(LocalIndicatorRow.place), col(LocalIndicatorRow.code), col(LocalIndicatorRow.id))
    )
    return [_recorded(row) for row in session.exec(ordered)]


def history(session: Session, local_id: str) -> list[Recorded]:
    """Give all versions of a local indicator, newest first; none where there is no such."""
    ordered = (
        select(LocalIndicatorRow)
        .where(col(LocalIndicatorRow.id) == local_id)
        .order_by(col(LocalIndicatorRow.number).desc())
    )
    return [_recorded(row) for row in session.exec(ordered)]


def standing_ids(session: Session) -> list[str]:
    """Give the ids of the local indicators that stand."""
    return list(
        session.exec(select(LocalIndicatorRow.id).where(col(LocalIndicatorRow.recorded_to).is_(None)))
    )


def _standing(session: Session, local_id: str) -> LocalIndicatorRow | None:
    return session.exec(
        select(LocalIndicatorRow).where(
            col(LocalIndicatorRow.id) == local_id, col(LocalIndicatorRow.recorded_to).is_(None)
        )
    ).one_or_none()


def _close(session: Session, row: LocalIndicatorRow, now: datetime) -> None:
    row.recorded_to = now
    session.add(row)


def _write(
    session: Session, local: LocalIndicator, organisation: str, decision: dict[str, str], now: datetime
) -> None:
    row = LocalIndicatorRow(
        id=local.id, place=local.place, organisation=organisation, code=local.code, name=local.name.as_dict(),
        unit=local.unit, definition=local.definition, stated={FIELDS: dict(local.stated), DECISION: decision},
        indicator=local.indicator, match=local.match, transform=dict(local.transform), document=local.document,
        cell=local.cell, recorded_from=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    epochs.advance(session, epochs.CATALOGUE)


def _recorded(row: LocalIndicatorRow) -> Recorded:
    decision = row.stated.get(DECISION) or {}
    local = LocalIndicator(
        id=row.id, place=row.place, name=Text.of(row.name), code=row.code, unit=row.unit, definition=row.definition,
        stated=row.stated.get(FIELDS) or {}, indicator=row.indicator, match=relation(row.match), transform=row.transform,
        document=row.document, cell=row.cell,
    )  # fmt: skip
    return Recorded(
        local, row.organisation, decision.get("reason", ""), decision.get("subject", ""), row.recorded_from,
        row.recorded_to,
    )  # fmt: skip
