"""What a text may mean that is no code of a place: names in any spelling, offices' numbers, UN/LOCODE."""

from __future__ import annotations

import pytest

from schemas.codes import codelist
from schemas.indicators import nearest_indicators
from schemas.place_search import near_place_codes, nearest_places
from schemas.places import former_places, shipped_places

IN_TIME = {**former_places(), **shipped_places()}


@pytest.mark.parametrize(
    ("text", "likeliest"),
    [
        ("Lubljana", "SI_061"),
        ("LJUBLJANA", "SI_061"),
        ("Zagreb (grad)", "HR_01333"),
        ("Grad Zagreb", "HR_01333"),
        ("Mestna občina Kranj", "SI_052"),
        ("Sencur", "SI_117"),
        ("Koper/Capodistria", "SI_050"),
        ("sveti jurij ob scavnici", "SI_116"),
        ("052", "SI_052"),
        ("52", "SI_052"),
        ("01333", "HR_01333"),
        ("SI_52", "SI_052"),
        ("SI-061", "SI_061"),
        ("si052", "SI_052"),
        ("SI KRJ", "SI_052"),
        ("HRZAG", "HR_01333"),
        ("Gorenjska statistična regija", "SI042"),
        ("SVN", "SI"),
        ("Kranjj", "SI_052"),
    ],
)
def test_the_likeliest_place_is_named_first(text: str, likeliest: str) -> None:
    assert nearest_places(text, IN_TIME)[0] == likeliest


def test_a_name_of_several_areas_names_them_all_those_of_today_first() -> None:
    assert nearest_places("Grad Zagreb", IN_TIME, most=9) == ("HR_01333", "HR05", "HR050", "HR041")
    assert nearest_places("Zagrebačka županija", IN_TIME) == ("HR065", "HR042")


@pytest.mark.parametrize("text", ["", "?", "x"])
def test_what_is_like_no_place_names_none(text: str) -> None:
    assert nearest_places(text, IN_TIME) == ()


def test_only_places_that_may_be_meant_are_named() -> None:
    assert near_place_codes("Grad Zagreb", frozenset({"HR041", "SI_052"})) == ("HR041",)
    assert near_place_codes("BG_GAB5", frozenset({"BG_GAB05", "SI_052"}))[0] == "BG_GAB05"


@pytest.mark.parametrize(
    ("name", "text", "likeliest"),
    [
        ("sector", "promet", "II"),
        ("sector", "PROMET", "II"),
        ("sector", "zgrade", "I.1"),
        ("carrier", "elektricna energija", "ELEC"),
        ("value_type", "act", "ACT"),
        ("unit", "MWh", "MWH"),
        ("unit", "T_CO2EE", "T_CO2E"),
        ("scope", "s1", "S1"),
    ],
)
def test_a_list_names_the_code_whose_label_is_meant_in_any_language(
    name: str, text: str, likeliest: str
) -> None:
    assert codelist(name).nearest(text)[0] == likeliest


@pytest.mark.parametrize(
    ("text", "likeliest"),
    [("ghg.tot", "GHG.TOT"), ("GHG_TOT", "GHG.TOT"), ("Prebivalci", "CX.POP"), ("stanovnistvo", "CX.POP")],
)
def test_an_indicator_is_found_by_code_and_name(text: str, likeliest: str) -> None:
    assert nearest_indicators(text)[0] == likeliest
