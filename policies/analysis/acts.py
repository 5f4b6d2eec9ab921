"""What rules speak of together: an action, an asset and a party that one rule and another both mean."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import TypeAlias

from policies.analysis.formulas import DOUBTFUL, TRUE, Atoms, Fixed, Formula, both, either
from policies.compiled.truth import Truth, all_true
from policies.odrl.policy import Named, Rule
from policies.odrl.vocabulary import action_and_broader

Included: TypeAlias = tuple[tuple[str, str], ...]
"""Further odrl:includedIn of actions (narrower, broader)."""

ANYTHING = ""
"""Any asset, or any party."""


@dataclass(frozen=True, slots=True)
class Act:
    """An action with an asset by a party.

    Args:
        action: its IRI.
        target: IRI of the asset, empty for any.
        assignee: IRI of the party, empty for anybody.
        certain: whether both rules certainly mean it; who belongs to a collection is not known here.
    """

    action: str
    target: str = ANYTHING
    assignee: str = ANYTHING
    certain: bool = True


@cache
def broader_actions(action: str, included: Included = ()) -> frozenset[str]:
    """Give an action and those it is part of; the same question is answered once."""
    return action_and_broader(action, included)


def common_acts(first: Rule, second: Rule, included: Included = ()) -> Iterator[Act]:
    """Give the acts that two rules both mean.

    Args:
        first: a rule.
        second: another.
        included: further odrl:includedIn of actions (narrower, broader).
    """
    targets = _shared(first.targets, second.targets)
    parties = _shared(first.assignees, second.assignees) if targets else []
    actions = _common_actions(first, second, included) if parties else []
    owned = bool(first.targets and second.targets) or _one_owner(first, second) is not None
    for action, target, party in product(actions, targets, parties):
        yield Act(action, target[0], party[0], owned and target[1] and party[1])


def _one_owner(first: Rule, second: Rule) -> Truth:
    """Say whether two rules are of the same owner, whose everything a rule without assets means; unknown if not."""
    owners = [{one.iri for one in rule.assigners} for rule in (first, second)]
    return True if owners[0] == owners[1] else None


def acts_of(rule: Rule) -> Iterator[Act]:
    """Give the acts that a rule means."""
    parties = [one.iri for one in rule.assignees] or [ANYTHING]
    targets = [one.iri for one in rule.targets] or [ANYTHING]
    for action, target, party in product(rule.actions, targets, parties):
        yield Act(action.iri, target, party)


def _common_actions(first: Rule, second: Rule, included: Included) -> list[str]:
    found: dict[str, None] = {}
    for one, other in product(first.actions, second.actions):
        if other.iri in broader_actions(one.iri, included):
            found[one.iri] = None
        elif one.iri in broader_actions(other.iri, included):
            found[other.iri] = None
    return list(found)


def _shared(first: tuple[Named, ...], second: tuple[Named, ...]) -> list[tuple[str, bool]]:
    """Give the names that two lists mean both, each with whether they certainly do."""
    if not first or not second:
        return [(one.iri, True) for one in (*first, *second)] or [(ANYTHING, True)]
    same = [one.iri for one in first if any(one.iri == other.iri for other in second)]
    apart = [
        (one.iri, False)
        for one, other in product(first, second)
        if one.iri != other.iri and (one.collection or other.collection)
    ]
    return [(one, True) for one in dict.fromkeys(same)] or list(dict.fromkeys(apart))


def meaning(rule: Rule, act: Act, atoms: Atoms, included: Included = ()) -> Formula:
    """Give the formula of the states in which a rule speaks of an act.

    Args:
        rule: it.
        act: what it may speak of.
        atoms: where the atoms are numbered.
        included: further odrl:includedIn of actions (narrower, broader).
    """
    broader = broader_actions(act.action, included)
    narrowed = (
        _means([one for one in rule.actions if one.iri in broader], "action", atoms),
        _of_names(rule.targets, act.target, "target", atoms),
        _of_names(rule.assignees, act.assignee, "assignee", atoms),
    )
    return both((*narrowed, atoms.all_of(rule.conditions)))


def _of_names(names: tuple[Named, ...], wanted: str, of: str, atoms: Atoms) -> Formula:
    if not names:
        return TRUE
    same = [one for one in names if one.iri == wanted]
    if same:
        return _means(same, of, atoms)
    return DOUBTFUL if wanted and any(one.collection for one in names) else Fixed(False)


def _means(names: Iterable[Named], of: str, atoms: Atoms) -> Formula:
    return either(atoms.all_of(one.refinements, of) for one in names)


def covers(wide: Rule, narrow: Rule, included: Included = ()) -> Truth:
    """Say whether everything that a rule means, its conditions aside, is also meant by another.

    Args:
        wide: the other.
        narrow: the rule.
        included: further odrl:includedIn of actions (narrower, broader).
    """
    owned = True if wide.targets else _one_owner(wide, narrow)
    names = all_true(
        (owned, _all_of(wide.targets, narrow.targets), _all_of(wide.assignees, narrow.assignees))
    )
    if names is False:
        return False
    allowed = {one.iri for one in wide.actions if not one.refinements}
    actions = all(broader_actions(one.iri, included) & allowed for one in narrow.actions)
    return names if actions else False


def _all_of(wide: tuple[Named, ...], narrow: tuple[Named, ...]) -> Truth:
    if not wide:
        return True
    names = {one.iri for one in wide if not one.refinements}
    if narrow and all(one.iri in names for one in narrow):
        return True
    return None if any(one.collection for one in wide) and narrow else False
