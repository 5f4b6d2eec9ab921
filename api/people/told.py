"""What is told of organisations, staff, invitations and accounts, and to whom."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from api.door import Door
from api.people.invitations import state_of
from api.people.models import Invitation, Passkey, Person, PersonSession
from api.people.names import is_external
from api.people.roles import roles_of
from api.representations.times import rfc3339
from catalogue.models import Organisation
from policies.decision import Role

NEVER_KEPT = {"cache-control": "private, no-store"}
ADMINISTRATORS = (Role.ADMINISTRATOR,)
Json = dict[str, Any]  # an answer's object


def administered(door: Door, roles: Collection[Role] = ADMINISTRATORS) -> frozenset[str]:
    """Give the organisations on which the caller holds one of some roles, departments included.

    Raises:
        RoleMissingError: the caller holds none of them anywhere.
    """
    found = frozenset(organisation for organisation, role in door.subject.roles if role in roles)
    if not found:
        door.require_role("", ADMINISTRATORS)
    return found


def require_administrator(door: Door, organisation: str) -> None:
    """Demand that the caller administers an organisation now: a role that was taken a moment ago does not count.

    Raises:
        RoleMissingError: they do not.
    """
    now = door.subject.roles
    if not is_external(
        door.subject.id
    ):  # else the roles are what a provider said, which no administrator here takes
        now &= roles_of(door.session, door.subject.id)
    replace(door, subject=replace(door.subject, roles=now)).require_role(organisation, ADMINISTRATORS)


def organisation_told(row: Organisation) -> Json:
    """Tell an organisation."""
    return {
        "id": row.id, "name": row.name, "kind": row.kind, "parent": row.parent, "homepage": row.homepage,
        "email": row.email,
    }  # fmt: skip


def staff_told(name: str, roles: Collection[Role], person: Person | None) -> Json:
    """Tell somebody who holds roles; a machine has no person."""
    return {
        "name": name,
        "display_name": person.display_name if person else "",
        "email": person.email if person else "",
        "person": person is not None,
        "roles": [role.value for role in roles],
    }


def invitation_told(row: Invitation, now: datetime) -> Json:
    """Tell an invitation; its link is not known any more."""
    return {
        "id": row.id, "organisation": row.organisation, "role": row.role, "name": row.name, "email": row.email,
        "kind": "sign-in-link" if row.person else "invitation", "invited_by": row.invited_by,
        "state": state_of(row, now), "created_at": rfc3339(row.created_at), "expires_at": rfc3339(row.expires_at),
        "accepted_by": row.accepted_by,
    }  # fmt: skip


def passkey_told(row: Passkey) -> Json:
    """Tell a passkey."""
    used = rfc3339(row.last_used_at) if row.last_used_at else None
    return {"id": row.id, "label": row.label, "created_at": rfc3339(row.created_at), "last_used_at": used}


def session_told(row: PersonSession, current: PersonSession) -> Json:
    """Tell a session."""
    return {
        "id": row.number, "method": row.method, "assurance": row.assurance, "created_at": rfc3339(row.created_at),
        "last_seen_at": rfc3339(row.last_seen_at), "ends_at": rfc3339(row.ends_at),
        "current": row.cookie_hash == current.cookie_hash,
    }  # fmt: skip
