"""The standard report of rows that fail: written by pyshacl, the same as the compiled checks say, found by the finding."""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import Literal, RdfFormat, parse

from schemas.findings import Finding
from schemas.observations import Observation
from schemas.places import shipped_places
from schemas.validation.observations import check_observations
from schemas.validation.report import Report
from schemas.validation.row_report import LateResults, Results, observation_iri, row_results
from schemas.validation.shapes import RULE, SH
from tests.schemas.validation.test_observations import BASES, a_cell

ROWS: Sequence[Observation] = (
    a_cell(where="A-1.3!F4"),
    a_cell("7", where="A-1.3!F5"),
    a_cell(where="A-1.3!F6", scope="S12"),
    a_cell("-5", where="A-1.3!F7", sector="III"),
)


def _findings() -> list[Finding]:
    return check_observations(ROWS, BASES, shipped_places(), 2026)


def test_pyshacl_tells_of_each_finding_its_focus_path_component_and_value() -> None:
    findings = _findings()
    told = LateResults(findings, [lambda: row_results(ROWS, BASES, shipped_places(), 2026)])
    assert [finding.rule for finding in findings] == ["observation-scope", "H6", "H11"]
    assert [(told[number].focus.value, told[number].component.removeprefix(SH)) for number in told] == [
        (observation_iri(ROWS[2]), "InConstraintComponent"),
        (observation_iri(ROWS[1]), "SPARQLConstraintComponent"),
        (observation_iri(ROWS[3]), "SPARQLConstraintComponent"),
    ]
    assert [told[number].shape.removeprefix(RULE) for number in told] == ["observation-scope", "H6", "H11"]
    assert told[0].value == Literal("S12")
    assert told[2].path == "http://purl.org/linked-data/sdmx/2009/measure#obsValue"


def test_the_report_in_turtle_is_a_shacl_report_of_the_rows_that_fail() -> None:
    findings = _findings()
    late = LateResults(findings, [lambda: row_results(ROWS, BASES, shipped_places(), 2026)])
    quads = list(parse(Report(findings, "a.csv", late).turtle().encode(), format=RdfFormat.TURTLE))
    focus = {quad.object.value for quad in quads if quad.predicate.value == f"{SH}focusNode"}
    assert focus == {observation_iri(row) for row in ROWS[1:]}


def test_nobody_asks_pyshacl_where_nobody_wants_to_know() -> None:
    asked: list[int] = []

    def ask() -> Results:
        asked.append(1)
        return {}

    late = LateResults(_findings(), [ask])
    Report(late.findings, "a.csv", late).text("sl")
    assert asked == []
    assert len(late) == 0
    assert asked == [1]
