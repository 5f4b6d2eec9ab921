"""The connector `ngsi-ld`: what each mapping reads of a broker's entities, as they are or through time."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from catalogue.drafts import DatasetDraft
from connectors.connector import Connector
from connectors.definitions import SourceDefinition
from connectors.describing import mapped_dataset
from connectors.errors import ConnectorError
from connectors.fetching import Fetch, Fetched
from connectors.items import Item
from connectors.mapping import AppliedMapping
from connectors.ngsi import NgsiReader
from connectors.ngsi_options import NgsiOptions
from connectors.ngsi_table import read_values
from connectors.raw_table import RawTable
from connectors.reading import Context, read_documents


def ngsi_items(
    source: SourceDefinition, mappings: Sequence[AppliedMapping], fetch: Fetch, context: Context
) -> Iterator[Item]:
    """Give an item a mapping.

    A selection is always asked for whole: what a mapping gives replaces what it gave before.
    """
    reader = NgsiReader(fetch, source.url, NgsiOptions.model_validate(source.options), context.year)
    return (_item(source, mappings, applied, reader, context) for applied in mappings)


def _item(
    source: SourceDefinition, mappings: Sequence[AppliedMapping], applied: AppliedMapping,
    reader: NgsiReader, context: Context,
) -> Item:  # fmt: skip
    """Read one mapping; mappings that name one dataset describe it alike, whichever is read."""
    key = applied.mapping.dataset or applied.name
    same = [other for other in mappings if (other.mapping.dataset or other.name) == key]
    draft = _draft(source, key, same, reader)
    title = draft.title.en or applied.name
    try:
        read = read_documents(applied, reader.documents(applied.mapping), context)
    except ConnectorError as error:
        return Item(applied.name, title, draft, error=error)
    return Item(applied.name, title, draft, (read,), record_snapshot=read.snapshot)


def _draft(
    source: SourceDefinition, key: str, same: Sequence[AppliedMapping], reader: NgsiReader
) -> DatasetDraft:
    """Describe a dataset; a broker's address gives a page of entities and no file."""
    addresses: list[str] = []
    for applied in same:
        with suppress(ConnectorError):  # its own item says so
            addresses.append(reader.address(applied.mapping))
    draft = mapped_dataset(source, key, same, tuple(dict.fromkeys(addresses)))
    told = (replace(one, download_url="", format="JSON") for one in draft.distributions)
    return replace(draft, distributions=tuple(told))


def _table(applied: AppliedMapping, fetched: Fetched) -> RawTable:
    return read_values(fetched, applied)


CONNECTOR = Connector("ngsi-ld", ngsi_items, NgsiOptions, _table)
