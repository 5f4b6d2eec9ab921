"""Reading a DCAT feed page by page, no page twice, and giving its datasets when all of it is read.

What follows a page that cannot be read is not known; what stood before it stays (`FeedPage.error`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from connectors.dcat_errors import (
    DcatRecordError,
    FeedLengthError,
    FeedLoopError,
    FeedShortError,
    NoCatalogueError,
)
from connectors.dcat_gathering import Dataset, FeedGraph, Gathered, datasets_of
from connectors.dcat_graph import Graph
from connectors.dcat_identity import without_query
from connectors.dcat_options import DcatOptions
from connectors.dcat_paging import Hosts, filled, is_last, nested, next_page, total_of
from connectors.dcat_parsing import parse_page
from connectors.dcat_reading import read_dataset
from connectors.dcat_records import DcatDataset, DcatOddity
from connectors.errors import ConnectorError
from connectors.fetching import Fetch, Fetched, Request, require_success
from connectors.sniffing import beginning

ACCEPT = {
    "": "text/turtle, application/rdf+xml;q=0.9, application/n-triples;q=0.8, application/ld+json;q=0.7, "
    "application/trig;q=0.6, application/n-quads;q=0.5",
    "turtle": "text/turtle",
    "rdf-xml": "application/rdf+xml",
    "n-triples": "application/n-triples",
    "json-ld": "application/ld+json",
    "trig": "application/trig",
    "n-quads": "application/n-quads",
}  # fmt: skip
LISTED = "dcat:dataset"
"""The property by which a catalogue lists a dataset; the field of what it lists and never describes."""

CATALOGUES = ("dcat:catalog", "dcat:catalogrecord", "hydra:pagedcollection", "hydra:partialcollectionview")
MOST_STALE = 2
"""So many pages in a row that say nothing new are a feed that leads in a circle by ever new addresses."""


@dataclass(frozen=True, slots=True)
class FeedPage:
    """One page of a feed.

    Args:
        url: its address.
        records: the datasets that it is the first to describe, and an error in the place of each broken one.
        sha256: of its bytes; empty where there are none.
        error: why the feed ends here although it goes on.
    """

    url: str
    records: tuple[DcatDataset | DcatRecordError, ...]
    sha256: str = ""
    error: ConnectorError | None = None


def read_feed(fetch: Fetch, url: str, options: DcatOptions) -> Iterator[FeedPage]:
    """Give a feed's pages, and at last what it lists and never describes.

    What several pages say of one dataset is put together, so all pages are read before the first is given.

    Raises:
        ConnectorError: its first page cannot be read.
    """
    with Gathered() as gathered:
        feed = _Feed(fetch, options, gathered, Hosts.of(url, options.hosts))
        errors = feed.read(url)
        yield from _given(gathered, errors, url)


@dataclass(slots=True)
class _Feed:
    """A feed while it is read: what was seen of it."""

    fetch: Fetch
    options: DcatOptions
    gathered: Gathered
    hosts: Hosts
    asked: set[str] = field(default_factory=set)
    bodies: set[str] = field(default_factory=set)
    parts: dict[str, None] = field(default_factory=dict)
    filled: set[str] = field(default_factory=set)
    nesting: bool = False
    total: int = 0
    stale: int = 0

    def read(self, url: str) -> list[FeedPage]:
        """Read all pages, those of nested catalogues last, and give what could not be read.

        Raises:
            ConnectorError: the first page cannot be read.
        """
        errors = self._chain(url, crawled=False)
        while part := "" if errors and not self.nesting else self._part():
            self.nesting = True
            errors += self._chain(part, crawled=True)
        return errors

    def _part(self) -> str:
        """Give a nested catalogue that was not read yet; empty where there is none."""
        left = (one for one in self.parts if one not in self.asked and one not in self.filled)
        return next((one for one in left if one not in self.gathered.listed and self.hosts.holds(one)), "")

    def _chain(self, url: str, *, crawled: bool) -> list[FeedPage]:
        """Read a page and those that follow it."""
        self.total = self.stale = 0
        before, following = self.gathered.count, url
        try:
            while following:
                here = following
                following = self._page(here, crawled=crawled)
            if self.gathered.count - before < self.total and not crawled:
                found = str(self.gathered.count - before)
                raise FeedShortError(found, url=url, counted=self.total)
        except ConnectorError as error:
            if len(self.asked) == 1 and not self.gathered.pages:
                raise
            return [FeedPage(here, (), error=error.at(url=here))]
        return []

    def _page(self, url: str, *, crawled: bool) -> str:
        """Take a page in and give the next one's address; what it tells stands although it may lead nowhere."""
        self.asked.add(url)
        fetched = self._fetched(url, crawled=crawled)
        self.hosts.met(fetched.url)
        if fetched.sha256 in self.bodies:
            return self._again(fetched.url, beginning(fetched.content))
        self.bodies.add(fetched.sha256)
        graph, bad = parse_page(fetched, self.options.encoding)
        if not graph.of_type(*CATALOGUES) and not datasets_of(graph) and not self.gathered.pages:
            raise NoCatalogueError(beginning(fetched.content), url=fetched.url)
        new = self.gathered.add(FeedGraph(fetched.url, fetched.sha256, graph, dict(bad)))
        self.parts.update(dict.fromkeys(nested(graph)))
        self.filled.update(filled(graph))
        self.total = max(self.total, total_of(graph))
        self.stale = 0 if new or not datasets_of(graph) else self.stale + 1
        return self._following(graph, fetched)

    def _fetched(self, url: str, *, crawled: bool) -> Fetched:
        if len(self.asked) > self.options.max_pages:
            limit = self.options.max_pages
            raise FeedLengthError(str(len(self.asked)), url=url, where="options.max_pages", limit=limit)
        accept = (("Accept", ACCEPT[self.options.format]),)
        return require_success(self.fetch(Request("GET", url, accept, crawled=crawled)))

    def _following(self, graph: Graph, fetched: Fetched) -> str:
        """Give the next page's address; empty at the end.

        Raises:
            FeedLoopError: it leads back, and the feed has not told all that it counts.
            FeedHostError: it leads to another host.
        """
        found = next_page(graph, fetched.url, fetched.link)
        if not found:
            return ""
        asked = self.asked | {fetched.url}
        if found in asked or self.stale >= MOST_STALE:
            return "" if is_last(graph, fetched.url) else self._again(fetched.url, found)
        following = self.hosts.followed(found, fetched.url)
        return following if following not in asked else self._again(fetched.url, following)

    def _again(self, url: str, found: str) -> str:
        """End a feed that leads back, if it has told all that it counts.

        Raises:
            FeedLoopError: it has not, or does not count.
        """
        if self.total and self.gathered.count >= self.total:
            return ""
        raise FeedLoopError(found, url=url)


