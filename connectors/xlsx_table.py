"""Reading a sheet of an XLSX workbook: stored values, merged cells, formulas that were computed."""

import difflib
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from connectors.cell_names import CellRange, cell_name, column_letters
from connectors.errors import BrokenWorkbookError, RangeError, SheetError, UncomputedFormulaError
from connectors.raw_table import Grid, RawCell, RawTable, table_of
from connectors.xlsx_archive import BROKEN, checked_archive, has_formulas
from connectors.xlsx_cells import raw_cell
from schemas.messages import Message

UNPACKED_LIMIT = 96 * 1024 * 1024
MOST_CELLS = 4_000_000
MOST_SHOWN = 1_000_000
"""Cells of a whole sheet that a person may be shown at once."""

HIDDEN = "connectors.note.hidden"

# What openpyxl lets out of a file whose parts contradict each other.
BROKEN_BOOK = (
    *BROKEN,
    InvalidFileException,
    ParseError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
)


def read_xlsx(
    content: bytes,
    *,
    sheet: str | None = None,
    cell_range: str | None = None,
    header_rows: int = 1,
    unpacked_limit: int = UNPACKED_LIMIT,
    notes: tuple[Message, ...] = (),
) -> RawTable:
    """Read a sheet of a workbook, or a range of it.

    A text in merged cells stands in each cell of their first column, in the header of their first row.

    Args:
        sheet: its name; may be left out where the workbook has one only.
        cell_range: e.g. ``A4:F12``; the whole sheet unless told.
        unpacked_limit: bytes that the workbook may unpack to.

    Raises:
        TableError: the workbook or the sheet cannot be read; it says where.
    """
    return Book.opened(content, unpacked_limit).table(
        sheet=sheet, cell_range=cell_range, header_rows=header_rows, notes=notes
    )


