"""What would make places comparable: the missing data in their rank, and the letters that ask for them."""

import datetime

from fastapi import Request, Response
from fastapi.routing import APIRouter
from pydantic import Field

from api.answers import json_response
from api.asking import asked_of, told
from api.deps import DoorDep, GatewayDep
from api.freshness import Fresh
from api.lifting import letter_of, lifting_named, lifts_told, lifts_within
from api.routes.comparing import ComparisonAsked
from policies.decision import Action
from schemas.lifting.letter import Format

router = APIRouter(prefix="/api/v1", tags=["comparisons"])

MEDIA_TYPES: dict[Format, str] = {"txt": "text/plain; charset=utf-8", "md": "text/markdown; charset=utf-8"}


class LetterAsked(ComparisonAsked):
    """The parameters of a letter: those of the comparison, and how it is to be written."""

    format: Format = Field("txt", description="txt or md")
    date: datetime.date | None = Field(None, description="a date to stand above the letter; none unless told")


@router.get("/compare/lifts", openapi_extra=told(ComparisonAsked))
def read_lifts(request: Request, door: DoorDep) -> Response:
    """Say which missing data would make places comparable, what moves most first, and who has them."""
    question = asked_of(ComparisonAsked, request).question()
    fresh = Fresh.of(request, door)
    return fresh.answer(
        door.scope(Action.READ),
        "json",
        lambda: json_response(lifts_told(lifts_within(door, question), fresh.lang)),
    )


@router.get("/compare/letters/{datum}", openapi_extra=told(LetterAsked))
def read_letter(datum: str, request: Request, gateway: GatewayDep, door: DoorDep) -> Response:
    """Write the letter that asks for a piece of missing data, in the reader's language."""
    asked = asked_of(LetterAsked, request)
    fresh = Fresh.of(request, door)
    base_url = gateway.settings.base_url
    day = asked.date.isoformat() if asked.date else ""

    def draw() -> Response:
        found = lifts_within(door, asked.question())
        text = letter_of(found, lifting_named(found, datum), base_url, fresh.lang, asked.format, day)
        return Response(text, media_type=MEDIA_TYPES[asked.format])

    return fresh.answer(door.scope(Action.READ), asked.format, draw)
