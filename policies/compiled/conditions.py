"""Constraints as functions of a request: what each says, and what it leaves to ask of rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from policies.compiled.comparison import Scale, Values, comparison
from policies.compiled.operands import COUNT, MEMBERSHIPS, Found, finder
from policies.compiled.request import Fact, Request
from policies.compiled.residual import EVERY_ROW, NO_ROW, RowTest, both, either
from policies.compiled.row_tests import DATA_AGE, RowSides, Sides, is_row_operand, row_sides, sides_of
from policies.compiled.trees import NO_TREE, Tree
from policies.compiled.truth import Truth, all_true, any_true, one_true
from policies.odrl.policy import Condition, Constraint, Logic, LogicalConstraint
from policies.odrl.profile import ORDERED, operand

TruthOf: TypeAlias = Callable[[Request], Truth]

JOINED: Mapping[Logic, Callable[[Iterable[Truth]], Truth]] = {
    "and": all_true,
    "andSequence": all_true,
    "or": any_true,
    "xone": one_true,
}


@dataclass(frozen=True, slots=True)
class Check:
    """A condition, ready to be asked.

    Args:
        condition: what it was made of.
        truth: what it says of a request, unknown where it hangs on rows.
        rows: what it leaves to ask of rows; None where it asks nothing of them.
        found: the left operand's value in a request; None for a logical constraint.
        parts: those of a logical constraint.
        fixed: its sides where they are the same for every request without facts of its own.
    """

    condition: Condition
    truth: TruthOf
    rows: Callable[[Request], Sides] | None = None
    found: Found | None = None
    parts: tuple["Check", ...] = ()
    fixed: Sides | None = None

    def sides(self, request: Request) -> Sides:
        """Give the rows for which it holds and fails."""
        if self.fixed is not None and not request.facts:
            return self.fixed
        return sides_of(self.truth(request)) if self.rows is None else self.rows(request)


@dataclass(frozen=True, slots=True)
class Scales:
    """How left operands are compared, and whether rows are open.

    Args:
        trees: hierarchies by name.
        rows: whether row operands are left to rows.
        rule: IRI of the rule that asks.
    """

    trees: Mapping[str, Tree]
    rows: bool
    rule: str

    def of(self, left: str) -> Scale:
        """Give the scale of a left operand; one that nobody knows has neither order nor tree."""
        known = operand(left)
        if known is None:
            return Scale()
        tree = self.trees.get(known.tree or known.binding.rpartition(".")[2], NO_TREE)
        ordered = bool(known.operators & ORDERED)
        ranks = {code: rank for rank, code in enumerate(known.codes)} if ordered else {}
        return Scale(tree, ranks, left in MEMBERSHIPS)


def checks(conditions: Iterable[Condition], scales: Scales) -> tuple[Check, ...]:
    """Make conditions ready to be asked."""
    return tuple(check(one, scales) for one in conditions)


def check(condition: Condition, scales: Scales) -> Check:
    """Make a condition ready to be asked."""
    if isinstance(condition, LogicalConstraint):
        return _logical(condition, checks(condition.operands, scales))
    scale = scales.of(condition.left)
    find = finder(condition.left, scales.rule)
    truth = _compared(condition, find, scale)
    if scales.rows and is_row_operand(condition.left):
        rows = row_sides(condition, scale)
        fixed = rows(None) if condition.left != DATA_AGE else None
        return Check(condition, truth, _of_rows(truth, find, rows), find, (), fixed)
    return Check(condition, truth, None, find)


def _compared(constraint: Constraint, find: Found, scale: Scale) -> TruthOf:
    if constraint.reference or constraint.others:
        return lambda _request: None
    test, unit = comparison(constraint.operator, constraint.right, scale), constraint.unit
    if unit and constraint.left != COUNT:
        return lambda request: _measured(find(request), unit, test)

    def truth(request: Request) -> Truth:
        fact = find(request)
        return None if fact is None or fact.unit else test(fact.values)

    return truth


def _measured(fact: Fact | None, unit: str, test: Callable[[Values], Truth]) -> Truth:
    """Compare what has a unit: only with the same one, since nothing is converted here."""
    if fact is None or (fact.unit is not None and _plain(fact.unit) != _plain(unit)):
        return None
    return test(fact.values)


def _plain(unit: str) -> str:
    """Give a unit's name without the scheme of its address."""
    return unit.removeprefix("https:").removeprefix("http:")


def _of_rows(truth: TruthOf, find: Found, rows: RowSides) -> Callable[[Request], Sides]:
    def sides(request: Request) -> Sides:
        return rows(request.now) if find(request) is None else sides_of(truth(request))

    return sides


def _logical(condition: LogicalConstraint, parts: tuple[Check, ...]) -> Check:
    truths, joined = tuple(part.truth for part in parts), JOINED[condition.logic]
    if not parts:
        return Check(condition, lambda _request: None)

    def truth(request: Request) -> Truth:
        return joined(one(request) for one in truths)

    if all(part.rows is None for part in parts):
        return Check(condition, truth, None, None, parts)
    sides = SIDES[condition.logic]
    return Check(
        condition, truth, lambda request: sides([part.sides(request) for part in parts]), None, parts
    )


def all_sides(several: Sequence[Sides]) -> Sides:
    """Give for which rows all of several conditions hold, and for which one fails."""
    return Sides(both(one.holds for one in several), either(one.fails for one in several))


def any_sides(several: Sequence[Sides]) -> Sides:
    """Give for which rows one of several conditions holds, and for which all fail."""
    return Sides(either(one.holds for one in several), both(one.fails for one in several))


def one_sides(several: Sequence[Sides]) -> Sides:
    """Give for which rows exactly one of several conditions holds, and for which none or two do."""
    none: RowTest = EVERY_ROW
    one: RowTest = NO_ROW
    some: RowTest = NO_ROW
    two: RowTest = NO_ROW
    for sides in several:
        one, none = (
            either((both((one, sides.fails)), both((none, sides.holds)))),
            both((none, sides.fails)),
        )
        two = either((two, both((some, sides.holds))))
        some = either((some, sides.holds))
    return Sides(one, either((none, two)))


SIDES: Mapping[Logic, Callable[[Sequence[Sides]], Sides]] = {
    "and": all_sides,
    "andSequence": all_sides,
    "or": any_sides,
    "xone": one_sides,
}
