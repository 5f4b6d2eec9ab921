"""Tables of the connectors: sources, runs and their items, and what a run fetched."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from catalogue.columns import UtcTime

Json = dict[str, Any]  # JSON columns hold what their docstring says; the readers give it a type


def _json() -> Any:  # SQLModel's Field has no narrower type
    return Field(default_factory=dict, sa_type=JSON)


def _list() -> Any:  # SQLModel's Field has no narrower type
    return Field(default_factory=list, sa_type=JSON)


def _time(**options: Any) -> Any:  # SQLModel's Field has no narrower type
    return Field(sa_type=UtcTime, **options)


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
    definition: Json = _json()


class Run(SQLModel, table=True):
    """A harvest of one source: running, then done, partial, failed or held.

    `holder` names the process at work; a run whose heartbeat is stale is taken over by any worker.
    """

    id: str = Field(primary_key=True)
    source: str = Field(index=True)
    state: str = Field(default="running", index=True)
    holder: str = ""
    started_at: datetime = _time()
    heartbeat: datetime = _time()
    finished_at: datetime | None = _time(default=None, nullable=True)
    outcomes: Json = _json()
    errors: list[Json] = _list()


class RunItem(SQLModel, table=True):
    """A dataset (or what one mapping selects) within a run, with its outcome."""

    __tablename__ = "run_item"

    run: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    position: int = 0
    title: str = ""
    outcome: str = ""
    detail: str = ""
    record: Json = _json()
    findings: list[Json] = _list()


class Fetch(SQLModel, table=True):
    """An answer a run received: with it a resumed run asks for nothing twice."""

    run: str = Field(primary_key=True)
    request: str = Field(primary_key=True)
    source: str = Field(index=True)
    url: str
    status: int
    media_type: str = ""
    sha256: str = ""
    etag: str = ""
    last_modified: str = ""
    fetched_at: datetime = _time()


class MapRow(SQLModel, table=True):
    """A named map of a sources file: the source's word = our code."""

    __tablename__ = "word_map"

    name: str = Field(primary_key=True)
    words: Json = _json()
