"""Each hard rule asked of whole columns finds what its SPARQL constraint finds through pyshacl, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyshacl import validate
from rdflib import SH, Graph, URIRef

from schemas.basis import Basis
from schemas.indicators import Indicator, indicators
from schemas.places import Place, former_places, shipped_places
from schemas.validation.compiled import rule_shapes
from schemas.validation.engine import shacl_report
from schemas.validation.hard_rules import HARD_RULES
from schemas.validation.ledger import HardRule, Ledger
from schemas.validation.observation_table import arrow_table
from schemas.validation.observations import check_ledger
from schemas.validation.rdf_terms import rdflib_graph
from schemas.validation.row_graph import ROW, ledger_quads
from schemas.validation.shapes import RULE, shape_text

FILE = "observation-rules.ttl"
BASES: Mapping[str, Basis] = {
    "full": Basis("full", base_period="2018", gwp_set="AR5"),
    "bare": Basis("bare", gwp_set="", ef_basis="", elec_method=""),
    "no-gases": Basis("no-gases", gas_group="", base_period="2018"),
}
PLACES: Mapping[str, Place] = {code: shipped_places()[code] for code in ("SI_052", "SI_061", "SI_207")} | {
    "HR041": former_places()["HR041"]
}
INDICATORS: Mapping[str, Indicator] = {
    **indicators(),
    "EN.RES.SHARE": replace(indicators()["EN.RES.SHARE"], denominator=""),
}
YEAR = 2026

GOOD = {
    "indicator": "GHG.TOT", "place": "SI_052", "period": "2030", "freq": "A", "sector": "_T", "scope": "_T",
    "gas": "_T", "carrier": "_T", "mode": "_T", "value_type": "TGT", "unit": "T_CO2E", "source": "kranj",
    "basis": "full", "value": "100", "obs_status": "A", "conf_status": "F",
}  # fmt: skip
CHOICES = {
    "indicator": [
        "GHG.TOT",
        "GHG.SEC",
        "GHG.RESID",
        "GHG.GAP",
        "GHG.REDPCT",
        "EN.RES.SHARE",
        "CX.POP",
        "X",
        "",
    ],
    "place": ["SI_052", "SI_061", "SI_999", "HR041", "SI_207", ""],
    "period": ["2018", "2030", "2005", "2020-S2", "2027-Q4", "2026-13", "20", ""],
    "freq": ["A", "S", "Q", "M", ""],
    "sector": ["_T", "V", "V.2", "I", ""],
    "scope": ["_T", "S2", "S1_S2", ""],
    "carrier": ["_T", "DH", ""],
    "mode": ["_T", "SNK", "SRC", ""],
    "value_type": ["ACT", "BASE", "TGT", "TGT_RED", "TGT_PCT", "RESID", "GAP", "PROJ", ""],
    "unit": ["T_CO2E", "KT_CO2E", "T_CO2", "PC", "NR", "MWH", "T_CO2E_MWH", "EUR/T_CO2E", "X", ""],
    "source": ["kranj", "other"],
    "basis": ["full", "bare", "no-gases", "absent", ""],
    "value": ["100", "80", "20", "20.1", "20.5", "100.0001", "-1", "0", "2.50", "5.00", "0.1", "x", ""],
    "obs_status": ["A", "M", "O", "K", "W", "B", "F", "Q", "?", ""],
    "notation_key": ["", "NO", "IE", "C", "?"],
    "included_in": ["", "_T", "V", "I"],
}
OF_TARGETS = {
    "indicator": ["GHG.TOT", "GHG.RESID", "GHG.GAP", "GHG.REDPCT"],
    "period": ["2018", "2030"],
    "value_type": ["BASE", "TGT", "TGT_RED", "TGT_PCT", "RESID", "GAP", "PROJ"],
    "unit": ["T_CO2E", "T_CO2E", "T_CO2E", "KT_CO2E", "PC"],
    "value": ["100", "80", "20", "21", "21.1", "10", "70", "0.1", "80.5", "80.6", "300", "1000", "-5", ""],
    "basis": ["full", "full", "full", "bare"],
}
OF_TABLES = {
    "sector": ["I", "V", "_T"],
    "obs_status": ["K", "K", "A", "W", ""],
    "included_in": ["I", "V", ""],
    "value": ["5", ""],
    "source": ["kranj", "kranj", "other"],
}


def _rows(choices: Mapping[str, list[str]], of: int) -> st.SearchStrategy[list[dict[str, str]]]:
    """Make rows that differ from a good one in a few columns."""
    changed = st.dictionaries(st.sampled_from(sorted(choices)), st.none(), max_size=5).flatmap(
        lambda names: st.fixed_dictionaries({name: st.sampled_from(choices[name]) for name in names})
    )
    return st.lists(changed.map(lambda change: {**GOOD, **change}), min_size=1, max_size=of)


def _all_of(choices: Mapping[str, list[str]], of: int) -> st.SearchStrategy[list[dict[str, str]]]:
    """Make rows that choose anew in each of some columns."""
    some = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in choices.items()})
    return st.lists(some.map(lambda change: {**GOOD, **change}), min_size=2, max_size=of)


ROWS: Mapping[str, st.SearchStrategy[list[dict[str, str]]]] = {
    "H12": _all_of(OF_TARGETS, 7),
    "H13": _all_of(OF_TARGETS, 5),
    "H7-includes": _all_of(OF_TABLES, 5),
}


def a_ledger(rows: list[dict[str, str]]) -> Ledger:
    names = sorted({name for row in rows for name in row})
    columns = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in names}
    return Ledger(arrow_table(pa.table(columns)), BASES, PLACES, YEAR, indicators=INDICATORS)


@cache
def _only(shape: str) -> Graph:
    """Give the file of rules with one of them."""
    graph = Graph().parse(data=shape_text(FILE), format="turtle")
    for node, one in list(graph.subject_objects(SH.property)):
        if one != URIRef(f"{RULE}{shape}"):
            graph.remove((node, SH.property, one))
            graph.remove((one, None, None))
    return graph


def by_pyshacl(ledger: Ledger, shapes: Graph | None = None) -> set[tuple[int, str, str, str]]:
    """Give row, rule, path and severity of what pyshacl finds."""
    data = rdflib_graph(ledger_quads(ledger, range(ledger.table.rows)))
    report = validate(data, shacl_graph=shapes)[1] if shapes else shacl_report(data, FILE)
    assert isinstance(report, Graph)
    return {
        (
            int(str(report.value(result, SH.focusNode)).removeprefix(ROW)),
            str(report.value(result, SH.sourceShape)).removeprefix(RULE),
            str(report.value(result, SH.resultPath)),
            str(report.value(result, SH.resultSeverity)).removeprefix(str(SH)).lower(),
        )
        for result in report.objects(None, SH.result)
        if report.value(result, SH.sourceConstraintComponent) == SH.SPARQLConstraintComponent
    }


def by_column(ledger: Ledger, rules: tuple[HardRule, ...] = HARD_RULES) -> set[tuple[int, str, str, str]]:
    """Give the same of what the rules find in whole columns."""
    paths = {iri.removeprefix(RULE): shape.path for iri, shape in rule_shapes(FILE).items()}
    return {
        (row, rule.shape, paths[rule.shape], rule.severity)
        for rule in rules
        for row, fails in enumerate(rule.check(ledger).rows.to_pylist())
        if fails
    }


def test_every_rule_stands_in_turtle_and_in_the_table() -> None:
    stated = {iri.removeprefix(RULE): shape.severity for iri, shape in rule_shapes(FILE).items()}
    assert stated == {rule.shape: rule.severity for rule in HARD_RULES}


@pytest.mark.parametrize("rule", HARD_RULES, ids=lambda rule: rule.shape)
def test_a_rule_asked_of_columns_equals_its_sparql(rule: HardRule) -> None:
    @settings(max_examples=6, deadline=None)
    @given(ROWS.get(rule.shape, _rows(CHOICES, 3)))
    def equal(rows: list[dict[str, str]]) -> None:
        ledger = a_ledger(rows)
        assert by_column(ledger, (rule,)) == by_pyshacl(ledger, _only(rule.shape))

    equal()


DEFECTS: Mapping[str, list[dict[str, str]]] = {
    "H1-frequency": [{"freq": "M"}],
    "H1-basis": [{"basis": "absent"}],
    "H2": [{"obs_status": "M"}],
    "H3": [{"unit": "MWH"}],
    "H4": [{"basis": ""}, {"basis": "no-gases"}],
    "H5": [{"basis": "bare", "scope": "S2"}, {"basis": "", "unit": "T_CO2", "scope": "S2"}],
    "H6": [{}, {"value": "7"}],
    "H7": [{"obs_status": "K", "value": ""}],
    "H7-includes": [{"sector": "III", "obs_status": "K", "value": "", "included_in": "_T"}, {}],
    "H8": [{"indicator": "EN.RES.SHARE", "unit": "PC", "value_type": "ACT", "period": "2018"}],
    "H9": [{"basis": "bare"}],
    "H10": [{"period": "2027", "value_type": "ACT"}],
    "H11": [{"value": "-5"}],
    "H12": [
        {"value_type": "BASE", "period": "2018"},
        {"value_type": "TGT_RED", "value": "80"},
        {"value_type": "RESID", "value": "22"},
    ],
    "H13": [{"value_type": "RESID"}, {"value_type": "BASE", "value": "99", "period": "2018"}],
    "H14": [{"place": "SI_999"}, {"place": "HR041"}],
}


def test_every_rule_finds_its_defect_in_one_table_as_pyshacl_does() -> None:
    rows = [
        {**GOOD, "source": f"source-{name}", **change}
        for name in ("H1-frequency", "H5", "H6", "H13")
        for change in DEFECTS[name]
    ]
    ledger = a_ledger(rows)
    assert by_column(ledger) == by_pyshacl(ledger) != set()


@pytest.mark.parametrize("name", sorted(DEFECTS))
def test_every_rule_finds_its_defect(name: str) -> None:
    ledger = a_ledger([{**GOOD, **change} for change in DEFECTS[name]])
    assert name in {shape for _, shape, _, _ in by_column(ledger)}


@settings(max_examples=60, deadline=None)
@given(_rows(CHOICES, 6))
def test_whatever_is_found_can_be_said(rows: list[dict[str, str]]) -> None:
    checked = check_ledger(a_ledger(rows))
    sentences = [finding.sentence(lang) for finding in checked.findings() for lang in ("en", "sl", "hr")]
    assert all(sentences)
    assert checked.conforms == (not any(one.severity == "violation" for one in checked.findings()))
