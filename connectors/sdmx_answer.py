"""Reading what an SDMX service answers: data in one of the forms of SDMX, or its error in one of the forms of an error."""

from collections.abc import Mapping

from connectors.definitions import MappingDefinition
from connectors.errors import (
    AccessRefusedError,
    ConnectorError,
    DelayedAnswerError,
    EmptyFileError,
    HtmlAnswerError,
    NotFoundError,
    ServerFailureError,
)
from connectors.fetching import Fetched, located, require_success
from connectors.json_answer import Json, quoted, read_json
from connectors.raw_table import RawTable, clean_name
from connectors.sdmx_columns import power_of, usual_columns
from connectors.sdmx_content import content_of
from connectors.sdmx_csv import is_sdmx_csv, read_sdmx_csv
from connectors.sdmx_errors import (
    SdmxFormError,
    SdmxMessageError,
    SdmxMultiplierError,
    SdmxRefusalError,
    SdmxTooLargeError,
)
from connectors.sdmx_faults import fault_of
from connectors.sdmx_ml import MESSAGES, Note, read_ml
from connectors.sdmx_xml import root_name, tree
from connectors.sniffing import beginning, kind_of

NO_RESULTS = "100"
BY_CODE: Mapping[str, type[ConnectorError]] = {
    NO_RESULTS: EmptyFileError,
    "110": AccessRefusedError,
    "130": SdmxTooLargeError,
    "413": SdmxTooLargeError,
    "500": ServerFailureError,
    "501": SdmxFormError,
    "503": ServerFailureError,
    "510": SdmxTooLargeError,
}
"""SDMX's own numbers of errors (SDMX 2.1, section 7; SDMX REST, status codes)."""

BY_STATUS: Mapping[int, type[ConnectorError]] = {
    406: SdmxFormError,
    413: SdmxTooLargeError,
    414: SdmxTooLargeError,
    415: SdmxFormError,
    501: SdmxFormError,
}
COMPONENTS = "sdmx-components"
"""The name under which a mapping's version keeps what the structure says of the flow's components."""


def read_data(
    fetched: Fetched, mapping: MappingDefinition, components: Mapping[str, str] | None = None
) -> RawTable:
    """Read an answer's table: the components' columns, and ``time``, ``value``, ``status``, ``unit`` beside them.

    Args:
        components: what the structure has; one that no observation tells is an empty column.

    Raises:
        ConnectorError: it is no such table, or the service's own error.
    """
    with located(fetched):
        content = content_of(fetched)
        refuse_error(fetched, content)
        table = usual_columns(_table(content, fetched), tuple(components or ()), fetched.url)
        _refuse_multiplied(table, mapping)
        return table


def refuse_error(fetched: Fetched, content: bytes | None = None) -> None:
    """Refuse an answer that is an error: an SDMX error message of any status, or a status.

    Raises:
        EmptyFileError: there is nothing that was asked for.
        SdmxFormError, SdmxTooLargeError, SdmxRefusalError, AccessRefusedError: tell the one who asked.
        ServerFailureError: try again.
        AnswerError: another status.
    """
    said = _error_in(fetched.content if content is None else content, fetched.url)
    if said:
        code = said.partition(":")[0]
        kind = BY_CODE.get(code) or BY_STATUS.get(fetched.status)
        if kind is None:
            kind = ServerFailureError if fetched.status >= 500 else SdmxRefusalError
        raise kind(said[:300], url=fetched.url)
    if fetched.status in BY_STATUS:
        raise BY_STATUS[fetched.status](f"HTTP {fetched.status}", url=fetched.url)
    require_success(fetched)


def refuse_no_data(fetched: Fetched) -> None:
    """Refuse the answer to a question for data that is an error; 404 says that there are none.

    Raises:
        EmptyFileError: the flow has nothing of what was asked for.
        ConnectorError: another error.
    """
    try:
        refuse_error(fetched)
    except NotFoundError as error:
        raise EmptyFileError(error.found, url=fetched.url) from error


def _table(content: bytes, fetched: Fetched) -> RawTable:
    kind = kind_of(content)
    if kind == "empty":
        raise EmptyFileError(f"{len(content)} B", url=fetched.url)
    if kind == "html":
        raise HtmlAnswerError(beginning(content), url=fetched.url)
    if kind == "xml" and root_name(content, fetched.url) in MESSAGES:
        message = read_ml(content, fetched.url)
        for note in message.notes:
            _refuse_note(note, fetched)
        return message.table
    if kind == "text" and is_sdmx_csv(content):
        return read_sdmx_csv(content, fetched.url)
    raise SdmxMessageError(beginning(content), url=fetched.url, wanted="SDMX-CSV, SDMX-ML")


def _refuse_note(note: Note, fetched: Fetched) -> None:
    """Refuse data that are not whole by their footer."""
    said = f"{note.code}: {' '.join(note.texts)}"
    if note.code == "413":
        raise DelayedAnswerError(said, url=fetched.url)
    if note.code in ("130", "510"):
        raise SdmxTooLargeError(said, url=fetched.url)
    if note.severity.lower() == "error":
        raise SdmxRefusalError(said, url=fetched.url)


def _error_in(content: bytes, url: str) -> str:
    """Give the number and the words of an error message; empty where the bytes are none."""
    kind = kind_of(content)
    if kind == "xml" and root_name(content, url) in ("Error", "Fault", "Envelope"):
        return fault_of(tree(content, url))
    if kind == "json" and len(content) < 1_000_000:
        return _error_in_json(read_json(content, url))
    return ""


def _error_in_json(document: Json) -> str:
    """Read an error as SDMX-JSON has it, or the single object that some services give."""
    if not isinstance(document, dict) or {"data", "dataSets", "structure"} & document.keys():
        return ""
    found = document.get("errors") or document.get("error") or document.get("errorMessage")
    if found is None and "code" in document:
        found = document
    if found is None:
        return ""
    listed = found if isinstance(found, list) else [found]
    return "; ".join(map(_said, listed))


def _said(entry: Json) -> str:
    if not isinstance(entry, dict):
        return f": {quoted(entry, 200)}"
    words = entry.get("detail") or entry.get("title") or entry.get("message") or entry.get("text") or ""
    return f"{entry.get('code', '')}: {words if isinstance(words, str) else quoted(words, 200)}"


def _refuse_multiplied(table: RawTable, mapping: MappingDefinition) -> None:
    """Refuse figures in thousands or millions where the mapping takes their unit from a column that does not say so.

    A unit that a person states under ``constants`` is taken at its word.
    """
    told = mapping.columns.get("unit")
    folded = [name.lower() for name in table.columns]
    if told is None or clean_name(told.column) == "unit" or "unit_mult" not in folded:
        return
    index = folded.index("unit_mult")
    for row in table.rows:
        if power_of(row[index]):
            raise SdmxMultiplierError(f"UNIT_MULT {row[index].text}", where=row[index].ref)
