"""Roles of people: as they were given, and where they reach."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from api.models import Staff
from catalogue.models import Organisation
from policies.decision import Role
from policies.roles import organisations_above, reaching_roles

DEPARTMENT = "department"


def departments(session: Session) -> Mapping[str, str]:
    """Give the organisation that each department stands under."""
    query = select(Organisation.id, Organisation.parent).where(
        col(Organisation.kind) == DEPARTMENT, col(Organisation.parent) != ""
    )
    return dict(session.exec(query).all())


def given_roles(session: Session, name: str) -> frozenset[tuple[str, Role]]:
    """Give the roles that somebody was given, without what they bring on departments."""
    rows = session.exec(select(Staff).where(col(Staff.name) == name))
    return frozenset((row.organisation, Role(row.role)) for row in rows)


def roles_of(session: Session, person_name: str) -> frozenset[tuple[str, Role]]:
    """Give the roles that somebody holds, those on the departments of their organisations included."""
    given = given_roles(session, person_name)
    return reaching_roles(given, departments(session)) if given else given


def top_of(organisation: str, parents: Mapping[str, str]) -> str:
    """Give the organisation at the top of a department's tree, itself where it is no department."""
    return [organisation, *organisations_above(organisation, parents)][-1]


def administrators(session: Session, organisation: str, parents: Mapping[str, str]) -> frozenset[str]:
    """Give who administers an organisation, by a role on it or on what it stands under."""
    reaching = (organisation, *organisations_above(organisation, parents))
    query = select(Staff.name).where(
        col(Staff.organisation).in_(reaching), col(Staff.role) == Role.ADMINISTRATOR.value
    )
    return frozenset(session.exec(query))
