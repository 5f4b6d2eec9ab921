"""The clock. Everything below `api` is told the time."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Give the time now, in UTC."""
    return datetime.now(UTC)
