"""Indicators and code lists as SKOS, with XKOS where two classifications correspond; Turtle, N-Triples, RDF/XML, JSON-LD."""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any
from urllib.parse import quote

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from catalogue.dcat.feed import FeedFormat
from catalogue.dcat.namespaces import DCT, RDF, SKOS, XSD
from schemas.codes import CodeList, codelist
from schemas.correspondences import SCHEMES, Correspondence, correspondences
from schemas.indicator_mappings import IndicatorMapping, mappings_of
from schemas.indicators import Indicator, indicators
from schemas.languages import Text
from schemas.units import unit

OGL = "https://ogledalo.eu/ns#"
QUDT = "http://qudt.org/schema/qudt/"
UNIT = "http://qudt.org/vocab/unit/"
KIND = "http://qudt.org/vocab/quantitykind/"
SDMX_ATTRIBUTE = "http://purl.org/linked-data/sdmx/2009/attribute#"
QB = "http://purl.org/linked-data/cube#"
XKOS = "http://rdf-vocabulary.ddialliance.org/xkos#"

PREFIXES: Mapping[str, str] = {
    "dct": DCT, "ogl": OGL, "qb": QB, "qudt": QUDT, "quantitykind": KIND, "sdmx-attribute": SDMX_ATTRIBUTE,
    "skos": SKOS, "unit": UNIT, "xkos": XKOS, "xsd": XSD,
}  # fmt: skip

_FORMATS = {
    FeedFormat.TURTLE: RdfFormat.TURTLE,
    FeedFormat.N_TRIPLES: RdfFormat.N_TRIPLES,
    FeedFormat.RDF_XML: RdfFormat.RDF_XML,
}
_MATCHES = {"exact": "exactMatch", "broad": "broadMatch", "narrow": "narrowMatch", "partial": "relatedMatch"}
_OTHERS = {
    "sdg": "http://metadata.un.org/sdg/",
    "eurostat": "https://ec.europa.eu/eurostat/databrowser/product/page/",
}
_TYPE = NamedNode(f"{RDF}type")
Json = dict[str, Any]  # a JSON-LD node: its values are of many kinds


def iri(base: str, *path: str) -> NamedNode:
    """Give the identifier of something of ours, e.g. ``indicator``, ``GHG.TOT``."""
    return NamedNode("/".join((base.rstrip("/"), "id", *(quote(part, safe="") for part in path))))


def concept_iri(base: str, name: str, code: str) -> NamedNode:
    """Give the identifier of a code of a list: a part of the list's, so that asking for it leads to the list."""
    return NamedNode(f"{iri(base, 'codelist', name).value}#{quote(code, safe='')}")


def indicator_triples(base: str, one: Indicator) -> Iterator[Triple]:
    """Describe an indicator: a concept and a measure, with unit, quantity kind and mappings.

    Args:
        base: address of the node, without a slash at its end.
        one: the indicator.
    """
    subject = iri(base, "indicator", one.code)
    yield Triple(subject, _TYPE, _skos("Concept"))
    yield Triple(subject, _TYPE, NamedNode(f"{QB}MeasureProperty"))
    yield Triple(subject, _skos("notation"), Literal(one.code))
    yield from _texts(subject, f"{SKOS}prefLabel", one.name)
    yield from _texts(subject, f"{SKOS}definition", one.definitions)
    yield Triple(subject, _skos("inScheme"), iri(base, "codelist", "indicator"))
    yield Triple(subject, NamedNode(f"{SDMX_ATTRIBUTE}unitMeasure"), concept_iri(base, "unit", one.unit))
    yield from _quantities(subject, one)
    facts = {
        "formula": (one.formula,), "kind": (one.kind,), "dimension": one.dimensions, "mustMatch": one.must_match,
        "additiveOver": one.additive,
    }  # fmt: skip
    for name, values in facts.items():
        yield from (Triple(subject, NamedNode(OGL + name), Literal(value)) for value in values if value)
    for name, part in (("numerator", one.numerator), ("denominator", one.denominator)):
        if part:
            known = iri(base, "indicator", part) if part in indicators() else Literal(part)
            yield Triple(subject, NamedNode(OGL + name), known)
    for number, mapping in enumerate(mappings_of(one.code), 1):
        yield from _mapping(base, subject, mapping, number)


