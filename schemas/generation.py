"""Gross and net generation of electricity: net is gross without the plants' own use.

There is no factor between them: own use is some percent of a coal plant and next to nothing of solar panels. It is
measured, or the two are not brought together.
"""

from decimal import Decimal

from schemas.messages import Message
from schemas.unit_errors import NoFactorError


def net_generation(gross: Decimal, own_use: Decimal | None) -> Decimal:
    """Give net generation.

    Args:
        gross: gross generation, in any unit of energy.
        own_use: the plants' own use in the same unit and period, measured; None where it is unknown.

    Raises:
        NoFactorError: own use is unknown.
    """
    if own_use is None:
        raise NoFactorError("gross generation", "net generation", Message("units.refused.generation"))
    return gross - own_use
