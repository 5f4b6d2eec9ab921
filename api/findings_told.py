"""Findings as the API tells them: the finding, its state, and what the owner says beside it."""

from collections.abc import Iterable
from typing import Any

from sqlmodel import Session

from catalogue.findings import as_finding
from catalogue.models import FindingReply, FindingRow
from catalogue.replies import replies_to
from schemas.languages import Lang, Text

Json = dict[str, Any]  # an answer's JSON


def findings_told(session: Session, rows: Iterable[FindingRow], lang: Lang) -> list[Json]:
    """Give findings with their replies, in a language."""
    found = list(rows)
    said = replies_to(session, [row.id for row in found])
    return [_told(row, lang) | {"replies": reply_list(said.get(row.id, ()), lang)} for row in found]


def reply_list(replies: Iterable[FindingReply], lang: Lang) -> list[Json]:
    """Give replies, the latest last: the state that the owner gave, and its words as they were written."""
    return [
        {
            "state": row.state, "text": Text.of(row.text).in_(lang), "texts": row.text,
            "organisation": row.organisation, "recorded_at": row.recorded_at.isoformat(),
        }
        for row in replies
    ]  # fmt: skip


def _told(row: FindingRow, lang: Lang) -> Json:
    finding = as_finding(row)
    return {
        "id": row.id, "rule": row.rule, "severity": row.severity, "state": row.state, "dataset": row.dataset,
        "place": row.place, "document": row.document, "cell": row.cell, "snapshot": row.snapshot,
        "subject": row.subject.replace("\x1f", " "), "involves": row.involves, "found": row.found,
        "expected": finding.expected.in_(lang), "mend": finding.mend.in_(lang), "sentence": finding.sentence(lang),
        "recorded_from": row.recorded_from.isoformat(),
        "sent_at": row.sent_at.isoformat() if row.sent_at else None,
        "public_from": (row.public_from or row.recorded_from).isoformat(),
        "closed_at": row.recorded_to.isoformat() if row.recorded_to else None,
    }  # fmt: skip
