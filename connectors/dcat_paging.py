"""Where a feed goes on: Hydra's old paging and its new one, the header `Link`, and catalogues in a catalogue.

A feed may lead to its own host, and to those that its source names. Nobody else can send us anywhere.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

from connectors.dcat_errors import FeedHostError
from connectors.dcat_graph import Graph, text_of
from connectors.dcat_values import size_of

NEXT = ("hydra:next", "hydra:nextpage")
LAST = ("hydra:last", "hydra:lastpage")
PAGING = ("hydra:partialcollectionview", "hydra:pagedcollection", "hydra:collection")
RELATIONS = frozenset(
    {"next", "http://www.w3.org/ns/hydra/core#next", "https://www.w3.org/ns/hydra/core#next"}
)
PARTS = ("dcat:catalog", "dct:haspart")
_LINK = re.compile(r"""<([^>]*)>((?:\s*;\s*[\w*!-]+\s*(?:=\s*(?:"[^"]*"|[^\s";,]+))?)*)""")
_REL = re.compile(r"""(?i);\s*rel\s*=\s*(?:"([^"]*)"|([^\s";,]+))""")
_USUAL = {"http": 80, "https": 443}


def next_page(graph: Graph, url: str, link: str) -> str:
    """Give the address of the next page as the page says it, else as the header `Link` does; empty at the end.

    Args:
        url: the page's own.
        link: the header (RFC 8288).
    """
    found: list[tuple[bool, bool, str]] = []
    for node in graph.nodes.values():
        for name in NEXT:
            for term in graph.values(node, name):
                if text_of(term):
                    mine = not node.types.isdisjoint(PAGING)
                    found.append((node.key != url, not mine, _joined(url, text_of(term))))
    told = [address for _, _, address in sorted(found)] or list(links_to_next(url, link))
    return urldefrag(told[0]).url if told else ""


def links_to_next(url: str, link: str) -> Iterator[str]:
    """Give the addresses that a header `Link` calls the next page."""
    for target, parameters in _LINK.findall(link):
        said = _REL.search(parameters)
        relations = (said[1] or said[2] or "").lower().split() if said else []
        if not RELATIONS.isdisjoint(relations) and target.strip():
            yield _joined(url, target.strip())


def is_last(graph: Graph, url: str) -> bool:
    """Say whether a page calls itself the last one."""
    said = {
        urldefrag(_joined(url, text_of(term))).url
        for node in graph.nodes.values()
        for term in graph.all_values(node, *LAST)
        if text_of(term)
    }
    return said == {urldefrag(url).url}


def total_of(graph: Graph) -> int:
    """Give how many datasets a page says that its feed has; 0 where it does not say."""
    totals = (
        size_of(text_of(term)) or 0
        for node in graph.nodes.values()
        for term in graph.values(node, "hydra:totalitems")
    )
    return max(totals, default=0)


def nested(graph: Graph) -> Iterator[str]:
    """Give the catalogues that a catalogue names and the page does not list the datasets of."""
    for catalogue in graph.of_type("dcat:catalog"):
        for term in graph.all_values(catalogue, *PARTS):
            part = graph.node_of(term)
            is_open = part is None or ("dcat:catalog" in part.types and "dcat:dataset" not in part.properties)
            if text_of(term) and is_open:
                yield urldefrag(text_of(term)).url


def filled(graph: Graph) -> Iterator[str]:
    """Give the catalogues whose datasets the page lists."""
    for catalogue in graph.of_type("dcat:catalog"):
        if "dcat:dataset" in catalogue.properties:
            yield urldefrag(catalogue.key).url


@dataclass(slots=True)
class Hosts:
    """The hosts that a feed may lead to: its own, and those that its source names."""

    _known: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, url: str, more: Iterable[str]) -> "Hosts":
        """Make them of the feed's address, and of what its options name."""
        hosts = cls({host.lower() for host in more})
        hosts.met(url)
        return hosts

    def met(self, url: str) -> None:
        """Add the host that answered, after redirects."""
        self._known.add(_host(url))

    def holds(self, url: str) -> bool:
        """Say whether an address is at one of them."""
        parts = _split(url)
        return parts is not None and parts[0] in _USUAL and _host(url) in self._known

    def followed(self, found: str, url: str) -> str:
        """Give the address of a next page as it is asked for: by TLS where the page itself came so.

        Raises:
            FeedHostError: it is at another host, or no address at all.
        """
        parts = _split(found)
        if parts is not None and parts[0] == "http" and url.startswith("https:"):
            secure = f"https{found[4:]}"
            found = secure if self.holds(secure) else found
        if not self.holds(found):
            raise FeedHostError(found, url=url, hosts=", ".join(sorted(self._known)))
        return found


def _split(url: str) -> tuple[str, str] | None:
    """Give an address's scheme and host; None where it is no web address."""
    try:
        parts = urlsplit(url)
        number = parts.port
    except ValueError:
        return None
    return (parts.scheme, parts.hostname) if parts.hostname and number != 0 else None


def _host(url: str) -> str:
    """Give an address's host, with its port where that is not the usual one."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").lower()
    return host if port in (None, _USUAL.get(parts.scheme)) else f"{host}:{port}"


def _joined(url: str, text: str) -> str:
    try:
        return urljoin(url, text)
    except ValueError:
        return text
