"""The workers of a process: huey starts a sweep every 20 seconds, and what it finds in threads; the truth is in the tables.

huey's queue is in the memory of the process and may be lost at any time: the next sweep of any process finds the same again.
"""

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from anyio import to_thread
from fastapi import FastAPI
from huey import MemoryHuey  # type: ignore[import-untyped]  # huey has no types
from huey.consumer import Consumer  # type: ignore[import-untyped]  # huey has no types

from api.clock import Clock, utc_now
from api.gateway import Gateway, open_gateway
from api.settings import Settings
from api.working import Work

SWEEP_SECONDS = 20
STOP_SECONDS = 25.0
"""How long a worker that is asked to stop may take for the step that it is at."""

log = logging.getLogger("ogledalo.worker")


class _Threads(Consumer):  # type: ignore[misc]  # huey has no types
    """huey's threads, without its signal handlers: whoever starts them tells them when to stop."""

    def _set_signal_handlers(self) -> None:
        pass


@dataclass
class Workers:
    """A sweep and some threads that harvest what it finds.

    Args:
        work: what they do.
        threads: how many sources are harvested at once.
        every: seconds between two sweeps.
    """

    work: Work
    threads: int = 1
    every: float = SWEEP_SECONDS
    _in_hand: set[str] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def __post_init__(self) -> None:
        self._huey = MemoryHuey("ogledalo", results=False)
        self._sweep: Callable[..., Any] = self._huey.task(name="sweep")(self.sweep)  # huey has no types
        self._harvest: Callable[..., Any] = self._huey.task(name="harvest")(self.harvest)
        self._consumer = _Threads(self._huey, workers=self.threads + 1, periodic=False, max_delay=1.0)
        self._consumer.shutdown_timeout = STOP_SECONDS

    def start(self) -> None:
        """Start the threads, and sweep at once."""
        self._sweep()
        self._consumer.start()

    def stop(self) -> None:
        """Stop after the step that each thread is at; its run is taken over by whoever comes next."""
        self.work.stopping.set()
        self._consumer.stop(graceful=True)

    def sweep(self) -> None:
        """Hand what is due to the threads that are free, and keep house; the next sweep follows whatever happens."""
        try:
            for due in self.work.due():
                if self._take(due.source):
                    self._harvest(due.source)
            for done in self.work.keep_house():
                log.info("housekeeping: %s", done)
        finally:
            if not self.work.stopping.is_set():
                self._sweep.schedule(delay=self.every)  # type: ignore[attr-defined]  # huey has no types

    def harvest(self, source: str) -> None:
        """Harvest a source."""
        try:
            result = self.work.harvest(source)
            log.info("%s: %s", source, result.state if result else "left to another worker")
        finally:
            with self._lock:
                self._in_hand.discard(source)

    def _take(self, source: str) -> bool:
        """Take a source into one of the threads, if one is free."""
        with self._lock:
            if source in self._in_hand or len(self._in_hand) >= self.threads or self.work.stopping.is_set():
                return False
            self._in_hand.add(source)
            return True


@contextmanager
def at_work(settings: Settings, clock: Clock = utc_now) -> Iterator[Work]:
    """Have workers at work, with database connections of their own: those that answer questions have limits."""
    gateway = open_gateway(settings, clock)
    try:
        with _started(gateway) as work:
            yield work
    finally:
        gateway.close()


@contextmanager
def _started(gateway: Gateway) -> Iterator[Work]:
    work = Work(gateway)
    workers = Workers(work, gateway.settings.workers)
    workers.start()
    try:
        yield work
    finally:
        workers.stop()


def with_workers(app: FastAPI, settings: Settings) -> FastAPI:
    """Have workers at work while an application serves, unless the settings say otherwise."""
    if settings.worker == "none":
        return app
    serving = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(served: FastAPI) -> AsyncIterator[Any]:  # what the application's own lifespan gives
        working = at_work(settings)
        await to_thread.run_sync(working.__enter__)
        try:
            own: AbstractAsyncContextManager[Any] = serving(served)
            async with own as state:
                yield state
        finally:
            await to_thread.run_sync(working.__exit__, None, None, None)

    app.router.lifespan_context = lifespan
    return app
