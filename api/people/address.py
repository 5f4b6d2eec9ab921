"""The node's own address, as signing in needs it: origin, the name that passkeys are bound to, and whether it is safe."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from api.people.people_errors import InsecureAddressError
from api.settings import Settings

LOCALHOST = "localhost"


@dataclass(frozen=True, slots=True)
class Address:
    """Where browsers reach the node.

    Args:
        base: what links to its pages begin with, without a slash at the end.
        origins: the origins (RFC 6454) that are ours.
        rp_id: the name that passkeys are bound to (WebAuthn, 5.1.2); an IP address cannot be one.
        secure: whether nobody in between can listen: https, or this very machine.
    """

    base: str
    origins: tuple[str, ...]
    rp_id: str
    secure: bool

    @classmethod
    def of(cls, settings: Settings) -> "Address":
        """Read the settings' address; this machine by number is called localhost, as passkeys need it."""
        parts = urlsplit(settings.base_url)
        host = (parts.hostname or "").lower()
        local = _is_this_machine(host)
        secure = parts.scheme == "https" or local
        own = _origin(parts, host)
        if not local or host.endswith(LOCALHOST):
            return cls(settings.base_url.rstrip("/"), (own,), host, secure)
        by_name = _origin(parts, LOCALHOST)
        return cls(by_name + parts.path.rstrip("/"), (own, by_name), LOCALHOST, secure)

    def require_secure(self) -> None:
        """Demand that the address is safe enough for a session.

        Raises:
            InsecureAddressError: it is not.
        """
        if not self.secure:
            raise InsecureAddressError(self.base)


def _origin(parts: SplitResult, host: str) -> str:
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    shown = f"[{host}]" if ":" in host else host
    port = "" if parts.port in (None, usual) else f":{parts.port}"
    return f"{parts.scheme}://{shown}{port}"


def _is_this_machine(host: str) -> bool:
    if host == LOCALHOST or host.endswith(f".{LOCALHOST}"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
