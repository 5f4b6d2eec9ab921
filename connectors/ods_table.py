"""Reading a sheet of an OpenDocument spreadsheet (ODS): stored values, merged cells, formulas that were computed.

Written here because no reader on PyPI gives what a mapping needs: which cells are merged or hidden, and formulas.
"""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError, fromstring

from connectors.cell_names import CellRange, cell_name, column_letters
from connectors.errors import BrokenWorkbookError, RangeError, SheetError, UncomputedFormulaError
from connectors.ods_cells import OFFICE, TABLE, ods_cell
from connectors.raw_table import Grid, RawCell, RawTable, table_of
from connectors.xlsx_archive import BROKEN, checked_archive
from connectors.xlsx_table import HIDDEN, MOST_SHOWN, UNPACKED_LIMIT, SheetGrid
from schemas.messages import Message

STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
NOT_SHOWN = ("collapse", "filter")


def read_ods(
    content: bytes,
    *,
    sheet: str | None = None,
    cell_range: str | None = None,
    header_rows: int = 1,
    unpacked_limit: int = UNPACKED_LIMIT,
    notes: tuple[Message, ...] = (),
) -> RawTable:
    """Read a sheet of an ODS file, or a range of it, as `read_xlsx` reads one of a workbook.

    Raises:
        TableError: the file or the sheet cannot be read; it says where.
    """
    return OdsBook.opened(content, unpacked_limit).table(
        sheet=sheet, cell_range=cell_range, header_rows=header_rows, notes=notes
    )


@dataclass(frozen=True)
class OdsBook:
    """An opened OpenDocument spreadsheet: all its sheets as they stand."""

    sheets: Mapping[str, SheetGrid]

    @classmethod
    def opened(cls, content: bytes, unpacked_limit: int = UNPACKED_LIMIT) -> "OdsBook":
        """Open a file that is safe to unpack.

        Raises:
            TableError: it is none, it swells, or is encrypted.
        """
        with checked_archive(content, unpacked_limit) as archive:
            try:
                root = fromstring(archive.read("content.xml"))  # noqa: S314  # no document type: checked
            except (*BROKEN, KeyError, ParseError) as error:
                raise BrokenWorkbookError(f"{type(error).__name__}: {error}", where="content.xml") from error
        hidden = _hidden_styles(root)
        return cls(dict(_sheets(root, hidden)))

    def grids(self) -> Iterator[SheetGrid]:
        """Give each sheet's cells as they stand, before anybody says where a table begins."""
        yield from self.sheets.values()

    def table(
        self, *, sheet: str | None, cell_range: str | None, header_rows: int, notes: tuple[Message, ...] = ()
    ) -> RawTable:
        """Read a sheet, or a range of it, as a table.

        Raises:
            TableError: there is no such sheet or range, nothing in it, or a formula without a result.
        """
        grid = self._sheet(sheet)
        window = CellRange.parse(cell_range) if cell_range else CellRange()
        window = window.within(len(grid.cells), max(map(len, grid.cells), default=0))
        for cell, formula in grid.uncomputed:
            if _stands_in(cell, window, grid.name):
                raise UncomputedFormulaError(formula, where=cell)
        rows = _carried(grid, window, header_rows)
        cut = Grid(rows, (window.first_row, window.first_column), grid.name)
        return table_of(cut, header_rows, "ods", (*notes, *grid.notes))

    def _sheet(self, name: str | None) -> SheetGrid:
        if not name and len(self.sheets) == 1:
            return next(iter(self.sheets.values()))
        if name is None or name not in self.sheets:
            near = difflib.get_close_matches(name or "", self.sheets, n=3, cutoff=0.4)
            raise SheetError(name or "", where="select.sheet", sheets=", ".join(near or self.sheets))
        return self.sheets[name]


