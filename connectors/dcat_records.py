"""A dataset of a DCAT feed as a frozen record; what a publisher writes oddly is told, what is broken is refused."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from connectors.dcat_errors import DcatRecordError
from connectors.dcat_graph import Graph, Node, text_of
from connectors.dcat_identity import remote_id
from connectors.dcat_values import (
    digits_of,
    label,
    labels,
    links,
    media_type_of,
    moment_of,
    size_of,
    tail,
    texts,
)
from schemas.licences import UNKNOWN, read_licence

Texts = tuple[tuple[str, str], ...]
LOCATION_NAMES = (
    "skos:preflabel",
    "rdfs:label",
    "locn:geographicname",
    "locn:adminunitl1",
    "locn:adminunitl2",
)
TITLES = ("dct:title", "dc:title", "rdfs:label", "foaf:name")
DESCRIPTIONS = ("dct:description", "dc:description", "rdfs:comment")
REPLACED = "\ufffd"

T = TypeVar("T")


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
    named_by_title: bool = False
    oddities: tuple[DcatOddity, ...] = field(default=())

    @property
    def names(self) -> frozenset[str]:
        """Whatever a mapping or a description may call it by."""
        return frozenset((self.remote, self.iri, *self.identifiers)) - {""}


def read_dataset(
    graph: Graph, node: Node, shared: frozenset[str] = frozenset(), damages: tuple[DcatOddity, ...] = ()
) -> DcatDataset:
    """Read one dataset of a page.

    Args:
        shared: identifiers that several datasets of the page carry: they name none of them.
        damages: lines of it that could not be read.

    Raises:
        DcatRecordError: it has no title.
    """
    return _Reader(graph, node, damages).dataset(shared)


class _Reader:
    """Reads one dataset and keeps what it could not read."""

    def __init__(self, graph: Graph, node: Node, damages: tuple[DcatOddity, ...]) -> None:
        self.graph = graph
        self.node = node
        self.oddities: list[DcatOddity] = list(damages)
        self.where = ""

    def dataset(self, shared: frozenset[str]) -> DcatDataset:
        graph, node = self.graph, self.node
        titles = texts(graph.values(node, *TITLES))
        identity = remote_id(graph, node, shared, titles[0][1] if titles else "")
        if not titles:
            found = " ".join(text_of(term) for term in graph.values(node, "dct:title")) or "-"
            title = node.iri or identity.remote or "?"
            key = identity.remote or title
            raise DcatRecordError(found, field="dct:title", wanted='"..."', title=title, record_id=key)
        publisher, known_as = self._agent("dct:publisher", "dc:publisher", "schema:publisher")
        descriptions = texts(graph.values(node, *DESCRIPTIONS))
        self._replaced(("dct:title", titles), ("dct:description", descriptions))
        return DcatDataset(
            remote=identity.remote,
            iri=node.iri,
            titles=titles,
            descriptions=descriptions,
            publisher=publisher,
            publisher_names=known_as,
            contact=self._contact(),
            themes=links(graph, node, "dcat:theme", "dct:theme"),
            keywords=texts(graph.values(node, "dcat:keyword", "dc:subject")),
            licence=self._licence(node),
            rights=labels(graph, node, "dct:rights"),
            access_rights=self._words("dct:accessrights"),
            landing_page=next(iter(links(graph, node, "dcat:landingpage", "foaf:page")), ""),
            spatial=self._spatial(),
            temporal=self._temporal(),
            issued=self._moment(node, "dct:issued"),
            modified=self._moment(node, "dct:modified"),
            periodicity=self._words("dct:accrualperiodicity"),
            languages=links(graph, node, "dct:language", "dc:language"),
            identifiers=identity.identifiers,
            series=tuple(sorted({label(graph, term) for term in graph.values(node, "dcat:inseries")} - {""})),
            distributions=self._distributions(),
            named_by_title=identity.by_title,
            oddities=tuple(self.oddities),
        )

    def _distributions(self) -> tuple[DcatDistribution, ...]:
        """Give them in an order that no serialisation changes; services that serve the dataset are among them."""
        graph = self.graph
        found = [
            self._distribution(part) for part in graph.parts(self.node, "dcat:distribution", "adms:sample")
        ]
        described = {url for one in found for url in (one.access_url, one.download_url)}
        for service in graph.services.get(self.node.iri, ()) if self.node.iri else ():
            url = next(iter(links(graph, service, "dcat:endpointurl")), "")
            if url and url not in described:
                found.append(self._distribution(service))
        by_key = {one.key: one for one in sorted(found, key=lambda one: (one.key, one.format, one.title))}
        return tuple(by_key.values())

    def _distribution(self, part: Node) -> DcatDistribution:
        graph = self.graph
        services = [part, *graph.parts(part, "dcat:accessservice")]
        download = next(iter(links(graph, part, "dcat:downloadurl")), "")
        access = next(iter(links(graph, part, "dcat:accessurl")), "") or next(
            (url for one in services for url in links(graph, one, "dcat:endpointurl")), download
        )
        identifiers = links(graph, part, "dct:identifier")
        title = texts(graph.values(part, *TITLES))
        called = (part.iri, *identifiers, download, access, *(text for _, text in title))
        key = next((name for name in called if name), "")
        self.where = f"dcat:distribution {key}".strip()
        if not access:
            self.oddities.append(DcatOddity(f"{self.where} dcat:accessurl", "-"))
        form, media_type = self._format(part)
        return DcatDistribution(
            key=key,
            names=frozenset(called) - {""},
            title=title,
            access_url=access,
            download_url=download,
            format=form,
            media_type=media_type,
            byte_size=self._told(part, "dcat:bytesize", size_of),
            sha256=self._checksum(part),
            licence=self._licence(part),
            rights="; ".join(labels(graph, part, "dct:rights")),
            modified=self._moment(part, "dct:modified") or self._moment(part, "dct:issued"),
        )

    def _format(self, part: Node) -> tuple[str, str]:
        """Give format and media type; some write the one in the place of the other, or both in one node."""
        formats, media = self._forms(part, "dct:format", "dc:format"), self._forms(part, "dcat:mediatype")
        media_type = next((found for text in (*media, *formats) if (found := media_type_of(text))), "")
        words = [tail(text) for text in formats if not media_type_of(text)]
        return next(iter(words), next((text for text in media if not media_type_of(text)), "")), media_type

    def _forms(self, part: Node, *names: str) -> list[str]:
        found: set[str] = set()
        for term in self.graph.all_values(part, *names):
            node = self.graph.node_of(term)
            inside = self.graph.all_values(node, "rdfs:label", "skos:preflabel", "rdf:value") if node else ()
            found.update(text_of(value) for value in inside or (term,))
        return sorted(found - {""})

    def _checksum(self, part: Node) -> str:
        for checksum in self.graph.parts(part, "spdx:checksum", "dcat:checksum"):
            algorithm = " ".join(links(self.graph, checksum, "spdx:algorithm"))
            for value in links(self.graph, checksum, "spdx:checksumvalue"):
                digits = digits_of(algorithm, value)
                if digits:
                    return digits
        return ""

    def _licence(self, part: Node) -> str:
        """Give the licence by the name of it that we know, else by its IRI, else by its words; none twice."""
        found: set[str] = set()
        for term in self.graph.all_values(
            part, "dct:license", "dct:licence", "dcat:license", "schema:license"
        ):
            node = self.graph.node_of(term)
            same = (
                "owl:sameas",
                "skos:exactmatch",
                "dct:identifier",
                "skos:notation",
                "rdfs:label",
                "dct:title",
            )
            inside = self.graph.all_values(node, *same) if node else ()
            called = [text_of(term), *sorted(text_of(value) for value in inside)]
            known = [text for text in called if text and read_licence(text).code != UNKNOWN]
            found.add(next(iter(known), next((text for text in called if text), label(self.graph, term))))
        return "; ".join(sorted(found - {""}))

    def _agent(self, *names: str) -> tuple[str, frozenset[str]]:
        """Give an agent's name, and all that it is called by."""
        called: set[str] = set()
        for term in self.graph.values(self.node, *names):
            node = self.graph.node_of(term)
            called.update((text_of(term), label(self.graph, term)))
            if node is not None:
                said = self.graph.all_values(
                    node, "foaf:name", "skos:preflabel", "dct:identifier", "skos:notation"
                )
                called.update(text_of(value) for value in said)
        shown = sorted({label(self.graph, term) for term in self.graph.values(self.node, *names)} - {""})
        return next(iter(shown), ""), frozenset(called - {""})

    def _words(self, name: str) -> tuple[str, ...]:
        """Give values of a vocabulary: their IRIs, then what they are called."""
        found = links(self.graph, self.node, name), labels(self.graph, self.node, name)
        return tuple(dict.fromkeys(text for said in found for text in said))

    def _contact(self) -> tuple[str, ...]:
        said: list[str] = []
        for term in self.graph.values(self.node, "dcat:contactpoint", "adms:contactpoint"):
            node = self.graph.node_of(term)
            if node is None:
                said.append(text_of(term))
                continue
            said += [
                text for _, text in texts(self.graph.values(node, "vcard:fn", "vcard:organization-name"))
            ][:1]
            mails = links(self.graph, node, "vcard:hasemail", "vcard:email", "foaf:mbox")
            said += [tail(mail.removeprefix("mailto:")) for mail in mails]
        return tuple(dict.fromkeys(text for text in said if text))

    def _spatial(self) -> tuple[str, ...]:
        found: set[str] = set()
        for term in self.graph.values(self.node, "dct:spatial"):
            node = self.graph.node_of(term)
            found.add(text_of(term))
            if node is not None:
                same = ("dct:identifier", "owl:sameas", "skos:exactmatch", "skos:notation", "rdf:value")
                found.update(text_of(value) for value in self.graph.all_values(node, *same, *LOCATION_NAMES))
        return tuple(sorted(found - {""}))

    def _temporal(self) -> tuple[str, str]:
        """Give the first and last moment of all periods; one that is open on a side stays so."""
        starts: list[str] = []
        ends: list[str] = []
        for period in self.graph.parts(self.node, "dct:temporal"):
            starts.append(self._moment(period, "dcat:startdate", "schema:startdate"))
            ends.append(self._moment(period, "dcat:enddate", "schema:enddate"))
        for term in self.graph.values(self.node, "dct:temporal"):
            first, slash, last = text_of(term).partition("/")
            if self.graph.node_of(term) is None and slash and moment_of(first) and moment_of(last):
                starts.append(moment_of(first))
                ends.append(moment_of(last))
        return ("" if "" in starts else min(starts, default="")), (
            "" if "" in ends else max(ends, default="")
        )

    def _moment(self, part: Node, *names: str) -> str:
        read = self._told(part, names[0], lambda text: moment_of(text) or None, *names[1:])
        return read or ""

    def _told(self, part: Node, name: str, read: Callable[[str], T | None], *others: str) -> T | None:
        """Read the latest of a property's values; one that cannot be read counts as missing and is told."""
        found: list[T] = []
        for value in sorted(text_of(term) for term in self.graph.values(part, name, *others)):
            said = read(value)
            if said is None and value:
                inside = f"{self.where} " if part is not self.node and self.where else ""
                self.oddities.append(DcatOddity(f"{inside}{name}", value))
            elif said is not None:
                found.append(said)
        return found[-1] if found else None

    def _replaced(self, *said: tuple[str, Texts]) -> None:
        """Tell texts in which signs were lost before they came to us."""
        self.oddities += [
            DcatOddity(name, text[:80]) for name, found in said for _, text in found if REPLACED in text
        ]
