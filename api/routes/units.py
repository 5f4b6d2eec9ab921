"""Units: how a written one is read, so that a city sees it before its file is refused."""

from typing import Any

from fastapi import APIRouter, Request, Response

from api.answers import json_response
from api.asking import Asked, Codes, asked_of, told
from api.deps import DoorDep
from api.errors import ParameterError
from api.freshness import Fresh
from policies.decision import Action
from schemas.codes import codelist
from schemas.languages import Lang
from schemas.unit_texts import UnitReading, read_unit
from schemas.unit_texts.normal import LONGEST

router = APIRouter(prefix="/api/v1/units", tags=["common schema"])

MOST_TEXTS = 100
"""Texts that are read at once."""


class UnitsAsked(Asked):
    """The parameters: one written unit or several; the language of the answer says nothing of theirs."""

    text: Codes = ()


@router.get("", openapi_extra=told(UnitsAsked))
def read_units(request: Request, door: DoorDep) -> Response:
    """Tell how a written unit is read; several texts are answered as a list, in their order."""
    texts = _readable(asked_of(UnitsAsked, request).text)
    fresh = Fresh.of(request, door)

    def draw() -> Response:
        read = [_told(read_unit(text), fresh.lang) for text in texts]
        return json_response(read[0] if len(read) == 1 else {"units": read, "count": len(read)})

    return fresh.answer(door.scope(Action.DISCOVER), "json", draw)


def _readable(texts: Codes) -> Codes:
    if not 1 <= len(texts) <= MOST_TEXTS:
        raise ParameterError("text", f"{len(texts)} texts", f"1 to {MOST_TEXTS} written units")
    for text in texts:
        if not text.strip():
            raise ParameterError("text", repr(text), "a unit as it is written, such as t CO2e/year")
        if len(text) > LONGEST:
            raise ParameterError("text", f"{len(text)} signs", f"at most {LONGEST} signs")
    return texts


def _told(reading: UnitReading, lang: Lang) -> dict[str, Any]:  # JSON
    units = codelist("unit")
    return {
        "text": reading.text, "code": reading.code, "label": units.label(reading.code, lang) if reading.code else "",
        "quantity_kind": reading.quantity_kind, "certain": reading.certain,
        "candidates": [
            {"code": one.code, "label": units.label(one.code, lang), "why": one.why.in_(lang)}
            for one in reading.candidates
        ],
        "of": reading.of, "per": reading.per, "per_time": reading.per_time, "absent": reading.absent,
    }  # fmt: skip
