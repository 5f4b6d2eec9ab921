"""The connector `ngsi-ld`: what each mapping reads of a broker's entities, as they are or through time."""

from collections.abc import Iterator, Sequence
from functools import partial

from connectors.connector import Connector
from connectors.definitions import SourceDefinition
from connectors.fetching import Fetch, Fetched
from connectors.items import Item
from connectors.mapped_items import Mapped
from connectors.mapping import AppliedMapping
from connectors.ngsi import NgsiReader
from connectors.ngsi_options import NgsiOptions
from connectors.ngsi_table import read_values
from connectors.raw_table import RawTable
from connectors.reading import Context, Read, read_documents


def ngsi_items(
    source: SourceDefinition, mappings: Sequence[AppliedMapping], fetch: Fetch, context: Context
) -> Iterator[Item]:
    """Give an item a mapping.

    A selection is always asked for whole: what a mapping gives replaces what it gave before.
    """
    reader = NgsiReader(fetch, source.url, NgsiOptions.model_validate(source.options), context.year)
    # a broker's address gives a page of entities and no file
    mapped = Mapped(source, mappings, lambda one: reader.address(one.mapping), files=False)
    return (mapped.item(one, partial(_read, reader, one, context)) for one in mappings)


def _read(reader: NgsiReader, applied: AppliedMapping, context: Context) -> Read:
    return read_documents(applied, reader.documents(applied.mapping), context)


def _table(applied: AppliedMapping, fetched: Fetched) -> RawTable:
    return read_values(fetched, applied)


CONNECTOR = Connector("ngsi-ld", ngsi_items, NgsiOptions, _table)
