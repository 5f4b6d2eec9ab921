"""Emission factors: fuels and electricity reckoned with the same factors for all, where the energy is told.

Only where common factors are asked for. A fuel is its energy times the IPCC default factor; electricity is its energy
times the reference factor of the grid and year. Where a carrier's own emissions are not printed, the change is bounded.
"""

from collections.abc import Iterator
from decimal import Decimal

from schemas.comparability.apart import ELECTRICITY
from schemas.comparability.conversion import CANNOT_SAY, Change, Part, together
from schemas.comparability.factors import (
    DEFAULT_FACTOR_OF,
    UPSTREAM,
    combustion_factor,
    grid_factor,
    most_of_other_gases,
    other_gases,
)
from schemas.comparability.figures import NONE, Figure
from schemas.comparability.holders import country
from schemas.comparability.inventory import Inventory
from schemas.comparability.outcome import Case
from schemas.comparability.scopes import CELLS, STATIONARY, TRANSPORT, under

CARBON_ONLY, ALL_GASES, LIFE_CYCLE, MEASURED = "STD_CO2", "STD_GHG", "LCA_GHG", "MEAS"
OF_FUELS = under(STATIONARY, TRANSPORT) | {"I_II"}
ROUNDING = Decimal("0.01")
"""Share by which a declared factor may differ from the one that rows imply."""

Emitted = tuple[str, Figure | None, Figure]
"""A carrier that is burnt, its printed emissions, and its energy in MWh."""


def complete_gases(case: Case, part: Part) -> Change | None:
    """Add the methane and nitrous oxide of fuels where factors hold CO2 only, or are replaced by such."""
    basis = case.inventory.basis
    if basis.ef_basis in (ALL_GASES, MEASURED) and basis.gas_group != "CO2_FOS":
        return None
    replaced = basis.ef_basis != CARBON_ONLY and basis.gas_group != "CO2_FOS"
    fuels = [fuel for fuel in _fuels(case, part) if not replaced or fuel[1] is not None]
    if fuels:
        return together(_other_gases(case, *fuel) for fuel in fuels)
    if replaced or (part.untold and case.apart.used):
        return None
    if not part.codes <= OF_FUELS:
        return CANNOT_SAY if part.untold else None
    most = abs(part.figure.value) * most_of_other_gases(_potentials(case))
    return Change.between(NONE, NONE, most)


def _potentials(case: Case) -> str:
    """Give the set of potentials that methane and nitrous oxide are weighed with, the Mission's unless told."""
    return case.asked.wants("gwp_set") or "AR5"


def _other_gases(case: Case, carrier: str, _: Figure | None, used: Figure) -> Change | None:
    factor = other_gases(carrier, _potentials(case))
    return None if factor is None else Change.exactly(used.value * factor, used.observations)


def replace_fuel_factors(case: Case, part: Part) -> Change | None:
    """Reckon fuels with IPCC default factors of combustion where they were made otherwise."""
    stated = case.inventory.basis.ef_basis
    if stated in (CARBON_ONLY, ALL_GASES, MEASURED):
        return None
    known = [
        Change.exactly(used.value * factor - burnt.value, burnt.observations + used.observations)
        for carrier, burnt, used in _fuels(case, part)
        if burnt is not None and (factor := combustion_factor(carrier)) is not None
    ]
    return together((*known, _rest_of_fuels(case, part, stated)))


def _rest_of_fuels(case: Case, part: Part, stated: str) -> Change | None:
    """Bound the fuels that are not told of by carrier."""
    rest = part.figure.value - sum((figure.value for figure in _printed_by_carrier(case, part)), NONE)
    nearly_nothing = abs(rest) <= abs(part.figure.value) * ROUNDING / 2
    if nearly_nothing or not (part.untold or part.codes <= OF_FUELS):
        return None
    if stated != LIFE_CYCLE:
        return CANNOT_SAY
    return Change.between(-abs(rest) * (1 - 1 / UPSTREAM), NONE, NONE)


