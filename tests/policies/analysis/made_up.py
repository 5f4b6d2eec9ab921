"""Policies that tests write in few words."""

from policies.analysis.conflicts import PairAnswer, compare
from policies.analysis.hierarchies import hierarchies_in
from policies.odrl.policy import Policy
from policies.odrl.reading import document_of
from policies.odrl.reading_rdf import read_graph

PREFIXES = """
@prefix odrl: <http://www.w3.org/ns/odrl/2/> .
@prefix og: <https://w3id.org/ogledalo/odrl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix dpv: <https://w3id.org/dpv#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix ex: <https://example.org/> .
@prefix lang: <https://tools.ietf.org/html/bcp47#> .
"""


def constraint(left: str, operator: str, right: str, more: str = "") -> str:
    """Write a constraint; a right operand in brackets is a list."""
    return f"[ odrl:leftOperand {left} ; odrl:operator odrl:{operator} ; odrl:rightOperand {right} {more} ]"


def joined(logic: str, *parts: str) -> str:
    """Write a logical constraint."""
    return f"[ odrl:{logic} ( {' '.join(parts)} ) ]"


def rule(kind: str, *conditions: str, action: str = "odrl:use", more: str = "") -> str:
    """Write a rule."""
    asked = f"odrl:constraint {', '.join(conditions)} ;" if conditions else ""
    return f"odrl:{kind} [ odrl:action {action} ; {asked} {more} ] ;"


def permitting(*conditions: str) -> str:
    """Write a policy's permission."""
    return rule("permission", *conditions)


def policies(*bodies: str, facts: str = "") -> tuple[Policy, ...]:
    """Read policies that are called first, second and so on."""
    return document_of(read_graph(document(*bodies, facts=facts), "text/turtle")).policies


def document(*bodies: str, facts: str = "") -> str:
    """Write policies in Turtle."""
    written = [f"ex:policy{number} a odrl:Set ; {body} ." for number, body in enumerate(bodies, 1)]
    return "\n".join([PREFIXES, facts, *(one.replace("; .", ".") for one in written)])


def compared(first: str, second: str, facts: str = "") -> PairAnswer:
    """Compare two policies, with what their document declares."""
    graph = read_graph(document(first, second, facts=facts), "text/turtle")
    one, other = document_of(graph).policies
    return compare(one, other, hierarchies_in(graph))
