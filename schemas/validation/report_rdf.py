"""A report as a SHACL validation report in Turtle."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from schemas.findings import Finding
from schemas.languages import LANGUAGES
from schemas.validation.shapes import OGL, RDF, RULE, SH, property_paths

XSD_BOOLEAN = NamedNode("http://www.w3.org/2001/XMLSchema#boolean")
TYPE = NamedNode(f"{RDF}type")
RULE_TABLE = f"{OGL}RuleTableComponent"
"""The constraint component of a rule that is no SHACL constraint: one of the rule table, a sum, a comparison."""

PREFIXES = {"sh": SH, "ogl": OGL, "rule": RULE}

Term = NamedNode | BlankNode | Literal


@dataclass(frozen=True, slots=True)
class ShapeResult:
    """What SHACL says of a finding.

    Args:
        focus: the node that was checked.
        path: the property's IRI; empty for an inverse path.
        component: IRI of the constraint that failed.
        shape: IRI of the shape.
        value: the value that failed, None where one is missing.
    """

    focus: NamedNode | BlankNode
    path: str
    component: str
    shape: str
    value: Term | None = None


def report_turtle(findings: Sequence[Finding], results: Mapping[int, ShapeResult]) -> str:
    """Write a report as SHACL has it: sh:conforms is true only where nothing at all was found.

    Args:
        results: what SHACL says of a finding, by the finding's number.
    """
    text = serialize(_triples(findings, results), format=RdfFormat.TURTLE, prefixes=PREFIXES)
    lines = (text or b"").decode("utf-8").splitlines(keepends=True)
    head = sorted(line for line in lines if line.startswith("@prefix"))
    return "".join([*head, *(line for line in lines if not line.startswith("@prefix"))])


def _triples(findings: Sequence[Finding], results: Mapping[int, ShapeResult]) -> Iterator[Triple]:
    root = BlankNode("report")
    conforms = Literal("false" if findings else "true", datatype=XSD_BOOLEAN)
    yield Triple(root, TYPE, _sh("ValidationReport"))
    yield Triple(root, _sh("conforms"), conforms)
    nodes = [BlankNode(f"result{number}") for number in range(len(findings))]
    for node in nodes:
        yield Triple(root, _sh("result"), node)
    for number, finding in enumerate(findings):
        yield from _result(nodes[number], finding, results.get(number) or _unshaped(finding))


def _result(node: BlankNode, finding: Finding, result: ShapeResult) -> Iterator[Triple]:
    yield Triple(node, TYPE, _sh("ValidationResult"))
    yield Triple(node, _sh("focusNode"), result.focus)
    if result.path:
        yield Triple(node, _sh("resultPath"), NamedNode(result.path))
    if result.value is not None:
        yield Triple(node, _sh("value"), result.value)
    yield Triple(node, _sh("sourceShape"), NamedNode(result.shape))
    yield Triple(node, _sh("sourceConstraintComponent"), NamedNode(result.component))
    yield Triple(node, _sh("resultSeverity"), _sh(finding.severity.title()))
    for lang in LANGUAGES:
        yield Triple(node, _sh("resultMessage"), Literal(finding.sentence(lang), language=lang))


def _unshaped(finding: Finding) -> ShapeResult:
    """Say in SHACL's words what a rule found that is no shape."""
    subject = finding.subject
    is_iri = ":" in subject and not any(sign.isspace() or sign in '\x1f<>"{}|\\^`' for sign in subject)
    focus = NamedNode(subject if is_iri else f"urn:ogledalo:finding:{finding.id()}")
    path = property_paths().get(finding.rule, "")
    return ShapeResult(focus, path, RULE_TABLE, f"{RULE}{finding.rule}")


def _sh(name: str) -> NamedNode:
    return NamedNode(f"{SH}{name}")
