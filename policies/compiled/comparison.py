"""What each operator of ODRL asks of a left operand's values.

A left operand has one value, or several. Of one that says what a request is for or about (purpose, recipient) the
operator must hold of every value, and is unknown where it holds of some only. Of one whose values are memberships
(networks, kinds, agreements) one value suffices: who is in two networks is in each of them.

| operator | holds if |
|---|---|
| eq, neq | the value is, is not, the right one; a moment equals a day if it lies in it |
| lt, lteq, gt, gteq | the value stands so in the order of times, numbers, durations or codes |
| isAnyOf | the value is one of the right ones |
| isNoneOf | the value is none of the right ones |
| isAllOf | every right value is among the left ones |
| isA, isPartOf | the value is the right one, or part of it in the operand's tree |
| hasPart | the right value is the value, or part of it |
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from policies.compiled.ordering import EQ, GT, GTEQ, LT, LTEQ, NEQ, compared, equal, stretch
from policies.compiled.trees import NO_TREE, Tree
from policies.compiled.truth import Truth, all_true, any_true, negation, shared_answer
from policies.odrl.policy import ODRL, Iri, Value

Values: TypeAlias = tuple[Value, ...]
Test: TypeAlias = Callable[[Values], Truth]
One: TypeAlias = Callable[[Value], Truth]

ANY, NONE, ALL, IS_A, PART, HAS = (
    f"{ODRL}{name}" for name in ("isAnyOf", "isNoneOf", "isAllOf", "isA", "isPartOf", "hasPart")
)
OPERATORS = frozenset({EQ, NEQ, LT, LTEQ, GT, GTEQ, ANY, NONE, ALL, IS_A, PART, HAS})


@dataclass(frozen=True)
class Scale:
    """How the values of a left operand are compared.

    Args:
        tree: their hierarchy.
        ranks: place of each code in their order.
        memberships: whether several values are memberships.
    """

    tree: Tree = NO_TREE
    ranks: Mapping[str, int] = field(default_factory=dict)
    memberships: bool = False


def comparison(operator: str, right: Values, scale: Scale) -> Test:
    """Make the test of a left operand's values; one whose operator nobody knows gives unknown.

    Args:
        operator: IRI of the operator.
        right: the rule's values.
        scale: how they are compared.
    """
    if operator not in OPERATORS or not right:
        return _unknown
    if operator == ALL:
        return lambda left: all_true(any_true(equal(one, wanted) for one in left) for wanted in right)
    if operator in (NEQ, NONE):
        opposite = _of_values(_single(ANY, right, scale), scale)
        return lambda left: negation(opposite(left))
    if len(right) > 1 and operator not in (ANY, IS_A, PART, HAS):
        return _unknown
    return _of_values(_single(operator, right, scale), scale)


def _unknown(_left: Values) -> Truth:
    return None


def _of_values(single: One, scale: Scale) -> Test:
    """Make the test of several values from that of one."""
    if scale.memberships:
        return lambda left: any_true(map(single, left))

    def test(left: Values) -> Truth:
        if len(left) == 1:
            return single(left[0])
        return shared_answer(map(single, left)) if left else False

    return test


def _single(operator: str, right: Values, scale: Scale) -> One:
    if operator in (LT, LTEQ, GT, GTEQ):
        wanted, ranks = right[0], scale.ranks
        return lambda one: compared(operator, one, wanted, ranks)
    if operator in (IS_A, PART):
        return lambda one: any_true(part_of(one, whole, scale.tree) for whole in right)
    if operator == HAS:
        return lambda one: any_true(part_of(part, one, scale.tree) for part in right)
    named = frozenset(one for one in right if isinstance(one, Iri))
    only_names = len(named) == len(right)

    def is_one(value: Value) -> Truth:
        if only_names and isinstance(value, Iri):
            return value in named
        return any_true(equal(value, one) for one in right)

    return is_one


def part_of(part: Value, whole: Value, tree: Tree) -> Truth:
    """Say whether a value is another or part of it; unknown for what the tree does not hold.

    A time is part of another if it lies within it.
    """
    if stretch(part) and stretch(whole):
        return equal(part, whole)
    names = tree.name(part), tree.name(whole)
    if equal(part, whole) or (names[0] and names[0] == names[1]):
        return True
    if not (tree.knows(names[0]) and tree.knows(names[1])):
        return None
    return names[1] in tree.above(names[0])
