"""The items of a PxWeb service: what each mapping selects of a table."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from catalogue.drafts import DatasetDraft
from connectors.connector import Connector
from connectors.definitions import SourceDefinition
from connectors.describing import mapped_dataset
from connectors.errors import ConnectorError
from connectors.fetching import Fetch, Fetched
from connectors.items import Item
from connectors.mapping import AppliedMapping
from connectors.options import PxwebOptions
from connectors.pxweb import PxwebReader
from connectors.pxweb_answer import read_figures
from connectors.pxweb_service import PxwebService
from connectors.raw_table import RawTable
from connectors.reading import Context, read_documents


def pxweb_items(
    source: SourceDefinition, mappings: Sequence[AppliedMapping], fetch: Fetch, context: Context
) -> Iterator[Item]:
    """Give an item a mapping.

    Raises:
        PxwebKeyError: the source's address is no PxWeb's.
    """
    options = PxwebOptions.model_validate(source.options)
    reader = PxwebReader(fetch, PxwebService.of(source, options), options)
    return (_item(source, mappings, applied, reader, context) for applied in mappings)


def _item(
    source: SourceDefinition, mappings: Sequence[AppliedMapping], applied: AppliedMapping,
    reader: PxwebReader, context: Context,
) -> Item:  # fmt: skip
    """Read one mapping; mappings that name one dataset describe it alike, whichever is read."""
    key = applied.mapping.dataset or applied.name
    same = [other for other in mappings if (other.mapping.dataset or other.name) == key]
    draft = _draft(source, key, same, reader)
    title = draft.title.en or applied.name
    try:
        described = reader.describe(applied.mapping.select.table)
        read = read_documents(applied, reader.documents(applied.mapping), context)
    except ConnectorError as error:
        return Item(applied.name, title, draft, error=error)
    return Item(applied.name, title, draft, (read,), record_snapshot=described.fetched.sha256)


def _draft(
    source: SourceDefinition, key: str, same: Sequence[AppliedMapping], reader: PxwebReader
) -> DatasetDraft:
    """Describe a dataset; its tables are asked for by a POST, so that no address gives a file."""
    addresses = dict.fromkeys(address for one in same if (address := _address(one, reader)))
    draft = mapped_dataset(source, key, same, tuple(addresses))
    distributions = (replace(one, download_url="", format="JSON") for one in draft.distributions)
    return replace(draft, distributions=tuple(distributions))


def _address(applied: AppliedMapping, reader: PxwebReader) -> str:
    try:
        return reader.service.table_address(applied.mapping.select.table)
    except ConnectorError:
        return ""  # its own item says so


def _table(applied: AppliedMapping, fetched: Fetched) -> RawTable:
    return read_figures(fetched, applied.mapping, PxwebOptions.model_validate(applied.options))


CONNECTOR = Connector("pxweb", pxweb_items, PxwebOptions, _table)
