"""Errors of external identity providers.

GatewayError
├── UnknownProviderError      no provider of that address that is in use
├── ProviderEntryError        a registration that cannot be meant
├── ProviderUnavailableError  the provider does not answer
├── ProviderFaultError        the provider answers what nobody may rely on
└── ExternalSignInError       somebody who is not let in through a provider

BadTokenError and UnknownKeyIdError are UnknownKeyErrors that know why, for our own code: who sent the token is not told.
"""

from collections.abc import Sequence

from api.errors import GatewayError, UnknownKeyError
from schemas.messages import Message


class UnknownProviderError(GatewayError):
    """Say which provider was asked for."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        super().__init__(f"no identity provider {issuer!r} is in use")


class ProviderEntryError(GatewayError):
    """Say which part of a registration holds what, and what it may hold."""

    def __init__(self, name: str, found: str, expected: str) -> None:
        self.name = name
        self.found = found
        self.expected = expected
        super().__init__(f"{name} {found!r}: expected {expected}")


class ProviderUnavailableError(GatewayError):
    """Say which provider does not answer, and how."""

    def __init__(self, issuer: str, found: str) -> None:
        self.issuer = issuer
        self.found = found
        super().__init__(
            f"the identity provider {issuer} does not answer ({found}); try again later, or sign in another way"
        )

    def again(self) -> "ProviderUnavailableError":
        """Give the same error once more, for who asks while the provider is left alone."""
        return ProviderUnavailableError(self.issuer, self.found)


class ProviderFaultError(GatewayError):
    """Say which provider answered what it may not answer."""

    def __init__(self, issuer: str, faults: Sequence[Message]) -> None:
        self.issuer = issuer
        self.faults = tuple(faults)
        super().__init__(f"{issuer}: {' '.join(one.in_('en') for one in faults)}")

    def again(self) -> "ProviderFaultError":
        """Give the same error once more, for who asks while the provider is left alone."""
        return ProviderFaultError(self.issuer, self.faults)


class ExternalSignInError(GatewayError):
    """Say why somebody is not let in, and what to do.

    Args:
        rule: a short name of the reason; its text is ``oidc.refused.RULE``.
    """

    def __init__(self, rule: str, **values: object) -> None:
        self.rule = rule
        self.reason = Message(f"oidc.refused.{rule}", values)
        super().__init__(self.reason.in_("en"))


class BadTokenError(UnknownKeyError):
    """A token that is not to be relied on.

    Args:
        why: what is wrong with it; not told to who sent it.
    """

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__()


class UnknownKeyIdError(BadTokenError):
    """A token that names a key which the provider had not published when we last looked."""
