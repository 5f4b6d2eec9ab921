"""The item of a mapping, where only mappings say what is read of a source."""

from collections.abc import Mapping, Sequence

from connectors.definitions import SourceDefinition
from connectors.describing import definition_for, mapped_dataset
from connectors.errors import ConnectorError
from connectors.fetching import Fetch, Request
from connectors.items import Item
from connectors.mapping import AppliedMapping
from connectors.quality_stated import said_by_definition
from connectors.reading import Context, read_mapped
from schemas.mqa.scoring import stated_by


def mapped_item(
    source: SourceDefinition, mappings: Sequence[AppliedMapping], applied: AppliedMapping,
    requests: Mapping[str, Request], fetch: Fetch, context: Context,
) -> Item:  # fmt: skip
    """Read one mapping; mappings that name one dataset describe it alike, whichever is read."""
    key = applied.mapping.dataset or applied.name
    same = [other for other in mappings if (other.mapping.dataset or other.name) == key]
    addresses = tuple(dict.fromkeys(requests[other.name].url for other in same if other.name in requests))
    draft = mapped_dataset(source, key, same, addresses)
    title = draft.title.en or applied.name
    stated = stated_by(said_by_definition(source, definition_for(source, key), addresses))
    try:
        read = read_mapped(applied, fetch(requests[applied.name]), context)
    except ConnectorError as error:
        return Item(applied.name, title, draft, error=error)
    return Item(applied.name, title, draft, (read,), record_snapshot=read.snapshot, stated=stated)
