"""One cell of a workbook as a raw cell."""

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from connectors.errors import UncomputedFormulaError
from connectors.raw_table import RawCell, text_cell

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell

FORMULA = "f"
LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
"""What a number format prints as it stands, or says of colour and language."""

NO_VALUE = "n"  # the type of a cell without a value; a formula whose result is an empty text has "str"


def raw_cell(value: "Cell", formula: "Cell", ref: str) -> RawCell:
    """Make a raw cell of a workbook's.

    Args:
        value: the cell with its stored value.
        formula: the same cell, of the workbook read with formulas; the value's own where there are none.

    Raises:
        UncomputedFormulaError: a formula has no stored result, so we do not know what its author saw.
    """
    written = formula_text(formula)
    found = value.value
    if found is None:
        if written and value.data_type == NO_VALUE:
            raise UncomputedFormulaError(written, where=ref)
        return RawCell("", ref, "empty", formula=written)
    if isinstance(found, int | float | Decimal) and not isinstance(found, bool):
        return RawCell(number_text(found), ref, "number", value.number_format, written)
    cell = text_cell(_text(found, value.number_format), ref)
    return RawCell(cell.text, ref, cell.kind, value.number_format, written)


def formula_text(cell: "Cell") -> str:
    """Give a cell's formula, or nothing where it holds a value."""
    if isinstance(cell.value, ArrayFormula):
        return str(cell.value.text)
    if isinstance(cell.value, DataTableFormula):
        return f"=TABLE({cell.value.ref})"
    return str(cell.value) if cell.data_type == FORMULA else ""


def number_text(value: float | Decimal) -> str:
    """Write a number with the fewest digits that give it back, without an exponent and without ``.0``."""
    text = format(Decimal(repr(value) if isinstance(value, float) else value), "f")
    return text.rstrip("0").rstrip(".") if isinstance(value, float) and "." in text else text


def is_percent(number_format: str) -> bool:
    """Say whether a cell with this format prints a hundred times the number that it holds, with a percent sign."""
    return "%" in LITERAL.sub("", number_format)


def _text(value: object, number_format: str) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    shown = {sign for sign in LITERAL.sub("", number_format).lower() if sign in "ymdhs"}
    if isinstance(value, date) and shown == {"y"}:
        return f"{value.year:04d}"
    if isinstance(value, date) and shown == {"y", "m"}:
        return f"{value.year:04d}-{value.month:02d}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)
