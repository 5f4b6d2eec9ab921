"""A dataset of a DCAT feed as frozen values, before anything of it is ours."""

from dataclasses import dataclass, field

Texts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DcatOddity:
    """A property that cannot be meant and counts as missing, e.g. a size of ``unknown``."""

    field: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DcatDistribution:
    """A file or a service of a dataset.

    Args:
        key: its identity in the dataset.
        names: whatever a mapping may call it by.
        licence: IRI or words; empty where it states none.
    """

    key: str
    names: frozenset[str]
    title: Texts
    access_url: str
    download_url: str
    format: str = ""
    media_type: str = ""
    byte_size: int | None = None
    sha256: str = ""
    licence: str = ""
    rights: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DcatDataset:
    """What a feed says of one dataset.

    Args:
        remote: its identity at the source.
        iri: its own, empty where it has none.
        titles: with their language tags, as said.
        publisher: name of who publishes it; `publisher_names` holds its IRI and identifiers, too.
        contact: name and address of whom to ask.
        themes, spatial, languages, access_rights, periodicity: as said, mostly IRIs.
        identifiers: all that it is called by.
        series: titles of the series that it belongs to.
        members: titles of the datasets that belong to it, which is a series.
        attribution: how its licence wants its publisher to be named.
        located: it says where it is about by a geometry alone.
        recorded: when its record in the catalogue last changed, as said.
        named_by_title: it has neither IRI nor identifier, so that a new title makes a new dataset.
    """

    remote: str
    iri: str
    titles: Texts
    descriptions: Texts
    publisher: str
    publisher_names: frozenset[str]
    contact: tuple[str, ...]
    themes: tuple[str, ...]
    keywords: Texts
    licence: str
    rights: tuple[str, ...]
    access_rights: tuple[str, ...]
    landing_page: str
    spatial: tuple[str, ...]
    temporal: tuple[str, str]
    issued: str
    modified: str
    periodicity: tuple[str, ...]
    languages: tuple[str, ...]
    identifiers: tuple[str, ...]
    series: tuple[str, ...]
    distributions: tuple[DcatDistribution, ...]
    attribution: str = ""
    members: tuple[str, ...] = ()
    located: bool = False
    recorded: str = ""
    named_by_title: bool = False
    oddities: tuple[DcatOddity, ...] = field(default=())

    @property
    def names(self) -> frozenset[str]:
        """Whatever a mapping or a description may call it by."""
        return frozenset((self.remote, self.iri, *self.identifiers)) - {""}
