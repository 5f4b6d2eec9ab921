"""Policies, their versions and what lint found of them, as answers tell them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from api.representations.times import rfc3339
from policies.analysis.coverage import CoverageFinding
from policies.analysis.legal import LegalFinding
from policies.analysis.plain_words import change_in_words, policy_in_words
from policies.analysis.telling import coverage_as_json, coverage_sentence
from policies.lifecycle import authors, in_force_at, policy_in, state_at
from policies.lifecycle_diff import differences
from policies.lifecycle_holdings import OwnersNames
from policies.lifecycle_lint import Drift, LintReport
from policies.odrl.findings import LintFinding
from policies.publishing import in_force_now
from policies.tables import PolicyRow, PolicyVersion
from schemas.languages import LANGUAGES, Lang
from schemas.messages import say

Told = dict[str, Any]  # JSON of an answer
MOST_NAMED = 10
"""Datasets that one finding names."""


def policy_told(row: PolicyRow, versions: Sequence[PolicyVersion], there: OwnersNames, now: datetime) -> Told:
    """Tell a policy with what became of its versions."""
    standing = in_force_now(versions, now)
    return {
        "id": row.id,
        "iri": there.names.iri("policy", row.id),
        "owner": row.owner,
        "title": row.title,
        "template": row.template or None,
        "created_by": row.created_by,
        "created_at": rfc3339(row.created_at),
        "in_force": standing.version if standing else None,
        "state": str(state_at(versions[-1], now)) if versions else None,
        "versions": [version_told(one, now) for one in versions],
    }


def version_told(row: PolicyVersion, now: datetime) -> Told:
    """Tell where a version stands, and who did what to it when."""
    return {
        "version": row.version,
        "state": str(state_at(row, now)),
        "in_force": in_force_at(row, now),
        "sha256": row.sha256,
        "note": row.note,
        "authors": list(authors(row)),
        "recorded_at": rfc3339(row.recorded_at),
        "submitted_by": row.submitted_by or None,
        "submitted_at": _time(row.submitted_at),
        "reviewer": row.reviewer or None,
        "reviewed_at": _time(row.reviewed_at),
        "review_note": row.review_note,
        "sole_officer": row.sole_officer,
        "activated_by": row.activated_by or None,
        "active_from": _time(row.active_from),
        "active_to": _time(row.active_to),
    }


def whole_version(row: PolicyVersion, there: OwnersNames, now: datetime) -> Told:
    """Tell a version with its rules, in plain words and as JSON-LD."""
    return {**version_told(row, now), "in_words": in_words(row, there), "document": row.document}


def in_words(row: PolicyVersion, there: OwnersNames) -> dict[str, list[str]]:
    """Say the rules of a version in three languages."""
    policy = policy_in(row.document)
    return {lang: list(policy_in_words(policy, lang, there.called(lang))) for lang in LANGUAGES}


def diff_told(before: PolicyVersion, after: PolicyVersion, there: OwnersNames, lang: Lang) -> Told:
    """Tell what differs between two versions, in words and place by place."""
    old, new = policy_in(before.document), policy_in(after.document)
    return {
        "from": before.version,
        "to": after.version,
        "in_words": list(change_in_words(old, new, lang, there.called(lang))),
        "differences": [
            {
                "rule": one.rule or None,
                "change": one.change,
                "places": [
                    {"pointer": pointer, "before": was, "after": becomes}
                    for pointer, was, becomes in one.places
                ],
            }
            for one in differences(old, new)
        ],
    }


def report_told(report: LintReport, lang: Lang) -> Told:
    """Tell what lint found, the worst first."""
    found = list(_findings(report, lang))
    rank = {"violation": 0, "warning": 1, "info": 2}
    return {
        "refused": bool(report.violations),
        "needs_legal_confirmation": bool(report.legal_warnings),
        "fully_open": report.public,
        "datasets": len(report.datasets),
        "findings": sorted(found, key=lambda one: rank[one["severity"]]),
    }


def findings_told(findings: Iterable[LintFinding], lang: Lang) -> list[Told]:
    """Tell what is wrong with a document, each with its place."""
    return [_finding(one, lang) for one in findings]


def legal_told(findings: Iterable[LegalFinding], lang: Lang) -> list[Told]:
    """Tell what the law says, and what a person must confirm."""
    return [_legal(one, lang) for one in findings]


def _findings(report: LintReport, lang: Lang) -> Iterator[Told]:
    yield from findings_told(report.findings, lang)
    yield from legal_told(report.law, lang)
    yield from (_drift(one, lang) for one in report.drift)
    yield from (_coverage(one, lang) for one in report.coverage)


def _finding(one: LintFinding, lang: Lang) -> Told:
    return {
        "code": one.code,
        "severity": one.severity,
        "pointer": one.written.pointer,
        "line": one.written.line or None,
        "found": one.found,
        "expected": one.expected.in_(lang),
        "mend": one.mend.in_(lang),
        "sentence": one.sentence(lang),
    }


def _legal(one: LegalFinding, lang: Lang) -> Told:
    found, confirm = one.found.in_(lang), one.confirm.in_(lang)
    return {
        "code": f"law-{one.code.replace('_', '-')}",
        "severity": one.severity,
        "dataset": one.dataset,
        "articles": list(one.articles),
        "rules": list(one.rules),
        "found": found,
        "mend": confirm,
        "sentence": f"{found} {confirm}",
    }


def _drift(one: Drift, lang: Lang) -> Told:
    named = ", ".join(one.datasets[:MOST_NAMED]) + (", ..." if len(one.datasets) > MOST_NAMED else "")
    said = {
        "declared": say(f"policy_access.{one.declared}", lang),
        "derived": say(f"policy_access.{one.derived}", lang),
        "datasets": named,
        "count": str(len(one.datasets)),
    }
    return {
        "code": "access-drift",
        "severity": "warning",
        "datasets": list(one.datasets[:MOST_NAMED]),
        "found": one.derived,
        "expected": one.declared,
        "mend": say("policy_drift.mend", lang),
        "sentence": say("policy_drift.found", lang, **said),
    }


def _coverage(one: CoverageFinding, lang: Lang) -> Told:
    severity = "info" if one.kind == "doubtful" else "warning"
    said = coverage_sentence(one, lang)
    return {
        "code": f"rule-{one.kind}", "severity": severity, "found": one.rule, "sentence": said,
        "details": coverage_as_json(one),
    }  # fmt: skip


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)
