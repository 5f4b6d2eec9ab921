"""Tests on heavy real peers, run by `make test-real` (`pytest tests/real -m real`); a run that does not ask for them leaves them alone."""

from pathlib import Path

import pytest


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    asked = str(config.getoption("markexpr", ""))
    return None if "real" in asked and "not real" not in asked else True
