"""What a request costs, in points: one, unless it stands here. The table is also what `/limits` tells."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes


@dataclass(frozen=True, slots=True)
class Cost:
    """What requests of one kind cost.

    Args:
        path: the address; with ``*`` at its end all that begin so.
        points: the cost.
        method: the method; HEAD costs what GET costs.
        without: parameters; the cost is meant where none of them is given (else it is 1).
        per: a parameter that may stand often.
        each: how many of those cost a point more.
    """

    path: str
    points: int = 1
    method: str = "GET"
    without: tuple[str, ...] = ()
    per: str = ""
    each: int = 1

    def of(self, query: bytes) -> int:
        """Give the cost of a request with that query."""
        points = self.points
        if self.without and any(_times(name, query) for name in self.without):
            points = 1
        return points + (_times(self.per, query) // self.each if self.per else 0)


COSTS = (
    # everything that stands, as one stream
    Cost("/api/v1/observations", 20, without=("indicator", "place", "dataset", "source", "basis")),
    Cost("/api/v1/observations", per="place", each=10),
    Cost("/api/v1/citations/*", 2),
    Cost("/api/v1/releases/*", 5),
    Cost("/catalog*", 10),
    Cost("/api/v1/coverage", 5),
    Cost("/coverage", 5),
    # searches in text
    Cost("/api/v1/datasets", 2),
    Cost("/datasets", 2),
    # comparisons: each pair of places is judged in 31 dimensions
    Cost("/api/v1/compare*", 2, per="place", each=10),
    Cost("/compare", 2, per="place", each=10),
    Cost("/api/v1/comparisons/*", 2),
    Cost("/api/v1/reports/*", 20),
    Cost("/reports/*", 20),
    # files that are read through and checked
    Cost("/api/v1/uploads*", 10, "POST"),
    Cost("/api/v1/uploads/*", 5, "PATCH"),
    Cost("/upload*", 10, "POST"),
    Cost("/api/v1/validate", 10, "POST"),
    Cost("/api/v1/nzc/plan", 5, "POST"),
    Cost("/api/v1/local-indicators", 5, "POST"),
    # a portal is asked, and it is not ours
    Cost("/api/v1/sources/*", 20, "POST"),
    # what tells that a node lives must answer even in a flood
    Cost("/healthz", 0),
    Cost("/readyz", 0),
    Cost("/metrics", 0),
    Cost("/static/*", 0),
)
"""The first that fits counts; of several of one address that which is dearest."""

SIGNING_IN = ("/api/v1/sign-in", "/api/v1/invitations", "/sign-in", "/invitation/")
"""Beginnings of addresses at which a secret can be guessed, by any method but GET."""

TOKENS = "/oauth/"
"""Beginning of the addresses at which machines ask for tokens, by any method but GET."""


def _times(name: str, query: bytes) -> int:
    """Say how often a parameter has a value in a query, however its name is written."""
    start = f"{name}=".encode()
    if b"%" not in query and b"=&" not in query and not query.endswith(b"="):
        return query.count(b"&" + start) + query.startswith(start)
    pairs = (part.partition(b"=") for part in query.split(b"&"))
    return sum(bool(value) and unquote_to_bytes(key) == name.encode() for key, _, value in pairs)


class CostTable:
    """Finds costs quickly: exact addresses first, then the longest beginning."""

    def __init__(self, costs: Iterable[Cost] = COSTS) -> None:
        self._exact: dict[tuple[str, str], tuple[Cost, ...]] = {}
        begin: dict[str, dict[str, Cost]] = {}
        for cost in costs:
            if cost.path.endswith("*"):
                begin.setdefault(cost.method, {})[cost.path[:-1]] = cost
            else:
                key = (cost.method, cost.path)
                self._exact[key] = (*self._exact.get(key, ()), cost)
        self._begin: Mapping[str, tuple[tuple[str, Cost], ...]] = {
            method: tuple(sorted(found.items(), key=lambda pair: -len(pair[0])))
            for method, found in begin.items()
        }

    def cost(self, method: str, path: str, query: bytes) -> int:
        """Give the points that a request costs."""
        exact = self._exact.get((method, path))
        if exact is not None:
            return max(one.of(query) for one in exact)
        for start, one in self._begin.get(method, ()):
            if path.startswith(start):
                return one.of(query)
        return 1
