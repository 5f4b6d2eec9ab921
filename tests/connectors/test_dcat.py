"""A DCAT feed is read page by page, in every form; a broken record is told and the feed goes on."""

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse, serialize

from connectors.dcat import FeedPage, read_feed
from connectors.dcat_describing import dataset_id
from connectors.dcat_errors import (
    DcatRecordError,
    FeedLengthError,
    FeedLoopError,
    FeedPageError,
    NoCatalogueError,
)
from connectors.dcat_identity import without_query
from connectors.dcat_options import DcatOptions
from connectors.dcat_records import DcatDataset, DcatDistribution, DcatOddity
from connectors.errors import ConnectorError, EmptyFileError, HtmlAnswerError, NotFoundError
from connectors.fetching import sending
from tests.connectors.outgoing import portal
from tests.fakes.server import Answering, Reply, Seen, always

PREFIXES = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix spdx: <http://spdx.org/rdf/terms#> . @prefix adms: <http://www.w3.org/ns/adms#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
"""
AIR = """
<https://city.example/air?session=7> a dcat:Dataset ; dct:title "Zrak"@sl, "Air"@en-GB ; dct:description "Opis"@sl ;
  dct:publisher [ a foaf:Agent ; foaf:name "City" ; dct:identifier "ORG-1" ] ;
  dcat:contactPoint [ vcard:fn "Data desk" ; vcard:hasEmail <mailto:data@city.example> ] ;
  dct:identifier "air-1" ; adms:identifier [ skos:notation "doi:1"^^xsd:string ] ;
  dcat:theme <http://publications.europa.eu/resource/authority/data-theme/ENVI> ; dcat:keyword "pm10", "zrak"@sl ;
  dct:accrualPeriodicity <http://publications.europa.eu/resource/authority/frequency/DAILY> ;
  dct:temporal [ dcat:startDate "2018-01-01"^^xsd:date ; dcat:endDate "2022-12-31"^^xsd:date ] ;
  dct:issued "2024-05-01Z"^^xsd:date ; dct:modified "soon" ;
  dct:spatial <http://data.europa.eu/nuts/code/SI042> ; dct:accessRights "public" ;
  dcat:distribution [ dct:title "CSV" ; dcat:accessURL <https://city.example/a b> ; dcat:downloadURL "https://city.example/air.csv" ;
    dct:format <http://publications.europa.eu/resource/authority/file-type/CSV> ;
    dcat:mediaType <https://www.iana.org/assignments/media-types/text/csv> ; dcat:byteSize "43008.0"^^xsd:decimal ;
    dct:license <https://creativecommons.org/licenses/by/4.0/> ;
    spdx:checksum [ spdx:algorithm spdx:checksumAlgorithm_sha256 ; spdx:checksumValue "AA%s"^^xsd:hexBinary ] ] .
