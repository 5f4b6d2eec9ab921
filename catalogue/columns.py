"""Column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, String, TypeDecorator
from sqlmodel import Field

from schemas.observations import decimal_text


class DecimalText(TypeDecorator[Decimal]):
    """Keep a number as canonical text: SQLite has no decimals, and none of ours may lose a digit."""

    impl = String(64)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Write canonical text."""
        return None if value is None else decimal_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """Read the number back, digit for digit."""
        return None if value is None else Decimal(value)


class UtcTime(TypeDecorator[datetime]):
    """Keep an aware time in UTC; SQLite stores it without a zone, so the zone is put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Write the time in UTC; a naive time is an error in our code."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive time {value!r}: times are aware and in UTC")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read the time as UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def json_field() -> Any:  # SQLModel's Field has no narrower type
    """Make a column that holds a JSON object, empty by default."""
    return Field(default_factory=dict, sa_type=JSON)


def list_field() -> Any:  # SQLModel's Field has no narrower type
    """Make a column that holds a JSON list, empty by default."""
    return Field(default_factory=list, sa_type=JSON)


def time_field(**options: Any) -> Any:  # SQLModel's Field has no narrower type
    """Make a column that holds a time in UTC."""
    return Field(sa_type=UtcTime, **options)
