"""What a dataset is called at its source: an identity that neither a session nor a serialisation changes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from catalogue.dcat.iris import mend_iri
from connectors.dcat_graph import Graph, Node, text_of

TELLING = frozenset(
    {"id", "uuid", "guid", "identifier", "dataset", "datasetid", "dataset_id", "item", "itemid", "fileidentifier", "layer",
     "sublayer", "resource", "cod", "code"}
)  # fmt: skip
"""Parameters that say which dataset is meant; all others (sessions, languages, forms) do not."""


@dataclass(frozen=True, slots=True)
class Identity:
    """An identity.

    Args:
        remote: the identifier it carries, else its IRI without the query, else its title.
        identifiers: all that it carries, without those of several datasets.
        by_title: only the title tells it.
    """

    remote: str
    identifiers: tuple[str, ...]
    by_title: bool = False


def identifiers_of(graph: Graph, node: Node) -> tuple[str, ...]:
    """Give the identifiers that a node carries: the main one first, then the others, each sorted."""
    main = sorted({text_of(term) for term in graph.values(node, "dct:identifier", "dc:identifier")})
    other: set[str] = set()
    for term in graph.values(node, "adms:identifier"):
        inside = graph.node_of(term)
        notations = graph.values(inside, "skos:notation", "dct:identifier") if inside else ()
        other.update(text_of(value) for value in notations or (term,))
    return tuple(dict.fromkeys(text for text in (*main, *sorted(other)) if text))


def shared_identifiers(graph: Graph, nodes: Iterable[Node]) -> frozenset[str]:
    """Give the identifiers that several datasets of a page carry: copied with a record, they name none."""
    counted = Counter(without_query(text) for node in nodes for text in set(identifiers_of(graph, node)))
    return frozenset(text for text, times in counted.items() if times > 1)


def remote_id(graph: Graph, node: Node, shared: frozenset[str], title: str) -> Identity:
    """Say what a dataset is called."""
    carried = [text for text in identifiers_of(graph, node) if without_query(text) not in shared]
    remote = next((without_query(text) for text in carried), "") or without_query(node.iri)
    if remote:
        return Identity(remote, tuple(carried))
    return Identity(f"title:{' '.join(title.split())}" if title else "", (), by_title=True)


def without_query(text: str) -> str:
    """Give an address without its query, but for the parameters that say which dataset is meant; mend what is no IRI."""
    if "://" not in text:
        return text
    address = mend_iri(text) or text
    try:
        parts = urlsplit(address)
    except ValueError:
        return address.partition("?")[0]
    kept = sorted(f"{name}={value}" for name, value in parse_qsl(parts.query) if name.lower() in TELLING)
    fragment = "&".join((*([parts.fragment] if parts.fragment else []), *kept))
    return parts._replace(query="", fragment=fragment).geturl()
