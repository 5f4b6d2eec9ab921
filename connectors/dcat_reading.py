"""Reading one dataset of a feed; what a publisher writes oddly is told, what is broken is refused."""

from connectors.dcat_distributions import TITLES, read_distributions
from connectors.dcat_errors import DcatRecordError
from connectors.dcat_graph import Graph, Node, text_of
from connectors.dcat_identity import Identity
from connectors.dcat_properties import Properties
from connectors.dcat_records import DcatDataset, DcatOddity
from connectors.dcat_values import label, labels, links, moment_of, size_of, tail, texts

LOCATION_NAMES = (
    "skos:preflabel",
    "rdfs:label",
    "locn:geographicname",
    "locn:adminunitl1",
    "locn:adminunitl2",
)
STARTS = ("dcat:startdate", "schema:startdate")
ENDS = ("dcat:enddate", "schema:enddate")
INSTANTS = (
    "time:inxsddate",
    "time:inxsddatetime",
    "time:inxsddatetimestamp",
    "time:inxsdgyearmonth",
    "time:inxsdgyear",
)
ENDLESS = frozenset({"9999", "0001"})
"""Years by which systems say that a period has no end, or no beginning."""

DURATIONS = {"time:years": "Y", "time:months": "M", "time:weeks": "W", "time:days": "D"}
DESCRIPTIONS = ("dct:description", "dc:description", "rdfs:comment")


def read_dataset(
    graph: Graph,
    node: Node,
    identity: Identity,
    iris: tuple[str, ...] = (),
    damages: tuple[DcatOddity, ...] = (),
) -> DcatDataset:
    """Read one dataset of a feed.

    Args:
        identity: what it is called.
        iris: all that it is called by in the feed.
        damages: lines of it that could not be read.

    Raises:
        DcatRecordError: it has no title.
    """
    return _Reader(graph, node, damages).dataset(identity, iris)


class _Reader:
    """Reads one dataset."""

    def __init__(self, graph: Graph, node: Node, damages: tuple[DcatOddity, ...]) -> None:
        self.graph = graph
        self.node = node
        self.properties = Properties(graph, damages)

    def dataset(self, identity: Identity, iris: tuple[str, ...]) -> DcatDataset:
        graph, node, read = self.graph, self.node, self.properties
        titles = texts(graph.values(node, *TITLES))
        if not titles:
            found = " ".join(text_of(term) for term in graph.values(node, "dct:title")) or "-"
            title = node.iri or identity.remote or "?"
            key = identity.remote or title
            raise DcatRecordError(found, field="dct:title", wanted='"..."', title=title, record_id=key)
        publisher, known_as = self._agent("dct:publisher", "dc:publisher", "schema:publisher")
        descriptions = texts(graph.values(node, *DESCRIPTIONS))
        spatial = self._spatial()
        read.replaced(("dct:title", titles), ("dct:description", descriptions))
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
            licence=read.licence(node),
            rights=labels(graph, node, "dct:rights"),
            access_rights=self._words("dct:accessrights"),
            landing_page=next(iter(links(graph, node, "dcat:landingpage", "foaf:page")), ""),
            spatial=spatial,
            temporal=self._temporal(),
            issued=read.moment(node, "dct:issued"),
            modified=read.moment(node, "dct:modified"),
            periodicity=(*self._words("dct:accrualperiodicity"), *self._durations()),
            languages=links(graph, node, "dct:language", "dc:language"),
            identifiers=identity.identifiers,
            series=(),
            distributions=read_distributions(graph, node, iris or (node.iri,), read),
            attribution=self._attribution(),
            located=not spatial and bool(graph.values(node, "dct:spatial")),
            named_by_title=identity.by_title,
            oddities=tuple(dict.fromkeys(read.oddities)),
        )

    def _attribution(self) -> str:
        """Give the words by which DCAT-AP.de wants the publisher to be named, ."""
        said = {
            text
            for part in (self.node, *self.graph.parts(self.node, "dcat:distribution"))
            for _, text in texts(self.graph.values(part, "dcatde:licenseattributionbytext"))
        }
        return "; ".join(sorted(said))

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

    def _durations(self) -> list[str]:
        """Give how long the time between two changes is, where it is described, as ISO 8601 has it, e.g. ``P1Y``."""
        found: set[str] = set()
        for frequency in self.graph.parts(self.node, "dct:accrualperiodicity"):
            for part in (frequency, *self.graph.parts(frequency, "rdf:value")):
                for unit, letter in DURATIONS.items():
                    found |= {
                        f"P{size_of(text)}{letter}" for text in links(self.graph, part, unit) if size_of(text)
                    }
        return sorted(found) if len(found) == 1 else []

    def _temporal(self) -> tuple[str, str]:
        """Give the first and last moment of all periods; one that is open on a side stays so."""
        periods = [self._period(part) for part in self.graph.parts(self.node, "dct:temporal")]
        periods += [
            period
            for term in self.graph.values(self.node, "dct:temporal")
            if self.graph.node_of(term) is None and (period := _period_of(text_of(term)))
        ]
        starts, ends = [start for start, _ in periods], [end for _, end in periods]
        return (
            "" if "" in starts else min(starts, default=""),
            "" if "" in ends else max(ends, default=""),
        )

    def _period(self, part: Node) -> tuple[str, str]:
        """Give the first and last moment of a period, however its version of DCAT writes it."""
        found: list[str] = []
        for dates, instant in ((STARTS, "time:hasbeginning"), (ENDS, "time:hasend")):
            said = self.properties.moment(part, *dates)
            if not said:
                inside = list(self.graph.parts(part, instant))
                said = next((text for one in inside if (text := self.properties.moment(one, *INSTANTS))), "")
            found.append("" if said[:4] in ENDLESS else said)
        return found[0], found[1]


def _period_of(text: str) -> tuple[str, str] | None:
    """Read a period that is written as a text, e.g. ``2018/2020`` or ``start=2018; end=2020``; None where it is none."""
    named = dict(part.strip().split("=", 1) for part in text.split(";") if "=" in part)
    first, slash, last = text.partition("/")
    start, end = (moment_of(named.get(name, "").strip()) for name in ("start", "end"))
    if start or end:
        return start, end
    if slash and "://" not in text and moment_of(first.strip()) and moment_of(last.strip()):
        return moment_of(first.strip()), moment_of(last.strip())
    return None
