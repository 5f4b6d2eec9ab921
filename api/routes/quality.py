"""Quality: how well datasets are described, by the EU's 405 points, and what would bring most."""

from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from pydantic import Field

from api.answers import json_response
from api.asking import Asked, asked_of, told
from api.deps import DoorDep
from api.freshness import Fresh
from api.quality import grouped, qualities, quality_of
from api.quality_told import group_json, quality_json
from policies.decision import Action
from schemas.mqa.metrics import MOST

router = APIRouter(prefix="/api/v1", tags=["datasets"])


class QualityAsked(Asked):
    """The parameters; an empty one does not narrow the answer."""

    publisher: str = Field("", max_length=200, description="an organisation's id")
    source: str = Field("", max_length=200, description="a source's id")


@router.get("/datasets/{dataset_id}/quality")
def read_quality(dataset_id: str, request: Request, door: DoorDep) -> Response:
    """Rate a dataset's description: what its publisher gave, what our mapping added or lost, and what to mend first."""
    fresh = Fresh.of(request, door)
    rated = quality_of(door, fresh.registered, dataset_id)
    return _answer(fresh, lambda: json_response(quality_json(rated, fresh.lang)))


@router.get("/quality", openapi_extra=told(QualityAsked))
def read_qualities(request: Request, door: DoorDep) -> Response:
    """Rate all datasets that the caller may know of, by publisher and by source: mean, worst, most valuable step."""
    asked, fresh = asked_of(QualityAsked, request), Fresh.of(request, door)

    def draw() -> Response:
        rated = qualities(door, fresh.registered, publisher=asked.publisher, source=asked.source)
        body = {
            "of": MOST,
            "datasets": len(rated),
            "publishers": [group_json(one, fresh.lang) for one in grouped(rated, "publisher")],
            "sources": [group_json(one, fresh.lang) for one in grouped(rated, "source")],
        }
        return json_response(body)

    return _answer(fresh, draw)


def _answer(fresh: Fresh, draw: Callable[[], Response]) -> Response:
    """Answer by both scopes: who may know of a dataset, and who may read it, which tells its addresses."""
    known, read = (fresh.door.scope(action) for action in (Action.DISCOVER, Action.READ))
    return fresh.answer(read, f"json {known.fingerprint}", draw)
