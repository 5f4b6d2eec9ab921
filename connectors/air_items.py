"""The item of a mapping of air quality: its figures, and what is to be told of them."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from connectors.air_collecting import Documents
from connectors.air_measured import Measurements
from connectors.definitions import SourceDefinition
from connectors.describing import mapped_dataset
from connectors.errors import ConnectorError
from connectors.fetching import Fetched
from connectors.items import Item
from connectors.mapping import AppliedMapping
from connectors.reading import Context, read_documents
from connectors.select import parse_where
from schemas.findings import Finding


def air_item(
    source: SourceDefinition,
    applied: AppliedMapping,
    same: Sequence[AppliedMapping],
    addresses: Sequence[str],
    context: Context,
    documents: Callable[[], Documents],
    reader: Callable[[Fetched], Measurements],
) -> Item:
    """Read one mapping.

    Args:
        same: the mappings that describe the same dataset.
        addresses: of the dataset's distributions.
        documents: fetches what the mapping reads, and puts it together.
        reader: reads one document or answer.
    """
    key = applied.mapping.dataset or applied.name
    draft = mapped_dataset(source, key, same, addresses)
    title = draft.title.en or applied.name
    try:
        found = documents()
        read = read_documents(applied, found.read, context)
    except ConnectorError as error:
        return Item(applied.name, title, draft, error=error)
    others = [one for one in found.received if one not in found.read]
    read = replace(read, findings=(*read.findings, *_remarks(applied, [*found.read, *others], reader)))
    return Item(applied.name, title, draft, (read,), record_snapshot=read.snapshot)


def same_dataset(applied: AppliedMapping, mappings: Sequence[AppliedMapping]) -> list[AppliedMapping]:
    """Give the mappings that make one dataset."""
    key = applied.mapping.dataset or applied.name
    return [other for other in mappings if (other.mapping.dataset or other.name) == key]


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