def _given(gathered: Gathered, errors: list[FeedPage], url: str) -> Iterator[FeedPage]:
    """Give the pages with their datasets, then what was never described, then why the feed ends too early."""
    described: set[str] = set()
    untitled: list[DcatRecordError] = []
    waiting: list[DcatDataset | DcatRecordError] = []
    number = 0
    for dataset in gathered.datasets():
        while dataset.page > number:
            yield FeedPage(gathered.pages[number][0], tuple(waiting), gathered.pages[number][1])
            waiting, number = [], number + 1
        described.update(dataset.iris)
        record = _record(dataset, gathered.pages[number][0])
        if isinstance(record, DcatRecordError) and not dataset.holder:
            untitled.append(record)
        else:
            waiting.append(record)
    here = [page.error for page in errors if page.url == gathered.pages[-1][0]]
    for page, (address, sha256) in enumerate(gathered.pages[number:], start=number):
        last = page + 1 == len(gathered.pages)
        yield FeedPage(
            address, tuple(waiting) if page == number else (), sha256, here[0] if here and last else None
        )
    left = (*untitled, *(() if errors else _only_listed(gathered, described)))
    if left:
        yield FeedPage(url, left)
    yield from (page for page in errors if page.error not in here)


def _record(dataset: Dataset, url: str) -> DcatDataset | DcatRecordError:
    damages = tuple(DcatOddity(key, found) for key, found in dataset.lost)
    title = dataset.node.iri or dataset.identity.remote
    if dataset.holder:
        wanted = f"!= {dataset.holder}"
        remote = dataset.identity.remote
        named = dataset.node.iri or f"{remote} ({dataset.mark})"
        return DcatRecordError(
            remote, field="dct:identifier", wanted=wanted, title=title, record_id=named, url=url
        )
    try:
        record = read_dataset(dataset.graph, dataset.node, dataset.identity, dataset.iris, damages)
    except DcatRecordError as error:
        error.record_id = error.record_id if error.record_id != "?" else f"{url} ({dataset.mark})"
        return error.at(url=url)
    return replace(record, recorded=dataset.recorded, series=dataset.series, members=dataset.members)


def _only_listed(gathered: Gathered, described: set[str]) -> Iterator[DcatRecordError]:
    """Give what a catalogue lists and no page describes."""
    for iri, page in gathered.listed.items():
        if iri not in described:
            yield DcatRecordError(
                iri, field=LISTED, wanted="dcat:Dataset", title=iri, record_id=without_query(iri), url=page
            )
