"""Inheritance: a policy with the rules of those it inherits from."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from policies.odrl.errors import InheritanceError, expected, mend
from policies.odrl.policy import Policy, Rule, Written


def inheriting(policies: Iterable[Policy], known: Iterable[Policy] = ()) -> tuple[Policy, ...]:
    """Give policies with the rules of those that they inherit from, their own first.

    Where a policy does not say what wins in a conflict, or of what it does not name, those it inherits from say it,
    the first one first.

    Args:
        policies: as they were read.
        known: others that they may inherit from, also as they were read.

    Raises:
        InheritanceError: one inherits from a policy that is not there, or from itself.
    """
    own = tuple(policies)
    by_iri = {policy.iri: policy for policy in (*known, *own)}
    return tuple(_whole(policy, by_iri, ()) for policy in own)


def _whole(policy: Policy, by_iri: Mapping[str, Policy], path: tuple[str, ...]) -> Policy:
    if policy.iri in path:
        cycle = " > ".join((*path, policy.iri))
        raise InheritanceError(cycle, expected("inherit_cycle"), mend("inherit_cycle"), Written(policy.iri))
    parents = [
        _whole(_parent(policy, iri, by_iri), by_iri, (*path, policy.iri)) for iri in policy.inherits_from
    ]
    several = (policy, *parents)
    return replace(
        policy,
        rules=_ordered(rule for one in several for rule in one.rules),
        profiles=tuple(dict.fromkeys(profile for one in several for profile in one.profiles)),
        conflict=next((one.conflict for one in several if one.conflict), None),
        undefined=next((one.undefined for one in several if one.undefined), ""),
    )


def _parent(policy: Policy, iri: str, by_iri: Mapping[str, Policy]) -> Policy:
    if iri not in by_iri:
        raise InheritanceError(iri, expected("inherit"), mend("inherit"), Written(policy.iri))
    return by_iri[iri]


def _ordered(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Give rules by kind, each once."""
    once = list(dict.fromkeys(rules))
    kinds = ("permission", "prohibition", "obligation")
    return tuple(rule for kind in kinds for rule in once if rule.kind == kind)
