"""Carbon and carbon dioxide: 1 t of the element, burnt, is 44/12 t of CO2.

Stocks in forests and soils are told in carbon, emissions in CO2. The ratio is that of the molar masses as the IPCC 2006
guidelines round them. It gives CO2, never CO2 equivalent: other gases are not in it.
"""

from decimal import Decimal
from fractions import Fraction

from schemas.units import convert, multiplied

CO2_OF_CARBON = Fraction(44, 12)


def co2_of_carbon(value: Decimal, found: str = "T_C", wanted: str = "T_CO2") -> Decimal:
    """Give the carbon dioxide that holds so much carbon.

    Args:
        value: mass of the element, in unit `found`.
        found: unit code of a mass of carbon.
        wanted: unit code of a mass of CO2.

    Raises:
        UnitError: `found` is no mass of carbon, or `wanted` none of CO2.
    """
    tonnes = convert(value, found, "T_C")
    return convert(multiplied(tonnes, CO2_OF_CARBON), "T_CO2", wanted)


def carbon_of_co2(value: Decimal, found: str = "T_CO2", wanted: str = "T_C") -> Decimal:
    """Give the carbon in so much carbon dioxide; arguments and errors as of `co2_of_carbon`, the other way."""
    tonnes = convert(value, found, "T_CO2")
    return convert(multiplied(tonnes, 1 / CO2_OF_CARBON), "T_C", wanted)
