"""Vintages: which rows a question about time means, with SDMX's meaning of asOf, updatedAfter and includeHistory.

A row stands from `recorded_from` until `recorded_to`. A withdrawn one stood at no time: it is told only as a deletion.
The meaning is that of the SDMX REST API (data queries): what changed since a time is what was added, what was revised
and what was deleted since, each once, as it is now.
"""

from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Dialect, String, and_, case, cast, exists, func, null, or_, type_coerce
from sqlalchemy.orm import aliased
from sqlmodel import col

from catalogue.models import ObservationRow
from catalogue.scope import Scope
from schemas.observations import DIMENSIONS

TIMES = ("recorded_from", "recorded_to")
ACTION = "action"
ADDED, DELETED = "A", "D"
"""What happened to a row since the time asked about: it was added or revised, or deleted without a successor."""

Rows = Any  # the table `observation` or an alias of it: SQLAlchemy types both as the class itself


class Asked(Protocol):
    """What of a question is about time."""

    @property
    def as_of(self) -> datetime | None:
        """The table as it stood at that time."""
        ...

    @property
    def updated_after(self) -> datetime | None:
        """Only what changed later."""
        ...

    @property
    def include_history(self) -> bool:
        """Versions that were replaced, too."""
        ...


def in_time(asked: Asked, within: Scope | None = None) -> list[ColumnElement[bool]]:
    """Give the part of a question that is about time as conditions on the table `observation`.

    Args:
        asked: the question.
        within: what the caller may read; without it what was deleted is left out.
    """
    meant = _known(ObservationRow, asked) if asked.include_history else _stands(ObservationRow, asked.as_of)
    if asked.updated_after is None:
        return meant
    added = and_(*meant, col(ObservationRow.recorded_from) > asked.updated_after)
    return [added] if within is None else [or_(added, _deleted(asked, asked.updated_after, within))]


def is_deletion(asked: Asked) -> ColumnElement[bool] | None:
    """Say of the rows of a question which are told as deleted; None where none can be."""
    return None if asked.updated_after is None else col(ObservationRow.recorded_from) <= asked.updated_after


def action(asked: Asked) -> ColumnElement[str]:
    """Give what happened to each row of a question about changes."""
    deletion = is_deletion(asked)
    return type_coerce(null(), String) if deletion is None else case((deletion, DELETED), else_=ADDED)


def time_text(name: str, asked: Asked, dialect: Dialect) -> ColumnElement[str]:
    """Write a row's time as RFC 3339 in UTC, as it was known at the time asked about.

    A row that was replaced later than that stood still: so the same question has the same answer for ever.
    """
    current = asked.as_of is None and asked.updated_after is None and not asked.include_history
    if name == "recorded_to" and current:
        return cast(null(), String)
    column: ColumnElement[Any] = getattr(ObservationRow, name)
    if dialect.name == "sqlite":
        text: ColumnElement[str] = func.replace(type_coerce(column, String), " ", "T", type_=String).concat(
            "Z"
        )
    else:
        text = func.to_char(func.timezone("UTC", column), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"', type_=String)
    if name != "recorded_to" or asked.as_of is None:
        return text
    return case((column <= asked.as_of, text), else_=null())


def _stands(row: Rows, as_of: datetime | None) -> list[ColumnElement[bool]]:
    """Give when a row stands; a withdrawn one is closed, so that what stands now needs one condition only."""
    begun, ended = col(row.recorded_from), col(row.recorded_to)
    if as_of is None:
        return [ended.is_(None)]
    return [begun <= as_of, or_(ended.is_(None), ended > as_of), col(row.withdrawn_at).is_(None)]


def _known(row: Rows, asked: Asked) -> list[ColumnElement[bool]]:
    known: list[ColumnElement[bool]] = [col(row.withdrawn_at).is_(None)]
    return known if asked.as_of is None else [*known, col(row.recorded_from) <= asked.as_of]


def _deleted(asked: Asked, since: datetime, within: Scope) -> ColumnElement[bool]:
    """Give when a row that was known at a time was deleted since: it ended, and nothing of its key took its place."""
    begun, ended = col(ObservationRow.recorded_from), col(ObservationRow.recorded_to)
    if not asked.include_history:
        return and_(begun <= since, ended > since, ~_followed(asked, within))
    gone = [ended > since, col(ObservationRow.withdrawn_at).is_(None), ~_followed(asked, within)]
    if asked.as_of is not None:
        gone.append(ended <= asked.as_of)
    return and_(begun <= since, or_(col(ObservationRow.withdrawn_at) > since, and_(*gone)))


def _followed(asked: Asked, within: Scope) -> ColumnElement[bool]:
    """Say whether the caller sees a row of the same key instead: now, or at the time asked about."""
    after = aliased(ObservationRow)
    same = [getattr(after, name) == getattr(ObservationRow, name) for name in DIMENSIONS]
    if asked.include_history:
        follows = [
            col(after.withdrawn_at).is_(None),
            col(after.recorded_from) == col(ObservationRow.recorded_to),
        ]
    else:
        follows = _stands(after, asked.as_of)
    return exists().where(*same, *follows, within.observations(after))
