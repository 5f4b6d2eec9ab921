"""Reading the epochs on every request: what another process changed must show at once, so it must cost little."""

from sqlalchemy import Engine, select
from sqlmodel import col
from starlette.concurrency import run_in_threadpool

from catalogue.models import Epoch

Epochs = tuple[tuple[str, int], ...]
"""The counters by name, e.g. ``(("catalogue", 7), ("policy", 2))``."""


class EpochReader:
    """Reads the epochs on a connection of the pool, without a session.

    SQLite answers from its memory in some microseconds, less than it takes to change threads; PostgreSQL is asked in
    a thread.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        name = col(Epoch.name)
        self._sql = str(select(name, col(Epoch.value)).order_by(name).compile(engine))
        self._at_once = engine.dialect.name == "sqlite"

    async def read(self) -> Epochs:
        """Give the epochs as they stand now."""
        return self._read() if self._at_once else await run_in_threadpool(self._read)

    def _read(self) -> Epochs:
        connection = self._engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(self._sql)
            return tuple((name, value) for name, value in cursor.fetchall())
        finally:
            connection.close()
