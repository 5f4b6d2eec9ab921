"""What a feed of many pages says, on disk until all of it is read: memory holds where it lies.

A part is a node with all that it names on its page. It is kept as N-Triples whose properties have their short names, and
whose blank nodes are called after their page, so that those of two pages are never one.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Self

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from connectors.dcat_graph import Graph, Node, key_of

TITLES = ("dct:title", "dc:title", "rdfs:label", "foaf:name")
APART = frozenset(
    {"dcat:dataset", "dcat:datasetseries", "dcat:catalog", "dcat:catalogrecord", "hydra:pagedcollection", "hydra:collection",
     "hydra:partialcollectionview"}
)  # fmt: skip
"""Classes of things that stand for themselves, and are no part of what names them."""

MOST_PARTS = 20_000
_BLANK = re.compile(r"_:\S+")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part lies: from which byte on, and how many."""

    start: int
    length: int


def closure(graph: Graph, *nodes: Node) -> dict[str, Node]:
    """Give nodes with all that they name; of what stands for itself only the title."""
    found = {node.key: node for node in nodes}
    left = list(nodes)
    while left and len(found) < MOST_PARTS:
        for values in left.pop().properties.values():
            for value in values:
                part = graph.node_of(value)
                if part is None or part.key in found:
                    continue
                if part.types.isdisjoint(APART):
                    left.append(part)
                    found[part.key] = part
                elif not part.types.isdisjoint(("dcat:dataset", "dcat:datasetseries")):
                    found[part.key] = _titled(part)
    return found


def _titled(node: Node) -> Node:
    return Node(
        node.key, node.types, {name: node.properties[name] for name in TITLES if name in node.properties}
    )


def paged_key(page: int, key: str) -> str:
    """Give a node's key in the whole feed."""
    return f"_:p{page}x{key[2:]}" if key.startswith("_:") else key


def written(nodes: Iterable[Node], page: int) -> list[str]:
    """Give nodes as lines of N-Triples."""
    lines: list[str] = []
    for node in nodes:
        key = paged_key(page, node.key)
        subject = key if key.startswith("_:") else f"<{key}>"
        lines += [f"{subject} <p:rdf:type> {Literal(kind)} .\n" for kind in sorted(node.types)]
        for name, values in node.properties.items():
            said = (f"_:p{page}x{one.value}" if isinstance(one, BlankNode) else str(one) for one in values)
            lines += [f"{subject} <p:{name}> {value} .\n" for value in said]
    return lines


def content_of(lines: Iterable[str]) -> int:
    """Give a number that says what lines tell, whatever their blank nodes are called and in whatever order they stand."""
    text = "".join(sorted(_BLANK.sub("_:", line) for line in lines))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())


@dataclass(slots=True)
class Spool:
    """Parts on disk; the file is nobody else's and gone when it is closed."""

    _file: IO[bytes] = field(default_factory=TemporaryFile)
    _end: int = 0

    def keep(self, lines: Iterable[str]) -> Place:
        """Keep a part and say where it lies."""
        content = "".join(lines).encode()
        self._file.seek(self._end)
        self._file.write(content)
        place = Place(self._end, len(content))
        self._end += len(content)
        return place

    def nodes(self, place: Place) -> dict[str, Node]:
        """Give the nodes of a part."""
        self._file.seek(place.start)
        return read_nodes(self._file.read(place.length))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


def read_nodes(content: bytes) -> dict[str, Node]:
    """Read nodes as `written` gives them."""
    nodes: dict[str, Node] = {}
    for quad in parse(content, format=RdfFormat.N_TRIPLES, lenient=True):
        subject, value, name = quad.subject, quad.object, quad.predicate.value[2:]
        if isinstance(subject, Triple) or isinstance(value, Triple):
            continue
        key = key_of(subject)
        node = nodes.get(key)
        if node is None:
            node = nodes[key] = Node(key)
        if name == "rdf:type":
            node.types.add(value.value)
        else:
            node.properties.setdefault(name, []).append(value)
    return nodes


def merged_nodes(each: Sequence[Mapping[str, Node]]) -> dict[str, Node]:
    """Give nodes of several parts as one: what any of them says."""
    found: dict[str, Node] = {}
    for nodes in each:
        for key, node in nodes.items():
            known = found.get(key)
            found[key] = node if known is None else _merged(known, node)
    return found


def preferred_nodes(first: Mapping[str, Node], then: Mapping[str, Node]) -> dict[str, Node]:
    """Give nodes of two parts as one: what the first says of a property counts, else what the other does."""
    found = dict(then)
    for key, node in first.items():
        other = then.get(key)
        if other is not None:
            node = Node(key, node.types | other.types, {**other.properties, **node.properties})
        found[key] = node
    return found


def one_node(nodes: Mapping[str, Node], keys: Collection[str]) -> Node:
    """Give the nodes of some keys as one, of the least key."""
    each = [nodes[key] for key in sorted(keys)]
    made = each[0]
    for node in each[1:]:
        made = _merged(made, Node(made.key, node.types, node.properties))
    return made


def _merged(one: Node, other: Node) -> Node:
    names = dict.fromkeys((*one.properties, *other.properties))
    said = {name: _united(one.properties.get(name, []), other.properties.get(name, [])) for name in names}
    return Node(one.key, one.types | other.types, said)


def _united(
    one: list[NamedNode | BlankNode | Literal], other: list[NamedNode | BlankNode | Literal]
) -> list[NamedNode | BlankNode | Literal]:
    return list(dict.fromkeys((*one, *other)))
