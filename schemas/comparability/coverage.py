"""Coverage: the cells that all places cover, and each place's figure there."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from schemas.comparability.blocks import Blocks, exact
from schemas.comparability.closing import TOLERANCE
from schemas.comparability.figures import NONE, Figure
from schemas.comparability.percapita import per_head
from schemas.comparability.question import Asked
from schemas.comparability.scopes import in_order
from schemas.comparability.side import Side
from schemas.units import plain


@dataclass(frozen=True, slots=True)
class Covered:
    """One place's figure on the common cells.

    Args:
        place: its code.
        value: in the indicator's unit.
        lower: lower bound, where two ways of reckoning differ.
        upper: upper bound, likewise.
        delta: the figure less the harmonised one; None where there is no harmonised figure.
        left_out: figures of the cells left out, where they are printed.
    """

    place: str
    value: Decimal | None
    lower: Decimal | None = None
    upper: Decimal | None = None
    delta: Decimal | None = None
    left_out: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """What may be set side by side.

    Args:
        cells: codes of the cells that all places cover; empty where there are none.
        values: by place, in the order of the question.
    """

    cells: tuple[str, ...] = ()
    values: tuple[Covered, ...] = ()


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A figure on some cells, reckoned in two ways.

    Args:
        added: the sum of the cells' own figures.
        less: the harmonised figure less the cells left out.
    """

    added: Figure | None
    less: Decimal | None


def cover(asked: Asked, sides: Sequence[Side]) -> Coverage:
    """Give each place's figure on the cells that all places with a figure cover."""
    told = [side for side in sides if side.case is not None]
    if len(told) < 2:
        return Coverage()
    if asked.measure.kind != "total":
        return _whole(asked, sides)
    blocks = {side.place.code: side.blocks for side in told}
    cells = _common(told, blocks)
    if not cells:
        return Coverage()
    values = tuple(_covered(side, blocks.get(side.place.code, {}), cells) for side in sides)
    return Coverage(in_order(cells), values)


def _whole(asked: Asked, sides: Sequence[Side]) -> Coverage:
    """Take the figures as they are, where there is nothing to leave out."""
    if sum(side.answer.value is not None for side in sides) < 2:
        return Coverage()
    values = tuple(
        Covered(
            side.place.code,
            side.answer.value,
            side.answer.lower,
            side.answer.upper,
            None if side.answer.value is None else Decimal(0),
        )
        for side in sides
    )
    return Coverage((asked.measure.sector,), values)


def _common(told: Sequence[Side], blocks: dict[str, Blocks]) -> frozenset[str]:
    """Give the largest set of cells that every place covers and can put a figure on."""
    shared = frozenset.intersection(*(side.cells for side in told))
    for size in range(len(shared), 0, -1):
        for cells in combinations(in_order(shared), size):
            chosen = frozenset(cells)
            if all(_reckon(side, blocks[side.place.code], chosen) is not None for side in told):
                return chosen
    return frozenset()


def _reckon(side: Side, blocks: Blocks, cells: frozenset[str]) -> Reckoned | None:
    """Reckon a side's figure on some cells; None where neither way is open."""
    added, rest, whole = exact(blocks, cells), side.cells - cells, side.outcome.value
    left = exact(blocks, rest) if rest else None
    known = not rest or left is not None
    less = whole - (left.value if left is not None else 0) if whole is not None and known else None
    return None if added is None and less is None else Reckoned(added, less)


def _covered(side: Side, blocks: Blocks, cells: frozenset[str]) -> Covered:
    found = _reckon(side, blocks, cells) if side.case is not None else None
    if found is None:
        return Covered(side.place.code, None)
    value, lower, upper = (_shown(side, number) for number in _interval(side, found))
    apart = {cell: blocks.get(frozenset({cell})) for cell in in_order(side.cells - cells)}
    left = ((cell, _shown(side, figure.value)) for cell, figure in apart.items() if figure is not None)
    harmonised = side.answer.value
    delta = None if value is None or harmonised is None else plain(value - harmonised)
    left_out = tuple((cell, amount) for cell, amount in left if amount is not None)
    return Covered(side.place.code, value, lower, upper, delta, left_out)


def _interval(side: Side, found: Reckoned) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Give the figure and, where the two ways differ beyond rounding or a part is hidden, the interval."""
    added, less = found.added, found.less
    whole = side.outcome
    if added is None:
        return _bounded(less, whole.hidden, whole.more)
    if less is None:
        return _bounded(added.value, added.hidden, added.more)
    stated = (NONE, NONE) if side.case is None else side.case.bounds
    below, above = max(added.hidden, stated[0]), max(added.more, stated[1])
    if abs(added.value - less) > TOLERANCE * abs(added.value):
        return less, min(less, added.value) - below, max(less, added.value) + above
    return _bounded(less, below, above)


def _bounded(
    value: Decimal | None, below: Decimal, above: Decimal
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    if value is None or not (below or above):
        return value, None, None
    return value, value - below, value + above


def _shown(side: Side, value: Decimal | None) -> Decimal | None:
    """Divide by the inhabitants where the indicator is per head."""
    if value is None or not side.asked.measure.per_head:
        return None if value is None else plain(value)
    return None if side.people is None else per_head(value, side.people.count.value)
