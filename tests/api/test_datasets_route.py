"""Datasets over HTTP: search with facets and pages, one dataset, its description as RDF, and the report on it."""

from __future__ import annotations

import json

from pyoxigraph import NamedNode, RdfFormat, parse

from tests.api.caller import Caller
from tests.api.conftest import BASE_URL
from tests.api.three_datasets import NOTE, OPEN, OWNERS, RESTRICTED, source

PATH = "/api/v1/datasets"
DATASET = NamedNode("http://www.w3.org/ns/dcat#Dataset")
FORMATS = {
    "ttl": ("text/turtle; charset=utf-8", RdfFormat.TURTLE),
    "rdf": ("application/rdf+xml; charset=utf-8", RdfFormat.RDF_XML),
    "nt": ("application/n-triples; charset=utf-8", RdfFormat.N_TRIPLES),
    "jsonld": ("application/ld+json; charset=utf-8", RdfFormat.JSON_LD),
}


def test_a_search_gives_what_holds_the_words_and_passes_the_filters(client: Caller) -> None:
    everything = [OPEN, RESTRICTED]
    for query, wanted in {
        "": everything,
        "q=emisson": [],
        "q=emission": everything,
        "q=inventory": [OPEN],
        "place=SI_052&access=open": [OPEN],
        "indicator=EN.FEC": [RESTRICTED],
        f"publisher={OWNERS[OPEN]}": [OPEN],
        f"source={source(RESTRICTED)}": [RESTRICTED],
        "level=national": [],
        "theme=ENVI&sort=title": everything,
    }.items():
        assert [one["id"] for one in client.json(f"{PATH}?{query}")["datasets"]] == wanted, query


def test_pages_follow_each_other_by_their_cursor(client: Caller) -> None:
    first = client.get(f"{PATH}?limit=1&sort=title")
    assert [one["id"] for one in first.json()["datasets"]] == [OPEN]
    link = first.headers["link"]
    assert link.endswith('; rel="next"')
    second = client.json(link.partition(">")[0].removeprefix("<"))
    assert ([one["id"] for one in second["datasets"]], second["next_cursor"]) == ([RESTRICTED], "")
    assert client.json(f"{PATH}?cursor=mine", status=422)["type"].endswith("/cursor")


def test_a_dataset_is_told_in_the_language_asked_for(client: Caller) -> None:
    told = client.json(f"{PATH}/{OPEN}?lang=hr")
    assert told["note"] == NOTE.hr
    assert (told["title"], told["publisher"]) == (
        f"Emissions: {OPEN}", {"id": OWNERS[OPEN], "name": OWNERS[OPEN].title()},
    )  # fmt: skip
    assert told["distributions"][0]["download_url"] == f"https://files.example/{OPEN}.csv"
    assert client.json(told["links"]["observations"])["count"] == 4


def test_a_dataset_is_described_in_each_format_of_rdf(client: Caller) -> None:
    for ending, (media_type, rdf) in FORMATS.items():
        response = client.get(f"{PATH}/{OPEN}.{ending}")
        assert response.headers["content-type"] == media_type
        datasets = {quad.subject for quad in parse(response.content, format=rdf) if quad.object == DATASET}
        assert datasets == {NamedNode(f"{BASE_URL}/id/dataset/{OPEN}")}, ending
    assert client.get(f"{PATH}/{OPEN}.pdf").status_code == 422


def test_the_feed_holds_what_the_caller_may_see_in_each_format(client: Caller) -> None:
    wanted = {NamedNode(f"{BASE_URL}/id/dataset/{one}") for one in (OPEN, RESTRICTED)}
    for ending, (media_type, rdf) in FORMATS.items():
        for path, headers in (
            (f"/catalog.{ending}", {}),
            ("/catalog", {"accept": media_type.partition(";")[0]}),
        ):
            response = client.get(path, **headers)
            assert response.headers["content-type"] == media_type
            assert {
                quad.subject for quad in parse(response.content, format=rdf) if quad.object == DATASET
            } == wanted
    assert client.get("/catalog").headers["content-type"] == "text/turtle; charset=utf-8"
    assert client.get("/catalog", accept="image/png").status_code == 406


def test_the_feed_is_paged_in_the_format_asked_for(client: Caller) -> None:
    first = client.get("/catalog?page=1&page_size=1&access=open", accept="application/ld+json")
    assert first.headers["link"].count("rel=") == 2
    page = client.get("/catalog.jsonld?page=1&page_size=1")
    following = f"{BASE_URL}/catalog.jsonld?page_size=1&page=2"
    assert f'<{following}>; rel="next"' in page.headers["link"]
    nodes = {node["@id"]: node for node in json.loads(page.text)["@graph"]}
    view = nodes[f"{BASE_URL}/catalog.jsonld?page_size=1&page=1"]
    assert view["hydra:next"] == {"@id": following}
    second = client.get(following.removeprefix(BASE_URL)).text
    assert (OPEN in page.text, RESTRICTED in second) == (True, True)
    assert client.json("/catalog.ttl?page=9", status=422)["errors"][0]["expected"] == "1 to 1"


def test_the_feed_tells_only_what_changed_since(client: Caller) -> None:
    assert OPEN in client.get("/catalog?modified_since=2026-11-24T09:00:00Z").text
    assert f"/id/dataset/{OPEN}>" not in client.get("/catalog?modified_since=2026-11-24T09:00:01+00:00").text


def test_a_description_is_reported_on_by_the_shapes(client: Caller) -> None:
    report = client.json(f"{PATH}/{OPEN}/validation")
    assert report["dataset"] == OPEN
    assert report["conforms"] is True
    finding = report["findings"][0]
    assert set(finding["expected"]) == set(finding["mend"]) == {"en", "sl", "hr"}
    turtle = client.get(f"{PATH}/{OPEN}/validation", accept="text/turtle")
    assert turtle.headers["content-type"] == "text/turtle; charset=utf-8"
    assert "sh:ValidationReport" in turtle.text
