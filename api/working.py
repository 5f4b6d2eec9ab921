"""The work of a node: at each sweep it takes over runs that were left, harvests what is due, and keeps house.

Any number of workers may sweep, on any machine: what is to be done stands in the tables, and whoever begins first does it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event

from sqlalchemy.exc import OperationalError

from api.being_worker import known_worker
from api.gateway import Gateway
from api.harvesting import harvester
from api.housekeeping import due_duties, perform
from catalogue.database import is_busy, unit_of_work
from connectors.due import Due, due_sources
from connectors.errors import RunBusyError, UnknownSourceError
from connectors.items import Item
from connectors.run_errors import RunTakenError
from connectors.runs import RunResult
from connectors.source_state import note_failure, write_down


class WorkStoppedError(Exception):
    """The worker was asked to stop: the run that it is at stays as it is for whoever takes it over."""


@dataclass
class Work:
    """What a worker does.

    Args:
        gateway: the node, with connections of its own.
        stopping: set when the worker shall stop.
    """

    gateway: Gateway
    stopping: Event = field(default_factory=Event)

    def due(self) -> list[Due]:
        """Write down how ended runs went, and give what is to be harvested now."""
        worker, now = known_worker(self.gateway), self.gateway.clock()
        with unit_of_work(self.gateway.engine) as session:
            write_down(session)
        with unit_of_work(self.gateway.engine) as session:
            return due_sources(session, worker, now, at_once=self.gateway.settings.harvest_at_once)

    def harvest(self, source: str) -> RunResult | None:
        """Harvest a source; None where another worker was faster, or this one was asked to stop.

        Raises:
            Exception: an error of ours, or of a source that cannot even be begun; it is counted as a failure.
        """
        try:
            with harvester(self.gateway, self._go_on, self._sleep) as worker:
                return worker.harvest(source)
        except (RunBusyError, RunTakenError, UnknownSourceError, WorkStoppedError):
            return None
        except OperationalError as error:
            if is_busy(error):  # somebody publishes for long: the run is left to the next sweep
                return None
            self._count(source, error)
            raise
        except Exception as error:
            self._count(source, error)
            raise

    def _count(self, source: str, error: Exception) -> None:
        with unit_of_work(self.gateway.engine) as session:
            note_failure(session, source, type(error).__name__, self.gateway.clock())

    def keep_house(self) -> Iterator[str]:
        """Do the chores that are due, and give the names of those that were done here."""
        for duty in due_duties(self.gateway):
            if perform(self.gateway, duty):
                yield duty.name

    def _go_on(self, _item: Item | None = None) -> None:
        if self.stopping.is_set():
            raise WorkStoppedError

    def _sleep(self, seconds: float) -> None:
        self.stopping.wait(seconds)
        self._go_on()