def _quantities(subject: NamedNode, one: Indicator) -> Iterator[Triple]:
    if one.quantity_kind:
        yield Triple(subject, NamedNode(f"{QUDT}hasQuantityKind"), NamedNode(KIND + one.quantity_kind))
    local, _, more = unit(one.unit).columns.get("qudt", "").removeprefix("unit:").partition(" ")
    if local and not more.startswith("x"):  # "unit:TOE x1000" is no unit of theirs
        yield Triple(subject, NamedNode(f"{QUDT}hasUnit"), NamedNode(UNIT + local))
    if one.ucum:
        yield Triple(
            subject, NamedNode(f"{QUDT}ucumCode"), Literal(one.ucum, datatype=NamedNode(f"{QUDT}UCUMcs"))
        )


def _mapping(base: str, subject: NamedNode, mapping: IndicatorMapping, number: int) -> Iterator[Triple]:
    """Describe a mapping: the SKOS relation where it holds now, and a node with its validity and recipe."""
    target = _target(base, mapping)
    if mapping.holds_in(None):
        yield Triple(subject, _skos(mapping.relation), target)
    node = NamedNode(f"{subject.value}#mapping-{number}")
    yield Triple(subject, NamedNode(f"{OGL}mapping"), node)
    yield Triple(node, _TYPE, NamedNode(f"{OGL}Mapping"))
    yield Triple(node, NamedNode(f"{OGL}mapsTo"), target)
    yield Triple(node, NamedNode(f"{OGL}scheme"), Literal(mapping.scheme))
    yield Triple(node, _skos("notation"), Literal(mapping.code))
    yield Triple(node, NamedNode(f"{OGL}relation"), _skos(mapping.relation))
    verified = Literal(str(mapping.verified).lower(), datatype=NamedNode(f"{XSD}boolean"))
    yield Triple(node, NamedNode(f"{OGL}verified"), verified)
    yield Triple(node, NamedNode(f"{DCT}source"), Literal(mapping.source))
    years = (("validFrom", mapping.valid_from), ("validTo", mapping.valid_to))
    for name, year in years:
        if year:
            yield Triple(node, NamedNode(OGL + name), Literal(year, datatype=NamedNode(f"{XSD}gYear")))
    if mapping.recipe:
        yield Triple(node, NamedNode(f"{OGL}recipe"), Literal(mapping.recipe))
    for lang, note in mapping.notes.as_dict().items():
        yield Triple(node, _skos("note"), Literal(note, language=lang))


def _target(base: str, mapping: IndicatorMapping) -> NamedNode:
    if mapping.scheme in _OTHERS:
        return NamedNode(_OTHERS[mapping.scheme] + quote(mapping.code, safe=""))
    if mapping.scheme in SCHEMES and mapping.code in codelist(SCHEMES[mapping.scheme]):
        return concept_iri(base, SCHEMES[mapping.scheme], mapping.code)
    return NamedNode(f"{OGL}scheme/{mapping.scheme}/{quote(mapping.code, safe='')}")


def codelist_triples(base: str, found: CodeList) -> Iterator[Triple]:
    """Describe a code list: a concept scheme, its concepts in their tree, and what corresponds to them elsewhere."""
    scheme = iri(base, "codelist", found.name)
    yield Triple(scheme, _TYPE, _skos("ConceptScheme"))
    yield Triple(scheme, _skos("notation"), Literal(found.name))
    for code in found:
        concept = concept_iri(base, found.name, code.code)
        yield Triple(concept, _TYPE, _skos("Concept"))
        yield Triple(concept, _skos("notation"), Literal(code.code))
        yield from _texts(concept, f"{SKOS}prefLabel", code.label)
        yield Triple(concept, _skos("inScheme"), scheme)
        parent = code.columns.get("parent", "")
        if parent in found:
            yield Triple(concept, _skos("broader"), concept_iri(base, found.name, parent))
        else:
            yield Triple(concept, _skos("topConceptOf"), scheme)
    own = next((scheme for scheme, name in SCHEMES.items() if name == found.name), None)
    for number, one in enumerate(correspondences()):
        if own == one.from_scheme:
            yield from _correspondence(base, one, number)


