"""Which network addresses may be asked: public ones, and those that an administrator allows by name."""

import re
import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from connectors.errors import BadUrlError, ForbiddenAddressError, SettingError, UnreachableError

TARGET = re.compile(r"(?P<host>\[[0-9a-fA-F:.]+\]|[^\s:/\[\]@]+):(?P<port>[0-9]{1,5})")

# https://www.iana.org/assignments/iana-ipv4-special-registry: what Python 3.11's is_global lets through.
SPECIAL_V4 = tuple(
    IPv4Network(net) for net in ("192.0.0.0/24", "192.88.99.0/24", "224.0.0.0/4", "240.0.0.0/4")
)
# Global unicast is 2000::/3 (RFC 4291); all else, mapped, compatible and NAT64 addresses among it, is not.
GLOBAL_V6 = IPv6Network("2000::/3")
SPECIAL_V6 = tuple(
    IPv6Network(net) for net in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "3ffe::/16")
)

Resolve = Callable[[str, int], Sequence[str]]


def is_public(address: str) -> bool:
    """Say whether an address is one of the public internet's, of a single host, and hides no other."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv4Address):
        return parsed.is_global and not any(parsed in net for net in SPECIAL_V4)
    return _is_public_v6(parsed)


def _is_public_v6(address: IPv6Address) -> bool:
    special = any(address in net for net in SPECIAL_V6)
    return address.scope_id is None and address in GLOBAL_V6 and address.is_global and not special


def resolve_by_system(host: str, port: int) -> Sequence[str]:
    """Ask the system for a host's addresses, in the order in which they should be tried."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def normal_target(text: str) -> str:
    """Give ``host:port`` in the form in which targets are compared.

    Raises:
        SettingError: it is not of that form.
    """
    match = TARGET.fullmatch(text.strip())
    if match is None or not 0 < int(match["port"]) < 65536:
        raise SettingError(text, where="OGLEDALO_ALLOW_HOSTS", wanted="host:port")
    return target_of(match["host"], int(match["port"]))


def target_of(host: str, port: int) -> str:
    """Name a host and port, e.g. ``example.org:443`` or ``[::1]:8012``."""
    bare = host.strip("[]").lower().rstrip(".")
    return f"[{bare}]:{port}" if ":" in bare else f"{bare}:{port}"


@dataclass(frozen=True)
class AddressGuard:
    """Resolves a name once and gives only addresses that may be asked.

    Args:
        allowed: targets (``host:port`` as written in the address) that are let through whatever they
            stand for. An allowed address does not allow the names that point to it.
        resolve: gives a host's addresses; the system's resolver unless a test brings its own.
    """

    allowed: frozenset[str] = frozenset()
    resolve: Resolve = field(default=resolve_by_system)

    @classmethod
    def allowing(cls, targets: Iterable[str], resolve: Resolve = resolve_by_system) -> "AddressGuard":
        """Make a guard that lets some targets through."""
        return cls(frozenset(normal_target(target) for target in targets), resolve)

    def addresses(self, host: str, port: int) -> Sequence[str]:
        """Give the addresses of a host that may be connected to.

        Raises:
            ForbiddenAddressError: none of them is public.
            UnreachableError: the name has no address.
            BadUrlError: the name cannot be one.
        """
        target = target_of(host, port)
        try:
            found = self.resolve(host.strip("[]"), port)
        except UnicodeError as error:
            raise BadUrlError(host) from error
        except OSError as error:
            raise UnreachableError(str(error)) from error
        if target in self.allowed:
            return found
        public = [address for address in found if is_public(address)]
        if not public:
            raise ForbiddenAddressError(", ".join(found), target=target)
        return public
