"""The page of comparison: choose places, indicator, period and profile; see what may be compared and why not."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict

from api.pages.asking import api_call, remarks
from api.pages.held import choices, in_order, known_places, offered, periods, suggested
from api.pages.lifting import ask_and_lift
from api.pages.place_bars import Drawing
from api.pages.visit import Visit, VisitDep
from catalogue import registry
from schemas.codes import codelist
from schemas.comparability.errors import ProfileMismatchError, SourceTellsNothingError, TooFewPlacesError
from schemas.comparability.measures import TOTAL_OF_GHG, measure
from schemas.comparability.profiles import DEFAULT, PROFILES, profiles_for
from schemas.comparability.question import BASELINE, LATEST_COMMON, PUBLISHED, Question
from schemas.comparability.scopes import WHOLE
from schemas.errors import PeriodError, SchemaError, UnknownCodeError
from schemas.indicators import Indicator, indicators
from schemas.places import Place

router = APIRouter(include_in_schema=False)

MOST_BOXES = 30


class Asked(BaseModel):
    """The form as it was filled in.

    Args:
        place: codes of the boxes ticked.
        other: one more place, by name or code.
        the rest: as GET /api/v1/compare has them.
    """

    model_config = ConfigDict(frozen=True)

    indicator: str = TOTAL_OF_GHG
    place: list[str] = []
    other: str = ""
    period: str = BASELINE
    profile: str = ""
    sector: str = WHOLE
    scope: str = ""
    source: str = ""
    factors: str = PUBLISHED
    gwp: str = ""
    climate: str = ""


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a field, and how to mend it."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Form:
    """The form with what may be chosen.

    Args:
        question: as it is put.
        other: what was typed for one more place, where it was not understood.
        indicators: those with figures.
        boxes: places to tick.
        others: further places to type.
        periods: `baseline`, `latest-common` and the periods held.
        profiles: names with their titles.
    """

    question: Question
    other: str
    indicators: list[Indicator]
    boxes: list[Place]
    others: list[Place]
    periods: list[str]
    profiles: list[tuple[str, str]]


@router.get("/compare")
def compare_page(visit: VisitDep, asked: Annotated[Asked, Query()]) -> Response:
    """Show the form and, where the question can be put, its answer."""
    return visit.lasting(lambda: _compare(visit, asked))


def _compare(visit: Visit, asked: Asked) -> Response:
    question = _question(visit, asked)
    try:
        answer = _answer(visit, question)
    except SchemaError as error:
        wrong = _wrong(visit, error)
        form = _form(visit, question, asked.other)
        return visit.page("compare.html", status=422, form=form, wrong=wrong, answer=None, call=None)
    form = _form(visit, question, "")
    return visit.page("compare.html", form=form, wrong=None, answer=answer, call=api_call(question))


def _question(visit: Visit, asked: Asked) -> Question:
    """Give the question that is meant; without any place, the places to begin with."""
    code = asked.indicator if asked.indicator in indicators() else TOTAL_OF_GHG
    named = [*asked.place, _code_of(visit, asked.other)]
    places = tuple(dict.fromkeys(code for code in named if code))
    if not places:
        options = choices(visit.session, visit.readable, code, visit.lang)
        begin = suggested(visit.session, visit.readable, options, visit.lang, around=False)
        places = tuple(place.code for place in begin)
    suitable = profiles_for(measure(code).group)
    return Question(
        asked.indicator, places, asked.sector or WHOLE, asked.scope or None, asked.source, asked.period or BASELINE,
        asked.profile or (DEFAULT if DEFAULT in suitable else suitable[0]), asked.factors or PUBLISHED, asked.gwp,
        asked.climate,
    )  # fmt: skip


def _code_of(visit: Visit, text: str) -> str:
    """Give the code of a place that is named in any language; what is no name stays as it is."""
    wanted = text.strip()
    folded = wanted.casefold()
    for code, place in registry.places(visit.session).items() if wanted else ():
        if folded in (code.casefold(), *(name.casefold() for name in place.name.as_dict().values())):
            return code
    return wanted


def _answer(visit: Visit, question: Question) -> dict[str, object]:
    if len(question.places) < 2:
        raise TooFewPlacesError
    view, lifting = ask_and_lift(visit, question)
    common = Drawing(view, "common", visit.writer)
    return {
        "view": view,
        "panels": common.panels() if view.common_cells else (),
        "remarks": remarks(visit, view),
        "lifting": lifting,
    }


def _form(visit: Visit, question: Question, other: str) -> Form:
    known = question.indicator if question.indicator in indicators() else TOTAL_OF_GHG
    options = choices(visit.session, visit.readable, known, visit.lang)
    begin = suggested(visit.session, visit.readable, options, visit.lang, around=True)
    ticked = list(known_places(visit.session, question.places).values())
    few = options if len(options) <= MOST_BOXES else begin
    boxes = {place.code: place for place in (*few, *ticked)}
    return Form(
        question,
        other,
        offered(visit.session, visit.readable),
        in_order(boxes.values(), visit.lang),
        [place for place in options if place.code not in boxes],
        _periods(visit, question, known),
        [(name, PROFILES[name].title.in_(visit.lang)) for name in profiles_for(measure(known).group)],
    )


def _periods(visit: Visit, question: Question, indicator: str) -> list[str]:
    found = periods(visit.session, visit.readable, indicator, question.places)
    return list(dict.fromkeys([BASELINE, LATEST_COMMON, *found, question.period]))


def _wrong(visit: Visit, error: SchemaError) -> Wrong:
    """Say at which field the question goes wrong, and how to mend it."""
    said = visit.writer.t
    if isinstance(error, TooFewPlacesError):
        return Wrong("place", said("compare.wrong.too_few"))
    if isinstance(error, UnknownCodeError):
        near = ", ".join(_named(visit, error.codelist, code) for code in error.candidates)
        key = "compare.wrong.unknown_near" if near else "compare.wrong.unknown"
        return Wrong(error.codelist, said(key, found=error.code, nearest=near))
    if isinstance(error, PeriodError):
        return Wrong("period", said("compare.wrong.period", found=error.text))
    if isinstance(error, ProfileMismatchError):
        return Wrong("profile", said("compare.wrong.profile", suitable=", ".join(error.suitable)))
    if isinstance(error, SourceTellsNothingError):
        return Wrong("source", said("compare.wrong.source", suitable=", ".join(error.candidates)))
    return Wrong("", said("compare.wrong.other", found=str(error)))


def _named(visit: Visit, codes: str, code: str) -> str:
    """Name a code that may have been meant."""
    if codes == "place":
        return known_places(visit.session, [code])[code].name.in_(visit.lang)
    if codes in ("sector", "scope"):
        return f"{code} ({codelist(codes).label(code, visit.lang)})"
    return code
