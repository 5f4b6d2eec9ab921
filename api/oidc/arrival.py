"""The arrival: somebody whom a provider vouches for becomes a person here, with what it may say of them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from api.gateway import Gateway
from api.oidc.claims import Said, said_in, values_at
from api.oidc.errors import ExternalSignInError
from api.oidc.grants import METHOD, external_name
from api.oidc.models import ExternalIdentity, IdentityProvider
from api.oidc.registry import is_organisation, provider_for_arrival
from api.oidc.signatures import Claims
from api.people.models import Person
from api.people.persons import add_person, find_person
from api.people.sessions import end_session, start_session
from api.people.work import acting
from catalogue.audit import AuditEntry, record_act

RULE = "oidc/organisation"
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody at the door, as their provider describes them.

    Args:
        issuer: the provider.
        claims: what it says of them.
        now: when.
        request: the request's id.
        earlier: the cookie of a session that their browser has already; it ends.
    """

    issuer: str
    claims: Claims
    now: datetime
    request: str
    earlier: str = ""


def arrive(gateway: Gateway, arrival: Arrival) -> str:
    """Begin a session for who comes through a provider, and give its cookie; who is refused stands on record, too.

    The registration is read anew: while the provider was asked it may have been narrowed or removed.

    Raises:
        UnknownProviderError: the provider is not in use any more.
        ExternalSignInError: the provider may not say for whom they speak, says nothing of it, or they have left.
        InsecureAddressError: the node's address is not safe enough for a session.
    """
    claims, now = arrival.claims, arrival.now
    with acting(gateway) as own:
        provider = provider_for_arrival(own, arrival.issuer)
        said, name = said_in(claims, provider), external_name(provider.issuer, claims["sub"])
        foreign = next((one for one in sorted(said.others) if is_organisation(own, one)), "")
        person = _person(own, provider, claims, name, now) if said.organisations and not foreign else None
        refused = _refusal(provider, foreign, person)
        owner = foreign or min(said.organisations or provider.organisations)
        entry = AuditEntry(
            name, "sign-in.oidc", provider.issuer, permitted=refused is None, rule=RULE, owner=owner,
            request=arrival.request, organisation=",".join(sorted(said.organisations)),
        )  # fmt: skip
        record_act(own, entry, now)
        if refused is None and person is not None:
            end_session(own, gateway, arrival.earlier)
            _remember(own, provider, claims["sub"], person, said, now)
            return start_session(own, gateway, person, auth_method=METHOD, assurance=said.assurance, now=now)
    raise refused or ExternalSignInError("left")


def _refusal(provider: IdentityProvider, foreign: str, person: Person | None) -> ExternalSignInError | None:
    """Say why somebody is not let in; None where they are."""
    if foreign:
        return ExternalSignInError("foreign", organisation=foreign, label=provider.label)
    if person is None:
        return ExternalSignInError("nobody", claim=provider.organisation_claim or "-", label=provider.label)
    return ExternalSignInError("left") if person.left_at is not None else None


def _person(db: Session, provider: IdentityProvider, claims: Claims, name: str, now: datetime) -> Person:
    """Find the person whom the provider knows by this subject, or make them.

    Nobody is found by an e-mail address or a name: a provider could claim those of people whom it does not know.
    """
    identity = db.get(ExternalIdentity, (provider.issuer, claims["sub"]))
    person = db.get(Person, identity.person) if identity else find_person(db, name)
    if person is None:
        shown, email = _shown(claims, "name"), _shown(claims, "email")
        return add_person(db, name, now, display_name=shown, email=email)
    return person


def _remember(
    db: Session, provider: IdentityProvider, subject: str, person: Person, said: Said, now: datetime
) -> None:
    roles = sorted([organisation, role.value] for organisation, role in said.roles)
    db.merge(
        ExternalIdentity(
            issuer=provider.issuer,
            subject=subject,
            person=person.id,
            organisations=sorted(said.organisations),
            roles=roles,
            signed_in_at=now,
        )
    )


def _shown(claims: Claims, name: str) -> str:
    """Give a claim as it may be shown; one that holds control signs is none."""
    value = next(iter(values_at(claims, name)), "")
    return value[:LONGEST_NAME] if value.isprintable() else ""
