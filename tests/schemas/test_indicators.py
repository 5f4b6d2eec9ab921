"""Indicators as data: each is defined in three languages, can be exchanged, and says how it may be used."""

import csv
from pathlib import Path

import pytest

from schemas.codes import codelist
from schemas.indicator_mappings import (
    RELATIONS,
    SCHEMES,
    Recipe,
    RecipeError,
    indicator_mappings,
    mapped,
    mappings_of,
    recipe,
)
from schemas.indicators import RATIO, found_indicators, indicator, indicators
from schemas.languages import LANGUAGES


def test_the_catalogue_has_the_seventy_seven_indicators_of_the_design(shared: Path) -> None:
    with (shared / "design" / "indicator_catalogue.csv").open(encoding="utf-8", newline="") as lines:
        designed = {row["code"]: row for row in csv.DictReader(lines)}
    assert list(indicators()) == list(designed)
    assert len(designed) == 77
    for one in indicators().values():
        row = designed[one.code]
        assert (one.unit, one.kind, one.group, one.level) == (
            row["unit"],
            row["kind"],
            row["group"],
            row["level"],
        )
        if one.code != "GHG.CONS":  # there the design has a sentence, and we a code
            assert ",".join(one.must_match) == row["must_match"].replace(", ", ",")


def test_every_indicator_is_named_and_defined_in_every_language() -> None:
    for one in indicators().values():
        assert set(one.name.as_dict()) == set(LANGUAGES), one.code
        assert set(one.definitions.as_dict()) == set(LANGUAGES), one.code
        assert len(set(one.definitions.as_dict().values())) == 3, one.code


def test_every_indicator_can_be_exchanged_in_ucum() -> None:
    assert [one.code for one in indicators().values() if not one.ucum] == []
    assert (indicator("GHG.TOT").ucum, indicator("MO.VKM").ucum) == ("t", "10*6.km{vehicle}")


def test_every_ratio_says_what_is_divided_by_what_and_is_never_added_up() -> None:
    for one in indicators().values():
        assert bool(one.numerator) == bool(one.denominator), one.code
        if one.kind == RATIO:
            assert one.numerator, one.code
            assert one.additive == (), one.code
        for part in filter(None, (one.numerator, one.denominator)):
            assert part in indicators() or part in codelist("ratio_part"), (one.code, part)


def test_nothing_is_ever_added_up_over_periods() -> None:
    assert [one.code for one in indicators().values() if one.may_be_summed("period")] == []
    assert indicator("GHG.TOT").may_be_summed("sector")
    assert not indicator("AQ.PM10").may_be_summed("place")
    assert not indicator("GHG.CONS").may_be_summed("place")


@pytest.mark.parametrize("name", ["must_match", "breakdown"])
def test_what_must_match_and_how_it_is_broken_down_is_said_in_plain_words(name: str) -> None:
    used = {
        code
        for one in indicators().values()
        for code in (one.must_match if name == "must_match" else (*one.dimensions, *one.additive))
    }
    assert used <= set(codelist(name).codes)


def test_indicators_are_found_by_words_in_any_language() -> None:
    assert [one.code for one in found_indicators(words="javne razsvetljave")] == ["EN.PUBLIGHT"]
    assert [one.code for one in found_indicators(group="water", level="core")] == ["WT.LOSS"]
    assert found_indicators(words="unicorn") == ()


def test_every_indicator_is_mapped_and_every_mapping_says_where_it_is_from() -> None:
    assert {one.indicator for one in indicator_mappings()} == set(indicators())
    for one in indicator_mappings():
        assert one.scheme in SCHEMES, one
        assert one.relation in RELATIONS, one
        assert one.source, one
        assert one.code, one
        if one.recipe:
            assert recipe(one.recipe).dataset == one.code, one


def test_every_indicator_says_how_it_is_made() -> None:
    assert [one.code for one in indicators().values() if not one.formula] == []


def test_what_must_be_minded_of_a_mapping_is_said_in_every_language() -> None:
    lacking = [one for one in indicator_mappings() if one.note and set(one.notes.as_dict()) != set(LANGUAGES)]
    assert lacking == []
    (local,) = [one for one in mappings_of("EN.RES.GEN") if one.code == "nrg_bal_peh"]
    assert local.notes.as_dict() == {"en": "states only", "sl": "samo države", "hr": "samo države"}


def test_a_dropped_code_of_eurostat_gives_way_to_a_sum() -> None:
    aviation = {
        year: [one.recipe for one in mapped("eurostat", "env_air_gge", year) if "international" in one.note]
        for year in (2024, 2025)
    }
    recipes = {
        year: [text.partition("src_crf=")[2] for text in found if "TOTX4_MEMO" in text]
        for year, found in aviation.items()
    }
    assert recipes == {2024: ["TOTX4_MEMO", "TOTX4_MEMONIA"], 2025: ["TOTX4_MEMO", "TOTX4_MEMO+CRF1D1A"]}
    now = [one.recipe for one in mappings_of("GHG.TOT") if one.scheme == "eurostat" and one.holds_in(None)]
    assert all("MEMONIA" not in text for text in now)


def test_a_recipe_is_read_with_its_signs() -> None:
    read = recipe("env_air_gge?airpol=GHG&unit=THS_T&src_crf=TOTX4_MEMO+CRF1D1A-CRF2")
    terms = ((1, "TOTX4_MEMO"), (1, "CRF1D1A"), (-1, "CRF2"))
    assert read == Recipe("env_air_gge", {"airpol": "GHG", "unit": "THS_T"}, "src_crf", terms)


def test_a_code_with_a_hyphen_is_one_code() -> None:
    assert recipe("nrg_bal_c?siec=C0000X0350-0370") == Recipe("nrg_bal_c", {"siec": "C0000X0350-0370"})


@pytest.mark.parametrize("text", ["", "Env Air", "env_air_gge?airpol=", "a?x=A+B&y=C+D"])
def test_what_is_no_recipe_is_refused(text: str) -> None:
    with pytest.raises(RecipeError):
        recipe(text)
