"""Reading CSV: an encoding and a separator that are declared, or that the bytes leave no doubt about."""

import codecs
import csv
import io
from collections.abc import Sequence
from itertools import islice

from connectors.cell_names import CellRange, column_letters
from connectors.errors import EncodingError, QuotingError, SeparatorError, UnknownEncodingError
from connectors.many_rows import without_collecting
from connectors.raw_table import Grid, RawCell, RawTable, table_of, text_cell
from schemas.messages import Message

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SEPARATORS = (",", ";", "\t")
SNIFFED_ROWS = 500
PART = 20_000
"""Rows that are read at once: while they are, no other thread runs."""


def read_csv(
    content: bytes,
    *,
    cell_range: str | None = None,
    header_rows: int = 1,
    encoding: str | None = None,
    separator: str | None = None,
    notes: tuple[Message, ...] = (),
) -> RawTable:
    """Read CSV; cells are named as a spreadsheet would name them: a quoted line break makes no row.

    Args:
        cell_range: e.g. ``A4:F12``; the whole file unless told.
        encoding: as Python names it; else what a byte order mark says, else UTF-8.
        separator: one sign; else the one of comma, semicolon and tab that gives all rows one width.

    Raises:
        TableError: the bytes are no such table; it says where.
    """
    text, encoding_notes = decoded(content, encoding)
    window = CellRange.parse(cell_range) if cell_range else CellRange()
    text, said = spreadsheet_hint(text)
    sign = separator or said or _sniffed(text, window)
    with without_collecting(text.count("\n")):
        records = _records(text, sign)
        if cell_range and records:
            window = window.within(len(records), max(map(len, records)))
        return table_of(_cut(records, window), header_rows, "csv", notes + encoding_notes)


def decoded(content: bytes, encoding: str | None = None) -> tuple[str, tuple[Message, ...]]:
    """Give the text of some bytes, and a note where a byte order mark contradicts the declared encoding.

    Raises:
        EncodingError: a byte, named by its place, is no text in the encoding.
        UnknownEncodingError: nobody knows the declared encoding.
    """
    marked = next((name for mark, name in BYTE_ORDER_MARKS if content.startswith(mark)), None)
    name = marked or encoding or "utf-8"
    try:
        text = content.decode(name)
    except UnicodeDecodeError as error:
        raise _encoding_error(content, error.start, name) from error
    except LookupError as error:
        raise UnknownEncodingError(name, where="encoding") from error
    if "\0" in text:
        raise _encoding_error(content, content.find(b"\0"), name)
    if marked and encoding and not marked.startswith(_plain(encoding)):
        return text, (Message("connectors.note.byte-order-mark", {"marked": marked, "declared": encoding}),)
    return text, ()


def _plain(encoding: str) -> str:
    """Give the encoding's family, e.g. ``utf-16`` of ``UTF_16_LE``."""
    name = encoding.lower().replace("_", "-")
    return name.removesuffix("-sig").removesuffix("le").removesuffix("be").rstrip("-")


def _encoding_error(content: bytes, offset: int, encoding: str) -> EncodingError:
    line = content.count(b"\n", 0, offset) + 1
    around = content[max(0, offset - 20) : offset + 20].decode("cp1250", errors="replace")
    quoted = " ".join(around.split())
    return EncodingError(
        f"0x{content[offset]:02X} (windows-1250: {quoted})",
        where=f"byte {offset}, line {line}",
        encoding=encoding,
    )


def spreadsheet_hint(text: str) -> tuple[str, str | None]:
    """Take off Excel's first line ``sep=;``, which a spreadsheet does not show as a row."""
    line, _, rest = text.partition("\n")
    line = line.rstrip("\r")
    if len(line) == 5 and line.lower().startswith("sep="):
        return rest, line[4]
    return text, None


def _records(text: str, separator: str, most: int | None = None) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records: list[list[str]] = []
    try:
        while some := list(islice(reader, PART if most is None else min(PART, most - len(records)))):
            records += some
        return records
    except csv.Error as error:
        raise QuotingError(str(error), where=f"line {reader.line_num}") from error


def _sniffed(text: str, window: CellRange) -> str:
    """Find the one separator that parts the rows; none that parts any means a single column."""
    widths = {sign: _widths(text, sign, window) for sign in SEPARATORS}
    parting = [sign for sign, found in widths.items() if max(found, default=1) > 1]
    even = [sign for sign in parting if len(widths[sign]) == 1]
    for candidates in (even, parting):
        if len(candidates) == 1:
            return candidates[0]
    if not parting:
        return ","
    raise SeparatorError(" ".join(repr(sign) for sign in parting), where="separator")


def _widths(text: str, separator: str, window: CellRange) -> set[int]:
    try:
        records = _records(text, separator, min(window.last_row, window.first_row + SNIFFED_ROWS))
    except QuotingError:
        return set()
    return {len(record) for record in records[window.first_row - 1 :] if any(map(str.strip, record))}


def _cut(records: Sequence[Sequence[str]], window: CellRange) -> Grid:
    kept = records[window.first_row - 1 : window.last_row]
    cut = slice(window.first_column - 1, window.last_column)
    width = max((len(record[cut]) for record in kept), default=0)
    letters = [column_letters(window.first_column + position) for position in range(width)]
    rows: list[list[RawCell]] = []
    for number, record in enumerate(kept, start=window.first_row):
        row = str(number)
        rows.append(
            [text_cell(text, letter + row) for text, letter in zip(record[cut], letters, strict=False)]
        )
    return Grid(rows, (window.first_row, window.first_column))
