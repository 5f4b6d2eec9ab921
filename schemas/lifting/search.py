"""Searching: the smallest sets of data that do something; pure combinatorics over ids in the order of their rank."""

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations

Ids = frozenset[str]
Does = Callable[[Ids], bool]

MOST_EXACT = 7
"""Data among which every subset is tried."""

MOST_TOGETHER = 2
"""Of more data, the largest subsets of which every one is tried."""

MOST_STEPS = 20_000
"""Steps of a search for the smallest union, after which the best found so far is taken."""


def minimal_sets(candidates: Sequence[str], does: Does) -> tuple[Ids, ...]:
    """Give the sets of candidates that do it and of which nothing can be left out.

    Args:
        candidates: ids, the first in rank first.
        does: whether a set does it.

    Returns:
        All of them, the smallest first, where there are few candidates; of many, the small ones, else one that is
        what the whole can be reduced to. None where nothing does it.
    """
    exact = len(candidates) <= MOST_EXACT
    sets: list[Ids] = []
    for size in range(len(candidates) + 1 if exact else MOST_TOGETHER + 1):
        for chosen in map(frozenset, combinations(candidates, size)):
            if not any(known <= chosen for known in sets) and does(chosen):
                sets.append(chosen)
    if not sets and not exact:
        found = pruned(candidates, does)
        return () if found is None else (found,)
    return tuple(sets)


def pruned(candidates: Sequence[str], does: Does) -> Ids | None:
    """Leave out of a set what can be left out, the last in rank first; None where the set does not do it."""
    kept = frozenset(candidates)
    if not does(kept):
        return None
    before: Ids = frozenset()
    while before != kept:
        before = kept
        for one in reversed(candidates):
            if one in kept and does(kept - {one}):
                kept -= {one}
    return kept


def smallest_union(alternatives: Iterable[Sequence[Ids]], rank: Sequence[str]) -> Ids:
    """Choose a set for each requirement so that together they hold the fewest data.

    Args:
        alternatives: for each requirement, the sets that meet it.
        rank: all ids, the first in rank first; of equally small unions the one of better rank is taken.
    """
    turn = {name: number for number, name in enumerate(rank)}
    wanted = sorted(set(map(tuple, alternatives)), key=lambda sets: (len(sets), _cost(sets[0], turn)))
    search = _Search([sorted(sets, key=lambda one: _cost(one, turn)) for sets in wanted], turn)
    search.go(0, frozenset())
    return search.best if search.best is not None else frozenset().union(*(sets[0] for sets in wanted))


def _cost(chosen: Ids, turn: dict[str, int]) -> tuple[int, list[int]]:
    return len(chosen), sorted(turn[name] for name in chosen)


class _Search:
    """Branch and bound over one alternative for each requirement."""

    def __init__(self, wanted: list[list[Ids]], turn: dict[str, int]) -> None:
        self.wanted, self.turn = wanted, turn
        self.best: Ids | None = None
        self.steps = 0

    def go(self, at: int, chosen: Ids) -> None:
        """Go through what is still required, with some data chosen already."""
        self.steps += 1
        if self.steps > MOST_STEPS or (self.best is not None and len(chosen) > len(self.best)):
            return
        while at < len(self.wanted) and any(one <= chosen for one in self.wanted[at]):
            at += 1
        if at == len(self.wanted):
            if self.best is None or _cost(chosen, self.turn) < _cost(self.best, self.turn):
                self.best = chosen
            return
        for one in self.wanted[at]:
            self.go(at + 1, chosen | one)
