"""What is told of a decision's reasons: rules, constraints with both values, what is missing, what would help.

Callers are told of rules about themselves and about everybody; that there are rules about others they learn, not which.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from api.representations.times import rfc3339
from policies.analysis.plain_words import Speaker
from policies.compiled.explaining import Explanation
from policies.compiled.needs import Need
from policies.compiled.reports import ConditionReport, DutyReport, RuleReport
from policies.compiled.residual import EVERY_ROW, NO_ROW
from policies.compiled.rowfilter import row_filter
from policies.compiled.wording import (
    condition_sentence,
    duty_sentence,
    operand_label,
    rule_sentence,
    value_text,
)
from policies.compiled.world import CONTRACTUAL
from policies.decision import Decision
from policies.in_force import InForce, PolicyInForce
from policies.odrl.vocabulary import compact
from policies.rehearsal.row_words import rows_in_words
from schemas.languages import Lang
from schemas.messages import say

Json = dict[str, Any]  # an answer's object


def explanation_json(
    explanation: Explanation | None,
    decision: Decision,
    in_force: InForce,
    lang: Lang,
    of_others: bool = False,
    *,
    now: datetime | None = None,
) -> Json:
    """Tell why a decision is as it is.

    Args:
        explanation: None where no policy governs the dataset, so that the access its source declares decided.
        decision: the answer.
        in_force: what decided.
        lang: in which language.
        of_others: whether the reader is of the owner's staff, who may know what rules say of others and the filter's SQL.
        now: the time of the decision, where it is to be told.
    """
    by_iri = {one.policy.iri: one for one in in_force.listed}
    reports = explanation.reports if explanation else ()
    refused = not decision.permitted
    return {
        "decision": "permit" if decision.permitted else "deny",
        "permitted": decision.permitted,
        "visible": decision.visible,
        "rule": decision.rule,
        "reason": decision.reason.in_(lang),
        "epoch": decision.epoch,
        "now": rfc3339(now) if now else None,
        "governed_by": "policies" if explanation else "template",
        "conflict_strategy": _strategy(reports, by_iri, in_force),
        "rules": [_rule(one, by_iri, lang) for one in reports],
        "row_filter": _row_filter(decision, lang, of_others=of_others),
        "masks": sorted(decision.masks),
        "duties": [duty_told(one, lang) for one in dict.fromkeys(decision.duties)],
        "missing": [_operand(one, lang) for one in (explanation.missing if explanation else ())],
        "nearest": _nearest(explanation, lang) if refused else None,
        "next_steps": _steps(explanation, decision, lang) if refused else [],
    }


def _strategy(
    reports: Iterable[RuleReport], by_iri: Mapping[str, PolicyInForce], in_force: InForce
) -> str | list[str]:
    """Give what wins where rules contradict: one word, or several where the policies differ."""
    usual = in_force.policies.settings.conflict
    told = (by_iri[one.policy].policy.conflict for one in reports if one.policy in by_iri)
    found = sorted({one or usual for one in told}) or [usual]
    return found[0] if len(found) == 1 else list(found)


def _rule(one: RuleReport, by_iri: Mapping[str, PolicyInForce], lang: Lang) -> Json:
    policy = by_iri.get(one.policy)
    return {
        "iri": one.rule or None,
        "policy": policy.id if policy else None,
        "version": policy.version if policy else None,
        "kind": one.kind,
        "activation": one.activation,
        "attempted": one.attempted,
        "about_others": one.about_others,
        "constraints": [
            _constraint(each, lang) for part in (*one.conditions, *one.refinements) for each in part.every()
        ],
        "duties": [_duty(each, lang) for each in one.duties],
        "in_words": rule_sentence(one, lang),
    }


def _constraint(one: ConditionReport, lang: Lang) -> Json:
    return {
        "iri": one.iri or None,
        "left": one.left,
        "label": operand_label(one.left, lang),
        "operator": one.operator,
        "right": [value_text(value) for value in one.right],
        "found": _found(one),
        "state": one.state,
        "in_words": condition_sentence(one, lang),
    }


def _found(one: ConditionReport) -> list[str] | str:
    """Give the request's values; what each row has is told by its state, and is not unknown."""
    if one.found is not None:
        return [value_text(value) for value in one.found]
    return "by row" if one.state == "residual" else "unknown"


def _duty(one: DutyReport, lang: Lang) -> Json:
    return {
        "iri": one.iri or None,
        "actions": list(one.actions),
        "activation": one.activation,
        "state": one.state,
        "kind": "contractual" if set(one.actions) <= CONTRACTUAL else "technical",
        "in_words": duty_sentence(one, lang),
    }


def duty_told(action: str, lang: Lang) -> Json:
    """Tell a duty that goes with what is given: whether anything here can enforce it."""
    kind = "contractual" if action in CONTRACTUAL else "technical"
    explained = say(f"rehearsal.{kind}", lang)
    return {"action": action, "label": Speaker(lang).action(action), "kind": kind, "explained": explained}


def _row_filter(decision: Decision, lang: Lang, *, of_others: bool) -> Json:
    rows = decision.rows if decision.permitted else NO_ROW
    which = "all" if rows == EVERY_ROW else "none" if rows == NO_ROW else "some"
    told: Json = {"which": which, "human": rows_in_words(rows, lang)}
    if of_others:
        told["sql_text"] = str(row_filter(rows).compile(compile_kwargs={"literal_binds": True}))
    return told


def _operand(iri: str, lang: Lang) -> Json:
    return {"left": iri, "name": compact(iri), "label": operand_label(iri, lang)}


def _nearest(explanation: Explanation | None, lang: Lang) -> Json | None:
    """Tell the fewest facts that would let a refused request through; nothing where they would tell of others."""
    if explanation is None or not explanation.nearest:
        return None
    return {
        "in_words": explanation.nearest_text(lang),
        "needs": [_need(one, lang) for one in explanation.nearest],
    }


def _need(one: Need, lang: Lang) -> Json:
    return {
        "left": one.left or None,
        "operator": one.operator or None,
        "right": [value_text(value) for value in one.right],
        "holds": one.holds,
        "party": one.party or None,
        "duty": list(one.duty),
        "in_words": one.sentence(lang),
    }


def _steps(explanation: Explanation | None, decision: Decision, lang: Lang) -> list[str]:
    steps = [one.in_(lang) for one in explanation.next_steps] if explanation else []
    return list(dict.fromkeys(one for one in (*steps, decision.how_to_ask.in_(lang)) if one))
