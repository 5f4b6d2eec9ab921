"""Rehearsing: what a policy would change, why a request is answered as it is, who may do what, what contradicts."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.accepting import JSON, Representation, chosen
from api.answers import json_response
from api.asking import asked_of, told
from api.deps import LangDep
from api.door import Door
from api.explaining_others import explained
from api.overview_told import conflicts_told, overview_told, owners_asked
from api.people.deps import StaffDoorDep
from api.people.told import NEVER_KEPT
from api.rehearsing import (
    Asked,
    find_simulation,
    list_simulations,
    may_see,
    policy_row,
    simulate,
    simulation_told,
)
from api.routes.rehearsing_models import (
    ConflictsAsked,
    ExplainAsked,
    ExplainIn,
    OverviewAsked,
    SimulationIn,
    moment,
)
from catalogue.errors import DatasetNotFoundError
from policies.decision import Action, Role, Target
from policies.rehearsal.datasets import targets_of

router = APIRouter(prefix="/api/v1/admin", tags=["administration"])
REPORT = Representation("report", "text/turtle")


@router.post("/simulate", status_code=201)
def simulate_policy(body: SimulationIn, door: StaffDoorDep, lang: LangDep) -> Response:
    """Rehearse a policy's draft, a document or a retirement: who gains, who loses, on which past requests."""
    asked = Asked(
        body.policy or body.retire,
        body.document,
        body.owner,
        bool(body.retire),
        None if body.personas is None else tuple(one.described(one.label) for one in body.personas),
        body.replay_days,
        moment(body.at, door.now),
    )
    return json_response(simulation_told(door, simulate(door, asked), lang), status=201, headers=NEVER_KEPT)


@router.get("/simulations/{simulation_id}")
def read_simulation(simulation_id: Annotated[str, Path()], door: StaffDoorDep, lang: LangDep) -> Response:
    """Give a rehearsal again, and say whether something else is in force by now."""
    row = find_simulation(door, simulation_id)
    return json_response(simulation_told(door, row, lang), headers=NEVER_KEPT)


@router.get("/policies/{policy_id}/simulations")
def read_simulations(policy_id: Annotated[str, Path()], door: StaffDoorDep, lang: LangDep) -> Response:
    """List a policy's rehearsals, the newest first, without what they found of each dataset."""
    row = policy_row(door, policy_id)
    found = [simulation_told(door, one, lang) for one in list_simulations(door, row.id)]
    shown = ("id", "document_sha256", "recorded_at", "at", "stale", "summary", "version", "retires")
    rows = [{name: one[name] for name in shown} for one in found]
    return json_response({"simulations": rows, "count": len(rows)}, headers=NEVER_KEPT)


@router.post("/explain", openapi_extra=told(ExplainAsked))
def explain_decision(request: Request, body: ExplainIn, door: StaffDoorDep, lang: LangDep) -> Response:
    """Say why somebody's request is answered as it is, to the owner's staff: every rule with both values."""
    asked = asked_of(ExplainAsked, request)
    form = chosen((JSON, REPORT), request.headers.get("accept", ""), asked.format)
    target = _owned(door, body.dataset)
    found = explained(door, body.asker(), Action(body.action), target, moment(body.at, door.now))
    if form is REPORT:
        return Response(found.report(), headers={"content-type": REPORT.content_type, **NEVER_KEPT})
    return json_response(found.as_json(lang), headers=NEVER_KEPT)


@router.get("/coverage", openapi_extra=told(OverviewAsked))
def read_coverage(request: Request, door: StaffDoorDep, lang: LangDep) -> Response:
    """Say who may do what with an owner's datasets now, and which of them nobody else may read."""
    asked = asked_of(OverviewAsked, request)
    if asked.dataset:
        target = _owned(door, asked.dataset)
        owners, targets = frozenset({target.owner}), [target]
    else:
        owners = owners_asked(door, asked.owner)
        targets = targets_of(door.session, owners=owners)
    return json_response(overview_told(door, owners, targets, lang), headers=NEVER_KEPT)


@router.get("/conflicts", openapi_extra=told(ConflictsAsked))
def read_conflicts(request: Request, door: StaffDoorDep, lang: LangDep) -> Response:
    """Say which rules of an owner's policies in force never speak, or contradict each other."""
    asked = asked_of(ConflictsAsked, request)
    return json_response(conflicts_told(door, owners_asked(door, asked.owner), lang), headers=NEVER_KEPT)


def _owned(door: Door, dataset_id: str) -> Target:
    """Give a dataset of an organisation on which the caller holds a role.

    Raises:
        DatasetNotFoundError: there is none, or the caller may not know of it.
        RoleMissingError: it is somebody else's.
    """
    target = door.target(dataset_id)
    if may_see(door, target.owner):
        return target
    if not door.decide(Action.DISCOVER, target).permitted:
        raise DatasetNotFoundError(dataset_id)
    door.require_role(target.owner, tuple(Role))
    return target
