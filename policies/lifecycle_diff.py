"""What differs between two versions of a policy, rule by rule and value by value."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from policies.odrl.policy import Policy, Rule
from policies.odrl.writing import write_jsonld

Plain: TypeAlias = object
"""A value of JSON."""
ABSENT = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A rule, or the policy's own words, that differs.

    Args:
        rule: IRI of the rule; empty for what the policy says itself.
        change: what became of it.
        places: where in it, as JSON pointers, with what stood there before and stands there after.
    """

    rule: str
    change: Literal["added", "removed", "changed"]
    places: tuple[tuple[str, Plain, Plain], ...] = ()


def differences(before: Policy, after: Policy) -> tuple[Difference, ...]:
    """Give what differs between two versions of a policy.

    Args:
        before: the version before.
        after: the version after.
    """
    old, new = _by_iri(before), _by_iri(after)
    own = tuple(_places("", _own(before), _own(after)))
    changed = [Difference("", "changed", own)] if own else []
    for iri in dict.fromkeys((*old, *new)):
        if iri not in new:
            changed.append(Difference(iri, "removed", (("", old[iri], ABSENT),)))
        elif iri not in old:
            changed.append(Difference(iri, "added", (("", ABSENT, new[iri]),)))
        elif places := tuple(_places("", old[iri], new[iri])):
            changed.append(Difference(iri, "changed", places))
    return tuple(changed)


def _by_iri(policy: Policy) -> dict[str, Plain]:
    return {rule.iri: _rule(policy, rule) for rule in policy.rules}


def _rule(policy: Policy, rule: Rule) -> Plain:
    alone = json.loads(write_jsonld(Policy(policy.iri, policy.kind, (rule,))))
    (written,) = alone[rule.kind]
    return {"@kind": rule.kind, **written}


def _own(policy: Policy) -> Plain:
    return {
        "@type": policy.kind,
        "profile": list(policy.profiles),
        "conflict": policy.conflict,
        "undefined": policy.undefined or None,
    }


def _places(pointer: str, before: Plain, after: Plain) -> Iterator[tuple[str, Plain, Plain]]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys((*before, *after)):
            yield from _places(f"{pointer}/{_escaped(name)}", before.get(name), after.get(name))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for place, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _places(f"{pointer}/{place}", one, other)
    else:
        yield pointer, before, after


def _escaped(name: str) -> str:
    return str(name).replace("~", "~0").replace("/", "~1")
