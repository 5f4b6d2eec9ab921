"""The page of the way back: from a figure to the cell of its source, and the proof."""

from fastapi import APIRouter, Response

from api.explanation import explain
from api.pages.held import known_places
from api.pages.visit import VisitDep

router = APIRouter(include_in_schema=False)


@router.get("/explain/{observation_id}")
def explain_page(observation_id: str, visit: VisitDep, verify: bool = False) -> Response:
    """Show where a figure comes from, step by step; with ``verify`` make it again from the stored bytes."""
    told = explain(visit.gateway, visit.door, observation_id, visit.lang, verify)
    seen = told["observation"]
    known = known_places(visit.session, [seen["place"]])
    place = known[seen["place"]].name.in_(visit.lang) if known else seen["place"]
    return visit.page("explain.html", told=told, seen=seen, place=place)
