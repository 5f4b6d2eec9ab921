"""Checking a record or a feed of records (DCAT-AP) by our shapes, through pyshacl."""

from collections.abc import Iterable, Iterator

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat

from schemas.findings import Finding, Location
from schemas.messages import Message
from schemas.validation.engine import shacl_report
from schemas.validation.errors import UnreadableGraphError
from schemas.validation.focus import FocusNode, focus_of
from schemas.validation.parsing import LARGEST, parse_rdf, rdf_format
from schemas.validation.rdf_terms import oxigraph_term, rdflib_graph
from schemas.validation.report import Report
from schemas.validation.report_rdf import ShapeResult
from schemas.validation.shapes import (
    RDF,
    RECORD_SHAPES,
    SEVERITIES,
    curie,
    property_shapes,
    target_classes,
)
from schemas.validation.wording import spoken

NOTHING = "—"
QUOTED = 160


def validate_record(
    content: bytes | Iterable[Quad],
    name: str = "",
    *,
    rdf: RdfFormat | None = None,
    base_iri: str | None = None,
    snapshot: str = "",
    largest: int = LARGEST,
) -> Report:
    """Check a record by our shapes; what cannot be read is a finding with its line.

    Args:
        content: the record's bytes, or what was read of them already.
        name: the document, as a person would name it.
        rdf: the format of the bytes; told by the name's ending, else Turtle, where None.
        base_iri: what relative addresses are relative to.
        snapshot: SHA-256 of the bytes, where they are stored.
        largest: how many bytes are read at most.
    """
    form = rdf or rdf_format(name) or RdfFormat.TURTLE
    try:
        quads = (
            parse_rdf(content, form, base_iri=base_iri, largest=largest)
            if isinstance(content, bytes)
            else list(content)
        )
    except UnreadableGraphError as error:
        return Report((error.finding(name, snapshot),), name)
    if not _describes_something(quads):
        return Report((_nothing_described(quads, name, snapshot),), name)
    found = sorted(_found(quads, name, snapshot), key=_order)
    return Report(tuple(finding for finding, _ in found), name, {i: pair[1] for i, pair in enumerate(found)})


def _describes_something(quads: list[Quad]) -> bool:
    types = {quad.object.value for quad in quads if _is_type(quad) and isinstance(quad.object, NamedNode)}
    return not types.isdisjoint(target_classes("catalogue-record.ttl", "dataset.ttl", "distribution.ttl"))


def _is_type(quad: Quad) -> bool:
    return quad.predicate.value == f"{RDF}type"


def _nothing_described(quads: list[Quad], name: str, snapshot: str) -> Finding:
    expected, mend = Message("validation.described.expected"), Message("validation.described.mend")
    types = sorted({str(quad.object) for quad in quads if _is_type(quad)})
    found = ", ".join(types)[:QUOTED] or f"rdf:type {NOTHING}"
    return Finding("record-described", "violation", Location(name, "", snapshot), found, expected, mend)


def _order(pair: tuple[Finding, ShapeResult]) -> tuple[str, str, str, str, str]:
    finding, result = pair
    return finding.subject, finding.where.cell, finding.rule, finding.found, result.component


def _found(quads: list[Quad], name: str, snapshot: str) -> Iterator[tuple[Finding, ShapeResult]]:
    data = rdflib_graph(quads)
    report = shacl_report(data, *RECORD_SHAPES)
    for node in report.objects(None, rdflib.SH.result):
        result = _shape_result(report, node)
        severity = str(report.value(node, rdflib.SH.resultSeverity))
        focus = report.value(node, rdflib.SH.focusNode)
        found = _found_text(result, data, focus)
        yield _finding(result, severity, found, focus_of(data, focus), Location(name, "", snapshot)), result


def _shape_result(report: rdflib.Graph, node: rdflib.term.Node) -> ShapeResult:
    focus = oxigraph_term(report.value(node, rdflib.SH.focusNode))
    path = report.value(node, rdflib.SH.resultPath)
    return ShapeResult(
        focus=focus if isinstance(focus, NamedNode | BlankNode) else BlankNode("literal"),
        path=str(path) if isinstance(path, rdflib.URIRef) else "",
        component=str(report.value(node, rdflib.SH.sourceConstraintComponent)),
        shape=str(report.value(node, rdflib.SH.sourceShape)),
        value=oxigraph_term(report.value(node, rdflib.SH.value)),
    )


def _finding(result: ShapeResult, severity: str, found: str, focus: FocusNode, document: Location) -> Finding:
    shape = property_shapes(*RECORD_SHAPES)[result.shape]
    field = " / ".join((*focus.steps, curie(result.path) or shape.rule))
    cell = f"{focus.subject} {field}" if document.document else field
    return Finding(
        rule=shape.rule,
        severity=SEVERITIES[severity],
        where=Location(document.document or focus.subject, cell, document.snapshot),
        found=found,
        expected=spoken(shape.expected),
        mend=spoken(shape.mend),
        subject=focus.subject,
    )


def _found_text(result: ShapeResult, data: rdflib.Graph, focus: rdflib.term.Node | None) -> str:
    if result.value is None:
        values = set(data.objects(focus, rdflib.URIRef(result.path))) if result.path else ()
        return f"{len(values)} × {curie(result.path)}".strip()
    text = result.value.value if isinstance(result.value, NamedNode | Literal) else str(result.value)
    return text if len(text) <= QUOTED else f"{text[:QUOTED]}…"
