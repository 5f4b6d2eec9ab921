"""What a provider may say of somebody: for whom they speak, with which roles, and how sure it is. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from policies.decision import Role

LOW = "low"
ASSURANCES = (LOW, "substantial", "high")
EVERYBODY = ""
"""In place of a claim's name: who comes from the provider speaks for its one organisation."""


class Speaking(Protocol):
    """How far a provider may speak; see `api.oidc.models.IdentityProvider`."""

    organisations: list[str]
    organisation_claim: str
    organisation_map: dict[str, str]
    role_claim: str
    role_map: dict[str, str]
    assurance_map: dict[str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """What a token says of somebody, as far as its provider may say it.

    Args:
        organisations: ids of the organisations they speak for.
        others: what it names besides: ids outside the provider's list, or words that mean nothing here.
        roles: pairs of organisation and role.
        assurance: a code of og:assuranceLevel.
    """

    organisations: frozenset[str]
    others: frozenset[str]
    roles: frozenset[tuple[str, Role]]
    assurance: str


def said_in(claims: Mapping[str, Any], provider: Speaking) -> Said:
    """Read a token's claims as its provider's registration says they are meant."""
    named = _named(claims, provider)
    allowed = frozenset(provider.organisations)
    organisations = named & allowed
    acr = claims.get("acr")
    assurance = provider.assurance_map.get(acr, LOW) if isinstance(acr, str) else LOW
    return Said(organisations, named - allowed, _roles(claims, provider, organisations), assurance)


def values_at(claims: Mapping[str, Any], path: str) -> tuple[str, ...]:
    """Give the texts of a claim, one or a list of them.

    Args:
        path: its name; where there is none of that name, dots lead inwards, as in ``realm_access.roles``.
    """
    value = claims[path] if path in claims else _inwards(claims, path.split("."))
    values = value if isinstance(value, list) else [value]
    return tuple(one for one in values if isinstance(one, str) and one)


def _inwards(claims: Mapping[str, Any], names: list[str]) -> object:
    value: object = claims
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _named(claims: Mapping[str, Any], provider: Speaking) -> frozenset[str]:
    if provider.organisation_claim == EVERYBODY:
        return frozenset(provider.organisations)
    values = values_at(claims, provider.organisation_claim)
    return frozenset(provider.organisation_map.get(value, value) for value in values)


def _roles(
    claims: Mapping[str, Any], provider: Speaking, organisations: Collection[str]
) -> frozenset[tuple[str, Role]]:
    """Give the roles on the organisations that were named; a role on another organisation is none."""
    values = values_at(claims, provider.role_claim) if provider.role_claim else ()
    meant = (provider.role_map[value] for value in values if value in provider.role_map)
    return frozenset(pair for text in meant for pair in _pairs(text, organisations))


def _pairs(text: str, organisations: Collection[str]) -> list[tuple[str, Role]]:
    organisation, _, role = text.rpartition(":")
    return [(one, Role(role)) for one in organisations if organisation in ("", one)]
