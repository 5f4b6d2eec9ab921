"""Datasets as values: what a source says of one, and what the catalogue holds of it."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from catalogue.folding import printable
from schemas.languages import Text

NO_TEXT = Text()


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributionDraft:
    """A distribution as its source describes it.

    Args:
        key: the source's id of it, unique in its dataset.
        format: as the source writes it, e.g. ``CSV``.
        media_type: e.g. ``text/csv``.
        byte_size: bytes, None where not said.
        sha256: 64 hexadecimal digits, empty where not said.
        licence: IRI, EU code or text; empty where the dataset's holds.
        modified: ISO 8601 date or time, as said.
    """

    key: str
    title: Text = NO_TEXT
    access_url: str = ""
    download_url: str = ""
    format: str = ""
    media_type: str = ""
    byte_size: int | None = None
    sha256: str = ""
    licence: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributionView(DistributionDraft):
    """A distribution as the catalogue holds it; `id` is unique in the catalogue."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetDescription:
    """What is said of a dataset, whoever holds it.

    Args:
        id: our slug, e.g. ``kranj-inventory``.
        source: id of the source that tells of it; with `remote` its identity.
        remote: the source's own name of it.
        publisher: id of the organisation that owns it.
        access: ``open``, ``restricted`` or ``hidden``.
        theme: code of the EU's data themes, e.g. ``ENVI``.
        licence: IRI, EU code or a text such as "none stated by the source".
        attribution: how its source wants to be named.
        spatial: codes of places.
        temporal: first and last period, e.g. ``("2018", "2022")``; empty where not said.
        issued: ISO 8601 date or time, as said.
        modified: ISO 8601 date or time, as said.
        periodicity: code of the EU's frequencies, e.g. ``ANNUAL``.
        language: ISO 639-1 code of its texts and figures.
        example: labelled example data, never real figures.
        note: shown wherever its figures are.
        provenance: the steps by which the figures came to us.
        indicators: codes of the indicators it has observations of.
    """

    id: str
    source: str
    remote: str
    title: Text
    description: Text = NO_TEXT
    publisher: str = ""
    access: str = "open"
    theme: str = ""
    keywords: tuple[str, ...] = ()
    licence: str = ""
    rights: str = ""
    attribution: str = ""
    landing_page: str = ""
    spatial: tuple[str, ...] = ()
    temporal: tuple[str, str] = ("", "")
    issued: str = ""
    modified: str = ""
    periodicity: str = ""
    language: str = ""
    example: bool = False
    note: Text = NO_TEXT
    provenance: tuple[Text, ...] = ()
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetDraft(DatasetDescription):
    """A dataset as its source says it.

    Args:
        readers: organisations that may read it besides its owner.
        distributions: in the source's order.
        identifiers: what its publisher calls it anywhere, other portals too: IRIs, UUIDs, DOIs.
    """

    readers: tuple[str, ...] = ()
    distributions: tuple[DistributionDraft, ...] = ()
    identifiers: tuple[str, ...] = ()

    def columns(self) -> dict[str, Any]:  # what the tables hold, as JSON has it
        """Give everything that is said in plain, printable values."""
        said: dict[str, Any] = _plain(asdict(self))  # a dataclass becomes a dictionary
        said["readers"] = sorted(set(said["readers"]))
        return said

    def hash(self) -> str:
        """Give the hash of what is said: equal drafts change nothing; one without identifiers hashes as it did before."""
        said = self.columns()
        if not said["identifiers"]:
            del said["identifiers"]
        text = json.dumps(said, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class RecordView:
    """One source's record of a dataset.

    Args:
        source: the source's id.
        remote: what the dataset is called there.
        former: what it was called there before.
        landing_page: its page there, empty where it has none.
        own: whether the dataset's description is this record's.
        first_seen: when the source first listed it.
        changed_at: when its record there last changed.
        missing_since: since when the source no longer lists it, None where it does.
    """

    source: str
    remote: str
    former: tuple[str, ...]
    landing_page: str
    own: bool
    first_seen: datetime
    changed_at: datetime
    missing_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetView(DatasetDescription):
    """A dataset as the catalogue holds it.

    Args:
        recorded_from: when it first came into the catalogue.
        recorded_at: when what is said of it last changed.
        released_at: when its observations last changed, None where it has none.
        record_snapshot: SHA-256 of the bytes in which its source describes it.
        distributions: the source's own; left out where the caller may not read the dataset.
        missing_since: since when its source no longer lists it, None where it does.
        records: what each source that lists it calls it; empty where they were not asked for.
    """

    recorded_from: datetime
    recorded_at: datetime
    released_at: datetime | None = None
    record_snapshot: str = ""
    distributions: tuple[DistributionView, ...] = ()
    missing_since: datetime | None = None
    records: tuple[RecordView, ...] = ()


def _plain(value: Any) -> Any:  # any value of a draft, as JSON has it
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
