"""JSON-LD as dictionaries: short keys (``dcat:``, ``dct:``), a small context of our own, one flat ``@graph``.

Clients look for these keys literally; a remote context would have to be fetched by whoever reads the feed.
"""

import json
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from catalogue.dcat.namespaces import PREFIXES, RDF, XSD

_TYPE = RDF + "type"
_STRING = XSD + "string"
Node = dict[str, Any]  # a JSON-LD node: its values are of many kinds


def jsonld(triples: Iterable[Triple]) -> bytes:
    """Write triples as JSON-LD, a resource a line, in the order they are given: those of a resource stand together."""
    lines = ",\n".join(
        json.dumps(_node(subject, some), ensure_ascii=False) for subject, some in groupby(triples, _subject)
    )
    context = json.dumps(dict(PREFIXES))
    return f'{{"@context": {context},\n"@graph": [\n{lines}\n]}}\n'.encode()


def _subject(triple: Triple) -> str:
    return _iri(triple[0])


def _node(subject: str, triples: Iterable[Triple]) -> Node:
    node: Node = {"@id": subject}
    for _, predicate, value in triples:
        if predicate.value == _TYPE:
            _add(node, "@type", short(_iri(value)))
        else:
            _add(node, short(predicate.value), _value(value))
    return node


@cache
def short(iri: str) -> str:
    """Give an IRI with its namespace's short name, where it has one."""
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and local.isidentifier():
            return f"{prefix}:{local}"
    return iri


def _iri(term: object) -> str:
    assert isinstance(term, NamedNode), f"a feed has IRIs only: {term}"
    return term.value


def _value(term: object) -> Node:
    if not isinstance(term, Literal):
        return {"@id": _iri(term)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype.value == _STRING:
        return {"@value": term.value}
    return {"@value": term.value, "@type": short(term.datatype.value)}


def _add(node: Node, key: str, value: object) -> None:
    """Add a value: one stands by itself, several in a list."""
    standing = node.get(key)
    if standing is None:
        node[key] = value
    elif isinstance(standing, list):
        standing.append(value)
    else:
        node[key] = [standing, value]
