"""Databases for many tests: migrated once of each kind, and empty for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, inspect

from catalogue.database import make_engine
from catalogue.migrations import migrate
from tests.fakes.postgres import new_database


def migrated_file(folder: Path) -> Path:
    """Make a migrated SQLite file to be copied."""
    file = folder / "template.db"
    engine = make_engine(f"sqlite:///{file}")
    migrate(engine)
    engine.dispose()
    return file


def migrated_database(server_url: str) -> str:
    """Make a migrated PostgreSQL database and give its address."""
    url = new_database(server_url)
    engine = make_engine(url)
    migrate(engine)
    engine.dispose()
    return url


@contextmanager
def copied_file(template: Path, folder: Path) -> Iterator[Engine]:
    """Open a copy of a SQLite file."""
    shutil.copy(template, folder / "ogledalo.db")
    engine = make_engine(f"sqlite:///{folder / 'ogledalo.db'}")
    yield engine
    engine.dispose()


@contextmanager
def emptied_database(url: str) -> Iterator[Engine]:
    """Open a PostgreSQL database, and empty it again at the end: to copy one takes longer than most tests."""
    engine = make_engine(url)
    yield engine
    with engine.begin() as connection:
        tables = [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
        connection.exec_driver_sql("; ".join(f'DELETE FROM "{name}"' for name in tables))
    engine.dispose()
