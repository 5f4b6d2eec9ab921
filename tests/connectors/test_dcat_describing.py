"""What the versions and dialects of DCAT-AP say in different words is one description."""

import pytest

from connectors.dcat_frequencies import frequency_code
from connectors.dcat_places import PlaceNames
from connectors.dcat_values import media_type_of, moment_of, moment_with_zone, size_of
from schemas.places import shipped_places
from tests.connectors.test_dcat import PREFIXES
from tests.fakes.dcat_items import items_of, records
from tests.fakes.server import Reply, always

AUTHORITY = "http://publications.europa.eu/resource/authority/"
MORE = """@prefix schema: <http://schema.org/> . @prefix time: <http://www.w3.org/2006/time#> .
@prefix dcatde: <http://dcat-ap.de/def/dcatde/> . @prefix locn: <http://www.w3.org/ns/locn#> .
"""


def said(more: str, beside: str = "") -> dict[str, object]:
    """Give what is said of a dataset with these properties."""
    page = f'{PREFIXES}{MORE}<https://city.example/a> a dcat:Dataset ; dct:title "A" {more} .\n{beside}'
    [one] = records(items_of(always(Reply(page.encode(), media_type="text/turtle")))).values()
    return dict(one)


@pytest.mark.parametrize(
    ("period", "span"),
    [
        ('[ schema:startDate "2015" ; schema:endDate "2020" ]', ["2015", "2020"]),
        ('[ dcat:startDate "2015-01-01"^^xsd:date ; dcat:endDate "9999-12-31" ]', ["2015-01-01", ""]),
        ('[ time:hasBeginning [ time:inXSDDate "2015-01-01"^^xsd:date ] ]', ["2015-01-01", ""]),
        ('[ time:hasBeginning [ time:inXSDDateTimeStamp "2015-01-01T00:00:00Z" ] ; time:hasEnd [ time:inXSDgYear "2020" ] ]',
         ["2015-01-01T00:00:00Z", "2020"]),
        ('"2015-01-01/2020-12-31"', ["2015-01-01", "2020-12-31"]),
        ('"start=2015-01-01; end=2020-12-31; scheme=W3C-DTF;"', ["2015-01-01", "2020-12-31"]),
        ('[ dcat:startDate "2015" ; dcat:endDate "2016" ], [ dcat:startDate "2012" ; dcat:endDate "2013" ]', ["2012", "2016"]),
        ("<http://reference.data.gov.uk/id/year/2018>", ["", ""]),
        ('"last year"', ["", ""]),
    ],
)  # fmt: skip
def test_a_period_is_read_however_it_is_written(period: str, span: list[str]) -> None:
    assert said(f"; dct:temporal {period}")["temporal"] == span


@pytest.mark.parametrize(
    ("place", "codes"),
    [
        ("<http://data.europa.eu/nuts/code/SI042>", ["SI042"]),
        ("<https://data.europa.eu/nuts/code/SI042/>", ["SI042"]),
        ("<http://nuts.geovocab.org/id/HR050>", ["HR050"]),
        (f"<{AUTHORITY}country/SVN>, <{AUTHORITY}country/HRV>", ["HR", "SI"]),
        ("<https://sws.geonames.org/3190538/>, <http://www.geonames.org/3202326/croatia.html>", ["HR", "SI"]),
        ("<http://www.wikidata.org/entity/Q215>", ["SI"]),
        ('[ a dct:Location ; dct:identifier "SI_052" ; skos:prefLabel "Kranj"@sl ]', ["SI_052"]),
        ('[ a dct:Location ; skos:prefLabel "Kranj"@sl ]', []),
        ('[ locn:geometry "POINT(14.3 46.2)" ]', []),
        ('"Slovenija", "SI"', []),
        ("<http://data.europa.eu/nuts/code/XX999>", []),
    ],
)
def test_a_place_is_known_by_its_address_or_code_and_never_by_its_name(place: str, codes: list[str]) -> None:
    told = said(f"; dct:spatial {place}")
    assert told["spatial"] == codes
    assert "spatial" in str(told["stated"])


def test_places_are_known_without_their_scheme() -> None:
    names = PlaceNames.of(shipped_places())
    assert names.codes(["https://publications.europa.eu/resource/authority/country/SVN", "SI042", ""]) == (
        "SI",
        "SI042",
    )


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([f"{AUTHORITY}frequency/ANNUAL"], "ANNUAL"), ([f"{AUTHORITY}frequency/BIMONTHLY"], "BIMONTHLY"),
        ([f"{AUTHORITY}frequency/IRREGULAR"], "IRREG"), ([f"{AUTHORITY}frequency/CONT"], "CONT"),
        ([f"{AUTHORITY}frequency/SOMETIMES"], ""), (["http://purl.org/cld/freq/semiannual"], "ANNUAL_2"),
        (["http://purl.org/linked-data/sdmx/2009/code#freq-A"], "ANNUAL"), (["R/P1Y"], "ANNUAL"), (["P1M"], "MONTHLY"),
        (["mesečno"], "MONTHLY"), (["Godišnje"], "ANNUAL"), (["when we can"], "when we can"), ([], ""),
        (["https://city.example/f", "monthly"], "MONTHLY"),
    ],
)  # fmt: skip
def test_a_frequency_is_known_in_each_vocabulary(words: list[str], code: str) -> None:
    assert frequency_code(words) == code


