"""One catalogue, told in other forms, orders, blank nodes and pages, is one catalogue; and each real feed is read in full."""

from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat

from tests.fakes.dcat import FORMS, Paging, in_pages, served, shuffled, statements
from tests.fakes.dcat_items import URL, fingerprint, items_of, records, told
from tests.fakes.server import Reply, always

SAMPLES = "mqa/ckan2mqa/assets/samples/"
HOST = (URL, "feed-host")
"""What a page says that goes on at its own portal, which the test is not."""

READ: Mapping[str, tuple[int, str, list[tuple[str, str]]]] = {
    "feeds/bremen-catalog-original-input.rdf": (153, "003ce0356505490b", []),
    "feeds/rostock-catalog-original-input.rdf": (100, "cdcdbfc7fc702ea2", [HOST]),
    "dcat/catalog.rdf": (2, "979294846972b18e", []),
    "dcat/catalog_datasets_list.rdf": (2, "979294846972b18e", []),
    "dcat/dataset_gob_es.ttl": (1, "339c102f8fb35c92", []),
    f"{SAMPLES}dcatap-ch_catalog.ttl": (100, "eb4e5dbcbafd7af9", [HOST]),
    f"{SAMPLES}dcatap-de_catalog.rdf": (1, "406f3b3651c8d740", []),
    f"{SAMPLES}dcatap_catalog.ttl": (2, "e3023b7f11e7bf3f", []),
    f"{SAMPLES}geodcat-ap_catalog.rdf": (
        0, "44136fa355b3678a", [("https://some.catalogue/resource/eea_v_4326_1_mio_EU27-2020-basemap_i_2020_v01_r00", "dcat-record")],
    ),
}  # fmt: skip
"""Of each file: its datasets, a hash of all that their drafts, findings and metrics say, and the items that have an error."""


def content(shared: Path, name: str) -> bytes:
    return (shared / "data" / name).read_bytes()


def media_type(name: str) -> str:
    return "text/turtle" if name.endswith("ttl") else "application/rdf+xml"


@cache
def read(path: Path, name: str) -> Mapping[str, Mapping[str, Any]]:
    return records(items_of(always(Reply(content(path, name), media_type=media_type(name)))))


@pytest.mark.parametrize("name", READ)
def test_a_real_file_is_read_in_full(shared: Path, name: str) -> None:
    items = items_of(always(Reply(content(shared, name), media_type=media_type(name))))
    said = records(items)
    assert (len(said), fingerprint(said), [one for one in told(items) if one[1]]) == READ[name]


WAYS: tuple[tuple[str, Paging, int], ...] = (
    ("turtle", "hydra-new", 50), ("rdf-xml", "hydra-old", 7), ("n-triples", "link", 1), ("json-ld", "link-iri", 50),
    ("trig", "hydra-new", 1000), ("n-quads", "hydra-old", 1),
)  # fmt: skip
LARGE = {
    "feeds/bremen-catalog-original-input.rdf": (0, 2),
    "feeds/rostock-catalog-original-input.rdf": (3,),
    f"{SAMPLES}dcatap-ch_catalog.ttl": (1,),
}
"""Which ways a large file is told; the small ones are told in all."""


@pytest.mark.parametrize(("name", "way"), [
    (name, WAYS[number])
    for name in READ
    if "geodcat" not in name and "_list" not in name
    for number in LARGE.get(name, range(len(WAYS)))
])  # fmt: skip
def test_the_same_catalogue_in_another_form_order_and_paging_is_the_same(
    shared: Path, name: str, way: tuple[str, Paging, int]
) -> None:
    form, paging, size = way
    quads = shuffled(statements(content(shared, name), _form(name), URL), seed=size)
    items = items_of(served(in_pages(quads, size), form, paging), format=form)
    assert records(items) == read(shared, name)
    assert [rule for _, rule in told(items) if rule] == []


def test_every_form_is_tried() -> None:
    assert {form for form, _, _ in WAYS} == set(FORMS)


def test_the_datasets_of_a_small_file_are_these(shared: Path) -> None:
    said = read(shared, f"{SAMPLES}dcatap-de_catalog.rdf")
    [one] = said.values()
    assert (one["id"], one["title"]["en"], one["licence"], one["theme"], one["periodicity"], one["temporal"]) == (
        "s-naturraume-geest-und-marsch3-3af4bc60", "Naturräume Geest und Marsch", "CC BY 4.0", "ENVI", "ANNUAL",
        ["2016-01-01", "2016-12-31"],
    )  # fmt: skip
    assert one["identifiers"] == [
        "45608203092850298098543",
        "4635D337-4805-4C32-A211-13F8C038BF27",
        "docID344",
        "https://www.govdata.de/web/guest/suchen/-/details/naturraume-geest-und-marsch3",
    ]
    assert [(file["format"], file["media_type"]) for file in one["distributions"]] == [
        ("", "application/zip"),
        ("WFS", "application/gml+xml"),
        ("", "application/gml+xml"),
        ("", "application/gml+xml"),
        ("", ""),
    ]


def test_a_frequency_that_is_described_and_not_named_is_known(shared: Path) -> None:
    [one] = read(shared, "dcat/dataset_gob_es.ttl").values()
    assert (one["periodicity"], one["language"], one["distributions"][0]["byte_size"]) == (
        "ANNUAL",
        "es",
        43008,
    )


@pytest.mark.parametrize(("name", "field", "counted"), [
    ("feeds/bremen-catalog-original-input.rdf", "periodicity",
     {"ANNUAL": 76, "DAILY": 48, "IRREG": 14, "QUARTERLY": 8, "MONTHLY": 7}),
    ("feeds/bremen-catalog-original-input.rdf", "language", {"de": 153}),
    ("feeds/rostock-catalog-original-input.rdf", "licence",
     {"https://www.dcat-ap.de/def/licenses/cc-zero": 99, "https://www.dcat-ap.de/def/licenses/odbl": 1}),
    (f"{SAMPLES}dcatap-ch_catalog.ttl", "licence", {"NonCommercialAllowed-CommercialAllowed-ReferenceNotRequired": 100}),
])  # fmt: skip
def test_what_the_datasets_of_a_feed_say_together(
    shared: Path, name: str, field: str, counted: Mapping[str, int]
) -> None:
    assert Counter(one[field] for one in read(shared, name).values()) == counted


def test_a_year_that_means_no_end_is_none(shared: Path) -> None:
    ends = [one["temporal"][1] for one in read(shared, "feeds/bremen-catalog-original-input.rdf").values()]
    assert not any(end.startswith("9999") for end in ends)


def test_what_cannot_be_meant_is_told(shared: Path) -> None:
    said = read(shared, f"{SAMPLES}dcatap-ch_catalog.ttl").values()
    assert sorted(one for each in said for one in each["found"]) == [
        ("dcat-value", "dct:modified", "29.05..2017"),
        ("dcat-value", "dct:modified", "29.05..2017"),
        ("dcat-value", "dct:modified", "jeweils Montags"),
    ]


def _form(name: str) -> RdfFormat:
    return RdfFormat.TURTLE if name.endswith("ttl") else RdfFormat.RDF_XML
