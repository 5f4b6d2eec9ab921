"""When keys were last used: remembered in the process, and written for all of them at once, each minute.

A question must neither write nor wait for a writer only because it came with a key: a use is noted in memory. A node that
serves writes what was noted once a minute and when it stops, in a transaction of its own (`keeping_uses`). What a killed
process had not written yet is lost: the uses of its last minute.
"""

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from weakref import WeakKeyDictionary

from anyio import CancelScope, create_task_group, sleep, to_thread
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, or_, update

from api.models import ApiKey
from catalogue.database import unit_of_work

RHYTHM_SECONDS = 60.0

log = logging.getLogger("ogledalo.keys")


@dataclass
class KeyUses:
    """The uses of keys that this process has not written yet."""

    _noted: dict[str, datetime] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def note(self, key_id: str, now: datetime) -> None:
        """Note that a key was used."""
        with self._lock:
            self._noted[key_id] = max(now, self._noted.get(key_id, now))

    def latest(self, row: ApiKey) -> datetime | None:
        """Give when a key was last used, as far as this process and the database know."""
        times = (self._noted.get(row.prefix), row.last_used_at)
        return max((one for one in times if one is not None), default=None)

    def flush(self, engine: Engine) -> None:
        """Write what is noted; what cannot be written is told to the node's own log, and noted again."""
        with self._lock:
            taken, self._noted = self._noted, {}
        try:
            _write(engine, taken)
        except SQLAlchemyError:
            log.exception("the last use of %d keys is not recorded yet", len(taken))
            for key_id, used in taken.items():
                self.note(key_id, used)


@asynccontextmanager
async def keeping_uses(engine: Engine) -> AsyncIterator[None]:
    """Write the uses of keys each minute while a node serves, and when it stops."""
    uses = uses_of(engine)

    async def each_minute() -> None:
        while True:
            await sleep(RHYTHM_SECONDS)
            await to_thread.run_sync(uses.flush, engine)

    async with create_task_group() as tasks:
        tasks.start_soon(each_minute)
        try:
            yield
        finally:
            tasks.cancel_scope.cancel()
            with CancelScope(shield=True):
                await to_thread.run_sync(uses.flush, engine)


def uses_of(engine: Engine) -> KeyUses:
    """Give the uses that belong to a database."""
    with _OPENING:
        return _OF.setdefault(engine, KeyUses())


def engine_of(session: Session) -> Engine:
    """Give the engine that a session was opened on."""
    engine = session.get_bind()
    return engine if isinstance(engine, Engine) else engine.engine


def _write(engine: Engine, taken: Mapping[str, datetime]) -> None:
    if not taken:
        return
    with unit_of_work(engine) as session:
        for key_id, used in sorted(taken.items()):
            earlier = or_(col(ApiKey.last_used_at).is_(None), col(ApiKey.last_used_at) < used)
            session.exec(
                update(ApiKey).where(col(ApiKey.prefix) == key_id, earlier).values(last_used_at=used)
            )


_OF: WeakKeyDictionary[Engine, KeyUses] = WeakKeyDictionary()
_OPENING = Lock()
