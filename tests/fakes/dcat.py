"""A portal that gives a catalogue as DCAT: in any form, in pages of any size, its statements in any order."""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, parse, serialize
from pyoxigraph import Literal as Text

from tests.fakes.server import Answering, Reply, Seen

DCAT = "http://www.w3.org/ns/dcat#"
HYDRA = "http://www.w3.org/ns/hydra/core#"
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
DATASET, CATALOG, LISTS = (
    NamedNode(DCAT + "Dataset"),
    NamedNode(DCAT + "Catalog"),
    NamedNode(DCAT + "dataset"),
)

FORMS: Mapping[str, tuple[RdfFormat, str]] = {
    "turtle": (RdfFormat.TURTLE, "text/turtle"),
    "rdf-xml": (RdfFormat.RDF_XML, "application/rdf+xml"),
    "n-triples": (RdfFormat.N_TRIPLES, "application/n-triples"),
    "json-ld": (RdfFormat.JSON_LD, "application/ld+json"),
    "trig": (RdfFormat.TRIG, "application/trig"),
    "n-quads": (RdfFormat.N_QUADS, "application/n-quads"),
}
Paging = Literal["hydra-new", "hydra-old", "link", "link-iri"]


def statements(
    content: bytes, form: RdfFormat = RdfFormat.TURTLE, base: str = "https://b.example/"
) -> list[Quad]:
    """Give the statements of a document; those about paging are left out, as each twin has its own."""
    read = parse(content, format=form, base_iri=base, lenient=True)
    return [quad for quad in read if HYDRA not in f"{quad.predicate.value} {quad.object}"]


def shuffled(quads: Iterable[Quad], seed: int) -> list[Quad]:
    """Give the same statements in another order, with other labels of blank nodes."""
    chance = random.Random(seed)
    labels: dict[str, str] = defaultdict(lambda: f"n{chance.getrandbits(60):x}")

    def relabelled(node: object) -> object:
        return BlankNode(labels[node.value]) if isinstance(node, BlankNode) else node

    again = [Quad(relabelled(one.subject), one.predicate, relabelled(one.object)) for one in quads]  # type: ignore[arg-type]  # nodes stay nodes
    chance.shuffle(again)
    return again


def in_pages(quads: Sequence[Quad], size: int) -> list[list[Quad]]:
    """Split a catalogue into pages of so many datasets; each page tells all that its datasets name."""
    about: dict[object, list[Quad]] = defaultdict(list)
    for quad in quads:
        about[quad.subject].append(quad)
    datasets = [quad.subject for quad in quads if quad.predicate == TYPE and quad.object == DATASET]
    catalogues = [quad.subject for quad in quads if quad.predicate == TYPE and quad.object == CATALOG]
    apart = {*datasets, *catalogues}
    pages: list[list[Quad]] = []
    for start in range(0, len(datasets), size):
        mine = datasets[start : start + size]
        found: dict[Quad, None] = {}
        for catalogue in catalogues:
            said = (quad for quad in about[catalogue] if quad.predicate != LISTS or quad.object in mine)
            found.update(dict.fromkeys(said))
        left: list[object] = list(mine)
        met = set(left)
        while left:
            for quad in about[left.pop()]:
                found[quad] = None
                if quad.object not in met and quad.object not in apart:
                    met.add(quad.object)
                    left.append(quad.object)
        pages.append(list(found))
    return pages


def served(pages: Sequence[Sequence[Quad]], form: str = "turtle", paging: Paging = "hydra-new") -> Answering:
    """Serve pages at any path, by the parameter `page`."""
    rdf, media_type = FORMS[form]

    def answer(seen: Seen) -> Reply:
        number = int(seen.query.get("page", ["1"])[0])
        here, more = f"http://{seen.headers['host']}{seen.path}", number < len(pages)
        own, following = NamedNode(f"{here}?page={number}"), f"{here}?page={number + 1}"
        said = list(pages[number - 1])
        headers: dict[str, str] = {}
        if more and paging == "hydra-new":
            said += [Quad(own, TYPE, NamedNode(HYDRA + "PartialCollectionView"))]
            said += [Quad(own, NamedNode(HYDRA + "next"), NamedNode(following))]
        elif more and paging == "hydra-old":
            said += [Quad(own, TYPE, NamedNode(HYDRA + "PagedCollection"))]
            said += [Quad(own, NamedNode(HYDRA + "nextPage"), Text(following))]
        elif more:
            relation = HYDRA + "next" if paging == "link-iri" else "next"
            headers["Link"] = (
                f'<{here}>; rel="canonical", <?page={number + 1}>; title="a, b"; rel="{relation}"'
            )
        body = serialize(said, format=rdf) or b""
        return Reply(body, headers=headers, media_type=media_type)

    return answer
