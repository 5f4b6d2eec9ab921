"""Tables of the catalogue. All times are UTC; texts in three languages are JSON by language."""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import Column, Float, Index, false, text
from sqlmodel import Field, SQLModel

from catalogue.columns import DecimalText, json_field, list_field, time_field

Json = dict[str, Any]  # JSON columns hold what their docstring says; the readers give it a type


class Organisation(SQLModel, table=True):
    """An organisation: owns data, has staff; a department stands under its municipality."""

    id: str = Field(primary_key=True)
    name: Json = json_field()
    kind: str = ""
    parent: str = ""
    homepage: str = ""
    email: str = ""
    place: str = ""
    governed: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Whether a policy that is in force, or will be, is about all of its datasets."""


class PlaceRow(SQLModel, table=True):
    """A place as `schemas.places.Place`."""

    __tablename__ = "place"

    code: str = Field(primary_key=True)
    level: str
    parent: str = ""
    kind: str = ""
    name: Json = json_field()
    same_as: str = ""
    valid_from: str = Field(default="", sa_column_kwargs={"server_default": ""})
    valid_to: str = Field(default="", sa_column_kwargs={"server_default": ""})


class BasisRow(SQLModel, table=True):
    """A basis as `schemas.basis.Basis`; `version` is the hash of its attributes."""

    __tablename__ = "basis"

    id: str = Field(primary_key=True)
    version: str
    attributes: Json = json_field()


class Dataset(SQLModel, table=True):
    """A dataset (dcat:Dataset) with its catalogue record.

    Identity is (source, remote): never a URL. `policy` is its access: template and readers.
    """

    __table_args__: ClassVar[tuple[Any, ...]] = (Index("ix_dataset_identity", "source", "remote"),)

    id: str = Field(primary_key=True)
    source: str = Field(index=True)
    remote: str
    title: Json = json_field()
    description: Json = json_field()
    publisher: str = Field(default="", index=True)
    access: str = "open"
    theme: str = ""
    keywords: list[str] = list_field()
    licence: str = ""
    rights: str = ""
    attribution: str = ""
    landing_page: str = ""
    spatial: list[str] = list_field()
    temporal_start: str = ""
    temporal_end: str = ""
    issued: str = ""
    modified: str = ""
    periodicity: str = ""
    language: str = ""
    example: bool = False
    note: Json = json_field()
    provenance: Json = json_field()
    indicators: list[str] = list_field()
    folded: str = ""
    record_hash: str = ""
    record_snapshot: str = ""
    recorded_from: datetime = time_field()
    recorded_at: datetime = time_field()
    missing_since: datetime | None = time_field(default=None, nullable=True)
    """Since when its source no longer lists it; it is gone after a grace."""
    gone_at: datetime | None = time_field(default=None, nullable=True)
    governed: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Whether a policy that is in force, or will be, names it, itself or by a collection."""


class DatasetReader(SQLModel, table=True):
    """An organisation that may read a dataset that is not open."""

    __tablename__ = "dataset_reader"

    dataset: str = Field(primary_key=True)
    organisation: str = Field(primary_key=True)


class Distribution(SQLModel, table=True):
    """A distribution as its source describes it; those we serve are added when the catalogue is written."""

    id: str = Field(primary_key=True)
    dataset: str = Field(index=True)
    position: int = 0
    title: Json = json_field()
    access_url: str = ""
    download_url: str = ""
    format: str = ""
    media_type: str = ""
    byte_size: int | None = None
    sha256: str = ""
    licence: str = ""
    modified: str = ""


class Snapshot(SQLModel, table=True):
    """Bytes a source gave, kept by SHA-256 in the object store."""

    sha256: str = Field(primary_key=True)
    size: int
    media_type: str = ""
    url: str = ""
    fetched_at: datetime = time_field()


class MappingVersion(SQLModel, table=True):
    """A mapping as it was applied: definition with its maps, so that a figure can be recomputed."""

    __tablename__ = "mapping_version"

    id: str = Field(primary_key=True)
    source: str = Field(index=True)
    name: str
    definition: Json = json_field()


class Release(SQLModel, table=True):
    """An immutable set of observations of one dataset, made by one mapping from named snapshots.

    `id` is the hash of its canonical rows; the same rows published again after others get a second row here.
    `slot` is the source and the mapping's name: what a new release of it replaces.
    """

    number: int | None = Field(default=None, primary_key=True)
    id: str = Field(index=True)
    slot: str = Field(index=True)
    dataset: str = Field(index=True)
    source: str
    mapping: str
    rows: int
    archive_sha256: str
    archive_bytes: int
    snapshots: list[str] = list_field()
    state: str = "staged"
    recorded_from: datetime | None = time_field(default=None, nullable=True)
    recorded_to: datetime | None = time_field(default=None, nullable=True)
    withdrawn_at: datetime | None = time_field(default=None, nullable=True)
    reason: str = ""


