"""Sessions of people who signed in: a cookie that the browser keeps, and what the node knows of it."""

from datetime import datetime, timedelta

from fastapi import Response
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, or_, select, update

from api.gateway import Gateway
from api.oidc.grants import METHOD as EXTERNAL
from api.oidc.grants import Grants, grants_of
from api.people.address import Address
from api.people.models import Person, PersonSession
from api.people.persons import person_of
from api.people.roles import departments, roles_of
from api.people.sealing import keyed_hash, new_token
from catalogue.database import unit_of_work
from policies.decision import Subject
from policies.roles import reaching_roles

COOKIE = "__Host-ogledalo"
METHOD = "session"
SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is kept when a session was last used: not each request need write."""


def start_session(
    db: Session, gateway: Gateway, person: Person, *, auth_method: str, assurance: str, now: datetime
) -> str:
    """Begin a session and give the cookie's value; it cannot be read again.

    Args:
        db: the unit of work of signing in.
        gateway: the node.
        person: who signed in.
        auth_method: how, e.g. ``passkey``, ``one-time-code``, ``oidc``.
        assurance: a code of og:assuranceLevel, e.g. ``substantial``.
        now: when.

    Raises:
        InsecureAddressError: the node's address is not safe enough.
    """
    Address.of(gateway.settings).require_secure()
    db.exec(delete(PersonSession).where(col(PersonSession.person) == person.id, _ended(gateway, now)))
    cookie = new_token()
    longest = timedelta(hours=gateway.settings.session_longest)
    row = PersonSession(
        cookie_hash=_hash(gateway, cookie), number=new_token()[:16], person=person.id, method=auth_method,
        assurance=assurance, created_at=now, last_seen_at=now, ends_at=now + longest,
    )  # fmt: skip
    db.add(row)
    return cookie


def session_of(gateway: Gateway, cookie_value: str, now: datetime) -> PersonSession | None:
    """Give the session of a cookie if it lasts, and remember that it was used.

    It has a unit of work of its own, which ends before the caller's begins: a session would go idle if what the request
    does fails.
    """
    if not cookie_value:
        return None
    with unit_of_work(gateway.engine) as own:
        query = select(PersonSession).where(col(PersonSession.cookie_hash) == _hash(gateway, cookie_value))
        row = own.exec(query).first()
        if row is None or _is_over(gateway, row, now):
            return None
        if now - row.last_seen_at >= SEEN_EVERY:
            own.commit()  # what was read is let go of: SQLite would refuse to write on it
            one = update(PersonSession).where(col(PersonSession.cookie_hash) == row.cookie_hash)
            own.exec(one.values(last_seen_at=now))
        return row


def subject_of_session(db: Session, gateway: Gateway, cookie_value: str, now: datetime) -> Subject | None:
    """Give who asks with a session's cookie, with the roles they hold now; None where there is no such session."""
    row = session_of(gateway, cookie_value, now)
    return None if row is None else subject_in(db, row)


def subject_in(db: Session, row: PersonSession) -> Subject | None:
    """Give who asks in a session; None where they left."""
    person = person_of(db, row.person)
    if person is None:
        return None
    roles = roles_of(db, person.name)
    granted = grants_of(db, person.id) if row.method == EXTERNAL else Grants()
    return Subject(
        id=person.name,
        organisations=frozenset(organisation for organisation, _ in roles) | granted.organisations,
        roles=roles | reaching_roles(granted.roles, departments(db)),
        person=person.name,
        auth_method=METHOD,
        assurance=row.assurance,
    )


def end_session(db: Session, gateway: Gateway, cookie_value: str) -> None:
    """End the session of a cookie."""
    db.exec(delete(PersonSession).where(col(PersonSession.cookie_hash) == _hash(gateway, cookie_value)))


def end_sessions(db: Session, person_id: str, number: str = "") -> int:
    """End all sessions of a person, or the one of a number, and give how many were."""
    mine = delete(PersonSession).where(col(PersonSession.person) == person_id)
    return db.exec(mine.where(col(PersonSession.number) == number) if number else mine).rowcount


def sessions_of(db: Session, gateway: Gateway, person_id: str, now: datetime) -> list[PersonSession]:
    """Give the sessions of a person that last, the newest first."""
    query = select(PersonSession).where(col(PersonSession.person) == person_id)
    rows = db.exec(query.order_by(col(PersonSession.created_at).desc(), col(PersonSession.number)))
    return [row for row in rows if not _is_over(gateway, row, now)]


def set_cookie(response: Response, gateway: Gateway, cookie_value: str) -> None:
    """Have the browser keep a session's cookie, as long as it lasts at most."""
    seconds = int(timedelta(hours=gateway.settings.session_longest).total_seconds())
    response.set_cookie(
        COOKIE, cookie_value, max_age=seconds, path="/", secure=True, httponly=True, samesite="lax"
    )


def drop_cookie(response: Response) -> None:
    """Have the browser forget the session."""
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")


def _hash(gateway: Gateway, cookie: str) -> str:
    return keyed_hash(gateway.pepper, "session", cookie)


def _is_over(gateway: Gateway, row: PersonSession, now: datetime) -> bool:
    idle = timedelta(minutes=gateway.settings.session_idle)
    return now >= row.ends_at or now - row.last_seen_at >= idle


def _ended(gateway: Gateway, now: datetime) -> ColumnElement[bool]:
    idle = timedelta(minutes=gateway.settings.session_idle)
    return or_(col(PersonSession.ends_at) <= now, col(PersonSession.last_seen_at) <= now - idle)
