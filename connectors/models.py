"""Tables of the connectors: sources, runs and their items, and what a run fetched."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Column, Index, false, text
from sqlmodel import Field, SQLModel

from catalogue.columns import json_field, list_field, time_field

Json = dict[str, Any]  # JSON columns hold what their docstring says; the readers give it a type


UPLOAD = "upload"
"""The connector of a source that nobody harvests: workbooks that were sent."""


class SourceRow(SQLModel, table=True):
    """A configured portal; `definition` is its table of the TOML file with the maps it uses."""

    __tablename__ = "source"

    id: str = Field(primary_key=True)
    position: int = 0
    connector: str
    owner: str
    priority: int = 100
    definition: Json = json_field()


class Run(SQLModel, table=True):
    """A harvest of one source: running, then done, partial, failed or held.

    `holder` names the process at work; a run whose heartbeat is stale is taken over by any worker. `since` is empty where
    the whole source is read; else only what it says to have changed since then. `newest` is the source's latest change
    that was seen, `proved` whether what changed since the run before was what the source said to have changed. `approved` holds the ids of the datasets
    whose loss a person approved.
    """

    id: str = Field(primary_key=True)
    source: str = Field(index=True)
    state: str = Field(default="running", index=True)
    holder: str = ""
    started_at: datetime = time_field()
    heartbeat: datetime = time_field()
    finished_at: datetime | None = time_field(default=None, nullable=True)
    since: datetime | None = time_field(default=None, nullable=True)
    newest: datetime | None = time_field(default=None, nullable=True)
    proved: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    shapes: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """The version of the shapes by which its records were checked."""
    approved: list[str] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default=text("'[]'"))
    )
    outcomes: Json = json_field()
    errors: list[Json] = list_field()


class RunItem(SQLModel, table=True):
    """A dataset (or what one mapping selects) within a run, with its outcome."""

    __tablename__ = "run_item"
    __table_args__: ClassVar[tuple[Any, ...]] = (Index("ix_run_item_position", "run", "position"),)

    run: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    position: int = 0
    title: str = ""
    outcome: str = ""
    detail: str = ""
    record: Json = json_field()
    record_hash: str = Field(default="", sa_column_kwargs={"server_default": ""})
    findings: list[Json] = list_field()


class Fetch(SQLModel, table=True):
    """An answer a run received: with it a resumed run asks for nothing twice."""

    __table_args__: ClassVar[tuple[Any, ...]] = (Index("ix_fetch_source_request", "source", "request"),)

    run: str = Field(primary_key=True)
    request: str = Field(primary_key=True)
    source: str = Field(index=True)
    url: str
    status: int
    media_type: str = ""
    sha256: str = ""
    etag: str = ""
    last_modified: str = ""
    link: str = Field(default="", sa_column_kwargs={"server_default": ""})
    fetched_at: datetime = time_field()


class MapRow(SQLModel, table=True):
    """A named map of a sources file: the source's word = our code."""

    __tablename__ = "word_map"

    name: str = Field(primary_key=True)
    words: Json = json_field()
