"""Golden requests: requests whose answer a policy promises, so that no later version breaks them unseen."""

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from sqlmodel import col, delete, select

from api.answers import json_response
from api.door import Door
from api.people.deps import StaffDoorDep
from api.people.told import NEVER_KEPT
from api.rehearsing import policy_row
from api.representations.times import rfc3339
from api.routes.rehearsing_models import GoldenIn
from catalogue.audit import AuditEntry, record_act
from catalogue.errors import DatasetNotFoundError
from policies.decision import Role
from policies.golden import GoldenFailure, golden_state
from policies.rehearsal.errors import NotRehearsedError
from policies.rehearsal.personas import check_personas
from policies.tables import GoldenRequest, PolicyRow

router = APIRouter(prefix="/api/v1/admin/policies/{policy_id}/golden", tags=["administration"])
WRITERS = (Role.EDITOR, Role.APPROVER, Role.ADMINISTRATOR)
DROPPERS = (Role.APPROVER, Role.ADMINISTRATOR)
"""Who may take a promise back: not who only drafts, lest a draft be freed of what holds it."""

PolicyId = Annotated[str, Path()]
Json = dict[str, Any]  # an answer's object


@router.get("")
def list_golden(policy_id: PolicyId, door: StaffDoorDep) -> Response:
    """List a policy's golden requests, and say which hold with what is in force now."""
    policy = policy_row(door, policy_id)
    query = select(GoldenRequest).where(col(GoldenRequest.policy) == policy.id)
    rows = list(door.session.exec(query.order_by(col(GoldenRequest.recorded_at), col(GoldenRequest.id))))
    failing = golden_state(door.session, rows, door.in_force, door.now)
    found = [_told(one, failing.get(one.id)) for one in rows]
    return json_response({"golden": found, "count": len(found)}, headers=NEVER_KEPT)


@router.post("", status_code=201)
def add_golden(policy_id: PolicyId, body: GoldenIn, door: StaffDoorDep) -> Response:
    """Promise the answer to a request."""
    policy = policy_row(door, policy_id, WRITERS)
    _demand_dataset(door, policy, body.dataset)
    persona = body.persona.described(body.label)
    check_personas(door.session, [persona])
    row = GoldenRequest(
        id=secrets.token_hex(8), policy=policy.id, label=body.label, expected=body.expected, rows=body.rows,
        request={"persona": persona.as_json(), "dataset": body.dataset, "action": body.action},
        recorded_by=door.subject.id, recorded_at=door.now,
    )  # fmt: skip
    failing = golden_state(door.session, [row], door.in_force, door.now)
    door.session.commit()  # what was read may be old by now: SQLite lets nobody write on the ground of it
    door.session.add(row)
    _record(door, "policy.golden.add", policy, row)
    return json_response(_told(row, failing.get(row.id)), status=201, headers=NEVER_KEPT)


@router.delete("/{golden_id}", status_code=204)
def drop_golden(policy_id: PolicyId, golden_id: Annotated[str, Path()], door: StaffDoorDep) -> Response:
    """Take a promise back."""
    policy = policy_row(door, policy_id, DROPPERS)
    row = door.session.get(GoldenRequest, golden_id)
    mine = row is not None and row.policy == policy.id
    door.session.commit()
    if row is None or not mine or not _dropped(door, golden_id):
        raise NotRehearsedError("golden request", golden_id)
    _record(door, "policy.golden.drop", policy, row)
    return Response(status_code=204, headers=NEVER_KEPT)


def _dropped(door: Door, golden_id: str) -> bool:
    """Drop a golden request, and say whether nobody did before."""
    return bool(door.session.exec(delete(GoldenRequest).where(col(GoldenRequest.id) == golden_id)).rowcount)


def _demand_dataset(door: Door, policy: PolicyRow, dataset_id: str) -> None:
    """Demand that a dataset is one of those that the policy's owner rules on; others are as absent."""
    owners = door.in_force.parties.with_departments(frozenset({policy.owner}))
    if door.target(dataset_id).owner not in owners:
        raise DatasetNotFoundError(dataset_id)


def _record(door: Door, act: str, policy: PolicyRow, row: GoldenRequest) -> None:
    entry = AuditEntry(
        door.subject.id, act, f"{policy.id}/{row.id}", permitted=True, rule="role/write", request=door.request,
        owner=policy.owner, client=door.subject.client, epoch=door.in_force.epoch,
    )  # fmt: skip
    record_act(door.session, entry, door.now)


def _told(row: GoldenRequest, failure: GoldenFailure | None) -> Json:
    persona = {name: value for name, value in row.request["persona"].items() if name != "label"}
    return {
        "id": row.id, "policy": row.policy, "label": row.label, "persona": persona, "dataset": row.request["dataset"],
        "action": row.request["action"], "expected": row.expected, "rows": row.rows, "recorded_by": row.recorded_by,
        "recorded_at": rfc3339(row.recorded_at), "holds": failure is None,
        "failure": None if failure is None else failure.as_json(),
    }  # fmt: skip
