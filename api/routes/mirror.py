"""The mirror: one fact as the Union, the state and the city see it, the differences taken apart."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from pydantic import Field

from api.answers import json_response
from api.asking import Asked, asked_of, told
from api.deps import DoorDep
from api.freshness import Fresh
from api.mirroring import mirror_within
from policies.decision import Action
from schemas.languages import Lang
from schemas.mirror.fact import GROSS, WHOLE
from schemas.mirror.mirror import Mirror, MirrorQuestion
from schemas.mirror.serialise import Json, to_dict

router = APIRouter(prefix="/api/v1", tags=["mirror"])


class MirrorAsked(Asked):
    """The parameters of a mirror."""

    indicator: str = Field(GROSS, description="code, e.g. GHG.TOT")
    period: str = Field("", description="a period; the newest that two sources tell of where none is named")
    sector: str = Field(WHOLE, description="code of the list sector")

    def question(self, place: str) -> MirrorQuestion:
        """Give the question that is meant."""
        return MirrorQuestion(place, self.indicator, self.period, self.sector or WHOLE)


@router.get("/mirror/{place}", openapi_extra=told(MirrorAsked))
def read_mirror(place: str, request: Request, door: DoorDep) -> Response:
    """Show a fact as every source sees it, each beside the other, and what lies between them."""
    question = asked_of(MirrorAsked, request).question(place)
    fresh = Fresh.of(request, door)
    return fresh.answer(
        door.scope(Action.READ),
        "json",
        lambda: json_response(_answer(mirror_within(door, question), fresh.lang)),
    )


def _answer(mirror: Mirror, lang: Lang) -> Json:
    """Give the answer with the ways on from it."""
    question = mirror.question
    asked = {"indicator": question.indicator, "period": question.period}
    if question.sector != WHOLE:
        asked["sector"] = question.sector
    links = {
        "self": f"/api/v1/mirror/{question.place}?{urlencode(asked)}",
        "preferences": "/api/v1/preferences?"
        + urlencode({"place": question.place, "indicator": question.indicator}),
    }
    return {**to_dict(mirror, lang), "links": links}
