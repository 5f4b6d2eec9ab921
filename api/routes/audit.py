"""The audit log: checkpoints and their consistency for everybody, records and proofs for the auditors of who is concerned."""

import base64
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import AwareDatetime, BeforeValidator, Field

from api.answers import json_response
from api.asking import MOST, Asked, asked_of, told, with_plus
from api.audit_keys import public_keys
from api.auditing import (
    checkpoint_of_size,
    proof_of_consistency,
    proof_of_inclusion,
    published_checkpoint,
)
from api.deps import DoorDep, GatewayDep
from api.door import Door
from api.errors import RoleMissingError
from api.representations.times import rfc3339
from catalogue.audit_reading import Entry, RecordsAsked, records_asked
from policies.decision import Role
from schemas.languages import Text
from schemas.messages import Message

router = APIRouter(tags=["audit"])

READERS = (Role.AUDITOR, Role.ADMINISTRATOR)
NOTE = "text/plain; charset=utf-8"
SHORTLY = {"cache-control": "public, max-age=60"}
NEVER_KEPT = {"cache-control": "private, no-store"}
Moment = Annotated[AwareDatetime | None, BeforeValidator(with_plus)]
_SHOWN = (
    "kind", "subject", "actor", "organisation", "owner", "client", "act", "target", "purpose", "rules", "epoch",
    "filter", "rows", "request",
)  # fmt: skip


class CheckpointAsked(Asked):
    """Which checkpoint; the newest where no size is given."""

    size: int | None = Field(None, ge=0, le=MOST, description="number of records at which it was signed")


class ConsistencyAsked(Asked):
    """From which size of the log to which."""

    earlier: int = Field(
        alias="from", ge=0, le=MOST, description="size of the checkpoint that the reader kept"
    )
    later: int | None = Field(
        None, alias="to", ge=0, description="size of a later checkpoint, else the newest"
    )


class ProofAsked(Asked):
    """Which record, in the log of which checkpoint."""

    seq: int = Field(ge=0, le=MOST, description="number of the record")
    size: int | None = Field(None, ge=1, le=MOST, description="size of a checkpoint, else the newest")


class RecordsWanted(Asked):
    """Which records; an empty parameter does not narrow the list."""

    act: str = Field("", description="e.g. read")
    target: str = Field("", description="id of a dataset or other thing")
    decision: str = Field("", pattern="^(permitted|refused|)$", description="permitted or refused")
    since: Moment = Field(None, description="not before this time")
    until: Moment = Field(None, description="before this time")
    limit: int = Field(100, ge=1, le=1000)
    cursor: int | None = Field(None, ge=0, le=MOST, description="next_cursor of the page before")


@router.get("/.well-known/audit/checkpoint", response_class=Response)
@router.get("/api/v1/audit/checkpoint", response_class=Response, openapi_extra=told(CheckpointAsked))
def read_checkpoint(request: Request, gateway: GatewayDep) -> Response:
    """Give the log's newest signed checkpoint, or that of a size, as C2SP tlog-checkpoint writes it."""
    asked = asked_of(CheckpointAsked, request)
    note = published_checkpoint(gateway) if asked.size is None else checkpoint_of_size(gateway, asked.size)
    return Response(note, headers={"content-type": NOTE, **SHORTLY})


@router.get("/.well-known/audit/keys", response_class=Response)
@router.get("/api/v1/audit/keys", response_class=Response)
def read_keys(gateway: GatewayDep) -> Response:
    """Give the public keys with which the log's checkpoints are checked, one a line, the newest last."""
    lines = "".join(f"{key.text()}\n" for key in public_keys(gateway.settings))
    return Response(lines, headers={"content-type": NOTE, **SHORTLY})


@router.get("/api/v1/audit/consistency", openapi_extra=told(ConsistencyAsked))
def read_consistency(request: Request, gateway: GatewayDep) -> Response:
    """Prove that the log at a later checkpoint goes on from an earlier one (RFC 9162, 2.1.4)."""
    asked = asked_of(ConsistencyAsked, request)
    earlier, later, hashes = proof_of_consistency(gateway, asked.earlier, asked.later)
    body = {
        "from": earlier,
        "to": later,
        "hashes": _written(hashes),
        "checkpoint": checkpoint_of_size(gateway, later),
    }
    return json_response(body, headers=SHORTLY)


@router.get("/api/v1/audit/records", openapi_extra=told(RecordsWanted))
def list_records(request: Request, gateway: GatewayDep, door: DoorDep) -> Response:
    """List what is on record of the organisations whose auditor the caller is, the newest first."""
    asked = asked_of(RecordsWanted, request)
    query = RecordsAsked(
        owners=_audited(door),
        act=asked.act,
        target=asked.target,
        permitted=asked.decision == "permitted" if asked.decision else None,
        since=asked.since,
        until=asked.until,
        before=asked.cursor,
        limit=asked.limit + 1,
    )
    gateway.audit.drain_or_tell(gateway.engine)
    with gateway.audit.engine.connect() as connection:
        found = records_asked(connection, query)
    more = str(found[asked.limit - 1]["number"]) if len(found) > asked.limit else ""
    rows = [_told(entry) for entry in found[: asked.limit]]
    return json_response({"records": rows, "next_cursor": more}, headers=NEVER_KEPT)


@router.get("/api/v1/audit/proof", openapi_extra=told(ProofAsked))
def read_proof(request: Request, gateway: GatewayDep, door: DoorDep) -> Response:
    """Prove that a record is in the log (RFC 9162, 2.1.3), to an auditor of whom it concerns."""
    asked = asked_of(ProofAsked, request)
    proof = proof_of_inclusion(gateway, asked.seq, asked.size, _audited(door))
    body = {
        "seq": asked.seq,
        "size": proof.size,
        "record": proof.record,
        "hashes": _written(proof.hashes),
        "checkpoint": proof.checkpoint,
        "told": _told(proof.entry),
    }
    return json_response(body, headers=NEVER_KEPT)


def _audited(door: Door) -> frozenset[str]:
    """Give the organisations whose auditor or administrator the caller is.

    Raises:
        RoleMissingError: of none.
    """
    found = frozenset(organisation for organisation, role in door.subject.roles if role in READERS)
    if not found:
        message = Message("audit.role_missing", {"roles": ", ".join(READERS)})
        raise RoleMissingError("role/audit", Text(message.in_("en"), message.in_("sl"), message.in_("hr")))
    return found


def _told(entry: Entry) -> dict[str, Any]:  # an entry as JSON
    time: datetime = entry["recorded_at"]
    decision = "permitted" if entry["permitted"] else "refused"
    return {"seq": entry["number"], "time": rfc3339(time), "decision": decision} | {
        name: entry[name] for name in _SHOWN
    }


def _written(hashes: Iterable[bytes]) -> list[str]:
    return [base64.b64encode(one).decode() for one in hashes]
