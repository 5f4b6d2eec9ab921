"""How hosts are asked: at their pace, by few at once, and not while they ask us to wait."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Barrier, Event, Thread

import pytest

from connectors.errors import BadUrlError, BusyError, SettingError
from connectors.fetching import Request
from connectors.http import Outgoing
from connectors.politeness import HostTurns, Manners, host_of, is_this_machine
from tests.connectors.outgoing import SETTINGS
from tests.fakes.server import Reply, always, in_turn, serving


@dataclass
class Time:
    """A clock that goes on only when somebody waits."""

    now: float = 0.0
    waits: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


@contextmanager
def client(time: Time, *targets: str, manners: Manners | None = None) -> Iterator[Outgoing]:
    """A client whose waits a clock notes."""
    settings = replace(SETTINGS, allow_hosts=frozenset(targets), manners=manners or Manners(), tries=2)
    with Outgoing(settings, sleep=time.sleep, monotonic=time, jitter=lambda: 1.0) as outgoing:
        yield outgoing


def test_a_busy_host_makes_every_request_to_it_wait_and_no_other() -> None:
    time = Time()
    busy = Reply(status=429, headers={"Retry-After": "30"})
    with (
        serving(in_turn(busy, busy, Reply(b"well"))) as server,
        serving(always(Reply(b"other"))) as other,
        client(time, server.target, other.target) as outgoing,
    ):
        with pytest.raises(BusyError):
            outgoing.fetch(Request("GET", f"{server.url}/a"))
        assert outgoing.fetch(Request("GET", f"{other.url}/")).content == b"other"
        assert time.waits == [30.0]
        assert outgoing.fetch(Request("GET", f"{server.url}/b")).content == b"well"
        assert outgoing.fetch(Request("GET", f"{server.url}/c")).content == b"well"

    assert time.waits == [30.0, 30.0]


def test_a_host_that_is_busy_without_saying_how_long_is_slowed_too() -> None:
    time = Time()
    busy = Reply(status=429)
    with serving(in_turn(busy, busy, Reply(b"well"))) as server, client(time, server.target) as outgoing:
        with pytest.raises(BusyError):
            outgoing.fetch(Request("GET", f"{server.url}/a"))
        outgoing.fetch(Request("GET", f"{server.url}/b"))

    assert time.waits == [0.5, 1.0]


def test_a_host_is_asked_at_the_pace_that_its_source_states() -> None:
    time = Time()
    with serving(always(Reply(b"well"))) as server:
        manners = Manners(pace=9.0, paces={server.target: 2.0})
        with client(time, server.target, manners=manners) as outgoing:
            for _ in range(3):
                outgoing.fetch(Request("GET", server.url))
            outgoing.fetch(Request("GET", server.url, pace=5.0))

    assert time.waits == [2.0, 2.0, 2.0]
    assert time.now == 6.0


def test_this_machine_has_no_pace_unless_a_source_states_one() -> None:
    manners = Manners(pace=0.2, paces={"127.0.0.1:8012": 1.0, "data.example:443": 0.0})

    assert [manners.pace_of(host) for host in ("127.0.0.1:8011", "localhost:80", "[::1]:80")] == [0.0] * 3
    assert [manners.pace_of(host) for host in ("127.0.0.1:8012", "data.example:443", "data.example")] == [
        1.0, 0.0, 0.2,
    ]  # fmt: skip
    assert is_this_machine("127.9.9.9:1")
    assert not is_this_machine("10.0.0.1:1")


def test_a_host_is_a_name_and_a_port_and_a_folder_is_none() -> None:
    assert host_of("https://user@Data.Example:8443/a?b#c") == "data.example:8443"
    assert host_of("/srv/files") == host_of("http://[broken") == ""


def test_a_host_has_only_so_many_requests_at_once() -> None:
    """Four threads ask; two are let in and are still there when the others would come."""
    turns, manners = HostTurns(lambda: 0.0), Manners(at_once=2)
    inside, leave = Barrier(3), Event()
    came: list[str] = []

    def ask() -> None:
        with turns.turn("http://a.example/", 0.0, manners, lambda _seconds: None):
            came.append("in")
            if not leave.is_set():
                inside.wait(10)
                leave.wait(10)

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    inside.wait(10)
    with turns.turn("http://b.example/", 0.0, manners, lambda _seconds: None):
        assert came == ["in", "in"]
    leave.set()
    for thread in threads:
        thread.join(10)
    assert came == ["in"] * 4


def test_no_request_at_once_is_no_setting() -> None:
    with pytest.raises(SettingError):
        Manners(at_once=0)


def test_two_clients_that_share_their_turns_keep_one_pace() -> None:
    time, manners = Time(), Manners(paces={"a.example": 1.0})
    turns = HostTurns(time)
    for _ in range(3):
        with turns.turn("http://a.example/", 0.0, manners, time.sleep):
            pass

    assert time.now == 2.0


def test_a_wrong_address_is_refused_before_it_takes_a_turn() -> None:
    time = Time()
    with client(time) as outgoing, pytest.raises(BadUrlError):
        outgoing.fetch(Request("GET", "file:///etc/passwd", pace=3.0))

    assert time.waits == []
