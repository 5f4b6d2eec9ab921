"""Code lists and places: closed, labelled in three languages, with the nearest code in each error."""

import pytest

from schemas.basis import CODED, UNKNOWN
from schemas.codes import FILES, codelist
from schemas.errors import UnknownCodeError
from schemas.indicators import indicator, indicators
from schemas.languages import LANGUAGES
from schemas.places import ancestors, shipped_places


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_code_has_a_label_in_every_language(name: str) -> None:
    assert [code.code for code in codelist(name) if set(code.label.as_dict()) != set(LANGUAGES)] == []


def test_every_attribute_of_a_basis_can_be_unknown() -> None:
    assert [name for name in CODED if UNKNOWN not in codelist(name)] == []


def test_every_indicator_has_a_unit_of_ours_or_is_a_quotient_of_them() -> None:
    units = {code.code for code in codelist("unit")}
    odd = {
        one.code: one.unit for one in indicators().values() if one.unit not in units and "/" not in one.unit
    }
    assert odd == {}


def test_an_unknown_indicator_names_the_nearest() -> None:
    with pytest.raises(UnknownCodeError) as error:
        indicator("GHG.TOTL")
    assert "GHG.TOT" in error.value.candidates


def test_slovenia_has_its_municipalities_each_in_its_region() -> None:
    places = shipped_places()
    municipalities = [
        place for place in places.values() if place.kind == "MUN" and place.code.startswith("SI_")
    ]
    assert len(municipalities) == 212
    assert ancestors("SI_052", places) == ("SI042", "SI04", "SI", "EU27_2020")
    assert ancestors("HR_01333", places) == ("HR050", "HR05", "HR", "EU27_2020")
