"""The connector `table`: a file at an address, or several below a folder's."""

from collections.abc import Iterator, Sequence
from urllib.parse import urljoin

from connectors.connector import Connector
from connectors.definitions import SourceDefinition
from connectors.fetching import Fetch, Request
from connectors.items import Item
from connectors.mapped_items import mapped_item
from connectors.mapping import AppliedMapping
from connectors.options import TableOptions
from connectors.reading import Context


def table_items(
    source: SourceDefinition, mappings: Sequence[AppliedMapping], fetch: Fetch, context: Context
) -> Iterator[Item]:
    """Give an item a mapping: a file at an address, or at a path below it."""
    root = source.url if source.url.endswith("/") else f"{source.url}/"
    paths = {applied.name: applied.mapping.path for applied in mappings}
    requests = {
        name: Request("GET", urljoin(root, path) if path else source.url) for name, path in paths.items()
    }
    return (mapped_item(source, mappings, applied, requests, fetch, context) for applied in mappings)


CONNECTOR = Connector("table", table_items, TableOptions)