def _fuels(case: Case, part: Part) -> Iterator[Emitted]:
    for carrier in DEFAULT_FACTOR_OF:
        used = _read(case.apart.used.get(carrier), part)
        if used is not None:
            yield carrier, _read(case.apart.emitted.get(carrier), part), used


def _printed_by_carrier(case: Case, part: Part) -> Iterator[Figure]:
    for inventory in case.apart.emitted.values():
        figure = _read(inventory, part)
        if figure is not None:
            yield figure


def _read(inventory: Inventory | None, part: Part) -> Figure | None:
    return None if inventory is None else part.of(inventory)


def replace_electricity_factor(case: Case, part: Part) -> Change | None:
    """Reckon electricity from the grid with the reference factor of its country and year."""
    if "S2" not in part.scopes or part.codes == {"V.2"}:
        return None
    wanted = reference_factor(case)
    if wanted is None:
        return CANNOT_SAY
    used = _read(case.apart.used.get(ELECTRICITY), part)
    if used is not None:
        return _of_electricity(case, part, used, wanted)
    told = any(_read(inventory, part) is not None for inventory in case.apart.used.values())
    if told or (part.untold and ELECTRICITY in case.apart.used):
        return None
    return _not_told(case, part, wanted)


def reference_factor(case: Case) -> Decimal | None:
    """Give the reference factor of a place's grid in the year of its figure, t CO2e per MWh."""
    option = case.chosen.option
    if option is None:
        return None
    year, method = str(option.period.year), case.asked.wants("elec_method")
    found = grid_factor(country(case.chosen.place), year, method)
    return None if found is None else found.value


def _of_electricity(case: Case, part: Part, used: Figure, wanted: Decimal) -> Change:
    emitted = _read(case.apart.emitted.get(ELECTRICITY), part)
    if emitted is not None:
        return Change.exactly(used.value * wanted - emitted.value, emitted.observations + used.observations)
    stated, implied = case.inventory.basis.elec_factor, implied_factor(case)
    if stated is None and implied is None:
        bought = _bought(case, part)
        return Change.between(used.value * wanted - bought, NONE, used.value * wanted, used.observations)
    own = [factor for factor in (implied, stated) if factor is not None]
    if stated is not None and implied is not None and abs(implied - stated) <= ROUNDING * stated:
        own = [stated]
    deltas = [used.value * (wanted - factor) for factor in own]
    return Change.between(min(deltas), deltas[0], max(deltas), used.observations)


def _not_told(case: Case, part: Part, wanted: Decimal) -> Change | None:
    """Bound the change by all of scope 2, where nothing is told of the energy."""
    bought, stated = _bought(case, part), case.inventory.basis.elec_factor
    if not bought:
        return None
    if not stated:
        return CANNOT_SAY
    most = bought * (wanted / stated - 1)
    return Change.between(min(most, NONE), NONE, max(most, NONE))


def _bought(case: Case, part: Part) -> Decimal:
    """Give the emissions of what a part buys from networks, the whole part where its scopes are not told apart."""
    two = Part(part.codes, frozenset({"S2"}), part.figure, part.is_sector)
    found = two.of(case.inventory)
    return abs(part.figure.value if found is None else found.value)


def implied_factor(case: Case) -> Decimal | None:
    """Give the factor that rows imply whose scope 2 is electricity alone, t CO2e per MWh."""
    bought, used = NONE, NONE
    electricity = case.apart.used.get(ELECTRICITY)
    for cell in CELLS if electricity is not None else ():
        two = Part(frozenset({cell}), frozenset({"S2"}), Figure(NONE, frozenset(), ()))
        others = (carrier for carrier in case.apart.used if carrier != ELECTRICITY)
        if any(_read(case.apart.used[carrier], two) is not None for carrier in others):
            continue
        energy, emissions = _read(electricity, two), two.of(case.inventory)
        if energy is not None and emissions is not None and emissions.value:
            bought, used = bought + emissions.value, used + energy.value
    return bought / used if used else None
