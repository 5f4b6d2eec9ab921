"""Heat from a network: it belongs to scope 2, whatever scope a source files it under.

Electricity that is printed under scope 1 may be made on the spot and is left alone, unless its emissions are printed
by carrier: then it was bought.
"""

from decimal import Decimal

from schemas.comparability.apart import DISTRICT_HEAT, ELECTRICITY, Apart
from schemas.comparability.figures import NONE, Figure, total
from schemas.comparability.inventory import Inventory

MOST_PER_MWH = Decimal("0.6")
"""t CO2e per MWh: more than any network's heat carries."""

ONE = frozenset({"S1"})


def misfiled_heat(apart: Apart, sector: str) -> Figure | None:
    """Give what a sector holds under scope 1 that belongs to scope 2.

    Args:
        apart: the figures by carrier, and the energy.
        sector: code of cl_sector.csv.

    Returns:
        The emissions as printed by carrier; else the heat used times the network's factor; without a factor
        nothing, and in ``more`` what it may be. None where there is nothing.
    """
    printed = (
        _under_scope_one(apart.emitted.get(carrier), sector) for carrier in (DISTRICT_HEAT, ELECTRICITY)
    )
    found = total(figure for figure in printed if figure is not None)
    if found is None and DISTRICT_HEAT not in apart.emitted:
        found = _by_energy(apart, sector)
    return found if found is not None and (found.value or found.more) else None


def _under_scope_one(inventory: Inventory | None, sector: str) -> Figure | None:
    """Read scope 1 of a sector alone; a number of several scopes says nothing of it."""
    found = None if inventory is None else inventory.filed(sector, ONE)
    return found if found is not None and found.scopes == ONE else None


def _by_energy(apart: Apart, sector: str) -> Figure | None:
    heat = _under_scope_one(apart.used.get(DISTRICT_HEAT), sector)
    if heat is None:
        return None
    behind = heat.observations + apart.heat_factors[:1]
    if apart.heat_factor is None:
        return Figure(NONE, ONE, behind, more=heat.value * MOST_PER_MWH)
    return Figure(heat.value * apart.heat_factor, ONE, behind)
