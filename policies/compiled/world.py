"""What policies are compiled with: who and what belongs where, which action is part of which, the trees of values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from policies.compiled.request import Membership
from policies.compiled.trees import Tree, own_trees
from policies.odrl.policy import ODRL, Conflict

DutyMode: TypeAlias = Literal["precondition", "eventual"]

CONTRACTUAL = frozenset(f"{ODRL}{name}" for name in ("attribute", "inform", "nextPolicy", "delete"))
"""Duties that can only be met after delivery: they are stated with the answer, and no reason to refuse it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How policies are understood.

    Args:
        duty_mode: ``precondition``: a duty must be fulfilled before; ``eventual``: it may still be, but not be violated.
        stated: IRIs of actions of duties that are only stated, whatever the mode.
        conflict: what wins where a policy does not say.
        offers: whether offers are in force, which they are only for trying them out.
        rows: whether what is asked of rows is left to a row filter; else it must be among the request's facts.
    """

    duty_mode: DutyMode = "precondition"
    stated: frozenset[str] = frozenset()
    conflict: Conflict = "prohibit"
    offers: bool = False
    rows: bool = True


OF_THE_GATEWAY = Settings(stated=CONTRACTUAL)
"""Of the policies in force here."""


@dataclass(frozen=True)
class World:
    """The facts that a policy set is compiled with; they change only with the policy epoch.

    Args:
        parties: which party belongs to which organisation, network or group, and when.
        assets: which asset belongs to which collection, and when.
        included: further odrl:includedIn of actions (narrower, broader).
        trees: hierarchies of values by the name a left operand gives its tree.
    """

    parties: tuple[Membership, ...] = ()
    assets: tuple[Membership, ...] = ()
    included: tuple[tuple[str, str], ...] = ()
    trees: Mapping[str, Tree] = field(default_factory=own_trees)


class Collections:
    """Which collections a member belongs to at a time, directly or through another."""

    def __init__(self, memberships: Iterable[Membership]) -> None:
        """Index memberships by member."""
        self._by_member: dict[str, list[Membership]] = {}
        for one in memberships:
            self._by_member.setdefault(one.member, []).append(one)
        timed = any(one.valid_from or one.valid_to for one in self._by_member_values())
        self._fixed: dict[str, Held] | None = None if timed else {}

    def _by_member_values(self) -> Iterable[Membership]:
        return (one for several in self._by_member.values() for one in several)

    def of(self, member: str, now: datetime | None) -> "Held":
        """Give the collections that a member certainly and possibly belongs to, itself among them."""
        if member not in self._by_member:
            return Held((member,), (member,))
        if self._fixed is None:
            return self._reached(member, now)
        if member not in self._fixed:
            self._fixed[member] = self._reached(member, now)
        return self._fixed[member]

    def _reached(self, member: str, now: datetime | None) -> "Held":
        return Held(self._walk(member, now, possible=False), self._walk(member, now, possible=True))

    def _walk(self, member: str, now: datetime | None, *, possible: bool) -> tuple[str, ...]:
        found, waiting = {member: None}, [member]
        while waiting:
            for one in self._by_member.get(waiting.pop(), ()):
                holds = one.holds(now)
                if (holds or (possible and holds is None)) and one.collection not in found:
                    found[one.collection] = None
                    waiting.append(one.collection)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Held:
    """The names that mean a member: those certainly, and those possibly."""

    certain: tuple[str, ...]
    possible: tuple[str, ...]
