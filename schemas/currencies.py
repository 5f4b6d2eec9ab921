"""Currencies that became the euro: their rate is fixed for ever, so what was told in them converts exactly.

The kuna: Council Regulation (EU) 2022/1208; the tolar: Council Regulation (EC) 1086/2006. Any other currency has a rate
of a day, which is a figure with a source, not a unit's factor.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from schemas.messages import Message
from schemas.unit_errors import NoFactorError
from schemas.units import multiplied

OF_ONE_EURO: Mapping[str, Fraction] = {"HRK": Fraction("7.53450"), "SIT": Fraction("239.640")}
"""What one euro was in it."""


def euro_of(value: Decimal, currency: str) -> Decimal:
    """Give an amount in euro.

    Args:
        value: the amount.
        currency: its code, ISO 4217; one that became the euro.

    Raises:
        NoFactorError: the currency has no fixed rate.
    """
    if currency not in OF_ONE_EURO:
        raise NoFactorError(currency, "EUR", Message("units.refused.money"))
    return multiplied(value, 1 / OF_ONE_EURO[currency])
