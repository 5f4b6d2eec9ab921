"""The audit append: every administrative act, and every decision on what is not open.

On the embedded default the log is a SQLite file of its own, so that a long load never locks it; with PostgreSQL it is a
table beside the others. An act commits with a row in the outbox, and one writer moves it to the log.
"""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, Engine, Integer, MetaData, String, Table, insert, select
from sqlmodel import Session, col, delete
from sqlmodel import select as select_model

from catalogue.columns import UtcTime
from catalogue.database import make_engine, unit_of_work
from catalogue.models import AuditOutbox

_METADATA = MetaData()
ENTRIES = Table(
    "audit_entry",
    _METADATA,
    Column("number", Integer, primary_key=True),
    Column("outbox", String, unique=True, nullable=True),
    Column("recorded_at", UtcTime, nullable=False),
    Column("subject", String, nullable=False),
    Column("entry", JSON, nullable=False),
)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did or asked what, and under which rule it was allowed or refused.

    Args:
        subject: key or person; ``anonymous`` for the world.
        act: e.g. ``read``, ``key.create``, ``source.import``.
        target: dataset or other thing.
        permitted: the decision.
        rule: the rule that decided.
        request: the request's id, or the command.
    """

    subject: str
    act: str
    target: str
    permitted: bool
    rule: str
    request: str = ""


class AuditLog:
    """Where entries go; append only."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        _METADATA.create_all(engine)

    @classmethod
    def beside(cls, main: Engine, folder: Path) -> "AuditLog":
        """Open the log that belongs to a database: its own file for SQLite, the same database else."""
        if main.dialect.name != "sqlite":
            return cls(main)
        return cls(make_engine(f"sqlite:///{folder / 'audit.db'}"))

    def append(self, entry: AuditEntry, now: datetime, outbox: str | None = None) -> None:
        """Write an entry durably; the answer waits for it."""
        row = {"recorded_at": now, "subject": entry.subject, "entry": asdict(entry), "outbox": outbox}
        with self.engine.begin() as connection:
            connection.execute(insert(ENTRIES).values(row))

    def entries(self) -> list[Mapping[str, Any]]:  # the entries' JSON
        """Give all entries in order, with their number and time."""
        with self.engine.connect() as connection:
            found = connection.execute(select(ENTRIES).order_by(ENTRIES.c.number))
            return [{"number": row.number, "recorded_at": row.recorded_at, **row.entry} for row in found]

    def drain(self, main: Engine) -> int:
        """Move acts that committed from the outbox to the log and give how many; a kill between moves none twice."""
        with unit_of_work(main) as session:
            waiting = list(session.exec(select_model(AuditOutbox).order_by(col(AuditOutbox.number))))
        for row in waiting:
            if not self._holds(row.key):
                self.append(AuditEntry(**row.entry), row.recorded_at, outbox=row.key)
        with unit_of_work(main) as session:
            session.exec(
                delete(AuditOutbox).where(col(AuditOutbox.number).in_([row.number for row in waiting]))
            )
        return len(waiting)

    def _holds(self, outbox: str) -> bool:
        with self.engine.connect() as connection:
            return (
                connection.execute(select(ENTRIES.c.number).where(ENTRIES.c.outbox == outbox)).first()
                is not None
            )


def record_act(session: Session, entry: AuditEntry, now: datetime) -> None:
    """Put an administrative act into the outbox: it is on record exactly if the act commits."""
    session.add(AuditOutbox(key=secrets.token_hex(16), recorded_at=now, entry=asdict(entry)))
