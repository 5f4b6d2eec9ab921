"""What the twins' tests run on: the files are tried here, and not the databases, which the tests of the connectors try both."""

from pathlib import Path

import pytest


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """The address of an empty database."""
    return f"sqlite:///{tmp_path / 'ogledalo.db'}"
