"""Times as answers write them."""

from datetime import UTC, datetime


def rfc3339(time: datetime) -> str:
    """Write a time in UTC as RFC 3339 has it, with the microseconds by which questions can be asked again."""
    return time.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
