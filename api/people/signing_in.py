"""Signing in and out: units of work that stay although what was asked is refused."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from api.gateway import Gateway
from api.people import accepting, ceremonies, codes, passkeys
from api.people.accepting import Answer
from api.people.acts import BY_PERSON, Actor
from api.people.models import Person
from api.people.people_errors import SignInRefusedError
from api.people.sessions import end_session, session_of, start_session
from api.people.work import acting

PASSKEY = "passkey"
ASSURANCE = {PASSKEY: "substantial", codes.ONE_TIME: "low", codes.RECOVERY: "low"}
"""How sure a way of signing in makes us of who it is: a passkey is bound to our address and verified by the device; a code
can be asked for by somebody else's page."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that was begun.

    Args:
        cookie: the value that only the browser is told.
        recovery: new recovery codes, where codes were set up.
    """

    cookie: str
    person: Person
    method: str
    recovery: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who comes to sign in.

    Args:
        earlier: the cookie that the browser held before: its session ends.
        request: the request's id, for the record.
    """

    earlier: str = ""
    request: str = ""


def sign_in_with_passkey(
    gateway: Gateway, arrival: Arrival, ceremony: str, credential: dict[str, Any]
) -> Opened:
    """Open a session for who answered with a passkey; the challenge serves once, also when the answer is wrong.

    Raises:
        SignInRefusedError: it is not right.
    """
    now = gateway.clock()
    with acting(gateway) as session:
        begun = ceremonies.take(session, gateway, passkeys.SIGN_IN, ceremony, now)
    with acting(gateway) as session:
        person = passkeys.person_of_passkey(session, gateway, begun.secret, credential, now)
        return _opened(session, gateway, arrival, person, PASSKEY)


def sign_in_with_code(gateway: Gateway, arrival: Arrival, name: str, code: str) -> Opened:
    """Open a session for who knows a one-time or recovery code; a wrong one is counted.

    Raises:
        SignInRefusedError: name and code do not fit.
        TooManyTriesError: too many wrong ones were sent.
    """
    now = gateway.clock()
    with acting(gateway) as session:
        found = codes.person_of_code(session, gateway, name, code, now)
        if found is not None:
            return _opened(session, gateway, arrival, *found)
    raise SignInRefusedError


def accept_with_passkey(
    gateway: Gateway, arrival: Arrival, answer: Answer, credential: dict[str, Any], label: str = ""
) -> Opened:
    """Accept an invitation with a passkey, and open a session."""
    with acting(gateway) as session:
        person = accepting.accept_with_passkey(session, gateway, answer, credential, label)
        return _opened(session, gateway, arrival, person, PASSKEY)


def accept_with_codes(gateway: Gateway, arrival: Arrival, answer: Answer, code: str) -> Opened:
    """Accept an invitation with one-time codes, and open a session; the answer holds the recovery codes."""
    with acting(gateway) as session:
        person, recovery = accepting.accept_with_codes(session, gateway, answer, code)
        return _opened(session, gateway, arrival, person, codes.ONE_TIME, recovery)


def sign_out(gateway: Gateway, cookie: str, name: str, request: str) -> None:
    """End the session of a cookie."""
    now = gateway.clock()
    if session_of(gateway, cookie, now) is None:
        return
    with acting(gateway) as session:
        end_session(session, gateway, cookie)
        Actor(name, now, request, BY_PERSON).record(session, "session.end", "", person=name)


def _opened(
    session: Session, gateway: Gateway, arrival: Arrival, person: Person, method: str,
    recovery: tuple[str, ...] = (),
) -> Opened:  # fmt: skip
    """Begin a new session in place of the one that the browser held: a value that somebody planted opens nothing."""
    now = gateway.clock()
    if arrival.earlier:
        end_session(session, gateway, arrival.earlier)
    cookie = start_session(session, gateway, person, auth_method=method, assurance=ASSURANCE[method], now=now)
    Actor(person.name, now, arrival.request, BY_PERSON).record(
        session, "session.start", method, person=person.name
    )
    return Opened(cookie, person, method, recovery)
