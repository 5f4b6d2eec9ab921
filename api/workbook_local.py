"""A city's own indicators from a workbook: read with the rest, refused with the rest, recorded when it is published."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlmodel import Session

from catalogue.local_indicators import put
from connectors.workbook import WorkbookReading
from schemas.errors import SchemaError
from schemas.findings import Finding, Location
from schemas.local_indicators import LocalIndicator, read_stated
from schemas.messages import Message


def local_findings(reading: WorkbookReading, document: str) -> list[Finding]:
    """Say which of the workbook's own indicators cannot be meant, each with its cell."""
    found: list[Finding] = []
    for row in reading.local:
        try:
            read_stated(row, reading.place, reading.title, where=row["cell"])
        except SchemaError as error:
            found.append(_refused(row["cell"], str(error), document))
    return [*found, *_twice(reading, document)]


def _refused(cell: str, found: str, document: str) -> Finding:
    expected, mend = Message("workbook.wanted.local"), Message("workbook.mend.local", {"cell": cell})
    return Finding("workbook", "violation", Location(document, cell), found, expected, mend)


def _twice(reading: WorkbookReading, document: str) -> Iterator[Finding]:
    names = [row["name"] for row in reading.local]
    for number, row in enumerate(reading.local):
        if row["name"] in names[:number]:
            yield _refused(row["cell"], row["name"], document)


def record_local(
    session: Session, reading: WorkbookReading, owner: str, now: datetime
) -> Sequence[tuple[LocalIndicator, str]]:
    """Record the place's own indicators; give each with ``added``, ``changed`` or ``unchanged``."""
    read = [read_stated(row, reading.place, reading.title, where=row["cell"]) for row in reading.local]
    return [(one, put(session, one, owner, now)) for one in read]
