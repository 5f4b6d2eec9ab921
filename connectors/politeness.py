"""Politeness: each host is asked at its pace, by few at once, and not at all while it asks us to wait.

A host is a name and a port. What one request learns of it (429, Retry-After) holds for all.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from threading import BoundedSemaphore, Lock
from urllib.parse import urlsplit

from connectors.errors import SettingError

Sleep = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Manners:
    """How hosts are asked.

    Args:
        pace: seconds at least between two requests to a host; this machine's own addresses have none.
        paces: the same for hosts of which more is known, by ``host:port`` as addresses write it.
        at_once: requests to a host at the same time.
    """

    pace: float = 0.0
    paces: Mapping[str, float] = field(default_factory=dict)
    at_once: int = 2

    def __post_init__(self) -> None:
        if self.at_once < 1:
            raise SettingError(str(self.at_once), where="OGLEDALO_HARVEST_AT_ONCE", wanted=">= 1")

    def pace_of(self, host: str) -> float:
        """Give the seconds between two requests to a host."""
        return self.paces.get(host, 0.0 if is_this_machine(host) else self.pace)


class HostTurns:
    """Gives each request its turn at its host; may be shared by clients and used by several threads.

    Args:
        monotonic: a clock in seconds from any moment.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = Lock()
        self._next: dict[str, float] = {}
        self._held: dict[str, float] = {}
        self._places: dict[str, BoundedSemaphore] = {}

    @contextmanager
    def turn(self, url: str, pace: float, manners: Manners, sleep: Sleep) -> Iterator[None]:
        """Wait for a request's turn, and keep its place until it is answered.

        Args:
            url: the address that is asked.
            pace: seconds at least since the last request to this host, where its own rules ask for more than our manners.
            manners: how hosts are asked.
            sleep: waits so many seconds.
        """
        host = host_of(url)
        with self._lock:
            place = self._places.setdefault(host, BoundedSemaphore(manners.at_once))
        with place:
            self._wait(host, max(pace, manners.pace_of(host)), sleep)
            yield

    def hold(self, url: str, seconds: float) -> None:
        """Ask nothing of a host for some seconds."""
        host, until = host_of(url), self._monotonic() + seconds
        with self._lock:
            self._held[host] = max(until, self._held.get(host, until))

    def _wait(self, host: str, pace: float, sleep: Sleep) -> None:
        """Wait as long as the host asked us to, then as its pace asks."""
        while wait := self._left_of_hold(host):
            until, seconds = wait
            sleep(seconds)
            with self._lock:
                if self._held.get(host) == until:
                    del self._held[host]
        seconds = self._claim(host, pace) if pace else 0.0
        if seconds > 0:
            sleep(seconds)

    def _left_of_hold(self, host: str) -> tuple[float, float] | None:
        """Give until when a host is held, and the seconds until then; None where it is not."""
        with self._lock:
            until = self._held.get(host)
        left = 0.0 if until is None else until - self._monotonic()
        return (until, left) if until is not None and left > 0 else None

    def _claim(self, host: str, pace: float) -> float:
        """Take the next moment at a host, and give the seconds until then."""
        with self._lock:
            now = self._monotonic()
            due = max(now, self._next.get(host, now))
            self._next[host] = due + pace
        return due - now


def host_of(url: str) -> str:
    """Give an address's host and port; empty for what has none, such as a folder."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


def is_this_machine(host: str) -> bool:
    """Say whether ``host:port`` names this machine itself."""
    name = urlsplit(f"//{host}").hostname or ""
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
