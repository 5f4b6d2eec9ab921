"""Lineage of places: codes that changed while the area did not, and areas that were divided."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from schemas.codes import codelist
from schemas.lineage import (
    NUTS_VERSIONS,
    codes_of_area,
    known_at,
    place_at,
    predecessors,
    same_area,
    steps,
    successors,
    successors_in_force,
)
from schemas.places import ancestors, former_places, shipped_places


def test_the_nuts_codes_in_force_are_those_of_the_published_list(shared: Path) -> None:
    path = shared / "data" / "geo" / "NUTS2021-NUTS2024.csv"
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter=";") if row["Country code"] in ("SI", "HR")]
    published = {row["NUTS Code"]: row["NUTS label"] for row in rows if len(row["NUTS Code"]) > 3}
    in_force = {code.code: code.label.sl for code in codelist("nuts") if code.columns["nuts2024"]}
    assert in_force == published


def test_the_nuts_list_says_in_which_versions_a_code_stands() -> None:
    listed = codelist("nuts")
    places = {**former_places(), **shipped_places()}
    assert {code.code for code in listed} == {
        code for code, place in places.items() if place.kind[:4] == "NUTS"
    }
    counties_2016 = [
        code.code for code in listed if code.columns["level"] == "NUTS3" and code.columns["nuts2016"]
    ]
    assert len([code for code in counties_2016 if code.startswith("HR0")]) == 21
    assert [places[code.code].parent for code in listed] == [code.columns["parent"] for code in listed]


def test_every_county_of_croatia_keeps_its_name_when_its_code_changes() -> None:
    renamed = [step for step in steps() if step.kind == "renamed"]
    assert len(renamed) == 14
    for step in renamed:
        assert former_places()[step.from_code].name == shipped_places()[step.to_code].name
        assert (step.share, step.verified) == (Decimal(1), True)


def test_continental_croatia_was_divided_into_three() -> None:
    assert {step.to_code: step.kind for step in successors("HR04", "NUTS2016")} == {
        "HR02": "split", "HR05": "split", "HR06": "split",
    }  # fmt: skip
    assert successors_in_force("HR04") == ("HR02", "HR05", "HR06")
    assert [step.from_code for step in predecessors("HR05", "NUTS2021")] == ["HR04"]
    assert ancestors("HR041", {**shipped_places(), **former_places()}) == ("HR04", "HR", "EU27_2020")


def test_zagreb_is_one_area_under_five_codes() -> None:
    assert codes_of_area("HR_01333") == {"HR_01333", "HR050", "HR05", "HR041"}
    assert same_area("HR041", "HR_01333")
    assert not same_area("HR04", "HR02")
    assert not same_area("SI042", "SI041")


def test_a_former_code_serves_the_years_up_to_its_end_and_a_new_one_all() -> None:
    assert [known_at("HR041", year) for year in (2018, 2020, 2021)] == [True, True, False]
    assert known_at("HR050", 2015)
    found = place_at("HR041", 2018)
    assert found is not None
    assert (found.name.hr, found.valid_to) == ("Grad Zagreb", "2020-12-31")
    assert place_at("HR999", 2018) is None


def test_a_municipality_serves_the_years_since_it_was_founded() -> None:
    assert [known_at("SI_213", year) for year in (2014, 2015)] == [False, True]
    assert known_at("SI_052", 1998)
    assert [(step.from_code, step.share) for step in predecessors("SI_213")] == [
        ("SI_050", Decimal("0.0259"))
    ]


def test_the_shares_of_a_division_make_a_whole() -> None:
    origins = {(step.from_code, step.from_version) for step in steps() if step.kind == "split" and step.share}
    assert len(origins) > 10
    for code, version in origins:
        whole = sum((step.share or Decimal(0) for step in successors(code, version)), Decimal(0))
        assert abs(whole - 1) <= Decimal("0.0002"), code


def test_every_founded_municipality_says_what_it_left() -> None:
    founded = {code for code in shipped_places() if code.startswith("SI_") and int(code[3:]) > 193}
    assert {step.to_code for step in steps() if step.to_code in founded} == founded


@pytest.mark.parametrize("version", list(NUTS_VERSIONS)[1:])
def test_every_nuts_code_has_a_step_into_each_version(version: str) -> None:
    column = version.lower()
    codes = {code.code for code in codelist("nuts") if code.columns[column] and "ZZ" not in code.code}
    assert {step.to_code for step in steps() if step.to_version == version and step.date} == codes
