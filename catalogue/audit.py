"""The audit append: every administrative act, and every decision on what is not open.

On the embedded default the log is a SQLite file of its own, so that a long load never locks it; with PostgreSQL its tables
stand beside the others. An act commits with a row in the outbox, and one writer at a time moves it to the log.
"""

import logging
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    event,
    inspect,
    select,
)
from sqlmodel import Session, col, delete
from sqlmodel import select as select_model

from catalogue.audit_errors import AuditUnavailableError
from catalogue.audit_reading import Entry, entries
from catalogue.audit_record import AuditEntry, Kind
from catalogue.audit_tables import METADATA
from catalogue.audit_writing import Waiting, WritersQueue, write, writing
from catalogue.columns import UtcTime
from catalogue.database import apart, make_engine, unit_of_work
from catalogue.models import AuditOutbox

__all__ = ["AuditEntry", "AuditLog", "Kind", "Waiting", "record_act", "recorded_in"]

AT_ONCE = 500
_ACTS = "audit_acts"
_EARLIER = "audit_entry"
"""The table of releases before 0.2, where people stood by name; what it holds is moved once."""

log = logging.getLogger("ogledalo.audit")


@dataclass(frozen=True)
class AuditLog:
    """Where entries go; append only."""

    engine: Engine
    _queue: WritersQueue = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Make the tables where they are missing, and take over what an earlier release wrote."""
        object.__setattr__(self, "_queue", WritersQueue(self._write))
        there = set(inspect(self.engine).get_table_names())
        if _EARLIER in there or not set(METADATA.tables) <= there:
            with writing(self.engine) as connection:
                METADATA.create_all(connection)
                _take_over(connection)

    @classmethod
    def beside(cls, main: Engine, folder: Path) -> "AuditLog":
        """Open the log that belongs to a database: its own file for SQLite, the same database else, by other connections."""
        if main.dialect.name != "sqlite":
            return cls(apart(main))
        file = folder / "audit.db"
        if not file.exists():
            file.touch(mode=0o600)  # it holds the secrets under which people stand in it
        engine = make_engine(f"sqlite:///{file}")
        event.listen(engine, "connect", _prepare_file)
        return cls(engine)

    def append(self, entry: AuditEntry, now: datetime, outbox: str | None = None) -> None:
        """Write an entry durably; the answer waits for it.

        Raises:
            AuditUnavailableError: it could not be written; what must be on record is not to be given.
        """
        self._queue.put([Waiting(entry, now, outbox)])

    def append_later(self, entry: AuditEntry, now: datetime) -> None:
        """Have an entry written before the next one; the answer does not wait for it.

        For what is refused and must not be told from what does not exist: nothing is given, and an answer that waited
        for the disk, or failed with it, would tell.
        """
        self._queue.put_later(Waiting(entry, now))

    def flush_or_tell(self) -> None:
        """Write what nobody waits for; where that fails the node's own log says so."""
        try:
            self._queue.put([])
        except AuditUnavailableError:
            log.exception("entries are lost: the audit log cannot be written")

    def entries(self) -> list[Entry]:
        """Give all entries in order, with their number and time."""
        self._queue.put([])
        with self.engine.connect() as connection:
            return list(entries(connection))

    def drain(self, main: Engine) -> int:
        """Move acts that committed from the outbox to the log and give how many; a kill between moves none twice.

        Raises:
            AuditUnavailableError: they could not be written; they wait on in the outbox.
        """
        self._queue.put([])
        moved = 0
        while some := self._move_some(main):
            moved += some
        return moved

    def drain_or_tell(self, main: Engine) -> None:
        """Move acts after they committed; where that fails they wait in the outbox, and the node's own log says so."""
        try:
            self.drain(main)
        except AuditUnavailableError:
            log.exception("acts wait in the outbox: the audit log cannot be written")

    def wipe(self) -> None:
        """Let no trace of what was deleted stay in the file's journal."""
        if self.engine.dialect.name == "sqlite":
            with self.engine.connect() as connection:
                connection.commit()
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def _move_some(self, main: Engine) -> int:
        with unit_of_work(main) as session:
            query = select_model(AuditOutbox).order_by(col(AuditOutbox.number)).limit(AT_ONCE)
            rows = list(session.exec(query))
        if not rows:
            return 0
        self._queue.put([Waiting(_entry(row.entry), row.recorded_at, row.key) for row in rows])
        with unit_of_work(main) as session:
            session.exec(delete(AuditOutbox).where(col(AuditOutbox.number).in_([row.number for row in rows])))
        return len(rows)

    def _write(self, waiting: Sequence[Waiting]) -> None:
        if waiting:
            with writing(self.engine) as connection:
                write(connection, waiting)


def record_act(session: Session, entry: AuditEntry, now: datetime) -> None:
    """Put an administrative act into the outbox: it is on record exactly if the act commits."""
    session.add(AuditOutbox(key=secrets.token_hex(16), recorded_at=now, entry=asdict(entry)))
    session.info[_ACTS] = True


def recorded_in(session: Session) -> bool:
    """Say whether an act was recorded in a session since this was last asked."""
    return bool(session.info.pop(_ACTS, False))


def _prepare_file(connection: Any, _record: object) -> None:  # sqlite3's connection as the driver gives it
    """Let a commit come back only when the disk has it, and deleted secrets be overwritten."""
    for pragma in ("synchronous=FULL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _entry(stored: dict[str, Any]) -> AuditEntry:  # an outbox row's JSON
    entry = AuditEntry(**stored)
    entry = replace(entry, rules=tuple(entry.rules))
    return entry if entry.person else _with_person_apart(entry)


def _with_person_apart(entry: AuditEntry) -> AuditEntry:
    """Take the person out of the target, where an earlier release wrote them."""
    if entry.act == "key.create":
        return replace(entry, target="", person=entry.target)
    if entry.act == "admin.create":
        person, _, organisation = entry.target.rpartition("@")
        return replace(entry, target=organisation, person=person, owner=entry.owner or organisation)
    return entry


def _take_over(connection: Connection) -> None:
    """Move what an earlier release wrote into the log, with its times, and drop where people stood by name."""
    if not inspect(connection).has_table(_EARLIER):
        return
    earlier = Table(
        _EARLIER,
        MetaData(),
        Column("number", Integer, primary_key=True),
        Column("outbox", String),
        Column("recorded_at", UtcTime),
        Column("entry", JSON),
    )
    rows = connection.execute(select(earlier).order_by(earlier.c.number)).all()
    for start in range(0, len(rows), AT_ONCE):
        write(connection, [_earlier_entry(row) for row in rows[start : start + AT_ONCE]])
    earlier.drop(connection)


def _earlier_entry(row: Row[Any]) -> Waiting:  # a row of the earlier table
    entry = _entry(row.entry)
    kind = Kind.DECISION if entry.act in ("read", "discover") else Kind.ACT
    return Waiting(replace(entry, kind=kind), row.recorded_at, row.outbox or f"{_EARLIER}/{row.number}")
