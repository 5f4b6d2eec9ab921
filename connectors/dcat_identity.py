"""What a dataset is called at its source: an identity that neither a session nor a serialisation nor a page changes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
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
        remote: the identifier it carries, else its IRI without the query, else its title and who publishes it.
        identifiers: all that it carries, without those of several datasets.
        by_title: only title and publisher tell it.
    """

    remote: str
    identifiers: tuple[str, ...]
    by_title: bool = False


@dataclass(frozen=True, slots=True)
class Called:
    """What one description of a dataset calls it.

    Args:
        key: its node's key in the feed.
        page: the number of the page.
        iri: its IRI; empty where it has none.
        content: a number that says what the description tells.
    """

    key: str
    page: int
    iri: str
    identifiers: tuple[str, ...]
    title: str
    publisher: str
    content: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Descriptions of one dataset.

    Args:
        each: where they stand in the list of all.
        holder: the name of the dataset whose identity this one claims, too; empty where it is its own.
    """

    each: tuple[int, ...]
    identity: Identity
    holder: str = ""


def identifiers_of(graph: Graph, node: Node) -> tuple[str, ...]:
    """Give the identifiers that a node carries: the main one first, then the others, each sorted."""
    main = sorted({text_of(term) for term in graph.values(node, "dct:identifier", "dc:identifier")})
    other: set[str] = set()
    for term in graph.values(node, "adms:identifier"):
        inside = graph.node_of(term)
        notations = graph.values(inside, "skos:notation", "dct:identifier") if inside else ()
        other.update(text_of(value) for value in notations or (term,))
    return tuple(dict.fromkeys(bare for text in (*main, *sorted(other)) if (bare := _unbracketed(text))))


def _unbracketed(text: str) -> str:
    """Give an identifier without the angle brackets that some write around an address."""
    return text[1:-1].strip() if text.startswith("<") and text.endswith(">") else text


def grouped(all_called: Sequence[Called]) -> list[Group]:
    """Say which descriptions speak of one dataset, and what it is called; in the order in which they were met.

    Those with one IRI do, and those without one that carry one identifier and title, or that say the same. An
    identifier that several datasets carry was copied with a record and names none of them.
    """
    by_key: dict[str, list[int]] = defaultdict(list)
    for number, called in enumerate(all_called):
        by_key[_own_key(called)].append(number)
    members = [numbers for key, found in by_key.items() for numbers in _apart(key, found, all_called)]
    shared = _shared(members, all_called)
    named = [(numbers, _identity(numbers, all_called, shared)) for numbers in members]
    return _settled(named, all_called)


def _own_key(called: Called) -> str:
    if called.iri:
        return f"iri {called.iri}"
    if called.identifiers:
        return f"id {called.identifiers[0]}"
    return f"title {_titled(called.title, called.publisher)}" if called.title else f"node {called.key}"


def _apart(key: str, found: list[int], all_called: Sequence[Called]) -> list[list[int]]:
    """Give descriptions without an IRI that differ as those of several datasets: in their titles, or if only these tell."""
    if key.startswith("iri "):
        return [found]
    by_title = key.startswith("id ")
    parts: dict[object, list[int]] = defaultdict(list)
    for number in found:
        called = all_called[number]
        parts[called.title if by_title else called.content].append(number)
    if by_title and "" in parts and len(parts) == 2:
        return [found]
    return list(parts.values())


def _shared(members: Iterable[Sequence[int]], all_called: Sequence[Called]) -> frozenset[str]:
    """Give the identifiers that several datasets carry; an IRI with another query is no other dataset."""
    carried: dict[str, set[str]] = defaultdict(set)
    for numbers in members:
        first = all_called[numbers[0]]
        whose = without_query(first.iri) if first.iri else f"node {first.key}"
        for text in {text for number in numbers for text in all_called[number].identifiers}:
            carried[without_query(text)].add(whose)
    return frozenset(text for text, whose in carried.items() if len(whose) > 1)


def _identity(numbers: Sequence[int], all_called: Sequence[Called], shared: frozenset[str]) -> Identity:
    each = [all_called[number] for number in numbers]
    carried = dict.fromkeys(text for called in each for text in called.identifiers)
    own = tuple(text for text in carried if without_query(text) not in shared)
    remote = without_query(own[0]) if own else without_query(min(called.iri for called in each))
    if remote:
        return Identity(remote, own)
    title = min((called.title for called in each if called.title), default="")
    publisher = min((called.publisher for called in each if called.publisher), default="")
    return Identity(_titled(title, publisher) if title else "", (), by_title=True)


def _titled(title: str, publisher: str) -> str:
    said = " / ".join(" ".join(text.split()) for text in (title, publisher) if text)
    return f"title:{said}"


def _settled(named: Sequence[tuple[list[int], Identity]], all_called: Sequence[Called]) -> list[Group]:
    """Give each identity to one dataset: those that differ in nothing but their address's query are one."""
    holders: dict[str, list[tuple[list[int], Identity]]] = defaultdict(list)
    for numbers, identity in named:
        holders[identity.remote or f"node {numbers[0]}"].append((numbers, identity))
    groups: list[Group] = []
    for claims in holders.values():
        claims.sort(key=lambda claim: _order(claim[0], all_called))
        first, identity = claims[0]
        same = [claim for claim in claims[1:] if _same(first, claim[0], all_called)]
        merged = sorted((*first, *(number for numbers, _ in same for number in numbers)))
        groups.append(Group(tuple(merged), identity))
        holder = all_called[first[0]].iri or all_called[first[0]].title
        groups += [
            Group(tuple(numbers), own, holder or "-")
            for numbers, own in claims[1:]
            if not any(numbers is taken for taken, _ in same)
        ]
    return sorted(groups, key=lambda group: group.each)


def _order(numbers: Sequence[int], all_called: Sequence[Called]) -> tuple[str, str, int]:
    first = all_called[numbers[0]]
    return first.iri, first.title, first.content


def _same(one: Sequence[int], other: Sequence[int], all_called: Sequence[Called]) -> bool:
    """Say whether two addresses that differ in their query only are one dataset's: it carries one identifier or title."""
    first, second = all_called[one[0]], all_called[other[0]]
    if not first.iri or not second.iri or without_query(first.iri) != without_query(second.iri):
        return False
    return bool(set(first.identifiers) & set(second.identifiers)) or first.title == second.title


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
