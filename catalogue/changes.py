"""The log of changes: what happened to which dataset, written in the transaction in which it happens.

An entry gets its place in the log when its transaction ends, under a lock that is held until the end: nobody who has read
the log up to an entry can have missed one before it, however many write at once.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import event, func, select, update
from sqlmodel import Session, col

from catalogue.change_tables import DatasetChange, Json
from catalogue.models import Dataset, Organisation

Kind = Literal["created", "updated", "deleted", "restored", "data", "withdrawn", "access"]
KINDS: tuple[str, ...] = get_args(Kind)

_LOCKS, _PLACING = 0x06DA10, 2
_PENDING = "changes to be placed"
BATCH = 500


def note_change(
    session: Session,
    dataset: str,
    kind: Kind,
    at: datetime,
    *,
    release: str = "",
    source: str = "",
    was_public: bool | None = None,
    details: Json | None = None,
) -> None:
    """Write that a dataset changes, within the caller's transaction.

    Args:
        session: the unit of work.
        dataset: its id.
        kind: what happens.
        at: the time of the change.
        release: hash of the release that came or went.
        source: the source that told of it.
        was_public: whether everybody could see the dataset before; as it stands now unless told.
        details: what more is told to who may know of the dataset.
    """
    if was_public is None:
        row = session.get(Dataset, dataset)
        was_public = row is not None and is_public(session, row)
    _will_be_placed(session)
    session.add(
        DatasetChange(
            dataset=dataset,
            kind=kind,
            at=at,
            release=release,
            source=source,
            was_public=was_public,
            details=details or {},
        )
    )


def note_access(session: Session, datasets: Collection[str], at: datetime) -> None:
    """Write that policies begin or cease to decide who may see some datasets, within the caller's transaction.

    Args:
        session: the unit of work.
        datasets: their ids.
        at: the time of the change.
    """
    wanted = sorted(datasets)
    for start in range(0, len(wanted), BATCH):
        some = select(col(Dataset.id), col(Dataset.access)).where(
            col(Dataset.id).in_(wanted[start : start + BATCH])
        )
        for dataset, access in session.execute(some.order_by(col(Dataset.id))):
            # too many are told of a change rather than too few: what policies said before is not known here
            note_change(session, dataset, "access", at, was_public=access != "hidden")


def is_public(session: Session, row: Dataset) -> bool:
    """Say whether everybody may know of a dataset because its source says so and no policy decides."""
    if row.access == "hidden" or row.governed or row.gone_at is not None:
        return False
    owner = session.get(Organisation, row.publisher) if row.publisher else None
    return owner is None or not owner.governed


def _will_be_placed(session: Session) -> None:
    session.info[_PENDING] = True
    if not event.contains(session, "before_commit", _place):
        event.listen(session, "before_commit", _place)


def _place(session: Session) -> None:
    """Give the transaction's entries their places, as the last thing that it does.

    The lock comes last, so that who holds it waits for nobody. Where a savepoint ends there is nothing to do yet.
    """
    if session.in_nested_transaction() or not session.info.pop(_PENDING, False):
        return
    session.flush()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCKS, _PLACING)))
    placed = col(DatasetChange.position)
    first = session.scalar(select(func.min(col(DatasetChange.number))).where(placed.is_(None)))
    last = session.scalar(select(func.max(placed)))
    if first is None:
        return
    if last:  # a clock that was put back must not hide a change from who asks by time
        latest = select(col(DatasetChange.at)).where(placed == last).scalar_subquery()
        late = (placed.is_(None), col(DatasetChange.at) < latest)
        session.execute(update(DatasetChange).where(*late).values(at=latest), execution_options=_UNSEEN)
    position = col(DatasetChange.number) - first + (last or 0) + 1
    own = update(DatasetChange).where(placed.is_(None))
    session.execute(own.values(position=position), execution_options=_UNSEEN)


_UNSEEN = {"synchronize_session": False}
