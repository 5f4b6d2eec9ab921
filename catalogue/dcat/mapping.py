"""The one table between our values and DCAT-AP 3.0.1: class, property, IRI, kind, cardinality, vocabulary.

It drives RDF out (`drawing`) and holds what reading RDF needs. Facts of the profile: SEMIC, DCAT-AP 3.0.1; DCAT 3 (W3C)
for what the profile leaves to it (`dct:license`, `odrl:hasPolicy` on a dataset); Hydra for pages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from catalogue.dcat import resources
from catalogue.dcat.namespaces import (
    ADMS,
    DCAT,
    DCATAP,
    DCT,
    FOAF,
    HYDRA,
    ODRL,
    ODRS,
    OWL,
    RDFS,
    SKOS,
    SPDX,
    VCARD,
)  # fmt: skip
from catalogue.dcat.resources import Resource

Cardinality = Literal["1", "0..1", "1..n", "0..n"]


class Kind(Enum):
    """How a value is written."""

    WORDS = "texts with their language"
    STRING = "a plain literal"
    DATE = "xsd:date, dateTime, gYear or gYearMonth"
    COUNT = "xsd:nonNegativeInteger"
    INTEGER = "xsd:integer"
    HEX = "xsd:hexBinary"
    LINK = "an IRI that is not described here"
    RESOURCE = "an IRI that is described in the same feed"
    TRIPLES = "triples handed in as they are"


@dataclass(frozen=True, slots=True)
class Property:
    """A row of the table.

    Args:
        of: the class of values, in `resources`.
        field: the field of that class.
        iri: the property's IRI.
        kind: how the value is written.
        cardinality: how often, at least and at most.
        vocabulary: name of the vocabulary in `vocabularies` that a value is taken from, empty for none.
    """

    of: type[Resource]
    field: str
    iri: str
    kind: Kind
    cardinality: Cardinality
    vocabulary: str = ""


CLASSES: Mapping[type[Resource], tuple[str, ...]] = {
    resources.Reference: (),
    resources.Document: (FOAF + "Document",),
    resources.Scheme: (SKOS + "ConceptScheme",),
    resources.Concept: (SKOS + "Concept",),
    resources.Licence: (DCT + "LicenseDocument",),
    resources.RightsStatement: (DCT + "RightsStatement",),
    resources.ProvenanceStatement: (DCT + "ProvenanceStatement",),
    resources.Standard: (DCT + "Standard",),
    resources.MediaType: (DCT + "MediaType",),
    resources.Period: (DCT + "PeriodOfTime",),
    resources.Location: (DCT + "Location",),
    resources.Agent: (FOAF + "Agent",),
    resources.Contact: (VCARD + "Kind", VCARD + "Organization"),
    resources.Algorithm: (SPDX + "ChecksumAlgorithm",),
    resources.Checksum: (SPDX + "Checksum",),
    resources.Identifier: (ADMS + "Identifier",),
    resources.Policy: (ODRL + "Policy",),
    resources.DataService: (DCAT + "DataService",),
    resources.Distribution: (DCAT + "Distribution",),
    resources.Dataset: (DCAT + "Dataset", DCAT + "Resource"),
    resources.Record: (DCAT + "CatalogRecord",),
    resources.Page: (HYDRA + "PartialCollectionView", HYDRA + "PagedCollection"),
    resources.Catalogue: (DCAT + "Catalog",),
}
"""The rdf:type of each class of values. A dataset is called dcat:Resource as well: a record's topic must be one."""

_WORDS, _STRING, _DATE, _COUNT = Kind.WORDS, Kind.STRING, Kind.DATE, Kind.COUNT
_LINK, _RESOURCE = Kind.LINK, Kind.RESOURCE

