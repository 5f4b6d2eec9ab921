"""Explaining a decision: what each rule says, what is not known, and the least that would have to be true.

Who asks is told only of rules that are about them or about everybody; of others only that there is a rule about others.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from policies.compiled.conditions import Check
from policies.compiled.deciding import Decision, decide
from policies.compiled.needs import Need, smallest, to_fail, to_hold, to_meet
from policies.compiled.policy_set import Names, PolicySet
from policies.compiled.reports import ConditionReport, RuleReport, matches, rule_reports
from policies.compiled.request import Request
from policies.compiled.residual import NO_ROW
from policies.compiled.rules import CompiledRule, Entry
from schemas.languages import Lang
from schemas.messages import Message, say


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a request was answered as it was.

    Args:
        decision: the answer.
        reports: of the rules on the asset and action; those about others say only that they are there.
        missing: IRIs of left operands whose value is not known, and on which a rule hangs.
        nearest: the fewest facts that would let a refused request through; None where there are none, or where they
            would tell of others.
    """

    decision: Decision
    reports: tuple[RuleReport, ...]
    missing: tuple[str, ...]
    nearest: tuple[Need, ...] | None

    @property
    def next_steps(self) -> tuple[Message, ...]:
        """What a refused caller can do."""
        if self.decision.permitted:
            return ()
        steps = dict.fromkeys(one.step() for one in self.nearest or ())
        return tuple(steps) or (Message("policy_engine.step.ask"),)

    def nearest_text(self, lang: Lang) -> str:
        """Say what would let it through; empty where nothing is told."""
        if not self.nearest:
            return ""
        needs = "; ".join(one.sentence(lang) for one in self.nearest)
        return say("policy_engine.nearest", lang, needs=needs)


def explain(request: Request, policies: PolicySet, *, of_others: bool = False) -> Explanation:
    """Explain what policies decide on a request.

    Args:
        request: the request.
        policies: those in force.
        of_others: whether the reader may know what rules say of other parties, as the data's owner may.
    """
    decision = decide(request, policies)
    names = policies.names(request)
    about = _about(request, policies, names)
    reports = [one for one in rule_reports(request, policies) if one.rule in about]
    told = tuple(one if of_others else _redacted(one) for one in reports)
    nearest = None if decision.permitted else _nearest(request, policies, names, of_others=of_others)
    return Explanation(decision, told, _missing(told), nearest)


def _about(request: Request, policies: PolicySet, names: Names) -> frozenset[str]:
    """Give the rules on the asset and the action, whoever they are for."""
    anybody = replace(names, certain=names.certain, possible=None)
    return frozenset(
        rule.iri
        for rule in policies.rules
        for entry in rule.entries
        if matches(entry, "prohibition", request, policies, anybody)
    )


def _redacted(report: RuleReport) -> RuleReport:
    if not report.about_others:
        return report
    return RuleReport("", "", report.kind, report.activation, report.attempted, (), about_others=True)


def _missing(reports: Iterable[RuleReport]) -> tuple[str, ...]:
    found = (one for report in reports if report.attempted for one in _every(report))
    return tuple(dict.fromkeys(one.left for one in found if one.state == "unknown" and one.found is None))


def _every(report: RuleReport) -> Iterator[ConditionReport]:
    for part in (*report.conditions, *report.refinements):
        yield from part.every()


def _nearest(
    request: Request, policies: PolicySet, names: Names, *, of_others: bool
) -> tuple[Need, ...] | None:
    """Give the fewest facts that make one permission hold and every prohibition that bars it fail."""
    targets, actions = policies.targets(request), policies.broader(request.action)
    on_it = [
        (rule, entry)
        for rule in policies.rules
        for entry in rule.entries
        if entry.target in targets and entry.action in actions
    ]
    barring = [
        _to_lift(rule, entry, request)
        for rule, entry in on_it
        if rule.rule.kind == "prohibition" and _bars(entry, request, names)
    ]
    grants = [
        _to_grant(rule, entry, request, names, policies)
        for rule, entry in on_it
        if rule.rule.kind == "permission"
    ]
    found = smallest(_joined([grant, *barring]) for grant in grants)
    told = found is not None and (of_others or not any(one.party for one in found))
    return tuple(sorted(found, key=repr)) if found is not None and told else None


def _bars(entry: Entry, request: Request, names: Names) -> bool:
    known = names.possible is None or entry.assignee in names.possible
    return known and entry.sides(request).fails is NO_ROW


def _to_lift(rule: CompiledRule, entry: Entry, request: Request) -> frozenset[Need] | None:
    asked = (*entry.refinements, *rule.conditions)
    return smallest(to_fail(one, request) for one in asked)


def _to_grant(
    rule: CompiledRule, entry: Entry, request: Request, names: Names, policies: PolicySet
) -> frozenset[Need] | None:
    party = frozenset() if entry.assignee in names.certain else frozenset({Need(party=entry.assignee)})
    asked: tuple[Check, ...] = (*entry.refinements, *rule.conditions)
    mode = policies.settings.duty_mode
    duties = [to_meet(one, request, mode) for one in rule.duties]
    return _joined([party, *(to_hold(one, request) for one in asked), *duties])


def _joined(several: Iterable[frozenset[Need] | None]) -> frozenset[Need] | None:
    """Give all of several sets of facts together; None where one cannot be had."""
    found: frozenset[Need] = frozenset()
    for one in several:
        if one is None:
            return None
        found |= one
    return found
