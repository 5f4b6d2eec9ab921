"""Potentials: by what a figure is multiplied in another set of warming potentials, as a range where it is not one number.

E' = sum of E_g x GWP'(g)/GWP(g). The potentials themselves: `schemas.gwp`.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from schemas.codes import CODELISTS
from schemas.errors import SchemaError
from schemas.gwp import METHANE, TELLS_METHANE_APART, gwp

CARBON_DIOXIDE = frozenset({"CO2", "CO2_FOS", "CO2_BIO"})
"""Gases whose potential is 1 in every set."""

_METHANES = ("CH4", "CH4_BIO", "CH4_FOS")
_ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Reach:
    """The least and the most that a factor may be; both the same where it is known."""

    least: Fraction
    most: Fraction

    @property
    def is_known(self) -> bool:
        """Whether it is one number."""
        return self.least == self.most


@cache
def gases() -> tuple[str, ...]:
    """Give the codes of single gases that have potentials."""
    with (CODELISTS / "cl_gas_gwp100.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(row["code"] for row in csv.DictReader(lines))


def _of_prefix(*starts: str) -> tuple[str, ...]:
    return tuple(gas for gas in gases() if gas.startswith(starts))


@cache
def members(gas: str) -> tuple[str, ...]:
    """Give the single gases that a code may stand for: itself, those of a family, all of them where it says nothing."""
    if gas in CARBON_DIOXIDE:
        return ("CO2",)
    families: Mapping[str, tuple[str, ...]] = {
        "CO2E_3G": ("CO2", *_METHANES, "N2O"),
        "HFC_CO2E": _of_prefix("HFC"),
        "PFC_CO2E": _of_prefix("CF", "C2F", "C3F", "C4F", "C5F", "C6F", "cC4F"),
        "NF3_SF6_CO2E": ("NF3", "SF6"),
        METHANE: _METHANES,
    }
    if gas in families:
        return families[gas]
    return (gas,) if gas in gases() else gases()


def is_single(gas: str) -> bool:
    """Say whether a code is a gas or a family of gases, not a sum that holds CO2."""
    return gas in CARBON_DIOXIDE or gas in gases() or gas in ("HFC_CO2E", "PFC_CO2E", "NF3_SF6_CO2E")


def reach(gas: str, found: str, wanted: str, *, with_co2: bool = True) -> Reach | None:
    """Give the factor of a gas or group of gases between two sets.

    Args:
        gas: code of cl_gas.csv or cl_gas_gwp100.csv.
        found: set that the figure was weighed with.
        wanted: set to weigh it with.
        with_co2: false where the CO2 of the group is known and taken apart.

    Returns:
        The range; None where a set is unknown or lacks every gas.
    """
    told = [
        ratio
        for one in members(gas)
        if with_co2 or one != "CO2" or gas in CARBON_DIOXIDE
        if (ratio := _ratio(one, found, wanted)) is not None
    ]
    if gas == METHANE and TELLS_METHANE_APART.isdisjoint((found, wanted)):
        plain = _ratio(METHANE, found, wanted)
        told = [] if plain is None else [plain]
    return Reach(min(told), max(told)) if told else None


def _ratio(gas: str, found: str, wanted: str) -> Fraction | None:
    try:
        return Fraction(gwp(gas, wanted)) / Fraction(gwp(gas, found))
    except SchemaError:
        return None


def summed_ends(parts: Iterable[tuple[Fraction, Reach]]) -> Reach:
    """Give what parts of a figure lose in the other set, added up: value less converted value."""
    least, most = Fraction(0), Fraction(0)
    for value, factor in parts:
        ends = sorted((value * (_ONE - factor.least), value * (_ONE - factor.most)))
        least, most = least + ends[0], most + ends[1]
    return Reach(least, most)
