"""NetZeroPlanner: a gap report and a filled plan for a city's exported plan."""

from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from api.answers import json_response
from api.asking import Asked, asked_of, told
from api.deps import DoorDep, LangDep
from api.nzc_plans import LARGEST, fill_plan, read_body
from schemas.nzc.errors import Fault, PlanError
from schemas.nzc.gap_report import Wish

router = APIRouter(prefix="/api/v1/nzc", tags=["netzeroplanner"])


class PlanAsked(Asked):
    """The parameters of a plan that is sent."""

    place: str = Field(description="code of the city")
    overwrite: bool = Field(False, description="replace what the city entered where ours differs")
    dry_run: bool = Field(
        False, description="said for clarity: a plan is never stored, the answer is the same"
    )
    years: Literal["plan", "all"] = Field(
        "plan", description="plan: the baseline year and those of the plan; all: every year we hold"
    )


@router.post("/plan", openapi_extra=told(PlanAsked))
async def fill_a_plan(request: Request, door: DoorDep, lang: LangDep) -> Response:
    """Answer an exported plan (version 2) with a gap report, the filled plan, and the diff; nothing is stored."""
    asked = asked_of(PlanAsked, request)
    content = await _limited(request)

    def answer() -> Response:
        plan, units = read_body(content)
        wish = Wish(asked.place, overwrite=asked.overwrite, every_year=asked.years == "all", units=units)
        return json_response(fill_plan(door, plan, wish).to_dict(lang), headers={"cache-control": "no-store"})

    return await run_in_threadpool(answer)


async def _limited(request: Request) -> bytes:
    """Take the body, up to the largest plan; more is not kept in memory."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST:
            raise PlanError([Fault("", f"more than {LARGEST} bytes", f"at most {LARGEST} bytes")])
        parts.append(part)
    return b"".join(parts)
