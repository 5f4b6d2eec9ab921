"""Datasets: search with facets, one dataset, its description as RDF, and what the shapes find in that."""

from dataclasses import replace
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field
from pyoxigraph import Quad

from api.accepting import JSON, Representation, chosen
from api.answers import json_response
from api.asking import Asked, asked_of, told
from api.deps import DoorDep, GatewayDep
from api.freshness import Fresh
from api.rdf import world_of
from api.routes.dataset_models import DatasetOut, Teller
from api.settings import Settings
from catalogue.datasets import find_dataset
from catalogue.dcat.feed import FeedFormat, dataset_triples, write
from catalogue.drafts import DatasetView
from catalogue.search import LARGEST_PAGE, FacetCount, Search, Sort, search_datasets
from policies.decision import Action
from schemas.places import Level
from schemas.validation.records import validate_record
from schemas.validation.report import Report

router = APIRouter(prefix="/api/v1/datasets", tags=["datasets"])

TURTLE = Representation("ttl", "text/turtle")


class SearchAsked(Asked):
    """The parameters of a search; an empty one does not narrow it."""

    q: str = Field("", max_length=500, description="words in any of the three languages")
    place: str = ""
    level: Level | None = None
    publisher: str = ""
    theme: str = Field("", description="code of the EU's data themes")
    source: str = ""
    access: str = Field("", description="open, restricted or hidden")
    indicator: str = ""
    sort: Sort = "relevance"
    limit: int = Field(20, ge=0, le=LARGEST_PAGE)
    cursor: str = Field("", description="next_cursor of the page before")

    def search(self) -> Search:
        """Give the search that is meant."""
        return Search(**self.model_dump(exclude={"lang", "level"}), level=self.level or "")


class FacetOut(BaseModel):
    """How many of what was found have a value."""

    value: str
    count: int


class SearchOut(BaseModel):
    """A page of what was found, with the counts of all pages."""

    datasets: tuple[DatasetOut, ...]
    total: int
    facets: dict[str, tuple[FacetOut, ...]]
    next_cursor: str


@router.get("", responses={200: {"model": SearchOut}}, openapi_extra=told(SearchAsked))
def list_datasets(request: Request, door: DoorDep) -> Response:
    """Search the datasets that the caller may know of, with counts by publisher, place, indicator and more."""
    asked = asked_of(SearchAsked, request)
    fresh, within = Fresh.of(request, door), door.scope(Action.DISCOVER)

    def draw() -> Response:
        page = search_datasets(door.session, asked.search(), within)
        told_of = Teller(fresh)
        body = SearchOut(
            datasets=tuple(map(told_of.dataset, page.datasets)),
            total=page.total,
            facets={name: tuple(map(_facet, counts)) for name, counts in page.facets.items()},
            next_cursor=page.next_cursor,
        )
        return json_response(body.model_dump(mode="json"), headers=_next(request, page.next_cursor))

    return fresh.answer(within, "json", draw)


@router.get("/{dataset_id}.{form}")
def read_dataset_rdf(
    dataset_id: str, form: FeedFormat, request: Request, gateway: GatewayDep, door: DoorDep
) -> Response:
    """Describe a dataset as DCAT-AP in Turtle, JSON-LD, RDF/XML or N-Triples."""
    fresh, within = Fresh.of(request, door), door.scope(Action.DISCOVER)
    view = find_dataset(door.session, dataset_id, within)

    def draw() -> Response:
        world = world_of(door, gateway.settings, [view], fresh.registered)
        return Response(write(dataset_triples(world, view), form), headers={"content-type": form.media_type})

    return fresh.answer(within, form.value, draw)


@router.get("/{dataset_id}/validation")
def read_validation(dataset_id: str, request: Request, gateway: GatewayDep, door: DoorDep) -> Response:
    """Report what the shapes find in a dataset's description: rule, field, found, expected, how to mend it."""
    fresh, within = Fresh.of(request, door), door.scope(Action.DISCOVER)
    form = chosen((JSON, TURTLE), request.headers.get("accept", ""))
    view = find_dataset(door.session, dataset_id, within)

    def draw() -> Response:
        report = _report(fresh, gateway.settings, view)
        if form is TURTLE:
            return Response(report.turtle(), headers={"content-type": TURTLE.content_type})
        return json_response({"dataset": view.id, **report.as_dict()})

    return fresh.answer(within, form.name, draw)


@router.get("/{dataset_id}", responses={200: {"model": DatasetOut}})
def read_dataset(dataset_id: str, request: Request, door: DoorDep) -> Response:
    """Give one dataset's description; a hidden one is not told from an absent one."""
    fresh, within = Fresh.of(request, door), door.scope(Action.DISCOVER)
    view = find_dataset(door.session, dataset_id, within)
    return fresh.answer(
        within, "json", lambda: json_response(Teller(fresh).dataset(view).model_dump(mode="json"))
    )


def _report(fresh: Fresh, settings: Settings, view: DatasetView) -> Report:
    """Check a description as the feed writes it, and add what the feed had to mend."""
    world = world_of(fresh.door, settings, [view], fresh.registered)
    report = validate_record((Quad(*triple) for triple in dataset_triples(world, view)), view.id)
    return replace(report, findings=(*report.findings, *world.notes.findings))


def _next(request: Request, cursor: str) -> dict[str, str]:
    """Give the link to the page after."""
    if not cursor:
        return {}
    kept = [pair for pair in request.query_params.multi_items() if pair[0] != "cursor"]
    return {"link": f'<{request.url.path}?{urlencode([*kept, ("cursor", cursor)])}>; rel="next"'}


def _facet(count: FacetCount) -> FacetOut:
    return FacetOut(value=count.value, count=count.count)
