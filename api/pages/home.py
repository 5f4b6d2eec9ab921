"""The home page: what this is, the cities' totals with the verdict, what changed, and how the sources are."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Response
from sqlmodel import Session, col, select

from api.pages.asking import ask, remarks
from api.pages.held import choices, featured, suggested
from api.pages.place_bars import Drawing
from api.pages.sources import sources
from api.pages.visit import Visit, VisitDep
from catalogue.models import Dataset, Release
from catalogue.scope import Scope
from schemas.comparability.measures import TOTAL_OF_GHG
from schemas.comparability.question import Question
from schemas.languages import Lang, Text

router = APIRouter(include_in_schema=False)

MOST_CHANGES = 6


@dataclass(frozen=True, slots=True)
class Change:
    """A release that became current: of which dataset, when, how many rows."""

    dataset: str
    title: str
    at: datetime
    rows: int


@router.get("/")
def home_page(visit: VisitDep) -> Response:
    """Show what this is, by the figures themselves."""
    cities = tuple(place.code for place in featured(visit.session, visit.readable, visit.lang))
    return visit.page(
        "home.html",
        cities=cities,
        beside=_beside(visit),
        glance=_glance(visit, cities) if len(cities) > 1 else None,
        changes=changes(visit.session, visit.readable, visit.lang),
        sources=sources(visit.session, visit.visible, visit.lang, visit.door.now),
    )


def _glance(visit: Visit, cities: tuple[str, ...]) -> dict[str, object]:
    view = ask(visit, Question(TOTAL_OF_GHG, cities))
    drawing = Drawing(view, "published", visit.writer)
    return {"view": view, "panels": drawing.panels(), "remarks": remarks(visit, view)}


def _beside(visit: Visit) -> list[str]:
    """Give the codes of the cities with the areas around them."""
    options = choices(visit.session, visit.readable, TOTAL_OF_GHG, visit.lang)
    places = suggested(visit.session, visit.readable, options, visit.lang, around=True)
    return [place.code for place in places]


def changes(session: Session, readable: Scope, lang: Lang) -> list[Change]:
    """Give the latest releases of datasets that the reader may read, one a dataset."""
    statement = (
        select(Release, Dataset)
        .join(Dataset, col(Dataset.id) == col(Release.dataset))
        .where(col(Release.state) == "current", col(Dataset.gone_at).is_(None), readable.datasets)
        .order_by(col(Release.recorded_from).desc(), col(Release.number).desc())
        .limit(MOST_CHANGES * 5)
    )
    found: dict[str, Change] = {}
    for release, dataset in session.exec(statement):
        if release.recorded_from is not None:
            title = Text.of(dataset.title).in_(lang) or dataset.id
            before = found.get(dataset.id)
            rows = release.rows + (before.rows if before else 0)
            at = before.at if before else release.recorded_from
            found[dataset.id] = Change(dataset.id, title, at, rows)
    return list(found.values())[:MOST_CHANGES]
