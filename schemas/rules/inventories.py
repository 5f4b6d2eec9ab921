"""Observations sorted into inventories: the cells that one source tells of one place and period."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from schemas.errors import SchemaError
from schemas.indicators import indicators
from schemas.observations import Observation
from schemas.units import convert

ENERGY = "EN.FEC"
CELLS = "GHG.SEC"
TOTALS = ("GHG.TOT", "GHG.NET")
ACTUAL = "ACT"

NOTHING_THERE = frozenset({"M", "K", "L"})
"""Status of cells that add nothing to a printed sum: not occurring, included elsewhere, not estimated."""

DASHES = frozenset({"-", "–", "—"})
GRID = re.compile(r"(.+!)?[A-Z]{1,3}[0-9]+")


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """Where a cell stands within an inventory."""

    indicator: str
    sector: str
    scope: str
    carrier: str
    mode: str


@dataclass(frozen=True)
class Inventory:
    """The cells that one source tells of one place and period, made in one way.

    Args:
        place, period: whose and when.
        source, basis: who says so, and how it was made.
        cells: the observations by their spot; the first where two claim the same one.
    """

    place: str
    period: str
    source: str
    basis: str
    cells: Mapping[Spot, Observation]

    def at(
        self, indicator: str, sector: str, scope: str, carrier: str = "_T", mode: str = "_T"
    ) -> Observation | None:
        """Give the observation at a spot."""
        return self.cells.get(Spot(indicator, sector, scope, carrier, mode))

    def of(self, *codes: str) -> Iterator[tuple[Spot, Observation]]:
        """Give the cells of some indicators, in order."""
        return (pair for pair in self._ordered if pair[0].indicator in codes)

    def of_sector(self, indicator: str, sector: str) -> list[Observation]:
        """Give the cells of a sector, in order."""
        return self._by_sector.get((indicator, sector), [])

    @cached_property
    def _ordered(self) -> list[tuple[Spot, Observation]]:
        return sorted(self.cells.items(), key=lambda pair: pair[0])

    @cached_property
    def _by_sector(self) -> Mapping[tuple[str, str], list[Observation]]:
        cells: dict[tuple[str, str], list[Observation]] = {}
        for spot, cell in self._ordered:
            cells.setdefault((spot.indicator, spot.sector), []).append(cell)
        return cells


def inventories(observations: Sequence[Observation]) -> list[Inventory]:
    """Sort observed values into inventories, by place, period, source and basis; each gas apart."""
    sorted_in: dict[tuple[str, str, str, str, str], dict[Spot, Observation]] = {}
    for observation in observations:
        key = observation.key
        if key.value_type == ACTUAL and key.indicator in (ENERGY, CELLS, *TOTALS):
            spot = Spot(key.indicator, key.sector, key.scope, key.carrier, key.mode)
            inventory = (key.place, key.period, key.source, key.basis, key.gas)
            sorted_in.setdefault(inventory, {}).setdefault(spot, observation)
    return [Inventory(*key[:-1], sorted_in[key]) for key in sorted(sorted_in)]


def amount(observation: Observation) -> Decimal | None:
    """Give a number in its indicator's unit (t CO2e, MWh); None where there is none or the unit does not fit."""
    if observation.value is None or not observation.value.is_finite():
        return None
    try:
        return convert(observation.value, observation.key.unit, indicators()[observation.key.indicator].unit)
    except (SchemaError, KeyError):
        return None


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
