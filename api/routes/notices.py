"""Notices: what an organisation must act on, as JSON and as a feed, and who is written to."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from api.answers import json_response
from api.deps import DoorDep, GatewayDep, LangDep
from api.door import Door
from api.gateway import Gateway
from api.notices_feeds import feed_address, feed_of, feeds_of, make_feed, revoke_feed
from api.notices_sending import base_of, name_of_organisation
from api.notices_told import ATOM_TYPE, atom_feed, notice_told
from api.noticing import standing_notices
from api.people.acts import Actor
from api.people.deps import StaffDoorDep
from api.people.told import NEVER_KEPT, require_administrator
from api.people.work import take_turn
from api.representations.times import rfc3339
from catalogue.notices import Kind
from catalogue.notices_receivers import Receiver, addresses_of, find_address, put_address, stop_address
from catalogue.notices_tables import NoticeAddress, NoticeFeed
from policies.decision import Role
from schemas.languages import Lang

router = APIRouter(prefix="/api/v1", tags=["administration"])
Name = Annotated[str, Path(max_length=200)]
Json = dict[str, Any]  # an answer's object


class AddressIn(BaseModel):
    """An address that an organisation's notices are to be sent to."""

    model_config = ConfigDict(extra="forbid")

    address: str = Field(max_length=254, description="a mail address, best one of an office")
    lang: Lang = Field("en", description="language of the letters")
    kinds: list[Kind] = Field(default_factory=list, max_length=20, description="all, where none is named")


class FeedIn(BaseModel):
    """A feed to be made."""

    model_config = ConfigDict(extra="forbid")

    label: str = Field("", max_length=200, description="what it is for")


@router.get("/organisations/{organisation}/notices")
def list_notices(organisation: Name, gateway: GatewayDep, door: StaffDoorDep, lang: LangDep) -> Response:
    """List what waits for an organisation that the caller holds a role on."""
    door.require_role(organisation, tuple(Role))
    found = standing_notices(door.session, door.now, organisation)
    told = [notice_told(one, base_of(gateway), lang) for one in found]
    return json_response(
        {"organisation": organisation, "notices": told, "count": len(told)}, headers=NEVER_KEPT
    )


@router.get("/organisations/{organisation}/notices.atom")
def read_feed(organisation: Name, gateway: GatewayDep, door: StaffDoorDep, lang: LangDep) -> Response:
    """Give what waits for an organisation as an Atom feed, to whoever holds a role on it."""
    door.require_role(organisation, tuple(Role))
    return _feed(gateway, door, organisation, lang)


@router.get("/notice-feeds/{token}")
def read_feed_by_its_address(token: Name, gateway: GatewayDep, door: DoorDep, lang: LangDep) -> Response:
    """Give the Atom feed that an unguessable address names: a feed reader cannot sign in."""
    return _feed(gateway, door, feed_of(door.session, gateway.pepper, token).organisation, lang)


def _feed(gateway: Gateway, door: Door, organisation: str, lang: Lang) -> Response:
    found = standing_notices(door.session, door.now, organisation)
    name = name_of_organisation(door.session, organisation, lang)
    content = atom_feed(found, organisation, name, base_of(gateway), lang, door.now)
    headers = {**NEVER_KEPT, "Content-Language": lang}
    return Response(content, media_type=ATOM_TYPE, headers=headers)


@router.get("/admin/organisations/{organisation}/notice-addresses")
def list_addresses(organisation: Name, door: StaffDoorDep) -> Response:
    """List the addresses that were set for an organisation that the caller administers, the stopped ones too."""
    require_administrator(door, organisation)
    found = [address_told(row) for row in addresses_of(door.session, organisation)]
    return json_response({"addresses": found, "count": len(found)}, headers=NEVER_KEPT)


@router.post("/admin/organisations/{organisation}/notice-addresses", status_code=201)
def set_address(organisation: Name, body: AddressIn, door: StaffDoorDep) -> Response:
    """Have an organisation's notices sent to an address, or change what is sent there."""
    require_administrator(door, organisation)
    take_turn(door.session, [organisation])
    receiver = Receiver(organisation, body.address, body.lang, frozenset(body.kinds))
    row = put_address(door.session, receiver, door.subject.id, door.now)
    _record(door, "notices.address", organisation, row.id)
    return json_response(address_told(row), status=201, headers=NEVER_KEPT)


@router.delete("/admin/organisations/{organisation}/notice-addresses/{address_id}")
def end_address(organisation: Name, address_id: Name, door: StaffDoorDep) -> Response:
    """Send nothing more to an address of an organisation that the caller administers."""
    require_administrator(door, organisation)
    take_turn(door.session, [organisation])
    row = find_address(door.session, organisation, address_id)
    stop_address(door.session, organisation, row.address, door.now)
    _record(door, "notices.address-stop", organisation, row.id)
    return json_response(address_told(row), headers=NEVER_KEPT)


@router.get("/admin/organisations/{organisation}/notice-feeds")
def list_feeds(organisation: Name, door: StaffDoorDep) -> Response:
    """List the feeds of an organisation that the caller administers; their addresses are not known any more."""
    require_administrator(door, organisation)
    found = [feed_told(row) for row in feeds_of(door.session, organisation)]
    return json_response({"feeds": found, "count": len(found)}, headers=NEVER_KEPT)


@router.post("/admin/organisations/{organisation}/notice-feeds", status_code=201)
def add_feed(organisation: Name, body: FeedIn, gateway: GatewayDep, door: StaffDoorDep) -> Response:
    """Make a feed with an address of its own, which is shown this once."""
    require_administrator(door, organisation)
    take_turn(door.session, [organisation])
    row, token = make_feed(
        door.session, gateway.pepper, organisation, label=body.label, by=door.subject.id, now=door.now
    )
    _record(door, "notices.feed", organisation, row.id)
    told = feed_told(row) | {"address": feed_address(base_of(gateway), token)}
    return json_response(told, status=201, headers=NEVER_KEPT)


@router.delete("/admin/organisations/{organisation}/notice-feeds/{feed_id}")
def end_feed(organisation: Name, feed_id: Name, door: StaffDoorDep) -> Response:
    """Make the address of a feed worthless."""
    require_administrator(door, organisation)
    take_turn(door.session, [organisation])
    row = revoke_feed(door.session, feed_id, door.now, organisation)
    _record(door, "notices.feed-revoke", organisation, row.id)
    return json_response(feed_told(row), headers=NEVER_KEPT)


def address_told(row: NoticeAddress) -> Json:
    """Tell an address."""
    return {
        "id": row.id, "organisation": row.organisation, "address": row.address, "lang": row.lang, "kinds": row.kinds,
        "added_at": rfc3339(row.added_at), "stopped_at": rfc3339(row.stopped_at) if row.stopped_at else None,
    }  # fmt: skip


def feed_told(row: NoticeFeed) -> Json:
    """Tell a feed, without its secret."""
    return {
        "id": row.id, "organisation": row.organisation, "label": row.label, "created_at": rfc3339(row.created_at),
        "revoked_at": rfc3339(row.revoked_at) if row.revoked_at else None,
    }  # fmt: skip


def _record(door: Door, act: str, organisation: str, id_: str) -> None:
    Actor.at(door).record(door.session, act, f"{organisation}/{id_}", owner=organisation)
