"""Errors of networks and of collections of datasets.

MembershipError
├── GroupNotFoundError       no such network or collection, or none of the caller's
├── GroupExistsError         the id is taken
├── GroupCircleError         a network would belong to itself
├── MembershipNotFoundError  no such membership
└── MembershipTimeError      a membership that would end before it begins, or in the past, or is there already
"""


class MembershipError(Exception):
    """Something about who or what belongs where that is refused."""


class GroupNotFoundError(MembershipError):
    """Say which network or collection was asked for."""

    def __init__(self, kind: str, asked: str) -> None:
        self.kind = kind
        self.asked = asked
        super().__init__(f"no {kind} {asked!r}")


class GroupExistsError(MembershipError):
    """Say which id is taken."""

    def __init__(self, kind: str, asked: str) -> None:
        self.kind = kind
        self.asked = asked
        super().__init__(f"the id {asked!r} is taken; choose another one for the {kind}")


class GroupCircleError(MembershipError):
    """Say which network would belong to itself."""

    def __init__(self, member: str, network: str) -> None:
        self.member = member
        self.network = network
        super().__init__(f"{member} cannot belong to {network}: {network} belongs to {member}")


class MembershipNotFoundError(MembershipError):
    """Say which membership was asked for."""

    def __init__(self, asked: str) -> None:
        self.asked = asked
        super().__init__(f"no membership {asked!r}")


class MembershipTimeError(MembershipError):
    """Say which time was found and which would do."""

    def __init__(self, name: str, found: str, expected: str) -> None:
        self.name = name
        self.found = found
        self.expected = expected
        super().__init__(f"{name} is {found}: expected {expected}")
