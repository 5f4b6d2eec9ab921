"""Staff: who holds which role, taken again, and left; the last administrator of an organisation stays."""

from collections.abc import Collection, Mapping

from sqlmodel import Session, col, select, update

from api.models import ApiKey, Staff
from api.people.acts import Actor
from api.people.models import Invitation, Person
from api.people.people_errors import LastAdministratorError, StaffNotFoundError
from api.people.persons import find_person
from api.people.roles import administrators, departments, given_roles, top_of
from api.people.sessions import end_sessions
from api.people.work import take_turn
from policies.decision import Role


def staff_of(session: Session, organisation: str) -> list[tuple[str, list[Role]]]:
    """Give who was given roles on an organisation, by name."""
    rows = session.exec(
        select(Staff)
        .where(col(Staff.organisation) == organisation)
        .order_by(col(Staff.name), col(Staff.role))
    )
    found: dict[str, list[Role]] = {}
    for row in rows:
        found.setdefault(row.name, []).append(Role(row.role))
    return list(found.items())


def give_role(session: Session, name: str, organisation: str, role: Role) -> None:
    """Give somebody a role."""
    session.merge(Staff(name=name, organisation=organisation, role=role.value))


def wait_for(session: Session, organisations: Collection[str]) -> None:
    """Wait until nobody else changes who works for some organisations or what stands above them."""
    parents = departments(session)
    take_turn(session, [top_of(organisation, parents) for organisation in organisations])


def take_role(session: Session, actor: Actor, name: str, organisation: str, role: Role) -> None:
    """Take a role from somebody, in a unit of work that waited for its turn.

    A person who holds no other role there loses the keys that speak for the organisation.

    Raises:
        StaffNotFoundError: nobody of that name holds it.
        LastAdministratorError: the organisation would have no administrator.
    """
    row = session.get(Staff, (name, organisation, role.value))
    if row is None:
        raise StaffNotFoundError(name)
    session.delete(row)
    session.flush()
    if role is Role.ADMINISTRATOR:
        _require_administrators(session, {organisation})
        _revoke_invitations_by(session, name, {organisation}, actor)
    if find_person(session, name) and not any(one == organisation for one, _ in given_roles(session, name)):
        _revoke_keys(session, name, {organisation}, actor)
    actor.record(session, "role.take", f"{organisation}/{role}", owner=organisation, person=name)


def leave(session: Session, actor: Actor, name: str, organisations: Collection[str]) -> frozenset[str]:
    """Let somebody leave organisations: their roles and keys there end, and all their sessions.

    Args:
        session: a unit of work that waited for its turn.
        actor: who does it.
        name: of who leaves.
        organisations: those in which whoever does it may.

    Returns:
        The organisations that were left.

    Raises:
        StaffNotFoundError: nobody of that name holds a role or key in any of them.
        LastAdministratorError: one of them would have no administrator.
    """
    left = _presence(session, name) & frozenset(organisations)
    if not left:
        raise StaffNotFoundError(name)
    administered = {one for one, role in given_roles(session, name) if role is Role.ADMINISTRATOR} & left
    for row in session.exec(
        select(Staff).where(col(Staff.name) == name, col(Staff.organisation).in_(left))
    ).all():
        session.delete(row)
    session.flush()
    _require_administrators(session, administered)
    _revoke_invitations_by(session, name, left, actor)
    _revoke_keys(session, name, left, actor)
    person = find_person(session, name)
    if person is not None:
        _close_person(session, person, actor)
    for organisation in sorted(left):
        actor.record(session, "staff.leave", organisation, owner=organisation, person=name)
    return left


def _presence(session: Session, name: str) -> frozenset[str]:
    """Give the organisations where somebody holds a role, or a key that lives."""
    keys = select(ApiKey.organisation).where(col(ApiKey.staff) == name, col(ApiKey.revoked_at).is_(None))
    return frozenset(one for one, _ in given_roles(session, name)) | frozenset(session.exec(keys))


def _close_person(session: Session, person: Person, actor: Actor) -> None:
    """End a person's sessions and links; who holds no role any more cannot sign in."""
    end_sessions(session, person.id)
    links = update(Invitation).where(
        col(Invitation.person) == person.id, col(Invitation.accepted_at).is_(None)
    )
    session.exec(links.values(revoked_at=actor.now))
    if not given_roles(session, person.name):
        person.left_at = actor.now
        session.add(person)


def _require_administrators(session: Session, organisations: Collection[str]) -> None:
    """Demand that organisations have an administrator, themselves or from above."""
    parents = departments(session)
    for organisation in sorted(organisations):
        _require_one(session, organisation, parents)


def _require_one(session: Session, organisation: str, parents: Mapping[str, str]) -> None:
    if not administrators(session, organisation, parents):
        raise LastAdministratorError(organisation)


def _revoke_keys(session: Session, name: str, organisations: Collection[str], actor: Actor) -> None:
    living = update(ApiKey).where(col(ApiKey.staff) == name, col(ApiKey.revoked_at).is_(None))
    session.exec(living.where(col(ApiKey.organisation).in_(organisations)).values(revoked_at=actor.now))


def _revoke_invitations_by(session: Session, name: str, organisations: Collection[str], actor: Actor) -> None:
    """Revoke the invitations that somebody made and nobody accepted: nobody comes back through one of their own."""
    standing = update(Invitation).where(
        col(Invitation.invited_by) == name,
        col(Invitation.accepted_at).is_(None),
        col(Invitation.revoked_at).is_(None),
    )
    session.exec(standing.where(col(Invitation.organisation).in_(organisations)).values(revoked_at=actor.now))
