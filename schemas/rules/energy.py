"""What an inventory says of the energy that a sector used."""

from dataclasses import dataclass
from decimal import Decimal

from schemas.observations import Observation
from schemas.rules.inventories import ENERGY, Inventory, amount
from schemas.rules.sectors import parts_of_sectors

Scope = str | None
PLAIN = ("_T", "S1_S2_S3")
"""Scopes whose row tells all of a carrier's energy."""


@dataclass(frozen=True)
class EnergyUse:
    """Energy of a sector: the cells that tell it, without counting any twice."""

    cells: tuple[Observation, ...]

    @property
    def numbers(self) -> list[Decimal]:
        """The numbers in MWh."""
        return [number for cell in self.cells if (number := amount(cell)) is not None]

    @property
    def total(self) -> Decimal:
        """Their sum in MWh."""
        return sum(self.numbers, Decimal(0))


def energy_of(inventory: Inventory, sector: str, carrier: str = "_T", scope: Scope = None) -> EnergyUse:
    """Give the energy of a sector, from its own rows, else from those of its parts.

    Args:
        carrier: one carrier; all of them, added up, for ``_T``.
        scope: one scope; all of them where None.
    """
    own = _rows(inventory, sector, carrier)
    if own:
        return EnergyUse(tuple(_scoped(own, scope)))
    parts = [energy_of(inventory, part, carrier, scope) for part in parts_of_sectors().get(sector, ())]
    return EnergyUse(tuple(cell for part in parts for cell in part.cells))


def _rows(inventory: Inventory, sector: str, carrier: str) -> list[Observation]:
    """Give a sector's rows with a number: of one carrier, or of each where they are told apart."""
    told = inventory.of_sector(ENERGY, sector)
    rows = [cell for cell in told if cell.key.mode == "_T" and amount(cell) is not None]
    if carrier != "_T":
        return [row for row in rows if row.key.carrier == carrier]
    return [row for row in rows if row.key.carrier != "_T"] or rows


def _scoped(rows: list[Observation], scope: Scope) -> list[Observation]:
    """Keep the rows of one scope, or of each carrier the row over all scopes, else its single ones."""
    if scope is not None:
        return [row for row in rows if row.key.scope == scope]
    whole = {row.key.carrier: row for row in rows if row.key.scope in PLAIN}
    split = [row for row in rows if row.key.carrier not in whole]
    return [*whole.values(), *split]
