"""From bytes to observations: the same way in a harvest, an import, a preview and a verification."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from connectors.errors import ConnectorError, EmptyFileError, TransientError
from connectors.fetching import Fetched, require_success
from connectors.mapping import AppliedMapping, Document, apply_mapping
from connectors.options import TableOptions
from connectors.raw_table import RawTable, TableMedia
from connectors.select import filled, sectioned
from connectors.tables import read_table
from connectors.xlsx_table import HIDDEN
from schemas.basis import Basis
from schemas.findings import Finding, Location
from schemas.messages import Message
from schemas.observations import Observation
from schemas.places import Place
from schemas.validation.observations import check_observations


@dataclass(frozen=True, slots=True)
class Context:
    """What a mapping is checked against: the bases and places the node knows, and the year it is.

    Args:
        since: only what its source changed from then on need be listed, where the connector can ask so; None for all.
    """

    bases: Mapping[str, Basis]
    places: Mapping[str, Place]
    year: int
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """What one mapping made of one document, or of the slices that a table came in.

    Args:
        snapshot: SHA-256 of the document, of several the first.
        slices: SHA-256 of each, where there are several.
    """

    applied: AppliedMapping
    observations: tuple[Observation, ...]
    findings: tuple[Finding, ...]
    snapshot: str
    slices: tuple[str, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether a violation forbids publishing it."""
        return any(finding.severity == "violation" for finding in self.findings)


def raw_table(applied: AppliedMapping, fetched: Fetched) -> RawTable:
    """Read a document as the table that a mapping selects.

    Raises:
        ConnectorError: it is no such table.
    """
    from connectors.connector import connector  # connectors read tables by this module

    own = connector(applied.connector).table
    if own is not None:
        return own(applied, fetched)
    return file_table(applied, fetched)


def file_table(applied: AppliedMapping, fetched: Fetched) -> RawTable:
    """Read a file as the table that a mapping selects, by what it is.

    Raises:
        ConnectorError: it is no such table.
    """
    require_success(fetched)
    select = applied.mapping.select
    written = applied.options if applied.connector == "table" else {}
    options = TableOptions.model_validate(written)
    table = read_table(
        fetched.content,
        media=media_of(fetched),
        sheet=select.sheet or None,
        cell_range=select.range or None,
        header_rows=select.header_rows,
        encoding=options.encoding or None,
        separator=options.separator or None,
        url=fetched.url,
    )
    table = sectioned(table, select.sections) if select.sections else table
    return filled(table, select.fill) if select.fill else table


def media_of(fetched: Fetched) -> TableMedia:
    """Say what a document claims to be: by media type, else by its name's ending."""
    path = fetched.url.partition("?")[0].lower()
    if "spreadsheetml" in fetched.media_type or path.endswith((".xlsx", ".xlsm")):
        return "xlsx"
    if "opendocument.spreadsheet" in fetched.media_type or path.endswith((".ods", ".ots")):
        return "ods"
    if "json" in fetched.media_type or path.endswith((".json", ".geojson", ".ndjson")):
        return "json"
    return "csv"


def read_mapped(applied: AppliedMapping, fetched: Fetched, context: Context) -> Read:
    """Apply a mapping to a document and check what comes of it.

    An error of the document is a finding like those of its cells, so that a report holds them all.
    """
    document = Document(document_name(fetched), fetched.sha256)
    try:
        table = raw_table(applied, fetched)
        mapped = apply_mapping(applied, table, document)
    except ConnectorError as error:
        if not error.rule or isinstance(error, TransientError):
            raise  # what may be there at the next try is no fault of the document
        return Read(
            applied, (), (error.at(url=fetched.url).finding(snapshot=fetched.sha256),), fetched.sha256
        )
    checked = _checked(mapped.observations, context)
    found = (*mapped.findings, *checked, *_not_shown(table, document))
    return Read(applied, mapped.observations, found, fetched.sha256)


def read_documents(applied: AppliedMapping, documents: Sequence[Fetched], context: Context) -> Read:
    """Read a table that came in slices as one: its rows are checked together, each points to its own document.

    A slice without a figure is none the worse for it, as long as another has one.
    """
    if len(documents) == 1:
        return read_mapped(applied, documents[0], context)
    slices = tuple(fetched.sha256 for fetched in documents)
    observations: list[Observation] = []
    findings: list[Finding] = []
    empty: list[Finding] = []
    for fetched in documents:
        document = Document(document_name(fetched), fetched.sha256)
        try:
            mapped = apply_mapping(applied, raw_table(applied, fetched), document)
        except TransientError:
            raise
        except ConnectorError as error:
            found = error.at(url=fetched.url).finding(snapshot=fetched.sha256)
            if not isinstance(error, EmptyFileError):
                return Read(applied, (), (found,), slices[0], slices)
            empty.append(found)
            continue
        observations += mapped.observations
        findings += mapped.findings
    if len(empty) == len(documents):
        return Read(applied, (), tuple(empty[:1]), slices[0], slices)
    findings += _checked(observations, context)
    return Read(applied, tuple(observations), tuple(findings), slices[0], slices)


def document_name(fetched: Fetched) -> str:
    """Give a document's name as a person would say it: its address."""
    return fetched.url


def _not_shown(table: RawTable, document: Document) -> list[Finding]:
    """Say which hidden rows and columns of a sheet were read with the others."""
    hidden = [note for note in table.notes if note.key == HIDDEN]
    mend = Message("connectors.note.hidden.mend")
    return [
        Finding(
            "connectors.hidden",
            "info",
            Location(document.name, str(note.values["sheet"]), document.snapshot),
            f"{note.values['rows']}; {note.values['columns']}",
            note,
            mend,
        )
        for note in hidden
    ]


def _checked(observations: Sequence[Observation], context: Context) -> Sequence[Finding]:
    return check_observations(observations, context.bases, context.places, context.year)
