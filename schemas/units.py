"""Units and their exact conversion.

Factors are fractions of the dimension's base unit (t CO2e, MWh, ...): GJ is 5/18 MWh, toe 11.63 MWh.
Source: SI brochure, IEA (toe = 41.868 GJ); Eurostat's unit codes are facts of Eurostat.

Units of different dimensions never convert, however near they are. Where people convert all the same, a named function
says what it takes: `schemas.calorific`, `schemas.carbon`, `schemas.generation`, `schemas.currencies`.
"""

from decimal import Context, Decimal, Inexact
from fractions import Fraction
from functools import cache

from schemas.codes import Code, codelist
from schemas.errors import UnitError, UnknownCodeError
from schemas.unit_errors import NoFactorError
from schemas.unit_refusals import reason_of_refusal

SIGNIFICANT_DIGITS = 28
"""Digits of a result without a finite decimal form, such as a third."""

_WIDE = Context(prec=200)
"""Digits in which every finite result is exact: those of a value and of the longest factor are far fewer."""


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
        UnitError: the two measure different quantities; a NoFactorError says what leads from one to the other.
    """
    source, target = unit(found), unit(wanted)
    kinds = source.columns["dimension"], target.columns["dimension"]
    if kinds[0] != kinds[1]:
        reason = reason_of_refusal(*kinds)
        raise NoFactorError(found, wanted, reason) if reason else UnitError(found, wanted)
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
    return value if ratio == 1 else multiplied(value, ratio)


def multiplied(value: Decimal, ratio: Fraction) -> Decimal:
    """Multiply by a fraction: exactly where that has a finite decimal form, else to 28 significant digits."""
    context = _WIDE.copy()
    result = context.divide(context.multiply(value, Decimal(ratio.numerator)), Decimal(ratio.denominator))
    if context.flags[Inexact]:
        context.prec = SIGNIFICANT_DIGITS
        result = context.plus(result)
    return plain(result)


def plain(value: Decimal) -> Decimal:
    """Drop trailing zeros and the exponent: the one canonical form of a number."""
    reduced = value.normalize(_WIDE)
    whole = reduced.as_tuple().exponent > 0  # type: ignore[operator]  # finite by then
    return reduced.quantize(Decimal(1), context=_WIDE) if whole else reduced
