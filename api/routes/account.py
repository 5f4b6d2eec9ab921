"""One's own account: who one is, and what one signs in with."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from api.answers import json_response
from api.people import account, codes, passkeys
from api.people.deps import PersonDep, SignedIn
from api.people.sessions import drop_cookie, sessions_of
from api.people.told import NEVER_KEPT, passkey_told, session_told
from api.people.work import acting

router = APIRouter(prefix="/api/v1/account", tags=["signing in"])


class NewPasskeyIn(BaseModel):
    """A device's answer, as `credential.toJSON()` gives it."""

    model_config = ConfigDict(extra="forbid")

    ceremony: str
    credential: dict[str, Any]
    label: str = Field("", max_length=60)


class ConfirmIn(BaseModel):
    """A code that shows that the app is set up."""

    model_config = ConfigDict(extra="forbid")

    ceremony: str
    code: str = Field(max_length=60)


@router.get("")
def read_account(person: PersonDep) -> Response:
    """Tell who is signed in, with which roles, and what they sign in with."""
    return json_response(account_told(person), headers=NEVER_KEPT)


def account_told(person: SignedIn) -> dict[str, Any]:  # an answer's object
    """Tell a person's account."""
    session, gateway, who = person.session, person.gateway, person.person
    return {
        "name": who.name,
        "display_name": who.display_name,
        "email": who.email,
        "roles": [
            {"organisation": organisation, "role": role.value}
            for organisation, role in sorted(person.door.subject.roles)
        ],
        "assurance": person.row.assurance,
        "csrf": person.csrf,
        "passkeys": [passkey_told(one) for one in passkeys.passkeys_of(session, who.id)],
        "codes": account.has_codes(session, who.id),
        "recovery_codes_left": codes.recovery_codes_left(session, who.id),
        "sessions": [
            session_told(one, person.row) for one in sessions_of(session, gateway, who.id, person.door.now)
        ],
    }


@router.post("/passkeys/options")
def passkey_options(person: PersonDep) -> Response:
    """Begin to add a passkey."""
    with acting(person.gateway) as session:
        begun = passkeys.registration_options(
            session, person.gateway, person.person.id, person.person.name, person.door.now
        )
    return json_response(begun, headers=NEVER_KEPT)


@router.post("/passkeys", status_code=201)
def add_passkey(body: NewPasskeyIn, person: PersonDep) -> Response:
    """Add a passkey."""
    with acting(person.gateway) as session:
        made = account.add_passkey(
            session, person, body.ceremony, body.credential, body.label, person.door.now
        )
    return json_response(passkey_told(made), status=201, headers=NEVER_KEPT)


@router.delete("/passkeys/{passkey_id}")
def remove_passkey(passkey_id: Annotated[str, Path()], person: PersonDep) -> Response:
    """Take a passkey away, unless it is the last thing to sign in with."""
    with acting(person.gateway) as session:
        account.remove_passkey(session, person, passkey_id)
    return json_response({"removed": passkey_id}, headers=NEVER_KEPT)


@router.post("/codes/options")
def codes_options(person: PersonDep) -> Response:
    """Begin to set up one-time codes: the secret for an app is shown this once."""
    with acting(person.gateway) as session:
        begun = account.begin_codes(session, person, person.door.now)
    return json_response(begun, headers=NEVER_KEPT)


@router.post("/codes", status_code=201)
def confirm_codes(body: ConfirmIn, person: PersonDep) -> Response:
    """Set up one-time codes; recovery codes are shown this once."""
    with acting(person.gateway) as session:
        made = account.confirm_codes(
            session, person.gateway, person, body.ceremony, body.code, person.door.now
        )
    return json_response({"recovery_codes": list(made)}, status=201, headers=NEVER_KEPT)


@router.delete("/codes")
def remove_codes(person: PersonDep) -> Response:
    """Take one-time and recovery codes away, unless there is nothing else to sign in with."""
    with acting(person.gateway) as session:
        account.remove_codes(session, person)
    return json_response({"removed": "codes"}, headers=NEVER_KEPT)


@router.delete("/sessions")
def end_all_sessions(person: PersonDep) -> Response:
    """Sign out everywhere."""
    with acting(person.gateway) as session:
        ended = account.end_all(session, person)
    answer = json_response({"ended": ended}, headers=NEVER_KEPT)
    drop_cookie(answer)
    return answer


@router.delete("/sessions/{number}")
def end_session(number: Annotated[str, Path()], person: PersonDep) -> Response:
    """End one of one's sessions."""
    with acting(person.gateway) as session:
        account.end_one(session, person, number)
    return json_response({"ended": number}, headers=NEVER_KEPT)
