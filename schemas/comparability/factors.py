"""Reference factors: default emission factors of fuels and of grids, from the tables in codelists.

Sources: IPCC 2006 guidelines per MWh of net calorific value (ref_emission_factors_ipcc2006.csv); published factors of
grid electricity, each with its source (basis NAT in ref_emission_factors.csv). Warming potentials: schemas/gwp.py.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from schemas.codes import CODELISTS
from schemas.emission_factors import factors
from schemas.gwp import gwp, gwp_sets, most_and_least

DEFAULT_FACTOR_OF: Mapping[str, str] = {
    "NG": "natural_gas", "LNG": "natural_gas", "LFO": "heating_oil", "LPG": "lpg", "DIESEL": "diesel",
    "PETROL": "gasoline", "COAL": "lignite", "FIREWOOD": "wood", "BIOMASS": "wood", "BIOGAS": "biogas",
}  # fmt: skip
"""Carriers of cl_carrier.csv that are burnt, and the default factor of each."""


NOT_BURNT = frozenset({"ELEC", "DH", "SOLAR", "GEOTH"})
"""Carriers whose energy has no calorific value."""

BIOGENIC = frozenset({"FIREWOOD", "BIOMASS", "BIOGAS", "BIODIESEL"})

BIOGENIC_CO2: Mapping[str, Decimal] = {
    "FIREWOOD": Decimal("0.4032"), "BIOMASS": Decimal("0.4032"), "BIOGAS": Decimal("0.19656"),
}  # fmt: skip
"""t of biogenic CO2 per MWh: IPCC 2006, wood 112.0 and biogas 54.6 kg/GJ."""

FUEL_GASES = ("CO2", "CH4", "N2O")
TJ_PER_MWH = Decimal("0.0036")
UPSTREAM = Decimal("1.15")
"""By how much life-cycle factors of fuels exceed those of combustion (JRC: 14 to 17 %)."""


@dataclass(frozen=True, slots=True)
class GridFactor:
    """A reference factor of grid electricity in t CO2e per MWh, e.g. 0.246 for Slovenia in 2018."""

    country: str
    year: str
    method: str
    value: Decimal
    source: str


@cache
def _table(name: str, key: str) -> Mapping[str, Mapping[str, str]]:
    with (CODELISTS / name).open(encoding="utf-8", newline="") as lines:
        return {row[key]: row for row in csv.DictReader(lines)}


def warming_gases() -> tuple[str, ...]:
    """Give the gases that have a warming potential."""
    return tuple(_table("cl_gas_gwp100.csv", "code"))


def combustion_factor(carrier: str) -> Decimal | None:
    """Give the IPCC default factor of a carrier that is burnt.

    Returns:
        t CO2 per MWh of net calorific value; zero for biomass; None for a carrier that is not burnt.
    """
    name = DEFAULT_FACTOR_OF.get(carrier)
    row = _table("ref_emission_factors_ipcc2006.csv", "carrier").get(name or "")
    return None if row is None else Decimal(row["t_co2_per_mwh_ncv"])


@cache
def other_gases(carrier: str, gwp_set: str) -> Decimal | None:
    """Give what the methane and nitrous oxide of a burnt carrier add to its CO2.

    Args:
        carrier: code of cl_carrier.csv.
        gwp_set: code of cl_gwp_set.csv.

    Returns:
        t CO2e per MWh of net calorific value by IPCC default factors; None for a carrier that is not burnt.
    """
    row = _table("ref_emission_factors_ipcc2006.csv", "carrier").get(DEFAULT_FACTOR_OF.get(carrier, ""))
    if row is None:
        return None
    methane = gwp("CH4_BIO" if carrier in BIOGENIC else "CH4", gwp_set)
    of_a_tj = Decimal(row["ch4_kg_per_tj"]) * methane + Decimal(row["n2o_kg_per_tj"]) * gwp("N2O", gwp_set)
    return of_a_tj * TJ_PER_MWH / 1000


@cache
def most_of_other_gases(gwp_set: str) -> Decimal:
    """Give the most that methane and nitrous oxide add to the CO2 of a fossil fuel, as a share of it."""
    shares = []
    for carrier in DEFAULT_FACTOR_OF:
        carbon, more = combustion_factor(carrier), other_gases(carrier, gwp_set)
        if carbon and more is not None:
            shares.append(more / carbon)
    return max(shares)


@cache
def net_of_gross(carrier: str) -> Decimal | None:
    """Give the net calorific value of a carrier as a share of its gross one.

    Returns:
        0.90 for natural gas, 0.95 for oil, 1 for what is not burnt; None where the table does not say.
    """
    if carrier in NOT_BURNT:
        return Decimal(1)
    row = _table("ref_emission_factors_ipcc2006.csv", "carrier").get(DEFAULT_FACTOR_OF.get(carrier, ""))
    return None if row is None else Decimal(row["ncv_over_gcv"])


@cache
def least_net_of_gross() -> Decimal:
    """Give the least that the net calorific value of any fuel is of its gross one."""
    rows = _table("ref_emission_factors_ipcc2006.csv", "carrier").values()
    return min(Decimal(row["ncv_over_gcv"]) for row in rows)


def grid_factor(country: str, year: str, method: str) -> GridFactor | None:
    """Give the reference factor of a country's grid in a year, by the method wanted if there is one.

    Args:
        country: ISO 3166 code.
        year: four digits.
        method: code of cl_elec_method.csv.

    Returns:
        The factor; by another method where the table has no other; None where it has none of that year.
    """
    found = [one for one in _grid_factors() if (one.country, one.year) == (country, year)]
    return min(found, key=lambda one: (one.method != method, one.method), default=None)


@cache
def _grid_factors() -> tuple[GridFactor, ...]:
    return tuple(
        GridFactor(one.place, one.year, one.elec_method, one.t_per_mwh, one.source)
        for one in factors("ELEC", basis="NAT")
    )


@cache
def most_change(found: str, wanted: str) -> Decimal | None:
    """Give the most that methane or nitrous oxide changes from one set of potentials to another.

    Args:
        found: code of cl_gwp_set.csv.
        wanted: likewise.

    Returns:
        A share (0.12 from AR4 to AR5); None where there is no such set.
    """
    if found not in gwp_sets() or wanted not in gwp_sets():
        return None
    least, most = most_and_least(found, wanted, FUEL_GASES)
    return max(1 - least, most - 1)
