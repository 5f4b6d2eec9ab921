"""Names of cells and ranges, as spreadsheets write them: ``F12``, ``A4:F12``."""

import re
from dataclasses import dataclass

from openpyxl.utils.cell import column_index_from_string, get_column_letter

from connectors.errors import RangeError

RANGE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6}):\$?([A-Za-z]{1,3})(?:\$?([1-9][0-9]{0,6}))?")
LAST_ROW = 1_048_576
LAST_COLUMN = 16_384


def column_letters(column: int) -> str:
    """Name a column by its number, counted from 1."""
    return get_column_letter(column)


def cell_name(row: int, column: int, sheet: str = "") -> str:
    """Name a cell by its numbers, counted from 1."""
    return f"{sheet}!{column_letters(column)}{row}" if sheet else f"{column_letters(column)}{row}"


@dataclass(frozen=True, slots=True)
class CellRange:
    """A rectangle of cells; numbers count from 1 and the last ones are in it."""

    first_row: int = 1
    first_column: int = 1
    last_row: int = LAST_ROW
    last_column: int = LAST_COLUMN

    @classmethod
    def parse(cls, text: str) -> "CellRange":
        """Read ``A4:F12``, or ``A4:F`` for all rows from the fourth.

        Raises:
            RangeError: it is no range.
        """
        match = RANGE.fullmatch(text.strip())
        if match is None:
            raise RangeError(text, where="select.range", extent="A4:F12, A4:F")
        left, top, right, bottom = match.groups()
        found = cls(
            int(top),
            column_index_from_string(left.upper()),
            int(bottom) if bottom else LAST_ROW,
            column_index_from_string(right.upper()),
        )
        if found.first_row > found.last_row or found.first_column > found.last_column:
            raise RangeError(text, where="select.range", extent="A4:F12, A4:F")
        return found

    def within(self, rows: int, columns: int) -> "CellRange":
        """Give the part of it that a sheet of some size has.

        Raises:
            RangeError: no cell of it is in the sheet.
        """
        if self.first_row > rows or self.first_column > columns:
            raise RangeError(str(self), where="select.range", extent=f"A1:{cell_name(rows, columns)}")
        return CellRange(
            self.first_row, self.first_column, min(self.last_row, rows), min(self.last_column, columns)
        )

    def __str__(self) -> str:
        first = cell_name(self.first_row, self.first_column)
        last = cell_name(self.last_row, self.last_column)
        return f"{first}:{last}"
