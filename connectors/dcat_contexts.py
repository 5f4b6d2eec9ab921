"""JSON-LD whose context is one of the usual ones: their terms stand here, so that nothing is fetched to read a page.

Terms and IRIs are facts of DCAT-AP's own contexts (SEMIC, versions 1.1 to 3.0.1, whose terms are other words than the
properties' own names, e.g. ``datasetDistribution``) and of Hydra's core vocabulary.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from catalogue.dcat.namespaces import ADMS, DCAT, DCATAP, DCT, FOAF, HYDRA, ODRL, OWL, RDFS, SKOS, SPDX, VCARD
from connectors.dcat_errors import FeedContextError, FeedPageError
from connectors.sniffing import beginning

DEEPEST_JSON = 200
TIME = "http://www.w3.org/2006/time#"
LOCN = "http://www.w3.org/ns/locn#"

_CLASSES: Mapping[str, str] = {
    DCAT: "Catalog=Catalog Catalogue=Catalog CatalogRecord=CatalogRecord CatalogueRecord=CatalogRecord Dataset=Dataset "
    "DatasetSeries=DatasetSeries DataService=DataService Distribution=Distribution Relationship=Relationship",
    DCT: "Frequency=Frequency LicenceDocument=LicenseDocument LicenseDocument=LicenseDocument Location=Location "
    "LinguisticSystem=LinguisticSystem MediaType=MediaType PeriodOfTime=PeriodOfTime RightsStatement=RightsStatement "
    "MediaTypeOrExtent=MediaTypeOrExtent ProvenanceStatement=ProvenanceStatement Standard=Standard",
    FOAF: "Agent=Agent Document=Document Organization=Organization",
    SKOS: "Concept=Concept Category=Concept ConceptScheme=ConceptScheme",
    VCARD: "Kind=Kind", SPDX: "Checksum=Checksum", ADMS: "Identifier=Identifier",
}  # fmt: skip
_WORDS: Mapping[str, str] = {
    DCT: "title description modified issued modificationDate=modified updateDate=modified releaseDate=issued "
    "listingDate=issued identifier",
    DCAT: "keyword tag=keyword startDate endDate byteSize version bbox boundingBox=bbox centroid "
    "spatialResolutionInMeters spatialResolution=spatialResolutionInMeters temporalResolution",
    FOAF: "name", SKOS: "notation prefLabel preferredLabel=prefLabel", VCARD: "fn formattedName=fn",
    SPDX: "checksumValue", ADMS: "versionNotes", LOCN: "geographicName", OWL: "versionInfo", RDFS: "label comment",
}  # fmt: skip
_LINKS: Mapping[str, str] = {
    DCT: "accessRights accrualPeriodicity frequency=accrualPeriodicity conformsTo creator format hasPart isPartOf hasVersion "
    "isVersionOf isReferencedBy language license licence=license linkedSchemas=conformsTo provenance publisher relation "
    "relatedResource=relation rights source spatial geographicalCoverage=spatial geographic=spatial temporal "
    "temporalCoverage=temporal type",
    DCAT: "accessURL accessUrl=accessURL downloadURL downloadUrl=downloadURL catalog catalogue=catalog dataset record "
    "service distribution datasetDistribution=distribution contactPoint landingPage theme category=theme mediaType "
    "themeTaxonomy themes=themeTaxonomy accessService compressFormat compressionFormat=compressFormat packageFormat "
    "packagingFormat=packageFormat endpointURL endpointUrl=endpointURL endpointDescription servesDataset inSeries "
    "first last prev",
    FOAF: "homepage page documentation=page primaryTopic mbox", VCARD: "hasEmail email=hasEmail hasURL contactPage=hasURL",
    SPDX: "checksum algorithm", ADMS: "otherIdentifier=identifier sample status", DCATAP: "applicableLegislation availability "
    "hvdCategory", LOCN: "geometry", ODRL: "hasPolicy", TIME: "beginning=hasBeginning end=hasEnd",
}  # fmt: skip
_HYDRA = (
    "Collection PagedCollection PartialCollectionView Resource ApiDocumentation totalItems itemsPerPage firstPage lastPage "
    "nextPage previousPage"
)
_HYDRA_LINKS = "member view first next previous last"
_DCAT_ADDRESS = re.compile(
    r"https?://(?:semiceu\.github\.io|raw\.githubusercontent\.com/SEMICeu|(?:www\.)?w3\.org/ns/dcat|data\.europa\.eu)\b"
    r"[^\s]*(?:dcat|hvd)[^\s]*", re.IGNORECASE,
)  # fmt: skip
_HYDRA_ADDRESS = re.compile(r"https?://www\.w3\.org/ns/hydra/(?:core|context\.jsonld)[#/]?", re.IGNORECASE)
_SCHEMA_ADDRESS = re.compile(
    r"https?://(?:www\.)?schema\.org(?:/(?:docs/jsonldcontext\.jsonld?)?)?", re.IGNORECASE
)


def with_own_contexts(content: bytes, url: str) -> bytes:
    """Give JSON-LD with the contexts that it only names written into it.

    Raises:
        FeedPageError: it is no JSON, or nested without end.
        FeedContextError: it names a context that we do not know.
    """
    _check_depth(content, url)
    try:
        page = json.loads(content)
    except ValueError as error:
        raise FeedPageError(beginning(content), url=url, reason=str(error)) from error
    return json.dumps(page).encode() if _replaced(page, url) else content


def _check_depth(content: bytes, url: str) -> None:
    depth = deepest = 0
    for sign in re.finditer(rb'"(?:[^"\\]|\\.)*"|[\[{\]}]', content):
        if sign[0] in (b"[", b"{"):
            depth += 1
            deepest = max(deepest, depth)
        elif sign[0] in (b"]", b"}"):
            depth -= 1
    if deepest > DEEPEST_JSON:
        raise FeedPageError(str(deepest), url=url, reason=f"at most {DEEPEST_JSON} levels")


def _replaced(value: Any, url: str) -> bool:  # any value of JSON
    """Replace the names of contexts in a page, and say whether there was one."""
    if isinstance(value, list):
        inside = [_replaced(inner, url) for inner in value]  # all of them, not up to the first
        return any(inside)
    if not isinstance(value, dict):
        return False
    named = False
    said = value.get("@context")
    if isinstance(said, str) or (isinstance(said, list) and any(isinstance(one, str) for one in said)):
        each = said if isinstance(said, list) else [said]
        value["@context"] = [context_named(one, url) if isinstance(one, str) else one for one in each]
        named = True
    inside = [_replaced(inner, url) for key, inner in value.items() if key != "@context"]
    return named or any(inside)


def context_named(address: str, url: str = "") -> Mapping[str, Any]:  # JSON of a context
    """Give the context that an address names.

    Raises:
        FeedContextError: it is none that we know.
    """
    if _HYDRA_ADDRESS.fullmatch(address):
        return HYDRA_CONTEXT
    if _SCHEMA_ADDRESS.fullmatch(address):
        return {"@vocab": "http://schema.org/"}
    if _DCAT_ADDRESS.fullmatch(address):
        return DCAT_CONTEXT
    raise FeedContextError(address, url=url, where="@context")


def _terms(words: Mapping[str, str]) -> dict[str, str]:
    pairs = ((space, word.partition("=")) for space, line in words.items() for word in line.split())
    return {term: f"{space}{name or term}" for space, (term, _, name) in pairs}


def _links(words: Mapping[str, str]) -> dict[str, dict[str, str]]:
    return {term: {"@id": iri, "@type": "@id"} for term, iri in _terms(words).items()}


_SHORT = {"adms": ADMS, "dcat": DCAT, "dcatap": DCATAP, "dct": DCT, "dcterms": DCT, "foaf": FOAF, "hydra": HYDRA, "owl": OWL,
          "rdfs": RDFS, "skos": SKOS, "spdx": SPDX, "vcard": VCARD, "xsd": "http://www.w3.org/2001/XMLSchema#"}  # fmt: skip
HYDRA_CONTEXT: Mapping[str, Any] = {
    "hydra": HYDRA,
    **_terms({HYDRA: _HYDRA}),
    **_links({HYDRA: _HYDRA_LINKS}),
}
DCAT_CONTEXT: Mapping[str, Any] = {**_SHORT, **_terms(_CLASSES), **_terms(_WORDS), **_links(_LINKS)}
