"""Evaluating documents: what a policy says of a request in a state of the world, without any database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeAlias

from policies.compiled.deciding import Decision, decide
from policies.compiled.found_facts import local
from policies.compiled.found_requests import DATE_TIME, asked_by
from policies.compiled.found_worlds import FoundWorld, memberships_in, narrower_in, world_in
from policies.compiled.policy_set import PolicySet, compile_policies
from policies.compiled.reports import RuleReport, rule_reports
from policies.compiled.request import Fact, Request
from policies.compiled.trees import Tree, own_trees, tree_of
from policies.compiled.world import DutyMode, Settings, World
from policies.odrl.graph import Graph
from policies.odrl.inheritance import inheriting
from policies.odrl.policy import Constraint, Duty, Iri, Policy, every_constraint
from policies.odrl.profile import operands
from policies.odrl.reading import document_of, no_policy

ReportType: TypeAlias = Literal["PermissionReport", "ProhibitionReport", "DutyReport"]

TYPES: Mapping[str, ReportType] = {
    "permission": "PermissionReport",
    "prohibition": "ProhibitionReport",
    "obligation": "DutyReport",
}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY_OF_WEEK = frozenset({"dayofweek", "weekday", "currentdayofweek"})
"""Local names of left operands that many vocabularies have and ODRL has not: the time tells their value."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a policy says of a request.

    Args:
        permitted: whether everything that is asked for may be done.
        reports: of each rule.
        decisions: of each combination that is asked for.
    """

    permitted: bool
    reports: tuple[RuleReport, ...]
    decisions: tuple[Decision, ...]

    def as_dict(self) -> dict[str, object]:
        """Give it as it is printed."""
        rules = [
            {"rule": one.rule, "type": TYPES[one.kind], "activation": one.activation} for one in self.reports
        ]
        return {"decision": "permit" if self.permitted else "deny", "rules": rules}


def evaluate(
    policy: Graph,
    request: Graph,
    world: Graph | None = None,
    duty_mode: DutyMode = "precondition",
) -> Evaluation:
    """Evaluate documents.

    Args:
        policy: the policies' document.
        request: the request's document.
        world: the state of the world's document; None where nothing is known of it.
        duty_mode: whether duties must be met before, or may be met afterwards.

    Raises:
        PolicyDocumentError: a document cannot be read, or holds no policy or no request.
    """
    asked = asked_by(request)
    found = world_in(world if world is not None else Graph(()), asked.now, asked.issued)
    graphs = [one for one in (policy, request, world) if one is not None]
    document = document_of(policy)
    if not document.policies:
        raise no_policy()
    policies = inheriting(document.policies)
    compiled = _compiled(policies, graphs, document.included, duty_mode)
    several = [_completed(one, found, policies) for one in asked.requests]
    if world is None:
        several = [replace(one, state=replace(one.state, counts={})) for one in several]
    decisions = tuple(decide(one, compiled) for one in several)
    reports = [rule_reports(one, compiled, regardless=asked.formal) for one in several]
    return Evaluation(all(one.permitted for one in decisions), _merged(reports), decisions)


def _compiled(
    policies: tuple[Policy, ...], graphs: list[Graph], included: tuple[tuple[str, str], ...], mode: DutyMode
) -> PolicySet:
    members = tuple(one for graph in graphs for one in memberships_in(graph))
    world = World(members, members, included, _trees(graphs))
    return compile_policies(policies, 0, world, Settings(duty_mode=mode, rows=False))


def _trees(graphs: list[Graph]) -> dict[str, Tree]:
    """Give our trees, and for every left operand what the documents say is part of what."""
    pairs = [pair for graph in graphs for pair in narrower_in(graph)]
    if not pairs:
        return own_trees()
    names = {one.tree or one.binding.rpartition(".")[2] for one in operands().values()} | {""}
    ours = own_trees()
    return {name: _extended(ours.get(name), pairs) for name in names}


def _extended(ours: Tree | None, pairs: list[tuple[str, str]]) -> Tree:
    if ours is None:
        return tree_of(pairs)
    own = [(part, whole) for part, wholes in ours.parents.items() for whole in wholes]
    return replace(ours, parents=tree_of([*own, *pairs]).parents)


def _completed(request: Request, found: FoundWorld, policies: Iterable[Policy]) -> Request:
    """Give a request with what the world says, and with the values of operands that others call otherwise."""
    facts = {**found.facts, **request.facts}
    facts.pop(DATE_TIME, None)
    for one in _constraints(policies):
        known = _told_otherwise(one, facts) or _weekday(one, found.now)
        if one.left not in facts and known is not None:
            facts[one.left] = known
    return replace(request, now=found.now, facts=facts, state=found.state)


def _constraints(policies: Iterable[Policy]) -> Iterable[Constraint]:
    for policy in policies:
        for rule in policy.rules:
            yield from every_constraint(rule.conditions)
            for named in (*rule.actions, *rule.targets, *rule.assignees):
                yield from every_constraint(named.refinements)
            for duty in (*rule.duties, *rule.remedies, *rule.consequences):
                yield from _of_duty(duty)


def _of_duty(duty: Duty) -> Iterable[Constraint]:
    yield from every_constraint(duty.conditions)
    for consequence in duty.consequences:
        yield from _of_duty(consequence)


def _told_otherwise(constraint: Constraint, facts: Mapping[str, Fact]) -> Fact | None:
    """Give the fact that is told under the unit's name, or under one with the same last part."""
    if constraint.unit in facts:
        return replace(facts[constraint.unit], unit=constraint.unit)
    name = local(constraint.left)
    return next((fact for left, fact in facts.items() if local(left) == name), None)


def _weekday(constraint: Constraint, now: datetime | None) -> Fact | None:
    if now is None or local(constraint.left) not in DAY_OF_WEEK:
        return None
    day = WEEKDAYS[now.weekday()]
    bases = {one.iri[: -len(_last(one.iri))] for one in constraint.right if isinstance(one, Iri)}
    return Fact((day,) if not bases else tuple(Iri(f"{base}{day}") for base in sorted(bases)))


def _last(iri: str) -> str:
    return next((day for day in WEEKDAYS if iri.endswith(day)), "")


def _merged(several: list[tuple[RuleReport, ...]]) -> tuple[RuleReport, ...]:
    """Give each rule's report for the first combination for which it is active, else for which it is attempted."""
    return tuple(
        min(reports, key=lambda one: (one.activation != "Active", not one.attempted))
        for reports in zip(*several, strict=True)
    )
