"""The page of a place's progress: baseline, targets, latest value, and what must be cut each year."""

from fastapi import APIRouter, Response

from api.pages.visit import Visit, VisitDep
from api.progress import licences_of, progress_within
from schemas.progress.path import LINEAR
from schemas.progress.report import Question

router = APIRouter(include_in_schema=False)
PARTS = ("level", "reduction", "percent", "increase", "increase_percent", "residual", "gap", "other_plans")


@router.get("/places/{code}/progress")
def progress_page(code: str, visit: VisitDep, indicator: str = "GHG.TOT", path: str = LINEAR) -> Response:
    """Show where a place stands between its baseline and its target."""
    return visit.lasting(lambda: _progress(visit, Question(code, indicator, course=path)))


def _progress(visit: Visit, question: Question) -> Response:
    found = progress_within(visit.door, question)
    return visit.page("progress.html", found=found, parts=PARTS, licences=licences_of(visit.door, found))
