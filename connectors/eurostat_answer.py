"""Reading what Eurostat answers: JSON-stat, SDMX-CSV, TSV or SDMX-ML, packed or not, or what it says instead.

Its oddities: an answer with 200 may hold a notice that the data will come later, an error document may come with any status
and in either of two forms, and under load a page for people comes instead of data.
"""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from connectors.errors import (
    ConnectorError,
    EmptyFileError,
    EurostatRefusalError,
    NotJsonError,
    OverloadedError,
    ServerFailureError,
)
from connectors.eurostat_delay import TOO_BIG, entries, refuse_delay
from connectors.eurostat_errors import EurostatTooBigError
from connectors.eurostat_tsv import is_tsv, read_tsv
from connectors.fetching import Fetched, located, require_success
from connectors.json_answer import Json, read_json
from connectors.jsonstat import table_of_jsonstat
from connectors.raw_table import RawTable
from connectors.sdmx_columns import eurostat_columns
from connectors.sdmx_content import content_of
from connectors.sdmx_csv import is_sdmx_csv, read_sdmx_csv
from connectors.sdmx_errors import SdmxMessageError
from connectors.sdmx_faults import fault_of
from connectors.sdmx_ml import MESSAGES, read_ml
from connectors.sdmx_xml import root_name, tree
from connectors.sniffing import beginning, kind_of

HOME = ZoneInfo("Europe/Luxembourg")
"""Eurostat's own clock: LAST UPDATE of SDMX-CSV has no offset."""

EXPORTED = "value"
"""The last column of the tables that its data browser exports."""


def read_answer(fetched: Fetched) -> RawTable:
    """Read an answer as a table under the names of JSON-stat: dimension codes, ``time``, ``value``, ``status``.

    Raises:
        DelayedAnswerError, OverloadedError, ServerFailureError: try again later.
        EurostatRefusalError, EurostatTooBigError, AnswerError, TableError: tell the one who asked.
    """
    with located(fetched):
        content = content_of(fetched)
        kind = kind_of(content)
        if kind == "html":
            raise _of_page(fetched)
        if kind == "xml":
            return _of_xml(content, fetched)
        if kind == "json":
            return _of_json(content, fetched)
        require_success(fetched)
        return _of_text(content, fetched)


def updated_at(fetched: Fetched) -> datetime | None:
    """Give the time at which Eurostat last updated a table, in UTC; None where the answer does not say."""
    try:
        content = content_of(fetched)
        if kind_of(content) == "json":
            document = read_json(content)
            return _moment(document.get("updated")) if isinstance(document, dict) else None
        if is_sdmx_csv(content):
            return _last_update(read_sdmx_csv(b"\n".join(content.splitlines()[:2]) + b"\n"))
    except ConnectorError:
        return None
    return None


def _moment(text: Json) -> datetime | None:
    """Read a moment whose offset may have no colon, e.g. ``2026-02-06T23:00:00+0100``."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo is not None else None


def _last_update(table: RawTable) -> datetime | None:
    """Read ``22/05/26 11:00:00``: day, month, year."""
    if "LAST UPDATE" not in table.columns or not table.rows:
        return None
    text = table.texts(table.rows[0])["LAST UPDATE"]
    for form in ("%d/%m/%y %H:%M:%S", "%d/%m/%Y %H:%M:%S"):
        try:
            return datetime.strptime(text, form).replace(tzinfo=HOME).astimezone(UTC)
        except ValueError:
            continue
    return None


def _of_page(fetched: Fetched) -> ConnectorError:
    """Say what a page for people means: its status, or with 200 that the service is overloaded."""
    try:
        require_success(fetched)
    except ConnectorError as error:
        return error
    return OverloadedError(beginning(fetched.content), url=fetched.url)


def _of_json(content: bytes, fetched: Fetched) -> RawTable:
    document = read_json(content, fetched.url)
    refuse_delay(fetched)
    if isinstance(document, dict):
        _refuse_error(document.get("error"), fetched)
    require_success(fetched)
    table = table_of_jsonstat(document, fetched.url)
    return replace(table, columns=tuple(name.lower() for name in table.columns))


def _refuse_error(error: Json, fetched: Fetched) -> None:
    found = entries(error)
    if not found:
        return
    said = "; ".join(f"{entry.get('id', entry.get('status'))}: {entry.get('label', '')}" for entry in found)
    raise _refusal(said, fetched)


def _refusal(said: str, fetched: Fetched) -> ConnectorError:
    """Say an error of Eurostat's: a question that is too big, a failure of its own, or a refusal."""
    if TOO_BIG.search(said):
        return EurostatTooBigError(said, url=fetched.url)
    if fetched.status >= 500 or said.startswith(("500:", "503:", "SERVER")):
        return ServerFailureError(said, url=fetched.url)
    return EurostatRefusalError(said, url=fetched.url)


def _of_text(content: bytes, fetched: Fetched) -> RawTable:
    if not content.strip():
        raise EmptyFileError(f"{len(content)} B", url=fetched.url)
    if is_tsv(content):
        return eurostat_columns(read_tsv(content, fetched.url), fetched.url)
    if is_sdmx_csv(content) or _is_exported(content):
        return eurostat_columns(read_sdmx_csv(content, fetched.url), fetched.url)
    raise NotJsonError(beginning(content), url=fetched.url)


def _is_exported(content: bytes) -> bool:
    """Say whether a text is a table as the data browser exports it: labels, and the figures in ``Value``."""
    header = content.partition(b"\n")[0].decode("utf-8", errors="replace").lower()
    names = [name.strip(' "\r') for name in header.removeprefix("\ufeff").split(",")]
    return EXPORTED in names and "time" in names


def _of_xml(content: bytes, fetched: Fetched) -> RawTable:
    refuse_delay(fetched)
    if root_name(content, fetched.url) in MESSAGES:
        message = read_ml(content, fetched.url)
        errors = [note for note in message.notes if note.severity.lower() == "error" or note.code == "413"]
        if errors:
            raise _refusal("; ".join(f"{one.code}: {' '.join(one.texts)}" for one in errors), fetched)
        require_success(fetched)
        return eurostat_columns(message.table, fetched.url) if message.table.rows else _nothing(fetched)
    said = fault_of(tree(content, fetched.url))
    if said:
        raise _refusal(said, fetched)
    require_success(fetched)
    raise SdmxMessageError(beginning(content), url=fetched.url, wanted="JSON-stat, SDMX-CSV, TSV, SDMX-ML")


def _nothing(fetched: Fetched) -> RawTable:
    raise EmptyFileError("0", where="Obs", url=fetched.url)
