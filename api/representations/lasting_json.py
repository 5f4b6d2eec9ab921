"""Cited observations as JSON: made of the lines of CSV, so that its bytes are the same whichever database holds the rows."""

import csv
from collections.abc import Generator, Iterable, Sequence

import simplejson

from api.representations.table import Table
from catalogue.observations import NUMBERS
from catalogue.row_texts import Form

_WRITER = simplejson.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_NUMBERS = frozenset(NUMBERS)
_OR_NULL = frozenset({*NUMBERS, "recorded_to"})


def lasting_json_parts(table: Table) -> Generator[bytes, None, None]:
    """Draw a table, a part for each batch of rows: ``{"observations": [...], "count": n, "licences": [...]}``."""
    text, count = '{"observations":[', 0
    for batch in table.lines(Form.CSV):
        lines = [_object(table.columns, fields) for fields in _fields([line for line, _ in batch])]
        yield (text + ",".join(lines)).encode()
        text, count = ",", count + len(lines)
    ending = {"count": count, "licences": table.terms.lines(table.datasets, table.lang)}
    head = text if not count else ""
    yield f"{head}],{_WRITER.encode(ending)[1:]}".encode()


def _fields(lines: Iterable[str]) -> Iterable[Sequence[str]]:
    """Read lines of CSV; one with a line break in a field is several lines to the reader."""
    return csv.reader(
        (part for line in lines for part in f"{line}\r\n".splitlines(keepends=True)), strict=True
    )


def _object(columns: Sequence[str], fields: Sequence[str]) -> str:
    members = [f'"{name}":{_value(name, text)}' for name, text in zip(columns, fields, strict=True)]
    return "{" + ",".join(members) + "}"


def _value(name: str, text: str) -> str:
    if not text and name in _OR_NULL:
        return "null"
    return text if name in _NUMBERS or name == "example" else _WRITER.encode(text)
