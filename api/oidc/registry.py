"""The registry of identity providers: added, found, removed. The node's operator keeps it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidTag
from sqlmodel import Session, col, delete, select

from api.gateway import Gateway
from api.oidc.claims import ASSURANCES, EVERYBODY
from api.oidc.errors import ProviderEntryError, ProviderFaultError, UnknownProviderError
from api.oidc.metadata import is_issuer
from api.oidc.models import ExternalIdentity, IdentityProvider
from api.people.sealing import seal, unseal
from catalogue.models import Organisation
from catalogue.registry import organisations
from policies.decision import Role
from schemas.messages import Message

SEAL = "oidc-client"
LONGEST = 500
OPENID = "openid"


@dataclass(frozen=True, slots=True)
class ProviderEntry:
    """A registration as it is asked for; what each part means: `api.oidc.models.IdentityProvider`."""

    issuer: str
    organisations: tuple[str, ...]
    label: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    audience: str = ""
    organisation_claim: str = "organisation"
    organisation_map: Mapping[str, str] = field(default_factory=dict)
    role_claim: str = ""
    role_map: Mapping[str, str] = field(default_factory=dict)
    assurance_map: Mapping[str, str] = field(default_factory=dict)
    login_scope: str = OPENID
    typ_required: bool = True


def put_provider(session: Session, gateway: Gateway, entry: ProviderEntry, now: datetime) -> IdentityProvider:
    """Register a provider, or state its registration anew.

    Raises:
        ProviderEntryError: a part of it cannot be meant.
    """
    _require_sound(session, gateway, entry)
    secret = seal(gateway.pepper, SEAL, entry.client_secret, entry.issuer) if entry.client_secret else ""
    row = IdentityProvider(
        issuer=entry.issuer,
        label=entry.label or urlsplit(entry.issuer).netloc,
        client_id=entry.client_id,
        client_secret=secret,
        audience=entry.audience or gateway.settings.base_url,
        organisations=list(entry.organisations),
        organisation_claim=entry.organisation_claim,
        organisation_map=dict(entry.organisation_map),
        role_claim=entry.role_claim,
        role_map=dict(entry.role_map),
        assurance_map=dict(entry.assurance_map),
        login_scope=entry.login_scope,
        typ_required=entry.typ_required,
        recorded_at=now,
    )
    return session.merge(row)


def find_provider(session: Session, issuer: str) -> IdentityProvider:
    """Give the registration of an issuer that is in use.

    Raises:
        UnknownProviderError: there is none.
    """
    row = session.get(IdentityProvider, issuer) if _may_be_asked(issuer) else None
    if row is None or not row.enabled:
        raise UnknownProviderError(issuer[:LONGEST])
    return row


def provider_for_arrival(session: Session, issuer: str) -> IdentityProvider:
    """Give a registration as it stands now, and let one arrival through it go at a time.

    Two browsers with which the same person signs in for the first time would else make them twice.

    Raises:
        UnknownProviderError: there is none in use.
    """
    session.exec(
        select(IdentityProvider.issuer).where(col(IdentityProvider.issuer) == issuer).with_for_update()
    )
    return find_provider(session, issuer)


def all_providers(session: Session) -> tuple[IdentityProvider, ...]:
    """Give all registrations, those that are not in use too."""
    return tuple(session.exec(select(IdentityProvider).order_by(col(IdentityProvider.issuer))))


def providers(session: Session) -> tuple[tuple[str, str], ...]:
    """Give issuer and label of each provider through which people sign in, for the form that they begin with."""
    rows = session.exec(
        select(IdentityProvider.issuer, IdentityProvider.label)
        .where(col(IdentityProvider.enabled), col(IdentityProvider.client_id) != "")
        .order_by(col(IdentityProvider.label), col(IdentityProvider.issuer))
    )
    return tuple((issuer, label) for issuer, label in rows)


def remove_provider(session: Session, issuer: str) -> IdentityProvider:
    """Drop and give a registration, with what the provider said of people: nobody speaks through it any more.

    Raises:
        UnknownProviderError: there is none.
    """
    row = session.get(IdentityProvider, issuer)
    if row is None:
        raise UnknownProviderError(issuer)
    session.exec(delete(ExternalIdentity).where(col(ExternalIdentity.issuer) == issuer))
    session.delete(row)
    return row


def is_organisation(session: Session, name: str) -> bool:
    """Say whether a name is the id of an organisation that the node knows."""
    return _may_be_asked(name) and session.get(Organisation, name) is not None


def client_secret(gateway: Gateway, provider: IdentityProvider) -> str:
    """Give the secret under which the node is known at a provider; empty for a public client.

    Raises:
        ProviderFaultError: it was sealed under another pepper.
    """
    if not provider.client_secret:
        return ""
    try:
        return unseal(gateway.pepper, SEAL, provider.client_secret, provider.issuer)
    except (InvalidTag, ValueError) as error:
        raise ProviderFaultError(provider.issuer, [Message("oidc.fault.sealed")]) from error


def _may_be_asked(text: str) -> bool:
    """Say whether a database can be asked for a text that somebody sent."""
    return 0 < len(text) <= LONGEST and text.isprintable()


def _require_sound(session: Session, gateway: Gateway, entry: ProviderEntry) -> None:
    """Refuse what cannot be meant, or would open more than is meant."""
    _require_issuer(gateway, entry.issuer)
    _require_known("organisation", entry.organisations, organisations(session))
    _require_known("organisation map", entry.organisation_map.values(), entry.organisations)
    _require_known("assurance map", entry.assurance_map.values(), ASSURANCES)
    for text in entry.role_map.values():
        organisation, _, role = text.rpartition(":")
        _require_known("role map", [role], [one.value for one in Role])
        _require_known("role map", [organisation] if organisation else [], entry.organisations)
    if not entry.organisations:
        raise ProviderEntryError("organisation", "", "at least one organisation that it may speak for")
    if entry.organisation_claim == EVERYBODY and len(entry.organisations) != 1:
        expected = "the name of a claim: without one everybody speaks for one and the same organisation"
        raise ProviderEntryError("organisation claim", "", expected)
    if entry.client_id and OPENID not in entry.login_scope.split():
        raise ProviderEntryError("scope", entry.login_scope, "openid among the scopes")
    if not entry.typ_required and entry.audience and entry.audience == entry.client_id:
        expected = "an audience that is not the client id, which the provider's id_tokens are meant for"
        raise ProviderEntryError("audience", entry.audience, expected)


def _require_issuer(gateway: Gateway, issuer: str) -> None:
    own = gateway.settings.base_url.rstrip("/")
    if len(issuer) > LONGEST or not is_issuer(issuer, gateway.settings.allow_hosts):
        expected = "an https address without query, or an http one whose host OGLEDALO_ALLOW_HOSTS names"
        raise ProviderEntryError("issuer", issuer[:LONGEST], expected)
    if issuer.rstrip("/") == own:
        raise ProviderEntryError("issuer", issuer, "another than this node")


def _require_known(name: str, found: Collection[str], known: Collection[str]) -> None:
    for one in found:
        if one not in known:
            raise ProviderEntryError(name, one, f"one of {', '.join(sorted(known)) or '(none)'}")
