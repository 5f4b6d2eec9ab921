"""What the pages of a feed say of each dataset, put together when all are read.

A feed of one page is read from memory; of one with many, memory holds what its datasets are called, and the disk the rest.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from pyoxigraph import Literal

from connectors.dcat_graph import Graph, Node, Term, key_of, text_of
from connectors.dcat_identity import Called, Group, Identity, grouped, identifiers_of
from connectors.dcat_spool import (
    APART,
    TITLES,
    Place,
    Spool,
    closure,
    content_of,
    merged_nodes,
    one_node,
    paged_key,
    preferred_nodes,
    written,
)
from connectors.dcat_values import label, moment_of, texts

DATASETS = ("dcat:dataset", "dcat:datasetseries")
MOST_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class FeedGraph:
    """A page that was read.

    Args:
        bad: lines that were lost, by the key of the node of which they speak.
    """

    url: str
    sha256: str
    graph: Graph
    bad: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Description:
    """One page's description of a dataset.

    Args:
        place: where it lies; None while its page is in memory.
        modified: what it says of its last change.
        lost: lines of it, or of what it names, that could not be read: whose, and what.
    """

    called: Called
    place: Place | None
    modified: str
    lost: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Dataset:
    """All that a feed says of one dataset.

    Args:
        page: the number of the page that described it first.
        key: its node's.
        holder: the dataset that has its identity already; empty where it is its own.
        mark: digits that tell it from others of one title.
        iris: all that it is called by in the feed.
        recorded: when its catalogue record last changed, as said.
        series, members: titles of the series that it is in, and of what is in it.
    """

    page: int
    graph: Graph
    node: Node
    identity: Identity
    holder: str
    mark: str
    iris: tuple[str, ...]
    lost: tuple[tuple[str, str], ...]
    recorded: str
    series: tuple[str, ...]
    members: tuple[str, ...]


@dataclass(slots=True)
class Gathered:
    """The pages of a feed as far as they were read."""

    pages: list[tuple[str, str]] = field(default_factory=list)
    listed: dict[str, str] = field(default_factory=dict)
    _spool: Spool = field(default_factory=Spool)
    _first: FeedGraph | None = None
    _all: list[Description] = field(default_factory=list)
    _said: set[int] = field(default_factory=set)
    _keys: set[str] = field(default_factory=set)
    _services: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    _elsewhere: dict[str, Place] = field(default_factory=dict)
    _recorded: dict[str, str] = field(default_factory=dict)
    _series: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _labels: dict[str, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many datasets were met, described or not."""
        return len(self._keys)

    def add(self, page: FeedGraph) -> int:
        """Take a page in and say how many of its descriptions are new."""
        number = len(self.pages)
        self.pages.append((page.url, page.sha256))
        nodes = datasets_of(page.graph)
        self._keys.update(paged_key(number, node.key) for node in nodes)
        self._relations(page, nodes, number)
        if number == 0:
            self._first = page
            self._all = [self._description(page, node, number, None) for node in nodes]
            return len(nodes)
        if self._first is not None:
            first, self._first = self._first, None
            self._all = []
            self._spooled(first, datasets_of(first.graph), 0)
        return self._spooled(page, nodes, number)

    def datasets(self) -> Iterator[Dataset]:
        """Give what is said of each dataset, in the order in which they were met."""
        all_called = [description.called for description in self._all]
        titles = {called.key: called.title for called in all_called if called.title}
        members: dict[str, set[str]] = defaultdict(set)
        for member, series in self._series.items():
            for one in series:
                members[one].add(titles.get(member, member))
        for group in grouped(all_called):
            yield self._dataset(group, titles, members)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._spool.__exit__(kind, error, trace)

    def _dataset(self, group: Group, titles: Mapping[str, str], members: Mapping[str, set[str]]) -> Dataset:
        each = [self._all[number] for number in group.each]
        keys = {description.called.key for description in each}
        graph, node = self._graph_of(each)
        series = {one for key in keys for one in self._series.get(key, ())}
        return Dataset(
            page=min(description.called.page for description in each),
            graph=graph,
            node=node,
            identity=group.identity,
            holder=group.holder,
            mark=f"{each[0].called.content:016x}"[:8],
            iris=tuple(sorted(key for key in keys if not key.startswith("_:"))),
            lost=tuple(dict.fromkeys(one for description in each for one in description.lost)),
            recorded=max((self._recorded.get(key, "") for key in keys), default=""),
            series=tuple(sorted({titles.get(one) or self._labels.get(one) or one for one in series})),
            members=tuple(sorted({title for key in keys for title in members.get(key, ())})),
        )

    def _graph_of(self, each: Sequence[Description]) -> tuple[Graph, Node]:
        """Give a graph that holds all that is said of a dataset; what its newest description says counts first."""
        keys = {description.called.key for description in each}
        first = self._first
        if first is not None:
            if len(keys) == 1:
                return first.graph, first.graph.nodes[_bare(next(iter(keys)))]
            keys = {_bare(key) for key in keys}
            serving = [service for key in keys for service in first.graph.services.get(key, ())]
            every = [*(first.graph.nodes[key] for key in sorted(keys)), *serving]
            nodes = merged_nodes([closure(first.graph, node) for node in every])
        else:
            nodes = self._read(each)
        made = one_node(nodes, keys)
        nodes |= dict.fromkeys(keys, made)
        return Graph.of(nodes), made

    def _read(self, each: Sequence[Description]) -> dict[str, Node]:
        by_time: dict[str, list[dict[str, Node]]] = defaultdict(list)
        for description in each:
            if description.place is not None:
                by_time[description.modified].append(self._spool.nodes(description.place))
        nodes: dict[str, Node] = {}
        for moment in sorted(by_time, reverse=True):
            nodes = preferred_nodes(nodes, merged_nodes(by_time[moment]))
        for description in each:
            for place in self._services.get(description.called.key, ()):
                nodes = preferred_nodes(nodes, self._spool.nodes(place))
        return self._completed(nodes)

    def _completed(self, nodes: dict[str, Node]) -> dict[str, Node]:
        """Add what nodes name and another page describes."""
        for _ in range(MOST_ROUNDS):
            named = {
                value.value
                for node in nodes.values()
                for values in node.properties.values()
                for value in values
                if value.value in self._elsewhere
            }
            missing = [key for key in sorted(named) if key not in nodes or not nodes[key].properties]
            if not missing:
                break
            for key in missing:
                nodes = preferred_nodes(nodes, self._spool.nodes(self._elsewhere[key]))
        return nodes

    def _spooled(self, page: FeedGraph, nodes: Sequence[Node], number: int) -> int:
        """Keep a page on disk and say how many of its descriptions are new."""
        new = 0
        own: set[str] = set()
        for node in nodes:
            parts = closure(page.graph, node)
            own.update(key for key, part in parts.items() if "dcat:distribution" in part.types)
            lines = written(parts.values(), number)
            content = content_of(lines)
            if content in self._said:
                continue
            self._said.add(content)
            new += 1
            self._all.append(self._description(page, node, number, self._spool.keep(lines), content))
        self._loose(page, own, number)
        return new

    def _loose(self, page: FeedGraph, own: set[str], number: int) -> None:
        """Keep what a page describes and another may name: services, publishers, distributions apart from their dataset."""
        for served, services in page.graph.services.items():
            for service in services:
                place = self._spool.keep(written(closure(page.graph, service).values(), number))
                self._services[paged_key(number, served)].append(place)
        for key, node in page.graph.nodes.items():
            if key.startswith("_:") or key in own or key in self._elsewhere:
                continue
            if node.properties and node.types.isdisjoint(APART):
                lines = written(closure(page.graph, node).values(), number)
                self._elsewhere[key] = self._spool.keep(lines)

    def _description(
        self, page: FeedGraph, node: Node, number: int, place: Place | None, content: int = 0
    ) -> Description:
        graph = page.graph
        titles = texts(graph.values(node, *TITLES))
        identifiers = identifiers_of(graph, node)
        if not content and not node.iri:
            content = content_of(written(closure(graph, node).values(), number))
        publishers = sorted(
            label(graph, term) for term in graph.values(node, "dct:publisher", "dc:publisher")
        )
        called = Called(
            key=paged_key(number, node.key),
            page=number,
            iri=node.iri,
            identifiers=identifiers,
            title=titles[0][1] if titles else "",
            publisher=next(iter(publishers), ""),
            content=content,
        )
        said = (moment_of(text_of(term)) for term in graph.values(node, "dct:modified"))
        return Description(called, place, max(said, default=""), _lost(graph, node, page.bad))

    def _relations(self, page: FeedGraph, nodes: Sequence[Node], number: int) -> None:
        """Note what a page says of datasets from outside: catalogues that list them, records of them, their series."""
        graph = page.graph
        for catalogue in graph.of_type("dcat:catalog"):
            self._list(graph.values(catalogue, "dcat:dataset"), page.url)
        for record in graph.of_type("dcat:catalogrecord"):
            topics = graph.values(record, "foaf:primarytopic")
            services = [
                one for one in topics if (node := graph.node_of(one)) and "dcat:dataservice" in node.types
            ]
            self._list([topic for topic in topics if topic not in services], page.url)
            changed = max(
                (moment_of(text_of(term)) for term in graph.values(record, "dct:modified")), default=""
            )
            for topic in topics:
                self._recorded[text_of(topic)] = max(changed, self._recorded.get(text_of(topic), ""))
        for node in nodes:
            for term in graph.values(node, "dcat:inseries"):
                self._in_series(graph, paged_key(number, node.key), term, number)
            for term in graph.values(node, "dcat:seriesmember"):
                member = _key(term, number)
                self._series[member].add(paged_key(number, node.key))

    def _in_series(self, graph: Graph, member: str, term: Term, number: int) -> None:
        key = _key(term, number)
        self._series[member].add(key)
        self._labels.setdefault(key, label(graph, term))

    def _list(self, terms: Iterable[Term], url: str) -> None:
        for term in terms:
            if text_of(term):
                self.listed.setdefault(text_of(term), url)
                self._keys.add(text_of(term))


def datasets_of(graph: Graph) -> list[Node]:
    """Give the datasets of a page: by their class, or because a catalogue or its record names and the page describes them."""
    found = {node.key: node for node in graph.of_type(*DATASETS)}
    for holder, name in (("dcat:catalog", "dcat:dataset"), ("dcat:catalogrecord", "foaf:primarytopic")):
        for one in graph.of_type(holder):
            for node in graph.parts(one, name):
                if node.properties and node.types.isdisjoint({"dcat:catalog", "dcat:dataservice"}):
                    found.setdefault(node.key, node)
    return list(found.values())


def _key(term: Term, number: int) -> str:
    return text_of(term) if isinstance(term, Literal) else paged_key(number, key_of(term))


def _bare(key: str) -> str:
    """Give the key that a node of the first page has on it."""
    return f"_:{key.removeprefix('_:p0x')}" if key.startswith("_:") else key


def _lost(graph: Graph, node: Node, bad: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Give the lines that were lost of a dataset or of what it names."""
    if not bad:
        return ()
    keys = [node.key]
    for values in node.properties.values():
        keys += [part.key for value in values if (part := graph.node_of(value)) is not None]
    return tuple((key, bad[key]) for key in dict.fromkeys(keys) if key in bad)
