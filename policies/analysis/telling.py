"""Findings of analysis as JSON and in sentences."""

from collections.abc import Iterable

from policies.analysis.acts import Act
from policies.analysis.candidates import OTHER
from policies.analysis.conflicts import PairAnswer
from policies.analysis.coverage import CoverageFinding
from policies.analysis.formulas import Axis
from policies.analysis.search import Witness
from policies.compiled.comparison import Values
from policies.compiled.wording import operand_label, values_text
from policies.odrl.policy import Iri
from policies.odrl.vocabulary import compact
from schemas.languages import Lang
from schemas.messages import say


def pair_as_json(answer: PairAnswer) -> dict[str, object]:
    """Give the answer on two policies as JSON."""
    return {
        "policies": [answer.first, answer.second],
        "verdict": answer.verdict,
        "act": _act_as_json(answer.act),
        "witness": _witness_as_json(answer.witness),
        "because_of": [_axis_as_json(one) for one in answer.axes],
        "one_sided": list(answer.one_sided),
    }


def coverage_as_json(finding: CoverageFinding) -> dict[str, object]:
    """Give a finding on rules as JSON."""
    return {
        "kind": finding.kind,
        "rule": finding.rule,
        "others": list(finding.others),
        "by": finding.by or None,
        "act": _act_as_json(finding.act),
        "witness": _witness_as_json(finding.witness),
        "because_of": [_axis_as_json(one) for one in finding.axes],
    }


def _act_as_json(act: Act | None) -> dict[str, object] | None:
    if act is None or not act.action:
        return None
    return {"action": act.action, "target": act.target or None, "assignee": act.assignee or None}


def _axis_as_json(axis: Axis) -> dict[str, object]:
    return {"left": axis.left, "of": axis.of or None, "step": axis.step or None}


def _witness_as_json(witness: Witness | None) -> list[dict[str, object]] | None:
    if witness is None:
        return None
    return [{**_axis_as_json(axis), "values": values_text(values)} for axis, values in witness.values]


def pair_sentence(answer: PairAnswer, lang: Lang) -> str:
    """Say what was found of two policies."""
    said = say(
        f"policy_analysis.pair.{answer.verdict}",
        lang,
        first=compact(answer.first),
        second=compact(answer.second),
    )
    more = witness_text(answer.witness, lang) if answer.witness else axes_text(answer.axes, lang)
    free = ", ".join(operand_label(one, lang) for one in answer.one_sided)
    alone = say("policy_analysis.one_sided", lang, operands=free) if free else ""
    return " ".join(one for one in (said, more, alone) if one)


def coverage_sentence(finding: CoverageFinding, lang: Lang) -> str:
    """Say what was found of a rule."""
    code = f"{finding.kind}_{finding.by}" if finding.by else finding.kind
    said = say(
        f"policy_analysis.rule.{code}",
        lang,
        rule=compact(finding.rule),
        others=", ".join(map(compact, finding.others)) or "-",
    )
    more = witness_text(finding.witness, lang) if finding.witness else axes_text(finding.axes, lang)
    return f"{said} {more}".rstrip()


def witness_text(witness: Witness, lang: Lang) -> str:
    """Say of a state of the world what its values are; empty where nothing is asked of it."""
    told = [f"{axis_label(axis, lang)}: {_told(values, lang)}" for axis, values in witness.values]
    return say("policy_analysis.witness", lang, values="; ".join(told)) if told else ""


def _told(values: Values, lang: Lang) -> str:
    if any(one in (OTHER, Iri(OTHER)) for one in values):
        return say("policy_analysis.something_else", lang)
    return values_text(values) or say("policy_analysis.nothing", lang)


def axes_text(axes: Iterable[Axis], lang: Lang) -> str:
    """Say which operands alone make something impossible; empty where it takes several."""
    told = ", ".join(axis_label(one, lang) for one in axes)
    return say("policy_analysis.because", lang, operands=told) if told else ""


def axis_label(axis: Axis, lang: Lang) -> str:
    """Give what people call an axis."""
    label = operand_label(axis.left, lang)
    return f"{label} {axis.step}" if axis.step else label
