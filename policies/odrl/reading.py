"""Reading policies from JSON-LD, Turtle, N-Triples and RDF/XML; nothing is ever fetched, evaluated or guessed."""

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from policies.odrl.errors import PolicyFormError, expected, mend
from policies.odrl.findings import LintFinding
from policies.odrl.graph import Graph
from policies.odrl.inheritance import inheriting
from policies.odrl.limits import EVALUATED, Limits
from policies.odrl.policy import ODRL, Policy
from policies.odrl.reader import Reader
from policies.odrl.reading_rdf import read_graph
from policies.odrl.reading_rules import policy, policy_nodes


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """What a document holds.

    Args:
        policies: as they stand there, without what they inherit.
        findings: what was doubtful in reading: a word without meaning, a time without a zone, a value of the wrong
            type. Where something is published, a violation among them refuses it.
        included: odrl:includedIn of actions that the document defines (narrower, broader).
        members: odrl:partOf of parties and assets (member, collection).
    """

    policies: tuple[Policy, ...]
    findings: tuple[LintFinding, ...] = ()
    included: tuple[tuple[str, str], ...] = ()
    members: tuple[tuple[str, str], ...] = ()


def read_document(text: bytes | str, media_type: str, limits: Limits = EVALUATED) -> PolicyDocument:
    """Read all policies of a document.

    Args:
        text: the document.
        media_type: its format, as `read_graph` takes it.
        limits: how large it may be.

    Raises:
        PolicyDocumentError: it cannot be read; which one says why.
    """
    return document_of(read_graph(text, media_type, limits), limits)


def document_of(graph: Graph, limits: Limits = EVALUATED) -> PolicyDocument:
    """Give all policies of a graph that was read already.

    Raises:
        PolicyDocumentError: one cannot be read; which one says why.
    """
    reader = Reader(graph, limits)
    policies = tuple(policy(reader, node) for node in policy_nodes(reader))
    return PolicyDocument(
        policies, tuple(reader.findings), pairs(graph, "includedIn"), pairs(graph, "partOf")
    )


def read_policies(
    text: bytes | str, media_type: str, known: Iterable[Policy] = (), limits: Limits = EVALUATED
) -> tuple[Policy, ...]:
    """Read the policies of a document, with the rules that they inherit.

    Args:
        text: the document.
        media_type: its format, as `read_graph` takes it.
        known: other policies that they may inherit from.
        limits: how large the document may be.

    Raises:
        PolicyDocumentError: it cannot be read, holds no policy, or one inherits from an unknown one.
    """
    document = read_document(text, media_type, limits)
    if not document.policies:
        raise no_policy()
    return inheriting(document.policies, known)


def no_policy() -> PolicyFormError:
    """Make the error of a document in which no policy stands."""
    return PolicyFormError("0", expected("no_policy"), mend("no_policy"))


def pairs(graph: Graph, name: str) -> tuple[tuple[str, str], ...]:
    """Give the pairs of names that a property of ODRL relates in a document, such as partOf or includedIn."""
    return tuple(
        (subject.value, value.value)
        for subject in graph.subjects()
        for value in graph.objects(subject, f"{ODRL}{name}")
        if isinstance(subject, NamedNode) and isinstance(value, NamedNode)
    )
