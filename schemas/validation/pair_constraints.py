"""SHACL's constraints on two properties of a node, as checks of two columns beside one another."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from pyoxigraph import NamedNode

from schemas.validation.constraint_place import IS_PLAIN, Compiler, Failing, Place
from schemas.validation.shape_graph import name_of
from schemas.validation.shapes import Term

PairTest = Callable[[str, bool, str, bool], bool]
"""Says whether two values break it: each a text, and whether it is a plain number."""


def pair(name: str, fails: PairTest) -> Compiler:
    """Make the compiler of a constraint on two columns."""

    def compiler(place: Place, term: Term) -> Failing:
        other = place.columns.get(name_of(term), "") if isinstance(term, NamedNode) else ""
        if not other:
            raise place.refuse(f"sh:{name} {name_of(term)}")

        def test(mine: str, theirs: str) -> bool:
            plain = place.of_numbers and IS_PLAIN.search(mine) is not None
            other_plain = other in place.numbers and IS_PLAIN.search(theirs) is not None
            return fails(mine, plain, theirs, other_plain)

        return lambda table: table.where(test, place.column, other)

    return compiler


def ordered(compare: Callable[[Any, Any], bool]) -> PairTest:
    """Make the test of ``sh:lessThan`` and ``sh:lessThanOrEquals``; a text and a number do not compare."""

    def fails(mine: str, plain: bool, theirs: str, other_plain: bool) -> bool:
        if not mine or not theirs:
            return False
        if plain != other_plain:
            return True
        return not (compare(Decimal(mine), Decimal(theirs)) if plain else compare(mine, theirs))

    return fails


def unequal(mine: str, plain: bool, theirs: str, other_plain: bool) -> bool:
    """Say whether ``sh:equals`` fails."""
    return (mine, plain) != (theirs, other_plain)


def shared(mine: str, plain: bool, theirs: str, other_plain: bool) -> bool:
    """Say whether ``sh:disjoint`` fails."""
    return mine != "" and (mine, plain) == (theirs, other_plain)
