"""Names: the IRIs under which policies know the datasets, organisations, networks and people of a node.

An IRI names its thing wherever it is served; what another base or kind has in its name is not ours and stays a mere name.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias
from urllib.parse import unquote

from catalogue.dcat.iris import segment

Kind: TypeAlias = Literal["dataset", "organisation", "network", "collection", "policy", "agreement", "party"]


@dataclass(frozen=True, slots=True)
class Names:
    """Makes IRIs of ids and ids of IRIs.

    Args:
        base: the node's own address, without a slash at its end.
    """

    base: str

    def iri(self, kind: Kind, name: str) -> str:
        """Give the IRI of something of this node."""
        return f"{self.base}/id/{kind}/{segment(name)}"

    def id(self, kind: Kind, iri: str) -> str:
        """Give the id that an IRI means, empty where it means nothing of that kind here."""
        start = f"{self.base}/id/{kind}/"
        return unquote(iri.removeprefix(start)) if iri.startswith(start) else ""
