"""The settled past: an answer as of a time is given only where no publication can still add to it.

A publication takes time between the moment its rows are dated and the moment they can be read. Whoever asked as of a time
between the two would get another answer later. So it says that it has begun before it is told the time its rows carry,
where every reader sees it, whatever becomes of its process: in advisory locks on PostgreSQL, in a locked file beside an
SQLite database. Both end with the transaction, or with the process.
"""

import fcntl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Text as TextType
from sqlalchemy import and_, cast, column, event, func, select, table, update
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session, col

from catalogue.models import Citation, Epoch, Release
from catalogue.publishing_errors import FutureTimeError, UnsettledTimeError

_LOCKS = 0x06DA10
_PUBLISHING = 1
_BEGUN = "publication begun"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ONE = timedelta(microseconds=1)
_HALF = 2**32


def begin_publication(session: Session, clock: Callable[[], datetime]) -> datetime:
    """Say that a publication begins and give the time its rows carry; it ends with the session's transaction.

    That time is not before anything that was recorded, and after every time as of which anything was cited, even if
    the clock was put back.

    One publication goes on at a time: the next one waits here. Call it before anything is read in the transaction:
    SQLite lets nobody write who read before somebody else wrote.

    Args:
        session: the unit of work that publishes.
        clock: tells the time, once before and once after readers can see that it began.
    """
    began = clock()
    if _BEGUN not in session.info:
        session.info[_BEGUN] = True
        if not event.contains(session, "after_transaction_end", _end):
            event.listen(session, "after_transaction_end", _end)
        if session.get_bind().dialect.name == "postgresql":
            session.execute(select(func.pg_advisory_xact_lock((began - _EPOCH) // _ONE)))
            session.execute(select(func.pg_advisory_xact_lock(_LOCKS, _PUBLISHING)))
        else:
            # an update that changes nothing takes the write lock, so that the mark below has one owner
            session.execute(update(Epoch).values(value=Epoch.value))
            session.info[_BEGUN] = _mark(_mark_file(session), began)
    cited = session.execute(select(func.max(col(Citation.as_of)))).scalar()
    after = [time for time in (_last_recorded(session), cited and cited + _ONE) if time is not None]
    return max((clock(), *after))


def unsettled_since(session: Session) -> datetime | None:
    """Give when the publication began that goes on now; None where the whole past is settled."""
    if session.get_bind().dialect.name == "postgresql":
        return _since_by_locks(session)
    file = _mark_file(session)
    return _since_by_mark(file) if file is not None and file.exists() else None


def settled_until(session: Session, now: datetime) -> datetime:
    """Give the latest time as of which the answer no longer changes."""
    since = unsettled_since(session)
    latest = _latest(session, now)
    return latest if since is None else min(latest, since - _ONE)


def require_settled(session: Session, as_of: datetime, now: datetime) -> None:
    """Demand that the answer as of a time no longer changes.

    Args:
        session: where it is read.
        as_of: the time asked about.
        now: the time.

    Raises:
        FutureTimeError: the time has not come.
        UnsettledTimeError: a publication that has not ended began before it.
    """
    if as_of > now and as_of > (latest := _latest(session, now)):
        raise FutureTimeError(as_of, latest)
    since = unsettled_since(session)
    if since is not None and as_of >= since:
        raise UnsettledTimeError(as_of, since)


def _latest(session: Session, now: datetime) -> datetime:
    """Give the time; a node whose clock is ahead of ours may have recorded something later."""
    return max(now, _last_recorded(session) or now)


def _last_recorded(session: Session) -> datetime | None:
    times = (Release.recorded_from, Release.recorded_to, Release.withdrawn_at)
    row = session.execute(select(*(func.max(col(time)) for time in times))).one()
    return max((time for time in row if time is not None), default=None)


def _end(session: Session, transaction: SessionTransaction) -> None:
    """Take the mark away when the outermost transaction ends, well or not."""
    if transaction.parent is not None or _BEGUN not in session.info:
        return
    mark = session.info.pop(_BEGUN)
    if mark is not True and mark is not None:
        mark.truncate(0)
        mark.close()


def _mark_file(session: Session) -> Path | None:
    """Give the file that marks a publication; None for a database in memory, which nobody else reads."""
    name = session.get_bind().engine.url.database
    return None if not name or name == ":memory:" else Path(f"{name}.publishing")


def _mark(file: Path | None, began: datetime) -> IO[str] | None:
    if file is None:
        return None
    mark = file.open("a", encoding="ascii")
    fcntl.flock(mark, fcntl.LOCK_EX)
    mark.truncate(0)
    mark.write(began.isoformat())
    mark.flush()
    return mark


def _since_by_mark(file: Path) -> datetime | None:
    """Read the mark; one that nobody holds was left by a process that ended."""
    with file.open(encoding="ascii") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            began = mark.read()
            # nothing is written yet: its rows will carry a time after now
            return datetime.fromisoformat(began) if began else None
        return None


def _since_by_locks(session: Session) -> datetime | None:
    """Read when the publications began that hold the lock of publishing, or wait for it."""
    names = ("locktype", "classid", "objid", "objsubid", "pid", "database")
    held: Any = table("pg_locks", *map(column, names)).alias("held").c  # names of a system table
    wanted: Any = table("pg_locks", *map(column, names)).alias("wanted").c
    databases: Any = table("pg_database", column("oid"), column("datname")).c
    here: Any = select(databases.oid).where(databases.datname == func.current_database()).scalar_subquery()
    same = and_(wanted.pid == held.pid, wanted.database == held.database, wanted.locktype == "advisory")
    publishing = and_(
        wanted.objsubid == 2, _number(wanted.classid) == str(_LOCKS), _number(wanted.objid) == "1"
    )
    rows = session.execute(
        select(_number(held.classid), _number(held.objid)).where(
            held.locktype == "advisory",
            held.objsubid == 1,
            held.database == here,
            same,
            publishing,
        )
    )
    times = [_EPOCH + (int(high) * _HALF + int(low)) * _ONE for high, low in rows]
    return min(times, default=None)


def _number(oid: Any) -> Any:  # a column of the type oid, which has no order
    return cast(oid, TextType)
