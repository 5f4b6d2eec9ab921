"""What a provider says of itself (OpenID Connect Discovery 1.0, RFC 8414), read and held against what we need."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import simplejson

from api.oidc.errors import ProviderFaultError
from api.oidc.signatures import ALGORITHMS
from connectors.addresses import normal_target, target_of
from connectors.errors import BadUrlError
from connectors.redirects import checked_url
from schemas.messages import Message

CHALLENGE_METHOD = "S256"
PORTS: Mapping[str, int] = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Metadata:
    """A provider's addresses and abilities.

    Args:
        algorithms: with which it signs id_tokens.
        challenge_methods: of PKCE (RFC 7636); None where it does not say.
        token_auth_methods: how a client proves itself at the token endpoint.
        names_itself: whether its answers to a sign-in carry ``iss`` (RFC 9207).
    """

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str
    algorithms: frozenset[str]
    challenge_methods: frozenset[str] | None
    token_auth_methods: frozenset[str]
    names_itself: bool


def discovery_address(issuer: str) -> str:
    """Give where an issuer's discovery document stands (OpenID Connect Discovery 1.0, 4.1)."""
    return issuer.rstrip("/") + "/.well-known/openid-configuration"


def is_safe_address(address: str, allow_hosts: Collection[str]) -> bool:
    """Say whether something secret may be sent there: https, or a host that the operator allows by name."""
    try:
        parts = checked_url(address)
    except BadUrlError:
        return False
    port = parts.port or PORTS[parts.scheme]
    allowed = {normal_target(target) for target in allow_hosts}
    return parts.scheme == "https" or target_of(str(parts.hostname), port) in allowed


def is_issuer(issuer: str, allow_hosts: Collection[str]) -> bool:
    """Say whether an address can be an issuer's: safe, without query and fragment."""
    return (
        is_safe_address(issuer, allow_hosts)
        and not {"?", "#"} & set(issuer)
        and bool(urlsplit(issuer).netloc)
    )


def json_object(content: bytes) -> dict[str, Any] | None:  # JSON as a provider sends it
    """Read a JSON object; None where it is something else."""
    try:
        read = simplejson.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None


def read_metadata(content: bytes, issuer: str, allow_hosts: Collection[str]) -> Metadata:
    """Read a discovery document of which at least the issuer and the keys' address can be relied on.

    Raises:
        ProviderFaultError: it is no JSON object, speaks for another issuer, or names no keys.
    """
    metadata = described(content, issuer)
    faults = key_faults(metadata, allow_hosts)
    if faults:
        raise ProviderFaultError(issuer, faults)
    return metadata


def described(content: bytes, issuer: str) -> Metadata:
    """Read a discovery document, whatever it lacks.

    Raises:
        ProviderFaultError: it is no JSON object, or speaks for another issuer.
    """
    document = json_object(content)
    if document is None:
        raise ProviderFaultError(issuer, [Message("oidc.fault.not-json")])
    found = document.get("issuer")
    if found != issuer:
        raise ProviderFaultError(
            issuer, [Message("oidc.fault.issuer", {"found": _shown(found), "expected": issuer})]
        )
    return Metadata(
        issuer=issuer,
        authorization_endpoint=_text(document, "authorization_endpoint"),
        token_endpoint=_text(document, "token_endpoint"),
        jwks_uri=_text(document, "jwks_uri"),
        userinfo_endpoint=_text(document, "userinfo_endpoint"),
        algorithms=_texts(document, "id_token_signing_alg_values_supported") or frozenset({"RS256"}),
        challenge_methods=_texts(document, "code_challenge_methods_supported"),
        token_auth_methods=_texts(document, "token_endpoint_auth_methods_supported")
        or frozenset({"client_secret_basic"}),
        names_itself=document.get("authorization_response_iss_parameter_supported") is True,
    )


def key_faults(metadata: Metadata, allow_hosts: Collection[str]) -> list[Message]:
    """Say why a provider's keys cannot be fetched; nothing where they can."""
    return _address_faults({"jwks_uri": metadata.jwks_uri}, allow_hosts)


def sign_in_faults(metadata: Metadata, allow_hosts: Collection[str]) -> list[Message]:
    """Say why nobody can sign in through a provider; nothing where they can."""
    addresses = {
        "authorization_endpoint": metadata.authorization_endpoint,
        "token_endpoint": metadata.token_endpoint,
    }
    faults = _address_faults(addresses, allow_hosts)
    if metadata.challenge_methods is not None and CHALLENGE_METHOD not in metadata.challenge_methods:
        faults.append(Message("oidc.fault.challenge", {"found": _listed(metadata.challenge_methods)}))
    if not metadata.algorithms & ALGORITHMS:
        values = {"found": _listed(metadata.algorithms), "expected": _listed(ALGORITHMS)}
        faults.append(Message("oidc.fault.algorithms", values))
    return faults


def _address_faults(addresses: Mapping[str, str], allow_hosts: Collection[str]) -> list[Message]:
    missing = [
        Message("oidc.fault.missing", {"name": name}) for name, found in addresses.items() if not found
    ]
    unsafe = [
        Message("oidc.fault.address", {"name": name, "found": found})
        for name, found in addresses.items()
        if found and not is_safe_address(found, allow_hosts)
    ]
    return missing + unsafe


def _text(document: Mapping[str, object], name: str) -> str:
    value = document.get(name)
    return value if isinstance(value, str) else ""


def _texts(document: Mapping[str, object], name: str) -> frozenset[str] | None:
    values = document.get(name)
    return frozenset(one for one in values if isinstance(one, str)) if isinstance(values, list) else None


def _listed(words: Collection[str]) -> str:
    return ", ".join(sorted(words)) or "-"


def _shown(found: object) -> str:
    return found[:200] if isinstance(found, str) else "-"
