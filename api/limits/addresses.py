"""Addresses of callers, as they are counted: behind a trusted proxy the one it names, IPv6 by its /64.

They are kept in memory only, while they count, and never written down.
"""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.types import Scope

Network = IPv4Network | IPv6Network

NOBODY_KNOWN = "local"
"""A caller without an address: one on a socket of this machine."""

REMEMBERED = 8_192
MOST_FORWARDED = 20
"""Proxies in a row that are looked at."""

SUBNET = 64
"""Bits of an IPv6 address that one household or office is given: its devices change the rest at will."""


def read_networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Read addresses and networks, e.g. ``10.0.0.5``, ``10.0.0.0/8``.

    Raises:
        ValueError: a text is none.
    """
    return tuple(ip_network(text, strict=False) for text in texts)


class Callers:
    """Says who asks, by address.

    Args:
        trusted: networks of proxies whose `X-Forwarded-For` is believed.
    """

    def __init__(self, trusted: tuple[Network, ...] = ()) -> None:
        self._trusted = trusted

    def name(self, scope: Scope) -> str:
        """Give the name a request's address is counted under."""
        client = scope.get("client")
        peer = client[0] if client else ""
        if self._trusted and self._is_trusted(peer):
            peer = self._forwarded(scope) or peer
        return counted_address(peer)

    def _forwarded(self, scope: Scope) -> str:
        """Give the last address that no trusted proxy has: what stands before it anybody can have written."""
        values = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
        hops = [hop.strip() for hop in b",".join(values).decode("latin-1").split(",")]
        nearest = ""
        for hop in hops[: -MOST_FORWARDED - 1 : -1]:
            if _address(hop) is None:
                break
            nearest = hop
            if not self._is_trusted(hop):
                break
        return nearest

    def _is_trusted(self, text: str) -> bool:
        address = _address(text)
        return address is not None and any(address in network for network in self._trusted)


@lru_cache(maxsize=REMEMBERED)
def counted_address(text: str) -> str:
    """Give the name an address is counted under."""
    address = _address(text)
    if address is None:
        return NOBODY_KNOWN
    if isinstance(address, IPv4Address):
        return str(address)
    return str(IPv6Network((int(address), SUBNET), strict=False))


@lru_cache(maxsize=REMEMBERED)
def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Read an address, with or without a port; one of IPv4 in the clothes of IPv6 is that."""
    bare = text[1:].partition("]")[0] if text.startswith("[") else text
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
