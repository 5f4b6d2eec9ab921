"""The common schema over HTTP: places, organisations, indicators, bases and code lists, with the nearest of what is unknown."""

from __future__ import annotations

import pytest
import rdflib

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


def test_indicators_are_found_by_group_level_and_words(client: Caller) -> None:
    found = client.json("/api/v1/indicators?group=GHG&level=core&q=prometa")["indicators"]
    assert [one["code"] for one in found] == ["GHG.TRAN"]
    client.json("/api/v1/indicators?grupo=GHG", status=422)


def test_an_indicator_is_told_with_everything_that_is_known_of_it(client: Caller) -> None:
    told = client.json("/api/v1/indicators/GHG.CAP?lang=sl")
    assert (told["numerator"], told["denominator"], told["additive"]) == ("GHG.TOT", "CX.POP", [])
    assert told["ucum"] == "t/{inhabitant}"
    assert told["quantity_kind"] == "http://qudt.org/vocab/quantitykind/CO2Equivalent"
    assert told["definition"] == told["definitions"]["sl"]
    (eurostat,) = told["mappings"]["eurostat"]
    assert (eurostat["code"], eurostat["relation"], eurostat["valid_to"]) == (
        "sdg_13_10",
        "closeMatch",
        "2024",
    )
    assert told["mappings"]["sdg"][0]["verified"] is False
    assert told["local_indicators"] == []


def test_who_reports_an_indicator_is_told_through_the_door(client: Caller, owner_key: str) -> None:
    told = client.json("/api/v1/indicators/GHG.SEC")["reported"]
    more = client.json("/api/v1/indicators/GHG.SEC", key=owner_key)["reported"]
    assert {one["place"] for one in told} <= {one["place"] for one in more}
    assert told != more


@pytest.mark.parametrize("path", ["/api/v1/indicators/GHG.TOT", "/api/v1/codelists/crf2013"])
def test_an_indicator_and_a_list_are_served_as_rdf(client: Caller, path: str) -> None:
    turtle = client.get(f"{path}?format=ttl")
    assert turtle.headers["content-type"] == "text/turtle; charset=utf-8"
    assert turtle.text == client.get(f"{path}.ttl").text
    assert turtle.text == client.get(path, accept="text/turtle").text
    assert rdflib.Graph().parse(data=turtle.text, format="turtle")
    linked = client.get(path, accept="application/ld+json")
    assert linked.json()["@context"]["skos"] == "http://www.w3.org/2004/02/skos/core#"
    assert client.get(f"{path}?format=csv").status_code == 406


def test_an_identifier_leads_to_the_rdf_of_what_it_names(client: Caller) -> None:
    seen = client.get("/id/indicator/GHG.TOT", accept="text/turtle")
    assert seen.headers["location"] == "/api/v1/indicators/GHG.TOT.ttl"
    assert client.get("/id/codelist/nuts").headers["location"] == "/api/v1/codelists/nuts"


def test_a_place_is_told_with_what_is_around_it_and_what_its_code_was(client: Caller) -> None:
    zagreb = client.json("/api/v1/places/HR050?lang=hr")
    assert [one["code"] for one in zagreb["parents"]] == ["HR05", "HR", "EU27_2020"]
    assert zagreb["children"] == [{"code": "HR_01333", "name": "Zagreb"}]
    assert zagreb["same_area"] == ["HR041", "HR05", "HR_01333"]
    before = [(step["from_code"], step["kind"]) for step in zagreb["lineage"]["before"]]
    assert ("HR041", "renamed") in before
    former = client.json("/api/v1/places/HR04")
    assert former["valid_to"] == "2020-12-31"
    assert [step["to_code"] for step in former["lineage"]["after"]] == ["HR02", "HR05", "HR06"]


def test_the_places_of_a_year_are_listed(client: Caller) -> None:
    years = {
        year: {one["code"] for one in client.json(f"/api/v1/places?at={year}")["places"]}
        for year in (2014, 2018, 2022)
    }
    assert years[2018] - years[2022] == {"HR04"} | {f"HR04{end}" for end in "123456789ABCDE"}
    assert years[2018] - years[2014] == {"SI_213"}


def test_what_corresponds_to_a_code_is_told_with_its_relation(client: Caller) -> None:
    (found,) = client.json("/api/v1/correspondences?from=gpc&to=src_crf&code=I.1")["correspondences"]
    assert (found["codes"], found["relation"], found["scope"]) == (["CRF1A4B"], "exact", "S1")
    (waste,) = client.json("/api/v1/correspondences?from=ipcc2006&to=gpc&code=4")["correspondences"]
    assert waste["codes"] == ["III"]
    assert client.json("/api/v1/correspondences?from=gpc&to=ccc_row")["count"] > 20
    problem = client.json("/api/v1/correspondences?from=gpc&to=src_crf&code=I.99", status=422)
    assert problem["errors"][0]["codelist"] == "sector"
    client.json("/api/v1/correspondences?from=gpc", status=422)


def test_the_nearest_emission_factor_is_told_beside_all(client: Caller) -> None:
    told = client.json("/api/v1/emission-factors?carrier=ELEC&place=SI_052&year=2018&basis=NAT")
    assert (told["nearest"]["place"], told["nearest"]["t_per_mwh"]) == ("SI", 0.246)
    assert client.json("/api/v1/emission-factors?carrier=ELEC")["count"] > 8
    none = client.json("/api/v1/emission-factors?carrier=ELEC&place=SI_052&year=2018&basis=STD_CO2")
    assert none["nearest"] is None
    client.json("/api/v1/emission-factors?carrier=COKE", status=422)


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
