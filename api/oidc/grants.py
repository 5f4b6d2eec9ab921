"""What people hold because a provider said so: only while it may say so, and in sessions that began there."""

import hashlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlmodel import Session, col, select

from api.oidc.models import ExternalIdentity, IdentityProvider
from policies.decision import Role

METHOD = "oidc"
"""How somebody signed in, as their session has it."""


@dataclass(frozen=True, slots=True)
class Grants:
    """Organisations that a person speaks for, and pairs of organisation and role."""

    organisations: frozenset[str] = frozenset()
    roles: frozenset[tuple[str, Role]] = frozenset()


def grants_of(session: Session, person_id: str) -> Grants:
    """Give what a person holds through the provider they signed in with.

    A provider that is gone, switched off, or may no longer speak for an organisation gives nothing from that moment.
    For sessions whose method is `METHOD` only: who signs in otherwise holds what stands in `staff`.
    """
    query = (
        select(ExternalIdentity, IdentityProvider)
        .join(IdentityProvider, col(IdentityProvider.issuer) == col(ExternalIdentity.issuer))
        .where(col(ExternalIdentity.person) == person_id, col(IdentityProvider.enabled))
    )
    organisations: set[str] = set()
    roles: set[tuple[str, Role]] = set()
    for identity, provider in session.exec(query):
        allowed = set(identity.organisations) & set(provider.organisations)
        organisations |= allowed
        roles |= {
            (organisation, Role(role)) for organisation, role in identity.roles if organisation in allowed
        }
    return Grants(frozenset(organisations), frozenset(roles))


def external_name(issuer: str, subject: str) -> str:
    """Give the name here of somebody whom a provider knows: its host and a hash.

    Nobody can choose it: a login name holds no ``#``. It is the same in sessions and tokens, and tells no address of
    theirs.
    """
    digest = hashlib.sha256(f"{issuer}\x00{subject}".encode("utf-8", "surrogatepass")).hexdigest()
    return f"{urlsplit(issuer).netloc}#{digest[:32]}"
