"""The public face of a policy: what governs one dataset, without what it says of others.

Parties are named to the owner's people only. Whoever else reads it finds themselves and networks named, and of all
others that there are some; what a rule says of further datasets is left out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from policies.compiled.request import Request
from policies.decision import Subject, Target
from policies.in_force import InForce
from policies.odrl.policy import (
    ODRL,
    Condition,
    Constraint,
    Duty,
    Iri,
    LogicalConstraint,
    Named,
    Policy,
    Rule,
    Value,
)
from policies.odrl.profile import PROFILE
from policies.odrl.vocabulary import OG
from policies.template_rules import template_policy

UNDISCLOSED = f"{OG}undisclosed"
"""Stands for parties that the reader is not told of."""

OF_PARTIES = frozenset(
    {f"{OG}recipientOrganisation", f"{ODRL}recipient", f"{OG}recipientNetwork", f"{OG}agreement"}
)
"""Operands whose values name parties, or what they agreed to."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a policy.

    Args:
        named: IRIs that the reader is told; None for all.
    """

    named: frozenset[str] | None = frozenset()

    @classmethod
    def of(cls, subject: Subject, target: Target, in_force: InForce) -> "Reader":
        """Give the reader that a subject is: the owner's people are told everything."""
        parties, names = in_force.parties, in_force.names
        if target.owner in parties.with_departments(subject.organisations):
            return cls(None)
        own = parties.with_parents(subject.organisations)
        agreed = (one.collection for name in own for one in parties.agreements.get(name, ()))
        known = {names.iri("organisation", one) for one in own} | {names.iri("party", subject.id)}
        return cls(frozenset({*known, *agreed}))


THE_WORLD = Reader()


def public_policy(target: Target, in_force: InForce, reader: Reader, now: datetime) -> Policy:
    """Give what governs a dataset as one policy: its template, or the rules in force that are about it.

    Args:
        target: the dataset.
        in_force: what is in force.
        reader: whom it is told.
        now: the moment: what belongs to a collection changes with time.
    """
    names = in_force.names
    iri = names.iri("policy", f"of-{target.dataset}")
    if not in_force.governs(target.dataset, target.owner):
        found = template_policy(target, iri, names)
    else:
        found = _governing(target, in_force, iri, now)
    shown = names.iri("organisation", target.owner)
    return found if reader.named is None else _redacted(found, _Redaction(reader.named | {shown}, in_force))


def _governing(target: Target, in_force: InForce, iri: str, now: datetime) -> Policy:
    meant = frozenset(in_force.policies.targets(Request("", _target(target, in_force), now=now)))
    dataset = in_force.names.iri("dataset", target.dataset)
    policies = in_force.policies_on(target.dataset, target.owner)
    rules = tuple(one for part in policies for one in _narrowed(part.policy.rules, meant, dataset))
    conflicts = {part.policy.conflict or "prohibit" for part in policies}
    return Policy(iri, "Set", rules, (PROFILE,), conflicts.pop() if len(conflicts) == 1 else "prohibit")


def _target(target: Target, in_force: InForce) -> str:
    return in_force.target(target.dataset, target.owner)


def _narrowed(rules: Iterable[Rule], meant: frozenset[str], dataset: str) -> Iterator[Rule]:
    """Give the rules about a dataset, with no other target than it."""
    for rule in rules:
        targets = [replace(one, iri=dataset, collection=False) for one in rule.targets if one.iri in meant]
        if targets:
            yield replace(rule, targets=tuple(dict.fromkeys(targets)))


@dataclass(frozen=True, slots=True)
class _Redaction:
    """What is told and what is not."""

    named: frozenset[str]
    in_force: InForce

    def party(self, iri: str) -> str:
        """Give a party's name, or that of all who are not told."""
        names = self.in_force.names
        told = iri in self.named or iri.startswith(OG) or names.id("network", iri)
        return iri if told else UNDISCLOSED

    def other(self, iri: str) -> str:
        """Give the name of something that need not be a party."""
        names = self.in_force.names
        kinds = (names.id(kind, iri) for kind in ("organisation", "party", "agreement"))
        return self.party(iri) if any(kinds) else iri


