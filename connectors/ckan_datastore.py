"""Tables of CKAN's datastore: asked for page by page, and read with the types that the portal says its columns have.

https://docs.ckan.org/en/2.11/maintaining/datastore.html#ckanext.datastore.logic.action.datastore_search
"""

import re
from collections.abc import Mapping, Sequence

from connectors.ckan_asking import Asking, Parameters
from connectors.ckan_errors import CkanDatastoreError
from connectors.errors import EmptyFileError, MovingListError
from connectors.fetching import Fetched, located
from connectors.json_answer import Json, as_count, as_list, as_object, quoted, read_json
from connectors.json_cells import json_cell
from connectors.json_table import escaped
from connectors.raw_table import RawCell, RawRow, RawTable, clean_name
from connectors.sniffing import kind_of

ROWS = 10_000
"""Rows of a page; a portal gives at most 32,000, or what it says as its ``limit``."""

OWN = "_id"
"""The portal's own number of a row."""

NUMERIC = re.compile(r"(?:int|float|numeric|decimal|double|real|bigint|smallint|serial|money)", re.IGNORECASE)
NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
MARK = b'"fields"'


def datastore_pages(portal: Asking, resource: str) -> list[Fetched]:
    """Ask for all pages of a resource's table.

    Raises:
        NotFoundError, AccessRefusedError, CkanRefusalError: the portal has no such table, or not for us.
        MovingListError: the table was made anew while we read it.
    """
    pages: list[Fetched] = []
    held, total, last = 0, -1, -1
    while True:
        asked: Parameters = {"resource_id": resource, "limit": ROWS, "offset": held, "sort": OWN}
        result, fetched = portal.ask("datastore_search", asked)
        with located(fetched):
            records, said = _records(result)
        if total not in (-1, said) or not _goes_on(records, last):
            raise MovingListError(f"{total} -> {said}", url=fetched.url, where="$.result.total")
        total, held = said, held + len(records)
        pages += [fetched] if records or not pages else []
        if not records and held < total:
            raise MovingListError(f"{held} / {total}", url=fetched.url, where="$.result.records")
        if held >= total:
            return pages
        last = _number(records[-1])


def is_datastore(fetched: Fetched) -> bool:
    """Say whether bytes are a page of a datastore: an answer with fields and records."""
    if kind_of(fetched.content) != "json" or MARK not in fetched.content:
        return False
    document = read_json(fetched.content, exact=False)
    result = document.get("result") if isinstance(document, dict) else None
    return (
        isinstance(result, dict)
        and isinstance(result.get("fields"), list)
        and isinstance(result.get("records"), list)
    )


def read_datastore(fetched: Fetched) -> RawTable:
    """Read a page of a datastore as a table; each cell is named by the JSON pointer at which it stands.

    A number is one where the portal says that its column holds numbers, also where it writes them as texts; a text is
    read by the mapping's locale.

    Raises:
        CkanDatastoreError: it is no such page.
        EmptyFileError: it has no row.
    """
    with located(fetched):
        document = as_object(read_json(fetched.content), "$", CkanDatastoreError)
        result = as_object(document.get("result"), "$.result", CkanDatastoreError)
        fields = _fields(result)
        records = as_list(result.get("records"), "$.result.records", CkanDatastoreError)
        if not records:
            raise EmptyFileError("0", where="$.result.records")
        rows = tuple(_row(fields, record, number) for number, record in enumerate(records))
    refs = tuple(f"/result/fields/{at}/id" for at, _, _ in fields)
    return RawTable(tuple(clean_name(name) for _, name, _ in fields), refs, rows, "json")


Fields = Sequence[tuple[int, str, bool]]
"""Of each column its place, its name, and whether it holds numbers."""


def _fields(result: Mapping[str, Json]) -> Fields:
    found: list[tuple[int, str, bool]] = []
    for at, one in enumerate(as_list(result.get("fields"), "$.result.fields", CkanDatastoreError)):
        told = as_object(one, f"$.result.fields[{at}]", CkanDatastoreError)
        name, type_ = told.get("id"), told.get("type")
        if not isinstance(name, str) or not name:
            raise CkanDatastoreError(quoted(name), where=f"$.result.fields[{at}].id", wanted='"..."')
        if name != OWN:
            found.append((at, name, isinstance(type_, str) and bool(NUMERIC.match(type_))))
    return found


def _row(fields: Fields, record: Json, number: int) -> RawRow:
    told = as_object(record, f"$.result.records[{number}]", CkanDatastoreError)
    return tuple(
        _cell(told.get(name), f"/result/records/{number}/{escaped(name)}", numeric=numeric)
        for _, name, numeric in fields
    )


def _cell(value: Json, ref: str, *, numeric: bool) -> RawCell:
    if numeric and isinstance(value, str) and NUMBER.fullmatch(value.strip()):
        return RawCell(value.strip(), ref, "number")
    return json_cell(value, ref)


def _records(result: Json) -> tuple[list[Json], int]:
    told = as_object(result, "$.result")
    records = as_list(told.get("records"), "$.result.records")
    return records, as_count(told.get("total"), "$.result.total")


def _number(record: Json) -> int:
    told = record.get(OWN) if isinstance(record, dict) else None
    return told if isinstance(told, int) else -1


def _goes_on(records: Sequence[Json], last: int) -> bool:
    """Say whether a page's first row comes after the last one of the page before; where rows have no numbers it may."""
    first = _number(records[0]) if records else -1
    return first == -1 or first > last
