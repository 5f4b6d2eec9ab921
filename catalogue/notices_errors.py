"""Errors of notices.

NoticesError
├── AddressError          what is no mail address, or cannot stand in a letter's head
├── AddressNotFoundError  no such address of the organisation
└── FeedNotFoundError     no such feed, or one that was revoked: the two are never told apart
"""

from catalogue.errors import CatalogueError


class NoticesError(CatalogueError):
    """Something about notices that is refused."""


class AddressError(NoticesError):
    """Say what was found where a mail address is expected."""

    def __init__(self, found: str) -> None:
        self.name = "address"
        self.found = found
        self.expected = "a mail address such as data@city.example"
        super().__init__(f"{found!r} is no mail address; expected one such as data@city.example")


class AddressNotFoundError(NoticesError):
    """Say which address was asked for."""

    def __init__(self, asked: str) -> None:
        self.asked = asked
        super().__init__(f"no address {asked!r}; `ogledalo notices list ORG` shows them")


class FeedNotFoundError(NoticesError):
    """Say that there is no such feed, without repeating its secret."""

    def __init__(self, asked: str = "") -> None:
        self.asked = asked
        super().__init__(f"no feed {asked!r}" if asked else "no such feed")
