"""Units and their exact conversion.

Factors are fractions of the dimension's base unit (t CO2e, MWh, ...): GJ is 5/18 MWh, toe 11.63 MWh.
Source: SI brochure, IEA (toe = 41.868 GJ); Eurostat's unit codes are facts of Eurostat.
"""

from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache

from schemas.codes import Code, codelist
from schemas.errors import UnitError, UnknownCodeError

SIGNIFICANT_DIGITS = 28


def unit(code: str) -> Code:
    """Give a unit by our code, or by Eurostat's where ours lacks it.

    Raises:
        UnknownCodeError: no unit has that code.
    """
    units = codelist("unit")
    if code in units:
        return units[code]
    raise UnknownCodeError("unit", code, units.nearest(code))


@cache
def factor(found: str, wanted: str) -> Fraction:
    """Give what one `found` is in `wanted`, exactly.

    Raises:
        UnitError: the two measure different quantities.
    """
    source, target = unit(found), unit(wanted)
    if source.columns["dimension"] != target.columns["dimension"]:
        raise UnitError(found, wanted)
    return Fraction(source.columns["factor_to_base"]) / Fraction(target.columns["factor_to_base"])


def convert(value: Decimal, found: str, wanted: str) -> Decimal:
    """Convert a value between units, exactly where the result has a finite decimal form.

    Args:
        value: the number, in unit `found`.
        found: unit code of the value.
        wanted: unit code of the answer; same dimension.

    Raises:
        UnitError: the two measure different quantities.
    """
    ratio = factor(found, wanted)
    if ratio == 1:
        return value
    with localcontext() as context:
        context.prec = SIGNIFICANT_DIGITS + 10
        result = value * ratio.numerator / ratio.denominator
        context.prec = SIGNIFICANT_DIGITS
        return plain(+result)


def plain(value: Decimal) -> Decimal:
    """Drop trailing zeros and the exponent: the one canonical form of a number."""
    reduced = value.normalize()
    return reduced.quantize(Decimal(1)) if reduced.as_tuple().exponent > 0 else reduced  # type: ignore[operator]  # finite by then
