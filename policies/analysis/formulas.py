"""Conditions as formulas over atoms: a comparison on an axis, a relation between axes, and their connectives."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from policies.analysis.recurrences import Recurrence, recurrence
from policies.compiled.conditions import JOINED
from policies.compiled.truth import Truth, negation
from policies.odrl.policy import ODRL, Condition, Constraint, Logic, LogicalConstraint

DELAY, ELAPSED, METERED, DATE_TIME, INTERVAL = (
    f"{ODRL}{name}" for name in ("delayPeriod", "elapsedTime", "meteredTime", "dateTime", "timeInterval")
)
OF_THE_REQUEST = ""


@dataclass(frozen=True, slots=True, order=True)
class Axis:
    """What has one value in a state of the world.

    Args:
        left: IRI of the left operand.
        of: what it is asked of: empty for the request itself, else the action, asset or party that a refinement narrows.
        step: the number of a step of a sequence, whose delay is its own; 0 for none.
    """

    left: str
    of: str = OF_THE_REQUEST
    step: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """A constraint on an axis, perhaps as times that recur."""

    axis: Axis
    constraint: Constraint
    recurring: Recurrence | None = None


@dataclass(frozen=True, slots=True)
class AtMost:
    """That lengths of time together are no longer than another.

    Args:
        parts: their axes.
        whole: the axis of the other.
        certain: whether it must be so; else its violation only makes a state doubtful.
    """

    parts: tuple[Axis, ...]
    whole: Axis
    certain: bool = True


Atom: TypeAlias = Comparison | AtMost


@dataclass(frozen=True, slots=True)
class Leaf:
    """An atom, by its number."""

    number: int


@dataclass(frozen=True, slots=True)
class Joined:
    """Formulas under a connective."""

    logic: Logic
    parts: tuple["Formula", ...]


@dataclass(frozen=True, slots=True)
class Opposite:
    """What holds where a formula fails."""

    part: "Formula"


@dataclass(frozen=True, slots=True)
class Fixed:
    """What is the same in every state of the world."""

    truth: Truth


Formula: TypeAlias = Leaf | Joined | Opposite | Fixed
TRUE, DOUBTFUL = Fixed(True), Fixed(None)


def value_of(formula: Formula, truths: Sequence[Truth]) -> Truth:
    """Give a formula's value.

    Args:
        formula: it.
        truths: values of its atoms by number, None where not known.
    """
    if isinstance(formula, Leaf):
        return truths[formula.number]
    if isinstance(formula, Fixed):
        return formula.truth
    if isinstance(formula, Opposite):
        return negation(value_of(formula.part, truths))
    return JOINED[formula.logic](value_of(one, truths) for one in formula.parts)


def both(parts: Iterable[Formula]) -> Formula:
    """Give what holds where all of several formulas hold."""
    return Joined("and", tuple(parts))


def either(parts: Iterable[Formula]) -> Formula:
    """Give what holds where one of several formulas holds."""
    return Joined("or", tuple(parts))


@dataclass
class Atoms:
    """The atoms of formulas, numbered as they are met; the same one has one number."""

    numbers: dict[Atom, int] = field(default_factory=dict)

    def leaf(self, atom: Atom) -> Leaf:
        """Give the leaf of an atom."""
        return Leaf(self.numbers.setdefault(atom, len(self.numbers)))

    def all_of(self, conditions: Iterable[Condition], of: str = OF_THE_REQUEST) -> Formula:
        """Give the formula of conditions that must all hold.

        Args:
            conditions: they.
            of: what they are asked of.
        """
        return both(self._of(one, of) for one in conditions)

    def _of(self, condition: Condition, of: str) -> Formula:
        if isinstance(condition, Constraint):
            return self._comparison(condition, Axis(condition.left, of))
        if not condition.operands:
            return DOUBTFUL
        if condition.logic == "andSequence":
            return self._sequence(condition, of)
        return Joined(condition.logic, tuple(self._of(one, of) for one in condition.operands))

    def _comparison(self, constraint: Constraint, axis: Axis) -> Leaf:
        found = recurrence(constraint) if constraint.left == INTERVAL else None
        if found is not None:
            axis = Axis(DATE_TIME, axis.of)
        return self.leaf(Comparison(axis, constraint, found))

    def _sequence(self, condition: LogicalConstraint, of: str) -> Formula:
        """Give the formula of steps one after another: each has its own delay, and all lie within the time elapsed."""
        delays = [one for one in condition.operands if isinstance(one, Constraint) and one.left == DELAY]
        steps = {id(one): number for number, one in enumerate(delays, 1)} if len(delays) > 1 else {}
        parts: list[Formula] = []
        axes: dict[Axis, None] = {}
        for one in condition.operands:
            if isinstance(one, Constraint) and one.left == DELAY:
                axis = Axis(DELAY, of, steps.get(id(one), 0))
                axes[axis] = None
                parts.append(self._comparison(one, axis))
            else:
                parts.append(self._of(one, of))
        if axes:
            parts.append(self.leaf(AtMost(tuple(axes), Axis(ELAPSED, of))))
        return both(parts)

    def comparisons(self) -> Mapping[int, Comparison]:
        """Give the comparisons by number."""
        return {number: one for one, number in self.numbers.items() if isinstance(one, Comparison)}

    def relations(self) -> Mapping[int, AtMost]:
        """Give the relations by number."""
        return {number: one for one, number in self.numbers.items() if isinstance(one, AtMost)}

    def nature(self) -> Formula:
        """Give what holds of every state of the world: what is metered has elapsed, and so, it seems, has a delay."""
        axes = {one.axis for one in self.comparisons().values()}
        parts: list[Formula] = []
        for axis in sorted(one for one in axes if one.left == ELAPSED):
            if Axis(METERED, axis.of) in axes:
                parts.append(self.leaf(AtMost((Axis(METERED, axis.of),), axis)))
            if Axis(DELAY, axis.of) in axes:
                parts.append(self.leaf(AtMost((Axis(DELAY, axis.of),), axis, certain=False)))
        return both((*parts, *self._steps_beside_delays(axes)))

    def _steps_beside_delays(self, axes: set[Axis]) -> list[Formula]:
        """Doubt states in which a sequence's steps have delays and something else asks for one delay of all."""
        stepped = {one.of for one in axes if one.left == DELAY and one.step}
        return [DOUBTFUL for one in axes if one.left == DELAY and not one.step and one.of in stepped]


Verdict: TypeAlias = Literal["conflict", "compatible", "unknown"]
