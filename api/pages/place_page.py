"""The page of a place: its figures by indicator."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Response

from api.pages.figures import FigureRow, figure_rows
from api.pages.held import counted, featured
from api.pages.visit import Visit, VisitDep
from catalogue import registry
from catalogue.findings import standing_findings
from catalogue.local_indicators import local_indicators
from catalogue.observations import ObservationQuery
from catalogue.search import DatasetPage, Search, search_datasets
from schemas.errors import UnknownCodeError
from schemas.indicators import indicators
from schemas.observations import TOTAL
from schemas.place_search import nearest_places
from schemas.places import Place, ancestors

router = APIRouter(include_in_schema=False)

MOST_ROWS = 300


@dataclass(frozen=True, slots=True)
class IndicatorFigures:
    """A place's figures of one indicator.

    Args:
        code: the indicator.
        name: its name.
        totals: figures of the whole, newest first.
        held: how many figures there are of sectors, scopes and carriers, too.
        parts: those, where the reader asked for them.
    """

    code: str
    name: str
    totals: Sequence[FigureRow]
    held: int
    parts: Sequence[FigureRow]


@router.get("/places/{code}")
def place_page(code: str, visit: VisitDep, indicator: str = "") -> Response:
    """Show a place's figures by indicator; ``indicator`` opens one with its sectors, scopes and carriers."""
    return visit.lasting(lambda: _place(visit, code, indicator))


def _place(visit: Visit, code: str, opened: str) -> Response:
    places = registry.places_with(visit.session, (code,))
    if code not in places:
        raise UnknownCodeError("place", code, nearest_places(code, places))
    return visit.page(
        "place.html",
        place=places[code],
        around=[places[outer] for outer in ancestors(code, places)],
        figures=_figures(visit, code, opened),
        most=MOST_ROWS,
        findings=len(standing_findings(visit.session, visit.readable, visit.door.onlooker, places=(code,))),
        datasets=_datasets(visit, code),
        local=local_indicators(visit.session, places=(code,)),
        beside=_beside(visit, places[code]),
    )


def _figures(visit: Visit, code: str, opened: str) -> list[IndicatorFigures]:
    """Give the totals of every indicator, and the parts of the one that is opened."""
    whole = ObservationQuery(places=(code,), sectors=(TOTAL,), carriers=(TOTAL,))
    totals = figure_rows(visit, whole, most=MOST_ROWS)
    asked = ObservationQuery(indicators=(opened,), places=(code,))
    parts = [row for row in figure_rows(visit, asked, most=MOST_ROWS) if not row.whole] if opened else []
    counts = counted(visit.session, visit.readable, code)
    return [
        IndicatorFigures(
            one,
            name,
            [row for row in reversed(totals) if row.indicator == one and row.whole],
            counts[one],
            parts if one == opened else (),
        )
        for one, name in ((one, visit.writer.indicator(one)) for one in indicators() if one in counts)
    ]


def _datasets(visit: Visit, code: str) -> DatasetPage:
    return search_datasets(visit.session, Search(place=code, sort="title"), visit.visible)


def _beside(visit: Visit, place: Place) -> list[str]:
    """Give the codes of the places to compare it with, itself first."""
    others = [other.code for other in featured(visit.session, visit.readable, visit.lang)]
    return [place.code, *(code for code in others if code != place.code)]
