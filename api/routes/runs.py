"""Runs of harvests: how each went, what waits for a person, and letting it go on."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.answers import json_response
from api.deps import DoorDep, GatewayDep
from api.door import Door
from api.errors import RunNotFoundError
from api.harvesting import harvester
from api.routes.sources import HARVESTERS, known_sources, run_told
from catalogue.audit import AuditEntry, record_act
from connectors.models import Run
from connectors.runs import result, runs_of
from policies.decision import Role

router = APIRouter(prefix="/api/v1", tags=["sources"])


@router.get("/runs")
def list_runs(door: DoorDep, source: str = "", limit: Annotated[int, Query(ge=1, le=500)] = 50) -> Response:
    """List the newest runs of the sources whose owners the caller holds a role on."""
    own = [
        one.id
        for one in known_sources(door)
        if source in ("", one.id) and door.subject.has_role(one.owner, tuple(Role))
    ]
    listed = [
        {"source": run.source, "started_at": run.started_at.isoformat(), **(run_told(run) or {})}
        for run in runs_of(door.session, own, limit)
    ]
    return json_response({"runs": listed}, headers={"Cache-Control": "private, no-store"})


@router.get("/runs/{run_id}")
def read_run(run_id: str, door: DoorDep) -> Response:
    """Give a run's result; its items are for those who hold a role on the source's owner."""
    door.require_role(_owner_of(door, run_id), tuple(Role))
    found = result(door.session, run_id)
    if found is None:
        raise RunNotFoundError(run_id)
    return json_response(found.as_json(), headers={"Cache-Control": "private, no-store"})


@router.post("/runs/{run_id}/approve")
def approve_run(run_id: str, gateway: GatewayDep, door: DoorDep) -> Response:
    """Publish a held run as it was read, with the losses that it shows; needs a role on the source's owner."""
    owner = _owner_of(door, run_id)
    door.require_role(owner, HARVESTERS)
    act = AuditEntry(
        door.subject.id, "run.approve", run_id, permitted=True, rule="role/write", request=door.request, owner=owner
    )  # fmt: skip
    with harvester(gateway) as worker:
        ended = worker.approve(run_id, lambda session: record_act(session, act, door.now))
    gateway.audit.drain(gateway.engine)
    return json_response(ended.as_json())


def _owner_of(door: Door, run_id: str) -> str:
    """Give the owner of a run's source, if the caller may know of that; of the run's many items nothing is read yet.

    Raises:
        RunNotFoundError: there is no such run, or the caller may not know of its source.
    """
    found = door.session.get(Run, run_id)
    owners = {source.id: source.owner for source in known_sources(door)}
    if found is None or found.source not in owners:
        raise RunNotFoundError(run_id)
    return owners[found.source]
