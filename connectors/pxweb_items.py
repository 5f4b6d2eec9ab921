"""The items of a PxWeb service: what each mapping selects of a table."""

from collections.abc import Iterator, Sequence
from functools import partial

from connectors.connector import Connector
from connectors.definitions import SourceDefinition
from connectors.fetching import Fetch, Fetched
from connectors.items import Item
from connectors.mapped_items import Mapped
from connectors.mapping import AppliedMapping
from connectors.options import PxwebOptions
from connectors.pxweb import PxwebReader
from connectors.pxweb_answer import read_figures
from connectors.pxweb_service import PxwebService
from connectors.raw_table import RawTable
from connectors.reading import Context, Read, read_documents


def pxweb_items(
    source: SourceDefinition, mappings: Sequence[AppliedMapping], fetch: Fetch, context: Context
) -> Iterator[Item]:
    """Give an item a mapping.

    Raises:
        PxwebKeyError: the source's address is no PxWeb's.
    """
    options = PxwebOptions.model_validate(source.options)
    reader = PxwebReader(fetch, PxwebService.of(source, options), options)
    mapped = Mapped(
        source, mappings, partial(_address, reader), files=False
    )  # tables are asked for by a POST
    return (
        mapped.item(one, partial(_read, reader, one, context), partial(_description, reader, one))
        for one in mappings
    )


def _address(reader: PxwebReader, applied: AppliedMapping) -> str:
    return reader.service.table_address(applied.mapping.select.table)


def _read(reader: PxwebReader, applied: AppliedMapping, context: Context) -> Read:
    reader.describe(applied.mapping.select.table)
    return read_documents(applied, reader.documents(applied.mapping), context)


def _description(reader: PxwebReader, applied: AppliedMapping) -> str:
    return reader.describe(applied.mapping.select.table).fetched.sha256


def _table(applied: AppliedMapping, fetched: Fetched) -> RawTable:
    return read_figures(fetched, applied.mapping, PxwebOptions.model_validate(applied.options))


CONNECTOR = Connector("pxweb", pxweb_items, PxwebOptions, _table)
