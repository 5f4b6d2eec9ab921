"""Naming the node that a result is about, so that a person finds it in the record."""

from dataclasses import dataclass

import rdflib
from rdflib.term import Node

from schemas.validation.shapes import curie

FARTHEST = 8


@dataclass(frozen=True, slots=True)
class FocusNode:
    """A node by its address, or by the way to it from a node that has one.

    Args:
        subject: the address.
        steps: properties that lead from there to the node, e.g. ``("dcat:distribution",)``.
    """

    subject: str
    steps: tuple[str, ...] = ()


def focus_of(graph: rdflib.Graph, node: Node | None) -> FocusNode:
    """Say where a node is: a blank node is named by what points at it."""
    steps: list[str] = []
    while isinstance(node, rdflib.BNode) and len(steps) < FARTHEST:
        parent = min(graph.subject_predicates(node), key=str, default=None)
        if parent is None:
            break
        node = parent[0]
        steps.insert(0, curie(str(parent[1])))
    subject = f"_:{node}" if isinstance(node, rdflib.BNode) else str(node)
    return FocusNode(subject, tuple(steps))
