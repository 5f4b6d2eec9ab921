"""Errors of people, roles and signing in.

GatewayError
├── LoginNameError           a login name that nobody may have
├── LoginNameTakenError      a login name that somebody has
├── OrganisationExistsError  an organisation of that id is there already
├── OrganisationRefusedError what an organisation cannot be: no department of itself, no kind of its own choice
├── LastAdministratorError   an organisation would be left without an administrator
├── LastCredentialError      a person would be left with nothing to sign in with
├── StaffNotFoundError       nobody of that name holds a role there
├── InvitationNotFoundError  no such invitation that the caller may see
├── InvitationClosedError    a link that is unknown, used, revoked or too old
├── CredentialNotFoundError  no such passkey or session of the caller
├── SignInRefusedError       the name, code, passkey or challenge is not right
├── TooManyTriesError        too many wrong codes
├── InsecureAddressError     the node's address is not safe enough to sign in
├── NotSignedInError         a page or route for who is signed in
└── CrossSiteError           a write that did not come from our own pages
"""

from datetime import datetime

from api.errors import GatewayError


class LoginNameError(GatewayError):
    """Say which login name was found and what one is."""

    def __init__(self, found: str, expected: str) -> None:
        self.found = found
        self.expected = expected
        super().__init__(f"login name {found!r}: expected {expected}")


class LoginNameTakenError(GatewayError):
    """Say which login name somebody has."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"the login name {name!r} is taken: choose another one")


class OrganisationExistsError(GatewayError):
    """Say which organisation is there already."""

    def __init__(self, organisation: str) -> None:
        self.organisation = organisation
        super().__init__(
            f"there is an organisation {organisation!r} already: choose another id, or change that one"
        )


class OrganisationRefusedError(GatewayError):
    """Say which part of an organisation was found to hold what, and what it may hold."""

    def __init__(self, part: str, found: str, expected: str) -> None:
        self.part = part
        self.found = found
        self.expected = expected
        super().__init__(f"{part}={found!r}: expected {expected}")


class LastAdministratorError(GatewayError):
    """Say which organisation would be left without an administrator."""

    def __init__(self, organisation: str) -> None:
        self.organisation = organisation
        super().__init__(
            f"{organisation!r} would have no administrator: invite another one, and when they have accepted, try again"
        )


class LastCredentialError(GatewayError):
    """Nothing to sign in with would be left."""

    def __init__(self) -> None:
        super().__init__("nothing to sign in with would be left: add another passkey or one-time codes first")


class StaffNotFoundError(GatewayError):
    """Nobody of that name holds a role where the caller may take it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"nobody {name!r} holds such a role")


class InvitationNotFoundError(GatewayError):
    """No invitation of that id that the caller may see."""

    def __init__(self, invitation: str) -> None:
        super().__init__(f"no invitation {invitation!r}")


class InvitationClosedError(GatewayError):
    """The link leads nowhere; why is not told apart."""

    def __init__(self) -> None:
        super().__init__("the link is not known, was used or revoked, or is too old: ask for a new one")


class CredentialNotFoundError(GatewayError):
    """The caller has no such passkey or session."""

    def __init__(self, name: str) -> None:
        super().__init__(f"you have no {name!r}")


class SignInRefusedError(GatewayError):
    """What was sent does not open a session; which part was wrong is not told."""

    def __init__(self) -> None:
        super().__init__(
            "the name, code or passkey is not right, or took too long: try again from the beginning"
        )


class TooManyTriesError(GatewayError):
    """Say until when no code is looked at."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__("too many wrong codes were sent: wait, or use a passkey")


class InsecureAddressError(GatewayError):
    """Say which address is not safe enough."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(
            f"nobody signs in at {address}: whoever listens could take the session. "
            "Serve the node by https and set OGLEDALO_BASE_URL to that address"
        )


class NotSignedInError(GatewayError):
    """Nobody is signed in."""

    def __init__(self) -> None:
        super().__init__("nobody is signed in, or the session ended: sign in first")


class CrossSiteError(GatewayError):
    """Say what was missing in a write that carries a session."""

    def __init__(self, found: str, expected: str) -> None:
        self.found = found
        self.expected = expected
        super().__init__(f"found {found}, expected {expected}")
