"""Emission factors: what a megawatt hour of a carrier emits, with the basis, year and place it is stated for.

Sources stand in each row of ``schemas/codelists/ref_emission_factors.csv``: IPCC 2006 defaults anywhere, grid electricity of
states, what cities declare for themselves (basis ``LOCAL``). Energy is at net calorific value.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache

from schemas.codes import CODELISTS
from schemas.exact_numbers import decimal_of
from schemas.gwp import TELLS_METHANE_APART, gwp
from schemas.places import Place, ancestors, shipped_places

ANYWHERE = "_"
CO2_ONLY = "STD_CO2"
THREE_GASES = "STD_GHG"
PER_MWH = "T_CO2E_MWH"
MEMO = "CO2_BIO"

_KG_PER_TJ = Fraction(9, 2_500_000)
"""A kilogram per terajoule in tonnes per megawatt hour: 3.6 GJ a MWh, 1,000 kg a tonne."""


@dataclass(frozen=True, slots=True)
class EmissionFactor:
    """A factor, e.g. natural gas anywhere, basis ``STD_CO2``: 0.20196 t/MWh.

    Args:
        place: code of the place, ``_`` for anywhere.
        year: empty where it does not depend on the year.
        gas: ``CO2``, ``CH4``, ``N2O``, ``CO2_BIO`` (memo, in no total), or ``CO2E`` where several are weighed together.
        t_per_mwh: tonnes of that gas per MWh of net calorific value.
        gwp_set: that it was weighed with; empty where it was not weighed, or it is not known.
        verified: whether it was checked against its source.
    """

    code: str
    carrier: str
    place: str
    year: str
    ef_basis: str
    gas: str
    t_per_mwh: Decimal
    elec_method: str
    source: str
    verified: bool
    note: str
    gwp_set: str = ""


@cache
def emission_factors() -> tuple[EmissionFactor, ...]:
    """Give all factors of the table."""
    with (CODELISTS / "ref_emission_factors.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(_factor(row) for row in csv.DictReader(lines))


def _factor(row: dict[str, str]) -> EmissionFactor:
    scale = Fraction(1) if row["unit"] == PER_MWH else _KG_PER_TJ
    return EmissionFactor(
        row["code"], row["carrier"], row["place"], row["year"], row["ef_basis"], row["gas"],
        decimal_of(Fraction(row["value"]) * scale), row["elec_method"], row["source"], row["verified"] == "yes", row["note"],
    )  # fmt: skip


def factors(carrier: str = "", place: str = "", basis: str = "") -> tuple[EmissionFactor, ...]:
    """Give the factors of a carrier, place and basis; an empty one does not narrow."""
    return tuple(
        one
        for one in emission_factors()
        if carrier in ("", one.carrier) and place in ("", one.place) and basis in ("", one.ef_basis)
    )


def factor(
    carrier: str,
    place: str,
    year: int,
    basis: str,
    *,
    gwp_set: str = "AR5",
    places: Mapping[str, Place] | None = None,
) -> EmissionFactor | None:
    """Give the factor that is nearest: first by place, then by year.

    Args:
        carrier: code of cl_carrier.csv.
        place: code of the place; what contains it is tried after it, what holds anywhere last.
        year: that it is for; of two that are as near, the earlier. The answer says the year it is of.
        basis: code of cl_ef_basis.csv. ``STD_GHG`` is put together of CO2, CH4 and N2O.
        gwp_set: that the three are weighed with.
        places: the places that are known; the shipped ones where none are given.

    Returns:
        The factor, or None where there is none on that basis; another basis is never taken instead.
    """
    if basis == THREE_GASES:
        return _weighed(carrier, gwp_set)
    known = shipped_places() if places is None else places
    for area in (place, *ancestors(place, known), ANYWHERE):
        found = [one for one in factors(carrier, area, basis) if one.gas != MEMO]
        if found:
            return min(found, key=lambda one: _distance(one, year))
    return None


def _distance(one: EmissionFactor, year: int) -> tuple[int, int]:
    own = int(one.year) if one.year else year
    return abs(own - year), own


def _weighed(carrier: str, gwp_set: str) -> EmissionFactor | None:
    """Put the three gases of a default together; methane of burnt fuel is of the fuel's origin."""
    parts = {
        one.gas: one for one in (*factors(carrier, basis=CO2_ONLY), *factors(carrier, basis=THREE_GASES))
    }
    if not {"CO2", "CH4", "N2O"} <= set(parts):
        return None
    methane = "CH4_BIO" if MEMO in parts else "CH4_FOS"
    weights = {"CO2": "CO2", "CH4": methane if gwp_set in TELLS_METHANE_APART else "CH4", "N2O": "N2O"}
    total = _sum(parts[gas].t_per_mwh * gwp(weight, gwp_set) for gas, weight in weights.items())
    one = parts["CO2"]
    return EmissionFactor(
        f"{carrier}_IPCC2006_GHG", carrier, one.place, "", THREE_GASES, "CO2E", total, "", one.source,
        all(parts[gas].verified for gas in weights), one.note, gwp_set,
    )  # fmt: skip


def _sum(values: Iterable[Decimal]) -> Decimal:
    return decimal_of(sum((Fraction(value) for value in values), Fraction(0)))
