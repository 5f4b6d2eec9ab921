"""Axes cut into cells: in each, every comparison has one truth, told by the evaluator's own comparison."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from policies.analysis.candidates import IN_A_TREE, Asked, candidates, may_have_several
from policies.analysis.formulas import Axis, Comparison
from policies.analysis.hierarchies import Hierarchies, Hierarchy
from policies.compiled.comparison import ALL, Scale, Values, comparison
from policies.compiled.conditions import Scales
from policies.compiled.ordering import stretch
from policies.compiled.truth import Truth
from policies.odrl.policy import Constraint, Duration

Truths = Mapping[int, Truth]


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of an axis.

    Args:
        values: what stands for it; None for states of which nothing is known.
        truths: of the comparisons on the axis, by number.
    """

    values: Values | None
    truths: Truths


def cells(
    axis: Axis, atoms: Mapping[int, Comparison], known: Hierarchies, related: tuple[Duration, ...]
) -> tuple[Cell, ...]:
    """Cut an axis into cells.

    Args:
        axis: it.
        atoms: the comparisons on it, by number.
        known: hierarchies of values.
        related: bounds of all lengths that are compared with this axis; empty where it stands alone.
    """
    asked = _asked(axis, atoms, known, related)
    states, whole = candidates(asked)
    tests = {number: _test(one, asked.hierarchy, atoms.values()) for number, one in atoms.items()}
    found = [Cell(one, {number: test(one) for number, test in tests.items()}) for one in states]
    doubtful = [] if whole else [Cell(None, dict.fromkeys(atoms))]
    return (*(found if related else _once(found)), *doubtful)


def _once(several: Iterable[Cell]) -> list[Cell]:
    """Give one cell of each kind."""
    kinds: dict[tuple[tuple[int, Truth], ...], Cell] = {}
    for one in several:
        kinds.setdefault(tuple(one.truths.items()), one)
    return list(kinds.values())


def _asked(
    axis: Axis, atoms: Mapping[int, Comparison], known: Hierarchies, related: tuple[Duration, ...]
) -> Asked:
    plain = [one.constraint for one in atoms.values() if one.recurring is None]
    values = tuple(dict.fromkeys(value for one in plain for value in one.right))
    wanted = max((len(one.right) for one in plain if one.operator == ALL), default=0)
    return Asked(
        axis.left,
        frozenset(one.operator for one in plain),
        values,
        known.of(axis.left, values),
        may_have_several(axis.left, wanted),
        tuple(one.recurring for one in atoms.values() if one.recurring is not None),
        related,
    )


def _test(
    atom: Comparison, hierarchy: Hierarchy, all_atoms: Iterable[Comparison]
) -> Callable[[Values], Truth]:
    if atom.recurring is not None:
        return _recurs(atom)
    constraint = atom.constraint
    if constraint.reference or constraint.others or _other_unit(constraint, all_atoms):
        return lambda _values: None
    test = comparison(constraint.operator, constraint.right, _scale(constraint.left, hierarchy))
    if constraint.operator in IN_A_TREE and not hierarchy.closed:
        return lambda values: None if test(values) is False and _named(values) else test(values)
    return test


def _recurs(atom: Comparison) -> Callable[[Values], Truth]:
    def test(values: Values) -> Truth:
        moment = stretch(values[0]) if len(values) == 1 else None
        return None if moment is None or atom.recurring is None else atom.recurring.holds(moment[0])

    return test


def _other_unit(constraint: Constraint, atoms: Iterable[Comparison]) -> bool:
    """Say whether constraints on the axis speak in several units, of which nothing is converted here."""
    units = [one.constraint.unit for one in atoms if one.recurring is None]
    return constraint.unit != units[0]


def _scale(left: str, hierarchy: Hierarchy) -> Scale:
    plain = Scales({}, rows=False, rule="").of(left)
    return Scale(hierarchy.tree, plain.ranks, plain.memberships)


def _named(values: Values) -> bool:
    """Say whether values are names, of which a tree that is not closed may hold more than is declared."""
    return all(stretch(one) is None for one in values)
