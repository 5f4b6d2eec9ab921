"""Opening any file that may hold tables: its sheets as grids of cells, its encoding and separator with their doubts."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from connectors.cell_names import cell_name
from connectors.csv_table import BYTE_ORDER_MARKS, SEPARATORS, decoded, read_csv, spreadsheet_hint
from connectors.errors import (
    EmptyFileError,
    HtmlAnswerError,
    NotATableError,
    QuotingError,
    RangeError,
    SeparatorError,
)
from connectors.json_table import json_tables, read_json_table
from connectors.ods_table import OdsBook
from connectors.proposal.decisions import Answers, Decision, answered
from connectors.raw_table import RawCell, RawTable, text_cell
from connectors.sniffing import beginning, kind_of
from connectors.xlsx_table import Book, SheetGrid
from schemas.messages import Message

OUR_LETTERS = frozenset("čšžćđČŠŽĆĐ")
STRANGE = frozenset("ąľ©®ŚŤŹśťź¹˘Ł¤¦§¨ŞŻł")
"""Letters and signs that a Slovenian or Croatian text has where it was read in the wrong encoding."""

EIGHT_BIT = ("windows-1250", "iso-8859-2")
LOOKED_AT = 400
MOST_CELLS = 2_000_000
"""More is no table that a person looks through; a source of that size is mapped by hand on a part of it."""

Spans = Mapping[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet, or a text file, as a rectangle of cells that begins at A1.

    Args:
        cells: rows of cells, each as wide as the widest.
        spans: of merged cells, by the indices of their first one: how many rows and columns they cover.
        notes: what a person should know of how it was read.
        uncomputed: formulas whose result is not stored, by cell.
        titles: what stands beside it, where that is no cell of it.
        whole: whether it is one table whose first row is its header.
    """

    name: str
    cells: tuple[tuple[RawCell, ...], ...]
    spans: Spans = field(default_factory=dict)
    notes: tuple[Message, ...] = ()
    uncomputed: tuple[tuple[str, str], ...] = ()
    titles: tuple[str, ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file's sheets, how it was read, and how a part of it is read as a table."""

    kind: str
    sheets: tuple[Sheet, ...]
    options: Mapping[str, str]
    decisions: tuple[Decision, ...]
    table: Callable[[str, str, int], RawTable]


def open_file(content: bytes, answers: Answers) -> OpenedFile:
    """Open a file as what it is.

    Raises:
        TableError, HtmlAnswerError: it holds no tables that we read.
    """
    kind = kind_of(content)
    if kind == "xlsx":
        return _workbook(content)
    if kind == "ods":
        return _open_document(content)
    if kind == "json":
        return _json(content)
    if kind == "empty":
        raise EmptyFileError(f"{len(content)} B")
    if kind == "html":
        raise HtmlAnswerError(beginning(content))
    if kind != "text":
        raise NotATableError(f"{kind.upper()}: {beginning(content)}")
    return _text_file(content, answers)


def _workbook(content: bytes) -> OpenedFile:
    book = Book.opened(content)
    sheets = tuple(_sheet(grid) for grid in book.grids())

    def table(sheet: str, cell_range: str, header_rows: int) -> RawTable:
        return book.table(sheet=sheet, cell_range=cell_range or None, header_rows=header_rows)

    return OpenedFile("xlsx", sheets, {}, (), table)


def _open_document(content: bytes) -> OpenedFile:
    book = OdsBook.opened(content)

    def table(sheet: str, cell_range: str, header_rows: int) -> RawTable:
        return book.table(sheet=sheet, cell_range=cell_range or None, header_rows=header_rows)

    return OpenedFile("ods", tuple(map(_sheet, book.grids())), {}, (), table)


def _json(content: bytes) -> OpenedFile:
    """Open JSON: each of its tables is a sheet, of which nobody need ask where its header stands."""
    sheets = tuple(
        Sheet(found.pointer, found.rows, notes=found.notes, titles=found.titles, whole=True)
        for found in json_tables(content)
        if found.has_figures
    )

    def table(sheet: str, _range: str, _header_rows: int) -> RawTable:
        return read_json_table(content, sheet=sheet)

    return OpenedFile("json", sheets, {}, (), table)


def _sheet(grid: SheetGrid) -> Sheet:
    return Sheet(grid.name, grid.cells, grid.spans, grid.notes, grid.uncomputed)


def _text_file(content: bytes, answers: Answers) -> OpenedFile:
    encoding = _encoding(content, answers)
    text, notes = decoded(content, encoding.value)
    body, hint = spreadsheet_hint(text)
    separator = _separator(body, hint, answers)
    records = _records(body, separator.value)
    if not any(map(str.strip, (text for record in records for text in record))):
        raise EmptyFileError(f"{len(content)} B")
    width = max(map(len, records), default=0)
    if width * len(records) > MOST_CELLS:
        raise RangeError(f"{len(records)} x {width}", extent=f"{MOST_CELLS} cells")
    cells = tuple(
        tuple(
            text_cell(record[column] if column < len(record) else "", cell_name(row, column + 1))
            for column in range(width)
        )
        for row, record in enumerate(records, start=1)
    )
    options = {"separator": separator.value}
    if encoding.value not in ("utf-8", "utf-8-sig") and not _mark(content):
        options["encoding"] = encoding.value

    def table(_sheet: str, cell_range: str, header_rows: int) -> RawTable:
        return read_csv(
            content,
            cell_range=cell_range or None,
            header_rows=header_rows,
            encoding=encoding.value,
            separator=separator.value,
        )

    return OpenedFile("csv", (Sheet("", cells, notes=notes),), options, (encoding, separator), table)


def _mark(content: bytes) -> str:
    return next((name for mark, name in BYTE_ORDER_MARKS if content.startswith(mark)), "")


def _encoding(content: bytes, answers: Answers) -> Decision:
    """Say how a text is written: by its mark, by its zero bytes, as UTF-8 where that fits, else by its letters."""
    if answers.of("encoding"):
        return answered("encoding", answers.of("encoding"))
    if marked := _mark(content):
        return Decision("encoding", "certain", marked, Message("proposal.why.mark"))
    if wide := _wide(content):
        return Decision("encoding", "certain", wide, Message("proposal.why.zero-bytes"))
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        ranked = sorted(EIGHT_BIT, key=lambda name: _strangeness(content, name))
        return Decision("encoding", "guess", ranked[0], Message("proposal.why.letters"), tuple(ranked))
    return Decision("encoding", "certain", "utf-8", Message("proposal.why.utf-8"))


def _wide(content: bytes) -> str:
    """Tell UTF-16 without a mark by its zero bytes: nearly all on one side, none to speak of on the other."""
    head = content[: 2 * (len(content[:4096]) // 2)]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(len(head) // 2, 1)
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * half and odd < 0.05 * half else ""


def _strangeness(content: bytes, encoding: str) -> int:
    text = content.decode(encoding, errors="replace")
    ours = sum(sign in OUR_LETTERS for sign in text)
    strange = sum(sign in STRANGE or sign == "\ufffd" or "\x80" <= sign <= "\x9f" for sign in text)
    return strange - ours


def _separator(text: str, hint: str | None, answers: Answers) -> Decision:
    """Find the sign that gives most rows one width; two that do it equally well are a question."""
    if answers.of("separator"):
        said = {"tab": "\t", "\\t": "\t"}.get(answers.of("separator"), answers.of("separator"))
        if len(said) != 1:
            raise SeparatorError(said, where="separator")
        return answered("separator", said)
    if hint:
        return Decision("separator", "certain", hint, Message("proposal.why.hint"))
    evenness = {sign: _evenness(text, sign) for sign in (*SEPARATORS, "|")}
    ranked = sorted(evenness, key=lambda sign: evenness[sign], reverse=True)
    best, second = ranked[0], ranked[1]
    if evenness[best] == (0.0, 0):
        return Decision("separator", "certain", ",", Message("proposal.why.one-column"))
    if evenness[best][0] == evenness[second][0]:
        parting = tuple(sign for sign in ranked if evenness[sign][0] == evenness[best][0])
        return Decision("separator", "ask", best, Message("proposal.why.separators"), parting)
    return Decision("separator", "certain", best, Message("proposal.why.even-rows"))


def _evenness(text: str, sign: str) -> tuple[float, int]:
    """Give the share of rows that have the commonest width of more than one, and that width."""
    rows = [row for row in _records(text, sign, LOOKED_AT) if any(map(str.strip, row))]
    widths = Counter(len(row) for row in rows)
    parted = [(count, width) for width, count in widths.items() if width > 1]
    if not parted:
        return 0.0, 0
    count, width = max(parted)
    return count / len(rows), width


def _records(text: str, sign: str, most: int | None = None) -> list[list[str]]:
    found: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    try:
        found.extend(islice(reader, most))
    except csv.Error as error:
        raise QuotingError(str(error), where=f"line {reader.line_num}") from error
    return found
