"""The portal `dcat`: an item a dataset of a feed, with what the mappings that name it read of its distributions."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from connectors.connector import Connector
from connectors.dcat import LISTED, FeedPage, read_feed
from connectors.dcat_describing import described_dataset, oddity_findings, theme_codes
from connectors.dcat_errors import DcatRecordError
from connectors.dcat_options import DcatOptions
from connectors.dcat_places import PlaceNames
from connectors.dcat_records import DcatDataset, DcatDistribution
from connectors.dcat_stated import stated_metrics
from connectors.dcat_values import chosen, moment_with_zone
from connectors.definitions import SourceDefinition
from connectors.errors import ConnectorError, MissingResourceError, UnknownOrganizationError
from connectors.fetching import Fetch, Request
from connectors.items import Item
from connectors.mapping import AppliedMapping
from connectors.reading import Context, Read, read_mapped


def dcat_items(
    source: SourceDefinition, mappings: Sequence[AppliedMapping], fetch: Fetch, context: Context
) -> Iterator[Item]:
    """Give an item a dataset; a page that cannot be read is one, too, and ends the list."""
    options = DcatOptions.model_validate(source.options)
    harvest = _Harvest(source, mappings, fetch, context, options)
    whole = True
    for page in read_feed(fetch, source.url, options):
        yield from harvest.items(page)
        whole = whole and page.error is None
    if whole:
        yield from harvest.missing()


@dataclass(slots=True)
class _Harvest:
    """One reading of a feed: which mappings and publishers it has met."""

    source: SourceDefinition
    mappings: Sequence[AppliedMapping]
    fetch: Fetch
    context: Context
    options: DcatOptions
    named: set[str] = field(default_factory=set)
    publishers: dict[str, str] = field(default_factory=dict)
    place_names: PlaceNames = field(init=False)

    def __post_init__(self) -> None:
        self.place_names = PlaceNames.of(self.context.places)

    def items(self, page: FeedPage) -> Iterator[Item]:
        """Give a page's items."""
        for record in page.records:
            if isinstance(record, DcatRecordError):
                undescribed = record.field == LISTED
                yield Item(record.record_id, record.title, error=record, rest_unknown=undescribed)
            elif self._wanted(record):
                yield self._item(record, page)
        if page.error is not None:
            yield Item(page.url, page.url, error=page.error, rest_unknown=True)

    def missing(self) -> Iterator[Item]:
        """Give an item for each mapping and each publisher that the whole feed lacks."""
        for applied in self.mappings:
            if applied.name not in self.named:
                wanted = applied.mapping.select.dataset or applied.mapping.dataset
                error = MissingResourceError(wanted, url=self.source.url, where="select.dataset")
                yield Item(applied.name, applied.name, error=error)
        for name in self.options.publishers:
            if _folded(name) not in self.publishers:
                near = difflib.get_close_matches(_folded(name), self.publishers, n=3, cutoff=0.4)
                nearest = ", ".join(dict.fromkeys(self.publishers[word] for word in near)) or "-"
                where = "options.publishers"
                yield Item(
                    f"{where}: {name}",
                    name,
                    error=UnknownOrganizationError(name, url=self.source.url, where=where, nearest=nearest),
                )

    def _wanted(self, record: DcatDataset) -> bool:
        """Say whether the options ask for a record's publisher and theme."""
        called = {_folded(name): record.publisher or name for name in sorted(record.publisher_names)}
        self.publishers.update(called)
        whose = not self.options.publishers or any(
            _folded(name) in called for name in self.options.publishers
        )
        themes = {theme.upper() for theme in self.options.themes}
        return whose and (not themes or not themes.isdisjoint(theme_codes(record)))

    def _item(self, record: DcatDataset, page: FeedPage) -> Item:
        mine = [applied for applied in self.mappings if _dataset_of(applied) in record.names]
        self.named.update(applied.name for applied in mine)
        title = chosen(record.titles, self.source.language)[0].in_("en")
        mapped = [distribution_named(record, applied) for applied in mine]
        read_of = [one for one in mapped if one is not None]
        draft = described_dataset(self.source, record, mine, read_of, self.place_names)
        told = oddity_findings(record, page.url, page.sha256)
        item = Item(
            record.remote, title, draft, findings=told, record_snapshot=page.sha256,
            changed_at=moment_with_zone(record.recorded or record.modified), stated=stated_metrics(record),
        )  # fmt: skip
        try:
            return replace(
                item, reads=tuple(self._read(record, *pair) for pair in zip(mine, mapped, strict=True))
            )
        except ConnectorError as error:
            return replace(item, error=error, record_snapshot="")

    def _read(self, record: DcatDataset, applied: AppliedMapping, one: DcatDistribution | None) -> Read:
        if one is None or not (one.download_url or one.access_url):
            found = applied.mapping.select.resource or f"{len(record.distributions)} distributions"
            where = f"{record.remote}: select.resource"
            raise MissingResourceError(found, url=record.landing_page or self.source.url, where=where)
        return read_mapped(
            applied,
            self.fetch(Request("GET", one.download_url or one.access_url, crawled=True)),
            self.context,
        )


def distribution_named(record: DcatDataset, applied: AppliedMapping) -> DcatDistribution | None:
    """Find the distribution that a mapping names; without a name the only one; None where several have the name."""
    wanted = applied.mapping.select.resource
    called = [one for one in record.distributions if not wanted or wanted in one.names]
    exact = [one for one in called if wanted == one.key]
    return exact[0] if exact else (called[0] if len(called) == 1 else None)


def _dataset_of(applied: AppliedMapping) -> str:
    return applied.mapping.select.dataset or applied.mapping.dataset


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


CONNECTOR = Connector("dcat", dcat_items, DcatOptions)
