"""S3, besides jumps: figures of another year, and a series that is made in another way from a year on."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from schemas.findings import Finding
from schemas.languages import LANGUAGES
from schemas.observations import Observation
from schemas.rules.cross_check import cross_check
from tests.schemas.rules.made_up import BASES, BASIS, observed, told


def series(
    *values: str, first: int = 2015, indicator: str = "EN.FEC", **dimensions: str
) -> list[Observation]:
    return [
        observed(
            indicator,
            Decimal(value),
            f"T!{dimensions.get('sector', 'T')}{year}",
            period=str(year),
            **dimensions,
        )
        for year, value in enumerate(values, start=first)
    ]


def only(rows: Sequence[Observation]) -> Finding:
    (finding,) = cross_check(rows, BASES)
    return finding


def test_a_figure_that_is_last_years_to_the_last_digit_is_a_remark() -> None:
    finding = only(series("41273", "40986", "40986", "41502"))
    assert (finding.rule, finding.severity, finding.where.cell, finding.involves) == (
        "S3", "info", "T!T2017", ("T!T2016",),
    )  # fmt: skip
    assert "that of 2016 (T!T2016), as 1 of 1 figures are" in finding.sentence("en")
    assert all("2016" in finding.sentence(lang) for lang in LANGUAGES)


def test_a_whole_year_that_repeats_another_is_one_warning() -> None:
    rows = [
        row
        for sector, values in {
            "I": ("41273", "40986"),
            "II": ("73411", "72518"),
            "III": ("9187.3", "9044.1"),
        }.items()
        for row in series(*values, values[1], sector=sector, scope="S1")
    ]
    finding = only(rows)
    assert (finding.rule, finding.severity, finding.where.cell, finding.found) == (
        "S3",
        "warning",
        "T!I2017",
        "40,986",
    )
    assert finding.involves == ("T!I2016", "T!II2017", "T!III2017")
    assert "3 of 3 are, to the last digit, those of 2016" in finding.sentence("en")


def test_a_figure_of_two_years_before_is_told_and_one_of_long_ago_is_chance() -> None:
    assert told(series("41273", "40986", "41273")) == [("S3", "T!T2017")]
    assert told(series("41273", "40986", "42011", "43544", "42902", "41273")) == []


@pytest.mark.parametrize("status", ["E", "I", "B"])
def test_a_figure_that_is_marked_as_carried_on_is_no_news(status: str) -> None:
    rows = series("41273", "40986", "40986")
    assert told([*rows[:2], replace(rows[2], obs_status=status)]) == []


def test_short_numbers_factors_and_areas_may_repeat() -> None:
    assert told(series("4120", "4120")) == []
    assert told(series("41300", "41300")) == []
    assert told(series("0.26259", "0.26259", indicator="EN.EL.EF", unit="T_CO2E_MWH")) == []
    assert told(series("150.874", "150.874", indicator="CX.AREA", unit="KM2")) == []


def test_a_source_that_repeats_itself_year_after_year_is_told_once() -> None:
    assert len(told(series("41273", "41273", "41273", "41273", "41273"))) == 1


def made(attribute: str, code: str, *, marked: bool = False) -> list[Finding]:
    """Make the last of three years on a basis that differs in one attribute."""
    other = replace(BASIS, id="later", **{attribute: code})  # type: ignore[arg-type]  # a code of the basis
    rows = series("41273", "40986", "40877", indicator="GHG.TOT")
    last = replace(rows[2], key=replace(rows[2].key, basis="later"), obs_status="B" if marked else "A")
    return cross_check([*rows[:2], last], {**BASES, "later": other})


@pytest.mark.parametrize(
    ("attribute", "code"),
    [
        ("gwp_set", "AR4"),
        ("gas_group", "CO2E_3G"),
        ("ef_basis", "LCA_GHG"),
        ("accounting", "TERR"),
        ("lulucf", "NET"),
    ],
)
def test_a_series_made_in_another_way_from_a_year_on_is_told_where_it_begins(
    attribute: str, code: str
) -> None:
    changed = [one for one in made(attribute, code) if one.rule == "S3"]
    assert [(one.severity, one.where.cell, one.involves) for one in changed] == [
        ("warning", "T!T2017", ("T!T2016",))
    ]


def test_the_finding_names_both_ways_in_each_language() -> None:
    (finding,) = made("gwp_set", "AR4")
    assert (
        "as that of 2016 (IPCC fifth assessment report), or a break (status B); it was made otherwise: IPCC fourth"
        in finding.sentence("en")
    )
    assert "za leto 2016" in finding.sentence("sl")
    assert "za 2016." in finding.sentence("hr")


def test_a_marked_break_and_what_is_not_stated_are_no_change() -> None:
    assert made("gwp_set", "AR4", marked=True) == []
    assert [one for one in made("gwp_set", "UNK") if one.rule == "S3"] == []


def test_one_series_told_in_two_ways_side_by_side_is_no_change() -> None:
    other = replace(BASIS, id="later", gwp_set="AR4")
    rows = series("41273", "40986", "40877", indicator="GHG.TOT")
    beside = [
        replace(
            row, key=replace(row.key, basis="later"), value=(row.value or Decimal(0)) - 300, snapshot="1" * 64
        )
        for row in rows
    ]
    found = cross_check(
        [*rows, *beside], {"made-up": BASIS, "later": replace(other, source_document="Another")}
    )
    assert [one for one in found if one.expected.key.startswith("rules.S3.basis")] == []
