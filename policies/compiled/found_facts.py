"""Facts in documents of others: literals and names as values, and what a property is called as a left operand."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from pyoxigraph import Literal, NamedNode

from policies.compiled.request import Fact
from policies.odrl.graph import TYPE, Graph, Node
from policies.odrl.policy import ODRL, Condition, Constraint, Iri, LogicalConstraint, Value
from policies.odrl.profile import operand, operands
from policies.odrl.values import read_value, untyped_value
from policies.odrl.vocabulary import XSD

STATED = frozenset(f"{ODRL}{name}" for name in ("eq", "isA", "isAnyOf", "isPartOf", "isAllOf"))
"""Operators by which a request says what a value is."""

FEATURES: Mapping[str, str] = {
    "currenttime": f"{ODRL}dateTime",
    "currentdatetime": f"{ODRL}dateTime",
    "currentxsddatetime": f"{ODRL}dateTime",
    "currentdate": f"{ODRL}dateTime",
    "currentlocation": f"{ODRL}spatial",
    "location": f"{ODRL}spatial",
    "paidamount": f"{ODRL}payAmount",
    "netamount": f"{ODRL}payAmount",
    "amount": f"{ODRL}payAmount",
    "accumulatedtime": f"{ODRL}meteredTime",
    "format": f"{ODRL}fileFormat",
}
"""What others call the value of a left operand of ODRL, besides its own name."""

UNITS = frozenset({"unit", "currency", "unitofmeasure", "unitcode", "hasunit"})
VALUES = ("value", "issued", "rightoperand", "inxsddatetime", "inxsddatetimestamp", "created", "numericvalue")
"""Properties that give the value of what is described, in the order in which they count."""

BLANKS = re.compile(r"(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})")
"""A time with a blank where XML Schema has a T, as payment systems write it."""


def local(iri: str) -> str:
    """Give the last part of a name, in small letters and without hyphens."""
    return re.split(r"[#/:]", iri)[-1].replace("-", "").casefold()


@cache
def _by_local_name() -> Mapping[str, str]:
    """Give the left operands by the last part of their names; ODRL's come before ours."""
    return {**FEATURES, **{local(one): one for one in reversed(tuple(operands()))}}


def left_operand(iri: str) -> str:
    """Give the left operand that a feature or property means; empty where it is none that we know."""
    if operand(iri) is not None:
        return iri
    return _by_local_name().get(local(iri), "")


def value_of(graph: Graph, node: Node, left: str = "") -> Value | None:
    """Give the value that a node is, or that it describes; None for a node that says none.

    Args:
        graph: the document.
        node: a literal, a name, or something with a value.
        left: IRI of the left operand, which tells what a text without a type is.
    """
    if isinstance(node, Literal):
        return _literal(node, left)
    typed = next((one for one in graph.types(node) if one.startswith(XSD)), "")
    if typed and isinstance(node, NamedNode):
        return _typed(re.split(r"[#/]", node.value)[-1], typed)
    described = _described(graph, node, left)
    if described is not None:
        return value_of(graph, described, left)
    return Iri(node.value) if isinstance(node, NamedNode) else None


def _described(graph: Graph, node: Node, left: str) -> Node | None:
    """Give what a node says its value is: by a property for values, or by the feature's own name."""
    properties = {name: values for name, values in graph.properties(node).items() if name != TYPE}
    said = {local(name): values for name, values in properties.items()}
    named = [values for name, values in properties.items() if left and left_operand(name) == left]
    found = next((said[name] for name in VALUES if name in said), named[0] if named else ())
    return found[0] if len(found) == 1 and found[0] != node else None


def _literal(node: Literal, left: str) -> Value:
    kind = node.datatype.value
    if kind != f"{XSD}string" and kind.startswith(XSD):
        return _typed(node.value, kind)
    known = operand(left)
    return untyped_value(node.value, known.types)[0] if known else node.value


def _typed(text: str, kind: str) -> Value:
    try:
        return read_value(BLANKS.sub(r"\1T\2", text), kind)
    except ValueError:
        return text


def unit_of(graph: Graph, node: Node) -> str | None:
    """Give the unit that something is in; None where it does not say."""
    for name, values in graph.properties(node).items():
        if local(name) in UNITS:
            return values[0].value
    return None


def described_facts(graph: Graph, node: Node) -> Iterator[tuple[str, Fact]]:
    """Give the facts that the properties of a node are, by left operand."""
    unit = unit_of(graph, node)
    for name, values in graph.properties(node).items():
        left = left_operand(name)
        read = [value_of(graph, one, left) for one in values] if left else []
        known = tuple(one for one in read if one is not None)
        if known:
            yield left, Fact(known, unit)


def declared(conditions: tuple[Condition, ...]) -> Iterator[tuple[str, Fact]]:
    """Give the facts that a request declares in the form of constraints: each says what a value is."""
    for one in conditions:
        if isinstance(one, LogicalConstraint):
            yield from declared(one.operands if one.logic in ("and", "andSequence") else ())
        elif _says_a_value(one):
            yield one.left, Fact(one.right, one.unit or None)


def _says_a_value(one: Constraint) -> bool:
    single = len(one.right) == 1 or one.operator == f"{ODRL}isAllOf"
    return one.operator in STATED and single and not one.reference and not one.others
