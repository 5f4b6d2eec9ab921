"""Citations: an answer that stays the same for ever, with a sentence to cite it by."""

from collections.abc import Mapping
from typing import Any

import simplejson
from fastapi import APIRouter, Request, Response
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from api.accepting import CSV, JSON, Representation, chosen
from api.answers import json_response
from api.asking import asked_of, refused, told
from api.citing import Draw, checked_response, cited_answer, sentences, table_of
from api.deps import DoorDep, GatewayDep
from api.door import Door
from api.errors import ParameterError
from api.freshness import Fresh
from api.gateway import Gateway
from api.language import language_of
from api.representations.csv_rows import csv_parts
from api.representations.lasting_json import lasting_json_parts
from api.representations.times import rfc3339
from api.reuse_terms import read_terms
from api.routes.observations import ObservationsAsked, question_of
from catalogue.citations import CitedAnswer, find_citation, keep, require_cited_served
from catalogue.errors import DatasetNotFoundError
from catalogue.models import Citation
from catalogue.publishing_errors import CitationNotFoundError
from catalogue.settling import require_settled, settled_until
from policies.decision import Action

router = APIRouter(prefix="/api/v1/citations", tags=["citations"])

DRAWN: Mapping[Representation, Draw] = {JSON: lasting_json_parts, CSV: csv_parts}
SEVERAL = frozenset({"indicator", "place", "sector", "scope", "gas", "carrier", "source", "basis", "dataset"})


@router.post("", status_code=201, openapi_extra=told(ObservationsAsked))
async def cite(request: Request, gateway: GatewayDep, door: DoorDep) -> Response:
    """Cite the answer to a question: the parameters are those of the observations, in the address or as a JSON object.

    Without `as_of` it is cited as it stands now. The same question with the same answer is one citation.
    """
    body = await request.body()
    asked = _asked_in(body) if body.strip() else asked_of(ObservationsAsked, request)
    return await run_in_threadpool(_cite, asked, request, gateway, door)


def _cite(asked: ObservationsAsked, request: Request, gateway: Gateway, door: Door) -> Response:
    if asked.updated_after is not None:
        raise ParameterError(
            "updated_after", rfc3339(asked.updated_after), "nothing: cite the figures, not a change"
        )
    for dataset in asked.dataset:
        door.require_read(dataset)
    if asked.as_of is not None:
        require_settled(door.session, asked.as_of, door.now)
    as_of = asked.as_of or settled_until(door.session, door.now)
    lang = asked.lang or language_of(request)
    query = question_of(asked.model_copy(update={"as_of": as_of}), door)
    terms = read_terms(door.session, door.scope(Action.READ))
    answer = cited_answer(gateway, door, query, terms, lang, asked.limit)
    kept = keep(door.session, answer, asked.as_of, door.subject.id, door.now)
    row, cited = find_citation(door.session, kept.id)
    body = _as_json(gateway, row, cited)
    return json_response(body, status=201, headers={"location": f"/api/v1/citations/{row.id}"})


@router.get("/{citation_id}")
def read_citation(citation_id: str, request: Request, gateway: GatewayDep, door: DoorDep) -> Response:
    """Give what is on record of a citation, with the sentence to cite it by in three languages."""
    row, answer = _seen(door, citation_id)
    fresh = Fresh.of(request, door)
    return fresh.answer(
        door.scope(Action.DISCOVER), "json", lambda: json_response(_as_json(gateway, row, answer))
    )


@router.get("/{citation_id}/observations", responses={200: {"content": {"text/csv": {}}}})
def read_cited(citation_id: str, request: Request, gateway: GatewayDep, door: DoorDep) -> Response:
    """Give the cited answer: the same bytes for ever, or why not; as JSON or CSV."""
    form = chosen(tuple(DRAWN), request.headers.get("accept", ""), request.query_params.get("format", ""))
    return _cited(citation_id, form, request, gateway, door)


@router.get("/{citation_id}/observations.csv", response_class=Response)
def read_cited_csv(citation_id: str, request: Request, gateway: GatewayDep, door: DoorDep) -> Response:
    """Give the cited answer as CSV."""
    return _cited(citation_id, CSV, request, gateway, door)


def _cited(
    citation_id: str, form: Representation, request: Request, gateway: Gateway, door: Door
) -> Response:
    row, answer = _seen(door, citation_id)
    for dataset in answer.query.datasets:
        door.require_read(dataset)
    expected = row.sha256 if form is CSV else answer.sha256_json
    fresh = Fresh.of(request, door)

    def draw() -> Response:
        table = table_of(gateway, door, answer)
        return checked_response(row.id, table, DRAWN[form], expected, form.content_type)

    return fresh.answer(door.scope(Action.READ), form.name, draw)


def _seen(door: Door, citation_id: str) -> tuple[Citation, CitedAnswer]:
    """Give a citation to who may know of all that it cites.

    Raises:
        CitationNotFoundError: absent, or of something hidden from the caller.
        CitationWithdrawnError: something that is cited was withdrawn.
    """
    row, answer = find_citation(door.session, citation_id)
    try:
        hidden = not all(door.may_discover(dataset) for dataset in answer.query.datasets)
    except DatasetNotFoundError:
        hidden = True
    if hidden:
        raise CitationNotFoundError(citation_id)
    require_cited_served(door.session, citation_id, answer.releases)
    return row, answer


def _as_json(gateway: Gateway, row: Citation, answer: CitedAnswer) -> dict[str, Any]:  # JSON
    query = answer.query
    parts = {
        "indicator": query.indicators, "place": query.places, "from": query.first, "to": query.last,
        "sector": query.sectors, "scope": query.scopes, "gas": query.gases, "carrier": query.carriers,
        "source": query.sources, "basis": query.bases, "dataset": query.datasets,
        "include_history": query.include_history, "limit": answer.limit,
    }  # fmt: skip
    address = f"{gateway.settings.base_url.rstrip('/')}/id/citation/{row.id}"
    here = f"/api/v1/citations/{row.id}/observations"
    return {
        "id": row.id, "iri": address, "question": {name: part for name, part in parts.items() if part},
        "as_of": rfc3339(row.as_of), "rows": row.rows, "sha256": row.sha256,
        "datasets": list(query.datasets), "releases": list(answer.releases),
        "licences": [dict(answer.terms[one].line) for one in sorted(answer.terms)],
        "observations": {
            "csv": {"url": f"{here}.csv", "sha256": row.sha256},
            "json": {"url": here, "sha256": answer.sha256_json},
        },
        "sentence": sentences(answer, address), "recorded_at": rfc3339(row.recorded_at),
    }  # fmt: skip


def _asked_in(body: bytes) -> ObservationsAsked:
    """Read the question from a JSON object; a parameter that may stand several times may be one text.

    Raises:
        RequestValidationError: it is no such object.
    """
    try:
        read = simplejson.loads(body)
    except (ValueError, RecursionError):
        raise ParameterError("body", body[:40].decode(errors="replace"), "a JSON object") from None
    if not isinstance(read, dict):
        raise ParameterError("body", str(read)[:40], "a JSON object")
    listed = {
        name: [part] if name in SEVERAL and isinstance(part, str) else part for name, part in read.items()
    }
    try:
        return ObservationsAsked.model_validate(listed)
    except ValidationError as error:
        raise refused(ObservationsAsked, error, "body") from error
