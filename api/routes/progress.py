"""Progress: where a place stands between baseline and target."""

from fastapi import APIRouter, Request, Response
from pydantic import Field

from api.answers import json_response
from api.asked_codes import known_places
from api.asking import Asked, asked_of, told
from api.deps import DoorDep
from api.freshness import Fresh
from api.progress import licences_of, progress_within
from policies.decision import Action
from schemas.progress.path import LINEAR
from schemas.progress.report import Question
from schemas.progress.serialise import progress_dict

router = APIRouter(prefix="/api/v1/places", tags=["progress"])


class ProgressAsked(Asked):
    """The parameters of a progress report."""

    indicator: str = Field(
        "GHG.TOT", description="code; baseline and targets may be stated in its twin, GHG.NET"
    )
    sector: str = Field("_T", description="code of the list sector")
    path: str = Field(LINEAR, description="linear or constant-rate")


@router.get("/{place}/progress", openapi_extra=told(ProgressAsked))
def read_progress(place: str, request: Request, door: DoorDep) -> Response:
    """Tell a place's baseline, targets, latest value, its distance to the path, and what must be cut each year."""
    asked = asked_of(ProgressAsked, request)
    known_places(door.session, (place,))
    fresh, within = Fresh.of(request, door), door.scope(Action.READ)
    question = Question(place, asked.indicator, asked.sector, asked.path)

    def draw() -> Response:
        found = progress_within(door, question)
        return json_response(progress_dict(found, fresh.lang) | {"licences": licences_of(door, found)})

    return fresh.answer(within, "json", draw)
