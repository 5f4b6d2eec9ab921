"""Errors of the gateway itself.

GatewayError
├── UnknownKeyError         a key that is not known, has expired or was revoked
├── RoleMissingError        the caller lacks the role that an act needs
├── FormatError             a representation that is not served
├── ParameterError          a parameter of a question that cannot be meant
├── BackupError             a backup that cannot be made or put back
├── RunNotFoundError        a run that the node does not know
├── LetterNotFoundError     a letter about data that nobody is missing
├── UploadNotFoundError     an upload that is not there, or is somebody else's
├── PreferenceNotFoundError a decision on sources that does not stand
├── PurposeError            a purpose that the caller's key may not declare
└── DemoPortalsError        the demo's simulated portals did not start
"""

from collections.abc import Sequence

from schemas.languages import Text


class GatewayError(Exception):
    """Something the gateway refuses."""


class UnknownKeyError(GatewayError):
    """The key that was sent is not valid."""

    def __init__(self) -> None:
        super().__init__("the key that was sent is not known, has expired or was revoked")


class RoleMissingError(GatewayError):
    """Say which rule refused, and which role would let the caller in."""

    def __init__(self, rule: str, reason: Text) -> None:
        self.rule = rule
        self.reason = reason
        super().__init__(f"{rule}: {reason.en}")


class FormatError(GatewayError):
    """Say which representation was asked for and which there are."""

    def __init__(self, found: str, allowed: Sequence[str]) -> None:
        self.found = found
        self.allowed = tuple(allowed)
        super().__init__(f"no representation {found!r}; there are {', '.join(allowed)}")


class ParameterError(GatewayError):
    """Say which parameter was found to hold what, and what it may hold."""

    def __init__(self, name: str, found: str, expected: str) -> None:
        self.name = name
        self.found = found
        self.expected = expected
        super().__init__(f"{name}={found!r}: expected {expected}")


class PurposeError(GatewayError):
    """Say which purpose was declared, and which the key may declare."""

    def __init__(self, found: str, allowed: Sequence[str]) -> None:
        self.found = found
        self.allowed = tuple(allowed)
        super().__init__(f"purpose {found!r} may not be declared; allowed: {', '.join(allowed) or 'none'}")


class BackupError(GatewayError):
    """A backup that cannot be made or put back; says why and what to do."""


class RunNotFoundError(GatewayError):
    """Say which run was asked for."""

    def __init__(self, run: str) -> None:
        self.run = run
        super().__init__(f"no run {run!r}")


class PreferenceNotFoundError(GatewayError):
    """Say which decision was asked for."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"no preference {number} stands")


class DemoPortalsError(GatewayError):
    """Say where the simulated portals stand that did not start."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"the simulated portals in {folder} did not start: run `python {folder}/portals.py` to see why"
        )


class UploadNotFoundError(GatewayError):
    """No upload of that id that the caller may see."""

    def __init__(self, upload: str) -> None:
        super().__init__(f"no upload {upload}")


class LetterNotFoundError(GatewayError):
    """Say which letter was asked for, and which there are."""

    def __init__(self, found: str, letters: Sequence[str]) -> None:
        self.found = found
        self.letters = tuple(letters)
        there_are = ", ".join(letters) or "none"
        super().__init__(f"no letter {found!r} belongs to this comparison; there are: {there_are}")
