"""Limits: what may be asked in a while, what it costs, what is left for who asks, and the quotas they used."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from api.answers import json_response
from api.deps import DoorDep, LangDep
from api.limits.asking import Limits
from api.limits.costs import COSTS, Cost
from api.limits.counting import Standing
from api.limits.nesting import DEEPEST
from api.limits.rates import Rate
from api.representations.times import rfc3339
from api.settings import Settings
from policies.quota import QuotaUse, counted_as, uses_of
from policies.quota_terms import NEVER
from schemas.languages import Lang

router = APIRouter(tags=["operations"])

KEPT_BY_NOBODY = {"cache-control": "private, no-store"}


class RateOut(BaseModel):
    """A limit: points within a moving window."""

    name: str = Field(description="whom it counts: address, unverified, key, organisation, sign-in or token")
    points: int
    window_seconds: int


class CostOut(BaseModel):
    """What a request costs; one point where none is told."""

    method: str
    path: str
    points: int
    without: list[str] = Field([], description="meant where none of these parameters is given")
    per: str = Field("", description="a parameter of which every so many cost a point more")
    each: int = 1


class BodiesOut(BaseModel):
    """What may be sent."""

    bytes: int
    file_bytes: int
    seconds: float
    json_depth: int


class LeftOut(BaseModel):
    """What is left for who asks, this request taken off."""

    limit: str
    counted_by: str
    points: int
    left: int
    reset_seconds: int


class QuotaOut(BaseModel):
    """What was used of a policy's rule in the period that stands."""

    rule: str
    used: int
    opens_at: str | None


class LimitsOut(BaseModel):
    """The answer."""

    limits: list[RateOut]
    costs: list[CostOut]
    bodies: BodiesOut
    left: list[LeftOut]
    quotas: list[QuotaOut]


@router.get("/limits", response_model=LimitsOut)
async def read_limits(request: Request, door: DoorDep, lang: LangDep) -> Response:
    """Give the limits of this node, what requests cost, and what is left for who asks."""
    limits: Limits = request.app.state.limits
    standing = await limits.standing(request.scope)
    uses = uses_of(door.session, counted_as(door.subject), door.now)
    answer = LimitsOut(
        limits=[_rate(one) for one in limits.rates.by_name.values()],
        costs=[_cost(one) for one in COSTS],
        bodies=_bodies(request.app.state.gateway.settings),
        left=[_left(one, lang) for one in standing],
        quotas=[_quota(one) for one in uses],
    )
    return json_response(answer.model_dump(), headers=KEPT_BY_NOBODY)


def _rate(rate: Rate) -> RateOut:
    return RateOut(name=rate.name, points=rate.points, window_seconds=rate.seconds)


def _cost(cost: Cost) -> CostOut:
    return CostOut(
        method=cost.method, path=cost.path, points=cost.points, without=list(cost.without), per=cost.per,
        each=cost.each,
    )  # fmt: skip


def _bodies(settings: Settings) -> BodiesOut:
    return BodiesOut(
        bytes=settings.body_max_bytes, file_bytes=settings.upload_max_bytes, seconds=settings.body_seconds,
        json_depth=DEEPEST,
    )  # fmt: skip


def _left(standing: Standing, lang: Lang) -> LeftOut:
    window = standing.window
    return LeftOut(
        limit=window.rate.name, counted_by=window.counted_by.in_(lang), points=window.rate.points,
        left=standing.left, reset_seconds=standing.reset,
    )  # fmt: skip


def _quota(use: QuotaUse) -> QuotaOut:
    opens = None if use.opens_at >= NEVER else rfc3339(use.opens_at)
    return QuotaOut(rule=use.rule, used=use.used, opens_at=opens)
