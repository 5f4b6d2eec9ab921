"""Measurements run by `make bench` (`pytest tests/bench -m bench -s`); a run that does not ask for them leaves them alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.figures import Store, build_store


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Collect what stands here only where the marker is asked for."""
    asked = str(config.getoption("markexpr", ""))
    return None if "bench" in asked and "not bench" not in asked else True


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A node's data folder with 100,000 rows, and the same rows as Datasette takes them."""
    return build_store(tmp_path_factory.mktemp("bench"))
