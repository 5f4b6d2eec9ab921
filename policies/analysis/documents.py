"""Analysing all policies of a document together."""

from dataclasses import dataclass

from policies.analysis.conflicts import PairAnswer, alone, conflicts
from policies.analysis.coverage import CoverageFinding, Knowledge, coverage
from policies.analysis.formulas import Verdict
from policies.analysis.hierarchies import hierarchies_in
from policies.odrl.graph import Graph
from policies.odrl.inheritance import inheriting
from policies.odrl.policy import Policy
from policies.odrl.reading import document_of, no_policy

MOST_POLICIES = 60
"""Of more policies not each two are compared: the pairs would be too many to read."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was found of a document's policies.

    Args:
        verdict: ``conflict`` where two policies cannot both be satisfied, or the only one cannot; ``unknown`` where that
            cannot be told; else ``compatible``.
        policies: they, with what they inherit.
        pairs: each two of them.
        rules: those that are void or contradict each other.
    """

    verdict: Verdict
    policies: tuple[Policy, ...]
    pairs: tuple[PairAnswer, ...]
    rules: tuple[CoverageFinding, ...]


def analyse(graph: Graph) -> Analysis:
    """Analyse all policies of a document, with the hierarchies that it declares.

    Args:
        graph: the document.

    Raises:
        PolicyDocumentError: a policy cannot be read, or there is none.
    """
    document = document_of(graph)
    if not document.policies:
        raise no_policy()
    policies = inheriting(document.policies)
    values, included = hierarchies_in(graph), document.included
    pairs = conflicts(policies[:MOST_POLICIES], values, included)
    verdicts = {one.verdict for one in pairs} or {alone(policies[0], values, included).verdict}
    return Analysis(_worst(verdicts), policies, pairs, coverage(policies, Knowledge(values, included)))


def _worst(verdicts: set[Verdict]) -> Verdict:
    if "conflict" in verdicts:
        return "conflict"
    return "unknown" if "unknown" in verdicts else "compatible"
