"""Tables of what happens by itself: how each source stands, and when each chore of the node was done."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from catalogue.columns import time_field


class SourceState(SQLModel, table=True):
    """How a source stands: what its ended runs come to, and whether a person paused it.

    Args:
        last_tried: when its last run ended.
        last_done: when the last one ended that read the source.
        failures: runs in a row that could not read it.
        left_until: until when it is left alone; None where it may be asked.
        why: the rule of the error that the last failed run ended with.
        counted: ids of the runs that ended at `last_tried` and are counted in.
    """

    __tablename__ = "source_state"

    source: str = Field(primary_key=True)
    last_tried: datetime | None = time_field(default=None, nullable=True)
    last_done: datetime | None = time_field(default=None, nullable=True)
    failures: int = 0
    left_until: datetime | None = time_field(default=None, nullable=True)
    why: str = ""
    counted: str = ""
    paused_at: datetime | None = time_field(default=None, nullable=True)


class Chore(SQLModel, table=True):
    """Something the node does by itself on a rhythm, once for all its processes.

    Args:
        begun_at: when a process took it up.
        done_at: when it was done well.
        error: what went wrong the last time; empty where nothing did.
    """

    name: str = Field(primary_key=True)
    begun_at: datetime = time_field()
    done_at: datetime | None = time_field(default=None, nullable=True)
    error: str = ""
