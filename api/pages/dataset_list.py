"""The page of datasets: search with facets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.pages.visit import Visit, VisitDep
from catalogue.search import DatasetPage, Search, search_datasets
from schemas.indicators import indicators
from schemas.languages import Text
from schemas.places import LEVELS

router = APIRouter(include_in_schema=False)

SHOWN_FACETS = ("place", "level", "indicator", "publisher", "access", "source")
MOST_VALUES = 12
PAGE_SIZE = 20


class Asked(BaseModel):
    """The parameters of the search; what is too long or of another name is left alone."""

    model_config = ConfigDict(frozen=True)

    q: Annotated[str, Field(max_length=500)] = ""
    place: str = ""
    level: str = ""
    publisher: str = ""
    theme: str = ""
    source: str = ""
    access: str = ""
    indicator: str = ""
    cursor: str = ""

    def search(self) -> Search:
        """Give the search that is meant."""
        return Search(**self.model_dump(), limit=PAGE_SIZE)


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value to narrow the search by: its name, how many have it, where it leads, whether it is chosen."""

    name: str
    count: int
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """Values of one filter."""

    name: str
    values: tuple[FacetValue, ...]


@router.get("/datasets")
def datasets_page(visit: VisitDep, asked: Annotated[Asked, Query()]) -> Response:
    """Show the datasets that match, with the values to narrow the search by."""
    return visit.lasting(lambda: _datasets(visit, asked))


def _datasets(visit: Visit, asked: Asked) -> Response:
    found = search_datasets(visit.session, asked.search(), visit.visible)
    owners = {code: Text.of(row.name).in_(visit.lang) for code, row in visit.registered.organisations.items()}
    return visit.page(
        "datasets.html",
        asked=asked,
        found=found,
        owners=owners,
        facets=_facets(visit, asked, found, owners),
    )


def _facets(visit: Visit, asked: Asked, found: DatasetPage, owners: Mapping[str, str]) -> list[Facet]:
    names = _names(visit, owners)
    facets = []
    for facet in SHOWN_FACETS:
        counts, chosen = found.facets.get(facet, ()), getattr(asked, facet)
        if len(counts) > 1 or chosen:
            values = tuple(
                FacetValue(
                    names[facet].get(one.value, one.value),
                    one.count,
                    visit.writer.here(**{facet: "" if chosen == one.value else one.value, "cursor": ""}),
                    chosen == one.value,
                )
                for one in counts[:MOST_VALUES]
            )
            facets.append(Facet(facet, values))
    return facets


def _names(visit: Visit, owners: Mapping[str, str]) -> dict[str, Mapping[str, str]]:
    """Give the names of the values of each facet in the reader's language."""
    writer = visit.writer
    places = visit.registered.places
    return {
        "place": {code: place.name.in_(visit.lang) for code, place in places.items()},
        "level": {level: writer.t(f"level.{level}") for level in LEVELS},
        "indicator": {code: one.name.in_(visit.lang) for code, one in indicators().items()},
        "publisher": owners,
        "access": {access: writer.t(f"access.{access}") for access in ("open", "restricted", "hidden")},
        "source": {},
    }
