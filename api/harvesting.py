"""Harvesting as this process does it: the network, the clock, and who works."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta

from api.being_worker import Pulse, this_worker
from api.gateway import Gateway
from api.settings import Settings
from api.version import VERSION
from catalogue.database import unit_of_work
from connectors.checking import CheckPool
from connectors.fetching import Answer, Request
from connectors.harvest import Harvester, Progress
from connectors.http import Outgoing, OutgoingSettings
from connectors.items import Item
from connectors.politeness import HostTurns, Manners, host_of
from connectors.registered import registered
from connectors.robots import Robots

_TURNS = HostTurns(time.monotonic)
"""The turns at hosts: all clients of this process share them."""


def outgoing(gateway: Gateway, sleep: Callable[[float], None] = time.sleep) -> Outgoing:
    """Make a client that sends to other hosts.

    Args:
        gateway: the node.
        sleep: waits for a host's turn and between tries.
    """
    settings = gateway.settings
    return Outgoing(
        OutgoingSettings(
            allow_hosts=frozenset(settings.allow_hosts),
            version=VERSION,
            contact=settings.contact or settings.base_url,
            deadline=settings.harvest_deadline,
            tries=settings.harvest_retries,
            max_bytes=settings.harvest_max_bytes,
            manners=_manners(gateway),
        ),
        sleep=sleep,
        turns=_TURNS,
    )


def _manners(gateway: Gateway) -> Manners:
    """Give how hosts are asked: at the slowest pace that a source of theirs states, else at ours."""
    paces: dict[str, float] = {}
    with unit_of_work(gateway.engine) as session:
        for source in registered(session):
            if source.pace is not None:
                host = host_of(source.url)
                paces[host] = max(source.pace, paces.get(host, 0.0))
    return Manners(gateway.settings.harvest_pace, paces, gateway.settings.harvest_at_once)


@contextmanager
def harvester(
    gateway: Gateway,
    progress: Progress = lambda item: None,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Harvester]:
    """Make what a harvest needs, and close its connections afterwards.

    Args:
        gateway: the node.
        progress: told of each item as it is staged.
        sleep: waits for a host's turn and between tries.
    """
    settings = gateway.settings
    with (
        outgoing(gateway, sleep) as client,
        this_worker(gateway) as pulse,
        closing(CheckPool(check_processes(settings))) as checks,
    ):
        yield Harvester(
            gateway.engine,
            gateway.store,
            _moving(pulse, Robots(client.fetch)),
            gateway.clock,
            pulse.worker,
            _telling(pulse, progress),
            notice=timedelta(days=settings.finding_notice),
            grace=timedelta(days=settings.harvest_grace),
            full_pass=timedelta(days=settings.harvest_full_pass),
            check=checks,
        )


def check_processes(settings: Settings) -> int:
    """Give how many processes check records: as the setting says, else one for each processor, four at most."""
    return settings.harvest_processes or min(4, os.cpu_count() or 1)


def _moving(pulse: Pulse, send: Callable[[Request], Answer]) -> Callable[[Request], Answer]:
    """Send as before, and note that there is progress."""

    def sending(request: Request) -> Answer:
        pulse.moved.set()
        return send(request)

    return sending


def _telling(pulse: Pulse, progress: Progress) -> Progress:
    """Tell of items as before, and note that there is progress."""

    def telling(item: Item) -> None:
        pulse.moved.set()
        progress(item)

    return telling
