"""Reading a sheet of an XLSX workbook: stored values, merged cells, formulas that were computed."""

import difflib
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from connectors.cell_names import CellRange, cell_name
from connectors.errors import BrokenWorkbookError, RangeError, SheetError
from connectors.raw_table import Grid, RawCell, RawTable, table_of
from connectors.xlsx_archive import BROKEN, checked_archive, has_formulas
from connectors.xlsx_cells import raw_cell
from schemas.messages import Message

UNPACKED_LIMIT = 96 * 1024 * 1024
MOST_CELLS = 4_000_000

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
    with checked_archive(content, unpacked_limit) as archive:
        with_formulas = has_formulas(archive)
    values = _sheet(_loaded(content, data_only=True), sheet)
    formulas = _sheet(_loaded(content, data_only=False), values.title) if with_formulas else values
    window = CellRange.parse(cell_range) if cell_range else CellRange()
    window = window.within(values.max_row, values.max_column)
    if (window.last_row - window.first_row + 1) * (window.last_column - window.first_column + 1) > MOST_CELLS:
        raise RangeError(str(window), where=values.title, extent=f"{MOST_CELLS} cells")
    grid = _grid(_Sheet(values, formulas, _merged(values, window, header_rows)), window)
    return table_of(grid, header_rows, "xlsx", notes)


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
