"""Retention of snapshots: bytes that explain nothing and that no run of late gave are forgotten, row and object.

The object is set aside before its row is deleted, and deleted two days later. Whoever keeps the same bytes meanwhile
finds them: `ObjectStore.get` reads what is set aside, and the next one who forgets brings back what has a row again.
Killed at any point, it leaves rows whose bytes are read, or bytes set aside that nobody needs.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlmodel import Session, col, or_, select

from catalogue.models import Snapshot
from catalogue.object_store import ObjectStore
from catalogue.snapshot_retention import delete_rows, explaining, kept, shut_out_others
from connectors.composed import parts_of
from connectors.fetching import COMPOSED
from connectors.models import Fetch, Run

GRACE = timedelta(days=2)
"""How long what was set aside is kept; a day is named, not a time, so that it is more than one day and at most two."""

UNFINISHED = ("running", "held")

Parts = Callable[[str], frozenset[str]]
"""Gives the names of the answers that a composed document is made of, by its own."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What became of stored bytes.

    Args:
        set_aside: how many snapshots nothing needs any more; they have no row now.
        size: of these, in bytes.
        deleted: how many that were set aside before are deleted for good.
        brought_back: how many that were set aside before turned out to be needed.
    """

    set_aside: int = 0
    size: int = 0
    deleted: int = 0
    brought_back: int = 0


def unused_snapshots(session: Session, store: ObjectStore, keep_days: float, now: datetime) -> dict[str, int]:
    """Give the snapshots that would be forgotten, with their sizes.

    Args:
        store: where the bytes are.
        keep_days: how many days what a run fetched is kept at least.
        now: the time.
    """
    since = now - timedelta(days=keep_days)
    return _unused(session, since, _needed(session, _parts(store), since))


def forget_unused(session: Session, store: ObjectStore, keep_days: float, now: datetime) -> Forgotten:
    """Forget what nothing needs, within the caller's transaction, which must be a new one.

    Args:
        session: a session in which nothing was read or written yet.
        store: where the bytes are.
        keep_days: how many days what a run fetched is kept at least.
        now: the time.

    Raises:
        ObjectStoreError: the store cannot be used; what was done stands, and is done again the next time.
        SnapshotNotFoundError, SnapshotDamagedError: a composed document is lost, so that nobody knows its parts.
        sqlalchemy.exc.OperationalError: a long publication goes on; try again later.
    """
    since, parts = now - timedelta(days=keep_days), _parts(store)
    with Session(session.get_bind()) as reading:  # the long look, in which others go on
        needed = _needed(reading, parts, since)
        unused = _unused(reading, since, needed)
        deleted, brought_back = _swept(reading, store, needed, now)
    for name in unused:
        store.set_aside(name, now.date())
    forgotten = _rows_deleted(session, store, parts, unused, since, now) if unused else {}
    return Forgotten(len(forgotten), sum(forgotten.values()), deleted, brought_back)


def _rows_deleted(
    session: Session,
    store: ObjectStore,
    parts: Parts,
    unused: Mapping[str, int],
    since: datetime,
    now: datetime,
) -> dict[str, int]:
    """Delete the rows of what is still unused now that nobody else can keep any; give these with their sizes."""
    shut_out_others(session)
    still = _unused(session, since, _needed(session, parts, since))
    forgotten = {name: size for name, size in unused.items() if name in still}
    for name in kept(session, unused.keys() - forgotten.keys()):
        store.bring_back(name, now.date())
    delete_rows(session, forgotten)
    return forgotten


def _unused(session: Session, since: datetime, needed: Collection[str]) -> dict[str, int]:
    old = select(Snapshot.sha256, Snapshot.size).where(col(Snapshot.fetched_at) < since)
    return {name: size for name, size in session.exec(old) if name not in needed}


def _swept(session: Session, store: ObjectStore, needed: Collection[str], now: datetime) -> tuple[int, int]:
    """Delete what was set aside long enough, bring back what is needed; give how many of each."""
    aside = [(name, day) for name, day, _ in store.set_aside_since()]
    standing = kept(session, {name for name, _ in aside})
    deleted = brought_back = 0
    for name, day in aside:
        if name in standing or name in needed:
            store.bring_back(name, day)
            brought_back += 1
        elif day <= (now - GRACE).date():
            store.drop(name, day)
            deleted += 1
    return deleted, brought_back


def _needed(session: Session, parts: Parts, since: datetime) -> set[str]:
    """Give the names of what explains something, or was given to a run since a time or to one that has not ended.

    Of what was composed of several answers these are needed, too, and what a next run goes on from is needed always.
    """
    unfinished = select(Run.id).where(col(Run.state).in_(UNFINISHED))
    recent = select(Fetch.sha256).where(or_(col(Fetch.fetched_at) >= since, col(Fetch.run).in_(unfinished)))
    composed = select(Fetch.sha256).where(col(Fetch.media_type) == COMPOSED)
    needed = explaining(session) | set(session.exec(recent.distinct())) | set(session.exec(composed))
    made = session.exec(select(Snapshot.sha256).where(col(Snapshot.media_type) == COMPOSED)).all()
    return needed.union(*(parts(name) for name in made if name in needed))


def _parts(store: ObjectStore) -> Parts:
    """Read each document once: the second time, everybody waits."""
    return cache(lambda name: frozenset(part.sha256 for part in parts_of(store.get(name))))
