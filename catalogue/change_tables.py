"""Tables of what datasets are called at their sources, and of how they changed."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import false
from sqlmodel import Field, SQLModel

from catalogue.columns import json_field, list_field, time_field

Json = dict[str, Any]  # JSON columns hold what their docstring says; the readers give it a type


class CatalogueRecord(SQLModel, table=True):
    """What one source says of a dataset (dcat:CatalogRecord): a dataset that several portals list has several."""

    __tablename__ = "catalogue_record"

    source: str = Field(primary_key=True)
    remote: str = Field(primary_key=True)
    dataset: str = Field(index=True)
    publisher: str = ""
    landing_page: str = ""
    fingerprint: str | None = Field(default=None, index=True)
    """Hash of title and addresses, whatever session they were given in; empty where it has no address, None where its
    names are not kept yet."""
    record_hash: str = ""
    snapshot: str = ""
    first_seen: datetime = time_field()
    changed_at: datetime = time_field()
    gone_at: datetime | None = time_field(default=None, nullable=True)


class RecordIdentifier(SQLModel, table=True):
    """A name by which a record can be known anywhere, in the form in which names are compared."""

    __tablename__ = "record_identifier"

    source: str = Field(primary_key=True)
    remote: str = Field(primary_key=True)
    identifier: str = Field(primary_key=True, index=True)


class DatasetAlias(SQLModel, table=True):
    """What a dataset was called at its source before."""

    __tablename__ = "dataset_alias"

    source: str = Field(primary_key=True)
    remote: str = Field(primary_key=True)
    dataset: str = Field(index=True)
    since: datetime = time_field()
    """Since when it is no longer called so."""


class MergeProposal(SQLModel, table=True):
    """Two datasets that look like one, and whose publishers did not say so."""

    __tablename__ = "merge_proposal"

    number: int | None = Field(default=None, primary_key=True)
    dataset: str = Field(index=True)
    other: str = Field(index=True)
    """The dataset that would become a record of the first."""
    why: str = ""
    """``identifier`` or ``fingerprint``."""
    state: str = "open"
    """``open``, ``accepted`` or ``declined``."""
    proposed_at: datetime = time_field()
    decided_at: datetime | None = time_field(default=None, nullable=True)


class DatasetChange(SQLModel, table=True):
    """A change of a dataset.

    `position` is its place in the log: given when its transaction ends, so that whoever has read up to one finds all
    that comes later after it.
    """

    __tablename__ = "dataset_change"
    __table_args__: ClassVar[dict[str, Any]] = {"sqlite_autoincrement": True}

    number: int | None = Field(default=None, primary_key=True)
    position: int | None = Field(default=None, index=True)
    dataset: str = Field(index=True)
    kind: str
    at: datetime = time_field()
    release: str = ""
    source: str = ""
    was_public: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Whether everybody could see the dataset before."""
    details: Json = json_field()


class SeenSet(SQLModel, table=True):
    """Datasets that not everybody may see and that somebody saw at a cursor's time; named by the hash of their ids."""

    __tablename__ = "seen_set"

    digest: str = Field(primary_key=True)
    datasets: list[str] = list_field()
    made_at: datetime = time_field()
