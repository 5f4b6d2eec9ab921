"""S2: printed sums that do not close, along a row (scopes), down a column (sectors) and over carriers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import chain

from schemas.codes import codelist
from schemas.observations import Observation
from schemas.rules.inventories import (
    CELLS,
    ENERGY,
    TOTALS,
    Inventory,
    Spot,
    adds_nothing,
    amount,
    in_one_grid,
    table_of,
)
from schemas.rules.sectors import Rows, readings

TOLERANCE = Decimal("0.005")
LEAST = Decimal(1)
NO_CARRIER = ("_T", "_U", "_Z")
FEW = 3
"""Rows below which a table is too small to say that its total adds them all up."""


@dataclass(frozen=True)
class Mismatch:
    """A printed sum beside what its parts add up to.

    Args:
        kind: what was added up: ``scopes``, ``sectors`` or ``carriers``.
        total: the printed sum.
        parts: the cells that were added, those without a number too.
        elsewhere: the same mismatch in other scopes of the total, told once with this one.
    """

    kind: str
    total: Observation
    parts: Rows
    elsewhere: tuple["Mismatch", ...] = ()

    @property
    def printed(self) -> Decimal:
        """The printed sum, in the indicator's unit."""
        return amount(self.total) or Decimal(0)

    @property
    def numbers(self) -> list[Decimal]:
        """The numbers that were added."""
        return [number for part in self.parts if (number := amount(part)) is not None]

    @property
    def added(self) -> Decimal:
        """What the parts add up to."""
        return sum(self.numbers, Decimal(0))

    @property
    def difference(self) -> Decimal:
        """How much more the parts add up to than is printed."""
        return self.added - self.printed

    def closes(self, *, complete: bool) -> bool:
        """Say whether the sum closes, within 0.5 % or one unit; what is missing may fill up a shortage."""
        if abs(self.difference) <= max(LEAST, TOLERANCE * abs(self.printed)):
            return True
        return not complete and self.difference < 0


def mismatches(inventory: Inventory) -> Iterator[Mismatch]:
    """Find the printed sums of an inventory that do not close."""
    yield from _scopes(inventory)
    yield from _folded(list(_sectors(inventory)))
    yield from _carriers(inventory)


@cache
def _scope_parts() -> Mapping[str, tuple[str, ...]]:
    """Give the single scopes of each scope that stands for several."""
    parts = {code.code: tuple(code.columns["parts"].split()) for code in codelist("scope")}
    return {code: single for code, single in parts.items() if len(single) > 1}


def _scopes(inventory: Inventory) -> Iterator[Mismatch]:
    for spot, total in inventory.of(ENERGY, CELLS, *TOTALS):
        single = _scope_parts().get(spot.scope, ())
        if not single or amount(total) is None:
            continue
        parts = [inventory.cells.get(replace(spot, scope=scope)) for scope in single]
        told = tuple(part for part in parts if part is not None)
        mismatch = Mismatch("scopes", total, told)
        if mismatch.numbers and not mismatch.closes(complete=len(told) == len(single) and _all_known(told)):
            yield mismatch


def _all_known(parts: Sequence[Observation]) -> bool:
    return all(amount(part) is not None or adds_nothing(part) for part in parts)


def _sectors(inventory: Inventory) -> Iterator[Mismatch]:
    for spot, total in inventory.of(ENERGY, *TOTALS):
        if spot.sector != "_T" or amount(total) is None:
            continue
        mismatch = _column(_beside(inventory, total), spot, total) or _column(inventory, spot, total)
        if mismatch is not None and mismatch.parts:
            yield mismatch


def _beside(inventory: Inventory, total: Observation) -> Inventory:
    """Keep the cells of the total's own table: that is what it adds up."""
    table = table_of(total)
    cells = {spot: cell for spot, cell in inventory.cells.items() if table_of(cell) == table}
    return replace(inventory, cells=cells)


def _column(inventory: Inventory, spot: Spot, total: Observation) -> Mismatch | None:
    """Give the likeliest reading's mismatch, one without parts where a reading closes, None without any numbers."""
    found: Mismatch | None = None
    for sectors in readings(inventory, spot.indicator, spot.scope, spot.carrier):
        parts = tuple(chain.from_iterable(sectors))
        mismatch = Mismatch("sectors", total, parts)
        if not mismatch.numbers:
            continue
        complete = all(sectors) or (len(parts) >= FEW and in_one_grid((total, *parts)))
        if mismatch.closes(complete=complete and _all_known(parts)):
            return Mismatch("sectors", total, ())
        found = found or mismatch
    return found


def _folded(found: list[Mismatch]) -> Iterator[Mismatch]:
    """Tell a mismatch of the total over all scopes once, with the scopes that it stands in."""
    over_all = {_column_of(mismatch): mismatch for mismatch in found if mismatch.total.key.scope == "_T"}
    for mismatch in found:
        whole = over_all.get(_column_of(mismatch))
        if whole is None:
            yield mismatch
        elif whole is mismatch:
            others = [
                other for other in found if _column_of(other) == _column_of(whole) and other is not whole
            ]
            yield replace(whole, elsewhere=tuple(others))


def _column_of(mismatch: Mismatch) -> tuple[str, str]:
    return mismatch.total.key.indicator, mismatch.total.key.carrier


def _carriers(inventory: Inventory) -> Iterator[Mismatch]:
    """Hold the rows of carriers beside a row for all of them, where both are printed."""
    by_row: dict[Spot, list[Observation]] = {}
    for spot, cell in inventory.of(ENERGY, CELLS, *TOTALS):
        if spot.carrier not in NO_CARRIER:
            by_row.setdefault(replace(spot, carrier="_T"), []).append(cell)
    for spot, parts in by_row.items():
        total = inventory.cells.get(spot)
        if total is None or amount(total) is None:
            continue
        mismatch = Mismatch("carriers", total, tuple(parts))
        complete = in_one_grid((total, *parts)) and _all_known(parts)
        if mismatch.numbers and not mismatch.closes(complete=complete):
            yield mismatch
