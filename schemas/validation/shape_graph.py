"""Shapes as a graph: what a node of a shapes file states, by SHACL's local names."""

from collections.abc import Iterator, Mapping, Sequence

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from schemas.validation.errors import UncompiledShapeError
from schemas.validation.shapes import RDF, SH, Predicates, Term

Node = NamedNode | BlankNode


class ShapeGraph:
    """The statements of a shapes file.

    Args:
        content: the file, as Turtle.
    """

    def __init__(self, content: bytes) -> None:
        self.quads: list[Quad] = list(parse(content, format=RdfFormat.TURTLE))
        self.by_subject: dict[str, Predicates] = {}
        for quad in self.quads:
            told = self.by_subject.setdefault(str(quad.subject), {})
            told.setdefault(quad.predicate.value, []).append(quad.object)

    def node_shapes(self) -> Iterator[NamedNode]:
        """Give the shapes that have a target, in the order of the file."""
        seen: set[str] = set()
        for quad in self.quads:
            if quad.predicate.value.startswith(f"{SH}target") and isinstance(quad.subject, NamedNode):
                if quad.subject.value not in seen:
                    yield quad.subject
                seen.add(quad.subject.value)

    def stated(self, node: Term) -> Mapping[str, Sequence[Term]]:
        """Give what a node states, by SHACL's local names."""
        told = self.by_subject.get(str(node), {})
        return {name.removeprefix(SH): terms for name, terms in told.items() if name.startswith(SH)}

    def value(self, node: Term, iri: str) -> Term | None:
        """Give what a node states by a property, the first of it."""
        return next(iter(self.by_subject.get(str(node), {}).get(iri, ())), None)

    def text(self, node: Term, iri: str) -> str:
        """Give what a node states by a property as a text, empty where nothing is."""
        found = self.value(node, iri)
        return found.value if isinstance(found, NamedNode | Literal) else ""

    def members(self, node: Term, head: Term, constraint: str) -> tuple[Term, ...]:
        """Give the members of an RDF list.

        Raises:
            UncompiledShapeError: it is none.
        """
        found: list[Term] = []
        while head != NamedNode(f"{RDF}nil"):
            first, rest = self.value(head, f"{RDF}first"), self.value(head, f"{RDF}rest")
            if first is None or rest is None:
                raise UncompiledShapeError(name_of(node), f"sh:{constraint} {head}")
            found.append(first)
            head = rest
        return tuple(found)

    def is_on(self, node: Term, name: str) -> bool:
        """Say whether a node states true by one of SHACL's properties."""
        return self.text(node, f"{SH}{name}") in ("true", "1")


def name_of(node: Term) -> str:
    """Give a node's name for people: its IRI, or its blank label."""
    return node.value if isinstance(node, NamedNode) else str(node)
