"""Errors of asking for access.

AskingError
├── AccessRequestNotFoundError  no such request, or none that the caller may know of: the two are never told apart
├── AgreementNotFoundError      no such agreement, or none of the caller's
├── OrganisationNeededError     whoever asks speaks for no organisation, or for several and does not say which
├── AccessNotNeededError        it may be read already
├── TermsNotAcceptedError       other terms were accepted than those that stand
├── AccessRequestStateError     a step that a request or an agreement does not allow as it stands
├── SecondPersonError           one person took both steps of what two must decide
└── DutyUnknownError            something that no duty on the dataset asks
"""

from collections.abc import Collection


class AskingError(Exception):
    """Something about asking for access that is refused."""


class AccessRequestNotFoundError(AskingError):
    """Say which request was asked for."""

    def __init__(self, asked: str) -> None:
        self.asked = asked
        super().__init__(f"no access request {asked!r}")


class AgreementNotFoundError(AskingError):
    """Say which agreement was asked for."""

    def __init__(self, asked: str) -> None:
        self.asked = asked
        super().__init__(f"no agreement {asked!r}")


class OrganisationNeededError(AskingError):
    """Say for which organisations the caller could act."""

    def __init__(self, found: str, organisations: Collection[str]) -> None:
        self.found = found
        self.organisations = tuple(sorted(organisations))
        able = ", ".join(self.organisations) or "none: sign in or send a key of your organisation"
        super().__init__(
            f"an organisation that you speak for is needed, found {found or '-'!r}; you speak for {able}"
        )


class AccessNotNeededError(AskingError):
    """Say which dataset may be read already, and by which rule."""

    def __init__(self, dataset: str, rule: str) -> None:
        self.dataset = dataset
        self.rule = rule
        super().__init__(f"{dataset}: you may read it for these purposes already, by {rule}")


class TermsNotAcceptedError(AskingError):
    """Say which terms were accepted and which stand."""

    def __init__(self, dataset: str, found: str, expected: str) -> None:
        self.dataset = dataset
        self.found = found
        self.expected = expected
        super().__init__(
            f"{dataset}: accept_terms is {found or '-'}, the terms that stand have the SHA-256 {expected}; "
            f"read them at /api/v1/datasets/{dataset}/terms"
        )


class AccessRequestStateError(AskingError):
    """Say how a request or an agreement stands, and how it would have to stand."""

    def __init__(self, asked: str, found: str, expected: Collection[str]) -> None:
        self.asked = asked
        self.found = found
        self.expected = tuple(expected)
        super().__init__(f"{asked} is {found}; this needs {' or '.join(expected)}")


class SecondPersonError(AskingError):
    """Say what two people must decide, and what the second one can do."""

    def __init__(self, asked: str, expected: str) -> None:
        self.asked = asked
        self.expected = expected
        super().__init__(f"{asked}: {expected}")


class DutyUnknownError(AskingError):
    """Say which duty was told, and which there are."""

    def __init__(self, found: str, known: Collection[str]) -> None:
        self.found = found
        self.known = tuple(sorted(known))
        super().__init__(f"no duty asks for {found!r}; those asked for are {', '.join(self.known) or 'none'}")
