"""Looking for a state of the world in which a formula holds: found and verified, impossible, or not to be told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from policies.analysis.axes import Cell, cells
from policies.analysis.formulas import (
    DELAY,
    ELAPSED,
    METERED,
    AtMost,
    Atoms,
    Axis,
    Comparison,
    Formula,
    Verdict,
    both,
    value_of,
)
from policies.analysis.hierarchies import Hierarchies, our_hierarchies
from policies.analysis.lengths import total
from policies.compiled.comparison import Values
from policies.compiled.truth import Truth
from policies.odrl.policy import Duration

MOST_STEPS = 30_000
MOST_AXES = 300
RELATED = frozenset({DELAY, ELAPSED, METERED})


@dataclass(frozen=True, slots=True)
class Witness:
    """The values of a state of the world, by axis; an axis that is missing may have any value."""

    values: tuple[tuple[Axis, Values], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether some state of the world satisfies a formula.

    Args:
        verdict: ``compatible``: one does; ``conflict``: none can; ``unknown``: it cannot be told.
        witness: the state, where one does.
        axes: those that alone make it impossible; empty where it takes several.
    """

    verdict: Verdict
    witness: Witness | None = None
    axes: tuple[Axis, ...] = ()


def satisfiable(formula: Formula, atoms: Atoms, known: Hierarchies | None = None) -> Answer:
    """Say whether some state of the world satisfies a formula.

    Args:
        formula: it.
        atoms: its atoms.
        known: hierarchies of values; ours where none are given.
    """
    whole = both((formula, atoms.nature()))
    space = _Space(whole, atoms, our_hierarchies() if known is None else known)
    alone = space.impossible_alone()
    verdict: Verdict = "conflict" if alone else space.verdict()
    return Answer(verdict, space.witness, alone)


@dataclass
class _Space:
    """All states of the world, cell by cell."""

    formula: Formula
    atoms: Atoms
    known: Hierarchies
    witness: Witness | None = None
    doubtful: bool = False
    steps: int = 0
    cut: dict[Axis, tuple[Cell, ...]] = field(init=False)
    relations: Mapping[int, AtMost] = field(init=False)

    def __post_init__(self) -> None:
        self.relations = self.atoms.relations()
        self.cut = dict(self._cut())

    def _cut(self) -> Iterable[tuple[Axis, tuple[Cell, ...]]]:
        by_axis: dict[Axis, dict[int, Comparison]] = {}
        for number, one in self.atoms.comparisons().items():
            by_axis.setdefault(one.axis, {})[number] = one
        bounds = _bounds(by_axis) if self.relations else ()
        for axis, atoms in by_axis.items():
            yield axis, cells(axis, atoms, self.known, bounds if axis.left in RELATED else ())

    def verdict(self) -> Verdict:
        """Search all states, until one is found."""
        if len(self.cut) > MOST_AXES:
            return "unknown"
        truths: list[Truth] = [None] * len(self.atoms.numbers)
        self._search(list(self.cut), {}, truths)
        if self.witness is not None:
            return "compatible"
        return "unknown" if self.doubtful else "conflict"

    def _search(self, axes: Sequence[Axis], chosen: dict[Axis, Cell], truths: list[Truth]) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            self.doubtful = True
            return
        answer = value_of(self.formula, truths)
        if answer is True:
            self.witness = _witness(chosen)
        elif answer is None and not axes:
            self.doubtful = True
        if answer is not None or not axes:
            return
        for cell in self.cut[axes[0]]:
            chosen[axes[0]] = cell
            self._search(axes[1:], chosen, self._told(truths, cell, chosen))
            del chosen[axes[0]]
            if self.witness is not None or self.steps > MOST_STEPS:
                return

    def _told(self, truths: list[Truth], cell: Cell, chosen: Mapping[Axis, Cell]) -> list[Truth]:
        told = list(truths)
        for number, truth in cell.truths.items():
            told[number] = truth
        for number, one in self.relations.items():
            told[number] = self._related(one, chosen)
        return told

    def _related(self, relation: AtMost, chosen: Mapping[Axis, Cell]) -> Truth:
        """Say whether a relation holds; where nothing is asked of the whole, it may be as long as it needs."""
        if relation.whole not in self.cut:
            return True
        if any(one not in chosen for one in (*relation.parts, relation.whole)):
            return None
        parts = total(value for one in relation.parts for value in _values(chosen[one]))
        whole = total(_values(chosen[relation.whole]))
        if parts is None or whole is None:
            return None
        return True if parts <= whole else (False if relation.certain else None)

    def impossible_alone(self) -> tuple[Axis, ...]:
        """Give the axes of which no cell can satisfy the formula, whatever the others are."""
        empty: list[Truth] = [None] * len(self.atoms.numbers)
        return tuple(
            axis
            for axis, parts in self.cut.items()
            if all(value_of(self.formula, self._told(empty, one, {axis: one})) is False for one in parts)
        )


def _values(cell: Cell) -> Sequence[object]:
    return (None,) if cell.values is None else cell.values


def _bounds(by_axis: Mapping[Axis, Mapping[int, Comparison]]) -> tuple[Duration, ...]:
    """Give all bounds of lengths of time that may be compared with one another."""
    found = {
        value
        for axis, atoms in by_axis.items()
        if axis.left in RELATED
        for one in atoms.values()
        for value in one.constraint.right
        if isinstance(value, Duration)
    }
    return tuple(sorted(found, key=repr))


def _witness(chosen: Mapping[Axis, Cell]) -> Witness:
    return Witness(tuple((axis, cell.values) for axis, cell in chosen.items() if cell.values is not None))
