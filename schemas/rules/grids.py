"""S1, the grid: the factor that a city takes for electricity, beside the registry's of its state and year."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from schemas.observations import Observation
from schemas.rules.bands import GRID_NEAR, grid_factors
from schemas.rules.evidence import Evidence
from schemas.rules.implied_factors import energy_beside
from schemas.rules.inventories import CELLS, ENERGY, Inventory, amount
from schemas.rules.stated_factors import carrier_of, factor_of, stated_factors

ELECTRICITY = "ELEC"
BY_CONTRACT = frozenset({"MKT", "RESMIX"})
"""Methods whose factor is not the grid's: of the power that was bought, or of what is left."""


@dataclass(frozen=True)
class GridFactor:
    """A factor of grid electricity that lies far from the registry's.

    Args:
        cell: the row that states it, or the first that rests on it.
        factor: what the city takes, t per MWh.
        registry: what the registry holds.
        moved: t CO2e that the registry's factor would take off, where the city's use of electricity is told.
    """

    cell: Observation
    factor: Decimal
    registry: Decimal
    holder: str
    state: str
    moved: Decimal


def far_grid_factors(evidence: Evidence) -> Iterator[GridFactor]:
    """Find the places whose grid factor is more than 30 % from the registry's, each once a period and source."""
    told: set[tuple[str, str, str]] = set()
    for cell, factor, used in _taken_factors(evidence):
        key = cell.key
        basis = evidence.basis(cell)
        if basis is not None and basis.elec_method in BY_CONTRACT:
            continue
        state = evidence.state(key.place)
        known = grid_factors().get((state, int(key.period))) if key.period.isdigit() else None
        identity = (key.place, key.period, key.source)
        if known is None or identity in told:
            continue
        told.add(identity)
        registry, holder = known
        if abs(factor / registry - 1) > GRID_NEAR:
            yield GridFactor(cell, factor, registry, holder, state, (factor - registry) * used)


def _taken_factors(evidence: Evidence) -> Iterator[tuple[Observation, Decimal, Decimal]]:
    """Give each factor that is taken for electricity, with the cell and the MWh it is taken for."""
    used = {(one.place, one.period, one.source): _use(one) for one in evidence.observed if _use(one)}
    for rows in evidence.factor_rows.values():
        for row in rows:
            factor = factor_of(row)
            if (
                carrier_of(row) == ELECTRICITY
                and factor is not None
                and row.key.value_type in ("ACT", "BASE")
            ):
                key = row.key
                yield row, factor, used.get((key.place, key.period, key.source), Decimal(0))
    for inventory in evidence.observed:
        taken = _taken(evidence, inventory)
        if taken is not None:
            yield (*taken, _use(inventory))


def _taken(evidence: Evidence, inventory: Inventory) -> tuple[Observation, Decimal] | None:
    """Give the factor that an inventory takes: as stated, else as its cells of electricity imply."""
    rows = [
        cell for spot, cell in inventory.of(ENERGY) if spot.carrier == ELECTRICITY and (amount(cell) or 0) > 0
    ]
    stated = stated_factors(evidence, inventory).get(ELECTRICITY)
    if stated is not None and (stated.row is not None or rows):
        return stated.row or rows[0], stated.value
    beside = evidence.beside(inventory)
    for spot, cell in inventory.of(CELLS):
        number = amount(cell)
        if spot.carrier == ELECTRICITY and number is not None and number > 0:
            energy = energy_beside(beside, spot)
            if energy is not None:
                return cell, number / energy.total
    return None


def _use(inventory: Inventory) -> Decimal:
    """Add up the electricity of all sectors, each once: parts where the sector has no row of its own."""
    rows = [
        cell
        for spot, cell in inventory.of(ENERGY)
        if spot.carrier == ELECTRICITY and amount(cell) is not None
    ]
    sectors = {row.key.sector for row in rows}
    top = [row for row in rows if row.key.sector != "_T" and not _under(row.key.sector, sectors)]
    single = [row for row in top if row.key.scope == "S2"] or top
    each_once = len({(row.key.sector, row.key.mode) for row in single}) == len(single)
    return sum((amount(row) or Decimal(0) for row in single), Decimal(0)) if each_once else Decimal(0)


def _under(sector: str, sectors: set[str]) -> bool:
    return any(sector != other and sector.startswith(f"{other}.") for other in sectors)