@dataclass
class _Growing:
    """A sheet while its rows are read."""

    name: str
    rows: list[tuple[RawCell, ...]] = field(default_factory=list)
    spans: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    uncomputed: list[tuple[str, str]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    cells: int = 0

    def count(self, more: int) -> None:
        self.cells += more
        if self.cells > MOST_SHOWN:
            raise RangeError(f"> {self.cells}", where=self.name, extent=f"{MOST_SHOWN} cells")


def _hidden_styles(root: Element) -> frozenset[str]:
    """Give the styles of sheets that are not shown."""
    return frozenset(
        style.get(f"{STYLE}name", "")
        for style in root.iter(f"{STYLE}style")
        for told in style.findall(f"{STYLE}table-properties")
        if told.get(f"{TABLE}display") == "false"
    )


def _sheets(root: Element, hidden: frozenset[str]) -> Iterator[tuple[str, SheetGrid]]:
    for table in root.iterfind(f"{OFFICE}body/{OFFICE}spreadsheet/{TABLE}table"):
        name = table.get(f"{TABLE}name", "")
        yield name, _sheet_grid(table, name, shown=table.get(f"{TABLE}style-name", "") not in hidden)


def _sheet_grid(table: Element, name: str, *, shown: bool) -> SheetGrid:
    sheet = _Growing(name)
    number = 0
    for row in table.iter(f"{TABLE}table-row"):
        times = _times(row, "rows")
        cells = list(_cells(row))
        if any(_holds(cell) for cell, _ in cells):
            _add(sheet, cells, number, times)
        if row.get(f"{TABLE}visibility") in NOT_SHOWN:
            sheet.hidden_rows += range(number + 1, min(number + times, len(sheet.rows)) + 1)
        number += times
    width = max(map(len, sheet.rows), default=0)
    sheet.count(width * len(sheet.rows) - sheet.cells)
    rows = tuple(
        (*row, *(_blank(sheet.name, at, column) for column in range(len(row), width)))
        for at, row in enumerate(sheet.rows)
    )
    notes = _not_shown(sheet, [letter for at, letter in _hidden_columns(table) if at < width], shown)
    return SheetGrid(name, rows, sheet.spans, notes, tuple(sheet.uncomputed))


def _cells(row: Element) -> Iterator[tuple[Element, int]]:
    for cell in row:
        if cell.tag in CELLS:
            yield cell, _times(cell, "columns")


def _holds(cell: Element) -> bool:
    return cell.tag == CELLS[0] and (len(cell) > 0 or f"{TABLE}formula" in cell.attrib or _is_valued(cell))


def _is_valued(cell: Element) -> bool:
    return f"{OFFICE}value-type" in cell.attrib


def _times(element: Element, what: str) -> int:
    text = element.get(f"{TABLE}number-{what}-repeated", "1")
    return max(1, int(text)) if text.isdigit() else 1


def _add(sheet: _Growing, cells: Sequence[tuple[Element, int]], number: int, times: int) -> None:
    """Add a row as often as it stands, with the blank ones before it; blanks behind its last cell are none."""
    last = max(index for index, (cell, _) in enumerate(cells) if _holds(cell))
    kept = cells[: last + 1]
    width = sum(count for _, count in kept)
    sheet.count(width * times + number - len(sheet.rows))
    sheet.rows += [()] * (number - len(sheet.rows))
    for at in range(number, number + times):
        sheet.rows.append(tuple(_row(sheet, kept, at)))


def _row(sheet: _Growing, cells: Sequence[tuple[Element, int]], number: int) -> Iterator[RawCell]:
    column = 0
    for cell, times in cells:
        for at in range(column, column + times):
            yield _read(sheet, cell, number, at)
        column += times


def _read(sheet: _Growing, cell: Element, row: int, column: int) -> RawCell:
    if cell.tag != CELLS[0]:
        return _blank(sheet.name, row, column)  # the inside of merged cells
    down, across = (int(cell.get(f"{TABLE}number-{way}-spanned", "1")) for way in ("rows", "columns"))
    if (down, across) != (1, 1):
        sheet.spans[row, column] = (down, across)
    ref = cell_name(row + 1, column + 1, sheet.name)
    try:
        return ods_cell(cell, ref)
    except UncomputedFormulaError as error:
        sheet.uncomputed.append((ref, error.found))
        return RawCell("", ref, "empty", formula=error.found)


def _blank(sheet: str, row: int, column: int) -> RawCell:
    return RawCell("", cell_name(row + 1, column + 1, sheet), "empty")


def _hidden_columns(table: Element) -> Iterator[tuple[int, str]]:
    at = 0
    for column in table.iter(f"{TABLE}table-column"):
        times = _times(column, "columns")
        if column.get(f"{TABLE}visibility") in NOT_SHOWN:
            yield from ((one, column_letters(one + 1)) for one in range(at, at + min(times, 1000)))
        at += times


def _not_shown(sheet: _Growing, columns: Sequence[str], shown: bool) -> tuple[Message, ...]:
    told = {
        "sheet": "" if shown else sheet.name,
        "rows": ", ".join(map(str, sheet.hidden_rows)),
        "columns": ", ".join(columns),
    }
    return (Message(HIDDEN, {key: text or "-" for key, text in told.items()}),) if any(told.values()) else ()


def _stands_in(cell: str, window: CellRange, sheet: str) -> bool:
    name = cell.removeprefix(f"{sheet}!")
    one = CellRange.parse(f"{name}:{name}")
    return (
        window.first_row <= one.first_row <= window.last_row
        and window.first_column <= one.first_column <= window.last_column
    )


def _carried(grid: SheetGrid, window: CellRange, header_rows: int) -> list[list[RawCell]]:
    """Cut a window; a text in merged cells stands in each of their first column, in a header of their first row."""
    rows = [list(row) for row in grid.cells]
    body = window.first_row - 1 + header_rows
    for (row, column), (down, across) in grid.spans.items():
        origin = rows[row][column]
        if row < body:
            for at in range(column, min(column + across, len(rows[row]))):
                rows[row][at] = origin
        elif origin.kind == "text":
            for at in range(row, min(row + down, len(rows))):
                rows[at][column] = origin
    columns = slice(window.first_column - 1, window.last_column)
    return [row[columns] for row in rows[window.first_row - 1 : window.last_row]]
