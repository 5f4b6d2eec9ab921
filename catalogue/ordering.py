"""Order of texts that is the same on both databases."""

from typing import Any

from sqlalchemy import ColumnElement, collate
from sqlmodel import Session


def by_code_point(session: Session, column: Any) -> ColumnElement[Any]:  # a mapped column of text
    """Compare a column by code point: the order of a page does not hang on the database's language."""
    postgresql = session.get_bind().dialect.name == "postgresql"
    return collate(column, "C" if postgresql else "BINARY")
