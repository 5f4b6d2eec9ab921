"""Warming potentials: what a tonne of each gas weighs in tonnes of CO2 over 100 years, by assessment report.

Source: IPCC second to sixth assessment reports, as openclimatedata/globalwarmingpotentials (CC0) lists them;
methane by origin: AR6 table 7.15, AR5 table 8.A.1 (fossil 30, with feedback 36). ``AR5_CCF`` is AR5 with climate-carbon
feedback, a set of its own. Table: ``schemas/codelists/cl_gas_gwp100.csv``.
"""

import csv
import difflib
from collections.abc import Collection, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Literal

from schemas.codes import CODELISTS
from schemas.errors import SchemaError, UnknownCodeError
from schemas.exact_numbers import decimal_of

Origin = Literal["CH4_FOS", "CH4_BIO", ""]

METHANE = "CH4"
TELLS_METHANE_APART = frozenset({"AR6"})
"""Sets whose users count fossil and other methane apart; inventories in the others have one value for methane."""

_BIOGENIC_CARRIERS = frozenset({"FIREWOOD", "BIOMASS", "BIOGAS", "BIODIESEL"})
_FOSSIL_SECTORS = frozenset({"I", "II", "I_II"})
_BIOGENIC_SECTORS = frozenset({"III", "V"})


class PotentialMissingError(SchemaError):
    """Say which report gives no potential for which gas."""

    def __init__(self, gas: str, gwp_set: str) -> None:
        self.gas = gas
        self.gwp_set = gwp_set
        super().__init__(
            f"{gwp_set} gives no warming potential for {gas}; convert from or to {' or '.join(_sets_of(gas))}"
        )


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    with (CODELISTS / "cl_gas_gwp100.csv").open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row for row in csv.DictReader(lines)}


@cache
def gwp_sets() -> tuple[str, ...]:
    """Give the sets of potentials, oldest first: SAR, TAR, AR4, AR5, AR5_CCF, AR6."""
    return tuple(name for name in next(iter(_table().values())) if name != "code" and "label" not in name)


def _sets_of(gas: str) -> tuple[str, ...]:
    return tuple(name for name in gwp_sets() if _table()[gas][name])


@cache
def gwp(gas: str, gwp_set: str) -> Decimal:
    """Give a gas's warming potential over 100 years.

    Args:
        gas: code of cl_gas_gwp100.csv, e.g. ``CH4``, ``CH4_FOS``, ``HFC134a``.
        gwp_set: ``SAR``, ``TAR``, ``AR4``, ``AR5``, ``AR5_CCF`` or ``AR6``.

    Returns:
        Tonnes of CO2 that warm as much as a tonne of the gas.

    Raises:
        UnknownCodeError: the table has no such gas or set.
        PotentialMissingError: the report gives none for that gas (NF3 in SAR).
    """
    if gas not in _table():
        raise UnknownCodeError("gwp", gas, difflib.get_close_matches(gas, _table(), cutoff=0.5))
    if gwp_set not in gwp_sets():
        raise UnknownCodeError("gwp_set", gwp_set, difflib.get_close_matches(gwp_set, gwp_sets(), cutoff=0.5))
    told = _table()[gas][gwp_set]
    if not told:
        raise PotentialMissingError(gas, gwp_set)
    return Decimal(told)


def origin_of_methane(sector: str, carrier: str = "") -> Origin:
    """Say where the methane of a GPC sector comes from: fuels are fossil, waste and farming are not.

    Args:
        sector: code of cl_sector.csv.
        carrier: code of cl_carrier.csv; methane of burnt biomass is not fossil, whatever the sector.

    Returns:
        ``CH4_FOS``, ``CH4_BIO``, or empty where the sector does not tell.
    """
    if carrier in _BIOGENIC_CARRIERS:
        return "CH4_BIO"
    top = sector.partition(".")[0]
    if top in _FOSSIL_SECTORS:
        return "CH4_FOS"
    return "CH4_BIO" if top in _BIOGENIC_SECTORS else ""


def convert_gwp(
    by_gas: Mapping[str, Decimal], found: str, wanted: str, origin: Origin = ""
) -> Mapping[str, Decimal]:
    """Weigh emissions with the potentials of another set, gas by gas.

    Args:
        by_gas: tonnes of CO2-equivalent by gas, weighed with `found`.
        found: set of potentials they were weighed with.
        wanted: set to weigh them with.
        origin: where methane that does not tell comes from; counts in sets that tell it apart.

    Returns:
        Tonnes of CO2-equivalent by gas in the set that is wanted; its sum is the converted total.

    Raises:
        UnknownCodeError: a gas or set is not in the table.
        PotentialMissingError: a set gives no potential for a gas.
    """
    return {
        gas: decimal_of(_ratio(gas, found, wanted, origin) * Fraction(value)) for gas, value in by_gas.items()
    }


def most_and_least(found: str, wanted: str, gases: Collection[str]) -> tuple[Decimal, Decimal]:
    """Give what a tonne of CO2-equivalent may become where the split by gas is not known.

    Args:
        found: set the total was weighed with.
        wanted: set to weigh it with.
        gases: gases that the total may hold; methane's two origins are both tried.

    Returns:
        The least and the most, as factors of the total (1 and 1.12 for CO2 and CH4 from AR4 to AR5).
    """
    ratios = [_ratio(gas, found, wanted, origin) for gas in gases for origin in _origins(gas)]
    return decimal_of(min(ratios)), decimal_of(max(ratios))


def _origins(gas: str) -> tuple[Origin, ...]:
    return ("", "CH4_FOS", "CH4_BIO") if gas == METHANE else ("",)


def _ratio(gas: str, found: str, wanted: str, origin: Origin) -> Fraction:
    before, after = (Fraction(gwp(_row(gas, one, origin), one)) for one in (found, wanted))
    return after / before


def _row(gas: str, gwp_set: str, origin: Origin) -> str:
    return origin or gas if gas == METHANE and gwp_set in TELLS_METHANE_APART else gas