class ObservationRow(SQLModel, table=True):
    """An observation with its history: current while `recorded_to` is empty."""

    __tablename__ = "observation"
    __table_args__: ClassVar[tuple[Any, ...]] = (
        Index(
            "ix_observation_current", "indicator", "place", "period", "sector", "scope", "dataset",
            sqlite_where=text("recorded_to IS NULL"), postgresql_where=text("recorded_to IS NULL"),
        ),
        Index("ix_observation_history", "indicator", "place", "recorded_from"),
        Index("ix_observation_slot", "slot", "recorded_to"),
    )  # fmt: skip

    number: int | None = Field(default=None, primary_key=True)
    id: str = Field(index=True)
    slot: str
    release: str
    dataset: str = Field(index=True)
    indicator: str
    place: str
    period: str
    freq: str
    sector: str
    scope: str
    gas: str
    carrier: str
    mode: str
    value_type: str
    unit: str
    source: str
    basis: str
    value: Decimal | None = Field(default=None, sa_column=Column(DecimalText, nullable=True))
    value_order: float | None = Field(default=None, sa_column=Column(Float, nullable=True))
    lower: Decimal | None = Field(default=None, sa_column=Column(DecimalText, nullable=True))
    upper: Decimal | None = Field(default=None, sa_column=Column(DecimalText, nullable=True))
    obs_status: str = "A"
    conf_status: str = "F"
    notation_key: str = ""
    included_in: str = ""
    population_ref: str = ""
    comment: str = ""
    published_value: Decimal | None = Field(default=None, sa_column=Column(DecimalText, nullable=True))
    published_unit: str = ""
    raw_value: str = ""
    raw_unit: str = ""
    source_cell: str = ""
    snapshot: str = ""
    mapping: str = ""
    example: bool = False
    recorded_from: datetime = time_field()
    recorded_to: datetime | None = time_field(default=None, nullable=True)
    withdrawn_at: datetime | None = time_field(default=None, nullable=True)


class FindingRow(SQLModel, table=True):
    """A finding as `schemas.findings.Finding`, with its state; it stays in history when it is no longer found.

    The owner of its dataset sees it at once, everybody else from `public_from` on; empty is at once, too.
    """

    __tablename__ = "finding"

    id: str = Field(primary_key=True)
    dataset: str = Field(index=True)
    slot: str = Field(index=True)
    place: str = Field(default="", index=True)
    rule: str
    severity: str
    document: str = ""
    cell: str = ""
    snapshot: str = ""
    found: str = ""
    expected: Json = json_field()
    mend: Json = json_field()
    subject: str = ""
    involves: list[str] = list_field()
    state: str = "open"
    sent_at: datetime | None = time_field(default=None, nullable=True)
    public_from: datetime | None = time_field(default=None, nullable=True)
    recorded_from: datetime = time_field()
    recorded_to: datetime | None = time_field(default=None, nullable=True)


class FindingReply(SQLModel, table=True):
    """What the owner of a dataset says to a finding, with the state that follows; none is ever changed."""

    __tablename__ = "finding_reply"

    number: int | None = Field(default=None, primary_key=True)
    finding: str = Field(index=True)
    state: str
    text: Json = json_field()
    organisation: str = ""
    subject: str = ""
    recorded_at: datetime = time_field()


class LocalIndicator(SQLModel, table=True):
    """A place's own indicator, as it defines it, beside ours: `match` says how near the two are (SKOS)."""

    __tablename__ = "local_indicator"

    number: int | None = Field(default=None, primary_key=True)
    id: str = Field(index=True)
    place: str = Field(index=True)
    organisation: str = ""
    code: str = ""
    name: Json = json_field()
    unit: str = ""
    definition: str = ""
    stated: Json = json_field()
    indicator: str = Field(default="", index=True)
    match: str = ""
    transform: Json = json_field()
    document: str = ""
    cell: str = ""
    recorded_from: datetime = time_field()
    recorded_to: datetime | None = time_field(default=None, nullable=True)


class SourcePreference(SQLModel, table=True):
    """Which source a place wants to be asked first, and why; an empty indicator means all."""

    __tablename__ = "source_preference"

    number: int | None = Field(default=None, primary_key=True)
    place: str = Field(index=True)
    indicator: str = ""
    sources: list[str] = list_field()
    reason: Json = json_field()
    organisation: str = ""
    subject: str = ""
    recorded_from: datetime = time_field()
    recorded_to: datetime | None = time_field(default=None, nullable=True)


class UploadRow(SQLModel, table=True):
    """A file that somebody handed in, with the mapping proposed for it and what became of it."""

    __tablename__ = "upload"

    id: str = Field(primary_key=True)
    name: str
    place: str = ""
    organisation: str = Field(default="", index=True)
    subject: str = ""
    sha256: str
    size: int = 0
    state: str = "proposed"
    proposal: Json = json_field()
    report: Json = json_field()
    recorded_at: datetime = time_field()


class Citation(SQLModel, table=True):
    """A question whose answer somebody cites: asked again as of its time it gives the same bytes for ever."""

    __tablename__ = "citation"

    id: str = Field(primary_key=True)
    question: Json = json_field()
    as_of: datetime = time_field()
    rows: int = 0
    sha256: str = ""
    subject: str = ""
    recorded_at: datetime = time_field()


class Epoch(SQLModel, table=True):
    """A counter that grows with each change of what it names: `catalogue`, `policy` or `rules`."""

    name: str = Field(primary_key=True)
    value: int = 0


class AuditOutbox(SQLModel, table=True):
    """An administrative act that committed and has not yet reached the audit log.

    `key` names it for good: SQLite gives the number of a row that was deleted to the next one.
    """

    __tablename__ = "audit_outbox"

    number: int | None = Field(default=None, primary_key=True)
    key: str
    recorded_at: datetime = time_field()
    entry: Json = json_field()
