"""Coverage: which figure is held for whom at which level, how fresh, when the next is due, and what is missing."""

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from api.accepting import CSV, JSON, Representation, chosen
from api.answers import json_response
from api.asked_codes import known_indicators, known_places
from api.asking import Asked, Codes, asked_of, told
from api.coverage import as_csv, as_xlsx, cell_row, chosen_indicators, coverage_of
from api.deps import DoorDep
from api.freshness import PRIVATE
from api.language import language_of
from api.pages.held import featured
from policies.decision import Action
from schemas.coverage.table import STATES, Table
from schemas.languages import Lang
from schemas.places import Level

router = APIRouter(prefix="/api/v1/coverage", tags=["coverage"])
XLSX = Representation(
    "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", charset=False
)


class CoverageAsked(Asked):
    """The parameters; an empty one does not narrow the table."""

    place: Codes = Field((), description="codes; the municipalities with an inventory where none is named")
    level: tuple[Level, ...] = Field((), description="eu, national, regional or local")
    indicator: Codes = Field((), description="codes; the core indicators where none is named")
    format: str = Field("", description="json, csv or xlsx; counts more than Accept")


@router.get("", openapi_extra=told(CoverageAsked))
def read_coverage(request: Request, door: DoorDep) -> Response:
    """Give, for places, what is held of each indicator at each level around them, and who has what is missing."""
    asked = asked_of(CoverageAsked, request)
    lang = language_of(request)
    form = chosen((JSON, CSV, XLSX), request.headers.get("accept", ""), asked.format)
    places = known_places(door.session, asked.place) or [
        one.code for one in featured(door.session, door.scope(Action.READ), lang)
    ]
    wanted = chosen_indicators(known_indicators(asked.indicator))
    tables = coverage_of(door, places, wanted, asked.level)
    headers = {"cache-control": PRIVATE}  # ages grow by the day, so no tag is promised
    if form is JSON:
        return json_response({"coverage": [_told(one, lang) for one in tables]}, headers=headers)
    if form is CSV:
        return Response(as_csv(tables, lang), headers=headers | {"content-type": CSV.content_type})
    headers |= {"content-disposition": 'attachment; filename="coverage.xlsx"'}
    return Response(as_xlsx(tables, lang), media_type=XLSX.media_type, headers=headers)


def _told(one: Table, lang: Lang) -> dict[str, Any]:  # JSON
    rows = [cell_row(cell, lang) for cell in one.cells]
    return {
        "place": one.place.code,
        "name": one.place.name.in_(lang),
        "counts": {state: one.count(state) for state in STATES},
        "cells": rows,
    }
