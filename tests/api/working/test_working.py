"""The work of a node: what is due is harvested, what was left is taken over, what fails is left alone."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlmodel import Session

from api.being_worker import STUCK_AFTER, Pulse, known_worker, this_worker
from api.gateway import Gateway
from api.settings import Settings
from api.workers import Workers, with_workers
from api.working import Work, WorkStoppedError
from catalogue.database import unit_of_work
from connectors.connector_errors import UnknownConnectorError
from connectors.definitions import SourceDefinition
from connectors.due import Due
from connectors.errors import RunBusyError
from connectors.models import Run, SourceRow
from connectors.runs import RunResult, begin
from connectors.source_state import pause
from tests.api.caller import Caller
from tests.api.working.node import NAMES, Portal, portal
from tests.fakes.server import Seen

FILES = [f"/{name}.csv" for name in NAMES]
HOUR = timedelta(hours=1)


@pytest.fixture
def there(gateway: Gateway, now: datetime) -> Iterator[Portal]:
    """A portal and its node."""
    with portal(gateway, now) as found:
        yield found


def swept(work: Work) -> list[tuple[str, str]]:
    """Harvest what is due, and give how each source went."""
    ended = [(one.source, work.harvest(one.source)) for one in work.due()]
    return [(source, result.state if result else "left") for source, result in ended]


def test_what_is_due_is_harvested_and_then_not_before_its_next_time(there: Portal) -> None:
    work = Work(there.gateway)

    assert swept(work) == [("kranj", "done")]
    there.clock.later(hours=5.9)
    assert swept(work) == []
    there.clock.later(hours=0.1)
    assert swept(work) == [("kranj", "done")]
    assert there.standing().last_done == there.clock.now


def test_a_portal_that_fails_is_left_alone_and_a_person_gets_through(there: Portal) -> None:
    work = Work(there.gateway)
    there.status = 500
    for minutes in (15, 15, 59):
        assert swept(work) == [("kranj", "failed")]
        assert swept(work) == []
        there.clock.later(minutes=minutes)
    standing = there.standing()
    assert (standing.failures, standing.circuit(there.clock.now), swept(work)) == (3, "open", [])

    there.status = 200
    asked = work.harvest("kranj")

    assert asked is not None
    assert asked.state == "done"
    assert there.standing().circuit(there.clock.now) == "closed"
    there.clock.later(hours=6)
    assert swept(work) == [("kranj", "done")]


def test_a_paused_source_is_left_to_persons(there: Portal) -> None:
    with unit_of_work(there.gateway.engine) as session:
        pause(session, "kranj", there.clock.now)

    assert swept(Work(there.gateway)) == []


def test_a_worker_that_is_told_to_stop_leaves_a_run_that_the_next_one_ends_asking_nothing_twice(
    there: Portal,
) -> None:
    stopped = Work(there.gateway)

    def held(seen: Seen) -> None:
        if seen.path == FILES[1]:
            stopped.stopping.set()

    there.held = held
    assert stopped.harvest("kranj") is None
    assert there.paths() == FILES[:2]
    ((left, state),) = there.runs()
    assert state == "running"

    assert swept(Work(there.gateway)) == [("kranj", "done")]
    assert there.runs() == [(left, "done")]
    assert there.paths() == FILES


def test_a_worker_that_is_killed_is_taken_over_by_another_which_asks_nothing_twice(
    there: Portal,
) -> None:
    """A process of its own is killed while the portal is at its second answer."""
    database = there.gateway.engine.url
    if database.get_backend_name() == "postgresql":
        pytest.skip("a process takes seconds to start: once is enough")
    came, go_on = Event(), Event()

    def held(seen: Seen) -> None:
        if seen.path == FILES[1] and not go_on.is_set():
            came.set()
            go_on.wait(60)

    there.held = held
    environment = {
        "OGLEDALO_DATA_DIR": str(there.gateway.settings.data_dir),
        "OGLEDALO_DATABASE_URL": database.render_as_string(hide_password=False),
        "OGLEDALO_ALLOW_HOSTS": there.server.target,
    }
    command = [sys.executable, "-m", "api", "work"]
    with subprocess.Popen(
        command, env=os.environ | environment, cwd=Path(__file__).parents[3], stdout=subprocess.DEVNULL
    ) as killed:
        assert came.wait(60)
        killed.send_signal(signal.SIGKILL)
    go_on.set()
    ((left, state),) = there.runs()
    assert state == "running"

    there.clock.now = datetime.now(there.clock.now.tzinfo)
    assert swept(Work(there.gateway)) == [("kranj", "done")]
    assert there.runs() == [(left, "done")]
    assert there.paths() == [FILES[0], FILES[1], FILES[1], FILES[2]]


def test_two_workers_never_read_one_source_at_once(there: Portal) -> None:
    first, second = Work(there.gateway), Work(there.gateway)
    met: list[object] = []

    def held(_seen: Seen) -> None:
        met.append((second.due(), second.harvest("kranj")))

    there.held = held
    assert swept(first) == [("kranj", "done")]
    assert met == [([], None)] * 3
    assert len(there.runs()) == 1


def test_a_worker_of_this_process_that_ended_badly_holds_nothing(there: Portal) -> None:
    engine, clock = there.gateway.engine, there.clock
    begun: list[str] = []

    def end_badly() -> None:
        with this_worker(there.gateway) as pulse:
            begun.append(begin(engine, "kranj", pulse.worker, clock.now))
            with this_worker(there.gateway) as other, pytest.raises(RunBusyError):
                begin(engine, "kranj", other.worker, clock.now)
            raise KeyError("an error of ours")

    with pytest.raises(KeyError):
        end_badly()

    assert [begin(engine, "kranj", known_worker(there.gateway), clock.now)] == begun


def test_an_error_of_ours_is_counted_as_a_failure(there: Portal) -> None:
    with unit_of_work(there.gateway.engine) as session:
        told = SourceDefinition(id="odd", connector="odd", url="x", owner="k", schedule="hourly")
        session.add(SourceRow(id="odd", connector="odd", owner="k", definition=told.model_dump(mode="json")))
        session.flush()
        pause(session, "kranj", there.clock.now)
    work = Work(there.gateway)

    with pytest.raises(UnknownConnectorError):
        swept(work)

    assert swept(work) == []
    with Session(there.gateway.engine) as session:
        assert [one.source for one in Work(there.gateway).due()] == []
    there.clock.later(minutes=15)
    assert [one.source for one in work.due()] == ["odd"]


def test_a_worker_gives_signs_of_life_until_nothing_moves_any_more(there: Portal) -> None:
    pulse = Pulse(there.gateway, known_worker(there.gateway, ":7"))
    run = begin(there.gateway.engine, "kranj", pulse.worker, there.clock.now)
    rhythm = pulse.worker.stale_after / 4
    begun = there.clock.now

    def heard_of() -> timedelta:
        with Session(there.gateway.engine) as session:
            found = session.get(Run, run)
            assert found is not None
            return found.heartbeat - begun

    pulse.moved.set()
    for _ in range(int(STUCK_AFTER / rhythm) + 3):
        there.clock.now += rhythm
        pulse.beat()
    assert heard_of() == STUCK_AFTER + rhythm
    pulse.moved.set()
    there.clock.now += rhythm
    pulse.beat()
    assert heard_of() == there.clock.now - begun


def test_a_worker_that_waits_for_a_host_stops_when_it_is_told_to(there: Portal) -> None:
    work = Work(there.gateway)
    work.stopping.set()

    with pytest.raises(WorkStoppedError):
        work._sleep(3600)


@dataclass
class Stub(Work):
    """Work whose harvests wait for a test."""

    names: tuple[str, ...] = ("a", "b", "c")
    begun: list[str] = field(default_factory=list)
    came: Event = field(default_factory=Event)
    go_on: Event = field(default_factory=Event)
    swept_again: Event = field(default_factory=Event)
    sweeps: int = 0

    def due(self) -> list[Due]:
        self.sweeps += 1
        if self.sweeps > 2:
            self.swept_again.set()
        return [Due(name, "", self.gateway.clock(), left=False) for name in self.names]

    def keep_house(self) -> Iterator[str]:
        if self.sweeps == 1:
            raise OSError("a chore that fails")
        return iter(())

    def harvest(self, source: str) -> RunResult | None:
        self.begun.append(source)
        self.came.set()
        self.go_on.wait(30)
        return None


def test_sweeps_go_on_beside_long_harvests_and_after_errors_and_take_only_what_threads_are_free_for(
    gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    stub = Stub(gateway)
    workers = Workers(stub, threads=1, every=0)
    workers.start()
    assert stub.came.wait(30)
    assert stub.swept_again.wait(30)
    assert stub.begun == ["a"]

    stub.names = ()
    stub.go_on.set()
    workers.stop()
    assert stub.stopping.is_set()
    assert "a chore that fails" in caplog.text


def test_a_node_that_serves_harvests_by_itself_unless_it_is_told_not_to(
    there: Portal, client: Caller
) -> None:
    came = Event()

    def held(seen: Seen) -> None:
        if seen.path == FILES[2]:
            came.set()

    there.held = held
    database = there.gateway.engine.url.render_as_string(hide_password=False)
    told = there.gateway.settings.model_dump() | {"database_url": database}
    silent = Settings(**(told | {"worker": "none"}))
    lifespan = client.app.router.lifespan_context
    assert with_workers(client.app, silent).router.lifespan_context is lifespan

    async def serve() -> None:
        app = with_workers(client.app, Settings(**told))
        async with app.router.lifespan_context(app):
            await asyncio.to_thread(came.wait, 60)

    asyncio.run(serve())
    assert came.is_set()
    assert set(there.paths()) == set(FILES)
