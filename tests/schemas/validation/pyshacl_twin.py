"""What pyshacl says of rows: the other half of each test that holds the compiled checks to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from pyshacl import validate
from rdflib import RDF, SH, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from schemas.validation.columns import Cell
from schemas.validation.compiled import Failures
from schemas.validation.engine import shacl_report
from schemas.validation.shapes import RULE
from schemas.validation.shapes import SH as SHACL

ROW = "urn:row:"
Found = set[tuple[int, str, str, str, str]]
"""Row, rule, path, component, severity."""


def graph_of(rows: Sequence[Mapping[str, Cell]], paths: Mapping[str, str], target: str) -> Graph:
    """Write rows as RDF: a number as xsd:decimal, a text as xsd:string, an empty cell not at all."""
    data = Graph()
    for number, row in enumerate(rows):
        focus = URIRef(f"{ROW}{number}")
        data.add((focus, RDF.type, URIRef(target)))
        for column, path in paths.items():
            value = row[column]
            if value is not None and value != "":
                data.add((focus, URIRef(path), _term(value)))
    return data


def by_pyshacl(data: Graph, name: str, prefix: str = ROW) -> Found:
    """Check a graph by a file of ours, and give what fails."""
    return _found(shacl_report(data, name), prefix)


def by_pyshacl_with(data: Graph, shapes: str) -> Found:
    """Check a graph by some shapes in Turtle."""
    _, report, _ = validate(data, shacl_graph=Graph().parse(data=shapes, format="turtle"))
    assert isinstance(report, Graph)
    return _found(report, ROW)


def compiled(found: Iterable[Failures]) -> Found:
    """Give what the compiled checks found, in the same form."""
    return {
        (row, failed.shape.iri, failed.shape.path, failed.component, failed.shape.severity)
        for failed in found
        for row in failed.rows.to_pylist()
    }


def _found(report: Graph, prefix: str) -> Found:
    return {
        (
            int(str(report.value(result, SH.focusNode)).removeprefix(prefix)),
            str(report.value(result, SH.sourceShape)),
            str(report.value(result, SH.resultPath)),
            str(report.value(result, SH.sourceConstraintComponent)).removeprefix(SHACL),
            str(report.value(result, SH.resultSeverity)).removeprefix(SHACL).lower(),
        )
        for result in report.objects(None, SH.result)
    }


def _term(value: str | Decimal) -> Node:
    if isinstance(value, str):
        return Literal(value)
    return Literal(format(value, "f"), datatype=XSD.decimal, normalize=False)


def rule_iri(name: str) -> str:
    """Give a rule's IRI."""
    return f"{RULE}{name}"
