"""Sources and their runs: what is harvested, how it went, and harvest now."""

from fastapi import APIRouter, Response

from api.answers import json_response
from api.deps import DoorDep, GatewayDep
from api.door import Door
from api.errors import RunNotFoundError
from api.harvesting import harvester
from catalogue.audit import AuditEntry
from connectors.definitions import SourceDefinition
from connectors.errors import UnknownSourceError
from connectors.models import Run
from connectors.registered import registered
from connectors.runs import last_runs, result
from policies.decision import Action, Role
from schemas.languages import Text

router = APIRouter(prefix="/api/v1", tags=["sources"])
HARVESTERS = (Role.EDITOR, Role.APPROVER, Role.ADMINISTRATOR)


@router.get("/sources")
def list_sources(door: DoorDep) -> Response:
    """List the sources of which the caller may see a dataset, with how their last run ended."""
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
                for source in _known_to(door)
            ]
        }
    )


def _known_to(door: Door) -> list[SourceDefinition]:
    """Give the sources that the caller may know of: those of which a dataset is seen, and the caller's own."""
    seen = door.sources_of(Action.DISCOVER)
    return [
        source
        for source in registered(door.session)
        if source.id in seen or door.subject.has_role(source.owner, tuple(Role))
    ]


def _owner(door: Door, source_id: str) -> str | None:
    """Give the owner of a source that the caller may know of."""
    return next((source.owner for source in _known_to(door) if source.id == source_id), None)


def _run(run: Run | None) -> dict[str, object] | None:
    if run is None:
        return None
    finished = run.finished_at.isoformat() if run.finished_at else None
    return {"id": run.id, "state": run.state, "outcomes": run.outcomes, "finished_at": finished}


@router.get("/runs/{run_id}")
def read_run(run_id: str, door: DoorDep) -> Response:
    """Give a run's result; its items are for those who hold a role on the source's owner."""
    found = result(door.session, run_id)
    owner = _owner(door, found.source) if found is not None else None
    if found is None or owner is None:
        raise RunNotFoundError(run_id)
    door.require_role(owner, tuple(Role))
    return json_response(found.as_json())


@router.post("/sources/{source_id}/harvest")
def harvest_now(source_id: str, gateway: GatewayDep, door: DoorDep) -> Response:
    """Harvest a source now; needs a role on its owner."""
    owner = _owner(door, source_id)
    if owner is None:
        raise UnknownSourceError(source_id, known=[source.id for source in _known_to(door)])
    door.require_role(owner, HARVESTERS)
    act = AuditEntry(
        door.subject.id, "source.harvest", source_id, permitted=True, rule="role/write", request=door.request,
        owner=owner,
    )  # fmt: skip
    gateway.audit.append(act, door.now)
    with harvester(gateway) as worker:
        return json_response(worker.harvest(source_id).as_json())
