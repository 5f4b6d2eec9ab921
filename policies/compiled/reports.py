"""Reports: what each rule says of a request, down to every constraint, with both values and how they compare."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from policies.compiled.conditions import Check
from policies.compiled.duties import CompiledDuty
from policies.compiled.operands import NAMING_PARTIES
from policies.compiled.policy_set import Names, PolicySet
from policies.compiled.request import DutyState, Request
from policies.compiled.residual import EVERY_ROW, NO_ROW
from policies.compiled.row_tests import UNKNOWN
from policies.compiled.rules import ANYTHING, CompiledRule, Entry
from policies.compiled.truth import Truth, all_true
from policies.odrl.policy import Constraint, Iri, Logic, LogicalConstraint, RuleKind, Value, every_constraint

State: TypeAlias = Literal["satisfied", "unsatisfied", "unknown", "residual"]
Activation: TypeAlias = Literal["Active", "Inactive"]


@dataclass(frozen=True, slots=True)
class ConditionReport:
    """What a constraint says.

    Args:
        iri: its name, empty for a blank node.
        state: how its values compare; ``residual`` where each row tells.
        left: IRI of the left operand, empty for a logical constraint.
        operator: IRI of the operator, empty for a logical constraint.
        right: the rule's values.
        found: the request's values; None where they are not known.
        logic: the connective of a logical constraint.
        parts: what its constraints say.
    """

    iri: str
    state: State
    left: str = ""
    operator: str = ""
    right: tuple[Value, ...] = ()
    found: tuple[Value, ...] | None = None
    logic: Logic | None = None
    parts: tuple["ConditionReport", ...] = ()

    def every(self) -> Iterator["ConditionReport"]:
        """Give the comparisons inside, in order."""
        if self.logic is None:
            yield self
        for part in self.parts:
            yield from part.every()


@dataclass(frozen=True, slots=True)
class DutyReport:
    """What became of a duty.

    Args:
        iri: its name, empty for a blank node.
        actions: IRIs of what is to be done.
        activation: whether it binds.
        state: whether it was met.
        conditions: what says whether it binds.
    """

    iri: str
    actions: tuple[str, ...]
    activation: Activation
    state: DutyState
    conditions: tuple[ConditionReport, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleReport:
    """What a rule says of a request.

    Args:
        rule: its IRI.
        policy: IRI of its policy.
        kind: what it is.
        activation: whether it permits, forbids or obliges in this state of affairs; the setting says whether only what
            it is about counts, or its constraints and duties alone.
        attempted: whether the request is for what it is about: target, action and assignee.
        conditions: what its constraints say.
        refinements: what narrows what it is about, and what that says.
        duties: what became of its duties, remedies or consequences.
        about_others: whether it names parties, and none of them is who asks.
    """

    rule: str
    policy: str
    kind: RuleKind
    activation: Activation
    attempted: bool
    conditions: tuple[ConditionReport, ...]
    refinements: tuple[ConditionReport, ...] = ()
    duties: tuple[DutyReport, ...] = ()
    about_others: bool = False


def rule_reports(
    request: Request, policies: PolicySet, *, regardless: bool = False
) -> tuple[RuleReport, ...]:
    """Report on every rule of a policy set.

    Args:
        request: the request.
        policies: those compiled.
        regardless: whether activation disregards what the request is for, as W3C's draft formal semantics have it.
    """
    names = policies.names(request)
    return tuple(_report(rule, request, policies, names, regardless=regardless) for rule in policies.rules)


def _report(
    rule: CompiledRule, request: Request, policies: PolicySet, names: Names, *, regardless: bool
) -> RuleReport:
    matching = [entry for entry in rule.entries if matches(entry, rule.rule.kind, request, policies, names)]
    active = _alone(rule, request, policies) if regardless else _matched(rule, matching, request)
    return RuleReport(
        rule.iri,
        rule.policy.iri,
        rule.rule.kind,
        "Active" if active else "Inactive",
        bool(matching),
        tuple(condition_report(one, request) for one in rule.conditions),
        tuple(condition_report(one, request) for entry in matching for one in entry.refinements),
        tuple(duty_report(one, request) for one in rule.duties),
        _about_others(rule, names),
    )


def matches(entry: Entry, kind: RuleKind, request: Request, policies: PolicySet, names: Names) -> bool:
    """Say whether a rule is about a request: certainly for a permission, possibly for what binds."""
    if entry.target not in policies.targets(request) or entry.action not in policies.broader(request.action):
        return False
    known = names.certain if kind == "permission" else names.possible
    return known is None or entry.assignee in known


def _matched(rule: CompiledRule, matching: list[Entry], request: Request) -> bool:
    """Say whether a rule that is about the request is active; an obligation does not wait for a request."""
    if rule.rule.kind == "obligation":
        return all_true(one.truth(request) for one in rule.conditions) is not False
    sides = (entry.sides(request) for entry in matching)
    if rule.rule.kind == "permission":
        return any(one.holds is not NO_ROW for one in sides)
    return any(one.fails is not EVERY_ROW for one in sides)


def _alone(rule: CompiledRule, request: Request, policies: PolicySet) -> bool:
    """Say whether a rule's constraints hold and its duties are met, whatever is asked."""
    held = all_true(one.truth(request) for one in rule.conditions)
    if rule.rule.kind != "permission":
        return held is not False
    mode = policies.settings.duty_mode
    return held is True and all_true(duty.satisfied(request, mode) for duty in rule.duties) is True


def condition_report(check: Check, request: Request) -> ConditionReport:
    """Report on a condition."""
    condition = check.condition
    state = _state(check, request)
    if isinstance(condition, LogicalConstraint):
        parts = tuple(condition_report(part, request) for part in check.parts)
        return ConditionReport(condition.iri, state, logic=condition.logic, parts=parts)
    fact = check.found(request) if check.found else None
    values = None if fact is None else fact.values
    return ConditionReport(condition.iri, state, condition.left, condition.operator, condition.right, values)


def _state(check: Check, request: Request) -> State:
    sides = check.sides(request)
    if sides == UNKNOWN:
        return "unknown"
    if sides.holds is EVERY_ROW or sides.fails is EVERY_ROW:
        return "satisfied" if sides.holds is EVERY_ROW else "unsatisfied"
    return "residual"


def duty_report(duty: CompiledDuty, request: Request) -> DutyReport:
    """Report on a duty."""
    binds: Truth = duty.binds(request)
    return DutyReport(
        duty.duty.iri,
        tuple(named.iri for named, _ in duty.actions),
        "Inactive" if binds is False else "Active",
        "not-set" if binds is False else duty.state(request),
        tuple(condition_report(one, request) for one in duty.conditions),
    )


def _about_others(rule: CompiledRule, names: Names) -> bool:
    """Say whether a rule names parties of whom none is who asks."""
    known = set(names.certain)
    assigned = {entry.assignee for entry in rule.entries} - {ANYTHING}
    return any(group and not group & known for group in (assigned, _parties_in(rule)))


def _parties_in(rule: CompiledRule) -> set[str]:
    """Give the parties that a rule's constraints and refinements name."""
    conditions = (
        *rule.rule.conditions,
        *(one.condition for entry in rule.entries for one in entry.refinements),
    )
    return {party for one in every_constraint(conditions) for party in _named(one)}


def _named(constraint: Constraint) -> Iterator[str]:
    if constraint.left in NAMING_PARTIES:
        yield from (one.iri for one in constraint.right if isinstance(one, Iri))
