"""A CKAN package as a frozen record; what a portal writes oddly is told, what is broken is refused."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import TypeVar

from connectors.errors import CkanRecordError
from connectors.json_answer import Json, quoted

T = TypeVar("T")
NO = frozenset({"", "false", "0", "no", "f", "n", "none"})
NUMBER = re.compile(r"\d+(?:\.\d+)?")
LONGEST_NUMBER = 18
YES = frozenset({"true", "1", "yes", "t", "y"})
"""Truth values as portals write them, which may be texts."""


@dataclass(frozen=True, slots=True)
class CkanOddity:
    """A field that is not as CKAN writes it and was read as missing, e.g. a size of ``not-a-number``.

    Args:
        field: e.g. ``resources[2].size``.
        found: what stands there.
    """

    field: str
    found: str


@dataclass(frozen=True, slots=True)
class CkanOrganization:
    """Who publishes at a portal; the slug says nothing (``ewdaw`` is a city's hospitals)."""

    id: str
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class CkanResource:
    """A file or service of a package; format and size are what somebody typed in.

    Args:
        size: in bytes.
        hash: as the portal gives it, its algorithm unsaid.
        datastore_active: whether the portal holds it as a table, too.
        url_type: ``upload``, or ``datastore`` where the table is all there is and its address only writes it out.
        access_url: a page about it, where its record tells one beside the address of the file.
        licence: its own, where it has one beside the package's.
    """

    id: str
    name: str
    url: str
    description: str = ""
    format: str = ""
    mimetype: str = ""
    size: int | None = None
    hash: str = ""
    created: datetime | None = None
    last_modified: datetime | None = None
    datastore_active: bool = False
    url_type: str = ""
    access_url: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class CkanPackage:
    """What a portal says of one dataset.

    Args:
        id: the portal's, not always a UUID.
        name: the slug in its addresses.
        metadata_created: CKAN writes UTC without saying so.
        extras: free pairs of name and value.
        private: whether only members of its organization may see it; what is not plainly said to be public is not.
        state: ``active``; a portal that lists others says ``deleted`` or ``draft``.
        raw: the whole record as JSON, fields of the portal's own among it.
        oddities: what could not be read and counts as missing.
    """

    id: str
    name: str
    title: str
    notes: str
    url: str
    organization: CkanOrganization | None
    license_id: str
    license_title: str
    license_url: str
    tags: tuple[str, ...]
    groups: tuple[str, ...]
    extras: Mapping[str, str]
    metadata_created: datetime | None
    metadata_modified: datetime | None
    resources: tuple[CkanResource, ...]
    private: bool
    state: str
    raw: Mapping[str, Json] = field(repr=False)
    oddities: tuple[CkanOddity, ...] = ()


def read_package(found: Json, position: int) -> CkanPackage:
    """Read one record of a list.

    Args:
        found: the record.
        position: its place in the portal's list, from 0.

    Raises:
        CkanRecordError: it has no id, name or title, or its resources are no list of records.
    """
    if not isinstance(found, dict):
        raise CkanRecordError(quoted(found), field=f"results[{position}]", wanted="{...}", title="")
    record = _Reader(found, _title(found, position))
    organization = found.get("organization")
    return CkanPackage(
        id=record.required("id"),
        name=record.required("name"),
        title=record.required("title"),
        notes=record.text("notes"),
        url=record.text("url"),
        organization=_organization(organization) if isinstance(organization, dict) else None,
        license_id=record.text("license_id"),
        license_title=record.text("license_title"),
        license_url=record.text("license_url"),
        tags=record.names("tags", ("name", "display_name")),
        groups=record.names("groups", ("name", "id")),
        extras=record.pairs("extras"),
        metadata_created=record.moment("metadata_created"),
        metadata_modified=record.moment("metadata_modified"),
        resources=tuple(_resource(reader) for reader in record.parts("resources") if reader.stands),
        private=record.text("private").lower() not in NO,
        state=record.text("state").lower() or "active",
        raw=found,
        oddities=tuple(record.oddities),
    )


def read_moment(text: str) -> datetime:
    """Read a time as portals write it; one without a zone is UTC, as CKAN's are.

    Raises:
        ValueError: it is none.
    """
    moment = datetime.fromisoformat(text.strip().replace(",", "."))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _bytes(text: str) -> int:
    """Read a size; portals write it as a number of either kind.

    Raises:
        ValueError: it is none.
    """
    size = Decimal(text) if len(text) <= LONGEST_NUMBER and NUMBER.fullmatch(text) else None
    if size is None or size != size.to_integral_value():
        raise ValueError(text)
    return int(size)


def _title(found: Mapping[str, Json], position: int) -> str:
    texts = (found.get(name) for name in ("title", "name", "id"))
    return next((text for text in texts if isinstance(text, str) and text), f"results[{position}]")


def _organization(found: dict[str, Json]) -> CkanOrganization:
    reader = _Reader(found, "", "organization.")
    return CkanOrganization(reader.text("id"), reader.text("name"), reader.text("title"))


def _resource(reader: "_Reader") -> CkanResource:
    return CkanResource(
        id=reader.text("id"),
        name=reader.text("name"),
        url=reader.text("download_url") or reader.text("url"),
        description=reader.text("description"),
        format=reader.text("format"),
        mimetype=reader.text("mimetype"),
        size=reader.told("size", _bytes),
        hash=reader.text("hash"),
        created=reader.moment("created"),
        last_modified=reader.moment("last_modified"),
        datastore_active=reader.text("datastore_active").lower() in YES,
        url_type=reader.text("url_type"),
        access_url=reader.text("access_url"),
        licence=reader.text("license") or reader.text("license_url") or reader.text("license_id"),
    )


class _Reader:
    """Reads the fields of one record and keeps what it could not read."""

    def __init__(
        self, found: Mapping[str, Json], title: str, path: str = "", oddities: list[CkanOddity] | None = None
    ) -> None:
        self._found = found
        self._title = title
        self._path = path
        self.oddities: list[CkanOddity] = oddities if oddities is not None else []

    @property
    def stands(self) -> bool:
        """Whether a part is there; some portals list those that were deleted."""
        return self.text("state").lower() not in ("deleted", "draft")

    def required(self, name: str) -> str:
        """Read a text that must be there."""
        value = self._found.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self._broken(name, value, wanted='"..."')
        return value.strip()

    def text(self, name: str) -> str:
        """Read a text, or a number or truth value as one."""
        value = self._found.get(name)
        if value is None or isinstance(value, str | int | float):
            return "" if value is None else str(value).strip()
        self._odd(name, value)
        return ""

    def told(self, name: str, read: Callable[[str], T]) -> T | None:
        """Read a field that may be missing, or be anything."""
        text = self.text(name)
        try:
            return read(text) if text else None
        except ValueError:
            self._odd(name, text)
            return None

    def moment(self, name: str) -> datetime | None:
        """Read a time."""
        return self.told(name, read_moment)

    def names(self, name: str, keys: tuple[str, ...]) -> tuple[str, ...]:
        """Read a list of names, or of records with names."""
        names: list[str] = []
        for entry in self._entries(name):
            told = [entry.get(key) for key in keys] if isinstance(entry, dict) else [entry]
            names += [text.strip() for text in told if isinstance(text, str) and text.strip()][:1]
        return tuple(names)

    def pairs(self, name: str) -> Mapping[str, str]:
        """Read CKAN's list of ``{"key": ..., "value": ...}``; old portals write an object instead."""
        pairs: dict[str, str] = {}
        found = self._found.get(name)
        if isinstance(found, dict):
            return {
                key: value if isinstance(value, str) else quoted(value, 10_000)
                for key, value in found.items()
            }
        for entry in self._entries(name):
            key = entry.get("key") if isinstance(entry, dict) else None
            if not isinstance(entry, dict) or not isinstance(key, str):
                self._odd(name, entry)
                continue
            value = entry.get("value")
            pairs[key] = value if isinstance(value, str) else quoted(value, 10_000)
        return pairs

    def parts(self, name: str) -> list["_Reader"]:
        """Read a list of records that must be one."""
        found = self._found.get(name)
        if not isinstance(found, list):
            raise self._broken(name, found, wanted="[...]")
        parts: list[_Reader] = []
        for number, part in enumerate(found):
            if not isinstance(part, dict):
                raise self._broken(f"{name}[{number}]", part, wanted="{...}")
            parts.append(_Reader(part, self._title, f"{name}[{number}].", self.oddities))
        return parts

    def _entries(self, name: str) -> list[Json]:
        found = self._found.get(name)
        if found is not None and not isinstance(found, list):
            self._odd(name, found)
        return found if isinstance(found, list) else []

    def _odd(self, name: str, value: Json) -> None:
        self.oddities.append(CkanOddity(f"{self._path}{name}", quoted(value)))

    def _broken(self, name: str, value: Json, wanted: str) -> CkanRecordError:
        id_ = self._found.get("id")
        return CkanRecordError(
            quoted(value),
            field=f"{self._path}{name}",
            wanted=wanted,
            title=self._title,
            record_id=id_ if isinstance(id_, str) else "",
        )
