"""Energy use beside emissions: what an electricity factor, or a fuel factor, may move."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from schemas.basis import Basis
from schemas.comparability.blocks import exact
from schemas.comparability.evidence import Holdings
from schemas.comparability.factors import DEFAULT_FACTOR_OF, combustion_factor
from schemas.comparability.figures import Figure
from schemas.comparability.inventory import Inventory
from schemas.comparability.measures import CELLS_OF_GHG, FINAL_ENERGY
from schemas.comparability.rows import read_table
from schemas.comparability.scopes import ALL, CELLS, WHOLE
from schemas.observations import StoredObservation

ELECTRICITY = "ELEC"
LIFE_CYCLE = "LCA_GHG"


@dataclass(frozen=True, slots=True)
class EnergyUse:
    """What is known of a place's energy in the year of its emissions.

    Args:
        electricity: MWh of electricity used, None where not known.
        fuel_excess: tonnes by which its fuels exceed what IPCC default factors give for the same energy.
        observations: what it rests on.
    """

    electricity: Decimal | None = None
    fuel_excess: Decimal | None = None
    observations: tuple[StoredObservation, ...] = ()


NO_ENERGY = EnergyUse()


def energy_use(
    held: Holdings, place: str, period: str, source: str, sector: str = WHOLE, *, fuels: bool = False
) -> EnergyUse:
    """Read a place's energy use beside its emissions.

    Args:
        held: the evidence.
        place: code.
        period: of the emissions.
        source: of the emissions; its own energy table is taken first.
        sector: sector the emissions are of, ``_T`` for all.
        fuels: whether the fuels' factors are of interest.
    """
    energy = _rows(held, place, FINAL_ENERGY, period, source)
    if not energy:
        return NO_ENERGY
    emissions = _rows(held, place, CELLS_OF_GHG, period, source) if fuels else ()
    electricity = _carrier(energy, "MWH", ELECTRICITY, sector)
    excess, behind = _fuel_excess(emissions, energy, sector) if emissions else (None, ())
    used = (*(electricity.observations if electricity is not None else ()), *behind)
    return EnergyUse(None if electricity is None else electricity.value, excess, used)


def _rows(
    held: Holdings, place: str, indicator: str, period: str, source: str
) -> tuple[StoredObservation, ...]:
    found = [seen for seen in held.of(place, indicator) if seen.observation.key.period == period]
    sources = sorted(
        {seen.observation.key.source for seen in found}, key=lambda name: (name != source, held.turn(name))
    )
    return tuple(seen for seen in found if seen.observation.key.source == sources[0])


def _carrier(rows: Sequence[StoredObservation], unit: str, carrier: str, sector: str) -> Figure | None:
    own = [seen for seen in rows if seen.observation.key.carrier == carrier]
    if not own:
        return None
    inventory = Inventory(read_table(own, unit, carrier), Basis.unstated(""), gross=True, emissions=False)
    if sector != WHOLE:
        return inventory.filed(sector)
    total = inventory.sector(WHOLE) if inventory.table.of(WHOLE) else None
    blocks = inventory.blocks(dict.fromkeys(CELLS, ALL))
    return total or (exact(blocks, frozenset().union(*blocks)) if blocks else None)


def _fuel_excess(
    emissions: Sequence[StoredObservation], energy: Sequence[StoredObservation], sector: str
) -> tuple[Decimal | None, tuple[StoredObservation, ...]]:
    """Compare emissions of each fuel with its energy times the IPCC default factor."""
    found: list[tuple[Decimal, tuple[StoredObservation, ...]]] = []
    for carrier in DEFAULT_FACTOR_OF:
        factor = combustion_factor(carrier)
        emitted = _carrier(emissions, "T_CO2E", carrier, sector)
        used = _carrier(energy, "MWH", carrier, sector)
        if emitted is not None and used is not None and factor is not None:
            excess = emitted.value - used.value * factor
            found.append((excess, emitted.observations + used.observations))
    if not found:
        return None, ()
    return sum((excess for excess, _ in found), Decimal(0)), tuple(
        seen for _, behind in found for seen in behind
    )
