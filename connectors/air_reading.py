"""What a mapping reads of air quality: its figures, and what is to be told of them."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from connectors.air_collecting import Documents
from connectors.air_measured import Measurements
from connectors.errors import ConnectorError
from connectors.fetching import Fetched
from connectors.mapping import AppliedMapping
from connectors.reading import Context, Read, read_documents
from connectors.select import parse_where
from schemas.findings import Finding


def air_read(
    applied: AppliedMapping,
    documents: Callable[[], Documents],
    reader: Callable[[Fetched], Measurements],
    context: Context,
) -> Read:
    """Read one mapping.

    Args:
        documents: fetches what the mapping reads, and puts it together.
        reader: reads one document or answer.

    Raises:
        ConnectorError: the service refuses, fails or says something else.
    """
    found = documents()
    read = read_documents(applied, found.read, context)
    others = [one for one in found.received if one not in found.read]
    return replace(read, findings=(*read.findings, *_remarks(applied, [*found.read, *others], reader)))


def _remarks(
    applied: AppliedMapping, documents: Sequence[Fetched], reader: Callable[[Fetched], Measurements]
) -> list[Finding]:
    """Give what is to be told of the figures that the mapping reads."""
    found: list[Finding] = []
    with suppress(ConnectorError):  # reading the table has told it
        keep = parse_where(applied.mapping.where) if applied.mapping.where else None
        for fetched in documents:
            told = (remark for remark in reader(fetched).remarks if remark.concerns(keep))
            found += [remark.finding(fetched.sha256) for remark in told]
    return found
