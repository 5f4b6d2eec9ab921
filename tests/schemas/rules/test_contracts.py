"""S10: a contract's baseline, reduction, level, residual and gap, and facts printed twice."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from schemas.observations import Observation
from tests.schemas.rules.made_up import observed, told

CELLS = {"BASE": "C1", "TGT_RED": "C2", "TGT_PCT": "C3", "TGT": "C4", "RESID": "C5", "GAP": "C6"}


def promise(**numbers: str) -> list[Observation]:
    """Make a row of table A-2.1 by kind of value."""
    indicators = {"TGT_PCT": "GHG.REDPCT", "RESID": "GHG.RESID", "GAP": "GHG.GAP"}
    return [
        observed(
            indicators.get(kind, "GHG.TOT"), Decimal(number), f"A-2.1!{CELLS[kind]}",
            period="2018" if kind == "BASE" else "2030", value_type=kind, unit="PC" if kind == "TGT_PCT" else "T_CO2E",
        )
        for kind, number in numbers.items()
    ]  # fmt: skip


AGREEING = {"BASE": "171276", "TGT_RED": "137443", "TGT_PCT": "80", "RESID": "33833", "GAP": "130306"}


def test_a_contract_that_agrees_has_no_findings() -> None:
    assert told(promise(**AGREEING)) == []
    assert told(promise(**AGREEING, TGT="33833")) == []


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("BASE", "181276"),
        ("TGT_RED", "127443"),
        ("RESID", "43833"),
        ("TGT_RED", "13744.3"),
        ("RESID", "338330"),
    ],
)
def test_the_number_that_does_not_fit_is_named(kind: str, number: str) -> None:
    assert told(promise(**{**AGREEING, kind: number, "GAP": "1000"})) == [("S10", f"A-2.1!{CELLS[kind]}")]


@settings(max_examples=60, deadline=None)
@given(
    st.integers(50_000, 3_000_000),
    st.integers(70, 95),
    st.sampled_from(["BASE", "TGT_RED", "RESID"]),
    st.data(),
)
def test_any_wrong_number_of_four_is_named(base: int, percent: int, kind: str, data: st.DataObject) -> None:
    cut = Decimal(base) * percent / 100
    told_of = {"BASE": str(base), "TGT_RED": str(cut), "TGT_PCT": str(percent), "RESID": str(base - cut)}
    assert told(promise(**told_of)) == []
    by = data.draw(st.sampled_from([Decimal("1.1"), Decimal("0.9"), Decimal(10)]))
    wrong = {**told_of, kind: str(Decimal(told_of[kind]) * by)}
    assume(
        abs(Decimal(wrong[kind]) - Decimal(told_of[kind])) > Decimal(base) / 100
    )  # the tolerance is half of it
    assert told(promise(**wrong)) == [("S10", f"A-2.1!{CELLS[kind]}")]


def test_a_reduction_given_as_the_level_is_named_and_so_is_the_reverse() -> None:
    assert told(promise(**AGREEING, TGT="137443")) == [("S10", "A-2.1!C4")]
    assert told(promise(BASE="171276", TGT_PCT="80", TGT="137443")) == [("S10", "A-2.1!C4")]
    assert told(promise(BASE="171276", TGT_PCT="80", TGT_RED="33833")) == [("S10", "A-2.1!C2")]


def test_a_reduction_given_as_the_residual_is_named() -> None:
    assert told(promise(**{**AGREEING, "RESID": "137443"})) == [("S10", "A-2.1!C5")]


def test_a_percentage_that_the_amounts_contradict_is_named() -> None:
    assert told(promise(**{**AGREEING, "TGT_PCT": "20"})) == [("S10", "A-2.1!C3")]
    assert told(promise(**{**AGREEING, "TGT_PCT": "75"})) == [("S10", "A-2.1!C3")]


def test_a_gap_is_no_more_than_the_reduction() -> None:
    assert told(promise(BASE="171276", TGT_RED="137443", GAP="150306")) == [("S10", "A-2.1!C6")]


def test_a_baseline_is_the_inventorys_figure() -> None:
    inventory = observed("GHG.TOT", Decimal("171276.25"), "A-1.3!F11")
    assert told([inventory, *promise(BASE="171276")]) == []
    assert told([inventory, *promise(BASE="191276")]) == [("S10", "A-2.1!C1")]


def test_a_fact_is_printed_with_one_number_in_a_document_and_may_differ_between_two() -> None:
    one = observed("GHG.LULUCF", Decimal(-49_900), "A-2.1!F9")
    text = replace(one, value=Decimal(-54_449), source_cell="text", raw_value="-54,449")
    assert told([one, text]) == [("S10", "text")]
    elsewhere = replace(text, key=replace(text.key, source="other", basis=""))
    assert told([one, elsewhere]) == []


def test_a_rounded_fact_is_the_same_fact() -> None:
    one = observed("GHG.TOT", Decimal("171276.25"), "A-1.3!F11")
    text = replace(one, value=Decimal(171_276), source_cell="text", raw_value="171,276")
    assert told([one, text]) == []


def test_a_gap_is_one_fact_whatever_year_it_is_printed_under() -> None:
    gap = promise(GAP="113263")
    stated = observed("GHG.GAP", Decimal(113_124), "B-3.2", value_type="BASE")
    assert told([*gap, stated]) == [("S10", "B-3.2")]


def test_a_figure_per_inhabitant_is_the_total_over_the_inhabitants() -> None:
    total = observed("GHG.TOT", Decimal(2_301_669), "T!1", scope="_T")
    people = observed("CX.POP", Decimal(289_883), "T!2", unit="NR")
    assert told([total, people, observed("GHG.CAP", Decimal("7.94"), "T!3", unit="T_CO2E/HAB")]) == []
    assert told([total, people, observed("GHG.CAP", Decimal("9.74"), "T!3", unit="T_CO2E/HAB")]) == [
        ("S10", "T!3")
    ]
