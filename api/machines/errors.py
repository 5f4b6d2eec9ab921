"""Errors of keys and tokens.

MachineError
├── KeyInAddressError   a key that stood in an address, and is worthless now
├── KeyNotFoundError    no key or client of that id that the caller may see
├── KeyLineFullError    a third live key of one line
├── ScopeMissingError   a key or token that is not for what was asked
└── SandboxError        a sandbox key that was to change something

MistypedKeyError is an UnknownKeyError that can say why: it tells nothing that the key itself does not.
"""

from collections.abc import Sequence

from api.errors import GatewayError, UnknownKeyError


class MachineError(GatewayError):
    """Something that a key or token is refused."""


class MistypedKeyError(UnknownKeyError):
    """The key's check digits do not fit the rest."""

    def __init__(self) -> None:
        Exception.__init__(
            self,
            "the key is mistyped or cut short: its last six signs do not fit the rest; copy it again whole",
        )


class KeyInAddressError(MachineError):
    """Say that a key stood in an address, and that it opens nothing any more."""

    def __init__(self) -> None:
        super().__init__(
            "a key stood in the address, where logs, histories and other sites see it: it is burnt and opens nothing"
            " any more; have a new one made and send it in the Authorization header"
        )


class KeyNotFoundError(MachineError):
    """Say which key or client was asked for."""

    def __init__(self, kind: str, found: str) -> None:
        self.found = found
        super().__init__(f"no {kind} {found!r}")


class KeyLineFullError(MachineError):
    """Say which keys of a line are live; one must go before another is made."""

    def __init__(self, live: Sequence[str]) -> None:
        self.live = tuple(live)
        super().__init__(
            f"two keys of this line are live already ({', '.join(live)}): revoke one of them first"
        )


class ScopeMissingError(MachineError):
    """Say which scope an act needs, and which the key or token has."""

    def __init__(self, needed: str, has: Sequence[str]) -> None:
        self.needed = needed
        self.has = tuple(has)
        super().__init__(f"this needs the scope {needed!s}; the key or token has {', '.join(has) or 'none'}")


class SandboxError(MachineError):
    """Say that a sandbox key changes nothing."""

    def __init__(self) -> None:
        super().__init__("a sandbox key sees example data and changes nothing; use a live key for this")
