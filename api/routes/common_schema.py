"""The common schema: places, organisations, indicators, bases and code lists."""

import difflib
from collections.abc import Callable, Iterable
from typing import Any

from fastapi import APIRouter, Request, Response

from api.answers import json_response
from api.asked_codes import known_bases, nearest_places
from api.asking import Asked, asked_of, told
from api.deps import DoorDep
from api.door import Door
from api.freshness import Fresh
from catalogue import registry
from catalogue.models import Organisation
from policies.decision import Action
from schemas.basis import ATTRIBUTES, CODED, Basis
from schemas.codes import FILES, Code, codelist
from schemas.errors import UnknownCodeError
from schemas.indicators import Indicator, indicator, indicators
from schemas.languages import Lang, Text
from schemas.places import Level, Place

router = APIRouter(prefix="/api/v1", tags=["common schema"])

Json = dict[str, Any]  # an answer, with Decimal for numbers


class PlacesAsked(Asked):
    """The parameters; an empty one does not narrow the list."""

    level: Level | None = None
    parent: str = ""


@router.get("/places", openapi_extra=told(PlacesAsked))
def list_places(request: Request, door: DoorDep) -> Response:
    """List the places by code, with their level and what contains them."""
    asked = asked_of(PlacesAsked, request)

    def draw(lang: Lang) -> Json:
        found = [
            _place(place, lang)
            for place in registry.places(door.session).values()
            if asked.level in (None, place.level) and asked.parent in ("", place.parent)
        ]
        return {"places": found, "count": len(found)}

    return _answer(request, door, draw)


@router.get("/places/{code}")
def read_place(code: str, request: Request, door: DoorDep) -> Response:
    """Give one place."""
    places = registry.places(door.session)
    if code not in places:
        raise UnknownCodeError("place", code, nearest_places(code, places))
    return _answer(request, door, lambda lang: _place(places[code], lang))


@router.get("/organisations")
def list_organisations(request: Request, door: DoorDep) -> Response:
    """List the organisations by id."""
    known = registry.organisations(door.session)
    return _answer(
        request,
        door,
        lambda lang: {"organisations": [_organisation(known[one], lang) for one in sorted(known)]},
    )


@router.get("/organisations/{organisation_id}")
def read_organisation(organisation_id: str, request: Request, door: DoorDep) -> Response:
    """Give one organisation."""
    known = registry.organisations(door.session)
    if organisation_id not in known:
        raise UnknownCodeError("organisation", organisation_id, _nearest(organisation_id, known))
    return _answer(request, door, lambda lang: _organisation(known[organisation_id], lang))


@router.get("/indicators")
def list_indicators(request: Request, door: DoorDep) -> Response:
    """List the indicators with their definitions."""
    return _answer(
        request, door, lambda lang: {"indicators": [_indicator(one, lang) for one in indicators().values()]}
    )


@router.get("/indicators/{code}")
def read_indicator(code: str, request: Request, door: DoorDep) -> Response:
    """Give one indicator's definition."""
    found = indicator(code)
    return _answer(request, door, lambda lang: _indicator(found, lang))


@router.get("/bases/{basis_id}")
def read_basis(basis_id: str, request: Request, door: DoorDep) -> Response:
    """Give how an inventory's values were made; only of what the caller may know of."""
    known_bases(door, (basis_id,))
    found = registry.bases(door.session)[basis_id]
    return _answer(request, door, lambda lang: _basis(found, lang))


@router.get("/codelists")
def list_codelists(request: Request, door: DoorDep) -> Response:
    """List the code lists."""
    return _answer(request, door, lambda _lang: {"codelists": list(FILES)})


@router.get("/codelists/{name}")
def read_codelist(name: str, request: Request, door: DoorDep) -> Response:
    """Give a code list with its labels and the codes of other systems."""
    found = codelist(name)
    return _answer(request, door, lambda lang: {"id": name, "codes": [_code(one, lang) for one in found]})


def _answer(request: Request, door: Door, draw: Callable[[Lang], Json]) -> Response:
    fresh = Fresh.of(request, door)
    return fresh.answer(door.scope(Action.DISCOVER), "json", lambda: json_response(draw(fresh.lang)))


def _nearest(text: str, known: Iterable[str]) -> list[str]:
    return difflib.get_close_matches(text, list(known), cutoff=0.5)


def _place(place: Place, lang: Lang) -> Json:
    return {
        "code": place.code, "level": place.level, "parent": place.parent, "kind": place.kind,
        "name": place.name.in_(lang), "names": place.name.as_dict(), "same_as": place.same_as,
    }  # fmt: skip


def _organisation(row: Organisation, lang: Lang) -> Json:
    name = Text.of(row.name)
    return {
        "id": row.id, "name": name.in_(lang), "names": name.as_dict(), "kind": row.kind, "parent": row.parent,
        "homepage": row.homepage, "email": row.email, "place": row.place,
    }  # fmt: skip


def _indicator(one: Indicator, lang: Lang) -> Json:
    return {
        "code": one.code, "group": one.group, "level": one.level, "name": one.name.in_(lang),
        "names": one.name.as_dict(), "definition": one.definition, "unit": one.unit, "formula": one.formula,
        "dimensions": one.dimensions, "must_match": one.must_match, "kind": one.kind, "sources": one.sources,
        "mappings": one.mappings,
    }  # fmt: skip


def _basis(basis: Basis, lang: Lang) -> Json:
    stated = {name: getattr(basis, name) for name in ATTRIBUTES}
    return stated | {"labels": {name: codelist(name).label(stated[name], lang) for name in CODED}}


def _code(code: Code, lang: Lang) -> Json:
    columns = {
        name: text for name, text in code.columns.items() if not name.startswith("label_") and name != "code"
    }
    return {
        "code": code.code,
        "label": code.label.in_(lang),
        "labels": code.label.as_dict(),
        "columns": columns,
    }
