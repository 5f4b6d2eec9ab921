"""What a workbook states of its basis comes back as the basis's attributes; what is left empty is not known."""

from __future__ import annotations

import pytest

from connectors.workbook import build_template, read_workbook
from schemas.languages import LANGUAGES, Lang
from schemas.validation.observations import check_bases
from tests.connectors.test_workbook import kranj, problems

NEWER = {
    "Allocation of combined heat and power": "chp_alloc",
    "Transport approach": "transport",
    "Version of the area": "territory",
    "Variant of the definition": "definition",
}


def test_what_a_city_states_of_heat_traffic_area_and_definition_comes_back() -> None:
    stated = dict(zip(NEWER, ("EXERGY", "TERR", "2015-01-01", "trips"), strict=True))
    basis = read_workbook(kranj(**stated)).basis
    assert {name: getattr(basis, attribute) for name, attribute in NEWER.items()} == stated
    assert check_bases([basis]) == []


def test_what_is_left_empty_is_not_known() -> None:
    basis = read_workbook(kranj()).basis
    assert (basis.chp_alloc, basis.transport, basis.territory, basis.definition) == ("UNK", "UNK", "", "")


def test_a_code_that_no_list_holds_is_told_with_its_cell() -> None:
    found = problems(kranj(**{"Transport approach": "BY_COUNT"}))
    assert [text for _, text in found] == ["BY_COUNT"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_templates_of_every_language_offer_them(lang: Lang) -> None:
    assert build_template("ghg-inventory", lang)
