"""The connector `arcgis`: each dataset of a Hub, and what the mappings read of layers or of a Hub's files."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial

from connectors.arcgis_answer import fetch_patiently, require_file
from connectors.arcgis_describing import hub_dataset
from connectors.arcgis_errors import ArcgisLayerError, ArcgisRecordError
from connectors.arcgis_hub import HubList, HubRecord
from connectors.arcgis_layer import Layer
from connectors.arcgis_options import ArcgisOptions
from connectors.arcgis_query import LAYER, ArcgisReader
from connectors.arcgis_table import read_features, with_layers_maps
from connectors.connector import Connector
from connectors.definitions import SourceDefinition
from connectors.errors import ConnectorError, MissingResourceError, MovingListError
from connectors.fetching import Fetch, Fetched, Request
from connectors.items import Item
from connectors.mapped_items import Mapped
from connectors.mapping import AppliedMapping
from connectors.raw_table import RawTable
from connectors.reading import Context, Read, file_table, read_documents
from connectors.sniffing import kind_of

FILES = ("csv", "geojson")
"""Files of a Hub's dataset that a mapping may name (``select.resource``)."""


def arcgis_items(
    source: SourceDefinition, mappings: Sequence[AppliedMapping], fetch: Fetch, context: Context
) -> Iterator[Item]:
    """Give an item a dataset of the Hub, and one a mapping that names a layer by itself."""
    options = ArcgisOptions.model_validate(source.options)
    harvest = _Harvest(source, mappings, ArcgisReader(fetch, source.url, options), context)
    if options.kind(source.url) == "services":
        yield from harvest.layers(mappings)
        return
    yield from harvest.hub()
    yield from harvest.layers([applied for applied in mappings if not applied.mapping.select.dataset])


@dataclass(slots=True)
class _Harvest:
    """One reading of a source: which mappings its Hub's records have met."""

    source: SourceDefinition
    mappings: Sequence[AppliedMapping]
    reader: ArcgisReader
    context: Context
    named: set[str] = field(default_factory=set)

    def hub(self) -> Iterator[Item]:
        """Give the items of a Hub's records; a list that moved leaves open what is gone."""
        listed = HubList(self.reader.fetch, self.source.url, self.reader.options)
        for page in listed.pages():
            for record in page.records:
                if isinstance(record, ArcgisRecordError):
                    yield Item(
                        record.record_id or record.where,
                        record.record_id,
                        error=record.at(url=page.fetched.url),
                    )
                else:
                    yield self._record(record, page.fetched)
        if listed.moved:
            moving = MovingListError(listed.moved, url=self.source.url)
            yield Item(self.source.url, self.source.url, error=moving, rest_unknown=True)
            return
        for applied in self.mappings:
            wanted = applied.mapping.select.dataset
            if wanted and applied.name not in self.named:
                missing = MissingResourceError(wanted, url=self.source.url, where="select.dataset")
                yield Item(applied.name, applied.name, error=missing)

    def layers(self, mappings: Sequence[AppliedMapping]) -> Iterator[Item]:
        """Give an item a mapping; mappings that name one dataset describe it alike, whichever is read."""
        mapped = Mapped(self.source, mappings, self._address, files=False)
        for applied in mappings:
            item = mapped.item(applied, partial(self._read, applied, ""), partial(self._description, applied))
            edited = None if item.error else self.reader.describe(applied.mapping.select).layer.edited
            yield replace(item, changed_at=edited)

    def _address(self, applied: AppliedMapping) -> str:
        return "" if applied.mapping.select.resource else self.reader.address(applied.mapping.select, "")

    def _description(self, applied: AppliedMapping) -> str:
        return self.reader.describe(applied.mapping.select).fetched.sha256

    def _record(self, record: HubRecord, fetched: Fetched) -> Item:
        mine = [applied for applied in self.mappings if applied.mapping.select.dataset in record.names]
        self.named.update(applied.name for applied in mine)
        draft = hub_dataset(self.source, record, mine, self._addresses(mine, record.service))
        title = draft.title.in_("en")
        try:
            reads = tuple(self._read_dataset(applied, record) for applied in mine)
        except ConnectorError as error:
            return Item(record.id, title, draft, error=error)
        return Item(
            record.id, title, draft, reads, record_snapshot=fetched.sha256, changed_at=record.modified
        )  # fmt: skip

    def _read_dataset(self, applied: AppliedMapping, record: HubRecord) -> Read:
        wanted = applied.mapping.select.resource.lower()
        if wanted:
            return self._read_file(applied, record, wanted)
        if not record.service:
            found, how = record.kind or "-", f"select.resource: {', '.join(FILES)}"
            raise ArcgisLayerError(found, where="select.dataset", wanted=how, url=record.landing)
        return self._read(applied, record.service)

    def _read(self, applied: AppliedMapping, service: str) -> Read:
        described = self.reader.describe(applied.mapping.select, service)
        told = self._with_maps(applied, described.layer)
        return read_documents(told, self.reader.documents(described, applied.mapping), self.context)

    def _read_file(self, applied: AppliedMapping, record: HubRecord, wanted: str) -> Read:
        if wanted not in FILES:
            raise MissingResourceError(wanted, url=record.landing, where="select.resource")
        layer = applied.mapping.select.table or (LAYER.search(record.service) or ["/0"])[0][1:]
        dataset = record.id if "_" in record.id else f"{record.item}_{layer}"
        root = self.reader.options.downloads.rstrip("/")
        address = f"{root}/api/v3/datasets/{dataset}/downloads/data?format={wanted}&spatialRefId=4326"
        fetched = require_file(fetch_patiently(self.reader.fetch, Request("GET", address, crawled=True)))
        return read_documents(applied, [fetched], self.context)

    def _with_maps(self, applied: AppliedMapping, layer: Layer) -> AppliedMapping:
        return with_layers_maps(applied, layer, self.reader.options.zone)

    def _addresses(self, mappings: Sequence[AppliedMapping], service: str = "") -> tuple[str, ...]:
        addresses: list[str] = []
        for applied in mappings:
            if not applied.mapping.select.resource:
                with suppress(ConnectorError):  # its own item says so
                    addresses.append(self.reader.address(applied.mapping.select, service))
        return tuple(dict.fromkeys(addresses))


def _table(applied: AppliedMapping, fetched: Fetched) -> RawTable:
    """Read a page of features, or a file."""
    if kind_of(fetched.content) != "json" and 200 <= fetched.status < 300:
        return file_table(applied, fetched)
    return read_features(fetched, applied)


CONNECTOR = Connector("arcgis", arcgis_items, ArcgisOptions, _table)
