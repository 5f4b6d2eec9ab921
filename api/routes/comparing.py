"""Comparisons: places beside each other, with the verdict, its reasons, and what would lift them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field

from api.answers import json_response
from api.asking import Asked, Codes, asked_of, told
from api.comparing import compare_within, findings_on, series_within
from api.deps import DoorDep, GatewayDep
from api.door import Door
from api.errors import ParameterError
from api.explanation import explain
from api.findings_told import findings_told
from api.freshness import Fresh
from api.reuse_terms import reuse_told
from policies.decision import Action
from schemas.comparability.activity import activity_dict
from schemas.comparability.collecting import MANY_PLACES, collector_at_rest
from schemas.comparability.comparison import Comparison
from schemas.comparability.profiles import DEFAULT
from schemas.comparability.question import BASELINE, PUBLISHED, Question
from schemas.comparability.scopes import WHOLE
from schemas.comparability.series_told import series_dict
from schemas.languages import Lang

router = APIRouter(prefix="/api/v1", tags=["comparisons"])

MOST_YEARS = 100
"""Years that one question may ask of."""

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

    factors: str = Field(
        PUBLISHED, description="published, or common: every place with the same emission factors"
    )
    gwp: str = Field(
        "", description="a set of warming potentials to convert to instead of the profile's, e.g. AR6"
    )
    climate: str = Field(
        "",
        description="years of the climate that heating is brought to (energy), e.g. 1991-2020; as it was unless told",
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
            self.factors,
            self.gwp,
            self.climate,
        )


class SeriesAsked(Asked):
    """The parameters of a comparison over the years."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    indicator: str = Field(description="code, e.g. GHG.TOT")
    place: Codes = Field((), description="codes, in the order of the answer")
    first: int = Field(alias="from", ge=1900, le=2200, description="first year")
    last: int = Field(alias="to", ge=1900, le=2200, description="last year, inclusive")
    base: str = Field(
        "", description="the year that is 100 in every index; the first that all places have unless told"
    )
    sector: str = Field(WHOLE, description="code of the list sector")
    scope: str | None = Field(None, description="code of the list scope")
    source: str = Field("", description="source to prefer for the places it tells of")
    profile: str = Field(DEFAULT, description="as for a comparison")
    factors: str = Field(PUBLISHED, description="published or common")
    gwp: str = Field("", description="a set of warming potentials, e.g. AR6")
    climate: str = Field("", description="years of the climate that heating is brought to, e.g. 1991-2020")

    def question(self) -> Question:
        """Give the question that is meant; its period is the last year."""
        return Question(
            self.indicator, self.place, self.sector, self.scope or None, self.source, str(self.last), self.profile,
            self.factors, self.gwp, self.climate,
        )  # fmt: skip

    def periods(self) -> tuple[str, ...]:
        """Give the years that are meant.

        Raises:
            ParameterError: they end before they begin, or are too many.
        """
        if not 0 <= self.last - self.first < MOST_YEARS:
            wanted = f"a year from {self.first} to {self.first + MOST_YEARS - 1}"
            raise ParameterError("to", str(self.last), wanted)
        return tuple(str(year) for year in range(self.first, self.last + 1))


@router.get("/compare/series", openapi_extra=told(SeriesAsked))
def compare_over_years(request: Request, door: DoorDep) -> Response:
    """Compare places over the years: a verdict for each year and the whole, where a trend breaks off, and an index."""
    asked = asked_of(SeriesAsked, request)
    question, periods = asked.question(), asked.periods()
    fresh = Fresh.of(request, door)

    def answer() -> Response:
        with collector_at_rest(question.places, MANY_PLACES):
            series = series_within(door, question, periods, asked.base)
            told = series_dict(series, fresh.lang)
            return json_response({**told, "reuse": reuse_told(series.terms, fresh.lang)})

    return fresh.answer(door.scope(Action.READ), "json", answer)


@router.get("/compare", openapi_extra=told(ComparisonAsked))
def compare_places(request: Request, door: DoorDep) -> Response:
    """Compare places: as printed, harmonised, on what all of them cover, and whether that may be compared at all."""
    question = asked_of(ComparisonAsked, request).question()
    fresh = Fresh.of(request, door)

    def answer() -> Response:
        with collector_at_rest(question.places, MANY_PLACES):
            return json_response(_answer(door, compare_within(door, question), fresh.lang))

    return fresh.answer(door.scope(Action.READ), "json", answer)


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
    body = {
        "comparison": _answer(door, comparison, fresh.lang),
        "activity": activity_dict(comparison, fresh.lang),
        "observations": figures,
    }
    return fresh.answer(door.scope(Action.READ), "json", lambda: json_response(body))


def _answer(door: Door, comparison: Comparison, lang: Lang) -> Json:
    """Give the answer with the findings beside it, and with its question, so that it can be asked again and explained."""
    question = comparison.question
    parts: Mapping[str, str | tuple[str, ...] | None] = {
        "indicator": question.indicator, "place": question.places, "sector": question.sector, "scope": question.scope,
        "source": question.source, "period": question.period, "profile": question.profile,
        "factors": question.factors, "gwp": question.gwp, "climate": question.climate,
    }  # fmt: skip
    asked = urlencode({name: part for name, part in parts.items() if part}, doseq=True)
    links = {
        "self": f"/api/v1/compare?{asked}",
        "explain": f"/api/v1/comparisons/{comparison.id}/explain?{asked}",
    }
    found = findings_told(door.session, findings_on(door, comparison), lang)
    reuse = reuse_told(comparison.terms, lang)
    return {**comparison.to_dict(lang), "reuse": reuse, "findings": found, "question": parts, "links": links}
