"""A staged record: what a source said of a dataset and what was found in it, as a run's item keeps it until it is published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from catalogue.drafts import DatasetDraft, DistributionDraft
from catalogue.findings import message_json, message_of
from schemas.findings import SEVERITIES, Finding, Location
from schemas.languages import Text

Json = dict[str, Any]  # JSON of a column
_TEXTS = frozenset({"title", "description", "note"})


@dataclass(frozen=True, slots=True)
class StagedRecord:
    """A dataset's record that is well and waits for the end of its run.

    Args:
        draft: what the source says.
        findings: what the shapes found; no violation is among them.
        snapshot: SHA-256 of the bytes that say it.
        stated: which metrics of quality it meets in its source's own words; None where that is not known.
    """

    draft: DatasetDraft
    findings: tuple[Finding, ...]
    snapshot: str
    stated: frozenset[str] | None = None

    def as_json(self) -> Json:
        """Write it for the database."""
        return {
            "draft": self.draft.columns(),
            "findings": [_finding_json(finding) for finding in self.findings],
            "snapshot": self.snapshot,
            "stated": None if self.stated is None else sorted(self.stated),
        }

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "StagedRecord":
        """Read it back."""
        stated = told.get("stated")
        return cls(
            draft_of(told["draft"]),
            tuple(_finding_of(one) for one in told["findings"]),
            told["snapshot"],
            None if stated is None else frozenset(stated),
        )


def draft_of(said: Mapping[str, Any]) -> DatasetDraft:
    """Make a draft of what `DatasetDraft.columns` gives; a field that an older version did not write has its default."""
    values = {
        field.name: _value(field.name, said[field.name])
        for field in fields(DatasetDraft)
        if field.name in said
    }
    return DatasetDraft(**values)


def _value(name: str, said: Any) -> Any:  # JSON, and what a draft holds
    if name in _TEXTS:
        return Text.of(said)
    if name == "provenance":
        return tuple(Text.of(step) for step in said)
    if name == "distributions":
        return tuple(_distribution(one) for one in said)
    return tuple(said) if isinstance(said, Sequence) and not isinstance(said, str) else said


def _distribution(said: Mapping[str, Any]) -> DistributionDraft:
    known = {field.name for field in fields(DistributionDraft)}
    values = {name: value for name, value in said.items() if name in known}
    return DistributionDraft(**{**values, "title": Text.of(values["title"])})


def _finding_json(finding: Finding) -> Json:
    return {
        "rule": finding.rule, "severity": finding.severity, "document": finding.where.document,
        "cell": finding.where.cell, "snapshot": finding.where.snapshot, "found": finding.found,
        "expected": message_json(finding.expected), "mend": message_json(finding.mend), "subject": finding.subject,
        "place": finding.place, "involves": list(finding.involves),
    }  # fmt: skip


def _finding_of(told: Mapping[str, Any]) -> Finding:
    severity = next(severity for severity in SEVERITIES if severity == told["severity"])
    where = Location(told["document"], told["cell"], told["snapshot"])
    expected, mend = message_of(told["expected"]), message_of(told["mend"])
    return Finding(
        told["rule"], severity, where, told["found"], expected, mend, told["subject"], told["place"],
        tuple(told["involves"]),
    )  # fmt: skip
