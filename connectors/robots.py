"""robots.txt (RFC 9309): what a host lets us crawl, which is what was found in records and not registered by a person.

It is asked once a host by the same client as all else. 4xx means that everything is allowed; while it cannot be had nothing is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from threading import Lock
from urllib.parse import SplitResult

from protego import Protego

from connectors.errors import RedirectError, TransientError
from connectors.fetching import Answer, Request
from connectors.politeness_errors import RobotsError, RobotsUnknownError
from connectors.redirects import checked_url

AGENT = "Ogledalo"
MOST_BYTES = 500 * 1024
"""What is read of a robots.txt, as RFC 9309 (2.5) asks at least."""

SLOWEST = 30.0
"""Seconds: the slowest pace that a robots.txt may ask of us."""

Send = Callable[[Request], Answer]


@dataclass(frozen=True, slots=True)
class HostRules:
    """What a host's robots.txt says.

    Args:
        text: as it stands; empty where there is none.
        unknown: why it cannot be had now; empty where it was.
    """

    text: str = ""
    unknown: str = ""
    parsed: Protego = field(default_factory=lambda: Protego.parse(""), repr=False, compare=False)

    @classmethod
    def read(cls, text: str) -> "HostRules":
        """Read a robots.txt; lines that are none of its own count for nothing."""
        return cls(text, parsed=Protego.parse(text))

    def refusal(self, url: str) -> str:
        """Give the line that keeps us from an address; empty where none does."""
        if self.parsed.can_fetch(url, AGENT):
            return ""
        refusing = [path for path in self._refused_paths() if _refuses(path, url)]
        return f"Disallow: {max(refusing, key=len)}" if refusing else "Disallow"

    @property
    def pace(self) -> float:
        """The seconds between two requests that it asks for."""
        return min(self.parsed.crawl_delay(AGENT) or 0.0, SLOWEST)

    def _refused_paths(self) -> Iterator[str]:
        """Give the paths that are refused to us: by the groups that name us, else by those for all."""
        groups = list(_groups(self.text))
        ours = [refused for agents, refused in groups if AGENT.lower() in agents]
        for refused in ours or [refused for agents, refused in groups if "*" in agents]:
            yield from refused


@dataclass
class Robots:
    """Sends requests as robots.txt allows; may be used by several threads.

    Args:
        send: sends a request to the network.
    """

    send: Send
    _known: dict[str, HostRules] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def __call__(self, request: Request) -> Answer:
        """Send a request; one to an address that was found in a record only if its host allows that.

        Raises:
            RobotsError: the host's robots.txt refuses it; names the rule.
            RobotsUnknownError: its robots.txt cannot be had now.
            ConnectorError: whatever sending raises.
        """
        if not request.crawled:
            return self.send(request)
        rules = self.rules_of(checked_url(request.url))
        if rules.unknown:
            raise RobotsUnknownError(rules.unknown, url=request.url)
        refusal = rules.refusal(request.url)
        if refusal:
            raise RobotsError(request.url, url=request.url, refusal=refusal)
        return self.send(replace(request, pace=max(request.pace, rules.pace)))

    def rules_of(self, parts: SplitResult) -> HostRules:
        """Give what a host's robots.txt says; it is asked once."""
        address = f"{parts.scheme}://{parts.netloc.lower()}/robots.txt"
        with self._lock:
            if address not in self._known:
                self._known[address] = _asked(self.send, address)
            return self._known[address]


def _asked(send: Send, address: str) -> HostRules:
    try:
        answer = send(Request("GET", address))
    except RedirectError:
        return HostRules()  # too many redirects count as none (RFC 9309, 2.3.1.2)
    except TransientError as error:
        return HostRules(unknown=error.found)
    if 200 <= answer.status < 300:
        return HostRules.read(answer.content[:MOST_BYTES].decode("utf-8-sig", "replace"))
    if answer.status >= 500 or answer.status == 429:
        return HostRules(unknown=f"HTTP {answer.status}")
    return HostRules()


def _refuses(path: str, url: str) -> bool:
    return not Protego.parse(f"User-agent: *\nDisallow: {path}").can_fetch(url, AGENT)


def _groups(text: str) -> Iterator[tuple[set[str], list[str]]]:
    """Give the groups of a robots.txt: whom each is for, and the paths that it refuses."""
    agents: set[str] = set()
    refused: list[str] = []
    begun = False
    for name, value in _directives(text):
        if name == "user-agent" and begun:
            yield agents, refused
            agents, refused, begun = set(), [], False
        if name == "user-agent":
            agents.add(value.lower())
        else:
            begun = begun or bool(agents)
            refused += [value] if name == "disallow" and value else []
    yield agents, refused


def _directives(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        name, colon, value = line.partition("#")[0].partition(":")
        if colon and name.strip().lower() != "sitemap":
            yield name.strip().lower(), value.strip()
