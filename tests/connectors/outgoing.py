"""Clients for tests: they wait without sleeping, and tell how long they would have slept."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from connectors.addresses import Resolve, resolve_by_system
from connectors.fetching import Answer, Request
from connectors.http import Outgoing, OutgoingSettings
from tests.fakes.server import Answering, LoopbackServer, serving

SETTINGS = OutgoingSettings(version="0.1.0", contact="mailto:podatki@kranj.example")


@dataclass
class Clock:
    """A clock that goes on by some seconds whenever somebody looks at it."""

    step: float = 0.0
    ticks: Iterator[int] = field(default_factory=count)

    def __call__(self) -> float:
        return next(self.ticks) * self.step


@dataclass
class PatientClient:
    """A client and the waits between its tries, in seconds."""

    outgoing: Outgoing
    waits: list[float]

    def get(self, url: str, *headers: tuple[str, str]) -> Answer:
        return self.outgoing.fetch(Request("GET", url, headers))


@contextmanager
def client_for(
    *targets: str,
    settings: OutgoingSettings = SETTINGS,
    clock: Clock | None = None,
    resolve: Resolve = resolve_by_system,
) -> Iterator[PatientClient]:
    """A client that may ask some loopback servers."""
    waits: list[float] = []
    allowed = replace(settings, allow_hosts=settings.allow_hosts | frozenset(targets))
    outgoing = Outgoing(
        allowed, sleep=waits.append, monotonic=clock or Clock(), jitter=lambda: 1.0, resolve=resolve
    )
    with outgoing:
        yield PatientClient(outgoing, waits)


@contextmanager
def portal(
    answer: Answering,
    *,
    settings: OutgoingSettings = SETTINGS,
    clock: Clock | None = None,
    certificate: Path | None = None,
) -> Iterator[tuple[LoopbackServer, PatientClient]]:
    """A loopback server, and a client that may ask it."""
    with (
        serving(answer, certificate) as server,
        client_for(server.target, settings=settings, clock=clock) as client,
    ):
        yield server, client
