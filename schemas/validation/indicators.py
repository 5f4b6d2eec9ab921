"""Checking indicators by their shape: as RDF, through pyshacl."""

from collections.abc import Iterable, Iterator
from urllib.parse import quote

import rdflib
from pyoxigraph import Literal, NamedNode, Quad

from schemas.findings import Finding, Location
from schemas.indicators import Indicator
from schemas.validation.engine import shacl_report
from schemas.validation.rdf_terms import rdflib_graph
from schemas.validation.shapes import OGL, RDF, SEVERITIES, property_shapes
from schemas.validation.wording import spoken

INDICATOR = "urn:ogledalo:indicator:"
SKOS = "http://www.w3.org/2004/02/skos/core#"
FILE = "indicator.ttl"


def check_indicators(indicators: Iterable[Indicator], document: str = "") -> list[Finding]:
    """Check indicators by their shape.

    Args:
        document: what to call the file that defines them.
    """
    data = rdflib_graph(quad for one in indicators for quad in indicator_quads(one))
    report = shacl_report(data, FILE)
    found = [_finding(report, node, document) for node in report.objects(None, rdflib.SH.result)]
    return sorted(found, key=lambda finding: (finding.subject, finding.rule, finding.found))


def indicator_quads(one: Indicator) -> Iterator[Quad]:
    """Give an indicator as RDF; what is not stated is left out."""
    subject = NamedNode(f"{INDICATOR}{quote(one.code, safe='')}")
    yield Quad(subject, NamedNode(f"{RDF}type"), NamedNode(f"{OGL}Indicator"))
    for name, texts in (("prefLabel", one.name), ("definition", one.definitions)):
        for lang, text in texts.as_dict().items():
            yield Quad(subject, NamedNode(f"{SKOS}{name}"), Literal(text, language=lang))
    plain = [
        (f"{SKOS}notation", one.code), (f"{OGL}unit", one.unit), (f"{OGL}kind", one.kind),
        (f"{OGL}indicatorGroup", one.group), (f"{OGL}indicatorLevel", one.level),
        (f"{OGL}numerator", one.numerator), (f"{OGL}denominator", one.denominator),
        *((f"{OGL}mustMatch", name) for name in one.must_match),
    ]  # fmt: skip
    for path, text in plain:
        if text:
            yield Quad(subject, NamedNode(path), Literal(text))


def _finding(report: rdflib.Graph, node: rdflib.term.Node, document: str) -> Finding:
    shape = property_shapes(FILE)[str(report.value(node, rdflib.SH.sourceShape))]
    focus = str(report.value(node, rdflib.SH.focusNode)).removeprefix(INDICATOR)
    value = report.value(node, rdflib.SH.value)
    return Finding(
        rule=shape.rule,
        severity=SEVERITIES[str(report.value(node, rdflib.SH.resultSeverity))],
        where=Location(document or focus, shape.column),
        found=f"{shape.column} {'—' if value is None else value}",
        expected=spoken(shape.expected),
        mend=spoken(shape.mend),
        subject=focus,
    )
