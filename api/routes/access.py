"""Access to a dataset, as a caller asks about it: who may read it, may I, under which terms, and duties that were met."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.accepting import JSON, Representation, chosen
from api.access_asking import declared, governed_dataset, record_duty
from api.access_told import NEVER_KEPT, check_told, policy_told, terms_told
from api.answers import json_response
from api.asking import Asked, asked_of, told
from api.circumstances import file_type
from api.deps import GatewayDep, LangDep
from api.people.deps import StaffDoorDep
from api.representations.times import rfc3339
from catalogue.errors import DatasetNotFoundError
from policies.decision import Action
from policies.odrl.writing import JSON_LD, write_jsonld, write_turtle

router = APIRouter(prefix="/api/v1/datasets", tags=["access"])

ODRL_JSON = Representation("jsonld", JSON_LD)
TURTLE = Representation("ttl", "text/turtle")
ODRL_WRITERS = {ODRL_JSON: write_jsonld, TURTLE: write_turtle}
Action_ = Annotated[str, Field(pattern="^(odrl:|og:)?(discover|read|bulk-download|bulkDownload)$")]
Words = Annotated[list[Annotated[str, Field(max_length=300)]], Field(max_length=20)]


class PolicyAsked(Asked):
    """The parameters."""

    format: str = Field("", description="json, jsonld or ttl; counts more than Accept")


class CheckIn(BaseModel):
    """What the caller wants to do, and what for."""

    model_config = ConfigDict(extra="forbid")

    action: Action_ = Field("read", description="discover, read or bulk-download")
    purposes: Words | None = Field(None, description="codes or IRIs; none declared where it is left out")
    format: str | None = Field(
        None,
        pattern="^[A-Za-z0-9_]{1,40}$",
        description="name of a file type of the EU's authority table, e.g. CSV",
    )


class DutyIn(BaseModel):
    """That the caller's organisation did what a duty asks."""

    model_config = ConfigDict(extra="forbid")

    action: str = Field(max_length=300, description="as the policy names it, e.g. odrl:acceptTracking")
    evidence: str = Field("", max_length=2000, description="what shows it")
    organisation: str = Field(
        "", max_length=100, description="for which the caller acts, where there are several"
    )


@router.get("/{dataset_id}/policy", openapi_extra=told(PolicyAsked))
def read_policy(
    dataset_id: str, request: Request, gateway: GatewayDep, door: StaffDoorDep, lang: LangDep
) -> Response:
    """Say who may read a dataset: in plain words, or as ODRL in JSON-LD or Turtle."""
    asked = asked_of(PolicyAsked, request)
    form = chosen((JSON, ODRL_JSON, TURTLE), request.headers.get("accept", ""), asked.format)
    governed = governed_dataset(door, dataset_id)
    if form in ODRL_WRITERS:
        headers = NEVER_KEPT | {"content-type": form.content_type}
        return Response(ODRL_WRITERS[form](governed.policy), headers=headers)
    body = policy_told(governed, gateway.settings.access_answer_days, lang)
    return json_response(body, headers=NEVER_KEPT)


@router.get("/{dataset_id}/terms")
def read_terms(dataset_id: str, door: StaffDoorDep, lang: LangDep) -> Response:
    """Give the terms under which a dataset's owner gives it; their SHA-256 is what a request accepts."""
    return json_response(terms_told(governed_dataset(door, dataset_id), lang), headers=NEVER_KEPT)


@router.post("/{dataset_id}/access-check")
def check_access(dataset_id: str, body: CheckIn, door: StaffDoorDep, lang: LangDep) -> Response:
    """Say whether the caller may, by which rule, which rows, and what would let them; no is an answer, too."""
    purposes = None if body.purposes is None else frozenset(declared(door, body.purposes))
    heard = door.telling(purposes=purposes if body.purposes is not None else door.said.purposes)
    if body.format:
        heard = heard.telling(format=file_type(body.format.upper()))
    action = _action(body.action)
    governed = governed_dataset(heard, dataset_id)
    decision = heard.decide(action, governed.target)
    if not decision.visible:
        raise DatasetNotFoundError(dataset_id)
    return json_response(check_told(governed, action, decision, lang), headers=NEVER_KEPT)


@router.post("/{dataset_id}/duties", status_code=201)
def tell_duty(dataset_id: str, body: DutyIn, door: StaffDoorDep) -> Response:
    """Say that the caller's organisation did what a duty asks; a permission that waits for it then holds."""
    made = record_duty(door, dataset_id, body.action, body.evidence, body.organisation)
    said = {
        "action": made.action, "organisation": made.organisation, "dataset": dataset_id,
        "evidence": made.evidence, "recorded_at": rfc3339(made.recorded_at),
    }  # fmt: skip
    return json_response(said, status=201, headers=NEVER_KEPT)


def _action(word: str) -> Action:
    name = word.rpartition(":")[2]
    return Action.BULK if name.startswith("bulk") else Action(name)
