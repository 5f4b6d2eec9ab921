"""Reports for people: a comparison laid open as tables."""

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from api.accepting import JSON, Representation, chosen
from api.answers import json_response
from api.asking import Codes, asked_of, told
from api.comparability_report import lay_open, report, require_known
from api.deps import DoorDep
from api.freshness import Fresh
from api.reuse_terms import reuse_told
from api.routes.comparing import ComparisonAsked
from policies.decision import Action
from schemas.languages import Lang
from schemas.side_by_side.laid_open import TABLES, LaidOpen
from schemas.side_by_side.table import Table

router = APIRouter(prefix="/api/v1/reports", tags=["comparisons"])

MARKDOWN = Representation("md", "text/markdown")
Json = dict[str, Any]  # an answer, with Decimal for numbers


class ReportAsked(ComparisonAsked):
    """The parameters: those of the comparison, and which of its tables are wanted."""

    indicator: str = Field("GHG.TOT", description="code, e.g. GHG.TOT")
    table: Codes = Field((), description=f"only these: {', '.join(TABLES)}")
    format: str = Field("", description="json or md; counts more than Accept")


@router.get(
    "/comparability",
    responses={200: {"content": {"text/markdown": {}}}},
    openapi_extra=told(ReportAsked),
)
def report_comparability(request: Request, door: DoorDep) -> Response:
    """Lay a comparison open as tables: what is printed, what was adjusted and why, what remains."""
    asked = asked_of(ReportAsked, request)
    form = chosen((JSON, MARKDOWN), request.headers.get("accept", ""), asked.format)
    require_known(asked.table)
    fresh = Fresh.of(request, door)

    def draw() -> Response:
        found = lay_open(door, asked.question())
        if form is MARKDOWN:
            text = report(found, asked.table, fresh.lang)
            return Response(text, headers={"content-type": MARKDOWN.content_type})
        return json_response(_told(found, asked.table or tuple(TABLES), fresh.lang))

    return fresh.answer(door.scope(Action.READ), form.name, draw)


def _told(found: LaidOpen, names: Codes, lang: Lang) -> Json:
    comparison = found.harmonised
    return {
        "indicator": comparison.question.indicator,
        "places": list(comparison.question.places),
        "profile": comparison.question.profile,
        "verdict": comparison.verdict,
        "sentence": comparison.sentence.in_(lang),
        "tables": [_table(found.table(name), lang) for name in names],
        "reuse": reuse_told(comparison.terms, lang),
    }


def _table(table: Table, lang: Lang) -> Json:
    return {
        "name": table.name,
        "title": table.title.in_(lang),
        "columns": [
            {"title": column.title.in_(lang), "of_numbers": column.of_numbers} for column in table.columns
        ],
        "rows": [[cell.in_(lang) for cell in row] for row in table.rows],
        "empty": "" if table.rows else table.empty.in_(lang),
    }
