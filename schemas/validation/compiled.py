"""Shapes compiled to checks of whole columns; a shape that says more than they know is refused with its place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pyarrow as pa
from pyoxigraph import NamedNode

from schemas.validation.columns import ColumnTable, row_numbers
from schemas.validation.constraint_place import Failing, Place
from schemas.validation.constraints import SAID, SINGLE, check_of, component_of
from schemas.validation.errors import UncompiledShapeError
from schemas.validation.shape_graph import ShapeGraph, name_of
from schemas.validation.shapes import OGL, SEVERITIES, SH, PropertyShape, Term, property_shape, shape_text

OF_A_NODE = frozenset({"targetClass", "property", "deactivated", "message", "name", "description"})
"""What a shape of a table's rows may state; all else would constrain the row as a whole."""

OF_A_PROPERTY = frozenset({"path", "deactivated"}) | SAID
SPARQL = "SPARQLConstraintComponent"


@dataclass(frozen=True, slots=True)
class ColumnCheck:
    """One constraint of a shape as a question to a whole column.

    Args:
        component: SHACL's name of the constraint, e.g. ``InConstraintComponent``.
        failing: says which rows break it.
    """

    shape: PropertyShape
    component: str
    failing: Failing


@dataclass(frozen=True, slots=True)
class Failures:
    """The rows that break one constraint, counted from 0."""

    shape: PropertyShape
    component: str
    rows: pa.UInt64Array


def compile_shapes(content: bytes, target: str, numbers: frozenset[str]) -> tuple[ColumnCheck, ...]:
    """Make the checks of a file of shapes.

    Args:
        content: the file, as Turtle.
        target: IRI of the class that the table's rows are of.
        numbers: names of the columns that hold numbers.

    Raises:
        UncompiledShapeError: it has a constraint that no check exists for.
    """
    graph = ShapeGraph(content)
    for node in graph.node_shapes():
        if graph.text(node, f"{SH}targetClass") != target:
            raise UncompiledShapeError(node.value, f"sh:targetClass, which is not {target}")
    return tuple(check for node in graph.node_shapes() for check in _of_a_node(graph, node, numbers))


@cache
def compiled(name: str, target: str, numbers: frozenset[str]) -> tuple[ColumnCheck, ...]:
    """Give the checks of a file of ``schemas/shapes``, compiled once."""
    return compile_shapes(shape_text(name), target, numbers)


def failures(table: ColumnTable, checks: Sequence[ColumnCheck]) -> list[Failures]:
    """Check a table, and give what fails in the order of the checks."""
    found = []
    for check in checks:
        rows = row_numbers(check.failing(table))
        if len(rows):
            found.append(Failures(check.shape, check.component, rows))
    return found


def rule_shapes(name: str) -> Mapping[str, PropertyShape]:
    """Give the shapes of a file whose constraints are SPARQL, by the rule's IRI.

    Raises:
        UncompiledShapeError: a shape has another constraint beside.
    """
    graph = ShapeGraph(shape_text(name))
    found: dict[str, PropertyShape] = {}
    for node in graph.node_shapes():
        for shape in _properties(graph, node, OF_A_NODE):
            other = set(graph.stated(shape)) - OF_A_PROPERTY - {"sparql"}
            if other:
                raise UncompiledShapeError(name_of(shape), f"sh:{min(other)}")
            found[name_of(shape)] = _shape(graph, shape)
    return found


def _of_a_node(graph: ShapeGraph, node: NamedNode, numbers: frozenset[str]) -> Iterator[ColumnCheck]:
    shapes = _properties(graph, node, OF_A_NODE)
    columns = {
        path: graph.text(shape, f"{OGL}column")
        for shape in shapes
        if (path := graph.text(shape, f"{SH}path")) and graph.text(shape, f"{OGL}column")
    }
    for shape in shapes:
        if not graph.is_on(node, "deactivated") and not graph.is_on(shape, "deactivated"):
            yield from _of_a_property(graph, shape, columns, numbers)


def _properties(graph: ShapeGraph, node: NamedNode, known: frozenset[str]) -> list[NamedNode]:
    stated = graph.stated(node)
    other = set(stated) - known
    if other:
        raise UncompiledShapeError(name_of(node), f"sh:{min(other)}")
    shapes = []
    for shape in stated.get("property", ()):
        if not isinstance(shape, NamedNode):
            raise UncompiledShapeError(name_of(node), f"sh:property {name_of(shape)}")
        shapes.append(shape)
    return shapes


def _of_a_property(
    graph: ShapeGraph, node: NamedNode, columns: Mapping[str, str], numbers: frozenset[str]
) -> Iterator[ColumnCheck]:
    if not isinstance(graph.value(node, f"{SH}path"), NamedNode):
        raise UncompiledShapeError(node.value, "sh:path")
    shape = _shape(graph, node)
    if not shape.column:
        raise UncompiledShapeError(node.value, "ogl:column")
    place = Place(graph, node, shape.column, columns, numbers)
    for name, terms in graph.stated(node).items():
        if name in OF_A_PROPERTY:
            continue
        _refuse_two(node, name, terms)
        for term in terms:
            yield ColumnCheck(shape, component_of(name), check_of(place, name, term))


def _refuse_two(node: NamedNode, name: str, terms: Sequence[Term]) -> None:
    if name in SINGLE and len(terms) > 1:
        raise UncompiledShapeError(node.value, f"sh:{name}, {len(terms)} times")


def _shape(graph: ShapeGraph, node: NamedNode) -> PropertyShape:
    severity = graph.text(node, f"{SH}severity")
    if severity and severity not in SEVERITIES:
        raise UncompiledShapeError(node.value, f"sh:severity {severity}")
    return property_shape(node, graph.by_subject)
