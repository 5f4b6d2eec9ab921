"""Reports in words, in the reader's language."""

from datetime import datetime
from decimal import Decimal

from policies.compiled.comparison import OPERATORS
from policies.compiled.reports import ConditionReport, DutyReport, RuleReport
from policies.odrl.policy import Duration, Iri, Span, Value
from policies.odrl.profile import operand
from policies.odrl.vocabulary import compact
from schemas.languages import Lang
from schemas.messages import say

ABBREVIATED = 6
"""How many values are written out before the rest is only counted."""


def operand_label(iri: str, lang: Lang) -> str:
    """Give what people call a left operand; one that we do not know by its name."""
    known = operand(iri)
    return known.label.in_(lang) if known else compact(iri)


def operator_label(iri: str, lang: Lang) -> str:
    """Give an operator in words."""
    if iri not in OPERATORS:
        return compact(iri)
    return say(f"policy_engine.operator.{compact(iri).rpartition(':')[2]}", lang)


def value_text(value: Value) -> str:
    """Give a value as people write it."""
    if isinstance(value, Iri):
        return compact(value.iri)
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, Span):
        return f"{_moment(value.start)}/{_moment(value.end)}"
    if isinstance(value, Duration):
        return f"P{value.months}MT{_number(value.seconds)}S"
    if isinstance(value, bool):
        return "true" if value else "false"
    return _number(value) if isinstance(value, Decimal) else value


def _moment(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _number(number: Decimal) -> str:
    return format(number, "f")


def values_text(values: tuple[Value, ...]) -> str:
    """Give several values as people write them; of many only the first ones and how many more."""
    texts = [value_text(one) for one in values[:ABBREVIATED]]
    more = len(values) - len(texts)
    return ", ".join([*texts, *([f"(+{more})"] if more else [])])


def condition_sentence(report: ConditionReport, lang: Lang) -> str:
    """Say what a constraint asks, what was found and how they compare."""
    found = report.found
    asked = {
        "left": operand_label(report.left, lang),
        "operator": operator_label(report.operator, lang),
        "right": values_text(report.right),
        "state": say(f"policy_engine.state.{report.state}", lang),
    }
    if report.state == "residual":
        return say("policy_engine.condition_on_rows", lang, **asked)
    known = say("policy_engine.not_known", lang) if found is None else values_text(found) or "-"
    return say("policy_engine.condition", lang, **asked, found=known)


def duty_sentence(report: DutyReport, lang: Lang) -> str:
    """Say what a duty asks and what became of it."""
    state = "not_binding" if report.activation == "Inactive" else report.state.replace("-", "_")
    return say(
        "policy_engine.duty",
        lang,
        actions=", ".join(map(compact, report.actions)) or report.iri,
        state=say(f"policy_engine.duty_state.{state}", lang),
    )


def rule_sentence(report: RuleReport, lang: Lang) -> str:
    """Say which rule it is and whether it is active."""
    kind = say(f"policy_engine.{report.kind}", lang)
    if not report.rule:
        return say("policy_engine.others", lang, kind=kind)
    return f"{kind} {report.rule}: {say(f'policy_engine.{report.activation.lower()}', lang)}"
