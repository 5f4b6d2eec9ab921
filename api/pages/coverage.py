"""The page of coverage: a grid of indicators and levels for a place, and what is missing."""

from dataclasses import dataclass

from fastapi import APIRouter, Response

from api.asked_codes import known_places
from api.coverage import chosen_indicators, coverage_of
from api.pages.held import featured
from api.pages.visit import Visit, VisitDep
from schemas.coverage.table import STATES, Cell, Table
from schemas.indicators import Indicator
from schemas.places import Place

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator with its cells, from the place outwards."""

    indicator: Indicator
    cells: tuple[Cell, ...]


@router.get("/coverage")
def coverage_page(visit: VisitDep, place: str = "") -> Response:
    """Show the coverage of one place; of the first city with an inventory where none is named."""
    places = featured(visit.session, visit.readable, visit.lang)
    code = known_places(visit.session, (place,))[0] if place else places[0].code if places else "EU27_2020"
    (found,) = coverage_of(visit.door, (code,), chosen_indicators(()), ())
    return visit.page(
        "coverage.html", table=found, lines=_lines(found), areas=_areas(found), places=places, states=STATES,
        missing=_missing(visit, found),
    )  # fmt: skip


def _areas(found: Table) -> list[Place]:
    return list({cell.place.code: cell.place for cell in found.cells}.values())


def _lines(found: Table) -> list[Line]:
    by_code: dict[str, list[Cell]] = {}
    for cell in found.cells:
        by_code.setdefault(cell.indicator.code, []).append(cell)
    return [Line(cells[0].indicator, tuple(cells)) for cells in by_code.values()]


def _missing(visit: Visit, found: Table) -> list[tuple[str, list[Cell]]]:
    """Group what is missing by who has it; what nobody is said to have stands last."""
    by_holder: dict[str, list[Cell]] = {}
    for cell in found.missing:
        if cell.level == found.place.level and cell.holder:
            by_holder.setdefault(cell.holder, []).append(cell)
    return sorted(by_holder.items(), key=lambda pair: (-len(pair[1]), pair[0]))
