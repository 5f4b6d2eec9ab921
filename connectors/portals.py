"""The portals: how each connector gives a source's items."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urljoin

from connectors.ckan import list_packages
from connectors.ckan_records import CkanPackage
from connectors.dcat_items import dcat_items
from connectors.definitions import SourceDefinition
from connectors.describing import mapped_dataset, package_dataset
from connectors.errors import CkanRecordError, ConnectorError, MissingResourceError
from connectors.eurostat import EurostatQuestion, data_request
from connectors.fetching import Fetch, Request
from connectors.items import Item, Portal
from connectors.mapping import AppliedMapping
from connectors.options import CkanOptions, EurostatOptions
from connectors.pxweb_items import pxweb_items
from connectors.reading import Context, Read, read_mapped, resource_named


def table_items(
    source: SourceDefinition, mappings: Sequence[AppliedMapping], fetch: Fetch, context: Context
) -> Iterator[Item]:
    """Give an item a mapping: a file at an address, or at a path below it."""
    root = source.url if source.url.endswith("/") else f"{source.url}/"
    paths = {applied.name: applied.mapping.path for applied in mappings}
    requests = {
        name: Request("GET", urljoin(root, path) if path else source.url) for name, path in paths.items()
    }
    return (_mapped_item(source, mappings, applied, requests, fetch, context) for applied in mappings)


def eurostat_items(
    source: SourceDefinition, mappings: Sequence[AppliedMapping], fetch: Fetch, context: Context
) -> Iterator[Item]:
    """Give an item a mapping: what it selects of a table."""
    options = EurostatOptions.model_validate(source.options)
    requests: dict[str, Request] = {}
    refused: list[Item] = []
    for applied in mappings:
        select = applied.mapping.select
        question = EurostatQuestion(select.table, select.key, select.since, select.until, options.lang)
        try:
            requests[applied.name] = data_request(source.url, question)
        except ConnectorError as error:
            refused.append(Item(applied.name, applied.name, error=error))
    yield from refused
    for applied in mappings:
        if applied.name in requests:
            yield _mapped_item(source, mappings, applied, requests, fetch, context)


def _mapped_item(
    source: SourceDefinition, mappings: Sequence[AppliedMapping], applied: AppliedMapping,
    requests: Mapping[str, Request], fetch: Fetch, context: Context,
) -> Item:  # fmt: skip
    """Read one mapping; mappings that name one dataset describe it alike, whichever is read."""
    key = applied.mapping.dataset or applied.name
    same = [other for other in mappings if (other.mapping.dataset or other.name) == key]
    addresses = tuple(dict.fromkeys(requests[other.name].url for other in same if other.name in requests))
    draft = mapped_dataset(source, key, same, addresses)
    title = draft.title.en or applied.name
    try:
        read = read_mapped(applied, fetch(requests[applied.name]), context)
    except ConnectorError as error:
        return Item(applied.name, title, draft, error=error)
    return Item(applied.name, title, draft, (read,), record_snapshot=read.snapshot)


def ckan_items(
    source: SourceDefinition, mappings: Sequence[AppliedMapping], fetch: Fetch, context: Context
) -> Iterator[Item]:
    """Give an item a package, with what the mappings that name it read of its resources."""
    options = CkanOptions.model_validate(source.options)
    named: set[str] = set()
    for page in list_packages(fetch, source.url, options):
        for record in page.records:
            if isinstance(record, CkanRecordError):
                yield Item(record.record_id or record.title, record.title, error=record)
                continue
            mine = [applied for applied in mappings if _names(applied) & {record.id, record.name}]
            named.update(applied.name for applied in mine)
            yield _package_item(source, record, mine, fetch, context, page.fetched.sha256)
    for applied in mappings:
        if applied.name not in named:
            wanted = applied.mapping.select.dataset or applied.mapping.dataset
            yield Item(
                applied.name,
                applied.name,
                error=MissingResourceError(wanted, url=source.url, where="select.dataset"),
            )


def _names(applied: AppliedMapping) -> set[str]:
    return {applied.mapping.select.dataset or applied.mapping.dataset}


def _package_item(
    source: SourceDefinition, package: CkanPackage, mappings: Sequence[AppliedMapping], fetch: Fetch, context: Context,
    snapshot: str,
) -> Item:  # fmt: skip
    draft = package_dataset(source, package, mappings)
    try:
        reads = tuple(_resource_read(package, applied, fetch, context) for applied in mappings)
    except ConnectorError as error:
        return Item(package.id, package.title, draft, error=error)
    return Item(package.id, package.title, draft, reads, record_snapshot=snapshot)


def _resource_read(package: CkanPackage, applied: AppliedMapping, fetch: Fetch, context: Context) -> Read:
    wanted = applied.mapping.select.resource
    resource = resource_named(package.resources, wanted)
    if resource is None:
        where = f"{package.name}: select.resource"
        raise MissingResourceError(
            wanted or f"{len(package.resources)} resources", url=package.url, where=where
        )
    return read_mapped(applied, fetch(Request("GET", resource.url)), context)


PORTALS: Mapping[str, Portal] = {
    "ckan": ckan_items,
    "dcat": dcat_items,
    "eurostat": eurostat_items,
    "pxweb": pxweb_items,
    "table": table_items,
}
