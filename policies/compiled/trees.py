"""Hierarchies of values: sectors, places, purposes, languages; a value's parts and what it is part of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import unquote

from policies.odrl.policy import Iri, Value
from schemas.codes import codelist
from schemas.indicators import indicators
from schemas.places import former_places, shipped_places


@dataclass(frozen=True)
class Tree:
    """A hierarchy; a value may have several parents.

    Args:
        parents: what each value is directly part of.
        codes: whether its values are codes of ours, which an IRI may name by its last part.
        names: codes by further names, such as the address of a place in another register.
    """

    parents: Mapping[str, tuple[str, ...]]
    codes: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    _above: dict[str, frozenset[str]] = field(init=False, repr=False, compare=False, default_factory=dict)
    _below: dict[str, frozenset[str]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        below: dict[str, set[str]] = {}
        for one in self.parents:
            self._above[one] = _reached(one, self.parents)
            for broader in self._above[one]:
                below.setdefault(broader, set()).add(one)
        self._below.update({one: frozenset(parts) for one, parts in below.items()})

    def name(self, value: Value) -> str:
        """Give the name a value has in the tree, empty for what cannot be in it."""
        text = value.iri if isinstance(value, Iri) else value if isinstance(value, str) else ""
        if not self.codes or text in self.parents:
            return text
        if text in self.names:
            return self.names[text]
        last = unquote(text.rpartition("#")[2].rpartition("/")[2])
        return last if last in self.parents else text

    def knows(self, name: str) -> bool:
        """Say whether a value stands in the tree."""
        return name in self._above or name in self._below

    def known(self) -> frozenset[str]:
        """Give everything that stands in the tree."""
        return frozenset(self._below)

    def above(self, name: str) -> frozenset[str]:
        """Give a value and all it is part of."""
        return self._above.get(name, frozenset({name}))

    def below(self, name: str) -> frozenset[str]:
        """Give a value and all its parts."""
        return self._below.get(name, frozenset({name}))


NO_TREE = Tree({})


def _reached(start: str, steps: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    found, waiting = {start}, [start]
    while waiting:
        fresh = [one for one in steps.get(waiting.pop(), ()) if one not in found]
        found.update(fresh)
        waiting.extend(fresh)
    return frozenset(found)


def tree_of(pairs: Iterable[tuple[str, str]]) -> Tree:
    """Make a tree of pairs of a value and what it is part of."""
    parents: dict[str, tuple[str, ...]] = {}
    for part, whole in pairs:
        parents[part] = (*parents.get(part, ()), whole)
        parents.setdefault(whole, ())
    return Tree(parents)


@cache
def sector_tree() -> Tree:
    """Give the sectors of the common schema."""
    found = codelist("sector")
    return Tree({one.code: _one(one.columns.get("parent", "")) for one in found}, codes=True)


@cache
def place_tree() -> Tree:
    """Give the places that ship with us, those no longer in force too."""
    places = {**former_places(), **shipped_places()}
    names = {place.same_as: code for code, place in places.items() if place.same_as}
    return Tree({code: _one(place.parent) for code, place in places.items()}, codes=True, names=names)


@cache
def indicator_codes() -> Tree:
    """Give the indicators that ship with us; none is part of another."""
    return Tree(dict.fromkeys(indicators(), ()), codes=True)


def _one(parent: str) -> tuple[str, ...]:
    return (parent,) if parent else ()


def own_trees() -> dict[str, Tree]:
    """Give the trees that we know without being told, by the name that a left operand gives its tree."""
    return {"sector": sector_tree(), "spatial": place_tree(), "indicator": indicator_codes()}
