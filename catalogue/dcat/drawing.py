"""Drawing: values to triples, by the rows of `mapping`. Each resource is described once, where it is first named."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from catalogue.dcat.mapping import CLASSES, Kind, rows_of
from catalogue.dcat.namespaces import RDF, XSD
from catalogue.dcat.resources import Dated, Resource, Worded
from catalogue.folding import printable

_TYPE = NamedNode(RDF + "type")
_NUMBER = NamedNode(XSD + "nonNegativeInteger")
_INTEGER = NamedNode(XSD + "integer")
_HEX = NamedNode(XSD + "hexBinary")
_DATATYPES = {name: NamedNode(XSD + name) for name in ("date", "dateTime", "gYear", "gYearMonth")}
_Term = NamedNode | Literal


def _worded(value: Worded) -> Literal:
    text = printable(value.text)
    return Literal(text, language=value.lang) if value.lang else Literal(text)


def _string(value: str) -> Literal:
    return Literal(printable(value))


def _dated(value: Dated) -> Literal:
    return Literal(value.text, datatype=_DATATYPES[value.datatype])


def _resource(value: Resource) -> NamedNode:
    return NamedNode(value.iri)


_TERMS: Mapping[Kind, Callable[[Any], _Term]] = {  # each takes the values of its kind
    Kind.WORDS: _worded,
    Kind.STRING: _string,
    Kind.DATE: _dated,
    Kind.COUNT: lambda count: Literal(str(count), datatype=_NUMBER),
    Kind.INTEGER: lambda count: Literal(str(count), datatype=_INTEGER),
    Kind.HEX: lambda digits: Literal(digits, datatype=_HEX),
    Kind.LINK: NamedNode,
    Kind.RESOURCE: _resource,
}


@dataclass(frozen=True, slots=True)
class _Row:
    field: str
    kind: Kind
    predicate: NamedNode | None
    term: Callable[[Any], _Term] | None


@dataclass(frozen=True, slots=True)
class _Plan:
    classes: tuple[NamedNode, ...]
    rows: tuple[_Row, ...]


def _plan(kind: type[Resource]) -> _Plan:
    """Give what the table says of a class, ready to be run."""
    rows = tuple(
        _Row(row.field, row.kind, NamedNode(row.iri) if row.iri else None, _TERMS.get(row.kind))
        for row in rows_of(kind)
    )
    return _Plan(tuple(map(NamedNode, CLASSES[kind])), rows)


_PLANS = {kind: _plan(kind) for kind in CLASSES}


class Drawing:
    """A feed in the making: each resource is described once, where it is first named."""

    def __init__(self) -> None:
        self._seen: set[tuple[type[Resource], str]] = set()

    def draw(self, root: Resource) -> list[Triple]:
        """Give the triples of a resource and of all that it names and is not yet described, in a fixed order."""
        waiting, found = [root], list[Triple]()
        while waiting:
            resource = waiting.pop()
            known = (type(resource), resource.iri)
            if known in self._seen:
                continue
            self._seen.add(known)
            named: list[Resource] = []
            _describe(resource, named, found)
            named.reverse()
            waiting += named
        return found


def _describe(resource: Resource, named: list[Resource], found: list[Triple]) -> None:
    """Add what is said of one resource to what was found, and what it names to what is named."""
    plan = _PLANS[type(resource)]
    subject = NamedNode(resource.iri)
    found += [Triple(subject, _TYPE, kind) for kind in plan.classes]
    found += [Triple(subject, _TYPE, NamedNode(extra)) for extra in resource.classes]
    for row in plan.rows:
        values = _values(getattr(resource, row.field))
        if not values:
            continue
        predicate, term = row.predicate, row.term
        if predicate is None or term is None:
            found += values
            continue
        if row.kind is Kind.RESOURCE:
            named += values
        if len(values) == 1:
            found.append(Triple(subject, predicate, term(values[0])))
        else:
            found += [Triple(subject, predicate, one) for one in dict.fromkeys(map(term, values))]


def _values(value: Any) -> tuple[Any, ...]:  # a field of any resource
    if value is None or value == "":
        return ()
    return value if isinstance(value, tuple) else (value,)


def named_throughout(iri: str, triples: Iterable[Triple]) -> tuple[Triple, ...]:
    """Give the triples of a policy by subject, itself first, with an IRI in place of each blank node.

    Args:
        iri: the policy's; the new IRIs begin with it and are numbered in the order of the triples.
    """
    names: dict[str, NamedNode] = {}
    mark = "-" if "#" in iri else "#"

    def name(term: Any) -> Any:  # a term of any kind
        if isinstance(term, BlankNode):
            return names.setdefault(term.value, NamedNode(f"{iri}{mark}part-{len(names) + 1}"))
        return term

    by_subject: dict[Any, list[Triple]] = {NamedNode(iri): []}  # a subject is a term of any kind
    for one in triples:
        subject = name(one.subject)
        by_subject.setdefault(subject, []).append(Triple(subject, one.predicate, name(one.object)))
    return tuple(chain.from_iterable(by_subject.values()))
