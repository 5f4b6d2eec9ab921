"""The table as a source gives it: texts, each with the place where it stands."""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from connectors.cell_names import cell_name, column_letters
from connectors.errors import EmptyFileError, LongRowError
from schemas.messages import Message

CellKind = Literal["text", "number", "empty"]
TableMedia = Literal["csv", "xlsx", "ods", "json", "jsonstat"]


class RawCell(NamedTuple):
    """A cell before anybody says what it means; a tuple, as tables have millions of them.

    Args:
        text: as printed; of a number in a workbook or in JSON its plain digits, e.g. ``65.831``.
        ref: where it stands, e.g. ``A-1.3!F12``, ``F12``, ``value[7]``, ``/result/records/3/value``.
        kind: a number is one that the file itself holds as a number: no locale applies to it.
        number_format: of a workbook's cell, e.g. ``0.00%``.
        formula: of a workbook's cell whose text is the stored result, e.g. ``=SUM(A1:A3)``.
    """

    text: str
    ref: str
    kind: CellKind = "text"
    number_format: str = ""
    formula: str = ""


RawRow = tuple[RawCell, ...]


@dataclass(frozen=True, slots=True)
class RawTable:
    """Named columns of raw cells.

    Args:
        columns: the header's names, several header rows joined.
        column_refs: where each name stands, e.g. ``A-1.3!F4``; of several header rows the last.
        rows: as wide as the columns; blank rows are left out.
        media: what the bytes really were.
        notes: what a person should know of how they were read.
    """

    columns: tuple[str, ...]
    column_refs: tuple[str, ...]
    rows: tuple[RawRow, ...]
    media: TableMedia
    notes: tuple[Message, ...] = field(default=())

    def texts(self, row: RawRow) -> Mapping[str, str]:
        """Give a row's texts by column, without the white space around them."""
        return {name: cell.text.strip() for name, cell in zip(self.columns, row, strict=True)}


def text_cell(text: str, ref: str) -> RawCell:
    """Make a cell of a text, which may be blank."""
    return RawCell(text, ref, "text" if text.strip() else "empty")


def is_blank(row: Sequence[RawCell]) -> bool:
    """Say whether no cell of a row holds anything."""
    return all(cell.kind == "empty" for cell in row)


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells before the header is known, as wide as they come.

    Args:
        first: number of the first row and of the first column, from 1.
        sheet: its name; empty for a file of one table.
    """

    rows: Sequence[Sequence[RawCell]]
    first: tuple[int, int] = (1, 1)
    sheet: str = ""

    def ref(self, row: int, column: int) -> str:
        """Name a cell by its indices in the grid, counted from 0."""
        return cell_name(self.first[0] + row, self.first[1] + column, self.sheet)


def table_of(grid: Grid, header_rows: int, media: TableMedia, notes: tuple[Message, ...] = ()) -> RawTable:
    """Make a table of a grid: join the header, leave out blank rows and blank columns without a name.

    Raises:
        EmptyFileError: nothing stands in it.
        LongRowError: a row has more cells than the header.
    """
    top = next((index for index, row in enumerate(grid.rows) if not is_blank(row)), None)
    if top is None:
        raise EmptyFileError("0", where=grid.sheet)
    header = grid.rows[top : top + header_rows]
    below = range(top + header_rows, len(grid.rows))
    width = max(map(len, header), default=0) or max(map(len, grid.rows))
    rows = [_fitted(grid, index, width) for index in below if not is_blank(grid.rows[index])]
    letters = [column_letters(grid.first[1] + index) for index in range(width)]
    names = _joined(header, width) if header else letters
    kept = [i for i in range(width) if names[i] or any(row[i].kind != "empty" for row in rows)]
    whole = len(kept) == width
    named_in = top + max(header_rows, 1) - 1
    return RawTable(
        _told_apart([(names[i], letters[i]) for i in kept]),
        tuple(grid.ref(named_in, i) for i in kept),
        tuple(rows) if whole else tuple(tuple(row[i] for i in kept) for row in rows),
        media,
        notes,
    )


def _fitted(grid: Grid, index: int, width: int) -> RawRow:
    """Make a row as wide as the header."""
    row = grid.rows[index]
    if len(row) == width:
        return tuple(row)
    for cell in row[width:]:
        if cell.kind != "empty":
            raise LongRowError(cell.text, where=cell.ref, columns=width)
    missing = (RawCell("", grid.ref(index, column), "empty") for column in range(len(row), width))
    return (*row[:width], *missing)


def _joined(header: Sequence[Sequence[RawCell]], width: int) -> list[str]:
    """Join header rows top-down; above the last one, a blank cell carries on the text from its left."""
    parts: list[list[str]] = [[] for _ in range(width)]
    for number, row in enumerate(header, start=1):
        carried = ""
        for index in range(width):
            text = clean_name(row[index].text) if index < len(row) else ""
            carried = text or (carried if number < len(header) else "")
            if carried and carried not in parts[index][-1:]:
                parts[index].append(carried)
    return [" ".join(part) for part in parts]


def _told_apart(named: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Add the column's letter to a name that stands twice or is missing, so that nobody means the wrong one."""
    times = Counter(name for name, _ in named)
    return tuple(
        name if name and times[name] == 1 else f"{name} [{letter}]".lstrip() for name, letter in named
    )


def clean_name(text: str) -> str:
    """Give a header's text on one line, without signs that nobody sees (zero-width space, byte order mark)."""
    visible = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return " ".join(visible.split())
