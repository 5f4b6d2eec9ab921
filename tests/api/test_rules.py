"""Rules over HTTP: as JSON and as pages, each with what it asks, how to mend it, and an example."""

from __future__ import annotations

from schemas.languages import LANGUAGES
from schemas.rule_book import rule_book
from tests.api.caller import Caller


def test_all_rules_are_listed_and_may_be_narrowed(client: Caller) -> None:
    told = client.json("/api/v1/rules")
    assert told["count"] == len(rule_book()) == len(told["rules"])
    hard = client.json("/api/v1/rules?family=hard")["rules"]
    assert [one["id"] for one in hard] == [f"H{number}" for number in range(1, 16)]
    infos = client.json("/api/v1/rules?severity=info&family=hard")["rules"]
    assert [one["id"] for one in infos] == ["H7"]


def test_a_rule_is_told_with_its_shape_its_texts_and_an_example(client: Caller) -> None:
    told = client.json("/api/v1/rules/H4?lang=sl")
    assert told["severity"] == "violation"
    assert told["title"] == "Ekvivalent CO2"
    assert told["shapes"] == ["https://ogledalo.eu/ns#rule/H4"]
    assert told["source"] == "schemas/shapes/observation-rules.ttl"
    assert told["mend"] == ["Navedite podlago; kjer objavitelj ne pove, zapišite UNK."]
    assert told["example"]["fails"] == "unit = T_CO2E, basis = —"
    assert sorted(told["texts"]["asks"]) == sorted(LANGUAGES)


def test_an_unknown_rule_names_the_nearest(client: Caller) -> None:
    problem = client.json("/api/v1/rules/observation-scop", status=404)
    assert "observation-scope" in problem["errors"][0]["nearest"]


def test_every_rule_has_a_page_in_each_language(client: Caller) -> None:
    for rule_id in ("H1", "S2", "observation-unit", "dataset-title", "mapping.number", "connectors.slow"):
        for lang in LANGUAGES:
            page = client.get(f"/rules/{rule_id}?lang={lang}")
            assert page.status_code == 200, (rule_id, lang)
            assert rule_book()[rule_id].title.in_(lang).split("‹")[0] in page.text.replace("&#39;", "'")


def test_the_page_of_rules_leads_to_each_of_them(client: Caller) -> None:
    page = client.get("/rules").text
    assert [one for one in rule_book() if f'href="/rules/{one}"' not in page] == []