""" % ("0" * 62)


def named(name: str, more: str = "") -> str:
    return f'<https://city.example/{name}> a dcat:Dataset ; dct:title "{name}" {more} .\n'


def turtle(*parts: str) -> Reply:
    return Reply((PREFIXES + "".join(parts)).encode(), media_type="text/turtle; charset=utf-8")


def pages(answer: Answering, **options: object) -> list[FeedPage]:
    with portal(answer) as (server, client):
        made = DcatOptions.model_validate(options)
        return list(read_feed(sending(client.outgoing.fetch), f"{server.url}/catalog", made))


def told(found: list[FeedPage]) -> list[list[str]]:
    return [
        [getattr(record, "remote", "") or str(type(record).__name__) for record in page.records]
        for page in found
    ]


def paged(*bodies: str, paging: str = "hydra:next <?page={next}>") -> Answering:
    """Serve pages, each of which names the next."""

    def answer(seen: Seen) -> Reply:
        number = int(seen.query.get("page", ["1"])[0])
        if number > len(bodies):
            return Reply(b"no such page", 404, media_type="text/plain")
        more = f"<?page={number}> {paging.format(next=number + 1)} ." if number < len(bodies) else ""
        return turtle(bodies[number - 1], more)

    return answer


WHOLE = DcatDataset(
    remote="air-1",
    iri="https://city.example/air?session=7",
    titles=(("en-gb", "Air"), ("sl", "Zrak")),
    descriptions=(("sl", "Opis"),),
    publisher="City",
    publisher_names=frozenset({"City", "ORG-1"}),
    contact=("Data desk", "data@city.example"),
    themes=("http://publications.europa.eu/resource/authority/data-theme/ENVI",),
    keywords=(("", "pm10"), ("sl", "zrak")),
    licence="",
    rights=(),
    access_rights=("public",),
    landing_page="",
    spatial=("http://data.europa.eu/nuts/code/SI042",),
    temporal=("2018-01-01", "2022-12-31"),
    issued="2024-05-01",
    modified="",
    periodicity=("http://publications.europa.eu/resource/authority/frequency/DAILY",),
    languages=(),
    identifiers=("air-1", "doi:1"),
    series=(),
    distributions=(
        DcatDistribution(
            key="https://city.example/air.csv",
            names=frozenset({"https://city.example/air.csv", "https://city.example/a b", "CSV"}),
            title=(("", "CSV"),),
            access_url="https://city.example/a b",
            download_url="https://city.example/air.csv",
            format="CSV",
            media_type="text/csv",
            byte_size=43008,
            sha256="aa" + "0" * 62,
            licence="https://creativecommons.org/licenses/by/4.0/",
        ),
    ),
    oddities=(DcatOddity("dct:modified", "soon"),),
)


@pytest.mark.parametrize(
    ("form", "media_type"),
    [
        (RdfFormat.TURTLE, "text/turtle"),
        (RdfFormat.N_TRIPLES, "application/n-triples"),
        (RdfFormat.RDF_XML, "application/rdf+xml"),
        (RdfFormat.JSON_LD, "application/ld+json"),
        (RdfFormat.RDF_XML, "text/plain"),
        (RdfFormat.JSON_LD, "application/octet-stream"),
    ],
)
def test_a_dataset_is_read_whole_in_every_form(form: RdfFormat, media_type: str) -> None:
    read = parse((PREFIXES + AIR).encode(), format=RdfFormat.TURTLE, lenient=True)
    body = serialize(read, format=form)
    assert body is not None

    [page] = pages(always(Reply(body, media_type=media_type)))

    [record] = page.records
    assert isinstance(record, DcatDataset)
    assert {(tag.lower(), text) for tag, text in record.titles} == {("en-gb", "Air"), ("sl", "Zrak")}
    assert record.distributions == WHOLE.distributions
    assert (record.remote, record.temporal, record.oddities) == ("air-1", WHOLE.temporal, WHOLE.oddities)


def test_a_record_is_read_field_by_field() -> None:
    [page] = pages(always(turtle(AIR)))
    [record] = page.records
    assert isinstance(record, DcatDataset)
    assert record == WHOLE


@pytest.mark.parametrize(
    "paging",
    [
        "a hydra:PartialCollectionView ; hydra:next <?page={next}>",
        'a hydra:PagedCollection ; hydra:nextPage "?page={next}"',
        "hydra:next <?page={next}> ; hydra:nextPage <?page={next}>",
    ],
)
def test_pages_are_turned_in_the_old_way_and_in_the_new(paging: str) -> None:
    found = pages(paged(named("a"), named("b") + named("a"), named("c"), paging=paging))

    assert told(found) == [["https://city.example/a"], ["https://city.example/b"], ["https://city.example/c"]]


def test_a_page_that_breaks_off_ends_the_list_and_what_came_before_stands() -> None:
    found = pages(paged(named("a"), 'dct:title "never clo', named("c")))

    assert told(found) == [["https://city.example/a"], []]
    assert isinstance(found[1].error, FeedPageError)
    assert "page=2" in found[1].url


def test_a_page_that_is_missing_ends_the_list() -> None:
    found = pages(paged(named("a"), named("b") + "<?page=2> hydra:next <?page=9> ."))

    assert told(found) == [["https://city.example/a"], ["https://city.example/b"], []]
    assert isinstance(found[2].error, NotFoundError)


def test_a_feed_that_leads_back_is_told_unless_all_was_counted() -> None:
    loop = named("a") + "<> hydra:next <> ."
    [page] = pages(always(turtle(loop)))
    assert told([page]) == [["https://city.example/a"]]
    assert isinstance(page.error, FeedLoopError)

    [counted] = pages(always(turtle(loop, "<> hydra:totalItems 1 .")))
    assert (told([counted]), counted.error) == ([["https://city.example/a"]], None)


def test_pages_without_end_are_given_up() -> None:
    def endless(seen: Seen) -> Reply:
        number = int(seen.query.get("page", ["1"])[0])
        return turtle(named(f"d{number}"), f"<> hydra:next <?page={number + 1}> .")

    found = pages(endless, max_pages=3)

    assert [len(page.records) for page in found] == [1, 1, 1, 0]
    assert isinstance(found[3].error, FeedLengthError)


def test_a_record_without_a_title_and_one_that_is_only_listed_are_told_at_the_end() -> None:
    listed = "<https://city.example/c> a dcat:Catalog ; dcat:dataset <https://city.example/a>, <https://city.example/x> .\n"
    found = pages(
        always(turtle(listed, named("a"), '<https://city.example/b> a dcat:Dataset ; dct:description "x" .'))
    )

    errors = [record for record in found[-1].records if isinstance(record, DcatRecordError)]
    assert told(found)[0] == ["https://city.example/a"]
    assert [(error.record_id, error.field) for error in errors] == [
        ("https://city.example/b", "dct:title"),
        ("https://city.example/x", "dcat:dataset"),
    ]


def test_an_identifier_that_was_copied_names_no_dataset() -> None:
    same = '; dct:identifier "city"'
    assert told(pages(always(turtle(named("a", same), named("b", same))))) == [
        ["https://city.example/a", "https://city.example/b"]
    ]


def test_a_bad_line_of_n_triples_costs_one_property_and_is_told() -> None:
    title = b'<https://city.example/a> <http://purl.org/dc/terms/title> "A" .\n'
    kind = b"<https://city.example/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/dcat#Dataset> .\n"
    bad = b"<https://city.example/a> <http://purl.org/dc/terms/issued> 2024 oops .\n"

    [page] = pages(always(Reply(title + bad + kind, media_type="application/n-triples")))

    [record] = page.records
    assert isinstance(record, DcatDataset)
    assert [odd.field for odd in record.oddities] == ["https://city.example/a"]


def test_a_language_tag_with_an_underscore_does_not_spoil_a_feed() -> None:
    [page] = pages(always(turtle('<https://city.example/a> a dcat:Dataset ; dct:title "A"@de_DE, "a@b_c" .')))
    [record] = page.records
    assert isinstance(record, DcatDataset)
    assert record.titles == (("", "a@b_c"), ("de-de", "A"))


def test_a_service_is_a_distribution_of_what_it_serves() -> None:
    service = (
        '<https://city.example/wfs> a dcat:DataService ; dct:title "WFS" ; dcat:endpointURL <https://city.example/wfs?x> ;'
        " dcat:servesDataset <https://city.example/a> ."
    )
    [page] = pages(always(turtle(named("a"), service)))
    [record] = page.records
    assert isinstance(record, DcatDataset)
    assert [(one.key, one.access_url) for one in record.distributions] == [
        ("https://city.example/wfs", "https://city.example/wfs?x")
    ]


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(b"<!DOCTYPE html><html>", media_type="text/html"), HtmlAnswerError),
        (Reply(b""), EmptyFileError),
        (Reply(b'{"@context": "https://evil.example/c", "@id": "a"}'), FeedPageError),
        (
            Reply(
                b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r xmlns="a">&a;</r>'
            ),
            FeedPageError,
        ),
        (Reply(b"[" * 5000 + b"]" * 5000), FeedPageError),
        (turtle('<https://a.example/> dct:title "no catalogue" .'), NoCatalogueError),
        (Reply(b'{"success": true}'), NoCatalogueError),
        (Reply(b"none", 404), NotFoundError),
    ],
)
def test_what_is_no_feed_is_told(reply: Reply, kind: type[ConnectorError]) -> None:
    with pytest.raises(kind) as error:
        pages(always(reply))
    assert error.value.sentence("sl")


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        ("https://a.example/x?session=1&lang=sl", "https://a.example/x"),
        ("https://a.example/csw?request=Get&id=7", "https://a.example/csw#id=7"),
        ("https://a.example/a b", "https://a.example/a%20b"),
        ("plain?id", "plain?id"),
    ],
)
def test_an_identity_has_no_query(text: str, identity: str) -> None:
    assert without_query(text) == identity


def test_ids_differ_where_names_differ() -> None:
    assert dataset_id("s", "e9fda07a-424b") == "s-e9fda07a-424b"
    ids = {
        dataset_id("s", name)
        for name in ("https://a.example/1/x", "https://a.example/2/x", "x.y", "x-y", "x" * 300)
    }
    assert len(ids) == 5


@pytest.mark.parametrize(
    ("name", "datasets", "distributions", "checksums", "unreachable"),
    [("bremen", 153, 237, 0, 5), ("rostock", 100, 773, 518, 0)],
)
def test_a_real_feed_is_read_whole(
    shared: Path, name: str, datasets: int, distributions: int, checksums: int, unreachable: int
) -> None:
    body = (shared / f"data/feeds/{name}-catalog-original-input.rdf").read_bytes()

    with portal(always(Reply(body, media_type="application/rdf+xml"))) as (server, client):
        page = next(read_feed(sending(client.outgoing.fetch), server.url, DcatOptions()))

    records = [record for record in page.records if isinstance(record, DcatDataset)]
    files = [one for record in records for one in record.distributions]
    assert (len(page.records), len(records), len(files)) == (datasets, datasets, distributions)
    assert sum(bool(one.sha256) for one in files) == checksums
    assert all(one.licence for one in files)
    assert sum(one.access_url == "" for one in files) == unreachable
    assert all(record.publisher and record.contact for record in records)
    assert [odd.found for record in records for odd in record.oddities] == ["-"] * unreachable
