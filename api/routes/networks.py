"""Networks of cities: everybody may know their names; who belongs to one is kept by the organisation that runs it."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from api.access_told import NEVER_KEPT
from api.answers import json_response
from api.asking import Asked, asked_of, in_utc, told, with_plus
from api.deps import DoorDep, LangDep
from api.door import Door
from api.people.acts import Actor
from api.people.deps import StaffDoorDep
from api.people.told import ADMINISTRATORS, administered, require_administrator
from api.people.work import take_turn
from api.representations.times import rfc3339
from policies.network_errors import GroupNotFoundError
from policies.networks import (
    KIND,
    MemberDraft,
    add_member,
    add_network,
    end_member,
    find_network,
    members,
    networks,
)
from policies.tables import Network, PartyMembership
from schemas.languages import Lang, Text

router = APIRouter(prefix="/api/v1", tags=["administration"])
ID = "^[a-z0-9][a-z0-9-]{1,62}$"
NetworkId = Annotated[str, Path(max_length=64)]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Json = dict[str, Any]  # an answer's object


class NetworkIn(BaseModel):
    """A network to be registered."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=ID)
    name: dict[Lang, Annotated[str, Field(max_length=300)]] = Field(min_length=1)
    homepage: str = Field("", max_length=300)
    organisation: str = Field(
        max_length=100, description="that says who belongs to it; the caller administers it"
    )


class MemberIn(BaseModel):
    """That an organisation or a network belongs to a network."""

    model_config = ConfigDict(extra="forbid")

    member: str = Field(max_length=100, description="id of an organisation or a network")
    evidence: str = Field(min_length=1, max_length=2000, description="what shows it")
    valid_from: AwareDatetime | None = Field(
        None, description="the first moment; always, where it is left out"
    )
    valid_to: AwareDatetime | None = Field(None, description="the first moment at which it is over")


class EndAsked(Asked):
    """The parameters."""

    at: Annotated[AwareDatetime | None, BeforeValidator(with_plus)] = Field(
        None, description="when it ends; now, where it is left out"
    )


@router.get("/networks", tags=["access"])
def list_names(door: DoorDep, lang: LangDep) -> Response:
    """List the networks by name."""
    found = [_named(row, lang) for row in networks(door.session)]
    return json_response({"networks": found, "count": len(found)}, headers=NEVER_KEPT)


@router.get("/admin/networks")
def list_kept(door: StaffDoorDep, lang: LangDep) -> Response:
    """List the networks of organisations that the caller administers, with their members."""
    rows = networks(door.session, administered(door))
    found = [_whole(door, row, lang) for row in rows]
    return json_response({"networks": found, "count": len(found)}, headers=NEVER_KEPT)


@router.post("/admin/networks", status_code=201)
def make_network(body: NetworkIn, door: StaffDoorDep, lang: LangDep) -> Response:
    """Register a network that an organisation of the caller keeps."""
    require_administrator(door, body.organisation)
    take_turn(door.session, [body.organisation])
    name: dict[str, str] = {code: text.strip() for code, text in body.name.items() if text.strip()}
    row = add_network(
        door.session,
        Network(
            id=body.id, name=name or {"en": body.id}, homepage=body.homepage, organisation=body.organisation
        ),
    )
    _record(door, "network.create", row.id, row.organisation)
    return json_response(_whole(door, row, lang), status=201, headers=NEVER_KEPT)


@router.get("/admin/networks/{network_id}")
def read_network(network_id: NetworkId, door: StaffDoorDep, lang: LangDep) -> Response:
    """Give a network of an organisation that the caller administers, with its members."""
    return json_response(_whole(door, _kept(door, network_id), lang), headers=NEVER_KEPT)


@router.post("/admin/networks/{network_id}/members", status_code=201)
def take_member(network_id: NetworkId, body: MemberIn, door: StaffDoorDep) -> Response:
    """Record that an organisation or a network belongs to a network, for a time, and what shows it."""
    row = _kept(door, network_id)
    take_turn(door.session, [row.organisation])
    begins, ends = (in_utc(one) if one else None for one in (body.valid_from, body.valid_to))
    draft = MemberDraft(body.member, row.id, begins, ends, body.evidence, door.subject.id)
    made = add_member(door.session, draft, door.now)
    _record(door, "network.member", f"{row.id}/{made.member}", row.organisation)
    return json_response(membership_told(made), status=201, headers=NEVER_KEPT)


@router.delete("/admin/networks/{network_id}/members/{number}", openapi_extra=told(EndAsked))
def let_member_go(network_id: NetworkId, number: Number, request: Request, door: StaffDoorDep) -> Response:
    """Let a membership end, now or at a time to come; that it was stays on record."""
    asked = asked_of(EndAsked, request)
    row = _kept(door, network_id)
    take_turn(door.session, [row.organisation])
    at = in_utc(asked.at) if asked.at else door.now
    ended = end_member(door.session, row.id, number, at, door.now)
    _record(door, "network.member-end", f"{row.id}/{ended.member}", row.organisation)
    return json_response(membership_told(ended), headers=NEVER_KEPT)


def _kept(door: Door, network_id: str) -> Network:
    """Give a network whose members the caller keeps.

    Raises:
        GroupNotFoundError: absent, or kept by others: the same answer.
    """
    row = find_network(door.session, network_id)
    if not row.organisation or not door.subject.has_role(row.organisation, ADMINISTRATORS):
        raise GroupNotFoundError(KIND, network_id)
    require_administrator(door, row.organisation)
    return row


def _named(row: Network, lang: Lang) -> Json:
    return {"id": row.id, "name": Text.of(row.name).in_(lang) or row.id, "homepage": row.homepage}


def _whole(door: Door, row: Network, lang: Lang) -> Json:
    belonging = [membership_told(one) for one in members(door.session, row.id)]
    return _named(row, lang) | {"names": row.name, "organisation": row.organisation, "members": belonging}


def membership_told(row: PartyMembership) -> Json:
    """Tell that somebody belongs to a network."""
    return {
        "number": row.number, "member": row.member, "network": row.network, "evidence": row.evidence,
        "valid_from": rfc3339(row.valid_from) if row.valid_from else None,
        "valid_to": rfc3339(row.valid_to) if row.valid_to else None, "recorded_at": rfc3339(row.recorded_at),
    }  # fmt: skip


def _record(door: Door, act: str, target: str, owner: str) -> None:
    Actor.at(door).record(door.session, act, target, owner=owner)
