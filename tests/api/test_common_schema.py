"""The common schema over HTTP: places, organisations, indicators, bases and code lists, with the nearest of what is unknown."""

from __future__ import annotations

from schemas.codes import FILES, codelist
from schemas.indicators import indicators
from schemas.places import shipped_places
from tests.api.caller import Caller
from tests.api.three_datasets import OPEN, OWNERS, basis


def test_places_are_listed_by_level_and_by_what_contains_them(client: Caller) -> None:
    assert client.json("/api/v1/places")["count"] == len(shipped_places())
    assert [one["code"] for one in client.json("/api/v1/places?level=eu")["places"]] == ["EU27_2020"]
    inside = client.json("/api/v1/places?parent=EU27_2020&lang=sl")["places"]
    assert {one["code"]: one["name"] for one in inside} == {"SI": "Slovenija", "HR": "Hrvaška"}


def test_a_place_is_told_with_its_names(client: Caller) -> None:
    place = client.json("/api/v1/places/SI_052")
    assert (place["level"], place["kind"], place["names"]["sl"]) == ("local", "MUN", "Kranj")


def test_organisations_are_told_by_id(client: Caller) -> None:
    listed = client.json("/api/v1/organisations")["organisations"]
    assert [one["id"] for one in listed] == sorted(OWNERS.values())
    assert client.json(f"/api/v1/organisations/{OWNERS[OPEN]}") == listed[0]


def test_an_indicator_is_told_with_its_definition(client: Caller) -> None:
    assert len(client.json("/api/v1/indicators")["indicators"]) == len(indicators())
    told = client.json("/api/v1/indicators/GHG.TOT?lang=hr")
    assert (told["unit"], told["name"]) == ("T_CO2E", indicators()["GHG.TOT"].name.hr)
    assert told["must_match"][0] == "accounting"


def test_a_basis_is_told_with_the_labels_of_its_codes(client: Caller) -> None:
    told = client.json(f"/api/v1/bases/{basis(OPEN)}")
    assert (told["gwp_set"], told["lulucf"], told["title"]) == ("AR5", "UNK", f"Basis of {OPEN}")
    assert told["labels"]["gwp_set"] == codelist("gwp_set").label("AR5", "en")


def test_every_code_list_is_given_whole(client: Caller) -> None:
    assert client.json("/api/v1/codelists")["codelists"] == list(FILES)
    for name in FILES:
        told = client.json(f"/api/v1/codelists/{name}")
        assert [code["code"] for code in told["codes"]] == list(codelist(name).codes)


def test_what_is_unknown_is_told_with_the_nearest(client: Caller) -> None:
    for path, nearest in {
        "/api/v1/places/Kranjj": "SI_052",
        "/api/v1/organisations/city-ofice": OWNERS[OPEN],
        "/api/v1/indicators/GHG.TTO": "GHG.TOT",
        "/api/v1/codelists/sectors": "sector",
    }.items():
        problem = client.json(path, status=404)
        assert problem["type"].endswith("/unknown-code")
        assert nearest in problem["errors"][0]["nearest"], path
