"""S2: printed sums that do not close, and the one cell that would make them close where there is one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from schemas.observations import Observation
from schemas.rules.equations import Equation, equations
from schemas.rules.inventories import Inventory, amount
from schemas.rules.slips import slips

EXACT = Decimal("0.002")


@dataclass(frozen=True)
class BrokenSum:
    """Sums that do not close, for one cause as far as can be told.

    Args:
        open: the sums; the one over all scopes first.
        cell: the one cell that all of them blame and no sum bears out; None where several may be wrong.
        right: what it should hold for them to close, in the indicator's unit.
    """

    open: tuple[Equation, ...]
    cell: Observation | None = None
    right: Decimal | None = None


def broken_sums(inventory: Inventory) -> Iterator[BrokenSum]:
    """Find the printed sums of an inventory that do not close."""
    told = equations(inventory)
    left = [equation for equation in told if equation.is_open]
    if not left:
        return
    by_cell = _by_cell(told)
    while left:
        blamed = _blame(left, by_cell)
        if blamed is None:
            break
        yield blamed
        left = [equation for equation in left if not any(equation is one for one in blamed.open)]
    yield from _folded(left)


def _by_cell(told: Sequence[Equation]) -> dict[int, list[Equation]]:
    found: dict[int, list[Equation]] = {}
    for equation in told:
        for cell in (equation.total, *equation.parts):
            found.setdefault(id(cell), []).append(equation)
    return found


def _blame(left: Sequence[Equation], by_cell: dict[int, list[Equation]]) -> BrokenSum | None:
    """Find the cell that explains most of the open sums; None where no cell does so alone."""
    candidates: dict[int, BrokenSum] = {}
    for equation in left:
        for cell in (equation.total, *equation.parts):
            if id(cell) not in candidates and (explained := _explained(cell, equation, left, by_cell)):
                candidates[id(cell)] = explained
    found = sorted(candidates.values(), key=lambda one: -len(one.open))
    alone = next((one for one in found if not any(_rivals(one, other) for other in found)), None)
    return alone or _slipped(found)


def _slipped(found: Sequence[BrokenSum]) -> BrokenSum | None:
    """Among cells that would each explain a sum, give the only one that is off by exactly a slip of writing."""
    for one in found:
        rivals = [one, *(other for other in found if _rivals(one, other))]
        exact = [other for other in rivals if _is_slip(other)]
        if len(exact) == 1:
            return exact[0]
    return None


def _is_slip(one: BrokenSum) -> bool:
    written = Decimal(0) if one.cell is None else amount(one.cell) or Decimal(0)
    return bool(written and one.right and slips(written / one.right, EXACT, EXACT))


def _rivals(one: BrokenSum, other: BrokenSum) -> bool:
    """Say whether another cell explains one of the same sums at least as well."""
    if other is one or len(other.open) < len(one.open):
        return False
    return any(equation is same for equation in one.open for same in other.open)


def _explained(
    cell: Observation, equation: Equation, left: Sequence[Equation], by_cell: dict[int, list[Equation]]
) -> BrokenSum | None:
    """Give the open sums that another number in a cell would close, None where it would break a sum that closes."""
    number = amount(cell)
    if number is None:
        return None
    change = _change(cell, equation)
    explained: list[Equation] = []
    for other in by_cell[id(cell)]:
        if other.closes and abs(change) > other.allowance:
            return None
        if any(other is one for one in left):
            if abs(_change(cell, other) - change) > other.allowance + equation.allowance:
                return None
            explained.append(other)
    return BrokenSum(tuple(explained), cell, number + change)


def _change(cell: Observation, equation: Equation) -> Decimal:
    """Give what a cell must change by for a sum to close."""
    return equation.difference if cell is equation.total else -equation.difference


def _folded(left: Sequence[Equation]) -> Iterator[BrokenSum]:
    """Tell a mismatch of the total over all scopes once, with the scopes that it stands in."""
    columns = [equation for equation in left if equation.kind == "sectors"]
    over_all = {_column_of(one): one for one in columns if one.total.key.scope == "_T"}
    for equation in left:
        whole = over_all.get(_column_of(equation)) if equation.kind == "sectors" else None
        if whole is None:
            yield BrokenSum((equation,))
        elif whole is equation:
            others = [one for one in columns if one is not whole and _column_of(one) == _column_of(whole)]
            yield BrokenSum((whole, *others))


def _column_of(equation: Equation) -> tuple[str, str]:
    return equation.total.key.indicator, equation.total.key.carrier
