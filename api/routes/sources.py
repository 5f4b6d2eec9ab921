"""Sources: what is harvested, how it went last, and harvest now."""

from fastapi import APIRouter, Response

from api.answers import json_response
from api.deps import DoorDep, GatewayDep
from api.door import Door
from api.harvesting import harvester
from api.source_condition import condition
from catalogue.audit import AuditEntry, record_act
from connectors.definitions import SourceDefinition
from connectors.errors import UnknownSourceError
from connectors.models import Run
from connectors.registered import find_source, registered
from connectors.runs import last_runs
from connectors.source_state import pause, resume, standing_of, standings
from policies.decision import Action, Role
from schemas.languages import Text

router = APIRouter(prefix="/api/v1", tags=["sources"])
PRIVATE = {"cache-control": "private, no-store"}
HARVESTERS = (Role.EDITOR, Role.APPROVER, Role.ADMINISTRATOR)


@router.get("/sources")
def list_sources(door: DoorDep) -> Response:
    """List the sources of which the caller may see a dataset: how their last run ended, and when the next one is due."""
    ended, stand = last_runs(door.session), standings(door.session)
    return json_response(
        {
            "sources": [
                {
                    "id": source.id,
                    "title": Text.of(source.title or source.id).as_dict(),
                    "connector": source.connector,
                    "url": source.url,
                    "owner": source.owner,
                    "last_run": run_told(ended.get(source.id)),
                    **condition(source.id, source.schedule, stand.get(source.id), door.now).as_json(),
                }
                for source in known_sources(door)
            ]
        }
    )


def known_sources(door: Door) -> list[SourceDefinition]:
    """Give the sources that the caller may know of: those of which a dataset is seen, and the caller's own."""
    seen = door.sources_of(Action.DISCOVER)
    return [
        source
        for source in registered(door.session)
        if source.id in seen or door.subject.has_role(source.owner, tuple(Role))
    ]


def _owner(door: Door, source_id: str) -> str | None:
    """Give the owner of a source that the caller may know of."""
    return next((source.owner for source in known_sources(door) if source.id == source_id), None)


def _required(door: Door, source_id: str) -> str:
    """Give the owner of a source that the caller may have harvested.

    Raises:
        UnknownSourceError: there is none of which the caller may know.
        RoleMissingError: the caller has no such role on its owner.
    """
    owner = _owner(door, source_id)
    if owner is None:
        raise UnknownSourceError(source_id, known=[source.id for source in known_sources(door)])
    door.require_role(owner, HARVESTERS)
    return owner


def run_told(run: Run | None) -> dict[str, object] | None:
    """Give how a run ended, as the list of sources tells it."""
    if run is None:
        return None
    finished = run.finished_at.isoformat() if run.finished_at else None
    return {"id": run.id, "state": run.state, "outcomes": run.outcomes, "finished_at": finished}


@router.post("/sources/{source_id}/harvest")
def harvest_now(source_id: str, gateway: GatewayDep, door: DoorDep) -> Response:
    """Harvest a source now; needs a role on its owner."""
    owner = _required(door, source_id)
    act = AuditEntry(
        door.subject.id, "source.harvest", source_id, permitted=True, rule="role/write", request=door.request,
        owner=owner,
    )  # fmt: skip
    gateway.audit.append(act, door.now)
    with harvester(gateway) as worker:
        return json_response(worker.harvest(source_id).as_json())


@router.post("/sources/{source_id}/pause")
def pause_source(source_id: str, door: DoorDep) -> Response:
    """Leave a source alone until it is resumed; needs a role on its owner."""
    owner = _required(door, source_id)
    pause(door.session, source_id, door.now)
    return _marked(door, source_id, "source.pause", owner)


@router.post("/sources/{source_id}/resume")
def resume_source(source_id: str, door: DoorDep) -> Response:
    """Let a source go on that was paused, or that is left alone because it failed; needs a role on its owner."""
    owner = _required(door, source_id)
    resume(door.session, source_id)
    return _marked(door, source_id, "source.resume", owner)


def _marked(door: Door, source_id: str, name: str, owner: str) -> Response:
    """Record an act on a source's state in the same transaction, and say how it stands now."""
    act = AuditEntry(
        door.subject.id, name, source_id, permitted=True, rule="role/write", request=door.request, owner=owner
    )
    record_act(door.session, act, door.now)
    schedule = find_source(door.session, source_id).schedule
    told = condition(source_id, schedule, standing_of(door.session, source_id), door.now)
    return json_response({"id": source_id, **told.as_json()}, headers=PRIVATE)
