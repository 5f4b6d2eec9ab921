"""Fixtures that every test may use: a migrated database of each kind we run on, and a fixed clock."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine

from tests.fakes.databases import Migrated, copied_file, emptied_database, migrated_database, migrated_file
from tests.fakes.postgres import new_database, postgres_server

SHARED = Path(__file__).resolve().parents[2] / "shared"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

settings.register_profile("repeatable", derandomize=True)
settings.register_profile("searching", print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running PostgreSQL."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    with postgres_server(tmp_path_factory.mktemp("postgres")) as url:
        yield url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file that tests copy."""
    return migrated_file(tmp_path_factory.mktemp("migrated"))


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str) -> Migrated:
    """A migrated database that each test leaves as it was."""
    return migrated_database(postgres_url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn."""
    return str(request.param)


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without any tables, once of each kind."""
    if database_kind == "sqlite":
        return f"sqlite:///{tmp_path / 'ogledalo.db'}"
    return new_database(request.getfixturevalue("postgres_url"))


@pytest.fixture
def engine(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A migrated database without rows, once of each kind: migrated once, since that takes longer than most tests."""
    if database_kind == "sqlite":
        opened = copied_file(request.getfixturevalue("migrated_sqlite"), tmp_path)
    else:
        opened = emptied_database(request.getfixturevalue("migrated_postgres"))
    with opened as engine:
        yield engine


@pytest.fixture
def now() -> datetime:
    """The time that tests pass in."""
    return NOW


@pytest.fixture
def shared() -> Path:
    """The folder of captures and official shapes beside the project."""
    if not SHARED.is_dir():
        pytest.skip(
            f"needs the captures and official shapes in {SHARED}, which are not part of the repository"
        )
    return SHARED
