"""Findings: located, explained results of a rule."""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Literal, get_args

from schemas.languages import Lang
from schemas.messages import Message, say

Severity = Literal["violation", "warning", "info"]
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
SEVERITIES: tuple[Severity, ...] = get_args(Severity)


@dataclass(frozen=True, slots=True)
class Location:
    """Where a finding stands.

    Args:
        document: the file or record, as a person would name it.
        cell: e.g. ``A-1.3!F9``; for a record the field's name.
        snapshot: SHA-256 of the bytes, where they are stored.
    """

    document: str = ""
    cell: str = ""
    snapshot: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found.

    Args:
        rule: the rule's id, e.g. ``S6``.
        severity: a violation refuses, a warning is published with the figures.
        where: the place in the source.
        found: what stands there, as printed.
        expected: what should stand there (a message in three languages).
        mend: how to mend it (a message in three languages).
        subject: series key or record id the finding is about, empty for a file.
        involves: cells that were compared with it, e.g. the energy table's.
        named: its id on record, where a finding of another dataset has the one that follows from its words.
    """

    rule: str
    severity: Severity
    where: Location
    found: str
    expected: Message
    mend: Message
    subject: str = ""
    place: str = ""
    involves: tuple[str, ...] = field(default=())
    named: str = ""

    def id(self) -> str:
        """Give the finding's id: the same finding on the same cell keeps it from run to run."""
        if self.named:
            return self.named
        text = "\x1f".join((self.rule, self.where.document, self.where.cell, self.subject, self.found))
        return hashlib.sha256(text.encode()).hexdigest()[:24]

    def sentence(self, lang: Lang) -> str:
        """Say the finding in one line: where, what was found, what was expected, how to mend it.

        A source's line ends are spaces and its other control characters shown as such: none reaches a terminal or a log.
        """
        where = " ".join(part for part in (self.where.document, self.where.cell) if part)
        line = say(
            "finding.line", lang, rule=self.rule, where=where, found=self.found,
            expected=self.expected.in_(lang), mend=self.mend.in_(lang),
        )  # fmt: skip
        return CONTROL.sub("�", " ".join(line.split()))
