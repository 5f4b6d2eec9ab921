"""Properties of a dataset or a distribution; one that cannot be meant counts as missing and is told."""

from collections.abc import Callable
from typing import TypeVar

from connectors.dcat_graph import Graph, Node, text_of
from connectors.dcat_records import DcatOddity, Texts
from connectors.dcat_values import label, moment_of
from schemas.licences import UNKNOWN, read_licence

REPLACED = "\ufffd"
LICENCES = ("dct:license", "dct:licence", "dcat:license", "schema:license")
SAME = ("owl:sameas", "skos:exactmatch", "dct:identifier", "skos:notation", "rdfs:label", "dct:title")

T = TypeVar("T")


class Properties:
    """Reads properties and keeps what it could not read.

    Args:
        oddities: what was found before.
    """

    def __init__(self, graph: Graph, oddities: tuple[DcatOddity, ...] = ()) -> None:
        self.graph = graph
        self.oddities: list[DcatOddity] = list(oddities)

    def moment(self, part: Node, *names: str, where: str = "") -> str:
        """Give the latest date or time that one of some properties says, as it is written."""
        return self.told(part, names, lambda text: moment_of(text) or None, where) or ""

    def told(
        self, part: Node, names: tuple[str, ...], read: Callable[[str], T | None], where: str = ""
    ) -> T | None:
        """Read the greatest of a property's values.

        Args:
            where: what the part is, where it is not the dataset itself.
        """
        found: list[T] = []
        for value in sorted({text_of(term) for term in self.graph.values(part, *names)}):
            said = read(value)
            if said is None and value:
                self.oddities.append(DcatOddity(f"{where} {names[0]}".strip(), value))
            elif said is not None:
                found.append(said)
        return found[-1] if found else None

    def licence(self, part: Node) -> str:
        """Give the licence by the name of it that we know, else by its IRI, else by its words; none twice."""
        found: set[str] = set()
        for term in self.graph.all_values(part, *LICENCES):
            node = self.graph.node_of(term)
            inside = self.graph.all_values(node, *SAME) if node else ()
            called = [text_of(term), *sorted(text_of(value) for value in inside)]
            known = [text for text in called if text and read_licence(text).code != UNKNOWN]
            found.add(next(iter(known), next((text for text in called if text), label(self.graph, term))))
        return "; ".join(sorted(found - {""}))

    def replaced(self, *said: tuple[str, Texts]) -> None:
        """Tell texts in which signs were lost before they came to us."""
        self.oddities += [
            DcatOddity(name, text[:80]) for name, found in said for _, text in found if REPLACED in text
        ]
