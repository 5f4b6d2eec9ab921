"""Findings: what rules found on the figures that stand, how to mend it, and what the owner says to it."""

import csv
import io
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.accepting import CSV, JSON, chosen
from api.answers import json_response
from api.asked_codes import known_places
from api.asking import Asked, Codes, asked_of, told
from api.deps import DoorDep, LangDep
from api.door import Door
from api.findings_told import findings_told
from api.freshness import Fresh
from api.spreadsheet_texts import as_text
from catalogue.audit import AuditEntry, record_act
from catalogue.findings import find_finding, standing_findings
from catalogue.replies import Reply, known_state, reply
from policies.decision import Action, Role
from schemas.languages import Lang, Text
from schemas.rule_book import find_rule

router = APIRouter(prefix="/api/v1/findings", tags=["findings"])
WRITERS = (Role.EDITOR, Role.APPROVER, Role.ADMINISTRATOR)
COLUMNS = (
    "id", "place", "dataset", "rule", "severity", "state", "document", "cell", "found", "expected", "mend", "reply",
    "reply_state", "reply_by", "reply_at", "recorded_from", "public_from",
)  # fmt: skip


class FindingsAsked(Asked):
    """The parameters; an empty one does not narrow the list."""

    place: Codes = ()
    dataset: str = ""
    rule: str = Field("", description="id of a rule, e.g. S6")
    state: str = Field("", description="open, sent, accepted, disputed or corrected")
    format: str = Field("", description="json or csv; counts more than Accept")


class ReplyIn(BaseModel):
    """An owner's reply: what it thinks of the finding, and why."""

    model_config = ConfigDict(extra="forbid")

    state: str = Field(description="accepted, disputed or corrected")
    text: str | dict[Lang, str] = Field("", description="in one language, or by language")


@router.get("", openapi_extra=told(FindingsAsked))
def list_findings(request: Request, door: DoorDep) -> Response:
    """List the findings that stand on figures the caller may read; an owner sees its own before they are public."""
    asked = asked_of(FindingsAsked, request)
    form = chosen((JSON, CSV), request.headers.get("accept", ""), asked.format)
    if asked.state:
        known_state(asked.state)
    if asked.dataset:
        door.require_read(asked.dataset)
    places = known_places(door.session, asked.place)
    fresh, within = Fresh.of(request, door), door.scope(Action.READ)

    def draw() -> Response:
        rows = standing_findings(
            door.session, within, door.onlooker, places=places, dataset=asked.dataset, rule=asked.rule,
            state=asked.state,
        )  # fmt: skip
        if asked.rule and not rows:
            find_rule(asked.rule)  # none of an unknown rule would look like praise
        door.record_reads({row.dataset for row in rows} & fresh.terms(within).guarded)
        found = findings_told(door.session, rows, fresh.lang)
        if form is CSV:
            return Response(_csv(found), headers={"content-type": CSV.content_type})
        return json_response({"findings": found, "count": len(found)})

    return fresh.answer(within, f"{form.name}{_seen_as(door)}", draw)


@router.get("/{finding_id}")
def read_finding(finding_id: str, request: Request, door: DoorDep) -> Response:
    """Give one finding with its replies, whether it still stands or not."""
    fresh, within = Fresh.of(request, door), door.scope(Action.READ)
    row = find_finding(door.session, finding_id, within, door.onlooker)
    door.record_reads({row.dataset} & fresh.terms(within).guarded)
    return fresh.answer(
        within,
        f"json{_seen_as(door)}",
        lambda: json_response(findings_told(door.session, [row], fresh.lang)[0]),
    )


@router.post("/{finding_id}/reply", status_code=201)
def reply_to_finding(
    finding_id: Annotated[str, Path()], body: ReplyIn, door: DoorDep, lang: LangDep
) -> Response:
    """Record what the owner of the dataset says to a finding; it stands beside the finding from then on."""
    row = find_finding(door.session, finding_id, door.scope(Action.READ), door.onlooker)
    owner = door.target(row.dataset).owner
    door.require_role(owner, WRITERS)
    told_in: dict[str, str] = {lang: body.text} if isinstance(body.text, str) else dict(body.text.items())
    reply(door.session, row, Reply(body.state, Text.of(told_in), owner, door.subject.id), door.now)
    act = AuditEntry(
        door.subject.id, "finding.reply", row.id, permitted=True, rule="role/write", request=door.request,
        owner=owner,
    )  # fmt: skip
    record_act(door.session, act, door.now)
    return json_response(findings_told(door.session, [row], lang)[0], status=201)


def _seen_as(door: Door) -> str:
    """Tell answers apart that owners see before the public: who reads the same figures need not see the same findings."""
    return "".join(f";{organisation}" for organisation in sorted(door.onlooker.organisations))


def _csv(found: list[dict[str, Any]]) -> str:  # findings as JSON tells them
    lines = io.StringIO()
    table = csv.DictWriter(lines, COLUMNS, lineterminator="\r\n")
    table.writeheader()
    for one in found:
        last = one["replies"][-1] if one["replies"] else {}
        said = {
            "reply": last.get("text", ""), "reply_state": last.get("state", ""),
            "reply_by": last.get("organisation", ""), "reply_at": last.get("recorded_at", ""),
        }  # fmt: skip
        table.writerow({name: as_text(value) for name, value in (one | said).items() if name in COLUMNS})
    return lines.getvalue()
