"""Staff of an organisation, as its administrators see and keep it; invitations to it."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.answers import json_response
from api.asking import Asked, asked_of, in_utc, told
from api.deps import GatewayDep
from api.errors import ParameterError
from api.people import invitations
from api.people.acts import Actor
from api.people.deps import StaffDoorDep
from api.people.invitations import LASTS, LASTS_AT_MOST, InvitationDraft
from api.people.people_errors import StaffNotFoundError
from api.people.persons import persons_named
from api.people.staff import leave, staff_of, take_role, wait_for
from api.people.told import NEVER_KEPT, administered, invitation_told, require_administrator, staff_told
from api.representations.times import rfc3339
from policies.decision import Role

router = APIRouter(prefix="/api/v1/admin", tags=["administration"])
LOOKERS = (Role.ADMINISTRATOR, Role.AUDITOR)


class StaffAsked(Asked):
    """The parameters."""

    organisation: str = Field(
        "", description="id; all that the caller administers or audits where it is left out"
    )


class InvitationsAsked(Asked):
    """The parameters."""

    organisation: str = Field("", description="id; all that the caller administers where it is left out")


class InvitationIn(BaseModel):
    """Whom the caller invites, to which role."""

    model_config = ConfigDict(extra="forbid")

    organisation: str
    role: Role
    name: str = Field("", max_length=100, description="how the invited person is called")
    email: str = Field("", max_length=300, description="to know the invitation by: nothing is sent")
    expires: AwareDatetime | None = Field(None, description="seven days from now, where it is left out")


@router.get("/staff", openapi_extra=told(StaffAsked))
def list_staff(request: Request, door: StaffDoorDep) -> Response:
    """List who holds which roles on an organisation."""
    asked = asked_of(StaffAsked, request)
    mine = administered(door, LOOKERS)
    if asked.organisation and asked.organisation not in mine:
        door.require_role(asked.organisation, LOOKERS)
    found = []
    for organisation in sorted({asked.organisation} if asked.organisation else mine):
        rows = staff_of(door.session, organisation)
        known = persons_named(door.session, {name for name, _ in rows})
        staff = [staff_told(name, roles, known.get(name)) for name, roles in rows]
        found.append({"organisation": organisation, "staff": staff})
    return json_response({"organisations": found, "count": len(found)}, headers=NEVER_KEPT)


@router.delete("/staff/{organisation}/{name}/{role}")
def remove_role(
    organisation: Annotated[str, Path()], name: Annotated[str, Path()], role: Annotated[str, Path()],
    door: StaffDoorDep,
) -> Response:  # fmt: skip
    """Take a role from somebody; the last administrator keeps theirs."""
    require_administrator(door, organisation)
    wait_for(door.session, [organisation])
    require_administrator(door, organisation)
    if role not in list(Role):
        raise StaffNotFoundError(name)
    take_role(door.session, Actor.at(door), name, organisation, Role(role))
    return json_response({"organisation": organisation, "name": name, "taken": role}, headers=NEVER_KEPT)


@router.post("/staff/{name}/leave")
def let_leave(name: Annotated[str, Path()], door: StaffDoorDep) -> Response:
    """Let somebody leave the caller's organisations: roles, keys and sessions end."""
    mine = administered(door)
    wait_for(door.session, mine)
    for organisation in mine:
        require_administrator(door, organisation)
    left = leave(door.session, Actor.at(door), name, mine)
    return json_response({"name": name, "left": sorted(left)}, headers=NEVER_KEPT)


@router.get("/invitations", openapi_extra=told(InvitationsAsked))
def list_invitations(request: Request, door: StaffDoorDep) -> Response:
    """List the invitations to an organisation."""
    asked = asked_of(InvitationsAsked, request)
    mine = administered(door)
    if asked.organisation:
        require_administrator(door, asked.organisation)
    rows = invitations.invitations_of(door.session, {asked.organisation} if asked.organisation else mine)
    found = [invitation_told(row, door.now) for row in rows]
    return json_response({"invitations": found, "count": len(found)}, headers=NEVER_KEPT)


@router.post("/invitations", status_code=201)
def make_invitation(body: InvitationIn, door: StaffDoorDep, gateway: GatewayDep) -> Response:
    """Invite somebody to a role; the answer holds the link, which is shown this once, and which you hand over."""
    require_administrator(door, body.organisation)
    wait_for(door.session, [body.organisation])
    require_administrator(door, body.organisation)
    expires = in_utc(body.expires) if body.expires else door.now + LASTS
    if not timedelta(0) < expires - door.now <= LASTS_AT_MOST:
        expected = f"after now, at most {rfc3339(door.now + LASTS_AT_MOST)}"
        raise ParameterError("expires", rfc3339(expires), expected)
    draft = InvitationDraft(body.organisation, body.role, expires, body.name.strip(), body.email.strip())
    row, link = invitations.invite(door.session, gateway, draft, Actor.at(door))
    return json_response(invitation_told(row, door.now) | {"link": link}, status=201, headers=NEVER_KEPT)


@router.delete("/invitations/{invitation_id}")
def revoke_invitation(invitation_id: Annotated[str, Path()], door: StaffDoorDep) -> Response:
    """Let an invitation lead nowhere."""
    mine = administered(door)
    wait_for(door.session, mine)
    row = invitations.revoke_invitation(door.session, Actor.at(door), invitation_id, mine)
    return json_response(invitation_told(row, door.now), headers=NEVER_KEPT)
