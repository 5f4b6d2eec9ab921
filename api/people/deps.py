"""What routes of people are handed: a door that knows the session's cookie, and who is signed in."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from api.deps import DoorDep, gateway_of
from api.door import Door
from api.gateway import Gateway
from api.people.csrf import csrf_token
from api.people.live import get_live_session
from api.people.models import Person, PersonSession
from api.people.people_errors import NotSignedInError
from api.people.persons import person_of
from api.people.roles import departments
from api.people.sessions import COOKIE, METHOD, subject_in
from policies.decision import Subject
from policies.roles import reaching_roles


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who is signed in.

    Args:
        cookie: the cookie's value.
        csrf: the token that what they write must hold.
    """

    gateway: Gateway
    door: Door
    person: Person
    row: PersonSession
    cookie: str
    csrf: str

    @property
    def session(self) -> Session:
        """The unit of work of the request."""
        return self.door.session


SessionRowDep = Annotated[PersonSession | None, Depends(get_live_session)]


async def get_staff_door(request: Request, row: SessionRowDep, door: DoorDep) -> Door:
    """Give the door of whoever is signed in or holds a key; a key that is sent counts more."""
    subject: Subject | None = door.subject
    known = door.subject.auth_method == METHOD or request.headers.get("authorization")
    if row is not None and not known:
        subject = await run_in_threadpool(subject_in, door.session, row)
    return await run_in_threadpool(_reaching, door, subject or door.subject)


def _reaching(door: Door, subject: Subject) -> Door:
    """Give the door with the roles that reach departments."""
    if not subject.roles:
        return replace(door, subject=subject)
    roles = reaching_roles(subject.roles, departments(door.session))
    return replace(door, subject=replace(subject, roles=roles))


StaffDoorDep = Annotated[Door, Depends(get_staff_door)]


async def get_visitor(request: Request, row: SessionRowDep, door: StaffDoorDep) -> SignedIn | None:
    """Give who is signed in, or nobody."""
    if row is None:
        return None
    person = await run_in_threadpool(person_of, door.session, row.person)
    if person is None:
        return None
    gateway = gateway_of(request)
    cookie = request.cookies.get(COOKIE, "")
    return SignedIn(gateway, door, person, row, cookie, csrf_token(gateway, row))


VisitorDep = Annotated[SignedIn | None, Depends(get_visitor)]


async def get_person(visitor: VisitorDep) -> SignedIn:
    """Give who is signed in.

    Raises:
        NotSignedInError: nobody is.
    """
    if visitor is None:
        raise NotSignedInError
    return visitor


PersonDep = Annotated[SignedIn, Depends(get_person)]
