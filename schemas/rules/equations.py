"""The sums that an inventory prints: along a row, down a column, over carriers, over the parts of a sector."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, cached_property
from itertools import chain
from weakref import WeakKeyDictionary

from schemas.codes import codelist
from schemas.observations import Observation
from schemas.rules.inventories import (
    CELLS,
    ENERGY,
    LAND,
    TOTALS,
    Inventory,
    Spot,
    adds_nothing,
    amount,
    in_one_grid,
    table_of,
)
from schemas.rules.printing import step
from schemas.rules.sectors import Rows, part_rows, parts_of_sectors, readings

LEAST = Decimal(1)
NO_CARRIER = ("_T", "_U", "_Z")
FEW = 3
"""Rows below which a table is too small to say that its total adds them all up."""


@dataclass(frozen=True)
class Equation:
    """A printed sum and the cells that it adds up.

    Args:
        kind: what is added: ``scopes``, ``sectors``, ``carriers``, ``parts`` (of a sector) or ``net``.
        total: the printed sum.
        parts: the cells that are added, those without a number too.
        complete: whether the parts are known to be all there are; else what is missing may fill up a shortage.
        sinks: whether what is missing may be less than nothing, as land use in a net total.
    """

    kind: str
    total: Observation
    parts: Rows
    complete: bool
    sinks: bool = False

    @property
    def printed(self) -> Decimal:
        """The printed sum, in the indicator's unit."""
        return amount(self.total) or Decimal(0)

    @cached_property
    def numbers(self) -> list[Decimal]:
        """The numbers that are added."""
        return [number for part in self.parts if (number := amount(part)) is not None]

    @property
    def added(self) -> Decimal:
        """What the parts add up to."""
        return sum(self.numbers, Decimal(0))

    @property
    def difference(self) -> Decimal:
        """How much more the parts add up to than is printed."""
        return self.added - self.printed

    @cached_property
    def allowance(self) -> Decimal:
        """What the rounding of each printed number explains, one unit at least."""
        halves = [step(cell) / 2 for cell in (self.total, *self.parts)]
        return max(LEAST, sum(halves, Decimal(0)))

    @cached_property
    def closes(self) -> bool:
        """Whether the sum closes but for rounding: then its cells bear one another out."""
        off = abs(self.difference)
        return off <= LEAST or off <= self.allowance

    @property
    def is_open(self) -> bool:
        """Whether the sum does not close and nothing that may be missing explains it."""
        return not self.closes and (self.complete or (self.difference > 0 and not self.sinks))


_KNOWN: WeakKeyDictionary[Inventory, tuple[Equation, ...]] = WeakKeyDictionary()
"""Several rules ask for an inventory's sums; they are forgotten with it."""


def equations(inventory: Inventory) -> tuple[Equation, ...]:
    """Give the sums that an inventory prints and whose parts it tells."""
    known = _KNOWN.get(inventory)
    if known is None:
        found = chain(
            _scopes(inventory), _sectors(inventory), _carriers(inventory), _parts(inventory), _net(inventory)
        )
        known = _KNOWN[inventory] = tuple(equation for equation in found if equation.numbers)
    return known


@cache
def scope_parts() -> Mapping[str, tuple[str, ...]]:
    """Give the single scopes of each scope that stands for several."""
    parts = {code.code: tuple(code.columns["parts"].split()) for code in codelist("scope")}
    return {code: single for code, single in parts.items() if len(single) > 1}


def _all_known(parts: Sequence[Observation]) -> bool:
    return all(amount(part) is not None or adds_nothing(part) for part in parts)


def _scopes(inventory: Inventory) -> Iterator[Equation]:
    for spot, total in inventory.of(ENERGY, CELLS, *TOTALS):
        single = scope_parts().get(spot.scope, ())
        if single and amount(total) is not None:
            parts = [
                inventory.at(spot.indicator, spot.sector, scope, spot.carrier, spot.mode) for scope in single
            ]
            told = tuple(part for part in parts if part is not None)
            yield Equation("scopes", total, told, len(told) == len(single) and _all_known(told))


