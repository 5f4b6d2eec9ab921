"""Slips of writing: a number that is off by a factor which units, prefixes and the decimal place make."""

from collections.abc import Mapping
from decimal import Decimal

from schemas.messages import Message

CARBON = Decimal(44) / Decimal(12)
FACTORS: Mapping[str, Decimal] = {
    "10": Decimal(10),
    "100": Decimal(100),
    "1000": Decimal(1000),
    "1000000": Decimal(1_000_000),
    "3.6": Decimal("3.6"),
    "11.63": Decimal("11.63"),
    "44/12": CARBON,
}
"""Decimal places and prefixes; MWh for GJ (3.6) or toe (11.63); CO2 for carbon (44/12)."""

NEAR, NEAR_DECIMAL = Decimal("0.1"), Decimal("0.25")
"""How near a ratio is to a slip: a year's change besides is small. Powers of ten are told apart from afar."""

PREFIXES = frozenset({"1000", "1000000"})
DECIMAL = PREFIXES | {"10", "100"}


def slips(
    ratio: Decimal, near: Decimal = NEAR, near_decimal: Decimal = NEAR_DECIMAL
) -> list[tuple[str, Decimal]]:
    """Name the slips that a ratio looks like, the nearest first.

    Args:
        ratio: the number found, divided by the one that was to be expected.

    Returns:
        The slip's name and the factor that the number is to be divided by.
    """
    if ratio <= 0:
        return []
    found: list[tuple[Decimal, str, Decimal]] = []
    for name, factor in FACTORS.items():
        for divisor in (factor, 1 / factor):
            off = abs(ratio / divisor - 1)
            if off <= (near_decimal if name in DECIMAL else near):
                found.append((off, name, divisor))
    return [(name, divisor) for _, name, divisor in sorted(found, key=lambda one: one[0])]


def said(found: list[tuple[str, Decimal]]) -> Message:
    """Say which slips are meant, and what makes them."""
    messages = [Message(f"across.slip.{name.replace('/', '_').replace('.', '_')}") for name, _ in found[:2]]
    if len(messages) == 1:
        return messages[0]
    return Message("across.or", {"one": messages[0], "other": messages[1]})
