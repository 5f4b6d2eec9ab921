"""The feed: what it says of each dataset, the same in every format and every time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pyoxigraph import NamedNode, Triple

from catalogue.dcat.feed import (
    CatalogPage,
    catalog_triples,
    dataset_triples,
)
from catalogue.dcat.namespaces import (
    ADMS,
    DCAT,
    DCATAP,
    DCT,
    EU,
    FOAF,
    HYDRA,
    IANA,
    ODRL,
    OWL,
    RDF,
    SKOS,
    SPDX,
)
from catalogue.dcat.world import Notes, World
from tests.fakes.datasets import RECORDED, a_view
from tests.fakes.triples import said, written
from tests.fakes.varied_catalogue import BASE, NODE, VIEWS, a_world

WHOLE = f"{BASE}/id/dataset/whole"


def of(dataset: str) -> list[Triple]:
    """Give the triples of one dataset of the varied catalogue."""
    return list(dataset_triples(a_world(), next(view for view in VIEWS if view.id == dataset)))


def test_each_concept_licence_policy_and_algorithm_is_described() -> None:
    triples = list(catalog_triples(a_world(), VIEWS))
    properties = (
        DCAT + "theme", DCT + "accessRights", DCT + "language", DCT + "license", DCT + "format", DCT + "subject",
        DCT + "accrualPeriodicity", DCT + "type", DCATAP + "availability", ADMS + "status", ODRL + "hasPolicy",
        SPDX + "algorithm",
    )  # fmt: skip
    own = (
        f"{BASE}/id/policy/",
        f"{BASE}/catalog#licence-",
        "https://data.gov.hr/",
        "http://bad%20licence",
        SPDX,
    )
    for name in properties:
        named = {written(one.object) for one in triples if one.predicate.value == name}
        assert named, name
        for iri in named:
            assert said(triples, iri, RDF + "type"), iri
            assert said(triples, iri, SKOS + "prefLabel"), iri
            schemes = said(triples, iri, SKOS + "inScheme")
            assert schemes or iri.startswith(own), iri
            assert all(said(triples, scheme, DCT + "title") for scheme in schemes)


def test_a_dataset_says_all_that_the_catalogue_holds() -> None:
    triples = of("whole")
    expected = {
        RDF + "type": [DCAT + "Dataset", DCAT + "Resource"],
        DCT + "title": ["Emissions@en", "Emisije@sl", "Emisije@hr"],
        DCT + "description": ["Popis emisij toplogrednih plinov.@sl"],
        DCT + "identifier": [WHOLE],
        ADMS + "identifier": [f"{WHOLE}#identifier"],
        DCT + "publisher": [f"{BASE}/id/organisation/mestna-obcina-kranj"],
        DCAT + "contactPoint": [f"{BASE}/id/organisation/mestna-obcina-kranj#contact"],
        DCT + "accessRights": [EU + "access-right/PUBLIC"],
        ODRL + "hasPolicy": [f"{BASE}/id/policy/open"],
        DCAT + "theme": [EU + "data-theme/ENVI"],
        DCAT + "keyword": ["zrak@sl"],
        DCT + "subject": [f"{BASE}/id/indicator/GHG.SEC"],
        DCT + "license": [f"{BASE}/catalog#licence-ad084fd8d4cb1bf5"],
        DCT + "rights": [f"{WHOLE}#rights"],
        DCAT + "landingPage": ["https://kranj.example"],
        DCT + "spatial": [f"{BASE}/id/place/SI_052"],
        DCT + "temporal": [f"{WHOLE}#temporal"],
        DCT + "issued": ["2018-05@gYearMonth"],
        DCT + "modified": ["2023-04-26T00:30:01.177555@dateTime"],
        DCT + "accrualPeriodicity": [EU + "frequency/ANNUAL"],
        DCT + "language": [EU + "language/SLV"],
        ADMS + "versionNotes": ["Check@en", "Preverite@sl", "Provjerite@hr"],
        DCT + "provenance": [f"{WHOLE}#provenance-1", f"{WHOLE}#provenance-2"],
        DCAT + "distribution": [
            f"{WHOLE}#distribution-tables", f"{WHOLE}#observations-csv", f"{WHOLE}#observations-json",
        ],
    }  # fmt: skip
    predicates = {one.predicate.value for one in triples if one.subject == NamedNode(WHOLE)}
    assert {name: said(triples, WHOLE, name) for name in predicates} == expected


def test_a_distribution_at_the_source_is_described_whole() -> None:
    triples, iri = of("whole"), f"{WHOLE}#distribution-tables"
    expected = {
        RDF + "type": [DCAT + "Distribution"],
        DCT + "title": ["Tabele@sl"],
        DCAT + "accessURL": ["https://kranj.example/t"],
        DCAT + "downloadURL": ["https://kranj.example/t.xlsx"],
        DCT + "format": [EU + "file-type/XLSX"],
        DCAT + "mediaType": [IANA + "text/csv"],
        DCAT + "byteSize": ["17@nonNegativeInteger"],
        SPDX + "checksum": [f"{iri}-checksum"],
        DCT + "license": [EU + "licence/CC_BY_4_0"],
        DCT + "rights": [f"{WHOLE}#rights"],
        DCT + "modified": ["2022-10-31@date"],
    }
    predicates = {one.predicate.value for one in triples if one.subject == NamedNode(iri)}
    assert {name: said(triples, iri, name) for name in predicates} == expected
    assert said(triples, f"{iri}-checksum", SPDX + "checksumValue") == ["a" * 64 + "@hexBinary"]


def test_our_distributions_lead_through_the_door_with_policy_and_licence() -> None:
    triples = of("restricted")
    for form, media in (("csv", "text/csv"), ("json", "application/json")):
        iri = f"{BASE}/id/dataset/restricted#observations-{form}"
        assert said(triples, iri, DCAT + "accessURL") == [
            f"{BASE}/api/v1/observations?dataset=restricted&format={form}"
        ]
        assert said(triples, iri, DCAT + "downloadURL") == []
        assert said(triples, iri, DCT + "format") == [f"{EU}file-type/{form.upper()}"]
        assert said(triples, iri, DCAT + "mediaType") == [IANA + media]
        assert said(triples, iri, ODRL + "hasPolicy") == [f"{BASE}/id/policy/restricted"]
        assert said(triples, iri, DCT + "license") == [EU + "licence/CC0"]
        assert said(triples, iri, DCAT + "accessService") == [f"{BASE}/catalog#api"]


def test_a_dataset_without_observations_has_no_distribution_of_ours() -> None:
    assert said(of("bare"), f"{BASE}/id/dataset/bare", DCAT + "distribution") == []


@pytest.mark.parametrize(
    ("dataset", "expected"),
    [("whole", "PUBLIC"), ("bare", "PUBLIC"), ("restricted", "RESTRICTED"), ("hidden", "NON_PUBLIC"), ("garbage", "NON_PUBLIC")],
)  # fmt: skip
def test_access_rights_follow_from_the_policy(dataset: str, expected: str) -> None:
    triples = of(dataset)
    assert said(triples, f"{BASE}/id/dataset/{dataset}", DCT + "accessRights") == [
        f"{EU}access-right/{expected}"
    ]


def test_the_policys_own_triples_are_in_the_feed() -> None:
    triples, iri = of("hidden"), f"{BASE}/id/policy/hidden"
    assert said(triples, iri, RDF + "type") == [ODRL + "Policy", ODRL + "Set"]
    assert said(triples, iri, ODRL + "permission") == [f"{iri}#part-1"]
    assert said(triples, f"{iri}#part-1", ODRL + "action") == [ODRL + "read"]


def test_a_licence_in_words_stays_what_the_source_says() -> None:
    triples = of("odd text")
    (iri,) = said(triples, f"{BASE}/id/dataset/odd%20text", DCT + "license")
    assert said(triples, iri, SKOS + "prefLabel") == ['Some "terms"\nin two lines']
    assert said(triples, iri, RDF + "type") == [DCT + "LicenseDocument"]


def test_no_licence_is_invented() -> None:
    assert said(of("bare"), f"{BASE}/id/dataset/bare", DCT + "license") == []


def test_example_data_says_so_before_all_else() -> None:
    triples, iri = of("restricted"), f"{BASE}/id/dataset/restricted"
    assert said(triples, iri, DCT + "description") == [
        "Vzorčni podatki: to niso prave številke. Popis emisij toplogrednih plinov.@sl"
    ]
    assert said(triples, iri, ADMS + "versionNotes")[0] == "Example data: these are no real figures.@en"
    assert "Example data, no real figures" in said(triples, f"{iri}#observations-csv", DCT + "description")[0]


def test_a_place_is_a_location_with_its_names_and_its_iri_in_the_eu() -> None:
    triples, iri = list(catalog_triples(a_world(), ())), f"{BASE}/id/place/SI"
    assert said(triples, iri, RDF + "type") == [DCT + "Location"]
    assert said(triples, iri, SKOS + "prefLabel") == ["Slovenia@en", "Slovenija@sl", "Slovenija@hr"]
    assert said(triples, iri, OWL + "sameAs") == [EU + "country/SVN"]


def test_the_record_says_when_the_description_came_and_changed() -> None:
    triples, iri = of("whole"), f"{WHOLE}#record"
    assert said(triples, iri, FOAF + "primaryTopic") == [WHOLE]
    assert said(triples, iri, DCT + "issued") == ["2026-11-01T08:00:00Z@dateTime"]
    assert said(triples, iri, DCT + "modified") == ["2026-11-01T08:00:00Z@dateTime"]


def test_the_catalogue_names_its_datasets_records_and_service() -> None:
    triples = list(catalog_triples(a_world(), VIEWS[:2], modified=RECORDED))
    expected = {
        RDF + "type": [DCAT + "Catalog"],
        DCT + "title": ["Ogledalo"],
        DCT + "description": ["Indicators@en", "Kazalniki@sl", "Pokazatelji@hr"],
        DCT + "publisher": [f"{BASE}/id/organisation/mestna-obcina-kranj"],
        FOAF + "homepage": [f"{BASE}/"],
        DCT + "language": [EU + "language/ENG", EU + "language/SLV", EU + "language/HRV"],
        DCT + "license": [EU + "licence/CC_BY_4_0"],
        DCT + "issued": ["2026-11-01@date"],
        DCT + "modified": ["2026-11-01T08:00:00Z@dateTime"],
        DCAT + "themeTaxonomy": [EU + "data-theme"],
        DCT + "spatial": [f"{BASE}/id/place/SI", f"{BASE}/id/place/HR"],
        DCAT + "service": [f"{BASE}/catalog#api"],
        DCAT + "dataset": [WHOLE, f"{BASE}/id/dataset/bare"],
        DCAT + "record": [f"{WHOLE}#record", f"{BASE}/id/dataset/bare#record"],
    }
    predicates = {one.predicate.value for one in triples if one.subject == NamedNode(NODE.iri)}
    assert {name: said(triples, NODE.iri, name) for name in predicates} == expected
    assert said(triples, f"{BASE}/catalog#api", DCAT + "servesDataset") == [WHOLE]


@pytest.mark.parametrize(
    ("number", "previous", "following"),
    [(1, [], ["?page=2"]), (2, ["?page=1"], ["?page=3"]), (3, ["?page=2"], [])],
)
def test_a_page_is_known_to_both_kinds_of_harvester(
    number: int, previous: list[str], following: list[str]
) -> None:
    page = CatalogPage(number=number, size=3, total=7, url=lambda page: f"{NODE.iri}?page={page}")
    triples, iri = list(catalog_triples(a_world(), VIEWS[:1], page=page)), f"{NODE.iri}?page={number}"

    def links(name: str) -> list[str]:
        return [link.removeprefix(NODE.iri) for link in said(triples, iri, HYDRA + name)]

    assert said(triples, NODE.iri, HYDRA + "view") == [iri]
    assert (
        said(triples, NODE.iri, HYDRA + "totalItems")
        == said(triples, iri, HYDRA + "totalItems")
        == ["7@integer"]
    )
    assert links("next") == links("nextPage") == following
    assert links("previous") == links("previousPage") == previous
    assert links("first") == links("firstPage") == ["?page=1"]
    assert links("last") == links("lastPage") == ["?page=3"]
    assert said(triples, iri, RDF + "type") == [HYDRA + "PartialCollectionView", HYDRA + "PagedCollection"]


def test_bad_addresses_are_mended_or_left_out_and_noted() -> None:
    world = a_world()
    garbage = next(view for view in VIEWS if view.id == "garbage")
    triples, iri = list(dataset_triples(world, garbage)), f"{BASE}/id/dataset/garbage"

    kept = {
        name.removeprefix(f"{iri}#distribution-"): said(triples, name, DCAT + "accessURL")
        for name in said(triples, iri, DCAT + "distribution")
        if "#distribution-" in name
    }
    assert kept == {
        "spaces": ["https://portal.example/a%20b/%7Bc%7D?q=%22%3C%3E%7C%5E%60%5C&p=100%25"],
        "script": ["https://portal.example/only%20download"],
        "%C4%8D%2F%C5%BE%20%231": ["https://portal.example/č"],
        "size": ["urn:isbn:0"],
    }
    assert sorted(
        (one.rule, one.where.cell) for one in world.notes.findings if one.where.document == "garbage"
    ) == [
        ("dcat-checksum", "distribution č/ž #1 sha256"),
        ("dcat-code", "distribution č/ž #1 format"),
        ("dcat-code", "periodicity"),
        ("dcat-code", "theme"),
        ("dcat-date", "distribution size modified"),
        ("dcat-date", "issued"),
        ("dcat-date", "modified"),
        ("dcat-date", "temporal"),
        ("dcat-date", "temporal"),
        ("dcat-link", "distribution host access_url"),
        ("dcat-link", "distribution host download_url"),
        ("dcat-link", "distribution script access_url"),
        ("dcat-link", "distribution typo access_url"),
        ("dcat-link", "landing_page"),
        ("dcat-mended", "distribution script download_url"),
        ("dcat-mended", "distribution spaces access_url"),
        ("dcat-place", "spatial"),
    ]


def test_a_note_says_in_each_language_what_was_expected() -> None:
    notes = Notes()
    assert notes.link("kranj", "landing_page", "www.kranj.example") is None
    (finding,) = notes.findings
    assert finding.sentence("en") == (
        "kranj landing_page: found www.kranj.example. Expected: An absolute web address. It was left out of the feed:"
        " write the address with http:// or https:// at the source. [dcat-link]"
    )
    assert len({finding.sentence(lang) for lang in ("en", "sl", "hr")}) == 3


def test_a_feed_without_known_organisations_names_them_by_id() -> None:
    triples = list(catalog_triples(World(node=replace(NODE, publisher="")), [a_view()]))
    assert said(triples, f"{BASE}/id/organisation/mestna-obcina-kranj", FOAF + "name") == [
        "mestna-obcina-kranj"
    ]
    assert said(triples, f"{BASE}/catalog#publisher", FOAF + "name") == [BASE]


def test_the_api_may_be_served_elsewhere_than_identifiers_say() -> None:
    node = replace(NODE, address="https://node.example")
    triples = list(dataset_triples(World(node=node), a_view()))
    (url,) = said(triples, f"{BASE}/id/dataset/kranj-inventory#observations-csv", DCAT + "accessURL")
    assert url.startswith("https://node.example/api/v1/observations?")
