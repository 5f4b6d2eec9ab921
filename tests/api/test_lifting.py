"""What would make places comparable, over HTTP: the ranked data, the letters, and what is refused."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from api.app import create_app
from api.gateway import Gateway
from catalogue import registry
from catalogue.database import unit_of_work
from catalogue.datasets import put_dataset
from catalogue.drafts import DatasetDraft
from catalogue.releases import ReleaseDraft, publish
from schemas.languages import Text
from schemas.observations import Observation
from tests.api.caller import Caller
from tests.fakes.inventories import BASES, four_cities

CITIES = "place=SI_052&place=SI_061&place=SI_133&place=HR_01333"
LIFTS = f"/api/v1/compare/lifts?indicator=GHG.TOT&{CITIES}"
WASTE = "/api/v1/compare/letters/cells.HR_01333.III"


@pytest.fixture
def cities(gateway: Gateway, now: datetime) -> Caller:
    """Somebody who asks a node with the four cities' emissions and energy."""
    by_dataset: dict[str, list[Observation]] = defaultdict(list)
    for stored in four_cities():
        by_dataset[stored.dataset].append(stored.observation)
    with unit_of_work(gateway.engine) as session:
        for basis in BASES.values():
            registry.put_basis(session, basis)
        for dataset, some in by_dataset.items():
            described = DatasetDraft(id=dataset, source=dataset, remote=dataset, title=Text.of(dataset))
            put_dataset(session, described, record_snapshot="", now=now)
            rows = tuple({one.key: one for one in some}.values())
            draft = ReleaseDraft(f"{dataset}/all", dataset, dataset, "all@1", rows, ())
            publish(session, gateway.store, draft, now)
    return Caller(create_app(gateway))


def test_the_data_come_ranked_with_the_fewest_that_suffice_and_their_letters(cities: Caller) -> None:
    answer = cities.json(f"{LIFTS}&lang=hr")
    assert [one["id"] for one in answer["lifts"]][:3] == [
        "recalculation.HR_01333.ef_basis.STD_CO2",
        "grid_factor.SI.2018",
        "cells.HR_01333.III",
    ]
    assert (answer["verdict"], answer["smallest_set"], answer["verdict_after"]) == (
        "not_comparable", ["cells.HR_01333.III", "cells.HR_01333.V.1_V.3"], "with_caveats",
    )  # fmt: skip
    waste = answer["lifts"][2]
    assert waste["held_by"] == {
        "kind": "waste_company", "name": "Komunalno poduzeće za gospodarenje otpadom (Zagreb)", "country": "HR",
    }  # fmt: skip
    for lang, greeting in (("en", "Dear Sir or Madam,"), ("sl", "Spoštovani,"), ("hr", "Poštovani,")):
        assert greeting in cities.get(waste["letters"][lang]).text
    assert waste["letter"] == waste["letters"]["hr"]


def test_the_links_ask_the_same_question(cities: Caller) -> None:
    answer = cities.json(f"{LIFTS}&profile=GPC-BASIC")
    asked = parse_qs(urlsplit(answer["links"]["self"]).query)
    assert asked == {
        "indicator": ["GHG.TOT"], "place": ["SI_052", "SI_061", "SI_133", "HR_01333"], "period": ["baseline"],
        "profile": ["GPC-BASIC"],
    }  # fmt: skip
    assert cities.json(answer["links"]["self"]) == answer
    assert cities.json(answer["links"]["comparison"])["id"] == answer["comparison"]


def test_a_letter_is_plain_text_or_markdown_with_a_date_only_where_one_is_given(cities: Caller) -> None:
    asked = f"{WASTE}?indicator=GHG.TOT&{CITIES}&lang=en"
    plain = cities.get(asked)
    assert plain.headers["content-type"] == "text/plain; charset=utf-8"
    assert "https://node.example/compare?indicator=GHG.TOT&place=SI_052" in plain.text
    marked = cities.get(f"{asked}&format=md&date=2026-12-01")
    assert marked.headers["content-type"] == "text/markdown; charset=utf-8"
    assert marked.text.startswith("Municipal waste company (Zagreb)  \n2026-12-01\n\n")
    assert "```csv\nindicator,place,period,sector,scope,value,unit\n" in marked.text
    assert cities.get(asked).text == plain.text


def test_a_letter_that_no_missing_datum_has_is_not_found_and_the_others_are_named(cities: Caller) -> None:
    answer = cities.json(f"/api/v1/compare/letters/nothing?indicator=GHG.TOT&{CITIES}", status=404)
    assert answer["errors"][0]["found"] == "nothing"
    assert "cells.HR_01333.III" in answer["errors"][0]["allowed"]


def test_more_places_than_can_be_tried_are_refused(cities: Caller) -> None:
    many = "&".join(f"place=SI_{number:03}" for number in range(1, 10))
    answer = cities.json(f"/api/v1/compare/lifts?indicator=GHG.TOT&{many}", status=422)
    assert answer["errors"] == [{"parameter": "place", "found": "9", "expected": "at most 8"}]


@pytest.mark.parametrize(
    "wrong", ["format=pdf", "date=tomorrow", "place=SI_999", "indicator=GHG.NOTHING", "profiles=NZC-CCC"]
)
def test_what_cannot_be_meant_is_refused(cities: Caller, wrong: str) -> None:
    cities.json(f"{WASTE}?indicator=GHG.TOT&{CITIES}&{wrong}", status=422)


def test_who_holds_the_answer_is_told_that_it_stands(cities: Caller) -> None:
    tag = cities.get(LIFTS).headers["etag"]
    assert cities.get(LIFTS, if_none_match=tag).status_code == 304


def test_the_page_of_a_comparison_shows_the_data_and_leads_to_the_letters(cities: Caller) -> None:
    page = cities.get(f"/compare?indicator=GHG.TOT&{CITIES}&lang=sl").text
    assert "Kaj bi omogočilo primerjavo?" in page
    assert "vrednosti za sektor »odpadki in odpadne vode«, obsegi 1, 2 in 3 (Zagreb, 2019)" in page
    assert "/api/v1/compare/letters/cells.HR_01333.III?" in page


def test_the_page_of_many_places_asks_for_fewer(cities: Caller) -> None:
    many = "&".join(f"place=SI_{number:03}" for number in range(1, 10))
    page = cities.get(f"/compare?indicator=GHG.TOT&{many}&lang=en").text
    assert "Choose at most 8 places" in page
