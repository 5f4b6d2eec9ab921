"""Exact numbers: fractions while we reckon, decimals when we tell."""

from decimal import Decimal, localcontext
from fractions import Fraction

from schemas.units import SIGNIFICANT_DIGITS, plain


def decimal_of(fraction: Fraction) -> Decimal:
    """Give a fraction as a decimal: exactly where it has a finite decimal form, else to 28 digits."""
    with localcontext() as context:
        context.prec = SIGNIFICANT_DIGITS + 10
        quotient = Decimal(fraction.numerator) / Decimal(fraction.denominator)
        context.prec = SIGNIFICANT_DIGITS
        return plain(+quotient)
