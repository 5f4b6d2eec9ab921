"""Findings on record: what rules found on what stands, with its state and history."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, insert, or_, update
from sqlmodel import Session, col, select

from catalogue import epochs
from catalogue.errors import FindingNotFoundError
from catalogue.models import Dataset, FindingRow
from catalogue.scope import Scope
from schemas.findings import SEVERITIES, Finding, Location
from schemas.messages import Message

OPEN, CORRECTED = "open", "corrected"

TOGETHER = 500
"""Findings that are looked up and written with one statement."""

Values = dict[str, object]
"""A finding's row by column."""

Before = tuple[str, datetime | None, datetime | None]


@dataclass(frozen=True, slots=True)
class Onlooker:
    """Who looks at findings, and when: an owner sees those on its own figures before everybody else.

    Args:
        now: the time of looking.
        organisations: those that who looks speaks for; their datasets' findings are seen at once.
        everything: whether who looks runs the node.
    """

    now: datetime
    organisations: frozenset[str] = frozenset()
    everything: bool = False

    def sees(self) -> ColumnElement[bool]:
        """Give the condition under which a finding is seen."""
        if self.everything:
            return col(FindingRow.id).is_not(None)
        public = or_(col(FindingRow.public_from).is_(None), col(FindingRow.public_from) <= self.now)
        if not self.organisations:
            return public
        owned = select(Dataset.id).where(col(Dataset.publisher).in_(sorted(self.organisations)))
        return or_(public, col(FindingRow.dataset).in_(owned))


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
    standing = _standing_in(session, slot)
    wanted = _named(session, dataset, {finding.id(): finding for finding in found}, standing)
    gone = sorted(standing - wanted.keys())
    fresh = {name: finding for name, finding in wanted.items() if name not in standing}
    for start in range(0, len(gone), TOGETHER):
        some = col(FindingRow.id).in_(gone[start : start + TOGETHER])
        session.execute(update(FindingRow).where(some).values(recorded_to=now))
    _write(session, [_values(name, finding, slot, dataset, now) for name, finding in fresh.items()])
    if gone or fresh:
        epochs.advance(session, epochs.CATALOGUE)


def _named(
    session: Session, dataset: str, found: Mapping[str, Finding], standing: Collection[str]
) -> dict[str, Finding]:
    """Give findings by their ids on record: one that says word for word what one of another dataset says has its own."""
    apart = {name: _apart(name, dataset) for name in found if name not in standing}
    asked = sorted({*apart.keys(), *apart.values()})
    holders: dict[str, str] = {}
    for start in range(0, len(asked), TOGETHER):
        some = col(FindingRow.id).in_(asked[start : start + TOGETHER])
        holders.update(session.exec(select(FindingRow.id, FindingRow.dataset).where(some)).all())
    taken = {
        name for name, own in apart.items() if own in holders or holders.get(name, dataset) != dataset
    }  # fmt: skip
    return {apart[name] if name in taken else name: finding for name, finding in found.items()}


def _apart(name: str, dataset: str) -> str:
    return hashlib.sha256(f"{name}\x1f{dataset}".encode()).hexdigest()[: len(name)]


def _standing_in(session: Session, slot: str) -> set[str]:
    standing = select(FindingRow.id).where(
        col(FindingRow.slot) == slot, col(FindingRow.recorded_to).is_(None)
    )
    return set(session.exec(standing))


def _write(session: Session, rows: Sequence[Values]) -> None:
    """Write findings that do not stand in their slot, many at once; one that is on record takes up its history."""
    for start in range(0, len(rows), TOGETHER):
        some = rows[start : start + TOGETHER]
        before = _before(session, [str(row["id"]) for row in some])
        anew = [row | _taken_up(before[str(row["id"])]) for row in some if row["id"] in before]
        if anew:
            session.execute(update(FindingRow), anew)
        first = [row | {"state": OPEN} for row in some if row["id"] not in before]
        if first:
            session.execute(insert(FindingRow), first)
        _forget(session, before)


def _before(session: Session, ids: Sequence[str]) -> Mapping[str, Before]:
    """Give what is on record of some findings: state, and when it was sent and becomes public."""
    told = select(FindingRow.id, FindingRow.state, FindingRow.sent_at, FindingRow.public_from)
    found = session.exec(told.where(col(FindingRow.id).in_(ids)))
    return {name: (state, sent_at, public_from) for name, state, sent_at, public_from in found}


def _taken_up(before: Before) -> Values:
    """Carry over what was said to a finding that is found anew; what was called corrected is open again."""
    state, sent_at, public_from = before
    state = OPEN if state == CORRECTED else state
    return {"state": state, "sent_at": sent_at, "public_from": public_from}


def _forget(session: Session, ids: Collection[str]) -> None:
    """Have findings that the session holds read again: they were written past it."""
    held = [one for one in session.identity_map.values() if isinstance(one, FindingRow)]
    for row in held:
        if row.id in ids:
            session.expire(row)


def _values(name: str, finding: Finding, slot: str, dataset: str, now: datetime) -> Values:
    return {
        "id": name, "dataset": dataset, "slot": slot, "place": finding.place, "rule": finding.rule,
        "severity": finding.severity, "document": finding.where.document, "cell": finding.where.cell,
        "snapshot": finding.where.snapshot, "found": finding.found, "expected": message_json(finding.expected),
        "mend": message_json(finding.mend), "subject": finding.subject, "involves": list(finding.involves),
        "recorded_from": now, "recorded_to": None,
    }  # fmt: skip


def standing_findings(
    session: Session,
    within: Scope,
    onlooker: Onlooker,
    *,
    places: Sequence[str] = (),
    dataset: str = "",
    rule: str = "",
    state: str = "",
    subject: str = "",
) -> list[FindingRow]:
    """Give the findings that stand, on datasets whose figures the caller may read, as far as they are seen yet."""
    conditions: list[ColumnElement[bool]] = [
        col(FindingRow.recorded_to).is_(None),
        within.of(col(FindingRow.dataset)),
        onlooker.sees(),
    ]
    if places:
        conditions.append(col(FindingRow.place).in_(places))
    narrowed = (
        (FindingRow.dataset, dataset), (FindingRow.rule, rule), (FindingRow.state, state),
        (FindingRow.subject, subject),
    )  # fmt: skip
    for column, word in narrowed:
        if word:
            conditions.append(col(column) == word)
    ordered = (
        select(FindingRow)
        .where(*conditions)
        .order_by(col(FindingRow.place), col(FindingRow.rule), col(FindingRow.id))
    )
    return list(session.exec(ordered))


def find_finding(session: Session, finding_id: str, within: Scope, onlooker: Onlooker) -> FindingRow:
    """Give one finding, whether it still stands or not.

    Raises:
        FindingNotFoundError: absent, not for who asks, or not public yet: the same answer.
    """
    seen = (col(FindingRow.id) == finding_id, within.of(col(FindingRow.dataset)), onlooker.sees())
    row = session.exec(select(FindingRow).where(*seen)).first()
    if row is None:
        raise FindingNotFoundError(finding_id)
    return row


def as_finding(row: FindingRow) -> Finding:
    """Give a finding on record as a value."""
    where = Location(row.document, row.cell, row.snapshot)
    severity = next(severity for severity in SEVERITIES if severity == row.severity)
    finding = Finding(
        row.rule, severity, where, row.found, message_of(row.expected), message_of(row.mend), row.subject, row.place,
        tuple(row.involves),
    )  # fmt: skip
    return finding if finding.id() == row.id else replace(finding, named=row.id)
