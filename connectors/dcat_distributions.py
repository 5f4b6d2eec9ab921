"""The distributions of a dataset of a feed: files, and the services that serve it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from connectors.dcat_graph import Graph, Node, text_of
from connectors.dcat_properties import Properties
from connectors.dcat_records import DcatDistribution, DcatOddity
from connectors.dcat_values import digits_of, labels, links, media_type_of, size_of, tail, texts

TITLES = ("dct:title", "dc:title", "rdfs:label", "foaf:name")
SERVICE_TYPES = "www.opengis.net/def/servicetype/ogc/"
"""What IRIs of OGC's service types begin with, e.g. of ``wfs`` (case folded)."""


def read_distributions(
    graph: Graph, node: Node, iris: Sequence[str], properties: Properties
) -> tuple[DcatDistribution, ...]:
    """Give the distributions in an order that no serialisation changes; services that serve the dataset are among them.

    Args:
        iris: all that the dataset is called by in the feed.
    """
    reader = _Reader(graph, properties)
    found = [reader.distribution(part) for part in graph.parts(node, "dcat:distribution", "adms:sample")]
    described = {url for one in found for url in (one.access_url, one.download_url)}
    for iri in iris:
        for service in graph.services.get(iri, ()):
            url = next(iter(links(graph, service, "dcat:endpointurl")), "")
            if url and url not in described:
                found.append(reader.distribution(service))
                described.add(url)
    return _each_once(found)


def _each_once(found: Sequence[DcatDistribution]) -> tuple[DcatDistribution, ...]:
    """Give each its own key: several that only share an address are told apart by title, format or number."""
    by_key: dict[str, list[DcatDistribution]] = defaultdict(list)
    for one in sorted(found, key=lambda one: (one.key, one.format, one.title, one.media_type, repr(one))):
        if one not in by_key[one.key]:
            by_key[one.key].append(one)
    kept: list[DcatDistribution] = []
    for key, same in by_key.items():
        names = [next((text for _, text in one.title), "") or one.format or one.media_type for one in same]
        apart = len(set(names)) == len(names) and all(names)
        kept += [
            replace(one, key=f"{key}#{names[number] if apart else number + 1}") if len(same) > 1 else one
            for number, one in enumerate(same)
        ]
    return tuple(kept)


class _Reader:
    """Reads the distributions of one dataset."""

    def __init__(self, graph: Graph, properties: Properties) -> None:
        self.graph = graph
        self.properties = properties

    def distribution(self, part: Node) -> DcatDistribution:
        """Read one; a service is the distribution that is had at its endpoint."""
        graph, read = self.graph, self.properties
        services = [part, *graph.parts(part, "dcat:accessservice")]
        download = next(iter(links(graph, part, "dcat:downloadurl")), "")
        endpoints = (url for one in services for url in links(graph, one, "dcat:endpointurl"))
        access = next(iter(links(graph, part, "dcat:accessurl")), "") or next(endpoints, download)
        identifiers = links(graph, part, "dct:identifier")
        title = texts(graph.values(part, *TITLES))
        told_by = links(graph, part, "dcat:endpointdescription")
        called = (part.iri, *identifiers, download, access, *(text for _, text in title), *told_by)
        key = next((name for name in called if name), "")
        where = f"dcat:distribution {key}".strip()
        if not access:
            read.oddities.append(DcatOddity(f"{where} dcat:accessurl", "-"))
        form, media_type = self._format(part, services)
        changed = read.moment(part, "dct:modified", where=where) or read.moment(
            part, "dct:issued", where=where
        )
        return DcatDistribution(
            key=key,
            names=frozenset(called) - {""},
            title=title,
            access_url=access,
            download_url=download,
            format=form,
            media_type=media_type,
            byte_size=read.told(part, ("dcat:bytesize",), size_of, where),
            sha256=self._checksum(part),
            licence=read.licence(part),
            rights="; ".join(labels(graph, part, "dct:rights")),
            modified=changed,
        )

    def _format(self, part: Node, services: Sequence[Node]) -> tuple[str, str]:
        """Give format and media type; some write the one in the place of the other, or both in one node."""
        formats, media = self._forms(part, "dct:format", "dc:format"), self._forms(part, "dcat:mediatype")
        media_type = next((found for text in (*media, *formats) if (found := media_type_of(text))), "")
        words = [tail(text) for text in formats if not media_type_of(text)]
        words += [text for text in media if not media_type_of(text)]
        return next(iter(words), "") or self._service_type(services), media_type

    def _service_type(self, services: Sequence[Node]) -> str:
        """Give the type of OGC service that a service conforms to, e.g. ``WFS``."""
        said = (text for one in services for text in links(self.graph, one, "dct:conformsto"))
        types = (text for text in said if SERVICE_TYPES in text.lower())
        return next((tail(text).upper() for text in types), "")

    def _forms(self, part: Node, *names: str) -> list[str]:
        found: set[str] = set()
        for term in self.graph.all_values(part, *names):
            node = self.graph.node_of(term)
            inside = self.graph.all_values(node, "rdfs:label", "skos:preflabel", "rdf:value") if node else ()
            found.update(text_of(value) for value in inside or (term,))
        return sorted(found - {""})

    def _checksum(self, part: Node) -> str:
        for checksum in sorted(
            self.graph.parts(part, "spdx:checksum", "dcat:checksum"), key=lambda one: one.key
        ):
            algorithm = " ".join(links(self.graph, checksum, "spdx:algorithm"))
            for value in links(self.graph, checksum, "spdx:checksumvalue"):
                digits = digits_of(algorithm, value)
                if digits:
                    return digits
        return ""
