"""Comparisons over HTTP: the four cities as the issue asks, with the question kept, and explained from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
import simplejson

from api.app import create_app
from api.gateway import Gateway
from catalogue import registry
from catalogue.database import unit_of_work
from catalogue.datasets import put_dataset
from catalogue.drafts import DatasetDraft
from catalogue.releases import ReleaseDraft, publish
from schemas.languages import Text
from schemas.observations import StoredObservation
from tests.api.caller import Caller
from tests.fakes.inventories import BASES, everything

CITIES = "place=SI_052&place=SI_061&place=SI_133&place=HR_01333"
PATH = f"/api/v1/compare?indicator=GHG.TOT&{CITIES}"


@pytest.fixture
def cities(gateway: Gateway, now: datetime) -> Caller:
    """Somebody who asks a node with the four cities, the states and the EU."""
    by_dataset: dict[str, list[StoredObservation]] = defaultdict(list)
    for stored in everything():
        by_dataset[stored.dataset].append(stored)
    with unit_of_work(gateway.engine) as session:
        for basis in BASES.values():
            registry.put_basis(session, basis)
        for dataset, some in by_dataset.items():
            _publish(gateway, session, dataset, some, now)
    return Caller(create_app(gateway))


def _publish(
    gateway: Gateway, session: Any, dataset: str, some: Sequence[StoredObservation], now: datetime
) -> None:
    draft = DatasetDraft(id=dataset, source=dataset, remote=dataset, title=Text.of(dataset))
    put_dataset(session, draft, record_snapshot="", now=now)
    rows = tuple({stored.observation.key: stored.observation for stored in some}.values())
    publish(session, gateway.store, ReleaseDraft(f"{dataset}/all", dataset, dataset, "all@1", rows, ()), now)


def _json(response: Any) -> Any:  # an answer's JSON with Decimal for numbers
    return simplejson.loads(response.text, use_decimal=True)


def test_the_four_cities_are_not_comparable_and_not_ranked(cities: Caller) -> None:
    answer = _json(cities.get(PATH))
    assert {one["place"]: one["published"]["value"] for one in answer["places"]} == {
        "SI_052": Decimal("238832"), "SI_061": Decimal("2301669"), "SI_133": Decimal("171276.25"),
        "HR_01333": Decimal("2927203.98"),
    }  # fmt: skip
    assert (answer["verdict"], answer["rank"]) == ("not_comparable", None)
    assert all(pair["reasons"] for pair in answer["pairs"])


def test_states_and_the_eu_stand_beside_them_as_published(cities: Caller) -> None:
    answer = _json(cities.get(f"{PATH}&place=SI&place=HR&place=EU27_2020"))
    published = {one["place"]: one["published"] for one in answer["places"]}
    assert {place: (published[place]["value"], published[place]["unit"]) for place in ("SI", "HR", "EU27_2020")} == {
        "SI": (Decimal("17744.9"), "KT_CO2E"), "HR": (Decimal("24548.4"), "KT_CO2E"),
        "EU27_2020": (Decimal("3732810.91"), "KT_CO2E"),
    }  # fmt: skip


def test_an_answer_keeps_its_question_and_leads_back_to_itself(cities: Caller) -> None:
    first = cities.json(f"{PATH}&period=2018&profile=GPC-BASIC")
    assert first["question"]["place"] == ["SI_052", "SI_061", "SI_133", "HR_01333"]
    assert (first["question"]["profile"], first["question"]["period"]) == ("GPC-BASIC", "2018")
    assert cities.json(first["links"]["self"]) == first


def test_a_comparison_is_explained_from_its_question(cities: Caller) -> None:
    answer = cities.json(f"{PATH}&sector=_T")
    explained = cities.json(answer["links"]["explain"])
    assert explained["comparison"] == answer
    assert sorted(one["observation"]["id"] for one in explained["observations"]) == answer["inputs"]
    identifier = cities.get(f"/id/comparison/{answer['id']}?indicator=GHG.TOT&{CITIES}")
    assert cities.json(identifier.headers["location"]) == explained


def test_a_comparison_that_no_longer_stands_is_said_to_be_another(cities: Caller) -> None:
    stale = f"/api/v1/comparisons/{'0' * 32}/explain?indicator=GHG.TOT&{CITIES}"
    problem = cities.json(stale, status=422)
    assert cities.json(PATH)["id"] in problem["errors"][0]["expected"]


WRONGLY_PUT = {
    "indicator=GHG.TOT": "/parameter",
    "indicator=GHG.TTO&place=SI_052&place=SI_061": "/unknown-code",
    "indicator=GHG.TOT&place=SI_052&place=Laibach": "/unknown-code",
    "indicator=GHG.TOT&place=SI_052&place=SI_061&profile=CCC": "/unknown-code",
    "indicator=GHG.TOT&place=SI_052&place=SI_061&period=then": "/not-a-period",
    "place=SI_052&place=SI_061": "/parameter",
}


def test_a_question_that_cannot_be_put_is_a_problem(client: Caller) -> None:
    for query, kind in WRONGLY_PUT.items():
        assert client.json(f"/api/v1/compare?{query}", status=422)["type"].endswith(kind), query


def test_the_reasons_are_told_in_the_language_asked_for(cities: Caller) -> None:
    sentences = {cities.json(f"{PATH}&lang={lang}")["sentence"] for lang in ("en", "sl", "hr")}
    assert len(sentences) == 3


def test_an_explanation_says_what_each_step_used_and_by_which_hashes(cities: Caller) -> None:
    answer = cities.json(PATH)
    activity = cities.json(answer["links"]["explain"])["activity"]
    used = {one["observation"]: one for one in activity["used"]}
    assert (activity["generated"], sorted(used)) == (answer["id"], answer["inputs"])
    assert all(one["release"] and one["snapshot"] and one["dataset"] for one in used.values())
    kranj = next(one for one in activity["places"] if one["place"] == "SI_052")
    land = next(step for step in kranj["steps"] if step["step"] == "lulucf")
    assert [used[one]["value"] for one in land["used"]] == [10256]
    (row,) = land["inputs"]
    assert (row["observation"], row["value"], row["sector"]) == (land["used"][0], 10256, "V.2")
    assert all(used[row["observation"]][name] == row[name] for name in ("release", "snapshot", "unit"))
    assert kranj["from"] + sum(step["delta"] for step in kranj["steps"]) == kranj["total"] == 228576
    assert land["delta"] == -10256
    assert used[kranj["published"]]["value"] == 238832


def test_a_series_has_a_verdict_for_each_year_and_an_index(cities: Caller) -> None:
    series = f"/api/v1/compare/series?indicator=GHG.TOT&{CITIES}&from=2018&to=2019&base=2018"
    answer = _json(cities.get(series))
    assert [(one["period"], one["verdict"]) for one in answer["years"]] == [
        ("2018", "not_comparable"), ("2019", "not_comparable"),
    ]  # fmt: skip
    kranj, *_, zagreb = answer["places"]
    assert [(one["value"], one["index"]) for one in kranj["values"]] == [(228576, 100), (None, None)]
    assert [(one["value"], one["index"]) for one in zagreb["values"]] == [
        (None, None), (Decimal("2927203.98"), None),
    ]  # fmt: skip
    told = {one["dataset"] for one in answer["reuse"]["datasets"]}
    assert {"kranj-contract", "zagreb-contract"} <= told


def test_a_series_that_cannot_be_put_is_a_problem(client: Caller) -> None:
    path = "/api/v1/compare/series?indicator=GHG.TOT&place=SI_052"
    for query in (
        "",
        "&from=2018",
        "&from=2019&to=2018",
        "&from=1900&to=2100",
        "&from=2018&to=2019&base=2010",
    ):
        assert client.json(path + query, status=422)["type"].endswith("/parameter"), query


def test_a_reference_climate_is_kept_with_the_question(cities: Caller) -> None:
    energy = f"/api/v1/compare?indicator=EN.FEC&{CITIES}&climate=1991-2020"
    answer = cities.json(energy)
    assert (answer["climate"], answer["question"]["climate"]) == ("1991-2020", "1991-2020")
    assert cities.json(answer["links"]["explain"])["comparison"] == answer
    assert cities.json(f"{energy}x", status=422)["type"].endswith("/not-a-period")
    series = cities.json(f"/api/v1/compare/series?indicator=EN.FEC&{CITIES}&from=2018&to=2019&climate=2018")
    assert series["climate"] == "2018"
