"""Being a worker: a name that no other has, signs of life while there is progress, and no run left behind."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from itertools import count
from threading import Event, Thread

import psutil
from sqlalchemy.exc import SQLAlchemyError

from api.gateway import Gateway
from catalogue.database import unit_of_work
from connectors.due import beat_all, leave_all
from connectors.runs import Worker

BEATS = 4
"""Signs of life within the time after which a run counts as left."""

STUCK_AFTER = timedelta(hours=1)
"""A worker that neither asked nor staged anything for so long is stuck: it gives no signs of life any more."""

_AT_WORK: set[str] = set()
"""The workers of this process that live."""

_NUMBERS = count(1)


@dataclass
class Pulse:
    """Gives a worker's signs of life, in a thread of its own, until it is over or nothing moves any more.

    Args:
        worker: whose they are.
        moved: whether something moved since the last sign.
    """

    gateway: Gateway
    worker: Worker
    moved: Event = field(default_factory=Event)
    over: Event = field(default_factory=Event)
    still: int = 0

    def run(self) -> None:
        """Give signs until it is over; a database that is busy now is told the next time."""
        while not self.over.wait(self.worker.stale_after.total_seconds() / BEATS):
            self.beat()

    def beat(self) -> None:
        """Give a sign of life, if there has been progress of late."""
        self.still = 0 if self.moved.is_set() else self.still + 1
        self.moved.clear()
        if self.still * self.worker.stale_after / BEATS > STUCK_AFTER:
            return
        with suppress(SQLAlchemyError), unit_of_work(self.gateway.engine) as session:
            beat_all(session, self.worker.name, self.gateway.clock())


@contextmanager
def this_worker(gateway: Gateway) -> Iterator[Pulse]:
    """Be a worker that gives signs of life, and leaves the runs that it does not end to whoever comes next."""
    pulse = Pulse(gateway, known_worker(gateway, f":{next(_NUMBERS)}"))
    _AT_WORK.add(pulse.worker.name)
    beating = Thread(target=pulse.run, name="heartbeat", daemon=True)
    beating.start()
    try:
        yield pulse
    except BaseException:  # a stopped worker lets its sources go at once; then it stops
        pulse.over.set()
        beating.join()
        with suppress(SQLAlchemyError), unit_of_work(gateway.engine) as session:
            leave_all(session, pulse.worker.name)
        raise
    finally:
        _AT_WORK.discard(pulse.worker.name)
        pulse.over.set()
        beating.join()


def known_worker(gateway: Gateway, number: str = "") -> Worker:
    """Name a worker of this process: machine, process and when it began, so that a number used again is another worker."""
    stale_after = timedelta(seconds=gateway.settings.run_stale_after)
    return Worker(
        f"{socket.gethostname()}:{os.getpid()}:{_began(os.getpid())}{number}", stale_after, _is_alive
    )


@cache
def _began(_process: int) -> int:
    return int(psutil.Process().create_time())


def _is_alive(holder: str) -> bool:
    host, number, began, *_ = (*holder.split(":"), "", "")
    if host != socket.gethostname() or not number.isdigit() or not began.isdigit():
        return True
    if int(number) == os.getpid() and int(began) == _began(os.getpid()):
        return holder in _AT_WORK
    try:
        return int(psutil.Process(int(number)).create_time()) == int(began)
    except psutil.Error:
        return False
