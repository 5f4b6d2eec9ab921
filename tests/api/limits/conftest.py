"""A node with limits; on SQLite, since what is counted here is in memory. Quotas, in the database, are tests/policies."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from catalogue.database import make_engine, unit_of_work
from catalogue.migrations import migrate
from catalogue.object_store import ObjectStore
from tests.api.limits.node import Node
from tests.api.three_datasets import fill
from tests.conftest import NOW

DATABASE = "ogledalo.db"


@pytest.fixture(scope="session")
def filled_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database of three datasets, made once."""
    folder = tmp_path_factory.mktemp("filled")
    engine = make_engine(f"sqlite:///{folder / DATABASE}")
    migrate(engine)
    with unit_of_work(engine) as session:
        fill(session, ObjectStore(folder / "objects"), NOW)
    engine.dispose()
    return folder


@pytest.fixture
def node(filled_folder: Path, tmp_path: Path, now: datetime) -> Iterator[Node]:
    """A node that is not started yet."""
    folder = tmp_path / "node"
    shutil.copytree(filled_folder, folder)
    engine = make_engine(f"sqlite:///{folder / DATABASE}")
    yield Node(engine, folder, now)
    engine.dispose()
