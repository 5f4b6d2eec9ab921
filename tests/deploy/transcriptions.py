"""Reading the demo's transcribed tables, independently of our connectors."""

import csv
from decimal import Decimal
from pathlib import Path

FIGURES = Path(__file__).resolve().parents[2] / "deploy" / "demo" / "figures"
SIGNS = {"sl": (".", ","), "en": (",", "."), "plain": ("", ".")}


def rows(name: str, delimiter: str = ",") -> list[dict[str, str]]:
    """Give a table's rows by column name."""
    with (FIGURES / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=delimiter))


def number(text: str, style: str) -> Decimal | None:
    """Read a printed figure: sl 1.234,5; en 1,234.5; plain 1234.5. None where no digit is printed."""
    group, point = SIGNS[style]
    digits = text.replace(" ", "").replace(group or "\0", "").replace(point, ".")
    return Decimal(digits) if any(sign.isdigit() for sign in digits) else None


def total(cells: list[str], style: str) -> Decimal:
    """Add printed figures up; a cell without one counts nothing."""
    return sum((found for cell in cells if (found := number(cell, style)) is not None), Decimal(0))
