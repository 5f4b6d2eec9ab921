"""Persons: found by name or id, and made."""

import secrets
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from api.models import ApiKey, Staff
from api.people.models import Person
from api.people.names import folded, login_name
from api.people.people_errors import LoginNameTakenError


def new_person_id() -> str:
    """Make an id that tells nothing of its person."""
    return secrets.token_urlsafe(24)


def find_person(session: Session, name: str) -> Person | None:
    """Give the person of a login name, in whatever case it is written."""
    return session.exec(select(Person).where(col(Person.folded) == folded(name.strip(" ")))).first()


def person_of(session: Session, person_id: str) -> Person | None:
    """Give the person of an id, unless they left."""
    person = session.get(Person, person_id) if person_id else None
    return person if person is not None and person.left_at is None else None


def require_free_name(session: Session, name: str) -> str:
    """Give a login name in its one form, if nobody has it: no person, and no machine that holds a role or key.

    Raises:
        LoginNameError: nobody may have it.
        LoginNameTakenError: somebody has it, with its roles.
    """
    chosen = login_name(name)
    holders = {*session.exec(select(Staff.name).distinct()), *session.exec(select(ApiKey.staff).distinct())}
    taken = find_person(session, chosen) is not None or folded(chosen) in map(folded, holders)
    if taken:
        raise LoginNameTakenError(chosen)
    return chosen


def add_person(
    session: Session,
    name: str,
    now: datetime,
    *,
    person_id: str = "",
    display_name: str = "",
    email: str = "",
) -> Person:
    """Add a person under a login name that was found free.

    Raises:
        LoginNameTakenError: somebody else took it in the meantime.
    """
    person = Person(
        id=person_id or new_person_id(), name=name, folded=folded(name), display_name=display_name, email=email,
        created_at=now,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError:
        raise LoginNameTakenError(name) from None
    return person


def persons_named(session: Session, names: set[str]) -> dict[str, Person]:
    """Give the persons among some names."""
    query = select(Person).where(col(Person.name).in_(names))
    return {person.name: person for person in session.exec(query)}
