"""Reference factors: warming potentials and default emission factors, from the tables in codelists.

Sources: IPCC assessment reports (cl_gas_gwp100.csv); IPCC 2006 guidelines, CO2 per MWh of net calorific value
(ref_emission_factors_ipcc2006.csv).
"""

import csv
from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from schemas.codes import CODELISTS

TELLS_METHANE_APART = frozenset({"AR6"})
"""Sets whose users count fossil and other methane apart; the others have one value for methane."""

DEFAULT_FACTOR_OF: Mapping[str, str] = {
    "NG": "natural_gas", "LNG": "natural_gas", "LFO": "heating_oil", "LPG": "lpg", "DIESEL": "diesel",
    "PETROL": "gasoline", "COAL": "lignite", "FIREWOOD": "wood", "BIOMASS": "wood", "BIOGAS": "biogas",
}  # fmt: skip
"""Carriers of cl_carrier.csv that are burnt, and the default factor of each."""


@cache
def _table(name: str, key: str) -> Mapping[str, Mapping[str, str]]:
    with (CODELISTS / name).open(encoding="utf-8", newline="") as lines:
        return {row[key]: row for row in csv.DictReader(lines)}


def combustion_factor(carrier: str) -> Decimal | None:
    """Give the IPCC default factor of a carrier that is burnt.

    Returns:
        t CO2 per MWh of net calorific value; zero for biomass; None for a carrier that is not burnt.
    """
    name = DEFAULT_FACTOR_OF.get(carrier)
    row = _table("ref_emission_factors_ipcc2006.csv", "carrier").get(name or "")
    return None if row is None else Decimal(row["t_co2_per_mwh_ncv"])


@cache
def most_change(found: str, wanted: str) -> Decimal | None:
    """Give the most that methane or nitrous oxide changes from one set of potentials to another.

    Args:
        found: code of cl_gwp_set.csv.
        wanted: likewise.

    Returns:
        A share (0.12 from AR4 to AR5); None where the table lacks a set.
    """
    potentials = _table("cl_gas_gwp100.csv", "code")
    if found not in potentials["CH4"] or wanted not in potentials["CH4"]:
        return None
    pairs = [(potentials["N2O"][found], potentials["N2O"][wanted])]
    for origin in ("CH4_BIO", "CH4_FOS"):
        own, other = (
            potentials[origin if named in TELLS_METHANE_APART else "CH4"][named] for named in (found, wanted)
        )
        pairs.append((own, other))
    return max(abs(Decimal(after) / Decimal(before) - 1) for before, after in pairs)
