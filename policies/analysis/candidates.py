"""Values that stand for all values of an axis: what holds of none of them can hold of no value."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, localcontext
from itertools import combinations

from policies.analysis.hierarchies import Hierarchy
from policies.analysis.lengths import length_candidates, number_candidates, range_of, related_candidates
from policies.analysis.recurrences import Recurrence, recurring_moments
from policies.compiled.comparison import HAS, IS_A, PART, Values
from policies.compiled.operands import MEMBERSHIPS
from policies.compiled.ordering import FIRST, LAST, MOMENT, stretch
from policies.odrl.policy import Duration, Iri, Span, Value
from policies.odrl.profile import operand

IN_A_TREE = frozenset({IS_A, PART, HAS})
DIGITS = 1000
MOST_SUBSETS = 8
MOST_NAMES = 4000
OTHER = "urn:ogledalo:something-else"
"""Stands for a name that no policy names."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What constraints ask of an axis.

    Args:
        left: IRI of the left operand.
        operators: of all constraints.
        values: right operands of all of them, each once.
        hierarchy: of the values.
        several: whether a state may have several values at once.
        recurring: times that recur.
        related: bounds of all lengths that are compared with one another; empty where none are.
    """

    left: str
    operators: frozenset[str]
    values: tuple[Value, ...]
    hierarchy: Hierarchy
    several: bool = False
    recurring: tuple[Recurrence, ...] = ()
    related: tuple[Duration, ...] = ()


def candidates(asked: Asked) -> tuple[list[Values], bool]:
    """Give states of an axis of which one stands in each part that constraints divide all states into.

    Returns:
        The states, and whether no part can be without one.
    """
    with localcontext(prec=DIGITS):
        found = [*_numbers(asked)]
        lengths, all_lengths = _lengths(asked)
        times, all_times = _times(asked)
    names, all_names = _names(asked)
    truths: list[Value] = [True, False] if any(isinstance(one, bool) for one in asked.values) else []
    single: list[Value] = [*found, *lengths, *times, *names, *truths]
    states, all_states = _states(single) if asked.several else (list[Values]((one,) for one in single), True)
    return states, all_lengths and all_times and all_names and all_states and bool(states)


def _numbers(asked: Asked) -> list[Decimal]:
    numbers = [one for one in asked.values if isinstance(one, Decimal)]
    return number_candidates(numbers, range_of(asked.left)) if numbers else []


def _lengths(asked: Asked) -> tuple[list[Duration], bool]:
    lengths = [one for one in asked.values if isinstance(one, Duration)]
    if not lengths and not asked.related:
        return [], True
    within = range_of(asked.left)
    return related_candidates(asked.related, within) if asked.related else length_candidates(lengths, within)


def _times(asked: Asked) -> tuple[list[Value], bool]:
    """Give the moments at which something changes, the one before them, and those at which times recur."""
    stretches = [found for one in asked.values if (found := stretch(one)) is not None]
    breaks = sorted({end for one in stretches for end in one})
    if not breaks and not asked.recurring:
        return [], True
    recurring, whole = recurring_moments(asked.recurring, breaks) if asked.recurring else ([], True)
    first = [breaks[0] - MOMENT] if breaks and breaks[0] > FIRST else []
    moments: set[datetime] = {*first, *breaks, *recurring}
    spans: list[Value] = [one for one in asked.values if isinstance(one, Span)]
    of_periods = spans if _is_period(asked.left) else []
    return [*of_periods, *sorted(one for one in moments if FIRST <= one < LAST)], whole


def _is_period(left: str) -> bool:
    known = operand(left)
    return known is not None and "gYear" in known.types


def _names(asked: Asked) -> tuple[list[Value], bool]:
    named = [one for one in asked.values if isinstance(one, Iri | str)]
    known = operand(asked.left)
    codes = list(known.codes) if known else []
    if not named:
        return [], True
    if codes and all(one in codes for one in named):
        return list[Value](codes), True
    in_tree = bool(asked.operators & IN_A_TREE)
    around, whole = _around(named, asked.hierarchy) if in_tree else ([], True)
    return [*dict.fromkeys([*named, *around, *_others(named, asked.hierarchy, in_tree=in_tree)])], whole


def _others(named: Sequence[Iri | str], hierarchy: Hierarchy, *, in_tree: bool) -> list[Iri | str]:
    """Give names of each kind that nobody names; in a closed tree there is none outside of it."""
    if in_tree and hierarchy.closed:
        return []
    kinds = {type(one) for one in named}
    return [Iri(OTHER) if kind is Iri else OTHER for kind in sorted(kinds, key=repr)]


def _around(named: Iterable[Iri | str], hierarchy: Hierarchy) -> tuple[list[Iri | str], bool]:
    """Give what is above and below names in their tree, and one that is neither."""
    tree = hierarchy.tree
    known = tree.known()
    found: dict[str, None] = {}
    for name in map(tree.name, named):
        if name in known:
            found.update(dict.fromkeys((*sorted(tree.above(name)), *sorted(tree.below(name)))))
    aside = sorted(known - found.keys())[:1]
    whole = len(found) <= MOST_NAMES
    written = [*list(found)[:MOST_NAMES], *aside]
    return [Iri(one) if any(isinstance(other, Iri) for other in named) else one for one in written], whole


def _states(single: Sequence[Value]) -> tuple[list[Values], bool]:
    """Give the sets of values that a state may have at once."""
    if len(single) <= MOST_SUBSETS:
        sizes: Iterable[int] = range(len(single) + 1)
    else:
        sizes = (0, 1, 2)
    found = [group for size in sizes for group in combinations(single, size)]
    whole = len(single) <= MOST_SUBSETS
    return (found if whole else [*found, tuple(single)]), whole


def may_have_several(left: str, most_wanted: int) -> bool:
    """Say whether a left operand may have several values: memberships, and what is asked to have all of several."""
    return left in MEMBERSHIPS or most_wanted > 1
