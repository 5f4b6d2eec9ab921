"""One cell of a workbook as a raw cell."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from connectors.errors import UncomputedFormulaError
from connectors.raw_table import RawCell, text_cell

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell

FORMULA = "f"
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
    cell = text_cell(_text(found), ref)
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


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)
