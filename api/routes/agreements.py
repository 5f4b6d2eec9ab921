"""Agreements, as their two parties see them: the owner's people, and the organisation that accepted."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field

from api.accepting import JSON, chosen
from api.access_told import NEVER_KEPT, agreement_told
from api.answers import json_response
from api.asking import Asked, asked_of, told
from api.deps import LangDep
from api.door import Door
from api.granting import ANSWERING, BY_ROLE, LOOKING
from api.people.acts import Actor
from api.people.deps import StaffDoorDep
from api.people.told import administered
from api.people.work import take_turn
from api.routes.access import ODRL_JSON, ODRL_WRITERS, TURTLE
from policies.agreements import STATES, agreements, as_odrl, end, find_agreement, state_of
from policies.asking_errors import AgreementNotFoundError, OrganisationNeededError
from policies.tables import Agreement
from schemas.errors import UnknownCodeError
from schemas.languages import Lang

router = APIRouter(prefix="/api/v1", tags=["access"])
AgreementId = Annotated[str, Path(max_length=64)]


class AgreementsAsked(Asked):
    """The parameters; an empty one does not narrow the list."""

    state: str = Field("", description="in-force, to-come, expired or ended")
    dataset: str = ""


class AgreementAsked(Asked):
    """The parameters."""

    format: str = Field("", description="json, jsonld or ttl; counts more than Accept")


@router.get("/agreements", openapi_extra=told(AgreementsAsked))
def list_own(request: Request, door: StaffDoorDep, lang: LangDep) -> Response:
    """List what the caller's organisations agreed to."""
    asked = asked_of(AgreementsAsked, request)
    if not door.subject.organisations:
        raise OrganisationNeededError("", ())
    rows = agreements(door.session, askers=door.subject.organisations)
    return _listed(door, rows, asked, lang)


@router.get("/agreements/{agreement_id}", openapi_extra=told(AgreementAsked))
def read_own(agreement_id: AgreementId, request: Request, door: StaffDoorDep, lang: LangDep) -> Response:
    """Give an agreement of the caller's organisations, as JSON or as an ODRL Agreement."""
    asked = asked_of(AgreementAsked, request)
    row = find_agreement(door.session, agreement_id)
    if row.assignee not in door.subject.organisations:
        raise AgreementNotFoundError(agreement_id)
    return _one(door, row, request, asked.format, lang)


@router.get("/admin/agreements", openapi_extra=told(AgreementsAsked))
def list_given(request: Request, door: StaffDoorDep, lang: LangDep) -> Response:
    """List the agreements on datasets of organisations on which the caller has a role."""
    asked = asked_of(AgreementsAsked, request)
    return _listed(door, agreements(door.session, owners=administered(door, LOOKING)), asked, lang)


@router.get("/admin/agreements/{agreement_id}", openapi_extra=told(AgreementAsked))
def read_given(agreement_id: AgreementId, request: Request, door: StaffDoorDep, lang: LangDep) -> Response:
    """Give an agreement on a dataset of an organisation on which the caller has a role."""
    asked = asked_of(AgreementAsked, request)
    return _one(door, _given(door, agreement_id), request, asked.format, lang)


@router.post("/admin/agreements/{agreement_id}/end")
def end_one(agreement_id: AgreementId, door: StaffDoorDep, lang: LangDep) -> Response:
    """End an agreement at once: the next request is refused. Role approver or administrator."""
    row = _given(door, agreement_id)
    door.require_role(row.assigner, ANSWERING)
    take_turn(door.session, [row.assigner])
    ended = end(door.session, find_agreement(door.session, agreement_id), door.subject.id, door.now)
    Actor.at(door, BY_ROLE).record(door.session, "agreement.end", row.id, owner=row.assigner)
    return json_response(agreement_told(ended, door.now, lang), headers=NEVER_KEPT)


def _given(door: Door, agreement_id: str) -> Agreement:
    row = find_agreement(door.session, agreement_id)
    if not door.subject.has_role(row.assigner, LOOKING):
        raise AgreementNotFoundError(agreement_id)
    return row


def _listed(door: Door, rows: list[Agreement], asked: AgreementsAsked, lang: Lang) -> Response:
    if asked.state and asked.state not in STATES:
        raise UnknownCodeError("state", asked.state, STATES)
    wanted = [
        row
        for row in rows
        if asked.state in ("", state_of(row, door.now)) and asked.dataset in ("", row.dataset)
    ]
    found = [agreement_told(row, door.now, lang) for row in wanted]
    return json_response({"agreements": found, "count": len(found)}, headers=NEVER_KEPT)


def _one(door: Door, row: Agreement, request: Request, asked: str, lang: Lang) -> Response:
    form = chosen((JSON, ODRL_JSON, TURTLE), request.headers.get("accept", ""), asked)
    if form in ODRL_WRITERS:
        written = ODRL_WRITERS[form](as_odrl(row, door.in_force.names))
        return Response(written, headers=NEVER_KEPT | {"content-type": form.content_type})
    return json_response(agreement_told(row, door.now, lang), headers=NEVER_KEPT)
