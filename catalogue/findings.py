"""Findings on record: what rules found on what stands, with its state and history."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from catalogue import epochs
from catalogue.models import FindingRow
from catalogue.scope import Scope
from schemas.findings import SEVERITIES, Finding, Location
from schemas.messages import Message


def message_json(message: Message) -> dict[str, object]:
    """Write a message as JSON, so that it can be said later in any language."""
    values = {
        name: message_json(value) if isinstance(value, Message) else str(value)
        for name, value in message.values.items()
    }
    return {"key": message.key, "values": values}


def message_of(told: dict[str, object]) -> Message:
    """Read a message back."""
    values = told.get("values")
    said = {
        name: message_of(value) if isinstance(value, dict) else value
        for name, value in (values.items() if isinstance(values, dict) else ())
    }
    return Message(str(told.get("key", "")), said)


def record(session: Session, slot: str, dataset: str, found: Iterable[Finding], now: datetime) -> None:
    """Make these the findings of a slot: new ones open, those no longer found are closed, the others keep their state."""
    wanted = {finding.id(): finding for finding in found}
    standing = session.exec(
        select(FindingRow).where(col(FindingRow.slot) == slot, col(FindingRow.recorded_to).is_(None))
    )
    gone = [row for row in standing if wanted.pop(row.id, None) is None]
    for row in gone:
        row.recorded_to = now
        session.add(row)
    for finding in wanted.values():
        session.merge(_row(finding, slot, dataset, now))
    if gone or wanted:
        epochs.advance(session, epochs.CATALOGUE)


def _row(finding: Finding, slot: str, dataset: str, now: datetime) -> FindingRow:
    return FindingRow(
        id=finding.id(), dataset=dataset, slot=slot, place=finding.place, rule=finding.rule, severity=finding.severity,
        document=finding.where.document, cell=finding.where.cell, snapshot=finding.where.snapshot, found=finding.found,
        expected=message_json(finding.expected), mend=message_json(finding.mend), subject=finding.subject,
        involves=list(finding.involves), recorded_from=now, recorded_to=None,
    )  # fmt: skip


def standing_findings(
    session: Session,
    within: Scope,
    *,
    places: Sequence[str] = (),
    dataset: str = "",
    rule: str = "",
    state: str = "",
) -> list[FindingRow]:
    """Give the findings that stand, on datasets whose figures the caller may read."""
    conditions: list[ColumnElement[bool]] = [
        col(FindingRow.recorded_to).is_(None),
        within.of(col(FindingRow.dataset)),
    ]
    if places:
        conditions.append(col(FindingRow.place).in_(places))
    for column, word in ((FindingRow.dataset, dataset), (FindingRow.rule, rule), (FindingRow.state, state)):
        if word:
            conditions.append(col(column) == word)
    ordered = (
        select(FindingRow)
        .where(*conditions)
        .order_by(col(FindingRow.place), col(FindingRow.rule), col(FindingRow.id))
    )
    return list(session.exec(ordered))


def as_finding(row: FindingRow) -> Finding:
    """Give a finding on record as a value."""
    where = Location(row.document, row.cell, row.snapshot)
    severity = next(severity for severity in SEVERITIES if severity == row.severity)
    return Finding(
        row.rule, severity, where, row.found, message_of(row.expected), message_of(row.mend), row.subject, row.place,
        tuple(row.involves),
    )  # fmt: skip
