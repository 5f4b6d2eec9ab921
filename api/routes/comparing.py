"""Comparisons: places beside each other, with the verdict, its reasons, and what would lift them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from pydantic import Field

from api.answers import json_response
from api.asking import Asked, Codes, asked_of, told
from api.comparing import compare_within
from api.deps import DoorDep, GatewayDep
from api.errors import ParameterError
from api.explanation import explain
from api.freshness import Fresh
from policies.decision import Action
from schemas.comparability.comparison import Comparison
from schemas.comparability.profiles import DEFAULT
from schemas.comparability.question import BASELINE, Question
from schemas.comparability.scopes import WHOLE
from schemas.languages import Lang

router = APIRouter(prefix="/api/v1", tags=["comparisons"])

Json = dict[str, Any]  # an answer, with Decimal for numbers


class ComparisonAsked(Asked):
    """The parameters of a comparison."""

    indicator: str = Field(description="code, e.g. GHG.TOT")
    place: Codes = Field((), description="codes, two or more, in the order of the answer")
    sector: str = Field(WHOLE, description="code of the list sector")
    scope: str | None = Field(
        None, description="code of the list scope; the widest printed where none is named"
    )
    source: str = Field("", description="source to prefer for the places it tells of")
    period: str = Field(BASELINE, description="a period, baseline or latest-common")
    profile: str = Field(
        DEFAULT, description="NZC-CCC, GPC-BASIC, GPC-BASIC+, CRF-TERR, ENERGY or AS-PUBLISHED"
    )

    def question(self) -> Question:
        """Give the question that is meant."""
        return Question(
            self.indicator,
            self.place,
            self.sector,
            self.scope or None,
            self.source,
            self.period,
            self.profile,
        )


@router.get("/compare", openapi_extra=told(ComparisonAsked))
def compare_places(request: Request, door: DoorDep) -> Response:
    """Compare places: as printed, harmonised, on what all of them cover, and whether that may be compared at all."""
    question = asked_of(ComparisonAsked, request).question()
    fresh = Fresh.of(request, door)
    return fresh.answer(
        door.scope(Action.READ),
        "json",
        lambda: json_response(_answer(compare_within(door, question), fresh.lang)),
    )


@router.get("/comparisons/{comparison_id}/explain", openapi_extra=told(ComparisonAsked))
def explain_comparison(comparison_id: str, request: Request, gateway: GatewayDep, door: DoorDep) -> Response:
    """Explain a comparison: it is made anew from its question, and each figure it rests on is led back to its source.

    A comparison is not stored: its id is the hash of what it was made from, and shows whether that still stands.
    """
    question = asked_of(ComparisonAsked, request).question()
    fresh = Fresh.of(request, door)
    comparison = compare_within(door, question)
    if comparison.id != comparison_id:
        raise ParameterError(
            "comparison", comparison_id, f"{comparison.id}, which this question has as the figures stand now"
        )
    figures = [explain(gateway, door, one, fresh.lang) for one in comparison.inputs]
    body = {"comparison": _answer(comparison, fresh.lang), "observations": figures}
    return fresh.answer(door.scope(Action.READ), "json", lambda: json_response(body))


def _answer(comparison: Comparison, lang: Lang) -> Json:
    """Give the answer with its question, so that it can be asked again and explained."""
    question = comparison.question
    parts: Mapping[str, str | tuple[str, ...] | None] = {
        "indicator": question.indicator, "place": question.places, "sector": question.sector, "scope": question.scope,
        "source": question.source, "period": question.period, "profile": question.profile,
    }  # fmt: skip
    asked = urlencode({name: part for name, part in parts.items() if part}, doseq=True)
    links = {
        "self": f"/api/v1/compare?{asked}",
        "explain": f"/api/v1/comparisons/{comparison.id}/explain?{asked}",
    }
    return {**comparison.to_dict(lang), "question": parts, "links": links}
