"""The standard report of an observation table: pyshacl checks the rows that fail, and only by what they fail."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce

import pyarrow as pa
import pyarrow.compute as pc
import rdflib
from pyoxigraph import NamedNode

from schemas.basis import Basis
from schemas.findings import Finding
from schemas.observations import DIMENSIONS, Observation
from schemas.places import Place
from schemas.validation.engine import shacl_report
from schemas.validation.ledger import Ledger
from schemas.validation.observation_table import observation_table
from schemas.validation.observations import Checked, check_ledger
from schemas.validation.rdf_terms import oxigraph_term, rdflib_graph
from schemas.validation.report_rdf import ShapeResult
from schemas.validation.row_graph import ledger_quads, row_iri
from schemas.validation.shapes import RULE
from schemas.validation.status_rules import TABLE
from schemas.validation.target_rules import GROUP

MOST = 200
"""Findings of a file that pyshacl is asked about: it takes up to a tenth of a second for each."""

ROW_SHAPE = f"{RULE}observation"
BESIDE: Mapping[str, Sequence[str]] = {"H6": DIMENSIONS, "H7-includes": TABLE, "H12": GROUP, "H13": GROUP}
"""Rules that look at other rows, and what those have in common with the row."""

Results = Mapping[tuple[str, str, str], ShapeResult]
"""What pyshacl says, by the finding's rule, subject and cell."""


def observation_iri(observation: Observation) -> str:
    """Name an observation that is not published: the same key from the same cell keeps its name."""
    text = f"{observation.key.canonical()}\x1e{observation.source_cell}"
    return f"urn:ogledalo:observation:{hashlib.sha256(text.encode()).hexdigest()[:32]}"


def row_results(
    observations: Sequence[Observation],
    bases: Mapping[str, Basis],
    places: Mapping[str, Place],
    now_year: int,
) -> Results:
    """Ask pyshacl about the rows that fail, and give its results by rule, subject and cell.

    Args:
        bases, places, now_year: as in `check_observations`.
    """
    ledger = Ledger(observation_table(observations), bases, places, now_year, "", observations)
    checked = check_ledger(ledger)
    return dict(_of_the_shape(checked)) | dict(_of_the_rules(checked))


def _of_the_shape(checked: Checked) -> Iterator[tuple[tuple[str, str, str], ShapeResult]]:
    rows = sorted({row for failed in checked.shape for row in failed.rows.to_pylist()})[:MOST]
    if rows:
        report = _report(checked.ledger, rows, rows, "observation.ttl", ROW_SHAPE)
        yield from _results(checked.ledger, report, rows)


def _of_the_rules(checked: Checked) -> Iterator[tuple[tuple[str, str, str], ShapeResult]]:
    left = MOST
    for rule, _, found in checked.rules:
        rows = found.to_pylist()[:left]
        left -= len(rows)
        if not rows:
            return
        with_others = _with_others(checked.ledger, rows, BESIDE.get(rule.shape, ()))
        report = _report(checked.ledger, with_others, rows, "observation-rules.ttl", f"{RULE}{rule.shape}")
        yield from _results(checked.ledger, report, rows, rule.id)


def _with_others(ledger: Ledger, rows: list[int], shared: Sequence[str]) -> list[int]:
    """Give rows with all that agree with one of them in some columns."""
    if not shared:
        return rows
    keys = ledger.table.keys(*shared)
    found: list[int] = pc.indices_nonzero(pc.is_in(keys, keys.take(pa.array(rows)))).to_pylist()
    return found


def _report(ledger: Ledger, rows: list[int], focus: list[int], file: str, shape: str) -> rdflib.Graph:
    data = rdflib_graph(ledger_quads(ledger, rows))
    return shacl_report(data, file, use_shapes=[shape], focus_nodes=[row_iri(row) for row in focus])


def _results(
    ledger: Ledger, report: rdflib.Graph, rows: list[int], rule: str = ""
) -> Iterator[tuple[tuple[str, str, str], ShapeResult]]:
    by_iri = {row_iri(row): ledger.observation(row) for row in rows}
    for node in report.objects(None, rdflib.SH.result):
        observation = by_iri[str(report.value(node, rdflib.SH.focusNode))]
        shape = str(report.value(node, rdflib.SH.sourceShape))
        path = report.value(node, rdflib.SH.resultPath)
        yield (
            (rule or shape.removeprefix(RULE), observation.key.canonical(), observation.source_cell),
            ShapeResult(
                focus=NamedNode(observation_iri(observation)),
                path=str(path) if path is not None else "",
                component=str(report.value(node, rdflib.SH.sourceConstraintComponent)),
                shape=shape,
                value=oxigraph_term(report.value(node, rdflib.SH.value)),
            ),
        )


@dataclass(frozen=True)
class LateResults(Mapping[int, ShapeResult]):
    """What SHACL says of findings, by the finding's number; pyshacl is asked when somebody wants to know.

    Args:
        findings: all findings of a report.
        asked: for each table of the file, what asks pyshacl about it.
    """

    findings: Sequence[Finding]
    asked: Sequence[Callable[[], Results]]

    @cached_property
    def _told(self) -> Mapping[int, ShapeResult]:
        found: Results = reduce(lambda one, ask: {**one, **ask()}, self.asked, {})
        keys = ((finding.rule, finding.subject, finding.where.cell) for finding in self.findings)
        return {number: found[key] for number, key in enumerate(keys) if key in found}

    def __getitem__(self, number: int) -> ShapeResult:
        return self._told[number]

    def __iter__(self) -> Iterator[int]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)
