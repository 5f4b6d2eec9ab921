"""Proposals to make two datasets one, for the owner of the one that stands."""

from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from api.answers import json_response
from api.deps import DoorDep, GatewayDep, LangDep
from api.freshness import PRIVATE
from api.merging import decide, proposals_told

router = APIRouter(prefix="/api/v1/merge-proposals", tags=["datasets"])


class DecisionIn(BaseModel):
    """What the owner decides."""

    model_config = ConfigDict(extra="forbid")

    decision: Literal["accepted", "declined"] = Field(
        description="accepted: the other dataset becomes a record of the one that stands"
    )


@router.get("")
def list_proposals(door: DoorDep, lang: LangDep) -> Response:
    """List the pairs of datasets that look like one and that wait for the caller's decision."""
    return json_response({"proposals": proposals_told(door, lang)}, headers={"cache-control": PRIVATE})


@router.post("/{number}")
def decide_on_proposal(
    number: int, body: DecisionIn, gateway: GatewayDep, door: DoorDep, lang: LangDep
) -> Response:
    """Accept or decline a proposal. Needs the role approver or administrator for the dataset that stands."""
    decide(gateway, door, number, accepted=body.decision == "accepted")
    return json_response({"number": number, "decision": body.decision}, headers={"cache-control": PRIVATE})
