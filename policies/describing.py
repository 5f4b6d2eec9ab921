"""Describing: what governs a dataset as the triples of its description, as the world is told it."""

from collections.abc import Iterator

from pyoxigraph import RdfFormat, Triple, parse

from policies.odrl.policy import Policy
from policies.odrl.writing import write_turtle


def triples(policy: Policy) -> tuple[Triple, ...]:
    """Give a policy as RDF."""
    return tuple(_parsed(write_turtle(policy)))


def _parsed(text: str) -> Iterator[Triple]:
    for quad in parse(text, format=RdfFormat.TURTLE):
        yield quad.triple
