"""Which values are part of which: our own lists, what a document declares, and what language tags say themselves."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from pyoxigraph import NamedNode

from policies.compiled.found_worlds import narrower_in
from policies.compiled.trees import NO_TREE, Tree, own_trees, tree_of
from policies.odrl.graph import Graph
from policies.odrl.policy import Iri, Value
from policies.odrl.profile import operand

LANGUAGE = "language"
TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", re.ASCII)
NO_LANGUAGE = "qzz"
"""A tag that BCP 47 leaves to private use: it stands for a language that nobody names."""

PARENTS = ("parentfeature", "parentcountry", "broadmatch", "subpropertyof")
"""Local names of further properties that say what is part of what, such as GeoNames'."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """A tree of values.

    Args:
        tree: it.
        closed: whether it holds everything that can be a value, and everything that is part of another.
    """

    tree: Tree = NO_TREE
    closed: bool = False


@dataclass(frozen=True)
class Hierarchies:
    """The trees of values by the name that a left operand gives its tree.

    Args:
        trees: those that are complete.
        declared: part and whole, as a document declares them; there may be more of these.
    """

    trees: Mapping[str, Tree] = field(default_factory=own_trees)
    declared: tuple[Pair, ...] = ()

    def of(self, left: str, values: Iterable[Value]) -> Hierarchy:
        """Give the hierarchy of a left operand's values.

        Args:
            left: its IRI.
            values: those that constraints name.
        """
        known = operand(left)
        name = (known.tree or known.binding.rpartition(".")[2]) if known else ""
        if name == LANGUAGE:
            return _languages(tuple(values), self.declared)
        own = self.trees.get(name)
        if own is None:
            return Hierarchy(tree_of(self.declared)) if self.declared else Hierarchy()
        more = _more(own, self.declared)
        named = [own.name(one) for one in values if isinstance(one, Iri | str)]
        if all(own.knows(one) for one in named) and not more:
            return Hierarchy(own, closed=True)
        return Hierarchy(replace(own, parents=tree_of([*_pairs(own), *more]).parents) if more else own)


NO_HIERARCHIES = Hierarchies({})


@cache
def our_hierarchies() -> Hierarchies:
    """Give the trees that ship with us."""
    return Hierarchies()


def hierarchies_in(graph: Graph) -> Hierarchies:
    """Give the trees that ship with us, with what a document declares."""
    return Hierarchies(declared=tuple(dict.fromkeys((*narrower_in(graph), *_parents_in(graph)))))


def _parents_in(graph: Graph) -> Iterator[Pair]:
    for subject, name, value in graph.triples:
        local = name.rpartition("#")[2].rpartition("/")[2].casefold()
        if local in PARENTS and isinstance(subject, NamedNode) and isinstance(value, NamedNode):
            yield subject.value, value.value


def _pairs(tree: Tree) -> list[Pair]:
    return [(part, whole) for part, wholes in tree.parents.items() for whole in wholes]


def _more(own: Tree, declared: Iterable[Pair]) -> list[Pair]:
    """Give what is declared beyond a tree of ours, in its names."""
    named = [(own.name(Iri(part)), own.name(Iri(whole))) for part, whole in declared]
    return [(part, whole) for part, whole in named if whole not in own.above(part)]


def _languages(values: tuple[Value, ...], declared: tuple[Pair, ...]) -> Hierarchy:
    """Give the tree of language tags: a longer tag is part of a shorter one that it begins with (RFC 4647)."""
    texts = [one.iri if isinstance(one, Iri) else one for one in values if isinstance(one, Iri | str)]
    split = [_split(one) for one in texts]
    if not texts or any(one is None for one in split):
        return Hierarchy(tree_of(declared)) if declared else Hierarchy()
    pairs: list[Pair] = []
    alone: list[str] = []
    for base, tag in (one for one in split if one is not None):
        parts = tag.split("-")
        whole = [base + "-".join(parts[:number]) for number in range(1, len(parts) + 1)]
        alone += [base + NO_LANGUAGE, *whole]
        pairs += list(zip(whole[1:], whole, strict=False))
    parents: dict[str, tuple[str, ...]] = {**dict.fromkeys(alone, ()), **tree_of(pairs).parents}
    return Hierarchy(Tree(parents), closed=True)


def _split(text: str) -> Pair | None:
    """Give where a language's name begins with its tag, None where it ends in none."""
    at = max(text.rfind("#"), text.rfind("/"), text.rfind(":")) + 1
    return (text[:at], text[at:]) if TAG.fullmatch(text[at:]) else None
