"""Reading: the inventory behind a place's answer, laid out by the rules of its basis."""

from collections.abc import Mapping
from decimal import Decimal

from schemas.basis import Basis
from schemas.comparability.figures import Figure
from schemas.comparability.inventory import Inventory
from schemas.comparability.measures import FINAL_ENERGY, NET_OF_GHG, TOTAL_OF_GHG, Measure
from schemas.comparability.options import Option
from schemas.comparability.profiles import Profile
from schemas.comparability.rows import Table, number_of, read_table
from schemas.comparability.scopes import AGRICULTURE, GROSS_CELLS, INDUSTRY, LAND, STATIONARY, WASTE, under

TERRITORIAL = "TERR"
INDUSTRY_ENERGY_UNDER_IPPU = frozenset({"IV", "I_IV"})
"""Filings that put all or part of industry's energy under IPPU: what stands there is moved."""
WASTE_OUTSIDE = "NONE"


def inventory_of(option: Option, basis: Basis, measure: Measure, profile: Profile) -> Inventory:
    """Lay out the figures of a source and period as an inventory.

    Rows of waste are left aside where the basis says that waste is outside: the total does not hold them.

    Args:
        option: the figures.
        basis: how the printed figure was made.
        measure: what is compared.
        profile: one that converts nothing leaves everything where it is filed.
    """
    outside = under(WASTE) if basis.waste == WASTE_OUTSIDE and measure.kind == "total" else frozenset()
    rows = (stored for stored in option.rows_of_basis() if stored.observation.key.sector not in outside)
    table = read_table(rows, measure.base_unit)
    emissions = measure.rows != FINAL_ENERGY
    moves = _moves(table, basis, emissions) if profile.converts else {}
    return Inventory(
        table,
        basis,
        moves=moves,
        gross=basis.lulucf == "EX" or not emissions,
        emissions=emissions,
        land_by_totals=_land_by_totals(option, measure) if emissions else None,
        unlisted=_unlisted(option, basis, measure),
    )


def _moves(table: Table, basis: Basis, emissions: bool) -> Mapping[str, str]:
    """Say what the GPC files elsewhere: energy use of industry (I.3) and agriculture (I.5)."""
    filed = Inventory(table, basis, gross=True, emissions=emissions)
    if filed.filed(STATIONARY) is None:
        return {}
    if not emissions:
        return {cell: STATIONARY for cell in (INDUSTRY, AGRICULTURE) if filed.filed(cell) is not None}
    under_ippu = basis.industry_energy in INDUSTRY_ENERGY_UNDER_IPPU and filed.filed(INDUSTRY) is not None
    return {INDUSTRY: STATIONARY} if under_ippu else {}


def _unlisted(option: Option, basis: Basis, measure: Measure) -> frozenset[str]:
    """Give the cells that a territorial total holds by its definition (CRF), listed or not."""
    if measure.kind != "total" or option.head is None or basis.accounting != TERRITORIAL:
        return frozenset()
    net = option.head.observation.key.indicator == NET_OF_GHG
    return frozenset(GROSS_CELLS) | (frozenset({LAND}) if net else frozenset())


def _land_by_totals(option: Option, measure: Measure) -> Figure | None:
    """Take land use as the net less the gross total, where a source prints both at one scope."""
    if option.head is None:
        return None
    scope = option.head.observation.key.scope
    same = {
        seen.observation.key.indicator: seen for seen in option.heads if seen.observation.key.scope == scope
    }
    if NET_OF_GHG not in same or TOTAL_OF_GHG not in same:
        return None
    both = (same[NET_OF_GHG], same[TOTAL_OF_GHG])
    net, gross = (number_of(stored, measure.base_unit) or Decimal(0) for stored in both)
    return Figure(net - gross, frozenset({"S1"}), both)
