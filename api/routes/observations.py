"""Observations: values with their attributes, and the terms under which they may be used."""

from collections.abc import Callable, Generator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
)
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from api.accepting import CSV, JSON, Representation, chosen
from api.asked_codes import known_bases, known_codes, known_indicators, known_places, known_sources
from api.asking import MOST, Asked, Codes, asked_of, in_utc, told, with_plus
from api.circumstances import file_type
from api.deps import DoorDep
from api.door import Door
from api.errors import ParameterError
from api.freshness import Fresh
from api.representations.csv_rows import csv_parts
from api.representations.json_rows import json_parts
from api.representations.table import Stream, Table, as_response
from api.representations.times import rfc3339
from catalogue.observations import ObservationQuery
from catalogue.row_texts import rows_by_dataset
from catalogue.settling import require_settled, settled_until
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

MOST_LINKS = 20

IRI = ":/?#[]@!$&'()*+;=%"
"""Signs of an address that stand in a header as they are; a comma would part it in two."""


Number = Annotated[Decimal, WithJsonSchema({"type": "number"})]
Moment = Annotated[AwareDatetime, BeforeValidator(with_plus), AfterValidator(in_utc)]


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
    updated_after: Moment | None = Field(
        None, description="only what was added, revised or deleted later, RFC 3339"
    )
    include_history: bool = Field(False, description="the versions that were replaced, too")
    format: str = Field("", description="json or csv; counts more than Accept")
    limit: int | None = Field(None, ge=1, le=MOST)


class LicenceOut(BaseModel):
    """Under which terms a dataset's figures may be used, and what must be said beside them."""

    dataset: str
    licence: str
    attribution: str
    note: str
    code: str = ""
    name: str = ""
    iri: str = ""
    conditions: list[str] = []
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
    recorded_from: datetime
    recorded_to: datetime | None
    action: Literal["A", "D"] | None = Field(
        None,
        description="where updated_after is asked for: added or revised, or deleted; a deleted row has no figures",
    )


class ObservationsOut(BaseModel):
    """The answer as JSON."""

    observations: list[ObservationOut]
    count: int
    licences: list[LicenceOut]
    settled_until: datetime | None = Field(
        None, description="where updated_after is asked for: the time to ask after next"
    )


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
    door = door.telling(format=file_type(form.name.upper()), result_rows=asked.limit)
    query = question_of(asked, door)
    for dataset in asked.dataset:
        door.require_read(dataset, recorded=False)
    fresh, within = Fresh.of(request, door), door.scope(Action.READ)
    terms = fresh.terms(within)

    settled = _settled(asked, door)

    def draw() -> Response:
        more = {"settled_until": rfc3339(settled)} if settled else {}
        table = Table(engine, query, within, terms, fresh.lang, asked.limit, more=more)
        response = as_response(DRAWN[form](table), form.content_type)
        whole = not isinstance(response, Stream)
        given: Mapping[str, int] = table.datasets if whole else rows_by_dataset(door.session, query, within)
        if guarded := terms.guarded & {*given, *asked.dataset}:  # recorded before anything leaves
            door.record_reads({one: given.get(one, 0) for one in guarded})
        links = terms.links(given)
        response.headers.update(_headers(links, settled))
        return response

    return fresh.answer(within, form.name, draw)


def _settled(asked: ObservationsAsked, door: Door) -> datetime | None:
    """Give until when what changed is told whole, where changes are asked for: the time to ask after next.

    Raises:
        ParameterError: changes are asked for after the time as of which they are asked for.
        FutureTimeError, UnsettledTimeError: the answer as of that time would not last.
    """
    if asked.as_of is not None:
        require_settled(door.session, asked.as_of, door.now)
    if asked.updated_after is None:
        return None
    if asked.as_of is not None and asked.updated_after > asked.as_of:
        raise ParameterError(
            "updated_after", rfc3339(asked.updated_after), f"at most as_of, {rfc3339(asked.as_of)}"
        )
    return asked.as_of or settled_until(door.session, door.now)


def _headers(links: Sequence[str], settled: datetime | None) -> dict[str, str]:
    """Give the headers that name the licences, and until when what changed is told whole."""
    named = ", ".join(f'<{quote(link, safe=IRI)}>; rel="license"' for link in links[:MOST_LINKS])
    headers = {"link": named} if named else {}
    return headers | ({"settled-until": rfc3339(settled)} if settled else {})


def question_of(asked: ObservationsAsked, door: Door) -> ObservationQuery:
    """Give the question with every code checked.

    Raises:
        UnknownCodeError: a code is unknown; the nearest are named.
        PeriodError: `from` or `to` is no period.
        ParameterError: `to` lies before `from`.
    """
    first, last = _periods(asked)
    return ObservationQuery(
        indicators=known_indicators(asked.indicator),
        places=known_places(door.session, asked.place, asked.level or ""),
        first=first,
        last=last,
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


def _periods(asked: ObservationsAsked) -> tuple[str, str]:
    first = parse_period(asked.from_) if asked.from_ else None
    last = parse_period(asked.to) if asked.to else None
    if first and last and (last.year < first.year or (last.freq == first.freq and last < first)):
        raise ParameterError("to", asked.to, f"a period that does not end before {first} begins")
    return str(first or ""), str(last or "")
