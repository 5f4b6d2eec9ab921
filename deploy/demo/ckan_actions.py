"""The read actions of CKAN's API v3, as CKAN 2.10 answers them.

A page of a search never has more than ``PAGE`` packages, whatever ``rows`` says, as CKAN's
``ckan.search.rows_max`` has it. Private packages are told apart from absent ones, as CKAN does: 403, not 404.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ckan_records import LICENSES, Record, Records
from ckan_search import SearchError, search

PAGE = 3
Parameters = Mapping[str, Any]  # Any: parsed JSON


@dataclass
class ActionError(Exception):
    """An action that fails: HTTP status, CKAN's name of the error, and what it says."""

    status: int
    kind: str
    message: str = ""
    details: Record = field(default_factory=dict)

    @property
    def body(self) -> Record:
        """The ``error`` of the envelope."""
        told = {"message": self.message} if self.message else {}
        return {"__type": self.kind, **told, **self.details}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks what: the portal's records, the parameters, and whether the caller may see private packages."""

    records: Records
    parameters: Parameters
    authorised: bool

    def text(self, name: str, default: str = "") -> str:
        """Give a parameter as text."""
        return str(self.parameters.get(name, default))

    def number(self, name: str, default: int) -> int:
        """Give a parameter as a natural number."""
        try:
            value = int(self.parameters.get(name, default))
        except (TypeError, ValueError):
            raise ActionError(409, "Validation Error", details={name: ["Invalid integer"]}) from None
        if value < 0:
            raise ActionError(409, "Validation Error", details={name: ["Must be a natural number"]})
        return value

    def flag(self, name: str) -> bool:
        """Give a parameter as yes or no."""
        return self.text(name).lower() in {"true", "1", "yes", "t"}

    def wanted_id(self) -> str:
        """Give the id asked for, which must be there."""
        if not self.parameters.get("id"):
            raise ActionError(409, "Validation Error", details={"id": ["Missing value"]})
        return self.text("id")

    def visible(self) -> list[Record]:
        """Give the packages the caller finds and lists."""
        private_too = self.authorised and self.flag("include_private")
        return [record for record in self.records.packages.values() if private_too or not record["private"]]


def status_show(caller: Caller) -> object:
    """Say what runs here."""
    return {
        "ckan_version": "2.10.4",
        "site_url": caller.records.site_url,
        "site_title": "Ogledalo demo portal (simulated)",
        "site_description": "",
        "error_emails_to": None,
        "locale_default": "sl",
        "extensions": [],
    }


def package_list(caller: Caller) -> object:
    """List the names of public packages."""
    names = sorted(record["name"] for record in caller.records.packages.values() if not record["private"])
    offset = caller.number("offset", 0)
    limit = caller.number("limit", len(names))
    return names[offset : offset + limit]


def package_search(caller: Caller) -> object:
    """Find packages, a page at a time."""
    sort = caller.text("sort", "score desc, metadata_modified desc")
    try:
        found = search(caller.visible(), q=caller.text("q"), fq=caller.text("fq"), sort=sort)
    except SearchError as problem:
        raise ActionError(409, "Search Query Error", f"Search Query is invalid: {problem}") from None
    start = caller.number("start", 0)
    rows = min(caller.number("rows", 10), PAGE)
    page = found[start : start + rows]
    return {"count": len(found), "sort": sort, "facets": {}, "results": page, "search_facets": {}}


def package_show(caller: Caller) -> object:
    """Show a package."""
    found = caller.records.package(caller.wanted_id())
    if found is None:
        raise ActionError(404, "Not Found Error", "Not found")
    return _readable(caller, found)


def resource_show(caller: Caller) -> object:
    """Show a resource."""
    found = caller.records.resource(caller.wanted_id())
    if found is None:
        raise ActionError(404, "Not Found Error", "Not found")
    _readable(caller, found[1])
    return found[0]


def _readable(caller: Caller, record: Record) -> Record:
    if record["private"] and not caller.authorised:
        refused = f"Access denied: User not authorized to read package {record['id']}"
        raise ActionError(403, "Authorization Error", refused)
    return record


def organization_list(caller: Caller) -> object:
    """List organisations: names, or whole records with ``all_fields``."""
    if not caller.flag("all_fields"):
        return sorted(caller.records.organizations)
    return [_counted(caller, record) for _, record in sorted(caller.records.organizations.items())]


def organization_show(caller: Caller) -> object:
    """Show an organisation, with its public packages if ``include_datasets``."""
    found = caller.records.organization(caller.wanted_id())
    if found is None:
        raise ActionError(404, "Not Found Error", "Not found")
    shown = _counted(caller, found)
    if caller.flag("include_datasets"):
        shown["packages"] = [record for record in caller.visible() if record["owner_org"] == found["id"]]
    return shown


def _counted(caller: Caller, record: Record) -> Record:
    owned = [one for one in caller.visible() if one["owner_org"] == record["id"]]
    return {**record, "package_count": len(owned), "extras": [], "users": [], "groups": [], "tags": []}


def license_list(caller: Caller) -> object:
    """List the licences that can be chosen."""
    return [
        {
            "id": name,
            "title": title,
            "url": url,
            "status": "active",
            "domain_data": True,
            "is_okd_compliant": bool(url),
        }
        for name, (title, url) in LICENSES.items()
    ]


ACTIONS: Mapping[str, Callable[[Caller], object]] = {
    action.__name__: action
    for action in (
        status_show,
        package_list,
        package_search,
        package_show,
        resource_show,
        organization_list,
        organization_show,
        license_list,
    )
}