def _correspondence(base: str, one: Correspondence, number: int) -> Iterator[Triple]:
    """Describe a correspondence: XKOS's association, and SKOS's relation where it leads to one code and holds now."""
    source = concept_iri(base, SCHEMES[one.from_scheme], one.from_code)
    targets = [concept_iri(base, SCHEMES[one.to_scheme], code) for code in one.to_codes]
    node = concept_iri(base, SCHEMES[one.from_scheme], f"correspondence-{number}")
    yield Triple(node, _TYPE, NamedNode(f"{XKOS}ConceptAssociation"))
    yield Triple(node, NamedNode(f"{XKOS}sourceConcept"), source)
    yield from (Triple(node, NamedNode(f"{XKOS}targetConcept"), target) for target in targets)
    yield Triple(node, NamedNode(f"{OGL}relation"), Literal(one.relation))
    for name, year in (("validFrom", one.valid_from), ("validTo", one.valid_to)):
        if year:
            yield Triple(node, NamedNode(OGL + name), Literal(year, datatype=NamedNode(f"{XSD}gYear")))
    if one.scope:
        yield Triple(node, NamedNode(f"{OGL}scope"), Literal(one.scope))
    if len(targets) == 1 and one.holds_in(None) and not one.scope:
        yield Triple(source, _skos(_MATCHES[one.relation]), targets[0])


def _texts(subject: NamedNode, predicate: str, text: Text) -> Iterator[Triple]:
    for lang, words in text.as_dict().items():
        yield Triple(subject, NamedNode(predicate), Literal(words, language=lang))


def _skos(name: str) -> NamedNode:
    return NamedNode(SKOS + name)


def write_concepts(triples: Iterable[Triple], form: FeedFormat) -> bytes:
    """Write triples in a format."""
    listed = list(dict.fromkeys(triples))
    if form is FeedFormat.JSON_LD:
        return _jsonld(listed)
    return serialize(listed, format=_FORMATS[form], prefixes=dict(PREFIXES)) or b""


def _jsonld(triples: list[Triple]) -> bytes:
    """Write JSON-LD with a context of our own, a node a resource."""
    ordered = sorted(triples, key=lambda triple: _name(triple.subject))
    nodes = [
        _node(subject, list(some)) for subject, some in groupby(ordered, lambda triple: _name(triple.subject))
    ]
    return json.dumps({"@context": dict(PREFIXES), "@graph": nodes}, ensure_ascii=False).encode()


def _node(subject: str, triples: list[Triple]) -> Json:
    node: Json = {"@id": subject}
    for triple in triples:
        key = "@type" if triple.predicate == _TYPE else _short(triple.predicate.value)
        value = _short(_name(triple.object)) if key == "@type" else _value(triple.object)
        node.setdefault(key, []).append(value)
    return node


def _name(term: object) -> str:
    return term.value if isinstance(term, NamedNode | BlankNode | Literal) else ""


def _value(term: object) -> Json:
    if not isinstance(term, Literal):
        return {"@id": _name(term)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype.value == f"{XSD}string":
        return {"@value": term.value}
    return {"@value": term.value, "@type": _short(term.datatype.value)}


def _short(name: str) -> str:
    for prefix, namespace in PREFIXES.items():
        local = name.removeprefix(namespace)
        if local != name and local.replace("-", "_").isidentifier():
            return f"{prefix}:{local}"
    return name
