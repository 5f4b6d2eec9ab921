"""Reading the epochs on every request: what another process changed must show at once, so it must cost little.

Time counts, too: when the notice of a finding ends, or a policy begins to let something through, answers change although
nobody wrote. How many such moments are past stands beside the counters; when they are is read anew only when a counter
changed.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Engine, select
from sqlmodel import Session, col
from starlette.concurrency import run_in_threadpool

from api.clock import Clock, utc_now
from api.policy_shelf import PolicyShelf
from catalogue.database import apart
from catalogue.models import Epoch
from catalogue.replies import notice_ends
from policies.in_force import InForce

CONNECTIONS = 4
"""Of its own: whoever holds a connection of the pool may be waiting for the loop that reads the epochs."""

Epochs = tuple[tuple[str, int], ...]
"""The counters by name, e.g. ``(("catalogue", 7), ("policy", 2))``."""


class EpochReader:
    """Reads the epochs on a connection of its own, without a session.

    SQLite answers from its memory in some microseconds, less than it takes to change threads; PostgreSQL is asked in
    a thread.
    """

    def __init__(self, engine: Engine, policies: PolicyShelf, clock: Clock = utc_now) -> None:
        self._engine = apart(engine, CONNECTIONS)
        self._policies = policies
        self._clock = clock
        self._known: Epochs | None = None
        self._ends: list[datetime] = []
        name = col(Epoch.name)
        self._sql = str(select(name, col(Epoch.value)).order_by(name).compile(engine))
        self._at_once = engine.dialect.name == "sqlite"

    async def read(self) -> Epochs:
        """Give the epochs as they stand now."""
        counters = self._counters() if self._at_once else await run_in_threadpool(self._counters)
        now = self._clock()
        in_force = self._policies.held(dict(counters), now)
        if in_force is None or counters != self._known:
            in_force = await run_in_threadpool(self._learn, counters, now)
        return (*counters, *self._by_time(in_force, now))

    def _learn(self, counters: Epochs, now: datetime) -> InForce:
        """Read what tells when answers change by themselves."""
        with Session(self._engine) as session:
            self._ends = notice_ends(session)
            in_force = self._policies.in_force(session, now, dict(counters))
        self._known = counters
        return in_force

    def _by_time(self, in_force: InForce, now: datetime) -> Iterator[tuple[str, int]]:
        if self._ends:
            yield "notices", bisect_right(self._ends, now)
        if in_force.moments or in_force.rolling:
            past, minute = in_force.era(now)
            yield "moments", past
            yield "minute", minute

    def _counters(self) -> Epochs:
        connection = self._engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(self._sql)
            return tuple((name, value) for name, value in cursor.fetchall())
        finally:
            connection.close()
