"""Resources: what a feed describes, as values. `mapping` says how each field is written, and with which cardinality.

Every resource has an IRI, so that a feed's bytes are the same each time: there are no blank nodes. A field is None (or
empty) where nothing is said.
"""

from dataclasses import dataclass

from pyoxigraph import Triple


@dataclass(frozen=True, slots=True)
class Worded:
    """A text and the language it is in, empty where nobody said."""

    text: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date as RDF writes it: e.g. ``2018`` and ``gYear``."""

    text: str
    datatype: str


Words = tuple[Worded, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """Anything that has an IRI.

    Args:
        iri: absolute and valid.
        classes: IRIs of classes it has besides those of its kind.
    """

    iri: str
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference(Resource):
    """A resource that is described elsewhere in the same feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Resource):
    """A page for people (foaf:Document)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme(Resource):
    """A vocabulary (skos:ConceptScheme)."""

    title: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept(Resource):
    """An entry of a vocabulary (skos:Concept)."""

    label: Words
    scheme: Scheme


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence(Resource):
    """Terms of use (dct:LicenseDocument); a vocabulary's entry, or a text of the source's own."""

    label: Words
    scheme: Scheme | None = None
    kind: Concept | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsStatement(Resource):
    """What is said about rights, and how the source wants to be named (dct:RightsStatement)."""

    label: Words
    attribution: Words = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenanceStatement(Resource):
    """A step by which figures came to us (dct:ProvenanceStatement)."""

    label: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard(Resource):
    """What something conforms to (dct:Standard)."""

    title: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaType(Resource):
    """A media type of IANA (dct:MediaType)."""

    label: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Period(Resource):
    """A stretch of time (dct:PeriodOfTime)."""

    start: Dated | None = None
    end: Dated | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Location(Resource):
    """A place (dct:Location); `same_as` are its IRIs elsewhere: EU countries, NUTS."""

    label: Words
    code: str
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent(Resource):
    """An organisation (foaf:Agent)."""

    name: Words
    kind: Concept | None = None
    homepage: Document | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Resource):
    """Where to ask (vcard:Kind)."""

    name: Words
    email: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Algorithm(Resource):
    """How a checksum is made (spdx:ChecksumAlgorithm)."""

    label: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Checksum(Resource):
    """The hash of a file (spdx:Checksum)."""

    algorithm: Algorithm
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier(Resource):
    """What a dataset is called at its source (adms:Identifier)."""

    notation: str
    agency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy(Resource):
    """The rules of access (odrl:Policy); its ODRL is handed in as it is."""

    label: Words
    odrl: tuple[Triple, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DataService(Resource):
    """An API (dcat:DataService)."""

    title: Words
    description: Words = ()
    endpoint: str
    endpoint_description: str | None = None
    publisher: Agent | None = None
    contact: Contact | None = None
    access_rights: Concept | None = None
    conforms_to: Standard | None = None
    landing_page: Document | None = None
    keywords: Words = ()
    theme: Concept | None = None
    serves: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution(Resource):
    """A form in which a dataset can be had (dcat:Distribution)."""

    title: Words = ()
    description: Words = ()
    access_url: str
    download_url: str | None = None
    format: Concept | None = None
    media_type: MediaType | None = None
    byte_size: int | None = None
    checksum: Checksum | None = None
    licence: Licence | None = None
    rights: RightsStatement | None = None
    availability: Concept | None = None
    issued: Dated | None = None
    modified: Dated | None = None
    service: DataService | None = None
    policy: Policy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset(Resource):
    """A dataset (dcat:Dataset)."""

    title: Words
    description: Words
    identifier: str
    other_identifier: Identifier | None = None
    publisher: Agent | None = None
    contact: Contact | None = None
    access_rights: Concept
    policy: Policy | None = None
    theme: Concept | None = None
    keywords: Words = ()
    subjects: tuple[Concept, ...] = ()
    licence: Licence | None = None
    rights: RightsStatement | None = None
    landing_page: Document | None = None
    spatial: tuple[Location, ...] = ()
    temporal: Period | None = None
    issued: Dated | None = None
    modified: Dated | None = None
    periodicity: Concept | None = None
    language: Concept | None = None
    notes: Words = ()
    provenance: tuple[ProvenanceStatement, ...] = ()
    distributions: tuple[Distribution, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Resource):
    """The catalogue's entry for a dataset (dcat:CatalogRecord)."""

    topic: Reference
    issued: Dated
    modified: Dated
    status: Concept
    conforms_to: Standard
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Resource):
    """A page of a feed, in both ways that harvesters look for (hydra)."""

    total_items: int
    items_per_page: int
    first: str
    last: str
    previous: str | None = None
    next: str | None = None
    first_page: str
    last_page: str
    previous_page: str | None = None
    next_page: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue(Resource):
    """The catalogue (dcat:Catalog)."""

    title: Words
    description: Words
    publisher: Agent
    homepage: Document | None = None
    languages: tuple[Concept, ...] = ()
    licence: Licence | None = None
    issued: Dated | None = None
    modified: Dated | None = None
    themes: Scheme | None = None
    spatial: tuple[Location, ...] = ()
    page: Page | None = None
    total_items: int | None = None
    services: tuple[DataService, ...] = ()
    datasets: tuple[Reference, ...] = ()
    records: tuple[Reference, ...] = ()
