"""Findings: what rules found on the figures that stand, where, and how to mend it."""

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from api.answers import json_response
from api.asked_codes import known_places
from api.asking import Asked, Codes, asked_of, told
from api.deps import DoorDep
from api.freshness import Fresh
from catalogue.findings import as_finding, standing_findings
from catalogue.models import FindingRow
from policies.decision import Action
from schemas.languages import Lang

router = APIRouter(prefix="/api/v1/findings", tags=["findings"])


class FindingsAsked(Asked):
    """The parameters; an empty one does not narrow the list."""

    place: Codes = ()
    dataset: str = ""
    rule: str = Field("", description="id of a rule, e.g. F01")
    state: str = Field("", description="open, sent, accepted, disputed or corrected")


@router.get("", openapi_extra=told(FindingsAsked))
def list_findings(request: Request, door: DoorDep) -> Response:
    """List the findings that stand on figures the caller may read."""
    asked = asked_of(FindingsAsked, request)
    if asked.dataset:
        door.require_read(asked.dataset)
    places = known_places(door.session, asked.place)
    fresh, within = Fresh.of(request, door), door.scope(Action.READ)

    def draw() -> Response:
        found = standing_findings(
            door.session, within, places=places, dataset=asked.dataset, rule=asked.rule, state=asked.state
        )
        door.record_reads({row.dataset for row in found} & fresh.terms(within).guarded)
        return json_response({"findings": [_told(row, fresh.lang) for row in found], "count": len(found)})

    return fresh.answer(within, "json", draw)


def _told(row: FindingRow, lang: Lang) -> dict[str, Any]:  # JSON
    finding = as_finding(row)
    return {
        "id": row.id, "rule": row.rule, "severity": row.severity, "state": row.state, "dataset": row.dataset,
        "place": row.place, "document": row.document, "cell": row.cell, "snapshot": row.snapshot,
        "subject": row.subject.replace("\x1f", " "), "involves": row.involves, "found": row.found,
        "expected": finding.expected.in_(lang), "mend": finding.mend.in_(lang), "sentence": finding.sentence(lang),
        "recorded_from": row.recorded_from.isoformat(),
    }  # fmt: skip
