"""Terms of pyoxigraph and of rdflib as one another's."""

from collections.abc import Iterable

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple
from rdflib.term import Node

XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


def rdflib_graph(quads: Iterable[Quad]) -> rdflib.Graph:
    """Make an rdflib graph of what pyoxigraph read; statements about statements are left out."""
    graph = rdflib.Graph()
    for quad in quads:
        if not isinstance(quad.subject, Triple) and not isinstance(quad.object, Triple):
            subject, value = _rdflib_term(quad.subject), _rdflib_term(quad.object)
            graph.add((subject, rdflib.URIRef(quad.predicate.value), value))
    return graph


def _rdflib_term(term: NamedNode | BlankNode | Literal) -> rdflib.URIRef | rdflib.BNode | rdflib.Literal:
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    datatype = None if term.datatype.value == XSD_STRING else rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, datatype=datatype, normalize=False)


def oxigraph_term(node: Node | None) -> NamedNode | BlankNode | Literal | None:
    """Make a pyoxigraph term of an rdflib term; None stays None."""
    if isinstance(node, rdflib.URIRef):
        return NamedNode(str(node))
    if isinstance(node, rdflib.BNode):
        return BlankNode(str(node))
    if isinstance(node, rdflib.Literal):
        if node.language:
            return Literal(str(node), language=node.language)
        return Literal(str(node), datatype=NamedNode(str(node.datatype or XSD_STRING)))
    return None
