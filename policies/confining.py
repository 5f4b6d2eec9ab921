"""Confining policies: an owner rules on what it and its departments have, and on nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from policies.in_force import OWNERS_ALL
from policies.names import Names
from policies.odrl.policy import Constraint, Duty, Named, Policy, Rule, every_constraint


@dataclass(frozen=True, slots=True)
class Holdings:
    """What an organisation may rule on.

    Args:
        organisations: itself and its departments.
        datasets: the owner of each dataset that policies or collections name, by its id.
        collections: the owner of each collection, by its id.
    """

    organisations: frozenset[str]
    datasets: Mapping[str, str]
    collections: Mapping[str, str]

    def has(self, iri: str, names: Names) -> bool:
        """Say whether an IRI means a dataset or a collection of theirs."""
        collection = names.id("collection", iri)
        if collection.startswith(OWNERS_ALL):
            return collection.removeprefix(OWNERS_ALL) in self.organisations
        if collection:
            return self.collections.get(collection) in self.organisations
        return self.datasets.get(names.id("dataset", iri)) in self.organisations

    def everything(self, names: Names) -> tuple[Named, ...]:
        """Give the collections of everything they have."""
        return tuple(
            Named(names.iri("collection", f"{OWNERS_ALL}{one}"), collection=True)
            for one in sorted(self.organisations)
        )


def confined(policy: Policy, holdings: Holdings, names: Names) -> Policy:
    """Give a policy with the targets that its owner may rule on; a rule that names none means all its owner has."""
    rules = (_confined(rule, holdings, names) for rule in policy.rules)
    return replace(policy, rules=tuple(rule for rule in rules if rule.targets))


def _confined(rule: Rule, holdings: Holdings, names: Names) -> Rule:
    if not rule.targets:
        return replace(rule, targets=holdings.everything(names))
    return replace(rule, targets=tuple(one for one in rule.targets if holdings.has(one.iri, names)))


def every_comparison(policy: Policy) -> Iterator[Constraint]:
    """Give all comparisons of a policy, those of its duties and refinements too."""
    for rule in policy.rules:
        yield from _of_rule(rule)
        for duty in (*rule.duties, *rule.remedies, *rule.consequences):
            yield from _of_duty(duty)


def _of_rule(rule: Rule | Duty) -> Iterator[Constraint]:
    yield from every_constraint(rule.conditions)
    for named in (*rule.actions, *rule.targets, *rule.assigners, *rule.assignees):
        yield from every_constraint(named.refinements)


def _of_duty(duty: Duty) -> Iterator[Constraint]:
    yield from _of_rule(duty)
    for consequence in duty.consequences:
        yield from _of_duty(consequence)
