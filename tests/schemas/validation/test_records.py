"""Checking records: each finding names resource, field, what is there, what is expected, how to mend it."""

import json

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from schemas.findings import Location
from schemas.languages import LANGUAGES
from schemas.validation.records import validate_record
from schemas.validation.shapes import SH

PREFIXES = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcatap: <http://data.europa.eu/r5r/> .
"""
GOOD = (
    PREFIXES
    + """
<https://data.kranj.si/d/1> a dcat:Dataset ; dct:title "Izpusti"@sl ; dct:description "Izpusti po sektorjih"@sl ;
  dct:identifier "1" ; dcat:keyword "izpusti"@sl ; dct:publisher <https://data.kranj.si/o/1> ;
  dcat:theme <http://publications.europa.eu/resource/authority/data-theme/ENVI> ;
  dcat:contactPoint [ a vcard:Kind ; vcard:fn "Podatki" ] ; dct:issued "2026-01-31"^^xsd:date ;
  dct:spatial <http://publications.europa.eu/resource/authority/country/SVN> ;
  dct:temporal [ a dct:PeriodOfTime ; dcat:startDate "2018"^^xsd:gYear ; dcat:endDate "2018"^^xsd:gYear ] ;
  dcat:distribution <https://data.kranj.si/f/1> .
<https://data.kranj.si/o/1> a foaf:Agent ; foaf:name "Mestna občina Kranj"@sl ; dct:type <https://data.kranj.si/t/1> .
<https://data.kranj.si/f/1> a dcat:Distribution ; dcat:accessURL <https://data.kranj.si/1.csv> ;
  dct:description "CSV"@sl ; dct:license <https://creativecommons.org/licenses/by/4.0/> ;
  dct:format <http://publications.europa.eu/resource/authority/file-type/CSV> ;
  dcatap:availability <http://publications.europa.eu/resource/authority/planned-availability/STABLE> .
