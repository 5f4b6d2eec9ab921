"""Energy use beside emissions: what an electricity factor, or a fuel factor, may move."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from schemas.comparability.apart import ELECTRICITY, Apart, altogether
from schemas.comparability.evidence import Holdings
from schemas.comparability.factors import DEFAULT_FACTOR_OF, combustion_factor
from schemas.comparability.figures import NONE
from schemas.comparability.inventory import Inventory
from schemas.comparability.scopes import WHOLE
from schemas.observations import StoredObservation

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


def energy_rows(
    held: Holdings, place: str, indicator: str, period: str, source: str
) -> tuple[StoredObservation, ...]:
    """Give a place's rows of a period from one source: the emissions' own first, then by priority.

    Args:
        held: the evidence.
        place: code.
        indicator: code, ``EN.FEC``.
        period: of the emissions.
        source: of the emissions.
    """
    found = [seen for seen in held.of(place, indicator) if seen.observation.key.period == period]
    sources = {seen.observation.key.source for seen in found}
    first = min(sources, key=lambda name: (name != source, held.turn(name)), default="")
    return tuple(seen for seen in found if seen.observation.key.source == first)


def energy_use(apart: Apart, sector: str = WHOLE, *, fuels: bool = False) -> EnergyUse:
    """Read a place's energy use beside its emissions.

    Args:
        apart: its figures, taken apart.
        sector: sector the emissions are of, ``_T`` for all.
        fuels: whether the fuels' factors are of interest.
    """
    if not apart.energy:
        return NO_ENERGY
    bought = apart.used.get(ELECTRICITY)
    electricity = None if bought is None else altogether(bought, sector)
    excess, behind = _fuel_excess(apart.emitted, apart.used, sector) if fuels else (None, ())
    used = (*(electricity.observations if electricity is not None else ()), *behind)
    return EnergyUse(None if electricity is None else electricity.value, excess, used)


def _fuel_excess(
    emitted: Mapping[str, Inventory], used: Mapping[str, Inventory], sector: str
) -> tuple[Decimal | None, tuple[StoredObservation, ...]]:
    """Compare emissions of each fuel with its energy times the IPCC default factor."""
    found: list[tuple[Decimal, tuple[StoredObservation, ...]]] = []
    for carrier in DEFAULT_FACTOR_OF:
        factor = combustion_factor(carrier)
        if carrier not in emitted or carrier not in used or factor is None:
            continue
        burnt, energy = altogether(emitted[carrier], sector), altogether(used[carrier], sector)
        if burnt is not None and energy is not None:
            found.append((burnt.value - energy.value * factor, burnt.observations + energy.observations))
    if not found:
        return None, ()
    return sum((excess for excess, _ in found), NONE), tuple(seen for _, behind in found for seen in behind)
