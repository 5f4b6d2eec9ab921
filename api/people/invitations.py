"""Invitations: a link that is shown once, and what stands of it."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlmodel import Session, col, select, update

from api.gateway import Gateway
from api.people.acts import Actor
from api.people.address import Address
from api.people.models import Invitation, Person
from api.people.people_errors import InvitationClosedError, InvitationNotFoundError
from api.people.sealing import keyed_hash, new_token
from policies.decision import Role

LASTS = timedelta(days=7)
LASTS_AT_MOST = timedelta(days=30)
State = Literal["open", "accepted", "revoked", "expired"]


@dataclass(frozen=True, slots=True)
class InvitationDraft:
    """Whom an organisation invites to which role.

    Args:
        name: how the invited person is called, for whoever hands the link over.
        person: id of somebody who is known and signs in by the link; empty for an invitation.
    """

    organisation: str
    role: Role
    expires_at: datetime
    name: str = ""
    email: str = ""
    person: str = ""


def invite(
    session: Session, gateway: Gateway, draft: InvitationDraft, actor: Actor
) -> tuple[Invitation, str]:
    """Make an invitation and give it with its link, which cannot be read again."""
    token = new_token()
    row = Invitation(
        id=secrets.token_hex(8), token_hash=_hash(gateway, token), organisation=draft.organisation,
        role=draft.role.value, name=draft.name, email=draft.email, person=draft.person, invited_by=actor.name,
        created_at=actor.now, expires_at=draft.expires_at,
    )  # fmt: skip
    session.add(row)
    act = "sign-in-link.create" if draft.person else "invitation.create"
    actor.record(session, act, f"{draft.organisation}/{row.id}", owner=draft.organisation)
    return row, f"{Address.of(gateway.settings).base}/invitation/{token}"


def sign_in_link(
    session: Session, gateway: Gateway, person: Person, organisation: str, role: Role, actor: Actor
) -> str:
    """Make a link by which a person who is known sets up what they sign in with."""
    draft = InvitationDraft(
        organisation, role, actor.now + LASTS, person.display_name, person.email, person.id
    )
    return invite(session, gateway, draft, actor)[1]


def open_invitation(session: Session, gateway: Gateway, token: str, now: datetime) -> Invitation:
    """Give what a link stands for.

    Raises:
        InvitationClosedError: it is not known, was used or revoked, or is too old.
    """
    query = select(Invitation).where(col(Invitation.token_hash) == _hash(gateway, token))
    row = session.exec(query).first()
    if row is None or state_of(row, now) != "open":
        raise InvitationClosedError
    return row


def use_invitation(session: Session, row: Invitation, name: str, now: datetime) -> None:
    """Let an invitation serve no second time; of two that come at once one finds it used.

    Raises:
        InvitationClosedError: it was used or revoked in the meantime.
    """
    standing = update(Invitation).where(
        col(Invitation.id) == row.id,
        col(Invitation.accepted_at).is_(None),
        col(Invitation.revoked_at).is_(None),
    )
    if not session.exec(standing.values(accepted_at=now, accepted_by=name)).rowcount:
        raise InvitationClosedError


def invitations_of(session: Session, organisations: Collection[str]) -> list[Invitation]:
    """Give the invitations of organisations, the newest first."""
    query = select(Invitation).where(col(Invitation.organisation).in_(organisations))
    return list(session.exec(query.order_by(col(Invitation.created_at).desc(), col(Invitation.id))))


def revoke_invitation(
    session: Session, actor: Actor, invitation_id: str, organisations: Collection[str]
) -> Invitation:
    """Let an invitation lead nowhere from now on; one that was accepted or revoked stays as it is.

    Raises:
        InvitationNotFoundError: none of that id is of these organisations.
    """
    row = session.get(Invitation, invitation_id)
    if row is None or row.organisation not in organisations:
        raise InvitationNotFoundError(invitation_id)
    standing = update(Invitation).where(
        col(Invitation.id) == row.id,
        col(Invitation.accepted_at).is_(None),
        col(Invitation.revoked_at).is_(None),
    )
    if session.exec(standing.values(revoked_at=actor.now)).rowcount:
        actor.record(session, "invitation.revoke", f"{row.organisation}/{row.id}", owner=row.organisation)
    session.refresh(row)
    return row


def state_of(row: Invitation, now: datetime) -> State:
    """Say where an invitation stands."""
    if row.accepted_at is not None:
        return "accepted"
    if row.revoked_at is not None:
        return "revoked"
    return "expired" if row.expires_at <= now else "open"


def _hash(gateway: Gateway, token: str) -> str:
    return keyed_hash(gateway.pepper, "invitation", token)
