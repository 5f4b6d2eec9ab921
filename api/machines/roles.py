"""The roles of who holds a key or client."""

from sqlmodel import Session

from api.machines.scopes import KeyScope, narrowed
from api.people.roles import departments, roles_of
from policies.decision import Role
from policies.roles import organisations_above


def roles_held(session: Session, holder: str, organisation: str | None = None) -> frozenset[tuple[str, Role]]:
    """Give the roles that a holder has now.

    Args:
        session: where the tables are.
        holder: name of the person or machine.
        organisation: only the roles on it and on its departments; None for all.
    """
    held = roles_of(session, holder)
    if organisation is None or not held:
        return held
    parents = departments(session)
    return frozenset(
        (place, role)
        for place, role in held
        if place == organisation or organisation in organisations_above(place, parents)
    )


def roles_under(
    session: Session, holder: str, organisation: str, scopes: frozenset[str]
) -> frozenset[tuple[str, Role]]:
    """Give the roles that are left of a holder's on an organisation under scopes; for reading nobody is asked for any."""
    if scopes <= {KeyScope.READ}:
        return frozenset()
    return narrowed(roles_held(session, holder, organisation), scopes)
