"""Observations: values with their attributes, and the terms under which they may be used."""

from collections.abc import Callable, Generator, Mapping
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from api.accepting import CSV, JSON, Representation, chosen
from api.asked_codes import known_bases, known_codes, known_indicators, known_places, known_sources
from api.asking import Asked, Codes, asked_of, told, with_plus
from api.deps import DoorDep
from api.door import Door
from api.freshness import Fresh
from api.representations.csv_rows import csv_parts
from api.representations.json_rows import json_parts
from api.representations.table import Table, as_response
from catalogue.observations import ObservationQuery
from catalogue.row_texts import datasets_of
from policies.decision import ANONYMOUS, Action
from schemas.periods import parse_period
from schemas.places import Level

router = APIRouter(prefix="/api/v1/observations", tags=["observations"])

DRAWN: Mapping[Representation, Callable[[Table], Generator[bytes, None, None]]] = {
    JSON: json_parts,
    CSV: csv_parts,
}
MOST_AT_ONCE = 32
"""Most pairs of an indicator and a place that are answered without changing threads."""


Number = Annotated[Decimal, WithJsonSchema({"type": "number"})]
Moment = Annotated[AwareDatetime, BeforeValidator(with_plus)]


class ObservationsAsked(Asked):
    """The parameters; an empty one does not narrow the question."""

    indicator: Codes = ()
    place: Codes = ()
    level: Level | None = None
    from_: str = Field("", alias="from", description="first period, e.g. 2018")
    to: str = Field("", description="last period, inclusive")
    sector: Codes = ()
    scope: Codes = ()
    gas: Codes = ()
    carrier: Codes = ()
    source: Codes = ()
    basis: Codes = ()
    dataset: Codes = ()
    as_of: Moment | None = Field(None, description="the figures as they stood at that time, RFC 3339")
    updated_after: Moment | None = Field(None, description="only what was recorded later, RFC 3339")
    include_history: bool = False
    format: str = Field("", description="json or csv; counts more than Accept")
    limit: int | None = Field(None, ge=1)


class LicenceOut(BaseModel):
    """Under which terms a dataset's figures may be used, and what must be said beside them."""

    dataset: str
    licence: str
    attribution: str
    note: str
    example: bool = False


class ObservationOut(BaseModel):
    """A row: dimensions, numbers, attributes, and where it comes from."""

    model_config = ConfigDict(extra="allow")

    id: str
    indicator: str
    place: str
    period: str
    sector: str
    scope: str
    unit: str
    source: str
    basis: str
    value: Number | None
    obs_status: str
    raw_value: str
    source_cell: str
    dataset: str
    example: bool


class ObservationsOut(BaseModel):
    """The answer as JSON."""

    observations: list[ObservationOut]
    count: int
    licences: list[LicenceOut]


@router.get(
    "",
    responses={200: {"model": ObservationsOut, "content": {"text/csv": {}}}},
    openapi_extra=told(ObservationsAsked),
)
async def read_observations(request: Request, door: DoorDep) -> Response:
    """Give the observations that match, as a table that is streamed where it is long."""
    asked = asked_of(ObservationsAsked, request)
    engine: Engine = request.app.state.gateway.engine
    if _is_quick(asked, door, engine):
        return _answer(asked, request, door, engine)
    return await run_in_threadpool(_answer, asked, request, door, engine)


def _is_quick(asked: ObservationsAsked, door: Door, engine: Engine) -> bool:
    """Say whether answering takes less than changing threads: a few series, by the index of the embedded database."""
    series = len(asked.indicator) * len(asked.place)
    by_name = asked.source or asked.basis or asked.dataset or asked.include_history
    return (
        engine.dialect.name == "sqlite"
        and door.subject is ANONYMOUS
        and 0 < series <= MOST_AT_ONCE
        and not by_name
    )


def _answer(asked: ObservationsAsked, request: Request, door: Door, engine: Engine) -> Response:
    form = chosen(tuple(DRAWN), request.headers.get("accept", ""), asked.format)
    query = _question(asked, door)
    for dataset in asked.dataset:
        door.require_read(dataset)
    fresh, within = Fresh.of(request, door), door.scope(Action.READ)
    terms = fresh.terms(within)

    def draw() -> Response:
        if terms.guarded:
            door.record_reads(set(terms.guarded & datasets_of(door.session, query, within)))
        table = Table(engine, query, within, terms, fresh.lang, asked.limit)
        return as_response(DRAWN[form](table), form.content_type)

    return fresh.answer(within, form.name, draw)


def _question(asked: ObservationsAsked, door: Door) -> ObservationQuery:
    """Give the question with every code checked.

    Raises:
        UnknownCodeError: a code is unknown; the nearest are named.
        PeriodError: `from` or `to` is no period.
    """
    return ObservationQuery(
        indicators=known_indicators(asked.indicator),
        places=known_places(door.session, asked.place, asked.level or ""),
        first=str(parse_period(asked.from_)) if asked.from_ else "",
        last=str(parse_period(asked.to)) if asked.to else "",
        sectors=known_codes("sector", asked.sector),
        scopes=known_codes("scope", asked.scope),
        gases=known_codes("gas", asked.gas),
        carriers=known_codes("carrier", asked.carrier),
        sources=known_sources(door, asked.source),
        bases=known_bases(door, asked.basis),
        datasets=asked.dataset,
        as_of=asked.as_of,
        updated_after=asked.updated_after,
        include_history=asked.include_history,
    )
