"""Signing in and out, and accepting an invitation: what the pages' script and other programs ask."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.answers import json_response
from api.deps import DoorDep, GatewayDep
from api.gateway import Gateway
from api.people import accepting, passkeys, signing_in
from api.people.accepting import Answer
from api.people.address import Address
from api.people.csrf import csrf_token, require_own_origin
from api.people.deps import PersonDep
from api.people.sessions import COOKIE, drop_cookie, session_of, set_cookie
from api.people.signing_in import ASSURANCE, Arrival, Opened
from api.people.told import NEVER_KEPT
from api.people.work import acting


async def require_safe_place(request: Request, gateway: GatewayDep) -> None:
    """Demand that nobody listens on the way to the node, and that the request is from no other site's page.

    Raises:
        InsecureAddressError: the node is not served by https.
        CrossSiteError: another site's page asks: it would sign its reader in as somebody else.
    """
    Address.of(gateway.settings).require_secure()
    require_own_origin(request, gateway, told=False)


router = APIRouter(prefix="/api/v1", tags=["signing in"], dependencies=[Depends(require_safe_place)])


class Body(BaseModel):
    """A body that holds what it may hold, and nothing else."""

    model_config = ConfigDict(extra="forbid")


class PasskeyIn(Body):
    """A device's answer, as `credential.toJSON()` gives it."""

    ceremony: str
    credential: dict[str, Any]


class CodeIn(Body):
    """A name with a one-time or recovery code."""

    name: str = Field(max_length=200)
    code: str = Field(max_length=60)


class InvitedIn(Body):
    """Who accepts an invitation, and under which login name."""

    token: str
    name: str = Field("", max_length=200, description="login name; empty for who has one already")


class InvitedPasskeyIn(PasskeyIn):
    """Accepting with a passkey."""

    token: str
    display_name: str = Field("", max_length=100)
    label: str = Field("", max_length=60, description="what the passkey is to be called")


class InvitedCodeIn(Body):
    """Accepting with one-time codes: one of them shows that the app is set up."""

    token: str
    ceremony: str
    code: str = Field(max_length=60)
    display_name: str = Field("", max_length=100)


class TokenIn(Body):
    """Accepting as who is signed in."""

    token: str


def arrival_of(request: Request) -> Arrival:
    """Give who comes to sign in."""
    return Arrival(request.cookies.get(COOKIE, ""), getattr(request.state, "request_id", ""))


ArrivalDep = Annotated[Arrival, Depends(arrival_of)]


@router.post("/sign-in/passkey/options")
def passkey_options(gateway: GatewayDep, door: DoorDep) -> Response:
    """Begin to sign in with a passkey; nobody says a name."""
    with acting(gateway) as session:
        return json_response(passkeys.sign_in_options(session, gateway, door.now), headers=NEVER_KEPT)


@router.post("/sign-in/passkey")
def sign_in_with_passkey(
    body: PasskeyIn, gateway: GatewayDep, door: DoorDep, arrival: ArrivalDep
) -> Response:
    """Sign in with a passkey."""
    return opened(gateway, signing_in.sign_in_with_passkey(gateway, arrival, body.ceremony, body.credential))


@router.post("/sign-in/code")
def sign_in_with_code(body: CodeIn, gateway: GatewayDep, door: DoorDep, arrival: ArrivalDep) -> Response:
    """Sign in with a one-time or recovery code."""
    return opened(gateway, signing_in.sign_in_with_code(gateway, arrival, body.name, body.code))


@router.post("/sign-out")
def sign_out(person: PersonDep, gateway: GatewayDep) -> Response:
    """End the session."""
    signing_in.sign_out(gateway, person.cookie, person.person.name, person.door.request)
    answer = json_response({"signed_out": True}, headers=NEVER_KEPT)
    drop_cookie(answer)
    return answer


@router.post("/invitations/passkey/options")
def invited_passkey_options(body: InvitedIn, gateway: GatewayDep, door: DoorDep) -> Response:
    """Begin to accept an invitation with a passkey."""
    with acting(gateway) as session:
        begun = accepting.begin_passkey(session, gateway, body.token, body.name, door.now)
    return json_response(begun, headers=NEVER_KEPT)


@router.post("/invitations/passkey", status_code=201)
def accept_with_passkey(
    body: InvitedPasskeyIn, gateway: GatewayDep, door: DoorDep, arrival: ArrivalDep
) -> Response:
    """Accept an invitation with a passkey; a session begins."""
    answer = Answer(body.token, body.ceremony, door.now, body.display_name, arrival.request)
    made = signing_in.accept_with_passkey(gateway, arrival, answer, body.credential, body.label)
    return opened(gateway, made, status=201)


@router.post("/invitations/codes/options")
def invited_codes_options(body: InvitedIn, gateway: GatewayDep, door: DoorDep) -> Response:
    """Begin to accept an invitation with one-time codes: the secret for an app is shown this once."""
    with acting(gateway) as session:
        begun = accepting.begin_codes(session, gateway, body.token, body.name, door.now)
    return json_response(begun, headers=NEVER_KEPT)


@router.post("/invitations/codes", status_code=201)
def accept_with_codes(
    body: InvitedCodeIn, gateway: GatewayDep, door: DoorDep, arrival: ArrivalDep
) -> Response:
    """Accept an invitation with one-time codes; a session begins, and recovery codes are shown this once."""
    answer = Answer(body.token, body.ceremony, door.now, body.display_name, arrival.request)
    return opened(gateway, signing_in.accept_with_codes(gateway, arrival, answer, body.code), status=201)


@router.post("/invitations/join", status_code=201)
def join(body: TokenIn, person: PersonDep, gateway: GatewayDep) -> Response:
    """Accept an invitation as who is signed in."""
    answer = Answer(body.token, "", person.door.now, request=person.door.request)
    with acting(gateway) as session:
        row = accepting.join(session, gateway, answer, person.person)
    return json_response({"organisation": row.organisation, "role": row.role}, status=201, headers=NEVER_KEPT)


def opened(gateway: Gateway, made: Opened, *, status: int = 200) -> Response:
    """Tell who is signed in now, and have the browser keep the cookie."""
    row = session_of(gateway, made.cookie, gateway.clock())
    body: dict[str, object] = {
        "name": made.person.name,
        "method": made.method,
        "assurance": ASSURANCE[made.method],
        "csrf": csrf_token(gateway, row) if row else "",
    }
    if made.recovery:
        body["recovery_codes"] = list(made.recovery)
    answer = json_response(body, status=status, headers=NEVER_KEPT)
    set_cookie(answer, gateway, made.cookie)
    return answer
