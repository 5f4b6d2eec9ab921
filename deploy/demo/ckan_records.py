"""What the demo's CKAN holds, in the shape in which CKAN shows it."""

import tomllib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from file_server import FIGURES, MEDIA_TYPES

HERE = Path(__file__).resolve().parent
Record = dict[str, Any]  # Any: a record is JSON as CKAN gives it, and some of them are broken on purpose

LICENSES: Mapping[str, tuple[str, str]] = {
    "notspecified": ("License not specified", ""),
    "CC-BY-4.0": ("Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/"),
}


def identifier(*names: str) -> str:
    """Give the id of what has these names: the same UUID on every run."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(("ogledalo-demo-ckan", *names))))


@dataclass(frozen=True, slots=True)
class Records:
    """The organisations and packages of one portal.

    Args:
        site_url: the portal's own address, without a final slash.
        organizations: by name.
        packages: by name, private ones among them.
    """

    site_url: str
    organizations: Mapping[str, Record]
    packages: Mapping[str, Record]

    @classmethod
    def shipped(cls, site_url: str, files_url: str) -> "Records":
        """Read ``ckan_packages.toml`` and put this run's addresses into it.

        Args:
            site_url: address of the portal.
            files_url: address of the server that its resources' files are on.
        """
        told = tomllib.loads((HERE / "ckan_packages.toml").read_text(encoding="utf-8"))
        organizations = {o["name"]: organization(o["name"], o["title"]) for o in told["organization"]}
        packages = {
            p["name"]: package(p, organizations[p["organization"]], files_url) for p in told["package"]
        }
        return cls(site_url, organizations, packages)

    def package(self, name_or_id: str) -> Record | None:
        """Find a package, private or not, by its name or its id."""
        return self.packages.get(name_or_id) or _with_id(self.packages.values(), name_or_id)

    def organization(self, name_or_id: str) -> Record | None:
        """Find an organisation by its name or its id."""
        return self.organizations.get(name_or_id) or _with_id(self.organizations.values(), name_or_id)

    def resource(self, resource_id: str) -> tuple[Record, Record] | None:
        """Find a resource by its id, with the package that holds it."""
        for holder in self.packages.values():
            found = _with_id(holder["resources"], resource_id)
            if found:
                return found, holder
        return None


def _with_id(records: Iterable[Record], wanted: str) -> Record | None:
    return next((record for record in records if record["id"] == wanted), None)


def organization(name: str, title: str) -> Record:
    """Give an organisation as ``organization_show`` has it."""
    return {
        "id": identifier("organization", name),
        "name": name,
        "title": title,
        "display_name": title,
        "type": "organization",
        "description": "",
        "image_url": "",
        "created": "2025-11-01T08:00:00.000000",
        "is_organization": True,
        "approval_status": "approved",
        "state": "active",
    }


def package(told: Mapping[str, Any], owner: Record, files_url: str) -> Record:  # Any: parsed TOML
    """Give a package as ``package_show`` has it; what the record lacks (a title) it lacks here too.

    Args:
        told: the record in ``ckan_packages.toml``.
        owner: its organisation.
        files_url: address of the file server, without a final slash.
    """
    license_title, license_url = LICENSES.get(told["license"], ("", ""))
    shown: Record = {
        "id": told.get("id", identifier("package", told["name"])),
        "name": told["name"],
        **({"title": told["title"]} if "title" in told else {}),
        "notes": told["notes"],
        "author": None,
        "author_email": None,
        "maintainer": None,
        "maintainer_email": None,
        "license_id": told["license"],
        "license_title": license_title,
        **({"license_url": license_url} if license_url else {}),
        "isopen": bool(license_url),
        "metadata_created": told["created"],
        "metadata_modified": told["modified"],
        "private": told.get("private", False),
        "state": "active",
        "type": "dataset",
        "url": None,
        "version": None,
        "owner_org": owner["id"],
        "organization": owner,
        "tags": [tag(name) for name in told["tags"]],
        "num_tags": len(told["tags"]),
        "groups": [],
        "extras": [],
        "relationships_as_subject": [],
        "relationships_as_object": [],
        **told.get("oddities", {}),
    }
    shown["resources"] = [
        resource(one, position, shown, files_url) for position, one in enumerate(told["resources"])
    ]
    return {**shown, "num_resources": len(shown["resources"])}


def tag(name: str) -> Record:
    """Give a tag as CKAN shows it inside a package."""
    return {
        "id": identifier("tag", name),
        "name": name,
        "display_name": name,
        "state": "active",
        "vocabulary_id": None,
    }


def resource(
    told: Mapping[str, Any], position: int, holder: Record, files_url: str
) -> Record:  # Any: parsed TOML
    """Give a resource as CKAN shows it inside a package; size and media type are those of its file."""
    name = told.get("file", "")
    path = FIGURES / name
    return {
        "id": identifier("resource", holder["name"], told["name"]),
        "package_id": holder["id"],
        "name": told["name"],
        "description": told.get("description"),
        "url": f"{files_url}/{name}" if name else told["url"],
        "url_type": None,
        "format": told.get("format", path.suffix[1:].upper()),
        "mimetype": MEDIA_TYPES[path.suffix].partition(";")[0] if name else None,
        "size": path.stat().st_size if name else told["size"],
        "hash": "",
        "position": position,
        "created": holder["metadata_created"],
        "last_modified": holder["metadata_modified"] if name else None,
        "metadata_modified": holder["metadata_modified"],
        "state": "active",
        "resource_type": None,
        "datastore_active": False,
    }
