"""S6: emissions that print the energy they come from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from schemas.observations import Observation
from schemas.rules.energy import EnergyUse, energy_of
from schemas.rules.inventories import CELLS, Inventory, Spot, amount

SAME = Decimal("0.005")
TOO_SMALL = Decimal(100)
"""Numbers below it may be equal by chance."""

SCOPE_ORDER = ("S1", "S2", "S3", "S1_S2", "S1_S3", "S1_S2_S3", "_T")


@dataclass(frozen=True)
class Copied:
    """S6: a cell in tonnes that prints the sector's energy in MWh.

    Args:
        cell: the cell that says so first.
        repeated: other cells of the sector that print the same number.
        energy: the cells that add up to it.
    """

    cell: Observation
    repeated: tuple[Observation, ...]
    energy: EnergyUse


def copied_cells(inventory: Inventory, beside: Sequence[Inventory]) -> Iterator[Copied]:
    """Find the cells of an inventory that print energy as emissions.

    Args:
        beside: the place's inventories of the period, where energy is looked for; nearest first.
    """
    found: dict[tuple[str, str, Decimal], list[tuple[Observation, EnergyUse]]] = {}
    for spot, cell, number in _numbers(inventory):
        energy = _same_energy(beside, spot, number) if number >= TOO_SMALL else None
        if energy is not None:
            found.setdefault((spot.sector, spot.carrier, number), []).append((cell, energy))
    for same in found.values():
        same.sort(key=lambda pair: SCOPE_ORDER.index(pair[0].key.scope))
        (first, energy), *others = same
        yield Copied(first, tuple(cell for cell, _ in others), energy)


def _numbers(inventory: Inventory) -> Iterator[tuple[Spot, Observation, Decimal]]:
    for spot, cell in inventory.of(CELLS):
        number = amount(cell)
        if spot.mode == "_T" and spot.scope in SCOPE_ORDER and number is not None and number > 0:
            yield spot, cell, number


def _same_energy(beside: Sequence[Inventory], spot: Spot, number: Decimal) -> EnergyUse | None:
    for other in beside:
        for scope in (spot.scope, None):
            energy = energy_of(other, spot.sector, spot.carrier, scope)
            if energy.cells and abs(energy.total - number) <= SAME:
                return energy
    return None