def test_a_frequency_that_is_described_by_its_length_is_known() -> None:
    duration = "[ a dct:Frequency ; rdf:value [ a time:DurationDescription ; time:months 3 ] ]"
    prefix = "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> ."
    page = f'{prefix}{PREFIXES}{MORE}<https://city.example/a> a dcat:Dataset ; dct:title "A" ; dct:accrualPeriodicity {duration} .'
    [one] = records(items_of(always(Reply(page.encode())))).values()
    assert one["periodicity"] == "QUARTERLY"


@pytest.mark.parametrize(
    ("right", "access"),
    [
        (f"<{AUTHORITY}access-right/PUBLIC>", "open"), (f"<{AUTHORITY}access-right/NON_PUBLIC>", "hidden"),
        (f"<{AUTHORITY}access-right/CONFIDENTIAL>", "hidden"), (f"<{AUTHORITY}access-right/SENSITIVE>", "restricted"),
        ("<http://purl.org/coar/access_right/c_16ec>", "restricted"), ('"restricted"', "restricted"),
        (f'<{AUTHORITY}access-right/PUBLIC>, "non-public"', "hidden"),
    ],
)  # fmt: skip
def test_access_is_never_wider_than_the_source_says(right: str, access: str) -> None:
    assert said(f"; dct:accessRights {right}")["access"] == access


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        ("https://www.iana.org/assignments/media-types/text/csv", "text/csv"),
        ("http://www.w3.org/ns/iana/media-types/application/json#Resource", "application/json"),
        ("Text/CSV; charset=utf-8", "text/csv"),
        ("CSV", ""),
        ("http://publications.europa.eu/resource/authority/file-type/CSV", ""),
    ],
)
def test_a_media_type_is_known_by_its_address_and_by_itself(text: str, media_type: str) -> None:
    assert media_type_of(text) == media_type


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("12", 12),
        ("43008.0", 43008),
        ("4.3E4", 43000),
        ("1.5 MB", None),
        ("-1", None),
        ("NaN", None),
        ("", None),
    ],
)
def test_a_size_is_bytes_or_nothing(text: str, size: int | None) -> None:
    assert size_of(text) == size


@pytest.mark.parametrize(
    ("text", "moment"),
    [("2024-05-01T10:00:00,177555", "2024-05-01T10:00:00,177555"), ("2024-05-01 10:00:00+0200", "2024-05-01 10:00:00+0200"),
     ("2024-05", "2024-05"), ("2024-05-01Z", "2024-05-01"), ("2024-02-30", ""), ("2024-05-01Tsoon", ""), ("01.09.2020", "")],
)  # fmt: skip
def test_a_moment_is_iso_8601_or_nothing(text: str, moment: str) -> None:
    assert moment_of(text) == moment


def test_a_time_without_a_zone_is_no_moment() -> None:
    assert moment_with_zone("2024-05-01T10:00:00") is None
    assert moment_with_zone("2024-05-01") is None
    assert str(moment_with_zone("2024-05-01T10:00:00,5+0200")) == "2024-05-01 08:00:00.500000+00:00"


def test_a_distribution_says_its_form_licence_checksum_and_attribution_in_any_words() -> None:
    files = f"""; dcat:distribution [ dct:title "1" ; dcat:accessURL <https://c.example/1> ; dct:format [ rdfs:label "CSV" ] ;
      dcat:byteSize "1.5 MB" ; dct:license [ rdfs:label "CC BY 4.0" ] ; dcatde:licenseAttributionByText "City of A" ;
      spdx:checksum [ spdx:algorithm "SHA-256" ; spdx:checksumValue "{"Ab" * 32}" ] ],
      [ dct:title "2" ; dcat:accessURL <https://c.example/2> ; dct:format <{AUTHORITY}file-type/XLSX> ; dcat:byteSize 7 ;
      dcat:mediaType "application/vnd.ms-excel" ; dct:license <http://creativecommons.org/licenses/by/4.0/> ;
      spdx:checksum [ spdx:algorithm spdx:checksumAlgorithm_md5 ; spdx:checksumValue "00" ] ]"""
    page = "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ." + PREFIXES + MORE
    page += f'<https://city.example/a> a dcat:Dataset ; dct:title "A" {files} .'
    [one] = records(items_of(always(Reply(page.encode())))).values()

    form = [
        (file["format"], file["media_type"], file["byte_size"], file["licence"], file["sha256"][:4])
        for file in one["distributions"]
    ]
    assert form == [
        ("CSV", "", None, "CC BY 4.0", "abab"),
        ("XLSX", "application/vnd.ms-excel", 7, "http://creativecommons.org/licenses/by/4.0/", ""),
    ]
    assert one["attribution"] == "City of A"
    assert one["found"] == [("dcat-value", "dcat:distribution https://c.example/1 dcat:bytesize", "1.5 MB")]


def test_what_a_publisher_states_is_kept_apart_from_what_we_add() -> None:
    assert said("")["stated"] == []
    told = said(
        f'; dcat:keyword "k" ; dcat:theme <{AUTHORITY}data-theme/ENVI> ; dct:publisher [ foaf:name "City" ]'
    )
    assert told["stated"] == ["keyword", "publisher", "theme"]


def test_a_dataset_is_called_by_all_that_its_publisher_calls_it() -> None:
    told = said('; dct:identifier "<https://doi.example/1>" ; adms:identifier [ skos:notation "A-1" ]')
    assert (told["remote"], told["identifiers"]) == (
        "https://doi.example/1",
        ["A-1", "https://city.example/a", "https://doi.example/1"],
    )
