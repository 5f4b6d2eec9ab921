"""What the twins' tests run on: the files are tried here, and not the databases, which the tests of the connectors try both."""

import pytest


@pytest.fixture
def database_kind() -> str:
    """The embedded kind."""
    return "sqlite"