"""
)
BAD_DATE = GOOD.replace('"2026-01-31"^^xsd:date', '"31. 1. 2026"')


def test_a_good_record_conforms() -> None:
    report = validate_record(GOOD.encode(), "kranj.ttl")
    assert (report.conforms, report.findings) == (True, ())
    assert report.lines("sl") == ("kranj.ttl: ni pripomb.",)


def test_a_wrong_date_is_told_in_each_language_with_resource_and_field() -> None:
    (finding,) = validate_record(BAD_DATE.encode(), "kranj.ttl").findings
    assert finding.where == Location("kranj.ttl", "https://data.kranj.si/d/1 dct:issued", "")
    assert [finding.sentence(lang) for lang in LANGUAGES] == [
        "kranj.ttl https://data.kranj.si/d/1 dct:issued: found 31. 1. 2026. Expected: Date of issue (dct:issued) of a"
        ' dataset: one date at most: day, time, month or year. Keep one value and give its type: dct:issued "2026-01-31"'
        "^^xsd:date. [dataset-issued]",
        "kranj.ttl https://data.kranj.si/d/1 dct:issued: najdeno 31. 1. 2026. Pričakovano: Datum izdaje (dct:issued)"
        " nabora podatkov: največ en datum: dan, čas, mesec ali leto. Obdržite eno vrednost in navedite tip: dct:issued"
        ' "2026-01-31"^^xsd:date. [dataset-issued]',
        "kranj.ttl https://data.kranj.si/d/1 dct:issued: nađeno 31. 1. 2026. Očekivano: Datum izdavanja (dct:issued)"
        " skupa podataka: najviše jedan datum: dan, vrijeme, mjesec ili godina. Zadržite jednu vrijednost i navedite"
        ' tip: dct:issued "2026-01-31"^^xsd:date. [dataset-issued]',
    ]


def test_a_missing_title_counts_none() -> None:
    report = validate_record(GOOD.replace('dct:title "Izpusti"@sl ;', "").encode())
    assert [(one.rule, one.found, one.where.cell) for one in report.findings] == [
        ("dataset-title", "0 × dct:title", "dct:title")
    ]


def test_two_publishers_are_counted() -> None:
    twice = GOOD.replace(
        "dct:publisher <https://data.kranj.si/o/1>", "dct:publisher <https://x.si/1>, <https://x.si/2>"
    )
    assert [one.found for one in validate_record(twice.encode()).findings] == ["2 × dct:publisher"]


def test_a_node_without_address_is_named_by_the_way_to_it() -> None:
    backwards = GOOD.replace('dcat:startDate "2018"^^xsd:gYear ;', 'dcat:startDate "zdaj" ;')
    (finding,) = validate_record(backwards.encode()).findings
    assert (finding.where.document, finding.where.cell) == (
        "https://data.kranj.si/d/1", "dct:temporal / dcat:startDate",
    )  # fmt: skip


def test_a_recommendation_is_a_warning_and_the_record_still_conforms() -> None:
    report = validate_record(GOOD.replace('dcat:keyword "izpusti"@sl ;', "").encode())
    assert [(one.rule, one.severity) for one in report.findings] == [
        ("dataset-keyword-recommended", "warning")
    ]
    assert report.conforms


def test_quads_are_checked_as_bytes_are() -> None:
    by_bytes = validate_record(BAD_DATE.encode()).findings
    assert validate_record(parse(BAD_DATE.encode(), format=RdfFormat.TURTLE)).findings == by_bytes


@pytest.mark.parametrize(
    "form", [RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML, RdfFormat.JSON_LD], ids=str
)
def test_each_format_gives_the_same_findings(form: RdfFormat) -> None:
    quads = list(parse(BAD_DATE.encode(), format=RdfFormat.TURTLE))
    content = pyoxigraph.serialize([quad.triple for quad in quads], format=form)
    assert content is not None
    report = validate_record(content, rdf=form)
    assert [finding.rule for finding in report.findings] == ["dataset-issued"]


def test_the_format_is_told_by_the_documents_name() -> None:
    content = b'{"@id": "https://x.si/1", "@type": "http://www.w3.org/ns/dcat#CatalogRecord"}'
    rules = [
        one.rule for one in validate_record(content, "record.jsonld").findings if one.severity == "violation"
    ]
    assert rules == ["record-modified", "record-primary-topic"]


def test_bytes_that_are_no_rdf_are_one_located_violation() -> None:
    report = validate_record(b"<https://x.si/a> <https://x.si/b> .", "feed.ttl", snapshot="ab")
    assert [(one.rule, one.where) for one in report.findings] == [
        ("record-readable", Location("feed.ttl", "1:35", "ab"))
    ]
    assert not report.conforms


def test_a_graph_that_describes_nothing_of_a_catalogue_is_a_violation() -> None:
    report = validate_record(b"<https://x.si/a> a <https://x.si/Thing> .", "thing.ttl")
    assert [(one.rule, one.found) for one in report.findings] == [
        ("record-described", "<https://x.si/Thing>")
    ]


def test_the_turtle_of_a_report_is_a_shacl_report() -> None:
    report = validate_record(BAD_DATE.encode(), "kranj.ttl")
    quads = list(parse(report.turtle().encode(), format=RdfFormat.TURTLE))
    told = {
        quad.predicate.value.removeprefix(SH): quad.object.value for quad in quads if quad.object is not None
    }
    assert told["conforms"] == "false"
    assert told["focusNode"] == "https://data.kranj.si/d/1"
    assert told["resultPath"] == "http://purl.org/dc/terms/issued"
    assert told["value"] == "31. 1. 2026"
    assert told["sourceShape"] == "https://ogledalo.eu/ns#rule/dataset-issued"
    assert told["sourceConstraintComponent"] == f"{SH}OrConstraintComponent"
    assert told["resultSeverity"] == f"{SH}Violation"
    languages = {quad.object.language for quad in quads if quad.predicate == NamedNode(f"{SH}resultMessage")}
    assert languages == set(LANGUAGES)


def test_the_turtle_of_a_good_record_conforms() -> None:
    quads = list(parse(validate_record(GOOD.encode()).turtle().encode(), format=RdfFormat.TURTLE))
    assert [quad.object.value for quad in quads if quad.predicate.value == f"{SH}conforms"] == ["true"]


def test_the_json_of_a_report_holds_all_languages() -> None:
    told = json.loads(validate_record(BAD_DATE.encode(), "kranj.ttl").render("json", "sl"))
    (finding,) = told["findings"]
    assert (told["document"], told["conforms"]) == ("kranj.ttl", False)
    assert (finding["rule"], finding["cell"]) == ("dataset-issued", "https://data.kranj.si/d/1 dct:issued")
    assert set(finding["expected"]) == set(finding["mend"]) == set(LANGUAGES)


def test_the_text_of_a_report_has_a_line_for_each_finding_and_a_count() -> None:
    text = validate_record(BAD_DATE.replace('dcat:keyword "izpusti"@sl ;', "").encode(), "kranj.ttl").render(
        "text", "hr"
    )
    lines = text.splitlines()
    assert [line.partition(":")[0] for line in lines[:-1]] == ["upozorenje", "kršenje"]
    assert lines[-1] == "Kršenja: 1, upozorenja: 1, napomene: 0."
