"""The page of a report: a comparison laid open as tables, from what is printed to what remains."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.comparability_report import lay_open
from api.pages.asking import api_call, remarks
from api.pages.comparison_reading import view_of
from api.pages.held import known_places
from api.pages.visit import Visit, VisitDep
from schemas.comparability.profiles import DEFAULT
from schemas.comparability.question import BASELINE, Question
from schemas.comparability.scopes import WHOLE
from schemas.indicators import indicator
from schemas.side_by_side.laid_open import TABLES

router = APIRouter(include_in_schema=False)


@router.get("/reports/comparability")
def report_page(
    visit: VisitDep,
    place: Annotated[list[str], Query()],
    indicator: str = "GHG.TOT",
    sector: str = WHOLE,
    scope: str = "",
    source: str = "",
    period: str = BASELINE,
    profile: str = DEFAULT,
    gwp: str = "",
) -> Response:
    """Show a comparison's tables."""
    question = Question(
        indicator, tuple(place), sector or WHOLE, scope or None, source, period or BASELINE, profile or DEFAULT,
        gwp=gwp,
    )  # fmt: skip
    return visit.lasting(lambda: _report(visit, question))


def _report(visit: Visit, question: Question) -> Response:
    found = lay_open(visit.door, question)
    told, places = found.harmonised.to_dict(visit.lang), known_places(visit.session, question.places)
    view = view_of(told, indicator(question.indicator).unit or "NR", places, visit.lang)
    return visit.page(
        "report.html", question=question, places=places, sentence=told["sentence"],
        tables=[found.table(name) for name in TABLES], licences=told["licences"], remarks=remarks(visit, view),
        call=api_call(question),
    )  # fmt: skip
