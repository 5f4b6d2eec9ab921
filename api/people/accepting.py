"""Accepting an invitation: a login name is chosen, something to sign in with is set up, and the role is given."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from api.gateway import Gateway
from api.people import ceremonies, codes, passkeys
from api.people.acts import BY_PERSON, Actor
from api.people.invitations import open_invitation, use_invitation
from api.people.models import Ceremony, Invitation, Person
from api.people.people_errors import InvitationClosedError, SignInRefusedError
from api.people.persons import add_person, new_person_id, person_of, require_free_name
from api.people.staff import give_role
from catalogue.models import Organisation
from policies.decision import Role

CODES = "codes"
BY_INVITATION = "invitation"
LONGEST_LABEL = 100


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes back from whoever accepts.

    Args:
        token: of the invitation's link.
        ceremony: the token of what was begun.
        display_name: how the person is called, if they say so.
        request: the request's id, for the record.
    """

    token: str
    ceremony: str
    now: datetime
    display_name: str = ""
    request: str = ""


def begin_passkey(session: Session, gateway: Gateway, token: str, name: str, now: datetime) -> dict[str, Any]:
    """Begin to register a passkey for who was invited: WebAuthn's options, and the ceremony."""
    person_id, chosen = _who(session, gateway, token, name, now)
    return passkeys.registration_options(session, gateway, person_id, chosen, now)


def begin_codes(session: Session, gateway: Gateway, token: str, name: str, now: datetime) -> dict[str, str]:
    """Begin to set up one-time codes for who was invited."""
    person_id, chosen = _who(session, gateway, token, name, now)
    return begin_codes_for(session, gateway, person_id, chosen, now)


def begin_codes_for(
    session: Session, gateway: Gateway, person_id: str, name: str, now: datetime
) -> dict[str, str]:
    """Begin to set up one-time codes: their secret, its address for an app, and the ceremony that confirms them."""
    secret = codes.new_secret()
    sealed = codes.sealed_secret(gateway, secret, person_id)
    ceremony = ceremonies.begin(session, gateway, CODES, now, person=person_id, name=name, secret=sealed)
    return {"ceremony": ceremony, "secret": secret, "uri": codes.setup_address(secret, name)}


def accept_with_passkey(
    session: Session, gateway: Gateway, answer: Answer, credential: dict[str, Any], label: str = ""
) -> Person:
    """Accept an invitation with a passkey and give who accepted.

    Raises:
        InvitationClosedError: the link leads nowhere any more.
        SignInRefusedError: the passkey's answer is not right.
        LoginNameTakenError: somebody else took the name in the meantime.
    """
    begun = ceremonies.take(session, gateway, passkeys.REGISTER, answer.ceremony, answer.now)
    passkey = passkeys.verified_passkey(gateway, begun.secret, begun.person, credential, answer.now, label)
    person = _accept(session, gateway, answer, begun)
    passkeys.add_passkey(session, passkey)
    _actor(person, answer).record(session, "passkey.add", "", person=person.name)
    return person


def accept_with_codes(
    session: Session, gateway: Gateway, answer: Answer, code: str
) -> tuple[Person, tuple[str, ...]]:
    """Accept an invitation with one-time codes, and give who accepted with their recovery codes.

    Raises:
        InvitationClosedError: the link leads nowhere any more.
        SignInRefusedError: the code is not of the secret that was shown.
        LoginNameTakenError: somebody else took the name in the meantime.
    """
    begun = ceremonies.look(session, gateway, CODES, answer.ceremony, answer.now)
    step = codes.confirmed_step(gateway, begun.secret, begun.person, code, answer.now)
    begun = ceremonies.take(session, gateway, CODES, answer.ceremony, answer.now)
    person = _accept(session, gateway, answer, begun)
    recovery = codes.keep_codes(session, gateway, begun.secret, person.id, step, answer.now)
    _actor(person, answer).record(session, "codes.set", "", person=person.name)
    return person, recovery


def join(session: Session, gateway: Gateway, answer: Answer, person: Person) -> Invitation:
    """Accept an invitation as somebody who is signed in.

    Raises:
        InvitationClosedError: the link leads nowhere, or is for somebody else.
    """
    invitation = open_invitation(session, gateway, answer.token, answer.now)
    if invitation.person:
        raise InvitationClosedError
    _give(session, invitation, person, answer)
    return invitation


def _who(session: Session, gateway: Gateway, token: str, name: str, now: datetime) -> tuple[str, str]:
    """Give id and login name of who a link is for: as they stand, or new."""
    invitation = open_invitation(session, gateway, token, now)
    if not invitation.person:
        return new_person_id(), require_free_name(session, name)
    person = _known(session, invitation)
    return person.id, person.name


def _known(session: Session, invitation: Invitation) -> Person:
    person = person_of(session, invitation.person)
    if person is None:
        raise InvitationClosedError
    return person


def _accept(session: Session, gateway: Gateway, answer: Answer, begun: Ceremony) -> Person:
    """Use the invitation for the person that the ceremony was begun for."""
    invitation = open_invitation(session, gateway, answer.token, answer.now)
    if not invitation.person:
        name = require_free_name(session, begun.name)
        shown = (answer.display_name or invitation.name).strip()[:LONGEST_LABEL]
        person = add_person(
            session, name, answer.now, person_id=begun.person, display_name=shown, email=invitation.email
        )
        _give(session, invitation, person, answer)
        return person
    person = _known(session, invitation)
    if person.id != begun.person:
        raise SignInRefusedError
    use_invitation(session, invitation, person.name, answer.now)
    return person


def _give(session: Session, invitation: Invitation, person: Person, answer: Answer) -> None:
    if session.get(Organisation, invitation.organisation) is None:
        raise InvitationClosedError
    use_invitation(session, invitation, person.name, answer.now)
    give_role(session, person.name, invitation.organisation, Role(invitation.role))
    target = f"{invitation.organisation}/{invitation.role}/{invitation.id}"
    _actor(person, answer, BY_INVITATION).record(
        session, "invitation.accept", target, owner=invitation.organisation, person=person.name
    )


def _actor(person: Person, answer: Answer, rule: str = BY_PERSON) -> Actor:
    return Actor(person.name, answer.now, answer.request, rule)
