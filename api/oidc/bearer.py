"""Access tokens of registered providers (RFC 9068): validated here, never by asking the provider about them."""

from datetime import datetime

from sqlmodel import Session

from api.errors import UnknownKeyError
from api.gateway import Gateway
from api.machines.scopes import narrowed
from api.oidc.claims import Said, said_in
from api.oidc.errors import BadTokenError, UnknownKeyIdError, UnknownProviderError
from api.oidc.expectations import expect_access_token
from api.oidc.grants import external_name
from api.oidc.models import IdentityProvider
from api.oidc.registry import find_provider, is_organisation
from api.oidc.shelf import shelf_of
from api.oidc.signatures import Claims, Token, unverified, verified
from catalogue.audit import AuditEntry, Kind
from policies.decision import Subject

METHOD = "bearer"


def subject_of_token(db: Session, gateway: Gateway, token: str, now: datetime) -> Subject:
    """Give who shows an access token of a registered provider.

    Raises:
        UnknownKeyError: anything is wrong with it, or it names an organisation that is not its provider's to name.
        ProviderUnavailableError: the provider's keys are not at hand, and it does not answer.
        ProviderFaultError: the provider answers what nobody may rely on.
    """
    provider = _provider_of(db, token)
    issuer = provider.issuer
    checked = signed_by(gateway, issuer, token, now)
    client = expect_access_token(checked, issuer, provider.audience, now, typ_required=provider.typ_required)
    name = external_name(issuer, checked.claims["sub"])
    said = said_in(checked.claims, provider)
    _require_own(db, gateway, said, name, client, now)
    return _subject(checked.claims, said, name, client)


def signed_by(gateway: Gateway, issuer: str, token: str, now: datetime) -> Token:
    """Give what a token says, once one of its issuer's keys is found to have signed it.

    Raises:
        BadTokenError: none of them did.
        ProviderUnavailableError, ProviderFaultError: the keys are not at hand.
    """
    shelf = shelf_of(gateway)
    published = shelf.published(gateway, issuer, now)
    try:
        return verified(token, published.keys)
    except UnknownKeyIdError:
        newer = shelf.newer(gateway, issuer, published, now)
        if newer is published:
            raise
        return verified(token, newer.keys)


def _provider_of(db: Session, token: str) -> IdentityProvider:
    """Give the provider that a token says it is from; whether it is, its keys will tell."""
    issuer = unverified(token).claims.get("iss")
    if not isinstance(issuer, str):
        raise BadTokenError("iss")
    try:
        return find_provider(db, issuer)
    except UnknownProviderError:
        raise UnknownKeyError from None


def _require_own(db: Session, gateway: Gateway, said: Said, name: str, client: str, now: datetime) -> None:
    """Refuse a token that names an organisation of the node that is not its provider's, and put it on record."""
    foreign = next((one for one in sorted(said.others) if is_organisation(db, one)), "")
    if foreign:
        entry = AuditEntry(
            name, "token.refuse", foreign, permitted=False, rule="oidc/organisation", kind=Kind.DECISION,
            owner=foreign, client=client,
        )  # fmt: skip
        gateway.audit.append_later(entry, now)
        raise BadTokenError(f"names {foreign!r}")


def _subject(claims: Claims, said: Said, name: str, client: str) -> Subject:
    scopes = frozenset(str(claims.get("scope", "")).split())
    return Subject(
        id=name,
        organisations=said.organisations,
        roles=narrowed(said.roles, scopes),
        person="" if claims["sub"] == client else name,
        client=client,
        auth_method=METHOD,
        assurance=said.assurance,
        scopes=scopes,
    )
