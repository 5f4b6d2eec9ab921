"""Apart: one place's figures by gas and by carrier, and the energy beside them, each laid out as an inventory.

What a conversion needs is here: a split by gas for warming potentials, fuels for emission factors. Each is laid out
when it is asked for; most comparisons need none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from schemas.basis import Basis
from schemas.comparability.blocks import Blocks, exact
from schemas.comparability.figures import Figure, total
from schemas.comparability.inventory import Inventory
from schemas.comparability.rows import UNDIVIDED, Table, number_of, read_table
from schemas.comparability.scopes import ALL, CELLS, WHOLE
from schemas.observations import StoredObservation

ELECTRICITY, DISTRICT_HEAT = "ELEC", "DH"
HEATING = "HEATING"
"""Mode of rows that tell what heats buildings."""


@dataclass(frozen=True)
class Apart:
    """The figures behind a place's answer, taken apart.

    Args:
        rows: rows by sector of the indicator, all gases together.
        by_gas: rows by sector and gas.
        energy: rows of final energy of the same period, of the source that comes first.
        heat_factors: emission factors of district heat, the best first.
        unit: of the rows, into which values are converted.
        basis: how the rows were made.
        moves: cells whose content belongs to another cell.
        degree_days: heating degree days of the place, then of the areas around it, of all years.
        corrected: buildings' energy as printed on the reference climate that is asked for.
    """

    rows: tuple[StoredObservation, ...] = ()
    by_gas: tuple[StoredObservation, ...] = ()
    energy: tuple[StoredObservation, ...] = ()
    heat_factors: tuple[StoredObservation, ...] = ()
    unit: str = "T_CO2E"
    basis: Basis = field(default_factory=lambda: Basis.unstated(""))
    moves: Mapping[str, str] = field(default_factory=dict)
    degree_days: tuple[StoredObservation, ...] = ()
    corrected: tuple[StoredObservation, ...] = ()

    @cached_property
    def gases(self) -> Mapping[str, Inventory]:
        """The rows of each gas, by its code."""
        found: dict[str, list[StoredObservation]] = {}
        for stored in self.by_gas:
            found.setdefault(stored.observation.key.gas, []).append(stored)
        return {gas: self._inventory(found[gas], self.unit) for gas in sorted(found)}

    @cached_property
    def emitted(self) -> Mapping[str, Inventory]:
        """The emissions of each carrier, by its code."""
        return {
            carrier: self._inventory(rows, self.unit, carrier)
            for carrier, rows in _by_carrier(self.rows).items()
        }

    @cached_property
    def used(self) -> Mapping[str, Inventory]:
        """The energy of each carrier in MWh, by its code."""
        return {
            carrier: replace(self._inventory(rows, "MWH", carrier), gross=True, emissions=False)
            for carrier, rows in _by_carrier(self.energy).items()
        }

    @cached_property
    def heating(self) -> Mapping[str, Inventory]:
        """The energy that heats buildings, by carrier; ``_T`` for rows of all carriers together."""
        rows = [stored for stored in self.rows if stored.observation.key.mode == HEATING]
        whole = [stored for stored in rows if stored.observation.key.carrier in UNDIVIDED]
        of_carriers = {**_by_carrier(rows), **({WHOLE: whole} if whole else {})}
        return {carrier: self._restricted(told, carrier) for carrier, told in of_carriers.items()}

    def _restricted(self, rows: Iterable[StoredObservation], carrier: str) -> Inventory:
        """Lay rows of one mode out as if they were whole figures."""
        found = self._inventory(rows, self.unit, carrier)
        table = Table({(sector, WHOLE): told for (sector, _), told in found.table.rows.items()})
        return replace(found, table=table, emissions=False)

    @cached_property
    def heat_factor(self) -> Decimal | None:
        """Tonnes of CO2-equivalent per MWh of district heat, None where nobody tells."""
        told = (number_of(stored, "T_CO2E_MWH") for stored in self.heat_factors)
        return next((factor for factor in told if factor is not None), None)

    def _inventory(self, rows: Iterable[StoredObservation], unit: str, carrier: str = WHOLE) -> Inventory:
        return Inventory(
            read_table(rows, unit, carrier), self.basis, moves=self.moves, gross=self.basis.lulucf == "EX"
        )


NOTHING_APART = Apart()


def _by_carrier(rows: Iterable[StoredObservation]) -> dict[str, list[StoredObservation]]:
    found: dict[str, list[StoredObservation]] = {}
    for stored in rows:
        carrier = stored.observation.key.carrier
        if carrier not in UNDIVIDED:
            found.setdefault(carrier, []).append(stored)
    return {carrier: found[carrier] for carrier in sorted(found)}


def altogether(inventory: Inventory, sector: str = WHOLE) -> Figure | None:
    """Read one gas's or carrier's inventory as a whole: its printed total, else its cells; or one sector of it."""
    if sector != WHOLE:
        return inventory.filed(sector)
    if inventory.table.of(WHOLE):
        return inventory.sector(WHOLE)
    blocks = inventory.blocks(dict.fromkeys(CELLS, ALL))
    return exact(blocks, frozenset().union(*blocks)) if blocks else None


def inside(blocks: Blocks, cells: frozenset[str]) -> Figure | None:
    """Add up what is told of some cells; a cell that is not told of counts nothing."""
    apart = [figure for held, figure in blocks.items() if len(held) == 1 and held <= cells]
    return total(apart) if apart else next((figure for held, figure in blocks.items() if held <= cells), None)
