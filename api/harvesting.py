"""Harvesting as this process does it: the network, the clock, and who works."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import psutil

from api.gateway import Gateway
from api.version import VERSION
from connectors.harvest import Harvester, Progress
from connectors.http import Outgoing, OutgoingSettings
from connectors.runs import Worker


def outgoing(gateway: Gateway) -> Outgoing:
    """Make the one client that sends to other hosts."""
    settings = gateway.settings
    return Outgoing(
        OutgoingSettings(
            allow_hosts=frozenset(settings.allow_hosts),
            version=VERSION,
            contact=settings.contact or settings.base_url,
            deadline=settings.harvest_deadline,
            tries=settings.harvest_retries,
            max_bytes=settings.harvest_max_bytes,
        )
    )


@contextmanager
def harvester(gateway: Gateway, progress: Progress = lambda item: None) -> Iterator[Harvester]:
    """Make what a harvest needs, and close its connections afterwards."""
    with outgoing(gateway) as client:
        yield Harvester(
            gateway.engine,
            gateway.store,
            client.fetch,
            gateway.clock,
            this_worker(gateway),
            progress,
            timedelta(days=gateway.settings.finding_notice),
        )


def this_worker(gateway: Gateway) -> Worker:
    """Name this process: machine, process and when it began, so that a number used again is another worker."""
    began = int(psutil.Process().create_time())
    stale_after = timedelta(seconds=gateway.settings.run_stale_after)
    return Worker(f"{socket.gethostname()}:{os.getpid()}:{began}", stale_after, _is_alive)


def _is_alive(holder: str) -> bool:
    host, _, rest = holder.partition(":")
    number, _, began = rest.partition(":")
    if host != socket.gethostname() or not number.isdigit():
        return True
    try:
        return int(psutil.Process(int(number)).create_time()) == int(began or 0)
    except psutil.Error:
        return False
