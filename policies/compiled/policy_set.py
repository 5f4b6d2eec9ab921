"""Policy sets: policies compiled at an epoch, indexed by target, action and assignee; they never change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from policies.compiled.request import Request
from policies.compiled.rules import ANYTHING, CompiledRule, Entry, compiled_rules
from policies.compiled.world import Collections, Settings, World
from policies.odrl.policy import Policy
from policies.odrl.vocabulary import action_and_broader

MOST_GROUPS = 50_000
"""How many combinations of target and action are remembered."""


@dataclass(frozen=True, slots=True)
class Group:
    """The entries for some targets and an action, by assignee; the empty name is everybody's."""

    permissions: Mapping[str, tuple[Entry, ...]]
    prohibitions: Mapping[str, tuple[Entry, ...]]


@dataclass(frozen=True, slots=True)
class Names:
    """Under which names rules may mean a request's subject.

    Args:
        certain: those that certainly do.
        possible: those that possibly do; None where any may.
    """

    certain: tuple[str, ...]
    possible: tuple[str, ...] | None


@dataclass(frozen=True)
class PolicySet:
    """Compiled policies.

    Args:
        epoch: number that grows with every change of what is in force; part of every ETag and audit record.
        rules: all of them, in the policies' order.
        world: what they were compiled with.
        settings: how they are understood.
        alerting: whether a policy calls a contradiction invalid, so that somebody must be told of it.
    """

    epoch: int
    rules: tuple[CompiledRule, ...]
    world: World
    settings: Settings
    alerting: bool = field(init=False)
    _index: Mapping[tuple[str, str], tuple[tuple[Entry, bool], ...]] = field(init=False, repr=False)
    _groups: dict[tuple[tuple[str, ...], str], Group] = field(init=False, repr=False, default_factory=dict)
    _parties: Collections = field(init=False, repr=False)
    _assets: Collections = field(init=False, repr=False)
    _broader: dict[str, tuple[str, ...]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        index: dict[tuple[str, str], list[tuple[Entry, bool]]] = {}
        for rule in self.rules:
            if rule.rule.kind != "obligation":
                for entry in rule.entries:
                    pair = (entry, rule.rule.kind == "permission")
                    index.setdefault((entry.target, entry.action), []).append(pair)
        object.__setattr__(self, "alerting", any(rule.conflict == "invalid" for rule in self.rules))
        object.__setattr__(self, "_index", {pair: tuple(found) for pair, found in index.items()})
        object.__setattr__(self, "_parties", Collections(self.world.parties))
        object.__setattr__(self, "_assets", Collections(self.world.assets))

    def groups(self, request: Request) -> tuple[Group, Group]:
        """Give the entries for a request's target and action: those that certainly match, and those that may."""
        held = self._assets.of(request.target, request.now)
        certain = self._group(held.certain, request.action)
        return certain, certain if held.possible == held.certain else self._group(
            held.possible, request.action
        )

    def names(self, request: Request) -> Names:
        """Give the names under which rules may mean a request's subject."""
        subject = request.subject
        unknown = subject.id is None or subject.organisations is None or subject.memberships is None
        own = [subject.id or ANYTHING, *(subject.organisations or ())]
        certain, possible = [ANYTHING, *own], [ANYTHING, *own]
        for one in subject.memberships or ():
            holds = one.holds(request.now)
            if holds is not False:
                possible.append(one.collection)
            if holds:
                certain.append(one.collection)
        if self.world.parties:
            certain = [one for name in certain for one in self._parties.of(name, request.now).certain]
            possible = [one for name in possible for one in self._parties.of(name, request.now).possible]
        return Names(tuple(dict.fromkeys(certain)), None if unknown else tuple(dict.fromkeys(possible)))

    def broader(self, action: str) -> tuple[str, ...]:
        """Give the actions that an action is part of, itself among them, and the name of any action."""
        if action not in self._broader:
            if len(self._broader) > MOST_GROUPS:
                self._broader.clear()
            found = action_and_broader(action, self.world.included)
            self._broader[action] = (ANYTHING, *sorted(found))
        return self._broader[action]

    def targets(self, request: Request) -> tuple[str, ...]:
        """Give the names under which rules may mean a request's target."""
        return (ANYTHING, *self._assets.of(request.target, request.now).possible)

    def _group(self, targets: tuple[str, ...], action: str) -> Group:
        key = (targets, action)
        if key not in self._groups:
            if len(self._groups) > MOST_GROUPS:
                self._groups.clear()
            self._groups[key] = self._grouped(targets, action)
        return self._groups[key]

    def _grouped(self, targets: tuple[str, ...], action: str) -> Group:
        found = [
            pair
            for target in (ANYTHING, *targets)
            for broader in self.broader(action)
            for pair in self._index.get((target, broader), ())
        ]
        found.sort(key=lambda pair: pair[0].order)
        sides: tuple[dict[str, tuple[Entry, ...]], dict[str, tuple[Entry, ...]]] = ({}, {})
        for entry, permits in found:
            side = sides[0 if permits else 1]
            side[entry.assignee] = (*side.get(entry.assignee, ()), entry)
        return Group(*sides)


def compile_policies(
    policies: Iterable[Policy], epoch: int = 0, world: World | None = None, settings: Settings | None = None
) -> PolicySet:
    """Compile policies into what decides.

    Args:
        policies: with what they inherit; offers are left out unless the settings say otherwise.
        epoch: number of the state of what is in force.
        world: memberships, actions and trees; the trees that we know where none is given.
        settings: the product's defaults where none are given.
    """
    known, chosen = world or _plain_world(), settings or Settings()
    return PolicySet(epoch, tuple(compiled_rules(policies, known, chosen)), known, chosen)


@cache
def _plain_world() -> World:
    return World()
