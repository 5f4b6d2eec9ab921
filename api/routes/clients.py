"""OAuth clients of an organisation, for its administrators: registered, listed, given a new secret, revoked."""

from typing import Annotated

from fastapi import APIRouter, Body, Request, Response

from api.answers import json_response
from api.asking import asked_of, told
from api.deps import DoorDep, GatewayDep
from api.door import Door
from api.machines.acting import act_on, administered, organisations_administered
from api.machines.granting import grant
from api.oauth.clients import (
    NOBODY,
    end_client,
    find_client,
    list_clients,
    make_client,
    rotate_secret,
)
from api.oauth.models import OauthClient
from api.routes.key_models import ClientIn, SecretIn, client_told
from api.routes.keys import PRIVATE, KeysAsked

router = APIRouter(prefix="/api/v1/admin/clients", tags=["machines"])


@router.post("", status_code=201)
def create_client(body: ClientIn, gateway: GatewayDep, door: DoorDep) -> Response:
    """Register a client; the answer holds its secret, and nothing else ever will. With keys of its own it has none."""
    administered(door, body.organisation)
    granted = grant(door.session, body.wanted(NOBODY), door.now, gateway.settings.longest_key_life)
    row, secret = make_client(
        door.session, gateway.pepper, granted, created_by=door.subject.id, now=door.now, jwks=body.jwks
    )
    act_on(door, "client.create", row.id, row.organisation, row.holder)
    return _answer(row, secret)


@router.get("", openapi_extra=told(KeysAsked))
def read_clients(request: Request, door: DoorDep) -> Response:
    """List clients without their secrets: those of one organisation, or of all that the caller administers."""
    asked = asked_of(KeysAsked, request)
    rows = list_clients(door.session, organisations_administered(door, asked.organisation))
    return json_response({"clients": [client_told(row) for row in rows], "count": len(rows)}, headers=PRIVATE)


@router.post("/{client_id}/rotate", status_code=201)
def replace_secret(
    client_id: str, gateway: GatewayDep, door: DoorDep, body: Annotated[SecretIn | None, Body()] = None
) -> Response:
    """Give a client a new secret; the old one is worthless at once, or from a given time."""
    row = _mine(door, client_id)
    secret = rotate_secret(door.session, gateway.pepper, row, door.now, body.old_until if body else None)
    act_on(door, "client.rotate", row.id, row.organisation, row.holder)
    return _answer(row, secret)


@router.delete("/{client_id}")
def revoke_client(client_id: str, door: DoorDep) -> Response:
    """Make a client and its tokens worthless, at once."""
    row = _mine(door, client_id)
    end_client(door.session, row, door.now)
    act_on(door, "client.revoke", row.id, row.organisation, row.holder)
    return json_response(client_told(row), headers=PRIVATE)


def _mine(door: Door, client_id: str) -> OauthClient:
    return find_client(door.session, client_id, organisations_administered(door, ""))


def _answer(row: OauthClient, secret: str) -> Response:
    return json_response(client_told(row) | ({"client_secret": secret} if secret else {}), 201, PRIVATE)
