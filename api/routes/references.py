"""Reference tables to look things up in: what corresponds to a code elsewhere, and emission factors."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from api.answers import json_response
from api.asked_codes import known_places
from api.asking import Asked, asked_of, told
from api.deps import DoorDep
from api.freshness import Fresh
from api.schema_told import correspondence_json
from catalogue import registry
from policies.decision import Action
from schemas.codes import codelist
from schemas.correspondences import SCHEMES, correspondence, correspondences, scheme_codes
from schemas.emission_factors import EmissionFactor, factor, factors

router = APIRouter(prefix="/api/v1", tags=["common schema"])

Year = Annotated[int, Field(ge=1900, le=2200)]
Json = dict[str, Any]  # an answer, with Decimal for numbers


class CorrespondencesAsked(Asked):
    """The parameters: two schemes, and a code of the first where not all are meant."""

    from_: str = Field(alias="from", description=f"scheme of the code: {', '.join(SCHEMES)}")
    to: str = Field(description="scheme that is asked for")
    code: str = Field("", description="as the first scheme writes it; empty for all of the table")
    at: Year | None = Field(None, description="year in which it must hold; now where none is given")


class FactorsAsked(Asked):
    """The parameters; with carrier, place, year and basis together the nearest factor is given."""

    carrier: str = ""
    place: str = ""
    basis: str = Field("", description="code of the list ef_basis")
    year: Year | None = None
    gwp_set: str = Field("AR5", description="with which the three gases of STD_GHG are weighed")


@router.get("/correspondences", openapi_extra=told(CorrespondencesAsked))
def list_correspondences(request: Request, door: DoorDep) -> Response:
    """Give what a code of one classification corresponds to in another, with the relation and since when."""
    asked = asked_of(CorrespondencesAsked, request)
    if asked.code:
        found = correspondence(asked.from_, asked.code, asked.to, asked.at)
    else:
        schemes = {scheme for scheme in (asked.from_, asked.to) if scheme_codes(scheme)}
        found = tuple(
            one
            for one in correspondences()
            if {one.from_scheme, one.to_scheme} == schemes and one.holds_in(asked.at)
        )
    told_of = [correspondence_json(one) for one in found]
    return _lasting(request, door, {"correspondences": told_of, "count": len(told_of)})


@router.get("/emission-factors", openapi_extra=told(FactorsAsked))
def list_factors(request: Request, door: DoorDep) -> Response:
    """List emission factors; with carrier, place, year and basis also the one that is nearest."""
    asked = asked_of(FactorsAsked, request)
    for name, code in (("carrier", asked.carrier), ("ef_basis", asked.basis), ("gwp_set", asked.gwp_set)):
        if code:
            codelist(name)[code]
    if asked.place:
        known_places(door.session, (asked.place,))
    found = factors(asked.carrier, asked.place, asked.basis)
    answer: Json = {"factors": [_factor(one) for one in found], "count": len(found)}
    if asked.carrier and asked.place and asked.basis and asked.year is not None:
        places = registry.places(door.session)
        near = factor(
            asked.carrier, asked.place, asked.year, asked.basis, gwp_set=asked.gwp_set, places=places
        )
        answer["nearest"] = _factor(near) if near else None
    return _lasting(request, door, answer)


def _factor(one: EmissionFactor) -> Json:
    return {name: getattr(one, name) for name in EmissionFactor.__dataclass_fields__}


def _lasting(request: Request, door: DoorDep, answer: Json) -> Response:
    fresh = Fresh.of(request, door)
    return fresh.answer(door.scope(Action.DISCOVER), "json", lambda: json_response(answer))
