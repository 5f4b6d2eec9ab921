"""Local indicators over HTTP: what places measure in their own words, imported as stated and matched to ours with a reason."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from api.answers import json_response
from api.asked_codes import known_indicators, known_places
from api.asking import Asked, Codes, asked_of, told
from api.deps import DoorDep, LangDep
from api.door import Door
from api.errors import ParameterError
from api.freshness import Fresh
from api.local_importing import WRITERS, import_local, read_body
from api.schema_told import local_json, proposals_json
from catalogue.audit import AuditEntry, record_act
from catalogue.local_indicators import Recorded, decide_match, history, local_indicators, standing_ids
from policies.decision import Action
from schemas.errors import UnknownCodeError
from schemas.local_indicators import LocalIndicator, check_match, relation

router = APIRouter(prefix="/api/v1/local-indicators", tags=["local indicators"])

LONGEST_REASON = 2000
DECIDED = frozenset({"indicator", "match", "transform", "reason"})
Json = dict[str, Any]  # a JSON object, as it was sent or as it is given


class LocalAsked(Asked):
    """The parameters; an empty one does not narrow the list."""

    place: Codes = ()
    indicator: str = Field("", description="code of ours that they are set beside")
    match: str = Field(
        "", description="exactMatch, closeMatch, broadMatch, narrowMatch, relatedMatch or none"
    )


class PutAsked(Asked):
    """The parameters of an import."""

    place: str = Field("", description="code of the place, where the body does not name it")


async def body_of(request: Request) -> object:
    """Read a JSON body with every digit of its numbers."""
    return read_body(await request.body())


BodyDep = Annotated[object, Depends(body_of)]


@router.get("", openapi_extra=told(LocalAsked))
def list_local_indicators(request: Request, door: DoorDep) -> Response:
    """List the local indicators that stand, of some places and beside some indicator of ours."""
    asked = asked_of(LocalAsked, request)
    places = known_places(door.session, asked.place)
    known_indicators((asked.indicator,) if asked.indicator else ())
    match = relation(asked.match, "query")
    fresh = Fresh.of(request, door)

    def draw() -> Response:
        found = local_indicators(door.session, places=places, indicator=asked.indicator, match=match)
        listed = [local_json(one, fresh.lang) for one in found]
        return json_response({"local_indicators": listed, "count": len(listed)})

    return fresh.answer(door.scope(Action.DISCOVER), "json", draw)


@router.get("/{local_id}")
def read_local_indicator(local_id: str, request: Request, door: DoorDep) -> Response:
    """Give one local indicator with all its versions, and what it may be near to where nobody has decided."""
    versions = _versions(door, local_id)
    fresh = Fresh.of(request, door)

    def draw() -> Response:
        newest = versions[0]
        more = {
            "history": [local_json(one, fresh.lang) for one in versions[1:]],
            "proposals": [] if newest.local.match else proposals_json(newest.local, fresh.lang),
        }
        return json_response(local_json(newest, fresh.lang) | more)

    return fresh.answer(door.scope(Action.DISCOVER), "json", draw)


@router.post("", openapi_extra=told(PutAsked))
def put_local_indicators(request: Request, body: BodyDep, door: DoorDep, lang: LangDep) -> Response:
    """Record a place's indicators as it states them, all or none; needs a role on the place's organisation.

    The body is a list of rows of table B-3.2 by its headings, or of our fields; or an object with ``indicators``, and
    ``place`` and ``document`` where they hold for all.
    """
    asked = asked_of(PutAsked, request)
    done = import_local(door, body, asked.place)
    told_of = [
        {
            "id": one.id,
            "outcome": outcome,
            "proposals": [] if one.match else proposals_json(one, lang),
        }
        for one, outcome in done.outcomes
    ]
    outcomes = [outcome for _, outcome in done.outcomes]
    counts = {name: outcomes.count(name) for name in sorted(set(outcomes))}
    return json_response(
        {
            "place": done.place,
            "organisation": done.organisation,
            "outcomes": counts,
            "local_indicators": told_of,
        }
    )


@router.post("/{local_id}/match")
def match_local_indicator(local_id: str, body: BodyDep, door: DoorDep, lang: LangDep) -> Response:
    """Set a local indicator beside one of ours, or say that it has no counterpart; needs a reason and a role."""
    standing = _versions(door, local_id)[0]
    door.require_role(standing.organisation, WRITERS)
    decided, reason = _decision(body, standing.local)
    decide_match(door.session, decided, reason=reason, subject=door.subject.id, now=door.now)
    act = AuditEntry(
        door.subject.id,
        "local-indicators.match",
        local_id,
        permitted=True,
        rule="role/write",
        request=door.request,
        owner=standing.organisation,
    )
    record_act(door.session, act, door.now)
    return json_response(local_json(_versions(door, local_id)[0], lang))


def _versions(door: Door, local_id: str) -> list[Recorded]:
    versions = history(door.session, local_id)
    if not versions:
        near = [one for one in standing_ids(door.session) if one.startswith(local_id[:8])]
        raise UnknownCodeError("local_indicator", local_id, near[:3])
    return versions


def _decision(body: object, local: LocalIndicator) -> tuple[LocalIndicator, str]:
    """Read a decision on a match: what is decided, and why."""
    if not isinstance(body, Mapping) or set(body) - DECIDED:
        raise ParameterError("body", str(body)[:80], f"an object with {', '.join(sorted(DECIDED))}")
    reason = body.get("reason")
    if not isinstance(reason, str) or not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise ParameterError("reason", str(reason or "")[:80], f"why, in 1 to {LONGEST_REASON} signs")
    transform = body.get("transform") or {}
    if not isinstance(transform, Mapping):
        raise ParameterError("transform", str(transform)[:80], "an object with a kind")
    decided = replace(
        local, indicator=str(body.get("indicator") or ""), match=relation(str(body.get("match") or ""), local.id),
        transform=dict(transform),
    )  # fmt: skip
    check_match(decided, local.id)
    return decided, reason.strip()
