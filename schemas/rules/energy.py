"""What an inventory says of the energy that a sector used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from weakref import WeakKeyDictionary

from schemas.observations import Observation
from schemas.rules.inventories import ENERGY, Inventory, amount
from schemas.rules.sectors import parts_of_sectors, with_parts

Scope = str | None
EACH = "*"
"""The rows of all carriers that are told apart."""

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

    @cached_property
    def total(self) -> Decimal:
        """Their sum in MWh."""
        return sum(self.numbers, Decimal(0))


NOTHING = EnergyUse(())
_KNOWN: WeakKeyDictionary[Inventory, dict[tuple[str, str, Scope], EnergyUse]] = WeakKeyDictionary()
_TOLD: WeakKeyDictionary[Inventory, dict[str, Mapping[str, list[Observation]]]] = WeakKeyDictionary()
"""Each cell of a sector is held beside the same energy; both are forgotten with their inventory."""


def energy_of(inventory: Inventory, sector: str, carrier: str = "_T", scope: Scope = None) -> EnergyUse:
    """Give the energy of a sector, from its own rows, else from those of its parts.

    Args:
        carrier: one carrier; all of them, added up, for ``_T``.
        scope: one scope; all of them where None.
    """
    if not inventory.has(ENERGY):
        return NOTHING
    known = _KNOWN.setdefault(inventory, {})
    found = known.get((sector, carrier, scope))
    if found is None:
        found = known[sector, carrier, scope] = _energy_of(inventory, sector, carrier, scope)
    return found


def _energy_of(inventory: Inventory, sector: str, carrier: str, scope: Scope) -> EnergyUse:
    if not inventory.tells(ENERGY, with_parts(sector)):
        return NOTHING
    own = _rows(inventory, sector, carrier)
    if len(own) == 1:
        return EnergyUse(tuple(own)) if scope in (None, own[0].key.scope) else NOTHING
    if own:
        return EnergyUse(tuple(_scoped(own, scope)))
    parts = [energy_of(inventory, part, carrier, scope) for part in parts_of_sectors().get(sector, ())]
    return EnergyUse(tuple(cell for part in parts for cell in part.cells))


def _rows(inventory: Inventory, sector: str, carrier: str) -> list[Observation]:
    """Give a sector's rows with a number: of one carrier, or of each where they are told apart."""
    told = _TOLD.setdefault(inventory, {})
    by_carrier = told.get(sector)
    if by_carrier is None:
        by_carrier = told[sector] = _by_carrier(inventory.of_sector(ENERGY, sector))
    if carrier != "_T":
        return by_carrier.get(carrier, [])
    return by_carrier[EACH] or by_carrier.get("_T", [])


def _by_carrier(cells: Sequence[Observation]) -> Mapping[str, list[Observation]]:
    found: dict[str, list[Observation]] = {EACH: []}
    for cell in cells:
        if cell.key.mode == "_T" and amount(cell) is not None:
            found.setdefault(cell.key.carrier, []).append(cell)
            if cell.key.carrier != "_T":
                found[EACH].append(cell)
    return found


def _scoped(rows: list[Observation], scope: Scope) -> list[Observation]:
    """Keep the rows of one scope, or of each carrier the row over all scopes, else its single ones."""
    if scope is not None:
        return [row for row in rows if row.key.scope == scope]
    whole = {row.key.carrier: row for row in rows if row.key.scope in PLAIN}
    split = [row for row in rows if row.key.carrier not in whole]
    return [*whole.values(), *split]
