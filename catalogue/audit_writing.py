"""Writing the audit log: durably, in one order, and the entries of all who wait in one transaction.

What costs time is the disk's answer that the bytes are there. While one thread waits for it, others queue; the next to
have its turn writes for all of them.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Engine, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from catalogue.audit_errors import AuditUnavailableError
from catalogue.audit_people import commitments
from catalogue.audit_record import AuditEntry, record_leaf, record_text
from catalogue.audit_tables import RECORDS
from catalogue.database import WRITES_FIRST

MOST_LATER = 10_000
"""Entries that may wait without anybody waiting for them."""

_TURN = 0x06_1EDA11
"""PostgreSQL's advisory lock: one transaction at a time writes the log, whatever process it is in."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry that is to be written.

    Args:
        entry: what happened.
        at: when.
        outbox: key of the outbox row it comes from; the same key is written once.
    """

    entry: AuditEntry
    at: datetime
    outbox: str | None = None


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that alone writes the log, until it ends.

    Raises:
        AuditUnavailableError: the database cannot be written.
    """
    try:
        with engine.connect().execution_options(**{WRITES_FIRST: True}) as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_TURN)))
            yield connection
    except SQLAlchemyError as error:
        raise AuditUnavailableError from error


def write(connection: Connection, waiting: Iterable[Waiting]) -> int:
    """Write entries at the end of the log and give how many were not there before.

    Args:
        connection: of `writing`.
        waiting: in the order in which they are to stand.
    """
    fresh = _unwritten(connection, list(waiting))
    if not fresh:
        return 0
    names = {name for one in fresh for name in (one.entry.subject, one.entry.person) if name}
    standing = commitments(connection, names, fresh[-1].at)
    first = size_of(connection)
    rows = [_row(seq, one, standing) for seq, one in enumerate(fresh, first)]
    connection.execute(insert(RECORDS), rows)
    return len(rows)


def size_of(connection: Connection) -> int:
    """Give the number of records."""
    newest = connection.execute(select(func.max(RECORDS.c.seq))).scalar()
    return 0 if newest is None else newest + 1


def _unwritten(connection: Connection, waiting: Sequence[Waiting]) -> list[Waiting]:
    keys = [one.outbox for one in waiting if one.outbox is not None]
    if not keys:
        return list(waiting)
    written = set(connection.execute(select(RECORDS.c.outbox).where(RECORDS.c.outbox.in_(keys))).scalars())
    return [one for one in waiting if one.outbox is None or one.outbox not in written]


def _row(seq: int, waiting: Waiting, standing: dict[str, str]) -> dict[str, object]:
    entry = waiting.entry
    person = standing[entry.person] if entry.person else ""
    text = record_text(seq, entry, waiting.at, standing[entry.subject], person)
    return {
        "seq": seq,
        "outbox": waiting.outbox,
        "recorded_at": waiting.at,
        "kind": str(entry.kind),
        "owner": entry.owner,
        "act": entry.act,
        "target": entry.target,
        "permitted": entry.permitted,
        "leaf": record_leaf(text).hex(),
        "record": text,
    }


@dataclass(slots=True)
class _Ticket:
    """A place in the queue; whoever holds it sleeps until it is written, or until its turn to write has come."""

    waiting: Sequence[Waiting]
    woken: threading.Event = field(default_factory=threading.Event)
    turn: bool = False
    written: bool = False


@dataclass
class WritersQueue:
    """The queue of a process's threads: whoever has its turn writes for all who wait.

    Args:
        write_all: writes entries in one transaction.
    """

    write_all: Callable[[Sequence[Waiting]], None]
    _gate: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _tickets: list[_Ticket] = field(default_factory=list, repr=False)
    _later: list[Waiting] = field(default_factory=list, repr=False)
    _busy: bool = field(default=False, repr=False)

    def put(self, waiting: Sequence[Waiting]) -> None:
        """Write entries, and come back when they are durable.

        Raises:
            AuditUnavailableError: they could not be written.
        """
        ticket = _Ticket(waiting)
        with self._gate:
            self._tickets.append(ticket)
            ticket.turn, self._busy = not self._busy, True
        if not ticket.turn:
            ticket.woken.wait()
        if ticket.turn:
            self._write_for_all()
        if not ticket.written:
            raise AuditUnavailableError

    def put_later(self, waiting: Waiting) -> None:
        """Have an entry written before the next one, without waiting for it."""
        with self._gate:
            self._later.append(waiting)
            del self._later[:-MOST_LATER]

    def _write_for_all(self) -> None:
        with self._gate:
            tickets, self._tickets = self._tickets, []
            later, self._later = self._later, []
        written = False
        try:
            self.write_all([*later, *(one for ticket in tickets for one in ticket.waiting)])
            written = True
        finally:
            self._wake(tickets, written)
            if not written:
                with self._gate:
                    self._later[:0] = later

    def _wake(self, tickets: Sequence[_Ticket], written: bool) -> None:
        """Give the turn to the first who came meanwhile, and wake those who were written for."""
        with self._gate:
            self._busy = bool(self._tickets)
            if self._tickets:
                self._tickets[0].turn = True
                self._tickets[0].woken.set()
        for ticket in tickets:
            ticket.written = written
            ticket.woken.set()
