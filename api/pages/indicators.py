"""The pages of indicators: all of them, and one with its chart and the verdict beside it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.pages.asking import api_call, ask, remarks
from api.pages.held import Held, answering, choices, held, known_places, periods, suggested
from api.pages.place_bars import VIEWS, Drawing, Which, which_view
from api.pages.visit import Visit, VisitDep
from api.schema_told import reported_json
from catalogue.local_indicators import local_indicators
from schemas.comparability.measures import measure, needed
from schemas.comparability.question import BASELINE, LATEST_COMMON, Question
from schemas.indicator_mappings import mappings_of
from schemas.indicators import Indicator, indicator, indicators

router = APIRouter(include_in_schema=False)

Places = Annotated[tuple[str, ...], Query()]


@dataclass(frozen=True, slots=True)
class Listed:
    """An indicator with how many places have figures of it, from when to when."""

    indicator: Indicator
    places: int
    first: str
    last: str


@router.get("/indicators")
def indicators_page(visit: VisitDep) -> Response:
    """Show all indicators, those with figures first."""
    return visit.lasting(lambda: _indicators(visit))


def _indicators(visit: Visit) -> Response:
    everything = held(visit.session, visit.readable)
    listed = [_listed(one, everything) for one in indicators().values()]
    return visit.page(
        "indicators.html",
        with_figures=_by_group(one for one in listed if one.places),
        without=_by_group(one for one in listed if not one.places),
    )


def _listed(one: Indicator, everything: Iterable[Held]) -> Listed:
    found = answering(one.code, everything)
    first = min((figures.first for figures in found), default="")
    last = max((figures.last for figures in found), default="")
    return Listed(one, len({figures.place for figures in found}), first, last)


def _by_group(listed: Iterable[Listed]) -> dict[str, list[Listed]]:
    groups: dict[str, list[Listed]] = {}
    for one in listed:
        groups.setdefault(one.indicator.group, []).append(one)
    return groups


@router.get("/indicators/{code}")
def indicator_page(
    code: str, visit: VisitDep, place: Places = (), period: str = BASELINE, view: str = ""
) -> Response:
    """Show an indicator: its chart, the verdict, the table and the definition."""
    made_of = measure(code)
    first = (
        "harmonised" if made_of.per_head else ""
    )  # nobody prints it per head: what is printed is the total
    which = which_view((view or first) if made_of.rows else "")
    return visit.lasting(lambda: _indicator(visit, Question(code, place, period=period), which))


def _indicator(visit: Visit, asked: Question, which: Which) -> Response:
    code = asked.indicator
    options = choices(visit.session, visit.readable, code, visit.lang)
    begin = suggested(visit.session, visit.readable, options, visit.lang, around=True)
    places = tuple(dict.fromkeys(asked.places)) or tuple(found.code for found in begin)
    local = local_indicators(visit.session, indicator=code)
    reported = reported_json(answering(code, held(visit.session, visit.readable, needed(code))))
    named = {one.local.place for one in local} | {one["place"] for one in reported}
    question = replace(asked, places=places)
    return visit.page(
        "indicator.html",
        indicator=indicator(code),
        question=question,
        call=api_call(question),
        which=which,
        views=VIEWS if measure(code).rows else (),
        periods=[BASELINE, LATEST_COMMON, *periods(visit.session, visit.readable, code, places)],
        needed=needed(code),
        part_name=lambda part: _part(visit, part),
        place_names=_place_names(visit, named),
        mappings=mappings_of(code),
        local=local,
        reported=reported,
        answer=_answer(visit, question, which) if places else None,
    )


def _part(visit: Visit, part: str) -> str:
    """Name what a ratio is made of: an indicator of ours, or a quantity that is none."""
    return visit.writer.indicator(part) if part in indicators() else visit.writer.code("ratio_part", part)


def _place_names(visit: Visit, codes: Iterable[str]) -> dict[str, str]:
    """Name places; one that the node does not know is called by its code."""
    wanted = list(codes)
    known = known_places(visit.session, wanted)
    return {code: known[code].name.in_(visit.lang) if code in known else code for code in wanted}


def _answer(visit: Visit, question: Question, which: Which) -> dict[str, object]:
    view = ask(visit, question)
    drawing = Drawing(view, which, visit.writer)
    return {
        "view": view,
        "panels": drawing.panels(),
        "flags": {place.place: drawing.status(place) for place in view.places},
        "remarks": remarks(visit, view),
    }
