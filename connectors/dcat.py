"""Reading a DCAT feed page by page: Hydra's old paging and its new one, and no page twice.

What follows a page that cannot be read is not known; what stood before it stays (`FeedPage.error`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

from connectors.dcat_errors import DcatRecordError, FeedLengthError, FeedLoopError, NoCatalogueError
from connectors.dcat_graph import Graph, Node, text_of
from connectors.dcat_identity import shared_identifiers, without_query
from connectors.dcat_parsing import parse_page
from connectors.dcat_records import DcatDataset, DcatOddity, read_dataset
from connectors.dcat_values import size_of
from connectors.errors import ConnectorError
from connectors.fetching import Fetch, Fetched, Request, require_success
from connectors.options import DcatOptions
from connectors.sniffing import beginning

ACCEPT = {
    "": "text/turtle, application/rdf+xml;q=0.9, application/n-triples;q=0.8, application/ld+json;q=0.7",
    "turtle": "text/turtle",
    "rdf-xml": "application/rdf+xml",
    "n-triples": "application/n-triples",
    "json-ld": "application/ld+json",
}
LISTED = "dcat:dataset"
"""The property by which a catalogue lists a dataset; the field of what it lists and never describes."""

DATASETS = ("dcat:dataset", "dcat:datasetseries")
CATALOGUES = ("dcat:catalog", "dcat:catalogrecord", "hydra:pagedcollection", "hydra:partialcollectionview")
NEXT = ("hydra:next", "hydra:nextpage")
PAGING = ("hydra:partialcollectionview", "hydra:pagedcollection", "hydra:collection")


@dataclass(frozen=True, slots=True)
class FeedPage:
    """One page of a feed.

    Args:
        url: its address.
        records: datasets, and an error in the place of each broken one; none that an earlier page held.
        sha256: of its bytes; empty where there are none.
        error: why the feed ends here although it goes on.
    """

    url: str
    records: tuple[DcatDataset | DcatRecordError, ...]
    sha256: str = ""
    error: ConnectorError | None = None


def read_feed(fetch: Fetch, url: str, options: DcatOptions) -> Iterator[FeedPage]:
    """Give a feed's pages, and at last what it lists and never describes.

    Raises:
        ConnectorError: its first page cannot be read.
    """
    return _Feed(fetch, options).pages(url)


@dataclass(slots=True)
class _Feed:
    """A feed while it is read: what was seen of it."""

    fetch: Fetch
    options: DcatOptions
    asked: set[str] = field(default_factory=set)
    bodies: set[str] = field(default_factory=set)
    seen: dict[str, str] = field(default_factory=dict)  # the IRI by the identity
    twice: set[str] = field(default_factory=set)
    listed: dict[str, str] = field(default_factory=dict)
    described: set[str] = field(default_factory=set)
    untitled: dict[str, DcatRecordError] = field(default_factory=dict)

    def pages(self, url: str) -> Iterator[FeedPage]:
        following = url
        while following:
            try:
                page, following = self._page(following)
            except ConnectorError as error:
                if len(self.asked) == 1:
                    raise
                yield FeedPage(following, (), error=error.at(url=following))
                return
            yield page
            if page.error is not None:
                return
        left = tuple(self._left(url))
        if left:
            yield FeedPage(url, left)

    def _page(self, url: str) -> tuple[FeedPage, str]:
        """Read a page and give the next one's address; what it tells stands although it may lead nowhere."""
        self.asked.add(url)
        fetched = self._fetched(url)
        quads, bad = parse_page(fetched)
        graph = Graph(quads)
        quads.clear()  # a dump of a whole portal is large, and stands in the graph now
        records = self._records(graph, fetched, dict(bad))
        try:
            return FeedPage(fetched.url, records, fetched.sha256), self._following(
                graph, fetched, len(records)
            )
        except FeedLoopError as error:
            return FeedPage(fetched.url, records, fetched.sha256, error), ""

    def _fetched(self, url: str) -> Fetched:
        if len(self.asked) > self.options.max_pages:
            limit = self.options.max_pages
            raise FeedLengthError(str(len(self.asked)), url=url, where="options.max_pages", limit=limit)
        fetched = require_success(self.fetch(Request("GET", url, (("Accept", ACCEPT[self.options.format]),))))
        if fetched.sha256 in self.bodies:
            raise FeedLoopError(beginning(fetched.content), url=fetched.url)
        self.bodies.add(fetched.sha256)
        return fetched

    def _records(
        self, graph: Graph, fetched: Fetched, bad: dict[str, str]
    ) -> tuple[DcatDataset | DcatRecordError, ...]:
        nodes = self._datasets(graph)
        if not nodes and len(self.asked) == 1 and not graph.of_type(*CATALOGUES):
            raise NoCatalogueError(beginning(fetched.content), url=fetched.url)
        for catalogue in graph.of_type("dcat:catalog"):
            self.listed.update(
                (text_of(term), fetched.url) for term in graph.values(catalogue, "dcat:dataset")
            )
        shared = shared_identifiers(graph, nodes)
        read = [self._record(graph, node, shared, fetched.url, bad) for node in nodes]
        return tuple(record for record in read if record is not None)

    def _datasets(self, graph: Graph) -> list[Node]:
        """Give the datasets of a page: by their class, or because a catalogue lists and the page describes them."""
        found = {node.key: node for node in graph.of_type(*DATASETS)}
        for catalogue in graph.of_type("dcat:catalog"):
            for node in graph.parts(catalogue, "dcat:dataset"):
                if node.properties and "dcat:catalog" not in node.types:
                    found.setdefault(node.key, node)
        return list(found.values())

    def _record(
        self, graph: Graph, node: Node, shared: frozenset[str], url: str, bad: dict[str, str]
    ) -> DcatDataset | DcatRecordError | None:
        """Read a dataset that no page before held; one without a title may be described on a page to come."""
        try:
            record = read_dataset(graph, node, shared, _damages(graph, node, bad))
        except DcatRecordError as error:
            key = node.iri or f"{url} {len(self.untitled)}"
            error.record_id = error.record_id if error.record_id != "?" else key
            self.untitled.setdefault(key, error.at(url=url))
            return None
        self.described.add(node.iri)
        if record.remote not in self.seen:
            self.seen[record.remote] = record.iri
            return record
        holder = self.seen[record.remote]
        if holder == record.iri or record.iri in self.twice:
            return None
        self.twice.add(record.iri)
        wanted, title = f"!= {holder or '-'}", record.iri or record.remote
        return DcatRecordError(
            record.remote, field="dct:identifier", wanted=wanted, title=title, record_id=title, url=url
        )

    def _following(self, graph: Graph, fetched: Fetched, new: int) -> str:
        """Give the next page's address; empty at the end.

        Raises:
            FeedLoopError: it leads back, and the feed has not told all that it counts.
        """
        found = _next_of(graph, fetched.url)
        again = found in self.asked or (not new and bool(graph.of_type(*DATASETS)) and len(self.asked) > 1)
        if not found or not again:
            return found
        if self._told_all(graph):
            return ""
        raise FeedLoopError(found, url=fetched.url)

    def _told_all(self, graph: Graph) -> bool:
        totals = [
            size_of(text_of(term))
            for node in graph.nodes.values()
            for term in graph.values(node, "hydra:totalitems")
        ]
        known = [total for total in totals if total is not None]
        return bool(known) and len(self.seen) >= max(known)

    def _left(self, url: str) -> Iterator[DcatRecordError]:
        """Give what no page described: datasets without a title, and those that are only listed."""
        for key, error in self.untitled.items():
            if key not in self.described:
                yield error
        for iri, page in self.listed.items():
            if iri and iri not in self.described and iri not in self.untitled:
                yield DcatRecordError(
                    iri,
                    field=LISTED,
                    wanted="dcat:Dataset",
                    title=iri,
                    record_id=without_query(iri),
                    url=page or url,
                )


def _damages(graph: Graph, node: Node, bad: dict[str, str]) -> tuple[DcatOddity, ...]:
    """Give the lines that were lost of a dataset or of what it names."""
    if not bad:
        return ()
    keys = [node.key]
    for values in node.properties.values():
        keys += [part.key for value in values if (part := graph.node_of(value)) is not None]
    return tuple(DcatOddity(key, bad[key]) for key in dict.fromkeys(keys) if key in bad)


def _next_of(graph: Graph, url: str) -> str:
    """Give the address of the next page, as the page's own paging node says it."""
    found: list[tuple[bool, bool, str]] = []
    for node in graph.nodes.values():
        for name in NEXT:
            for term in graph.values(node, name):
                if text_of(term):
                    mine = not node.types.isdisjoint(PAGING)
                    found.append((node.key != url, not mine, urljoin(url, text_of(term))))
    return min(found)[2] if found else ""
