"""Numbers as English prints them: 13,362.67."""

from decimal import Decimal


def spelled(value: Decimal) -> str:
    return format(value, ",f")
