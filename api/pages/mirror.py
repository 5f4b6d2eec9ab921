"""The page of a mirror: a fact as every source sees it, the differences taken apart, and whom we ask first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Response

from api.mirroring import mirror_within
from api.pages.chart import Bar, Panel, panel
from api.pages.formatting import readable
from api.pages.held import offered
from api.pages.visit import Visit, VisitDep
from schemas.messages import say
from schemas.mirror.fact import GROSS, WHOLE
from schemas.mirror.mirror import Mirror, MirrorQuestion
from schemas.mirror.serialise import to_dict

router = APIRouter(include_in_schema=False)

Json = Mapping[str, Any]  # an answer as the API gives it


@dataclass(frozen=True, slots=True)
class Shown:
    """A source as it is shown.

    Args:
        told: as the API gives it.
        level: from which level it looks, in words.
        text: its figure with unit.
        parts: what its difference is made of.
    """

    told: Json
    level: str
    text: str
    parts: Sequence["ShownPart"]


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part of a difference as it is shown: what it is, what it moves, and how surely that is known."""

    message: str
    amount: str
    how: str


@router.get("/mirror/{place}")
def mirror_page(
    place: str, visit: VisitDep, indicator: str = GROSS, period: str = "", sector: str = WHOLE
) -> Response:
    """Show a place's figure as every source sees it."""
    question = MirrorQuestion(place, indicator or GROSS, period.strip(), sector or WHOLE)
    return visit.lasting(lambda: _mirror(visit, question))


def _mirror(visit: Visit, question: MirrorQuestion) -> Response:
    mirror = mirror_within(visit.door, question)
    told = to_dict(mirror, visit.lang)
    return visit.page(
        "mirror.html",
        place=mirror.place,
        told=told,
        sources=[_shown(visit, one) for one in told["sources"]],
        chart=_chart(visit, mirror, told),
        choices=offered(visit.session, visit.readable),
        call={"indicator": question.indicator, "period": told["period"] or ""},
    )


def _shown(visit: Visit, told: Json) -> Shown:
    level = say(f"mirror.level.{told['level']}", visit.lang)
    text = visit.writer.quantity(readable(told["value"]), told["unit"])
    return Shown(told, level, text, [_part(visit, part) for part in told["difference"]["parts"]])


def _part(visit: Visit, part: Json) -> ShownPart:
    how = say(f"mirror.how.{part['how']}", visit.lang)
    if part["amount"] is not None:
        return ShownPart(part["message"], visit.writer.signed(part["amount"], 2), how)
    lower, upper = (
        None if end is None else visit.writer.signed(end, 0) for end in (part["lower"], part["upper"])
    )
    return ShownPart(part["message"], _within(visit, lower, upper), how)


def _within(visit: Visit, lower: str | None, upper: str | None) -> str:
    """Say bounds, one of them, or that nothing is known."""
    said = visit.writer.t
    if lower is None and upper is None:
        return said("mirror.unknown")
    if lower is None:
        return said("mirror.at_most", upper=upper)
    return (
        said("mirror.at_least", lower=lower) if upper is None else said("between", lower=lower, upper=upper)
    )


def _chart(visit: Visit, mirror: Mirror, told: Json) -> Panel | None:
    """Draw the figures that share the mirror's unit as bars on one axis."""
    bars = [
        Bar(
            name=one["title"],
            text=visit.writer.quantity(readable(one["value"]), one["unit"]),
            value=one["value"],
            href=visit.writer.link("datasets", one["dataset"]),
            explain=visit.writer.link("explain", one["observation"]),
            note=_note(visit, one),
        )
        for one in told["sources"]
        if one["unit"] == mirror.fact.unit
    ]
    return panel("", bars, visit.writer.unit(mirror.fact.unit), visit.lang) if bars else None


def _note(visit: Visit, told: Json) -> str:
    said = [told["period"], say(f"mirror.level.{told['level']}", visit.lang)]
    if told["reference"]:
        said.append(visit.writer.t("mirror.reference"))
    if told["example"]:
        said.append(visit.writer.t("example"))
    return " · ".join(said)
