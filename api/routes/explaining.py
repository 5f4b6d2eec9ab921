"""Explanations: the way from a figure back to the source's bytes."""

from fastapi import APIRouter, Request, Response
from pydantic import Field

from api.answers import json_response
from api.asking import Asked, asked_of, told
from api.deps import DoorDep, GatewayDep
from api.explanation import explain
from api.freshness import Fresh
from policies.decision import Action

router = APIRouter(prefix="/api/v1/observations", tags=["observations"])


class ExplanationAsked(Asked):
    """The parameters of an explanation."""

    verify: bool = Field(False, description="compute the figure anew from the stored bytes")


@router.get("/{observation_id}/explain", openapi_extra=told(ExplanationAsked))
def explain_observation(
    observation_id: str, request: Request, gateway: GatewayDep, door: DoorDep
) -> Response:
    """Explain a figure: document, snapshot, cell, raw text, mapping, conversions, rules, release, decision."""
    asked = asked_of(ExplanationAsked, request)
    fresh = Fresh.of(request, door)
    said = explain(gateway, door, observation_id, fresh.lang, asked.verify)
    if asked.verify:  # what the bytes are now, no epoch tells
        return json_response(said, headers={"cache-control": "no-store"})
    return fresh.answer(door.scope(Action.READ), "json", lambda: json_response(said))
