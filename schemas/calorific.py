"""Net and gross calorific value: energy of a fuel with and without the heat in its vapour, by carrier.

The gas bills of Slovenia and Croatia are in gross calorific value, energy balances and emission factors in net. The ratio
is a property of the fuel, so `schemas.units` refuses and a carrier must be named. Ratios: IPCC 2006 guidelines, volume 2,
chapter 1 (net is 5 % less than gross for coal and oil products, 10 % for gas), and 0.92 for LPG
(ref_emission_factors_ipcc2006.csv). Electricity and heat from a network are delivered as they are: 1.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from schemas.codes import codelist
from schemas.messages import Message
from schemas.unit_errors import NoFactorError
from schemas.units import multiplied

_GAS, _OIL, _LPG, _SAME = Fraction(90, 100), Fraction(95, 100), Fraction(92, 100), Fraction(1)

NET_OF_GROSS: Mapping[str, Fraction] = {
    "NG": _GAS, "LNG": _GAS, "BIOGAS": _GAS, "LPG": _LPG, "LFO": _OIL, "DIESEL": _OIL, "PETROL": _OIL, "BIODIESEL": _OIL,
    "COAL": _OIL, "FIREWOOD": _OIL, "BIOMASS": _OIL, "ELEC": _SAME, "DH": _SAME, "SOLAR": _SAME, "GEOTH": _SAME,
}  # fmt: skip
"""Carriers of cl_carrier.csv, and what one MWh of gross calorific value is in MWh of net."""


def net_calorific(value: Decimal, carrier: str) -> Decimal:
    """Give energy of net calorific value from one of gross.

    Args:
        value: energy of gross calorific value, in any unit.
        carrier: code of cl_carrier.csv; one fuel, not a sum of several.

    Returns:
        In the same unit.

    Raises:
        UnknownCodeError: no carrier has that code.
        NoFactorError: the carrier is unknown, other, or a sum: each fuel has its own ratio.
    """
    return multiplied(value, _ratio(carrier, "gross calorific value", "net calorific value"))


def gross_calorific(value: Decimal, carrier: str) -> Decimal:
    """Give energy of gross calorific value from one of net; arguments, answer and errors as of `net_calorific`."""
    return multiplied(value, 1 / _ratio(carrier, "net calorific value", "gross calorific value"))


def _ratio(carrier: str, found: str, wanted: str) -> Fraction:
    label = codelist("carrier")[carrier].label
    if carrier not in NET_OF_GROSS:
        reason = Message("units.refused.carrier", {"carrier": label.en})
        raise NoFactorError(found, wanted, reason)
    return NET_OF_GROSS[carrier]
