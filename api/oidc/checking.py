"""Checking a provider: everything that is wrong with it at once, for whoever registers it."""

from collections.abc import Iterator

from api.gateway import Gateway
from api.oidc.errors import ProviderFaultError, ProviderUnavailableError
from api.oidc.metadata import (
    Metadata,
    described,
    discovery_address,
    is_issuer,
    key_faults,
    sign_in_faults,
)
from api.oidc.shelf import ask, fetch_keys
from api.oidc.signatures import VerifyingKey
from connectors.fetching import Request
from schemas.messages import Message


def faults_of(gateway: Gateway, issuer: str) -> tuple[Message, ...]:
    """Ask a provider what it is, and say all that is wrong with it; nothing where people and machines can come by it.

    Raises:
        ProviderUnavailableError: it does not answer.
    """
    hosts = gateway.settings.allow_hosts
    if not is_issuer(issuer, hosts):
        return (Message("oidc.fault.address", {"name": "issuer", "found": issuer}),)
    try:
        metadata = described(ask(gateway, issuer, Request("GET", discovery_address(issuer))).content, issuer)
    except ProviderFaultError as error:
        return error.faults
    return (*_faults(gateway, metadata), *sign_in_faults(metadata, hosts), *_unsaid(metadata))


def _faults(gateway: Gateway, metadata: Metadata) -> tuple[Message, ...]:
    """Say what is wrong with the keys."""
    faults = key_faults(metadata, gateway.settings.allow_hosts)
    if faults:
        return tuple(faults)
    try:
        return tuple(_unfit(fetch_keys(gateway, metadata), metadata))
    except ProviderFaultError as error:
        return error.faults
    except ProviderUnavailableError as error:
        return (Message("oidc.fault.unreachable", {"found": error.found}),)


def _unfit(keys: tuple[VerifyingKey, ...], metadata: Metadata) -> Iterator[Message]:
    """Say that no published key fits an algorithm that id_tokens are signed with."""
    usable = frozenset().union(*(key.algorithms for key in keys))
    if not usable & metadata.algorithms:
        values = {"keys": ", ".join(sorted(usable)), "found": ", ".join(sorted(metadata.algorithms))}
        yield Message("oidc.fault.unfit", values)


def _unsaid(metadata: Metadata) -> Iterator[Message]:
    if metadata.challenge_methods is None:
        yield Message("oidc.fault.challenge-unsaid")