def _redacted(policy: Policy, redaction: _Redaction) -> Policy:
    """Give a policy with nobody named who is not told; rules that are alike then stand once, under another name."""
    found: dict[Rule, Rule] = {}
    for rule in policy.rules:
        told = _rule(rule, redaction)
        if told == rule:
            found[rule] = rule
            continue
        hidden = sum(one is not key for key, one in found.items())
        bare = replace(told, iri="")
        found.setdefault(bare, replace(told, iri=f"{policy.iri}#undisclosed-{hidden + 1}"))
    return replace(policy, rules=tuple(found.values()))


def _rule(rule: Rule, redaction: _Redaction) -> Rule:
    return replace(
        rule,
        actions=_several(rule.actions, redaction),
        targets=_several(rule.targets, redaction),
        assigners=_parties(rule.assigners, redaction),
        assignees=_parties(rule.assignees, redaction),
        conditions=_conditions(rule.conditions, redaction),
        duties=_duties(rule.duties, redaction),
        remedies=_duties(rule.remedies, redaction),
        consequences=_duties(rule.consequences, redaction),
        parties=_functions(rule.parties, redaction),
    )


def _duties(duties: Iterable[Duty], redaction: _Redaction) -> tuple[Duty, ...]:
    return tuple(_duty(one, redaction) for one in duties)


def _duty(duty: Duty, redaction: _Redaction) -> Duty:
    return replace(
        duty,
        actions=_several(duty.actions, redaction),
        assigners=_parties(duty.assigners, redaction),
        assignees=_parties(duty.assignees, redaction),
        targets=_several(duty.targets, redaction),
        conditions=_conditions(duty.conditions, redaction),
        consequences=_duties(duty.consequences, redaction),
        parties=_functions(duty.parties, redaction),
    )


def _parties(several: Iterable[Named], redaction: _Redaction) -> tuple[Named, ...]:
    told = (
        replace(one, iri=redaction.party(one.iri), refinements=_conditions(one.refinements, redaction))
        for one in several
    )
    return tuple(dict.fromkeys(told))


def _several(several: Iterable[Named], redaction: _Redaction) -> tuple[Named, ...]:
    return tuple(replace(one, refinements=_conditions(one.refinements, redaction)) for one in several)


def _functions(pairs: Iterable[tuple[str, str]], redaction: _Redaction) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys((function, redaction.party(party)) for function, party in pairs))


def _conditions(conditions: Iterable[Condition], redaction: _Redaction) -> tuple[Condition, ...]:
    return tuple(_condition(one, redaction) for one in conditions)


def _condition(condition: Condition, redaction: _Redaction) -> Condition:
    if isinstance(condition, LogicalConstraint):
        return replace(condition, operands=_conditions(condition.operands, redaction))
    return _constraint(condition, redaction)


def _constraint(one: Constraint, redaction: _Redaction) -> Constraint:
    of_parties = one.left in OF_PARTIES
    right = tuple(dict.fromkeys(_value(value, redaction, of_parties=of_parties) for value in one.right))
    others = tuple((name, _value(value, redaction, of_parties=False)) for name, value in one.others)
    told = redaction.party if of_parties else redaction.other
    reference = told(one.reference) if one.reference else ""
    changed = (right, others, reference) != (one.right, one.others, one.reference)
    return replace(one, right=right, others=others, reference=reference, iri="" if changed else one.iri)


def _value(value: Value, redaction: _Redaction, *, of_parties: bool) -> Value:
    if isinstance(value, Iri):
        return Iri(redaction.party(value.iri) if of_parties else redaction.other(value.iri))
    return Iri(UNDISCLOSED) if of_parties else value
