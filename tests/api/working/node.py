"""A portal on loopback, and a node that is told to harvest it on a schedule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlmodel import Session, select

from api.gateway import Gateway
from catalogue.database import unit_of_work
from connectors.models import Run
from connectors.references import check_sources
from connectors.registered import known, put_sources
from connectors.source_state import Standing, standing_of
from tests.fakes.server import LoopbackServer, Reply, Seen, serving

SOURCES = """
[[organisation]]
id = "mestna-obcina-kranj"
name = "Kranj"

[[source]]
id = "kranj"
connector = "table"
url = "{url}/"
owner = "mestna-obcina-kranj"
licence = "CC BY 4.0"
schedule = "every 6 hours"
"""
MAPPING = """
[[source.mapping]]
name = "{name}"
indicator = "CX.POP"
path = "{name}.csv"
locale = "plain"
columns = {{ period = "Year", value = "People" }}
constants = {{ place = "SI_052", unit = "NR" }}
"""
NAMES = ("one", "two", "three")


@dataclass
class Clock:
    """A clock that a test puts forward."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def later(self, **told: float) -> None:
        self.now += timedelta(**told)


@dataclass
class Portal:
    """A portal with three files, and the node that reads it.

    Args:
        status: of every answer, while a test says so.
        held: called before each answer.
    """

    gateway: Gateway
    clock: Clock
    server: LoopbackServer
    status: int = 200
    held: Callable[[Seen], None] = field(default=lambda _seen: None)

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [seen.path for seen in self.server.seen]

    def runs(self) -> list[tuple[str, str]]:
        """Ids and states of the runs, the oldest first."""
        with Session(self.gateway.engine) as session:
            return [(run.id, run.state) for run in session.exec(select(Run).order_by(Run.started_at))]  # type: ignore[arg-type]  # a column

    def standing(self) -> Standing:
        """How the source stands."""
        with Session(self.gateway.engine) as session:
            return standing_of(session, "kranj")


@contextmanager
def portal(gateway: Gateway, now: datetime) -> Iterator[Portal]:
    """Serve the portal's files and register it."""
    clock = Clock(now)

    def answer(seen: Seen) -> Reply:
        found.held(seen)
        if found.status != 200:
            return Reply(b"no", found.status)
        number = NAMES.index(seen.path.strip("/").removesuffix(".csv"))
        return Reply(f"Year,People\n{2018 + number},55950\n".encode(), media_type="text/csv")

    with serving(answer) as server:
        settings = gateway.settings.model_copy(update={"allow_hosts": (server.target,), "harvest_retries": 1})
        found = Portal(replace(gateway, settings=settings, clock=clock), clock, server)
        text = SOURCES.format(url=server.url) + "".join(MAPPING.format(name=name) for name in NAMES)
        with unit_of_work(gateway.engine) as session:
            checked = check_sources(text, known(session))
            assert checked.problems == ()
            assert checked.file is not None
            put_sources(session, checked.file)
        yield found
