"""Preferences: in which order sources are asked, by which rule, and what a place decided otherwise."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.answers import json_response
from api.asking import Asked, asked_of, told
from api.deciding import Wanted, decide, take_back
from api.deps import DoorDep, LangDep
from api.freshness import Fresh
from api.mirroring import mirror_within
from api.preferring import history_of
from policies.decision import Action
from schemas.languages import Lang
from schemas.mirror.fact import GROSS
from schemas.mirror.mirror import MirrorQuestion
from schemas.mirror.serialise import override_dict, preference

router = APIRouter(prefix="/api/v1/preferences", tags=["preferences"])


class PreferencesAsked(Asked):
    """The parameters."""

    place: str = Field(description="code")
    indicator: str = Field(GROSS, description="code, e.g. GHG.TOT")


class PreferenceIn(BaseModel):
    """A place's decision.

    Args:
        indicator: for which it holds; empty for all.
        sources: ids, the first to be asked first.
        reason: why, as one text or by language.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    place: str
    indicator: str = ""
    sources: list[str]
    reason: str | dict[Lang, str]


@router.get("", openapi_extra=told(PreferencesAsked))
def read_preferences(request: Request, door: DoorDep) -> Response:
    """Give the order in which a place's sources are asked, the rule, and every decision of the place."""
    asked = asked_of(PreferencesAsked, request)
    fresh = Fresh.of(request, door)

    def draw() -> Response:
        mirror = mirror_within(door, MirrorQuestion(asked.place, asked.indicator))
        made = history_of(door, asked.place, asked.indicator)
        return json_response(
            {
                "place": asked.place,
                "indicator": asked.indicator,
                **preference(mirror.order, mirror.override, fresh.lang),
                "history": [override_dict(one, fresh.lang) for one in made],
            }
        )

    return fresh.answer(door.scope(Action.READ), "json", draw)


@router.post("", status_code=201)
def write_preference(body: PreferenceIn, door: DoorDep, lang: LangDep) -> Response:
    """Put sources first for a place, with a reason; needs the role approver or administrator on its organisation."""
    made = decide(door, Wanted(body.place, body.indicator, tuple(body.sources), _by_language(body)))
    return json_response(override_dict(made, lang), status=201)


def _by_language(body: PreferenceIn) -> str | dict[str, str]:
    return body.reason if isinstance(body.reason, str) else dict(body.reason.items())


@router.delete("/{preference_id}")
def delete_preference(
    preference_id: Annotated[int, Path(ge=1, lt=2**31)], door: DoorDep, lang: LangDep
) -> Response:
    """Take a decision back; it stays in the history. Needs the same role."""
    return json_response(override_dict(take_back(door, preference_id), lang))
