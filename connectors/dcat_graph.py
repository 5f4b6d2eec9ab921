"""A page of a DCAT feed as nodes with their properties, whatever namespace its publisher misspelt."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from catalogue.dcat.namespaces import ADMS, DCAT, DCATAP, DCT, FOAF, HYDRA, OWL, RDF, RDFS, SKOS, SPDX, VCARD

Term = NamedNode | BlankNode | Literal

PREFIXES: Mapping[str, str] = {
    "adms": ADMS, "dcat": DCAT, "dcatap": DCATAP, "dct": DCT, "foaf": FOAF, "hydra": HYDRA, "owl": OWL, "rdf": RDF, "rdfs": RDFS,
    "schema": "http://schema.org/", "skos": SKOS, "spdx": SPDX, "vcard": VCARD,
    "dc": "http://purl.org/dc/elements/1.1/", "locn": "http://www.w3.org/ns/locn#",
    "dcatde": "http://dcat-ap.de/def/dcatde/", "time": "http://www.w3.org/2006/time#",
}  # fmt: skip
_SHORT = {iri.removeprefix("http://").rstrip("#/"): prefix for prefix, iri in PREFIXES.items()}
_NAME = re.compile(r"(?:https?://)?(?:www\.(?=schema|purl))?(?P<space>.+?)[#/]+(?P<local>[^#/]*)")
FIRST, REST = "rdf:first", "rdf:rest"
LONGEST_LIST = 10_000


def short_name(iri: str, remembered: dict[str, str]) -> str:
    """Give an IRI as a short name in small letters, e.g. ``dcat:downloadurl``; unknown ones stay whole.

    Publishers write ``https`` for ``http``, ``/`` for ``#`` and ``accessUrl`` for ``accessURL``; all mean one property.
    """
    name = remembered.get(iri)
    if name is None:
        match = _NAME.fullmatch(iri)
        prefix = _SHORT.get(match["space"]) if match else None
        name = remembered[iri] = f"{prefix}:{match['local'].lower()}" if match and prefix else iri
    return name


@dataclass(slots=True)
class Node:
    """A thing that a page describes.

    Args:
        key: its IRI, or ``_:`` and its blank node's id, which means nothing outside the page.
        types: short names of its classes.
        properties: what is said of it, by the property's short name.
    """

    key: str
    types: set[str] = field(default_factory=set)
    properties: dict[str, list[Term]] = field(default_factory=dict)

    @property
    def iri(self) -> str:
        """Its IRI, empty for a blank node."""
        return "" if self.key.startswith("_:") else self.key


class Graph:
    """All that one page says.

    Args:
        quads: as they were parsed; the graph that they are in does not matter.
    """

    def __init__(self, quads: Iterable[Quad] = ()) -> None:
        self.nodes: dict[str, Node] = {}
        remembered: dict[str, str] = {}
        for quad in quads:
            subject, value = quad.subject, quad.object
            if isinstance(subject, Triple) or isinstance(value, Triple):
                continue
            node = self._made(key_of(subject))
            name = short_name(quad.predicate.value, remembered)
            if name == "rdf:type":
                node.types.add(short_name(value.value, remembered))
            else:
                node.properties.setdefault(name, []).append(value)

    @classmethod
    def of(cls, nodes: dict[str, Node]) -> Self:
        """Make a graph of nodes."""
        graph = cls()
        graph.nodes = nodes
        return graph

    @cached_property
    def _of_type(self) -> Mapping[str, Sequence[Node]]:
        found: dict[str, list[Node]] = {}
        for node in self.nodes.values():
            for kind in sorted(node.types):
                found.setdefault(kind, []).append(node)
        return found

    def _made(self, key: str) -> Node:
        node = self.nodes.get(key)
        if node is None:
            node = self.nodes[key] = Node(key)
        return node

    def of_type(self, *types: str) -> Sequence[Node]:
        """Give the nodes of one of some classes, each once."""
        found = {node.key: node for kind in types for node in self._of_type.get(kind, ())}
        return list(found.values())

    @cached_property
    def services(self) -> Mapping[str, Sequence[Node]]:
        """The services that serve a dataset, by its IRI."""
        serving: dict[str, list[Node]] = {}
        for service in self.of_type("dcat:dataservice"):
            for term in self.values(service, "dcat:servesdataset"):
                serving.setdefault(text_of(term), []).append(service)
        return serving

    def values(self, node: Node, *names: str) -> Sequence[Term]:
        """Give the values of the first of some properties that the node has; a list counts as its members."""
        for name in names:
            if name in node.properties:
                return [member for value in node.properties[name] for member in self._members(value)]
        return ()

    def all_values(self, node: Node, *names: str) -> Sequence[Term]:
        """Give the values of all of some properties."""
        return [value for name in names for value in self.values(node, name)]

    def node_of(self, term: Term) -> Node | None:
        """Give what a value names, where the page describes it; some write an IRI as a text."""
        return self.nodes.get(term.value if isinstance(term, Literal) else key_of(term))

    def parts(self, node: Node, *names: str) -> Iterator[Node]:
        """Give the described things that some properties name."""
        for value in self.all_values(node, *names):
            part = self.node_of(value)
            if part is not None:
                yield part

    def _members(self, value: Term) -> Iterator[Term]:
        node = None if isinstance(value, Literal) else self.nodes.get(key_of(value))
        if node is None or FIRST not in node.properties:
            yield value
            return
        for _ in range(LONGEST_LIST):
            yield from node.properties.get(FIRST, ())
            following = next(iter(node.properties.get(REST, ())), None)
            node = self.node_of(following) if following is not None else None
            if node is None:
                return


def key_of(term: NamedNode | BlankNode) -> str:
    """Give a node's key."""
    return f"_:{term.value}" if isinstance(term, BlankNode) else term.value


def text_of(term: Term) -> str:
    """Give a value's text as it was written, without the space around it; a blank node has none."""
    return "" if isinstance(term, BlankNode) else term.value.strip()
