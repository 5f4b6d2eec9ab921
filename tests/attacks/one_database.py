"""For tests in which the kind of database does not matter."""

from __future__ import annotations

import pytest


@pytest.fixture
def database_kind() -> str:
    """The embedded kind."""
    return "sqlite"
