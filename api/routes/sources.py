"""Sources and their runs: what is harvested, how it went, and harvest now."""

from fastapi import APIRouter, Response

from api.answers import json_response
from api.deps import DoorDep, GatewayDep
from api.errors import RunNotFoundError
from api.harvesting import harvester
from catalogue.audit import AuditEntry
from connectors.models import Run
from connectors.registered import find_source, registered
from connectors.runs import last_runs, result
from policies.decision import Action, Role
from schemas.languages import Text

router = APIRouter(prefix="/api/v1", tags=["sources"])
HARVESTERS = (Role.EDITOR, Role.APPROVER, Role.ADMINISTRATOR)


@router.get("/sources")
def list_sources(door: DoorDep) -> Response:
    """List the sources of which the caller may see a dataset, with how their last run ended."""
    seen = door.sources_of(Action.DISCOVER)
    ended = last_runs(door.session)
    return json_response(
        {
            "sources": [
                {
                    "id": source.id,
                    "title": Text.of(source.title or source.id).as_dict(),
                    "connector": source.connector,
                    "url": source.url,
                    "owner": source.owner,
                    "last_run": _run(ended.get(source.id)),
                }
                for source in registered(door.session)
                if source.id in seen or door.subject.has_role(source.owner, tuple(Role))
            ]
        }
    )


def _run(run: Run | None) -> dict[str, object] | None:
    if run is None:
        return None
    finished = run.finished_at.isoformat() if run.finished_at else None
    return {"id": run.id, "state": run.state, "outcomes": run.outcomes, "finished_at": finished}


@router.get("/runs/{run_id}")
def read_run(run_id: str, door: DoorDep) -> Response:
    """Give a run's result; its items are for those who hold a role on the source's owner."""
    found = result(door.session, run_id)
    if found is None:
        raise RunNotFoundError(run_id)
    door.require_role(find_source(door.session, found.source).owner, tuple(Role))
    return json_response(found.as_json())


@router.post("/sources/{source_id}/harvest")
def harvest_now(source_id: str, gateway: GatewayDep, door: DoorDep) -> Response:
    """Harvest a source now; needs a role on its owner."""
    owner = find_source(door.session, source_id).owner
    door.require_role(owner, HARVESTERS)
    act = AuditEntry(
        door.subject.id, "source.harvest", source_id, permitted=True, rule="role/write", request=door.request,
        owner=owner,
    )  # fmt: skip
    gateway.audit.append(act, door.now)
    with harvester(gateway) as worker:
        return json_response(worker.harvest(source_id).as_json())
