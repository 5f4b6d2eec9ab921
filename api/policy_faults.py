"""What problems about policies tell beside their sentence: the state found, findings with their places, who could help."""

from collections.abc import Mapping

from api.policies_told import legal_told, report_told
from policies.publishing_errors import (
    FourEyesError,
    GoldenRequestsError,
    LegalConfirmationError,
    PolicyRefusedError,
    PolicyStateError,
    PolicyTermsError,
)
from schemas.languages import Lang
from schemas.messages import say

Told = Mapping[str, object]


def state_fault(error: PolicyStateError, lang: Lang) -> Told:
    """Tell the state that was found, those expected, and what to do."""
    key = "policy_state.found" if error.found else "policy_state.found_none"
    expected = ", ".join(error.expected)
    return {
        "reason": say(key, lang, found=error.found, expected=expected),
        "found": error.found or None,
        "expected": list(error.expected),
        "mend": error.mend.in_(lang),
    }


def lint_fault(error: PolicyRefusedError, lang: Lang) -> Told:
    """Tell every finding, the ones that refuse first."""
    report = report_told(error.report, lang)
    violations = [one for one in report["findings"] if one["severity"] == "violation"]
    return {"errors": violations, "warnings": report["findings"][len(violations) :]}


def law_fault(error: LegalConfirmationError, lang: Lang) -> Told:
    """Tell what must be confirmed, with the articles."""
    return {
        "errors": legal_told(error.report.legal_warnings, lang),
        "mend": say("policy_law_field.confirm", lang),
    }


def eyes_fault(error: FourEyesError, lang: Lang) -> Told:
    """Tell who could approve."""
    return {"rule": f"four-eyes/{error.code}", "reason": error.reason.in_(lang)}


def golden_fault(error: GoldenRequestsError, _lang: Lang) -> Told:
    """Tell each promise that would be broken."""
    return {"errors": [one.as_json() for one in error.failures]}


def terms_fault(error: PolicyTermsError, _lang: Lang) -> Told:
    """Tell the part that cannot be meant."""
    one: dict[str, object] = {"parameter": error.part, "found": error.found, "expected": error.expected}
    return {"errors": [one | ({"nearest": list(error.nearest)} if error.nearest else {})]}
