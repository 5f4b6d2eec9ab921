"""What there is where a PxWeb service has no table of a name: asked only then, so that a person can correct the mapping.

Version 1 lists a folder's tables and folders at the folder's address; version 2 lists all of its tables, page by page.
"""

import difflib
from collections.abc import Iterator
from contextlib import suppress

from connectors.errors import AnswerError, ServerFailureError, TableError
from connectors.fetching import Fetch, Request
from connectors.json_answer import Digits, Json, quoted
from connectors.pxweb_answer import read_document
from connectors.pxweb_errors import PxwebRefusalError
from connectors.pxweb_service import PxwebService

SHOWN = 10
MOST_PAGES = 20


def there_instead(fetch: Fetch, service: PxwebService, table: str, pace: float) -> str:
    """Name what there is in a table's place; nothing where the service does not tell."""
    if service.api == "v2":
        return nearest_of(table, dict(_numbered(fetch, service, pace)))
    folders = table.strip("/").split("/")[:-1]
    while folders:
        document = _answer(fetch, service.metadata_request("/".join(folders), pace))
        if isinstance(document, list):
            return below("/".join(folders), document)
        folders.pop()
    return ""


def below(name: str, entries: list[Json]) -> str:
    """Name the tables and folders that a folder holds."""
    ids = [str(entry.get("id", entry.get("dbid"))) for entry in entries if isinstance(entry, dict)]
    return ", ".join(f"{name.rstrip('/')}/{one}" for one in ids[:SHOWN]) or quoted(entries)


def nearest_of(table: str, labels: dict[str, str]) -> str:
    """Name the tables most like one, by number or title; the first ones where none is like it."""
    words = {label.casefold(): id_ for id_, label in labels.items()} | {id_.casefold(): id_ for id_ in labels}
    near = [words[word] for word in difflib.get_close_matches(table.casefold(), words, n=SHOWN, cutoff=0.5)]
    shown = dict.fromkeys(near or list(labels)[:SHOWN])
    return ", ".join(f"{id_} ({labels[id_]})" for id_ in shown)


def _numbered(fetch: Fetch, service: PxwebService, pace: float) -> Iterator[tuple[str, str]]:
    """Give the tables of version 2 with their titles, page by page."""
    number, pages = 1, 1
    while number <= min(pages, MOST_PAGES):
        document = _answer(fetch, service.tables_request(number, pace))
        if not isinstance(document, dict):
            return
        listed = document.get("tables")
        for entry in listed if isinstance(listed, list) else ():
            if isinstance(entry, dict) and isinstance(entry.get("id"), str):
                yield str(entry["id"]), str(entry.get("label") or "")
        page = document.get("page")
        told = page.get("totalPages") if isinstance(page, dict) else None
        pages = int(told) if isinstance(told, Digits) and told.isdigit() else 1
        number += 1


def _answer(fetch: Fetch, request: Request) -> Json:
    """Ask; nothing where the service does not answer that."""
    with suppress(AnswerError, TableError, ServerFailureError, PxwebRefusalError):
        return read_document(fetch(request))
    return None
