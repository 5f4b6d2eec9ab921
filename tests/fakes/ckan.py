"""A CKAN of a few records that pages, filters and refuses as a real one does."""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.server import Reply, Seen

Record = dict[str, Any]  # a package as JSON


def package(name: str, **fields: object) -> Record:
    """A package as package_search gives it."""
    return {"id": f"id-{name}", "name": name, "title": name.title(), "resources": [], **fields}


def success(result: object) -> Reply:
    return Reply(json.dumps({"help": "...", "success": True, "result": result}).encode())


def refusal(status: int, kind: str, message: str) -> Reply:
    error = {"__type": kind, "message": message}
    return Reply(json.dumps({"help": "...", "success": False, "error": error}).encode(), status)


@dataclass
class FakeCkan:
    """Answers ``package_search``, ``package_show`` and ``organization_list``.

    Args:
        packages: in the order in which they are listed.
        removed_after: how many packages disappear from the front once so many searches were answered.
        rows_max: records a page, whatever is asked.
    """

    packages: list[Any]
    organizations: list[Record] = field(default_factory=list)
    removed_after: dict[int, int] = field(default_factory=dict)
    rows_max: int = 1000
    searches: int = 0

    def __call__(self, seen: Seen) -> Reply:
        action = seen.path.removeprefix("/api/3/action/")
        asked = {name: values[0] for name, values in seen.query.items()}
        if action == "package_search":
            return self._search(asked)
        if action == "organization_list":
            start = int(asked["offset"])
            return success(self.organizations[start : start + min(int(asked["limit"]), 25)])
        found = [record for record in self.packages if asked.get("id") in (record["id"], record["name"])]
        return success(found[0]) if found else refusal(404, "Not Found Error", "Not found")

    def _search(self, asked: dict[str, str]) -> Reply:
        wanted = asked.get("fq", "").removeprefix('organization:"').removesuffix('"')
        listed = [p for p in self.packages if not wanted or p["organization"]["name"] == wanted]
        start = int(asked["start"])
        page = listed[start : start + min(int(asked["rows"]), self.rows_max)]
        self.searches += 1
        del self.packages[: self.removed_after.get(self.searches, 0)]
        return success({"count": len(listed), "results": page, "sort": asked["sort"]})
