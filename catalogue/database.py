"""The one store that answers questions: SQLite by default, PostgreSQL in production."""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from psycopg.adapt import Dumper
from psycopg.errors import QueryCanceled
from sqlalchemy import Engine, ExceptionContext, NullPool, create_engine, event, make_url
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from catalogue.database_errors import QuestionTooCostlyError
from catalogue.errors import DatabaseUrlError

SQLITE_BUSY_MS = 30_000
WRITES_FIRST = "writes_first"
"""Execution option of a connection whose transaction takes SQLite's write lock at once."""


def make_engine(url: str, *, pool_size: int = 20) -> Engine:
    """Open a database.

    Args:
        url: ``sqlite:///path`` or ``postgresql://...``; PostgreSQL is spoken to through psycopg.

    Raises:
        DatabaseUrlError: another kind of database.
    """
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return _sqlite(create_engine(parsed, pool_size=pool_size, max_overflow=20))
    if backend == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        return _postgresql(create_engine(parsed, pool_size=pool_size, pool_pre_ping=True))
    raise DatabaseUrlError(without_password(url))


def apart(engine: Engine, kept: int = 0) -> Engine:
    """Give an engine on the same database with connections of its own; it is disposed with the first one.

    For what is read or written while a question holds a connection: where all of a pool's are held by those who wait for
    a second one, none would ever come free.

    Args:
        engine: the database.
        kept: connections that are kept and at most used at once; 0 for any number, each closed after its use.
    """
    several = _apart.setdefault(engine, {})
    if kept not in several:
        if not several:
            event.listen(engine, "engine_disposed", _dispose_companions)
        fresh = (
            create_engine(engine.url, pool_size=kept, max_overflow=0)
            if kept
            else create_engine(engine.url, poolclass=NullPool)
        )
        several[kept] = _sqlite(fresh) if engine.dialect.name == "sqlite" else _postgresql(fresh)
    return several[kept]


def _dispose_companions(engine: Engine) -> None:
    for companion in _apart.get(engine, {}).values():
        companion.dispose()


_apart: WeakKeyDictionary[Engine, dict[int, Engine]] = WeakKeyDictionary()

TABLES = 20
"""Connections for long tables, which outlive the unit of work of their request."""


def _sqlite(engine: Engine) -> Engine:
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


class _Text(Dumper):
    """Writes a text for PostgreSQL, which holds every sign but NUL: that one is U+FFFD there, and equal to no name."""

    def dump(self, obj: str) -> bytes:
        """Give a text's bytes."""
        return obj.replace("\x00", "\ufffd").encode()


def _postgresql(engine: Engine) -> Engine:
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


def _prepare_postgresql(
    connection: Any, _record: object
) -> None:  # psycopg's connection as the driver gives it
    connection.adapters.register_dumper(str, _Text)


def limit_statements(engine: Engine, seconds: float) -> None:
    """Give up statements of PostgreSQL that take longer, on every connection from now on; SQLite has no such limit.

    For an engine that serves questions: what publishes or migrates may take longer. Of a long answer each part counts by
    itself, not the time that its reader takes.

    Args:
        engine: of either kind.
        seconds: the limit; a statement past it raises QuestionTooCostlyError.
    """
    if engine.dialect.name != "postgresql" or not seconds:
        return

    def set_limit(connection: Any, _record: object) -> None:  # psycopg's connection as the driver gives it
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, false)", (f"{int(seconds * 1000)}ms",))
        connection.commit()

    def tell(context: ExceptionContext) -> None:
        if isinstance(context.original_exception, QueryCanceled):
            raise QuestionTooCostlyError(seconds) from context.original_exception

    for one in (engine, apart(engine, TABLES)):
        one.dispose()  # those opened before have no limit
        event.listen(one, "connect", set_limit)
        event.listen(one, "handle_error", tell)


def without_password(url: str) -> str:
    """Give a database's address as it may be shown."""
    return make_url(url).render_as_string(hide_password=True)


def _prepare_sqlite(connection: Any, _record: object) -> None:  # sqlite3's connection as the driver gives it
    connection.isolation_level = (
        None  # we say BEGIN ourselves: the driver would start too late for a read transaction
    )
    for pragma in (f"busy_timeout={SQLITE_BUSY_MS}", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    file = connection.execute("PRAGMA database_list").fetchone()[2]
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal" and file:
        _make_wal(connection, Path(file))


def _make_wal(connection: Any, file: Path) -> None:  # sqlite3's connection as the driver gives it
    """Turn a new file to WAL, one process after the other: SQLite itself does not wait its turn for this."""
    with file.with_name(f"{file.name}.opening").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        connection.execute("PRAGMA journal_mode=WAL")


def _begin_sqlite(connection: Any) -> None:  # SQLAlchemy's connection
    connection.exec_driver_sql(
        "BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITES_FIRST) else "BEGIN"
    )


def is_busy(error: OperationalError) -> bool:
    """Say whether SQLite let somebody wait for as long as it does, because somebody else writes."""
    return isinstance(error.orig, sqlite3.OperationalError) and "locked" in str(error.orig)


@contextmanager
def unit_of_work(engine: Engine) -> Iterator[Session]:
    """Open a session that commits when its block ends well and rolls back when it does not."""
    with Session(engine, expire_on_commit=False) as session:
        yield session
        session.commit()
