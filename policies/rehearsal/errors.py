"""Errors of rehearsing policies.

RehearsalError
├── PersonaError             somebody is described by what there is not, or too many are
├── NotRehearsedError        no policy, rehearsal or golden request of that name that the caller may see
└── NothingToRehearseError   the policy has no draft, or is not in force and cannot be retired
"""


class RehearsalError(Exception):
    """Say what was found, and what can be rehearsed.

    Args:
        name: the part of the question.
        found: what stands there.
        expected: what may stand there.
    """

    def __init__(self, name: str, found: str, expected: str) -> None:
        self.name = name
        self.found = found
        self.expected = expected
        super().__init__(f"{name}={found!r}: expected {expected}")


class PersonaError(RehearsalError):
    """Say which part of a persona names what there is not."""


class NotRehearsedError(RehearsalError):
    """Say what was asked for; what is not there and what is somebody else's are the same answer."""

    def __init__(self, kind: str, found: str) -> None:
        super().__init__(kind, found, f"a {kind} of one of your organisations")


class NothingToRehearseError(RehearsalError):
    """Say which policy has nothing that could be rehearsed, and what to do."""

    def __init__(self, policy: str, expected: str) -> None:
        super().__init__("policy", policy, expected)
