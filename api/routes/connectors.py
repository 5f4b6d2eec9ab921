"""Connectors: which protocols this node speaks, and what a source may set for each."""

from fastapi import APIRouter, Request, Response

from api.answers import json_response
from api.asking import Asked, asked_of, told
from api.connectors_told import connector_json
from api.deps import DoorDep
from api.language import language_of
from connectors.connector import offers

router = APIRouter(prefix="/api/v1", tags=["sources"])
PRIVATE = {"cache-control": "private, no-store"}


@router.get("/connectors", openapi_extra=told(Asked))
def list_connectors(request: Request, door: DoorDep) -> Response:
    """List the connectors with their options, as texts and as JSON Schema; why one cannot be used is told to who has a role."""
    asked_of(Asked, request)
    lang, insider = language_of(request), bool(door.subject.roles)
    found = [connector_json(offer, lang, told_why=insider) for offer in offers()]
    return json_response({"connectors": found, "count": len(found)}, headers=PRIVATE)