def _sectors(inventory: Inventory) -> Iterator[Equation]:
    for spot, total in inventory.of(ENERGY, *TOTALS):
        if spot.sector == "_T" and amount(total) is not None:
            table = inventory.of_table(table_of(total))
            equation = _column(table, spot, total)
            if equation is None and table is not inventory:
                equation = _column(inventory, spot, total)
            if equation is not None:
                yield equation


def _column(inventory: Inventory, spot: Spot, total: Observation) -> Equation | None:
    """Give the reading of a column that closes, else the likeliest one, None without any numbers."""
    likeliest: Equation | None = None
    for sectors in readings(inventory, spot.indicator, spot.scope, spot.carrier):
        parts = tuple(chain.from_iterable(sectors))
        complete = all(sectors) or (len(parts) >= FEW and in_one_grid((total, *parts)))
        sinks = spot.indicator == "GHG.NET" and not sectors[-1]
        equation = Equation("sectors", total, parts, complete and _all_known(parts), sinks)
        if equation.numbers and equation.closes:
            return equation
        if equation.numbers:
            likeliest = likeliest or equation
    return likeliest


def _carriers(inventory: Inventory) -> Iterator[Equation]:
    """Hold the rows of carriers beside a row for all of them, where both are printed."""
    by_row: dict[tuple[str, str, str, str], list[Observation]] = {}
    for (indicator, sector, scope, carrier, mode), cell in inventory.of(ENERGY, CELLS, *TOTALS):
        if carrier not in NO_CARRIER:
            by_row.setdefault((indicator, sector, scope, mode), []).append(cell)
    for (indicator, sector, scope, mode), parts in by_row.items():
        total = inventory.at(indicator, sector, scope, "_T", mode)
        if total is not None and amount(total) is not None:
            complete = in_one_grid((total, *parts)) and _all_known(parts)
            yield Equation("carriers", total, tuple(parts), complete)


def _parts(inventory: Inventory) -> Iterator[Equation]:
    """Hold a sector's row beside the rows of its parts, wherever in the document they stand."""
    found = [
        Equation("parts", total, parts, complete=_told_in_full(spot, parts))
        for spot, total in inventory.of(ENERGY, CELLS)
        if spot.mode == "_T" and spot.sector in parts_of_sectors() and amount(total) is not None
        for parts in (part_rows(inventory, spot),)
        if parts
    ]
    borne_out = {_row_of(one) for one in found if one.closes and one.printed}
    for one in found:
        yield replace(one, complete=True) if _row_of(one) in borne_out and _all_known(one.parts) else one


def _told_in_full(spot: Spot, parts: Rows) -> bool:
    """Say whether every part that a sector can have is told, or the rows stand in one grid and are many."""
    told = {part.key.sector for part in parts}
    every = all(
        part in told or any(code in told for code in parts_of_sectors().get(part, ()))
        for part in parts_of_sectors()[spot.sector]
    )
    return every and _all_known(parts)


def _row_of(equation: Equation) -> tuple[str, str, str]:
    """Tell the row that a sum stands in: where it closes in one column, its parts are all there are."""
    key = equation.total.key
    return key.indicator, key.sector, key.carrier


def _net(inventory: Inventory) -> Iterator[Equation]:
    """Hold the net total beside the gross one and land use, where all three are printed."""
    for spot, net in inventory.of("GHG.NET"):
        gross = inventory.cells.get(spot._replace(indicator="GHG.TOT"))
        if spot.sector != "_T" or gross is None or amount(net) is None or amount(gross) is None:
            continue
        told = [cell for at, cell in inventory.of(LAND) if at.scope in (spot.scope, "S1", "_T")][:1]
        rows = told or [
            row
            for row in inventory.of_sector(CELLS, "V.2")
            if row.key.scope == spot.scope and row.key.carrier == spot.carrier
        ]
        land = [row for row in rows if row.key.mode == "_T"] or rows
        if land and _all_known(land):
            yield Equation("net", net, (gross, *land), complete=True)
