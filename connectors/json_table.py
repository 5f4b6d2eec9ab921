"""Reading JSON as tables: objects in a list, lists in an object, a portal's answer around either, JSON-stat.

A table's name is the JSON pointer (RFC 6901) at which it stands, and so is that of each cell: ``/result/records/3/value``.
"""

import difflib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from connectors.errors import NotATableError, NotJsonError, SheetError
from connectors.json_answer import Digits, Json, read_json
from connectors.jsonstat import table_of_jsonstat
from connectors.raw_table import Grid, RawCell, RawTable, table_of, text_cell
from connectors.sniffing import beginning
from schemas.messages import Message

KEY = "key"
"""The column of the names of an object whose members are the rows."""

INTERNAL = ("_id", "rank")
"""Columns of CKAN's datastore that the portal adds itself."""

PERIODS = ("year", "leto", "godina", "period", "obdobje", "razdoblje")
"""Numbers beside a table that say something of it; others count its rows or pages."""

FIGURE = re.compile(r"\s*[-+−]?\s?\d")
DEEPEST = 8
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class JsonTable:
    """A table of a JSON document.

    Args:
        pointer: where it stands; empty for the document itself.
        rows: the header's cells, then those of each row, all of one width.
        titles: what the document says beside it.
        notes: what a person should know of it.
    """

    pointer: str
    rows: tuple[tuple[RawCell, ...], ...]
    titles: tuple[str, ...] = ()
    notes: tuple[Message, ...] = ()

    @property
    def has_figures(self) -> bool:
        """Whether some cell of it begins as a number does; a list of names and types is a description of a table."""
        return any(FIGURE.match(cell.text) for row in self.rows[1:] for cell in row)


def read_json_table(content: bytes, *, sheet: str | None = None, notes: tuple[Message, ...] = ()) -> RawTable:
    """Read a table of a JSON document.

    Args:
        sheet: its pointer; may be left out where the document holds one table only.

    Raises:
        TableError: no such table stands in it; it says which do.
        NotJsonError: it is no JSON.
    """
    tables = {table.pointer: table for table in json_tables(content)}
    figures = [pointer for pointer, table in tables.items() if table.has_figures]
    if sheet is None and len(figures) == 1:
        sheet = figures[0]
    if sheet is None or sheet not in tables:
        near = difflib.get_close_matches(sheet or "", tables, n=3, cutoff=0.4)
        raise SheetError(sheet or "", where="select.sheet", sheets=", ".join(near or tables))
    found = tables[sheet]
    return table_of(Grid(found.rows, sheet=sheet), 1, "json", (*notes, *found.notes))


def json_tables(content: bytes) -> list[JsonTable]:
    """Find the tables of a JSON document, or of a text with an object on each line.

    Raises:
        NotATableError: none stands in it.
        NotJsonError: it is no JSON.
    """
    document = _document(content)
    if is_jsonstat(document):
        return [_of_raw(table_of_jsonstat(document))]
    tables = list(_tables(document, "", (), 0))
    if not tables:
        raise NotATableError(f"JSON: {beginning(content)}")
    return tables


def is_jsonstat(document: Json) -> bool:
    """Say whether a document is a JSON-stat data set, of version 2 or wrapped as version 1 does it."""
    if not isinstance(document, dict):
        return False
    wrapped = [document, *(one for one in document.values() if isinstance(one, dict))]
    return any("value" in one and isinstance(one.get("dimension"), dict) for one in wrapped)


def _document(content: bytes) -> Json:
    try:
        return read_json(content)
    except NotJsonError:
        lines = [line for line in content.splitlines() if line.strip()]
        if len(lines) < 2 or not all(line.strip().startswith(b"{") for line in lines):
            raise
        return [read_json(line) for line in lines]


def _of_raw(table: RawTable) -> JsonTable:
    header = tuple(RawCell(name, ref) for name, ref in zip(table.columns, table.column_refs, strict=True))
    return JsonTable("", (header, *table.rows))


def _tables(value: Json, pointer: str, titles: tuple[str, ...], depth: int) -> Iterator[JsonTable]:
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        if rows := _listed(value, pointer):
            yield _squared(pointer, rows, titles)
        return
    if not isinstance(value, dict):
        return
    if rows := _columns_of(value, pointer) or _members_of(value, pointer):
        yield _squared(pointer, rows, (*titles, *_said_beside(value)))
        return
    for name, inner in value.items():
        below = _tables(inner, f"{pointer}/{escaped(name)}", (*titles, *_said_beside(value)), depth + 1)
        for table in below:
            yield _with_fields(table, value, name)


def escaped(name: str) -> str:
    """Write a name as a part of a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def _said_beside(value: Mapping[str, Json]) -> tuple[str, ...]:
    """Give what stands beside a table that is not part of it: a title, a unit, a year."""
    told = {
        name: inner
        for name, inner in value.items()
        if isinstance(inner, str) and (_is_text(inner) or name.casefold() in PERIODS)
    }
    return tuple(
        f"{name}: {text.strip()}"
        for name, text in told.items()
        if text.strip() and len(text) <= LONGEST_TITLE and not text.startswith(("http://", "https://", "/"))
    )


def _with_fields(table: JsonTable, beside: Mapping[str, Json], name: str) -> JsonTable:
    """Say of a portal's records that they are not all there are."""
    total = beside.get("total")
    held = len(table.rows) - 1
    if name != "records" or not isinstance(total, Digits) or not str(total).isdigit() or int(total) <= held:
        return table
    note = Message("connectors.note.part-of-records", {"held": held, "total": int(total)})
    return JsonTable(table.pointer, table.rows, table.titles, (*table.notes, note))


