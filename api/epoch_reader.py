"""Reading the epochs on every request: what another process changed must show at once, so it must cost little.

Time counts, too: when the notice of a finding ends, answers change although nobody wrote. How many notices have ended
stands beside the counters; when they end is read anew only when a counter changed.
"""

from bisect import bisect_right
from datetime import datetime

from sqlalchemy import Engine, select
from sqlmodel import Session, col
from starlette.concurrency import run_in_threadpool

from api.clock import Clock, utc_now
from catalogue.models import Epoch
from catalogue.replies import notice_ends

Epochs = tuple[tuple[str, int], ...]
"""The counters by name, e.g. ``(("catalogue", 7), ("policy", 2))``."""


class EpochReader:
    """Reads the epochs on a connection of the pool, without a session.

    SQLite answers from its memory in some microseconds, less than it takes to change threads; PostgreSQL is asked in
    a thread.
    """

    def __init__(self, engine: Engine, clock: Clock = utc_now) -> None:
        self._engine = engine
        self._clock = clock
        self._known: Epochs | None = None
        self._ends: list[datetime] = []
        name = col(Epoch.name)
        self._sql = str(select(name, col(Epoch.value)).order_by(name).compile(engine))
        self._at_once = engine.dialect.name == "sqlite"

    async def read(self) -> Epochs:
        """Give the epochs as they stand now."""
        return self._read() if self._at_once else await run_in_threadpool(self._read)

    def _read(self) -> Epochs:
        counters = self._counters()
        if counters != self._known:
            with Session(self._engine) as session:
                self._ends = notice_ends(session)
            self._known = counters
        if not self._ends:
            return counters
        return (*counters, ("notices", bisect_right(self._ends, self._clock())))

    def _counters(self) -> Epochs:
        connection = self._engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(self._sql)
            return tuple((name, value) for name, value in cursor.fetchall())
        finally:
            connection.close()
