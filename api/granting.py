"""Granting at the door: an owner's approvers answer a request, two of them where two must decide."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from api.door import Door
from api.models import Staff
from api.people.acts import Actor
from api.people.roles import departments, roles_of
from api.people.work import take_turn
from api.representations.times import rfc3339
from api.settings import Settings
from policies import asking
from policies.agreements import agree
from policies.asking_errors import AccessRequestNotFoundError, SecondPersonError
from policies.decision import Role
from policies.granting import Officers, give_effect
from policies.memberships import checked_times
from policies.roles import organisations_above
from policies.tables import AccessRequest

ANSWERING = (Role.APPROVER, Role.ADMINISTRATOR)
LOOKING = tuple(Role)
BY_ROLE = "role/write"


@dataclass(frozen=True, slots=True)
class Grant:
    """How a request is granted.

    Args:
        valid_to: the first moment at which it is over; None for open.
        note: to the asker.
        give: whether a policy gives it effect at once.
        sole_officer: whether one person decides although two should.
        reason: why.
    """

    valid_to: datetime | None = None
    note: str = ""
    give: bool = True
    sole_officer: bool = False
    reason: str = ""

    def stored(self, by: str) -> dict[str, Any]:
        """Give the proposal as it is kept until a second person confirms it."""
        until = rfc3339(self.valid_to) if self.valid_to else None
        return {"valid_to": until, "note": self.note, "give": self.give, "by": by}

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Grant":
        """Read a proposal that was kept."""
        until = datetime.fromisoformat(stored["valid_to"]) if stored["valid_to"] else None
        return cls(until, stored["note"], stored["give"])


def answerable(door: Door, request_id: str, roles: tuple[Role, ...] = ANSWERING) -> AccessRequest:
    """Give a request that the caller may answer, in a unit of work in which nobody else grants for its owner.

    Raises:
        AccessRequestNotFoundError: absent, or for a dataset of an organisation on which the caller has no role.
        RoleMissingError: the caller has a role there that is not among those that answer.
    """
    row = visible_request(door, request_id)
    door.require_role(row.owner, roles)
    take_turn(door.session, [row.owner])
    return asking.find_request(door.session, request_id)


def visible_request(door: Door, request_id: str) -> AccessRequest:
    """Give a request for a dataset of an organisation on which the caller has a role.

    Raises:
        AccessRequestNotFoundError: there is none: absent and somebody else's are the same.
    """
    row = asking.find_request(door.session, request_id)
    if not door.subject.has_role(row.owner, LOOKING):
        raise AccessRequestNotFoundError(request_id)
    return row


def grant(door: Door, settings: Settings, row: AccessRequest, wanted: Grant) -> AccessRequest:
    """Grant a request, or propose to where a second person must confirm it.

    Raises:
        AccessRequestStateError: it was answered or withdrawn.
        SecondPersonError: one person wants to decide alone, and another one could.
        MembershipTimeError: it would be over before it begins.
        AccessRequestNotFoundError: the dataset is another organisation's by now.
    """
    checked_times(door.now, wanted.valid_to)
    if not wanted.give or not needs_two(settings):
        return _finish(door, row, wanted, Officers(door.subject.id, door.subject.id), asking.WAITING)
    if wanted.sole_officer:
        return _alone(door, row, wanted)
    answer = row.answer | {"proposal": wanted.stored(door.subject.id)}
    moved = asking.move(door.session, row, asking.WAITING, state=asking.PROPOSED, answer=answer)
    _act(door, "access-request.propose", row)
    return moved


def confirm(door: Door, row: AccessRequest) -> AccessRequest:
    """Confirm what somebody else proposed: the request is granted.

    Raises:
        AccessRequestStateError: nothing is proposed.
        SecondPersonError: the same person proposed it, or who did may no longer.
    """
    proposal = row.answer.get("proposal") or {}
    author = str(proposal.get("by", ""))
    if row.state == asking.PROPOSED:
        if author == door.subject.id:
            raise SecondPersonError(row.id, "you proposed it; another approver or administrator confirms it")
        if not any((row.owner, role) in roles_of(door.session, author) for role in ANSWERING):
            raise SecondPersonError(row.id, "whoever proposed it may no longer; propose it anew")
    wanted = Grant.of(proposal) if proposal else Grant()
    return _finish(door, row, wanted, Officers(author, door.subject.id), (asking.PROPOSED,))


def refuse(door: Door, row: AccessRequest, reason: str) -> AccessRequest:
    """Refuse a request, with the reason that the asker is told.

    Raises:
        AccessRequestStateError: it was answered or withdrawn.
    """
    answer = {key: value for key, value in row.answer.items() if key != "proposal"} | {"reason": reason}
    answered = {"answered_by": door.subject.id, "answered_at": door.now, "answer": answer}
    moved = asking.move(door.session, row, asking.WAITING, state=asking.REFUSED, **answered)
    _act(door, "access-request.refuse", row)
    return moved


def needs_two(settings: Settings) -> bool:
    """Say whether two people must decide: what is asked for is not public, so it is so unless the node never asks it."""
    return settings.four_eyes != "never"


def _alone(door: Door, row: AccessRequest, wanted: Grant) -> AccessRequest:
    """Let an administrator decide alone where nobody else could; that it was so is on record."""
    door.require_role(row.owner, (Role.ADMINISTRATOR,))
    if not wanted.reason.strip():
        raise SecondPersonError(row.id, "say in reason why one person decides alone")
    if _others(door, row.owner):
        raise SecondPersonError(row.id, "somebody else of the owner's can confirm it")
    officers = Officers(door.subject.id, door.subject.id, sole_officer=True, note=wanted.reason.strip())
    moved = _finish(door, row, wanted, officers, asking.WAITING)
    _act(door, "access-request.sole-officer", row)
    return moved


def _others(door: Door, owner: str) -> Collection[str]:
    """Give who else could answer for an organisation."""
    reaching = (owner, *organisations_above(owner, departments(door.session)))
    able = select(Staff.name).where(
        col(Staff.organisation).in_(reaching), col(Staff.role).in_([role.value for role in ANSWERING])
    )
    return set(door.session.exec(able)) - {door.subject.id}


def _finish(
    door: Door, row: AccessRequest, wanted: Grant, by: Officers, allowed: Collection[str]
) -> AccessRequest:
    """Make the agreement and, where it is wanted, give it effect."""
    checked_times(door.now, wanted.valid_to)
    in_force = door.shelf.in_force(door.session, door.now)  # as it stands now that it is our turn
    target = door.target(row.dataset)
    if target.owner != row.owner:  # it changed hands: who had it gives it no more
        raise AccessRequestNotFoundError(row.id)
    made = agree(door.session, row, wanted.valid_to, door.now)
    answer = {key: value for key, value in row.answer.items() if key != "proposal"} | {"note": wanted.note}
    answered = {"answered_by": by.reviewer, "answered_at": door.now, "answer": answer, "agreement": made.id}
    moved = asking.move(door.session, row, allowed, state=asking.GRANTED, **answered)
    if wanted.give:
        version = give_effect(door.session, made, target, in_force, by, door.now)
        _record(door, "policy.activate", f"{version.policy}/{version.version}", row.owner)
    _act(door, "access-request.grant", row)
    _record(door, "agreement.create", made.id, row.owner)
    return moved


def _act(door: Door, act: str, row: AccessRequest) -> None:
    _record(door, act, row.id, row.owner)


def _record(door: Door, act: str, target: str, owner: str) -> None:
    Actor.at(door, BY_ROLE).record(door.session, act, target, owner=owner)
