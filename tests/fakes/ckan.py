"""A CKAN of a few records that pages, filters and refuses as a real one does; or the gateway before the one of OPSI."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.server import Reply, Seen

Record = dict[str, Any]  # a package as JSON
Change = Callable[[list[Any]], None]
"""Changes the list of packages."""

ACTIONS = "/api/3/action/"
GATEWAY = "/api/gw/opsi-api-basic/2.2.3/"
NINE = {
    "q": str, "fq": str, "rows": int, "start": int, "facet": str, "facet.field": list, "facet.mincount": int,
    "facet.limit": int, "sort": str,
}  # fmt: skip
"""What the gateway's search must be told, and how."""

POSTED = ("package_search", "organization_list", "tag_search")
MODIFIED = re.compile(r"metadata_modified:\[(\S+)Z TO \*\]")
ORGANIZATION = re.compile(r'organization:"([^"]*)"')
PAGE = b"<!DOCTYPE html><html><title>Portal otvorenih podataka</title>"
OWN = ("id", "name", "title", "notes", "resources", "metadata_modified", "organization")
"""What the gateway shows of a record unless it is asked not to use its default schema."""


def package(name: str, **fields: object) -> Record:
    """A package as package_search gives it."""
    return {"id": f"id-{name}", "name": name, "title": name.title(), "resources": [], **fields}


def resource(key: str, url: str, **fields: object) -> Record:
    """A resource as a package has it."""
    return {"id": f"r-{key}", "name": key, "url": url, "format": "CSV", "datastore_active": False, **fields}


def success(result: object) -> Reply:
    return Reply(json.dumps({"help": "...", "success": True, "result": result}).encode())


def refusal(status: int, kind: str, message: str) -> Reply:
    error = {"__type": kind, "message": message}
    return Reply(json.dumps({"help": "...", "success": False, "error": error}).encode(), status)


@dataclass
class FakeTable:
    """A table of the datastore: its fields as name and type, and its rows."""

    fields: Mapping[str, str]
    rows: list[list[Any]]

    def search(self, limit: int, offset: int) -> Record:
        """A page of it."""
        told = list(enumerate(self.rows, start=1))[offset : offset + limit]
        return {
            "limit": limit,
            "offset": offset,
            "records_format": "objects",
            "fields": [{"id": "_id", "type": "int"}]
            + [{"id": name, "type": type_} for name, type_ in self.fields.items()],
            "records": [{"_id": number, **dict(zip(self.fields, row, strict=True))} for number, row in told],
            "total": len(self.rows),
        }


@dataclass
class FakeCkan:
    """Answers ``package_search``, ``package_show``, ``organization_list`` and ``datastore_search``, and gives files.

    Args:
        packages: in the order in which they are listed.
        removed_after: how many packages disappear from the front once so many searches were answered.
        changed_after: what happens to the list once so many searches were answered.
        rows_max: records a page, whatever is asked.
        prefix: the folder in which it stands, e.g. ``/ckan``; elsewhere there is a page for people.
        gateway: it is the gateway of podatki.gov.si, and not the action API.
        sorts: orders that it takes; any where there are none.
        tables: of the datastore, by resource.
        tables_max: rows a page of the datastore.
        files: what other paths give.
    """

    packages: list[Any]
    organizations: list[Record] = field(default_factory=list)
    removed_after: dict[int, int] = field(default_factory=dict)
    changed_after: dict[int, Change] = field(default_factory=dict)
    rows_max: int = 1000
    organizations_max: int = 25
    prefix: str = ""
    gateway: bool = False
    sorts: tuple[str, ...] = ()
    tables: dict[str, FakeTable] = field(default_factory=dict)
    tables_max: int = 32_000
    files: dict[str, Reply] = field(default_factory=dict)
    searches: int = 0

    def __call__(self, seen: Seen) -> Reply:
        base = GATEWAY if self.gateway else f"{self.prefix}{ACTIONS}"
        if seen.path in self.files:
            return self.files[seen.path]
        if not seen.path.startswith(base):
            return Reply(PAGE, 200, media_type="text/html")
        action = seen.path.removeprefix(base)
        if self.gateway and action in POSTED:
            return self._posted(action, seen)
        asked = {name: values[0] for name, values in seen.query.items()}
        return self._answer(action, asked) if seen.method == "GET" else Reply(b"", 405)

    def _posted(self, action: str, seen: Seen) -> Reply:
        if seen.method != "POST" or seen.headers.get("content-type") != "application/json":
            return Reply(b'{"message": "no Route matched with those values"}', 404)
        asked = json.loads(seen.body)
        wrong = [name for name, kind in NINE.items() if type(asked.get(name)) is not kind]
        if action == "package_search" and (wrong or set(asked) != set(NINE)):
            return refusal(400, "Validation Error", f"wrong: {wrong}")
        return self._answer(action, asked)

    def _answer(self, action: str, asked: Record) -> Reply:
        if action == "package_search":
            return self._search(asked)
        if action == "organization_list":
            start = int(asked["offset"])
            return success(
                self.organizations[start : start + min(int(asked["limit"]), self.organizations_max)]
            )
        if action == "datastore_search":
            table = self.tables.get(asked["resource_id"])
            if table is None:
                return refusal(404, "Not Found Error", "Not found: Resource was not found.")
            return success(table.search(min(int(asked["limit"]), self.tables_max), int(asked["offset"])))
        found = [record for record in self.packages if asked.get("id") in (record["id"], record["name"])]
        if not found:
            return refusal(404, "Not Found Error", "Not found")
        if self.gateway and asked.get("use_default_schema") != "false":
            return success({name: value for name, value in found[0].items() if name in OWN})
        return success(found[0])

    def _search(self, asked: Record) -> Reply:
        if self.sorts and asked["sort"] not in self.sorts:
            return refusal(409, "Validation Error", f"sort: {asked['sort']}")
        listed = _filtered(self.packages, asked.get("fq", ""))
        start = int(asked["start"])
        page = listed[start : start + min(int(asked["rows"]), self.rows_max)]
        self.searches += 1
        reply = success({"count": len(listed), "results": page, "sort": asked["sort"]})
        del self.packages[: self.removed_after.get(self.searches, 0)]
        if change := self.changed_after.get(self.searches):
            change(self.packages)
        return reply


def _filtered(packages: list[Any], terms: str) -> list[Any]:
    organization, since = ORGANIZATION.search(terms), MODIFIED.search(terms)
    listed = packages
    if organization:
        listed = [one for one in listed if one["organization"]["name"] == organization[1]]
    if since:
        listed = [one for one in listed if one.get("metadata_modified", "") >= since[1]]
    return list(listed)
