"""A document as triples with their places: what policies, requests and states of the world are read from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode

from policies.odrl.policy import NOWHERE, Written
from policies.odrl.vocabulary import RDF

Subject: TypeAlias = NamedNode | BlankNode
Node: TypeAlias = NamedNode | BlankNode | Literal
Triple: TypeAlias = tuple[Subject, str, Node]

FIRST, REST, NIL, TYPE = (f"{RDF}{name}" for name in ("first", "rest", "nil", "type"))


@dataclass(frozen=True)
class Graph:
    """Triples in the document's order, each once.

    Args:
        triples: subject, IRI of the property, object.
        places: where each subject stands.
    """

    triples: tuple[Triple, ...]
    places: Mapping[Subject, Written] = field(default_factory=dict)
    _by_subject: Mapping[Subject, Mapping[str, tuple[Node, ...]]] = field(
        init=False, repr=False, compare=False
    )
    _naming: Mapping[tuple[str, Node], tuple[Subject, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        said: dict[Subject, dict[str, dict[Node, None]]] = {}
        naming: dict[tuple[str, Node], dict[Subject, None]] = {}
        for subject, name, value in self.triples:
            said.setdefault(subject, {}).setdefault(name, {})[value] = None
            naming.setdefault((name, value), {})[subject] = None
        by_subject = {
            subject: {name: tuple(values) for name, values in properties.items()}
            for subject, properties in said.items()
        }
        object.__setattr__(self, "_by_subject", by_subject)
        object.__setattr__(self, "_naming", {pair: tuple(subjects) for pair, subjects in naming.items()})

    def subjects(self) -> Iterator[Subject]:
        """Give everything that something is said of, in the document's order."""
        yield from self._by_subject

    def properties(self, subject: Node) -> Mapping[str, tuple[Node, ...]]:
        """Give what is said of a subject, by property."""
        return {} if isinstance(subject, Literal) else self._by_subject.get(subject, {})

    def objects(self, subject: Node, *names: str) -> tuple[Node, ...]:
        """Give the values of some properties of a subject; an rdf:List is one value."""
        said = self.properties(subject)
        return tuple(dict.fromkeys(value for name in names for value in said.get(name, ())))

    def subjects_with(self, name: str, value: Node) -> tuple[Subject, ...]:
        """Give the subjects that have a value as that property."""
        return self._naming.get((name, value), ())

    def types(self, subject: Node) -> tuple[str, ...]:
        """Give the IRIs of a subject's classes."""
        return tuple(one.value for one in self.objects(subject, TYPE) if isinstance(one, NamedNode))

    def of_type(self, *classes: str) -> tuple[Subject, ...]:
        """Give the subjects of some classes, in the document's order."""
        return tuple(one for one in self._by_subject if set(self.types(one)) & set(classes))

    def is_list(self, node: Node) -> bool:
        """Say whether a node is an rdf:List."""
        return node == NamedNode(NIL) or FIRST in self.properties(node)

    def is_whole_list(self, node: Node) -> bool:
        """Say whether each cell of a list has one member and one rest, and the last rest is the end."""
        seen: set[Node] = set()
        while node != NamedNode(NIL):
            cell = self.objects(node, FIRST), self.objects(node, REST)
            if node in seen or len(cell[0]) != 1 or len(cell[1]) != 1:
                return False
            seen.add(node)
            node = cell[1][0]
        return True

    def members(self, node: Node) -> tuple[Node, ...]:
        """Give the members of an rdf:List up to where it ends or comes back to itself; else the node itself."""
        if not self.is_list(node):
            return (node,)
        found: list[Node] = []
        seen: set[Node] = set()
        while node not in seen and FIRST in self.properties(node):
            seen.add(node)
            found.extend(self.objects(node, FIRST)[:1])
            node = next(iter(self.objects(node, REST)), NamedNode(NIL))
        return tuple(found)

    def each(self, subject: Node, *names: str) -> tuple[Node, ...]:
        """Give the values of some properties, with the members of lists in the lists' places."""
        return tuple(one for value in self.objects(subject, *names) for one in self.members(value))

    def place(self, subject: Node) -> Written:
        """Say where a subject stands; nowhere for a literal."""
        return NOWHERE if isinstance(subject, Literal) else self.places.get(subject, NOWHERE)


def graph_of(triples: Iterable[Triple], places: Mapping[Subject, Written]) -> Graph:
    """Make a graph of triples, each kept once."""
    return Graph(tuple(dict.fromkeys(triples)), dict(places))