Record = Mapping[str, RawCell]


def _listed(value: Sequence[Json], pointer: str) -> list[Record]:
    """Give the records of a list: of objects, of lists below one of names, or of GeoJSON's features."""
    objects = [(f"{pointer}/{at}", one) for at, one in enumerate(value) if isinstance(one, dict)]
    if objects and len(objects) == len(value):
        return list(chain.from_iterable(_records(one, where) for where, one in objects))
    lists = [one for one in value if isinstance(one, list)]
    if len(lists) < 2 or len(lists) != len(value):
        return []
    names = [_cell(name, "").text.strip() for name in lists[0]]
    if len(set(names)) != len(names) or not all(names) or any(len(one) != len(names) for one in lists):
        return []
    return [
        {name: _cell(inner, f"{pointer}/{at}/{column}") for column, (name, inner) in enumerate(zip(names, row, strict=True))}
        for at, row in enumerate(lists[1:], start=1)
    ]  # fmt: skip


def _records(value: Mapping[str, Json], pointer: str) -> Iterator[Record]:
    """Give an object as a record, or one for each of the objects that a list in it holds."""
    features = value.get("properties") if value.get("type") == "Feature" else None
    if isinstance(features, dict):
        value, pointer = features, f"{pointer}/properties"
    inner = [name for name, one in value.items() if _is_records(one)]
    own = {
        name: cell
        for name, cell in _flat({key: one for key, one in value.items() if key not in inner[:1]}, pointer)
        if name not in INTERNAL
    }
    if not inner:
        yield own
        return
    nested = value[inner[0]]
    assert isinstance(nested, list)  # asked before
    for at, one in enumerate(nested):
        assert isinstance(one, dict)  # asked before
        for record in _records(one, f"{pointer}/{escaped(inner[0])}/{at}"):
            yield {**own, **{(f"{inner[0]}.{name}" if name in own else name): cell for name, cell in record.items()}}  # fmt: skip


def _is_records(value: Json) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _flat(value: Mapping[str, Json], pointer: str, prefix: str = "") -> Iterator[tuple[str, RawCell]]:
    """Give an object's members as cells, those of an object within it under both names."""
    for name, inner in value.items():
        where = f"{pointer}/{escaped(name)}"
        if isinstance(inner, dict) and inner:
            yield from _flat(inner, where, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", _cell(inner, where)


def _columns_of(value: Mapping[str, Json], pointer: str) -> list[Record]:
    """Give the records of an object of columns: lists of one length, of plain values only."""
    lists = {
        name: one
        for name, one in value.items()
        if isinstance(one, list) and one and not any(isinstance(inner, dict | list) for inner in one)
    }
    lengths = {len(one) for one in lists.values()}
    if len(lists) < 2 or len(lengths) != 1 or any(isinstance(one, dict) for one in value.values()):
        return []
    return [
        {name: _cell(one[at], f"{pointer}/{escaped(name)}/{at}") for name, one in lists.items()}
        for at in range(lengths.pop())
    ]


def _members_of(value: Mapping[str, Json], pointer: str) -> list[Record]:
    """Give the records of an object whose members are alike: ``{"2018": {"promet": 1}, "2019": {...}}``."""
    members = {name: one for name, one in value.items() if isinstance(one, dict)}
    plain = all(
        isinstance(inner, Digits) or inner is None or _is_text(inner)
        for one in members.values()
        for inner in one.values()
    )
    shared = frozenset.intersection(*(frozenset(one) for one in members.values())) if members else frozenset()
    beside = any(isinstance(one, Digits | list) for one in value.values())
    alike = len(members) > 1 and not beside and bool(shared) and plain
    if not alike or not any(isinstance(inner, Digits) for one in members.values() for inner in one.values()):
        return []
    return [
        {KEY: RawCell(name, f"{pointer}/{escaped(name)}"), **dict(_flat(one, f"{pointer}/{escaped(name)}"))}
        for name, one in members.items()
    ]


def _is_text(value: Json) -> bool:
    return isinstance(value, str) and not isinstance(value, Digits)


def _cell(value: Json, ref: str) -> RawCell:
    if isinstance(value, Digits):
        return RawCell(str(value), ref, "number")
    if isinstance(value, bool):
        return RawCell("TRUE" if value else "FALSE", ref)
    if isinstance(value, str):
        return text_cell(value, ref)
    return text_cell("" if not value else json.dumps(value, ensure_ascii=False), ref)


def _squared(pointer: str, records: Sequence[Record], titles: tuple[str, ...]) -> JsonTable:
    """Make records one width: a column for each name, in the order in which they come up."""
    names = list(dict.fromkeys(name for record in records for name in record))
    firsts = {name: next(record[name].ref for record in records if name in record) for name in names}
    header = tuple(RawCell(name, firsts[name]) for name in names)
    rows = tuple(
        tuple(record.get(name) or RawCell("", pointer, "empty") for name in names) for record in records
    )
    return JsonTable(pointer, (header, *rows), tuple(dict.fromkeys(titles)))
