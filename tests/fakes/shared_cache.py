"""A cache that several people share, as a city's proxy is one: what it keeps and gives follows RFC 9111."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx

from tests.api.caller import Caller

MAY_BE_KEPT_FOR_ALL = ("public", "s-maxage", "must-revalidate")


@dataclass
class SharedCache:
    """Asks a node for everybody behind it.

    Args:
        careless: gives kept answers without asking whether they stand, and keeps what nothing forbids.
    """

    node: Caller
    careless: bool = False
    kept: dict[str, list[tuple[dict[str, str], httpx.Response]]] = field(default_factory=dict)
    given: int = 0

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Answer from what is kept if it was asked for alike (4.1) and stands (4.3), else ask the node."""
        for asked, answer in self.kept.get(path, ()):
            if self._alike(asked, headers, answer) and self._stands(path, headers, answer):
                self.given += 1
                return answer
        answer = self.node.get(path, **{name.replace("-", "_"): value for name, value in headers.items()})
        if self._may_keep(headers, answer):
            self.kept.setdefault(path, []).append((headers, answer))
        return answer

    def _alike(self, asked: Mapping[str, str], headers: Mapping[str, str], answer: httpx.Response) -> bool:
        """4.1: the headers that Vary names are the same."""
        named = [name.strip().lower() for name in answer.headers.get("vary", "").split(",") if name.strip()]
        return "*" not in named and all(asked.get(name) == headers.get(name) for name in named)

    def _stands(self, path: str, headers: Mapping[str, str], answer: httpx.Response) -> bool:
        """4.3: what says no-cache is asked about first."""
        if self.careless or "no-cache" not in _directives(answer):
            return True
        etag = answer.headers.get("etag")
        asked = {name.replace("-", "_"): value for name, value in headers.items()}
        return bool(etag) and self.node.get(path, if_none_match=etag, **asked).status_code == 304

    def _may_keep(self, headers: Mapping[str, str], answer: httpx.Response) -> bool:
        """3 and 3.5: not what is private, nor no-store, nor an answer to a key that does not say it is for all."""
        directives = _directives(answer)
        if answer.status_code != 200 or {"no-store", "private"} & directives:
            return False
        return "authorization" not in headers or not directives.isdisjoint(MAY_BE_KEPT_FOR_ALL)


def _directives(answer: httpx.Response) -> set[str]:
    return {
        one.partition("=")[0].strip().lower() for one in answer.headers.get("cache-control", "").split(",")
    }
