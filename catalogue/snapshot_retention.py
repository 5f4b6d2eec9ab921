"""Which stored bytes explain something: those of a figure, current or not, of a finding, an upload, a record."""

from collections.abc import Collection, Iterator

from sqlalchemy import ColumnElement, String, delete, func, type_coerce
from sqlalchemy import text as sql
from sqlmodel import Session, col, select

from catalogue.change_tables import CatalogueRecord
from catalogue.database import WRITES_FIRST
from catalogue.models import Dataset, FindingRow, ObservationRow, Release, Snapshot, UploadRow

_CHUNK = 400
_WAIT = "SET LOCAL lock_timeout = '5s'"
_LOCK = "LOCK TABLE snapshot IN ACCESS EXCLUSIVE MODE"


def explaining(session: Session) -> set[str]:
    """Give the names of all bytes that something in the catalogue is explained by."""
    columns = (
        col(Release.archive_sha256), col(ObservationRow.snapshot), col(FindingRow.snapshot), col(UploadRow.sha256),
        col(Dataset.record_snapshot), col(CatalogueRecord.snapshot),
    )  # fmt: skip
    found = {name for column in columns for name in session.exec(select(column).distinct())}
    for names in session.exec(select(Release.snapshots)).yield_per(1000):
        found.update(names)
    return found - {""}


def kept(session: Session, names: Collection[str]) -> set[str]:
    """Give those of some names that have a row."""
    return {
        name for some in _chunks(names) for name in session.exec(select(Snapshot.sha256).where(_among(some)))
    }


def delete_rows(session: Session, names: Collection[str]) -> None:
    """Delete the rows of snapshots."""
    for some in _chunks(names):
        session.execute(delete(Snapshot).where(_among(some)))


def shut_out_others(session: Session) -> None:
    """Let nobody add a snapshot, or see that there is one, until the transaction ends; call it before all else.

    Who keeps bytes looks whether they have a row, and adds one where they have none: it must not be deleted in between.

    Raises:
        sqlalchemy.exc.OperationalError: others are at it, e.g. a long publication; try again later.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sql(_WAIT))
        session.execute(sql(_LOCK))
    else:
        session.connection(execution_options={WRITES_FIRST: True})
        session.execute(select(func.count()).select_from(Snapshot).limit(1))


def _among(names: Collection[str]) -> ColumnElement[bool]:
    return type_coerce(col(Snapshot.sha256), String).in_(names)


def _chunks(names: Collection[str]) -> Iterator[list[str]]:
    ordered = sorted(names)
    return (ordered[start : start + _CHUNK] for start in range(0, len(ordered), _CHUNK))
