"""The report: what validation found, as lines for people, as JSON, and as a SHACL validation report."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from schemas.findings import Finding
from schemas.languages import LANGUAGES, Lang
from schemas.messages import Message, say
from schemas.validation.report_rdf import ShapeResult, report_turtle


@dataclass(frozen=True)
class Report:
    """What was found in a document.

    Args:
        findings: all of them, in the order of the document.
        name: the document, as a person would name it.
        results: what SHACL says of a finding, by the finding's number; rules that are no shapes have none.
    """

    findings: Sequence[Finding] = ()
    name: str = ""
    results: Mapping[int, ShapeResult] = field(default_factory=dict)

    @property
    def conforms(self) -> bool:
        """Say whether nothing was found that refuses the document; warnings do not."""
        return all(finding.severity != "violation" for finding in self.findings)

    def lines(self, lang: Lang) -> tuple[str, ...]:
        """Say each finding in one line, and at the end how many there are."""
        if not self.findings:
            return (say("validation.conforms", lang, name=self.name or "—"),)
        counts = Counter(finding.severity for finding in self.findings)
        summary = say(
            "validation.summary", lang, violations=counts["violation"], warnings=counts["warning"], infos=counts["info"]
        )  # fmt: skip
        return (*(finding_line(finding, lang) for finding in self.findings), summary)

    def text(self, lang: Lang) -> str:
        """Give the lines as one text."""
        return "".join(f"{line}\n" for line in self.lines(lang))

    def turtle(self) -> str:
        """Give the report as a SHACL validation report in Turtle."""
        return report_turtle(self.findings, self.results)

    def render(self, form: str, lang: Lang) -> str:
        """Give the report as text lines, JSON or Turtle.

        Args:
            form: ``text``, ``json`` or ``ttl``; lines for people where it is none of them.
            lang: of the lines; JSON and Turtle hold all languages.
        """
        if form == "json":
            return f"{json.dumps(self.as_dict(), ensure_ascii=False, indent=1)}\n"
        return self.turtle() if form == "ttl" else self.text(lang)

    def as_dict(self) -> dict[str, object]:
        """Give the report as JSON values, each text in all languages."""
        return {
            "document": self.name,
            "conforms": self.conforms,
            "findings": [finding_dict(finding) for finding in self.findings],
        }


def finding_line(finding: Finding, lang: Lang) -> str:
    """Say a finding in one line that begins with how grave it is."""
    severity = say(f"validation.severity.{finding.severity}", lang)
    return f"{severity}: {finding.sentence(lang)}"


def finding_dict(finding: Finding) -> dict[str, object]:
    """Give a finding as JSON values, each text in all languages."""
    return {
        "id": finding.id(),
        "rule": finding.rule,
        "severity": finding.severity,
        "document": finding.where.document,
        "cell": finding.where.cell,
        "snapshot": finding.where.snapshot,
        "place": finding.place,
        "subject": finding.subject,
        "found": finding.found,
        "expected": _in_all(finding.expected),
        "mend": _in_all(finding.mend),
        "involves": list(finding.involves),
    }


def _in_all(message: Message) -> dict[str, str]:
    return {lang: message.in_(lang) for lang in LANGUAGES}
