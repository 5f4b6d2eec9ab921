"""The table of dimensions: the design's 31, each with what compares it and what people read of it."""

import pytest

from schemas.basis import ATTRIBUTES
from schemas.codes import codelist
from schemas.comparability.dimension_table import Row, concern, must_match, table
from schemas.comparability.dimensions import DIMENSIONS
from schemas.comparability.measures import measure
from schemas.comparability.reasons import Level
from schemas.indicators import indicators
from schemas.languages import LANGUAGES, Lang

NAMED_BY_INTERFACES = {
    "base_period", "scope_coverage", "lulucf", "gas_group", "gwp_set", "ets", "waste", "elec_factor",
    "classification", "boundary",
}  # fmt: skip


def row(name: str) -> Row:
    return next(one for one in table() if one.name == name)


def test_the_31_dimensions_of_the_design_stand_in_the_table_once_each() -> None:
    numbers = [one.number for one in table() if one.number is not None]
    assert sorted(numbers) == list(range(1, 32))
    names = [one.name for one in table()]
    assert len(set(names)) == len(names)
    assert set(names) >= NAMED_BY_INTERFACES
    assert [dimension.name for dimension in DIMENSIONS] == names


def test_only_the_accounting_approach_and_what_is_held_or_counted_block_where_unknown() -> None:
    assert {one.name for one in table() if one.unknown is Level.BLOCKER} == {
        "accounting", "scope_coverage", "population", "value_type",
    }  # fmt: skip


@pytest.mark.parametrize("one", table(), ids=lambda one: one.name)
def test_a_row_names_attributes_and_codes_that_there_are(one: Row) -> None:
    assert set(one.attributes) <= set(ATTRIBUTES)
    for codes in one.alike:
        assert codes <= set(codelist(one.attributes[0]).codes)
    assert one.differs > Level.SAME


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("one", table(), ids=lambda one: one.name)
def test_a_row_has_a_title_and_an_explanation_in_every_language(one: Row, lang: Lang) -> None:
    assert one.title.in_(lang)
    assert one.explanation.in_(lang).endswith(".")


def test_what_a_definition_says_must_match_always_concerns_its_indicator() -> None:
    assert must_match("EN.DH.EF") == {"chp_allocation", "ef_basis"}
    assert must_match("MO.VKM") == {"transport_approach", "definition"}
    assert must_match("WA.SEP") == {"definition"}
    assert must_match("GHG.TOT") == {
        "accounting", "scope_coverage", "gwp_set", "ef_basis", "lulucf", "ets", "boundary", "gas_group",
    }  # fmt: skip
    assert must_match("EN.TD.LOSS") == frozenset()


def test_a_dimension_that_no_definition_names_matters_where_it_is_stated() -> None:
    assert concern(row("chp_allocation"), measure("EN.DH.EF")) == "always"
    assert concern(row("chp_allocation"), measure("GHG.TOT")) == "where_stated"
    assert concern(row("chp_allocation"), measure("GHG.WAST")) == "never"
    assert concern(row("gwp_set"), measure("AQ.PM10")) == "never"
    assert concern(row("boundary"), measure("AQ.PM10")) == "always"


@pytest.mark.parametrize("code", indicators())
def test_every_key_that_a_definition_names_belongs_to_a_dimension(code: str) -> None:
    assert bool(must_match(code)) == bool(indicators()[code].must_match)