TABLE: tuple[Property, ...] = (
    Property(resources.Catalogue, "title", DCT + "title", _WORDS, "1..n"),
    Property(resources.Catalogue, "description", DCT + "description", _WORDS, "1..n"),
    Property(resources.Catalogue, "publisher", DCT + "publisher", _RESOURCE, "1"),
    Property(resources.Catalogue, "homepage", FOAF + "homepage", _RESOURCE, "0..1"),
    Property(resources.Catalogue, "languages", DCT + "language", _RESOURCE, "0..n", "language"),
    Property(resources.Catalogue, "licence", DCT + "license", _RESOURCE, "0..1", "licence"),
    Property(resources.Catalogue, "issued", DCT + "issued", _DATE, "0..1"),
    Property(resources.Catalogue, "modified", DCT + "modified", _DATE, "0..1"),
    Property(resources.Catalogue, "themes", DCAT + "themeTaxonomy", _RESOURCE, "0..1"),
    Property(resources.Catalogue, "spatial", DCT + "spatial", _RESOURCE, "0..n"),
    Property(resources.Catalogue, "page", HYDRA + "view", _RESOURCE, "0..1"),
    Property(resources.Catalogue, "total_items", HYDRA + "totalItems", Kind.INTEGER, "0..1"),
    Property(resources.Catalogue, "services", DCAT + "service", _RESOURCE, "0..n"),
    Property(resources.Catalogue, "datasets", DCAT + "dataset", _RESOURCE, "0..n"),
    Property(resources.Catalogue, "records", DCAT + "record", _RESOURCE, "0..n"),
    Property(resources.Page, "total_items", HYDRA + "totalItems", Kind.INTEGER, "1"),
    Property(resources.Page, "items_per_page", HYDRA + "itemsPerPage", Kind.INTEGER, "1"),
    Property(resources.Page, "first", HYDRA + "first", _LINK, "1"),
    Property(resources.Page, "first_page", HYDRA + "firstPage", _LINK, "1"),
    Property(resources.Page, "previous", HYDRA + "previous", _LINK, "0..1"),
    Property(resources.Page, "previous_page", HYDRA + "previousPage", _LINK, "0..1"),
    Property(resources.Page, "next", HYDRA + "next", _LINK, "0..1"),
    Property(resources.Page, "next_page", HYDRA + "nextPage", _LINK, "0..1"),
    Property(resources.Page, "last", HYDRA + "last", _LINK, "1"),
    Property(resources.Page, "last_page", HYDRA + "lastPage", _LINK, "1"),
    Property(resources.Record, "topic", FOAF + "primaryTopic", _RESOURCE, "1"),
    Property(resources.Record, "issued", DCT + "issued", _DATE, "0..1"),
    Property(resources.Record, "modified", DCT + "modified", _DATE, "1"),
    Property(resources.Record, "status", ADMS + "status", _RESOURCE, "0..1", "change-type"),
    Property(resources.Record, "conforms_to", DCT + "conformsTo", _RESOURCE, "0..1"),
    Property(resources.Record, "source", DCT + "source", _LINK, "0..1"),
    Property(resources.Dataset, "title", DCT + "title", _WORDS, "1..n"),
    Property(resources.Dataset, "description", DCT + "description", _WORDS, "1..n"),
    Property(resources.Dataset, "identifier", DCT + "identifier", _STRING, "0..n"),
    Property(resources.Dataset, "other_identifier", ADMS + "identifier", _RESOURCE, "0..n"),
    Property(resources.Dataset, "publisher", DCT + "publisher", _RESOURCE, "0..1"),
    Property(resources.Dataset, "contact", DCAT + "contactPoint", _RESOURCE, "0..n"),
    Property(resources.Dataset, "access_rights", DCT + "accessRights", _RESOURCE, "0..1", "access-right"),
    Property(resources.Dataset, "policy", ODRL + "hasPolicy", _RESOURCE, "0..1"),
    Property(resources.Dataset, "theme", DCAT + "theme", _RESOURCE, "0..n", "data-theme"),
    Property(resources.Dataset, "keywords", DCAT + "keyword", _WORDS, "0..n"),
    Property(resources.Dataset, "subjects", DCT + "subject", _RESOURCE, "0..n"),
    Property(resources.Dataset, "licence", DCT + "license", _RESOURCE, "0..1", "licence"),
    Property(resources.Dataset, "rights", DCT + "rights", _RESOURCE, "0..n"),
    Property(resources.Dataset, "landing_page", DCAT + "landingPage", _RESOURCE, "0..n"),
    Property(resources.Dataset, "spatial", DCT + "spatial", _RESOURCE, "0..n"),
    Property(resources.Dataset, "temporal", DCT + "temporal", _RESOURCE, "0..n"),
    Property(resources.Dataset, "issued", DCT + "issued", _DATE, "0..1"),
    Property(resources.Dataset, "modified", DCT + "modified", _DATE, "0..1"),
    Property(resources.Dataset, "periodicity", DCT + "accrualPeriodicity", _RESOURCE, "0..1", "frequency"),
    Property(resources.Dataset, "language", DCT + "language", _RESOURCE, "0..n", "language"),
    Property(resources.Dataset, "notes", ADMS + "versionNotes", _WORDS, "0..n"),
    Property(resources.Dataset, "provenance", DCT + "provenance", _RESOURCE, "0..n"),
    Property(resources.Dataset, "distributions", DCAT + "distribution", _RESOURCE, "0..n"),
    Property(resources.Distribution, "title", DCT + "title", _WORDS, "0..n"),
    Property(resources.Distribution, "description", DCT + "description", _WORDS, "0..n"),
    Property(resources.Distribution, "access_url", DCAT + "accessURL", _LINK, "1..n"),
    Property(resources.Distribution, "download_url", DCAT + "downloadURL", _LINK, "0..n"),
    Property(resources.Distribution, "format", DCT + "format", _RESOURCE, "0..1", "file-type"),
    Property(resources.Distribution, "media_type", DCAT + "mediaType", _RESOURCE, "0..1"),
    Property(resources.Distribution, "byte_size", DCAT + "byteSize", _COUNT, "0..1"),
    Property(resources.Distribution, "checksum", SPDX + "checksum", _RESOURCE, "0..1"),
    Property(resources.Distribution, "licence", DCT + "license", _RESOURCE, "0..1", "licence"),
    Property(resources.Distribution, "rights", DCT + "rights", _RESOURCE, "0..1"),
    Property(resources.Distribution, "availability", DCATAP + "availability", _RESOURCE, "0..1", "availability"),
    Property(resources.Distribution, "issued", DCT + "issued", _DATE, "0..1"),
    Property(resources.Distribution, "modified", DCT + "modified", _DATE, "0..1"),
    Property(resources.Distribution, "service", DCAT + "accessService", _RESOURCE, "0..n"),
    Property(resources.Distribution, "policy", ODRL + "hasPolicy", _RESOURCE, "0..1"),
    Property(resources.DataService, "title", DCT + "title", _WORDS, "1..n"),
    Property(resources.DataService, "description", DCT + "description", _WORDS, "0..n"),
    Property(resources.DataService, "endpoint", DCAT + "endpointURL", _LINK, "1..n"),
    Property(resources.DataService, "endpoint_description", DCAT + "endpointDescription", _LINK, "0..n"),
    Property(resources.DataService, "publisher", DCT + "publisher", _RESOURCE, "0..1"),
    Property(resources.DataService, "contact", DCAT + "contactPoint", _RESOURCE, "0..n"),
    Property(resources.DataService, "access_rights", DCT + "accessRights", _RESOURCE, "0..1", "access-right"),
    Property(resources.DataService, "conforms_to", DCT + "conformsTo", _RESOURCE, "0..n"),
    Property(resources.DataService, "landing_page", DCAT + "landingPage", _RESOURCE, "0..n"),
    Property(resources.DataService, "keywords", DCAT + "keyword", _WORDS, "0..n"),
    Property(resources.DataService, "theme", DCAT + "theme", _RESOURCE, "0..n", "data-theme"),
    Property(resources.DataService, "serves", DCAT + "servesDataset", _RESOURCE, "0..n"),
    Property(resources.Agent, "name", FOAF + "name", _WORDS, "1..n"),
    Property(resources.Agent, "kind", DCT + "type", _RESOURCE, "0..1", "agent-type"),
    Property(resources.Agent, "homepage", FOAF + "homepage", _RESOURCE, "0..1"),
    Property(resources.Contact, "name", VCARD + "fn", _WORDS, "0..n"),
    Property(resources.Contact, "email", VCARD + "hasEmail", _LINK, "0..n"),
    Property(resources.Contact, "url", VCARD + "hasURL", _LINK, "0..n"),
    Property(resources.Licence, "label", SKOS + "prefLabel", _WORDS, "1..n"),
    Property(resources.Licence, "scheme", SKOS + "inScheme", _RESOURCE, "0..1"),
    Property(resources.Licence, "kind", DCT + "type", _RESOURCE, "0..n", "licence-type"),
    Property(resources.RightsStatement, "label", RDFS + "label", _WORDS, "0..n"),
    Property(resources.RightsStatement, "attribution", ODRS + "attributionText", _WORDS, "0..n"),
    Property(resources.ProvenanceStatement, "label", RDFS + "label", _WORDS, "1..n"),
    Property(resources.Standard, "title", DCT + "title", _WORDS, "1..n"),
    Property(resources.MediaType, "label", RDFS + "label", _WORDS, "1..n"),
    Property(resources.Period, "start", DCAT + "startDate", _DATE, "0..1"),
    Property(resources.Period, "end", DCAT + "endDate", _DATE, "0..1"),
    Property(resources.Location, "label", SKOS + "prefLabel", _WORDS, "1..n"),
    Property(resources.Location, "code", DCT + "identifier", _STRING, "1"),
    Property(resources.Location, "same_as", OWL + "sameAs", _LINK, "0..n"),
    Property(resources.Checksum, "algorithm", SPDX + "algorithm", _RESOURCE, "1"),
    Property(resources.Checksum, "value", SPDX + "checksumValue", Kind.HEX, "1"),
    Property(resources.Algorithm, "label", SKOS + "prefLabel", _WORDS, "1..n"),
    Property(resources.Identifier, "notation", SKOS + "notation", _STRING, "1"),
    Property(resources.Identifier, "agency", ADMS + "schemaAgency", _STRING, "0..1"),
    Property(resources.Policy, "label", SKOS + "prefLabel", _WORDS, "1..n"),
    Property(resources.Policy, "odrl", "", Kind.TRIPLES, "0..n"),
    Property(resources.Scheme, "title", DCT + "title", _WORDS, "1..n"),
    Property(resources.Concept, "label", SKOS + "prefLabel", _WORDS, "1..n"),
    Property(resources.Concept, "scheme", SKOS + "inScheme", _RESOURCE, "1"),
)  # fmt: skip
"""In the order in which a resource's properties are written."""


def rows_of(kind: type[Resource]) -> tuple[Property, ...]:
    """Give the rows of one class of values."""
    return tuple(row for row in TABLE if row.of is kind)
