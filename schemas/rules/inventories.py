"""Observations sorted into inventories: the cells that one source tells of one place and period."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, cached_property
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from schemas.errors import SchemaError
from schemas.indicators import indicators
from schemas.observations import Observation
from schemas.units import convert

ENERGY = "EN.FEC"
CELLS = "GHG.SEC"
TOTALS = ("GHG.TOT", "GHG.NET")
LAND = "GHG.LULUCF"
ADDED = frozenset({ENERGY, CELLS, LAND, *TOTALS})
ACTUAL = "ACT"
SUMMED = frozenset({ACTUAL, "BASE", "TGT", "TGT_RED", "RESID", "GAP"})
"""Kinds of value whose tables have sums; each is added up by itself."""

NOTHING_THERE = frozenset({"M", "K", "L"})
"""Status of cells that add nothing to a printed sum: not occurring, included elsewhere, not estimated."""

DASHES = frozenset({"-", "–", "—"})
GRID = re.compile(r"(.+!)?[A-Z]{1,3}[0-9]+")


class Spot(NamedTuple):
    """Where a cell stands within an inventory; a tuple, for millions of them are sorted and looked up."""

    indicator: str
    sector: str
    scope: str
    carrier: str
    mode: str


@dataclass(frozen=True, eq=False)
class Inventory:
    """The cells that one source tells of one place and period, made in one way; it is only the same as itself.

    Args:
        place, period: whose and when.
        source, basis: who says so, and how it was made.
        cells: the observations by their spot; the first where two claim the same one.
        value_type: observed values, or one kind of targets.
    """

    place: str
    period: str
    source: str
    basis: str
    cells: Mapping[Spot, Observation]
    value_type: str = ACTUAL

    def at(
        self, indicator: str, sector: str, scope: str, carrier: str = "_T", mode: str = "_T"
    ) -> Observation | None:
        """Give the observation at a spot."""
        return self.cells.get(Spot(indicator, sector, scope, carrier, mode))

    def of(self, *codes: str) -> Iterator[tuple[Spot, Observation]]:
        """Give the cells of some indicators, in order."""
        told = [self._by_indicator[code] for code in sorted({*codes}) if code in self._by_indicator]
        return chain.from_iterable(told)

    def of_sector(self, indicator: str, sector: str) -> list[Observation]:
        """Give the cells of a sector, in order."""
        return self._by_sector.get((indicator, sector), [])

    def of_line(self, indicator: str, sector: str, scope: str, carrier: str) -> Sequence[Observation]:
        """Give the cells of a sector that tell of one scope and carrier, in order: one for each mode."""
        return self._by_line.get((indicator, sector, scope, carrier), ())

    def has(self, indicator: str) -> bool:
        """Say whether an indicator has a cell."""
        return indicator in self._sectors

    def tells(self, indicator: str, sectors: Sequence[str]) -> bool:
        """Say whether any of some sectors has a cell."""
        told = self._sectors.get(indicator)
        return told is not None and not told.isdisjoint(sectors)

    def of_table(self, table: tuple[str, str]) -> "Inventory":
        """Keep the cells of one table: the inventory itself where all stand in it."""
        return self._of_tables.get(table, self)

    @cached_property
    def _of_tables(self) -> Mapping[tuple[str, str], "Inventory"]:
        if len(set(map(table_of, self.cells.values()))) == 1:
            return {}
        tables: dict[tuple[str, str], dict[Spot, Observation]] = {}
        for spot, cell in self.cells.items():
            tables.setdefault(table_of(cell), {})[spot] = cell
        return {table: replace(self, cells=cells) for table, cells in tables.items()}

    @cached_property
    def _by_indicator(self) -> Mapping[str, list[tuple[Spot, Observation]]]:
        cells: dict[str, list[tuple[Spot, Observation]]] = {}
        for pair in sorted(self.cells.items(), key=itemgetter(0)):
            cells.setdefault(pair[0][0], []).append(pair)
        return cells

    @cached_property
    def _by_sector(self) -> Mapping[tuple[str, str], list[Observation]]:
        cells: dict[tuple[str, str], list[Observation]] = {}
        for pairs in self._by_indicator.values():
            for spot, cell in pairs:
                cells.setdefault(spot[:2], []).append(cell)
        return cells

    @cached_property
    def _by_line(self) -> Mapping[tuple[str, ...], list[Observation]]:
        cells: dict[tuple[str, ...], list[Observation]] = {}
        for pairs in self._by_indicator.values():
            for spot, cell in pairs:
                cells.setdefault(spot[:4], []).append(cell)
        return cells

    @cached_property
    def _sectors(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {}
        for spot in self.cells:
            found.setdefault(spot[0], set()).add(spot[1])
        return found


def inventories(observations: Sequence[Observation]) -> list[Inventory]:
    """Sort rows into inventories, by place, period, source, basis and kind of value; each gas apart."""
    sorted_in: dict[tuple[str, ...], dict[Spot, Observation]] = {}
    for observation in observations:
        key = observation.key
        if key.indicator in ADDED and key.value_type in SUMMED:
            spot = Spot(key.indicator, key.sector, key.scope, key.carrier, key.mode)
            inventory = (key.place, key.period, key.source, key.basis, key.value_type, key.gas)
            sorted_in.setdefault(inventory, {}).setdefault(spot, observation)
    return [
        Inventory(place, period, source, basis, sorted_in[key], value_type)
        for key in sorted(sorted_in)
        for place, period, source, basis, value_type, _ in (key,)
    ]


def amount(observation: Observation) -> Decimal | None:
    """Give a number in its indicator's unit (t CO2e, MWh); None where there is none or the unit does not fit."""
    value, key = observation.value, observation.key
    if value is None or not value.is_finite():
        return None
    unit = _units().get(key.indicator)
    if unit is None:
        return None
    if key.unit == unit:
        return value
    try:
        return convert(value, key.unit, unit)
    except SchemaError:
        return None


@cache
def _units() -> Mapping[str, str]:
    """Give each indicator's unit."""
    return {code: known.unit for code, known in indicators().items()}


def adds_nothing(observation: Observation) -> bool:
    """Say whether a cell without a number counts as zero in a printed sum: a key says so, or a dash stands there."""
    return observation.obs_status in NOTHING_THERE or observation.raw_value.strip() in DASHES


def table_of(observation: Observation) -> tuple[str, str]:
    """Tell the table that a cell stands in: the snapshot and the sheet."""
    sheet, mark, _ = observation.source_cell.rpartition("!")
    return observation.snapshot, sheet if mark else ""


def in_one_grid(observations: Sequence[Observation]) -> bool:
    """Say whether cells stand in one table for people, where a total is the sum of the rows above it."""
    tables = {table_of(observation) for observation in observations}
    return len(tables) == 1 and all(GRID.fullmatch(observation.source_cell) for observation in observations)
