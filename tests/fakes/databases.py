"""Databases for many tests: migrated once of each kind, and empty for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, inspect

from catalogue.database import make_engine
from catalogue.migrations import NEWEST, migrate
from tests.fakes.postgres import new_database


def migrated_file(folder: Path) -> Path:
    """Make a migrated SQLite file to be copied."""
    file = folder / "template.db"
    engine = make_engine(f"sqlite:///{file}")
    migrate(engine)
    engine.dispose()
    return file


@dataclass(frozen=True)
class Migrated:
    """A migrated PostgreSQL database, and what it consisted of then."""

    url: str
    tables: frozenset[str]
    numbers: tuple[str, ...]


def migrated_database(server_url: str) -> Migrated:
    """Make a migrated PostgreSQL database."""
    url = new_database(server_url)
    engine = make_engine(url)
    migrate(engine)
    looked = inspect(engine)
    migrated = Migrated(url, frozenset(looked.get_table_names()), tuple(looked.get_sequence_names()))
    engine.dispose()
    return migrated


@contextmanager
def copied_file(template: Path, folder: Path) -> Iterator[Engine]:
    """Open a copy of a SQLite file."""
    shutil.copy(template, folder / "ogledalo.db")
    engine = make_engine(f"sqlite:///{folder / 'ogledalo.db'}")
    yield engine
    engine.dispose()


@contextmanager
def emptied_database(migrated: Migrated) -> Iterator[Engine]:
    """Open a PostgreSQL database, and make it as it was again at the end: to copy one takes longer than most tests."""
    engine = make_engine(migrated.url)
    yield engine
    with engine.begin() as connection:
        made_since = sorted({*inspect(connection).get_table_names()} - migrated.tables)  # the audit log's
        version = f"UPDATE alembic_version SET version_num = '{NEWEST}'"
        emptied = [f'DELETE FROM "{name}"' for name in sorted(migrated.tables - {"alembic_version"})]
        again = [f'ALTER SEQUENCE "{name}" RESTART' for name in migrated.numbers]
        dropped = [f'DROP TABLE "{name}" CASCADE' for name in made_since]
        connection.exec_driver_sql("; ".join([*dropped, *emptied, *again, version]))
    engine.dispose()
