"""Indicators and code lists as SKOS and XKOS: the same triples in each format, with our own context."""

import json

import pytest
import rdflib

from catalogue.concepts import codelist_triples, concept_iri, indicator_triples, iri, write_concepts
from catalogue.dcat.feed import FeedFormat
from schemas.codes import codelist
from schemas.indicators import indicator, indicators
from schemas.languages import LANGUAGES

pytestmark = pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph is deprecated"
)  # rdflib's own parser of JSON-LD

BASE = "https://node.example"
SKOS = rdflib.Namespace("http://www.w3.org/2004/02/skos/core#")
QUDT = rdflib.Namespace("http://qudt.org/schema/qudt/")
OGL = rdflib.Namespace("https://ogledalo.eu/ns#")
XKOS = rdflib.Namespace("http://rdf-vocabulary.ddialliance.org/xkos#")
FORMATS = {
    FeedFormat.TURTLE: "turtle", FeedFormat.N_TRIPLES: "nt", FeedFormat.RDF_XML: "xml", FeedFormat.JSON_LD: "json-ld",
}  # fmt: skip


def graph_of(content: bytes, form: FeedFormat = FeedFormat.TURTLE) -> rdflib.Graph:
    return rdflib.Graph().parse(data=content, format=FORMATS[form])


def _languages(told: rdflib.Graph, subject: rdflib.URIRef, predicate: rdflib.URIRef) -> set[str | None]:
    return {name.language for name in told.objects(subject, predicate) if isinstance(name, rdflib.Literal)}


@pytest.mark.parametrize("form", list(FORMATS))
def test_every_format_holds_the_same_triples(form: FeedFormat) -> None:
    told = graph_of(write_concepts(indicator_triples(BASE, indicator("GHG.TOT")), form), form)
    plain = graph_of(write_concepts(indicator_triples(BASE, indicator("GHG.TOT")), FeedFormat.TURTLE))
    assert set(told) == set(plain)


def test_an_indicator_is_a_concept_with_unit_kind_and_names() -> None:
    told = graph_of(write_concepts(indicator_triples(BASE, indicator("GHG.CAP")), FeedFormat.TURTLE))
    subject = rdflib.URIRef(f"{BASE}/id/indicator/GHG.CAP")
    assert _languages(told, subject, SKOS.prefLabel) == set(LANGUAGES)
    assert _languages(told, subject, SKOS.definition) == set(LANGUAGES)
    kind = rdflib.URIRef("http://qudt.org/vocab/quantitykind/CO2Equivalent")
    assert list(told.objects(subject, QUDT.hasQuantityKind)) == [kind]
    assert [str(one) for one in told.objects(subject, OGL.denominator)] == [f"{BASE}/id/indicator/CX.POP"]
    assert str(next(told.objects(subject, QUDT.ucumCode))) == "t/{inhabitant}"


def test_a_mapping_that_no_longer_holds_is_told_with_its_years_but_not_as_a_match() -> None:
    told = graph_of(write_concepts(indicator_triples(BASE, indicator("GHG.CAP")), FeedFormat.TURTLE))
    subject = rdflib.URIRef(f"{BASE}/id/indicator/GHG.CAP")
    ended = [node for node in told.objects(subject, OGL.mapping) if (node, OGL.validTo, None) in told]
    assert len(ended) == 1
    target = told.value(ended[0], OGL.mapsTo)
    assert target not in set(told.objects(subject, SKOS.closeMatch))


def test_every_indicator_can_be_written() -> None:
    for one in indicators().values():
        assert graph_of(write_concepts(indicator_triples(BASE, one), FeedFormat.JSON_LD), FeedFormat.JSON_LD)


def test_a_code_list_is_a_scheme_with_its_tree_and_its_correspondences() -> None:
    told = graph_of(write_concepts(codelist_triples(BASE, codelist("sector")), FeedFormat.TURTLE))
    scheme = rdflib.URIRef(iri(BASE, "codelist", "sector").value)
    concepts = set(told.subjects(SKOS.inScheme, scheme))
    assert len(concepts) == len(list(codelist("sector")))
    residential = rdflib.URIRef(concept_iri(BASE, "sector", "I.1").value)
    assert str(told.value(residential, SKOS.broader)).endswith("/id/codelist/sector#I")
    associations = [
        {str(target).rpartition("#")[2] for target in told.objects(node, XKOS.targetConcept)}
        for node in told.subjects(XKOS.sourceConcept, rdflib.URIRef(concept_iri(BASE, "sector", "V").value))
    ]
    assert {"CRF3", "CRF4"} in associations


def test_json_ld_stands_alone() -> None:
    told = json.loads(write_concepts(codelist_triples(BASE, codelist("gwp")), FeedFormat.JSON_LD))
    assert told["@context"]["skos"] == str(SKOS)
    assert all(node["@id"].startswith(BASE) for node in told["@graph"])