@dataclass(frozen=True)
class Book:
    """An opened workbook: its stored values, and its formulas where it has any."""

    values: Workbook
    formulas: Workbook

    @classmethod
    def opened(cls, content: bytes, unpacked_limit: int = UNPACKED_LIMIT) -> "Book":
        """Open a workbook that is safe to unpack.

        Raises:
            TableError: it is none, or it swells.
        """
        with checked_archive(content, unpacked_limit) as archive:
            with_formulas = has_formulas(archive)
        values = _loaded(content, data_only=True)
        return cls(values, _loaded(content, data_only=False) if with_formulas else values)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its sheets."""
        return tuple(sheet.title for sheet in self.values.worksheets)

    def table(
        self, *, sheet: str | None, cell_range: str | None, header_rows: int, notes: tuple[Message, ...] = ()
    ) -> RawTable:
        """Read a sheet, or a range of it, as a table.

        Raises:
            TableError: there is no such sheet or range, or nothing in it.
        """
        values = _sheet(self.values, sheet)
        window = _window(values, cell_range)
        merged = _merged(values, window, header_rows)
        grid = _grid(_Sheet(values, _sheet(self.formulas, values.title), merged), window)
        return table_of(grid, header_rows, "xlsx", (*notes, *hidden_parts(values, window)))

    def grids(self) -> Iterator["SheetGrid"]:
        """Give each sheet's cells as they stand, before anybody says where a table begins.

        A formula without a stored result is an empty cell, and told: a person should see the rest all the same.

        Raises:
            RangeError: a sheet is larger than can be held.
        """
        for values in self.values.worksheets:
            window = _window(values, None, MOST_SHOWN)
            formulas = _sheet(self.formulas, values.title)
            uncomputed: list[tuple[str, str]] = []
            rows = [
                tuple(
                    _bare_cell(_Sheet(values, formulas, {}), row, column, uncomputed)
                    for column in range(1, window.last_column + 1)
                )
                for row in range(1, window.last_row + 1)
            ]
            spans = {
                (area.min_row - 1, area.min_col - 1): (
                    area.max_row - area.min_row + 1,
                    area.max_col - area.min_col + 1,
                )
                for area in values.merged_cells.ranges
            }
            yield SheetGrid(values.title, tuple(rows), spans, hidden_parts(values, window), tuple(uncomputed))


@dataclass(frozen=True, slots=True)
class SheetGrid:
    """All cells of a sheet from A1.

    Args:
        spans: of merged cells, by the indices of their first one: how many rows and columns they cover.
        notes: what the sheet does not show.
        uncomputed: formulas whose result is not stored, by cell.
    """

    name: str
    cells: tuple[tuple[RawCell, ...], ...]
    spans: Mapping[tuple[int, int], tuple[int, int]]
    notes: tuple[Message, ...]
    uncomputed: tuple[tuple[str, str], ...]


def _bare_cell(sheet: "_Sheet", row: int, column: int, uncomputed: list[tuple[str, str]]) -> RawCell:
    try:
        return _cell(sheet, row, column)
    except UncomputedFormulaError as error:
        uncomputed.append((error.where, error.found))
        return RawCell("", error.where, "empty", formula=error.found)


def _window(sheet: Worksheet, cell_range: str | None, most: int = MOST_CELLS) -> CellRange:
    """Give the part of a sheet that a range names, if it is no more than can be held."""
    window = CellRange.parse(cell_range) if cell_range else CellRange()
    window = window.within(sheet.max_row, sheet.max_column)
    if (window.last_row - window.first_row + 1) * (window.last_column - window.first_column + 1) > most:
        raise RangeError(str(window), where=sheet.title, extent=f"{most} cells")
    return window


def hidden_parts(sheet: Worksheet, window: CellRange) -> tuple[Message, ...]:
    """Say what of a range the sheet does not show: it was read, but a person who looks at the sheet misses it."""
    rows = [row for row, told in sheet.row_dimensions.items() if told.hidden]
    columns = {
        number
        for told in sheet.column_dimensions.values()
        if told.hidden
        for number in range(told.min or 0, (told.max or 0) + 1)
    }
    shown = {
        "sheet": sheet.title if sheet.sheet_state != "visible" else "",
        "rows": ", ".join(str(row) for row in sorted(rows) if window.first_row <= row <= window.last_row),
        "columns": ", ".join(
            column_letters(number)
            for number in sorted(columns)
            if window.first_column <= number <= window.last_column
        ),
    }
    if not any(shown.values()):
        return ()
    return (Message(HIDDEN, {name: text or "-" for name, text in shown.items()}),)


@dataclass(frozen=True, slots=True)
class _Sheet:
    values: Worksheet
    formulas: Worksheet
    merged: Mapping[tuple[int, int], tuple[int, int]]


def _loaded(content: bytes, *, data_only: bool) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of what it leaves out: themes, validations
        try:
            return load_workbook(BytesIO(content), data_only=data_only)
        except BROKEN_BOOK as error:
            raise BrokenWorkbookError(f"{type(error).__name__}: {error}") from error


def _sheet(workbook: Workbook, name: str | None) -> Worksheet:
    sheets = {sheet.title: sheet for sheet in workbook.worksheets}
    if not name and len(sheets) == 1:
        return next(iter(sheets.values()))
    if name is None or name not in sheets:
        near = difflib.get_close_matches(name or "", sheets, n=3, cutoff=0.4)
        raise SheetError(name or "", where="select.sheet", sheets=", ".join(near or sheets))
    return sheets[name]


def _merged(
    sheet: Worksheet, window: CellRange, header_rows: int
) -> Mapping[tuple[int, int], tuple[int, int]]:
    """Say which cell of the window shows another's text, because they are merged.

    A number is never carried on: it stands once.
    """
    carried: dict[tuple[int, int], tuple[int, int]] = {}
    body = window.first_row + header_rows
    for area in sheet.merged_cells.ranges:
        origin = (area.min_row, area.min_col)
        if area.min_row < body:
            columns = range(area.min_col, min(area.max_col, window.last_column) + 1)
            carried |= {(area.min_row, column): origin for column in columns}
        elif isinstance(sheet.cell(*origin).value, str):
            rows = range(area.min_row, min(area.max_row, window.last_row) + 1)
            carried |= {(row, area.min_col): origin for row in rows}
    return carried


def _grid(sheet: _Sheet, window: CellRange) -> Grid:
    rows: list[Sequence[RawCell]] = []
    for row in range(window.first_row, window.last_row + 1):
        columns = range(window.first_column, window.last_column + 1)
        rows.append([_cell(sheet, row, column) for column in columns])
    return Grid(rows, (window.first_row, window.first_column), sheet.values.title)


def _cell(sheet: _Sheet, row: int, column: int) -> RawCell:
    origin = sheet.merged.get((row, column), (row, column))
    ref = cell_name(*origin, sheet.values.title)
    value, formula = sheet.values.cell(*origin), sheet.formulas.cell(*origin)
    if not isinstance(value, Cell) or not isinstance(formula, Cell):
        return RawCell("", ref, "empty")  # the inside of merged cells
    return raw_cell(value, formula, ref)
