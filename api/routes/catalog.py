"""The catalogue as RDF: DCAT-AP 3.0.1 with Hydra paging, of what the caller may see."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from pydantic import AwareDatetime, BeforeValidator, Field

from api.accepting import Representation, chosen
from api.asking import MOST, Asked, asked_of, told, with_plus
from api.deps import DoorDep, GatewayDep
from api.door import Door
from api.errors import ParameterError
from api.freshness import Fresh
from api.rdf import world_of
from api.settings import Settings
from catalogue.dcat.feed import CatalogPage, FeedFormat, write_catalog
from catalogue.listing import Listing, list_datasets
from catalogue.search import Search
from policies.decision import Action
from schemas.places import Level

router = APIRouter(tags=["catalogue"])

FORMS = {Representation(form.value, form.media_type.partition(";")[0]): form for form in FeedFormat}


class CatalogAsked(Asked):
    """The parameters of the feed; an empty one does not narrow it."""

    q: str = Field("", max_length=500)
    place: str = ""
    level: Level | None = None
    publisher: str = ""
    theme: str = ""
    source: str = ""
    access: str = ""
    indicator: str = ""
    modified_since: Annotated[AwareDatetime, BeforeValidator(with_plus)] | None = Field(
        None, description="RFC 3339"
    )
    page: int = Field(0, ge=0, le=MOST, description="number of the page, from 1; the whole feed without it")
    page_size: int = Field(100, ge=1, le=1000)

    def search(self) -> Search:
        """Give the search that is meant."""
        filters = {"q", "place", "publisher", "theme", "source", "access", "indicator"}
        return Search(**self.model_dump(include=filters), level=self.level or "")


@router.get("/catalog", openapi_extra=told(CatalogAsked))
def read_catalog(request: Request, gateway: GatewayDep, door: DoorDep) -> Response:
    """Give the catalogue in the format that `Accept` asks for, Turtle if none."""
    form = FORMS[chosen(tuple(FORMS), request.headers.get("accept", ""))]
    return _feed(form, request, door, gateway.settings)


@router.get("/catalog.{form}", openapi_extra=told(CatalogAsked))
def read_catalog_file(form: FeedFormat, request: Request, gateway: GatewayDep, door: DoorDep) -> Response:
    """Give the catalogue in the format of its ending: ttl, jsonld, rdf or nt."""
    return _feed(form, request, door, gateway.settings)


def _feed(form: FeedFormat, request: Request, door: Door, settings: Settings) -> Response:
    asked = asked_of(CatalogAsked, request)
    fresh, within = Fresh.of(request, door), door.scope(Action.DISCOVER)

    def draw() -> Response:
        listing = list_datasets(
            door.session, asked.search(), within, modified_since=asked.modified_since, page=asked.page,
            page_size=asked.page_size,
        )  # fmt: skip
        page = _page(asked, form, request, listing, settings.base_url.rstrip("/"))
        world = world_of(door, settings, listing.datasets, fresh.registered)
        content = write_catalog(world, listing.datasets, form, modified=listing.modified, page=page)
        return Response(content, headers={"content-type": form.media_type, **_link(page)})

    return fresh.answer(within, form.value, draw)


def _page(
    asked: CatalogAsked, form: FeedFormat, request: Request, listing: Listing, base: str
) -> CatalogPage | None:
    """Give which page of the feed this is, None for the whole feed.

    Raises:
        ParameterError: the feed has no such page.
    """
    if not asked.page:
        return None
    kept = [pair for pair in request.query_params.multi_items() if pair[0] != "page"]
    page = CatalogPage(
        number=asked.page,
        size=asked.page_size,
        total=listing.total,
        url=lambda number: f"{base}/catalog.{form.value}?{urlencode([*kept, ('page', number)])}",
    )
    if page.number > page.last:
        raise ParameterError("page", str(page.number), f"1 to {page.last}")
    return page


def _link(page: CatalogPage | None) -> dict[str, str]:
    if page is None:
        return {}
    pages = {"first": 1, "prev": page.number - 1, "next": page.number + 1, "last": page.last}
    links = [
        f'<{page.url(number)}>; rel="{rel}"' for rel, number in pages.items() if 1 <= number <= page.last
    ]
    return {"link": ", ".join(links)}
