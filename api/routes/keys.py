"""API keys of an organisation, for its administrators: made, listed, replaced, revoked; each is shown once."""

from typing import Annotated

from fastapi import APIRouter, Body, Request, Response
from pydantic import Field

from api.answers import json_response
from api.asking import Asked, asked_of, told
from api.deps import DoorDep, GatewayDep
from api.door import Door
from api.machines.acting import act_on, administered, organisations_administered
from api.machines.granting import grant
from api.machines.keys import end_key, find_key, list_keys, make_key, rotate_key
from api.machines.uses import uses_of
from api.models import ApiKey
from api.routes.key_models import KeyIn, RotationIn, key_told

router = APIRouter(prefix="/api/v1/admin/keys", tags=["machines"])

PRIVATE = {"cache-control": "private, no-store"}


class KeysAsked(Asked):
    """Whose keys; of all organisations that the caller administers where none is named."""

    organisation: str = Field("", description="id of an organisation")


@router.post("", status_code=201)
def create_key(body: KeyIn, gateway: GatewayDep, door: DoorDep) -> Response:
    """Make a key for an organisation; the answer holds it, and nothing else ever will."""
    administered(door, body.organisation)
    granted = grant(door.session, body.wanted(), door.now, gateway.settings.longest_key_life)
    row, shown = make_key(door.session, gateway.pepper, granted, created_by=door.subject.id, now=door.now)
    act_on(door, "key.create", row.prefix, row.organisation, row.staff)
    return _answer(gateway, door, row, shown)


@router.get("", openapi_extra=told(KeysAsked))
def read_keys(request: Request, gateway: GatewayDep, door: DoorDep) -> Response:
    """List keys without their secrets: those of one organisation, or of all that the caller administers."""
    asked = asked_of(KeysAsked, request)
    rows = list_keys(door.session, organisations_administered(door, asked.organisation))
    uses = uses_of(gateway.engine)
    found = [key_told(row, uses.latest(row), door.now) for row in rows]
    return json_response({"keys": found, "count": len(found)}, headers=PRIVATE)


@router.post("/{key_id}/rotate", status_code=201)
def replace_key(
    key_id: str, gateway: GatewayDep, door: DoorDep, body: Annotated[RotationIn | None, Body()] = None
) -> Response:
    """Make a key that takes another's place; the old one lives on until it is revoked, or until a given time."""
    old, wanted = _mine(door, key_id), body or RotationIn(expires=None, old_until=None)
    row, shown = rotate_key(
        door.session, gateway.pepper, old, created_by=door.subject.id, now=door.now,
        longest=gateway.settings.longest_key_life, expires_at=wanted.expires, old_until=wanted.old_until,
    )  # fmt: skip
    act_on(door, "key.rotate", row.prefix, row.organisation, row.staff)
    return _answer(gateway, door, row, shown)


@router.delete("/{key_id}")
def revoke_key(key_id: str, gateway: GatewayDep, door: DoorDep) -> Response:
    """Make a key worthless, at once."""
    row = _mine(door, key_id)
    end_key(door.session, row, door.now)
    act_on(door, "key.revoke", row.prefix, row.organisation, row.staff)
    return json_response(key_told(row, uses_of(gateway.engine).latest(row), door.now), headers=PRIVATE)


def _mine(door: Door, key_id: str) -> ApiKey:
    """Find a key of an organisation that the caller administers.

    Raises:
        RoleMissingError: the caller administers none.
        KeyNotFoundError: there is none, or it is another's: the same answer.
    """
    return find_key(door.session, key_id, organisations_administered(door, ""))


def _answer(gateway: GatewayDep, door: Door, row: ApiKey, shown: str) -> Response:
    return json_response({**key_told(row, None, door.now), "key": shown}, 201, PRIVATE)
