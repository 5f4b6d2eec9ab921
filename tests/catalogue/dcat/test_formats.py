"""The formats of the feed: the same triples in each, the same bytes every time, whatever a source says."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, RdfFormat, parse

from catalogue.dcat.feed import (
    FeedFormat,
    catalog_triples,
    write,
    write_catalog,
)
from catalogue.dcat.world import World
from schemas.languages import Text
from tests.fakes.datasets import a_view
from tests.fakes.varied_catalogue import BASE, NODE, VIEWS, a_world, file

READERS = {
    FeedFormat.TURTLE: RdfFormat.TURTLE,
    FeedFormat.N_TRIPLES: RdfFormat.N_TRIPLES,
    FeedFormat.RDF_XML: RdfFormat.RDF_XML,
    FeedFormat.JSON_LD: RdfFormat.JSON_LD,
}
WHOLE = f"{BASE}/id/dataset/whole"


@pytest.mark.parametrize("form", FeedFormat)
def test_every_format_holds_the_same_triples(form: FeedFormat) -> None:
    feed = write_catalog(a_world(), VIEWS, form)
    read = {one.triple for one in parse(feed, format=READERS[form])}
    assert read == set(catalog_triples(a_world(), VIEWS))


@pytest.mark.parametrize("form", FeedFormat)
def test_the_bytes_are_the_same_each_time_and_in_each_process(form: FeedFormat) -> None:
    program = (
        "import hashlib, sys; from catalogue.dcat.feed import FeedFormat, write_catalog;"
        "from tests.fakes.varied_catalogue import VIEWS, a_world;"
        "print(hashlib.sha256(write_catalog(a_world(), VIEWS, FeedFormat(sys.argv[1]))).hexdigest())"
    )
    other = subprocess.run(
        [sys.executable, "-c", program, form.value], capture_output=True, text=True, check=True
    )
    assert other.stdout.strip() == hashlib.sha256(write_catalog(a_world(), VIEWS, form)).hexdigest()


def test_every_node_has_an_iri() -> None:
    triples = list(catalog_triples(a_world(), VIEWS))
    assert not [
        one for one in triples if isinstance(one.subject, BlankNode) or isinstance(one.object, BlankNode)
    ]


def test_no_triple_is_said_twice() -> None:
    triples = list(catalog_triples(a_world(), VIEWS))
    assert len(triples) == len(set(triples))


def test_jsonld_has_the_keys_that_clients_look_for() -> None:
    document = json.loads(write_catalog(a_world(), VIEWS[:1], FeedFormat.JSON_LD))
    dataset = next(node for node in document["@graph"] if node["@id"] == WHOLE)
    distribution = next(node for node in document["@graph"] if node.get("@type") == "dcat:Distribution")
    assert "dcat:Dataset" in dataset["@type"]
    assert dataset["dct:title"][0] == {"@value": "Emissions", "@language": "en"}
    assert distribution["dcat:accessURL"] == {"@id": "https://kranj.example/t"}
    assert set(document) == {"@context", "@graph"}


def test_jsonld_describes_each_resource_in_one_place() -> None:
    graph = json.loads(write_catalog(a_world(), VIEWS, FeedFormat.JSON_LD))["@graph"]
    iris = [node["@id"] for node in graph]
    assert len(iris) == len(set(iris))


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(), url=st.text() | st.builds("http://{}".format, st.text()), form=st.sampled_from(FeedFormat)
)
def test_no_text_and_no_address_spoils_a_feed(text: str, url: str, form: FeedFormat) -> None:
    view = a_view(
        title=Text(sl=text), description=Text.of(text), keywords=(text,), licence=text, rights=text, landing_page=url,
        periodicity=text, temporal=(text, text), issued=text, theme=text, language=text, remote=text,
        provenance=(Text(hr=text),), distributions=(file("f", access_url=url, download_url=text, format=text),),
    )  # fmt: skip
    triples = list(catalog_triples(World(node=NODE), [view]))
    assert {one.triple for one in parse(write(triples, form), format=READERS[form])} == set(triples)
