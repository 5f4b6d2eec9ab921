"""A person's own account: passkeys, codes and sessions, added and taken away; something to sign in with stays."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete, select

from api.gateway import Gateway
from api.people import accepting, ceremonies, codes, passkeys
from api.people.acts import BY_PERSON, Actor
from api.people.deps import SignedIn
from api.people.models import CodeSecret, Passkey, Person
from api.people.people_errors import CredentialNotFoundError, LastCredentialError, SignInRefusedError
from api.people.sessions import end_sessions


def actor_of(person: SignedIn) -> Actor:
    """Give who acts on their own account."""
    return Actor.at(person.door, BY_PERSON)


def add_passkey(
    session: Session, person: SignedIn, ceremony: str, credential: dict[str, Any], label: str, now: datetime
) -> Passkey:
    """Add a passkey to the account.

    Raises:
        SignInRefusedError: the answer is not right, or was begun for somebody else.
    """
    begun = ceremonies.take(session, person.gateway, passkeys.REGISTER, ceremony, now)
    if begun.person != person.person.id:
        raise SignInRefusedError
    passkey = passkeys.verified_passkey(person.gateway, begun.secret, begun.person, credential, now, label)
    passkeys.add_passkey(session, passkey)
    actor_of(person).record(session, "passkey.add", "", person=person.person.name)
    return passkey


def remove_passkey(session: Session, person: SignedIn, passkey_id: str) -> None:
    """Take a passkey away.

    Raises:
        CredentialNotFoundError: the person has no such passkey.
        LastCredentialError: nothing to sign in with would be left.
    """
    _wait_for(session, person)
    mine = passkeys.passkeys_of(session, person.person.id)
    found = next((one for one in mine if one.id == passkey_id), None)
    if found is None:
        raise CredentialNotFoundError(passkey_id)
    if len(mine) == 1 and not has_codes(session, person.person.id):
        raise LastCredentialError
    session.exec(delete(Passkey).where(col(Passkey.id) == found.id))
    actor_of(person).record(session, "passkey.remove", "", person=person.person.name)


def begin_codes(session: Session, person: SignedIn, now: datetime) -> dict[str, str]:
    """Begin to set up one-time codes in place of those that were."""
    return accepting.begin_codes_for(session, person.gateway, person.person.id, person.person.name, now)


def confirm_codes(
    session: Session, gateway: Gateway, person: SignedIn, ceremony: str, code: str, now: datetime
) -> tuple[str, ...]:
    """Set up one-time codes and give the new recovery codes.

    Raises:
        SignInRefusedError: the code is not of the secret that was shown.
    """
    begun = ceremonies.look(session, gateway, accepting.CODES, ceremony, now)
    if begun.person != person.person.id:
        raise SignInRefusedError
    step = codes.confirmed_step(gateway, begun.secret, begun.person, code, now)
    begun = ceremonies.take(session, gateway, accepting.CODES, ceremony, now)
    actor_of(person).record(session, "codes.set", "", person=person.person.name)
    return codes.keep_codes(session, gateway, begun.secret, begun.person, step, now)


def remove_codes(session: Session, person: SignedIn) -> None:
    """Take one-time and recovery codes away.

    Raises:
        CredentialNotFoundError: there are none.
        LastCredentialError: nothing to sign in with would be left.
    """
    _wait_for(session, person)
    if not has_codes(session, person.person.id):
        raise CredentialNotFoundError("codes")
    if not passkeys.passkeys_of(session, person.person.id):
        raise LastCredentialError
    codes.forget_codes(session, person.person.id)
    actor_of(person).record(session, "codes.remove", "", person=person.person.name)


def end_one(session: Session, person: SignedIn, number: str) -> None:
    """End one of the person's sessions.

    Raises:
        CredentialNotFoundError: there is none of that id.
    """
    if not end_sessions(session, person.person.id, number):
        raise CredentialNotFoundError(number)
    actor_of(person).record(session, "session.end", "", person=person.person.name)


def end_all(session: Session, person: SignedIn) -> int:
    """End all of the person's sessions, this one too."""
    ended = end_sessions(session, person.person.id)
    actor_of(person).record(session, "session.end-all", "", person=person.person.name)
    return ended


def has_codes(session: Session, person_id: str) -> bool:
    """Say whether a person may sign in with one-time codes."""
    return session.get(CodeSecret, person_id) is not None


def _wait_for(session: Session, person: SignedIn) -> None:
    """Wait until nobody else changes what a person signs in with."""
    session.exec(select(Person).where(col(Person.id) == person.person.id).with_for_update()).one()
