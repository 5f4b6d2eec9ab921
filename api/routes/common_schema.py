"""The common schema: places, organisations, indicators, bases and code lists."""

import difflib
from collections.abc import Callable, Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import Field
from pyoxigraph import Triple

from api.accepting import JSON, Representation, chosen
from api.answers import json_response
from api.asked_codes import known_bases, known_places
from api.asking import Asked, asked_of, told
from api.deps import DoorDep, GatewayDep
from api.door import Door
from api.freshness import Fresh
from api.pages.held import answering, held
from api.schema_told import indicator_json, local_json, place_json, reported_json, whole_place_json
from catalogue import registry
from catalogue.concepts import codelist_triples, indicator_triples, write_concepts
from catalogue.dcat.feed import FeedFormat
from catalogue.local_indicators import local_indicators
from catalogue.models import Organisation
from policies.decision import Action
from schemas.basis import ATTRIBUTES, CODED, Basis
from schemas.codes import FILES, Code, codelist
from schemas.comparability.measures import needed
from schemas.errors import UnknownCodeError
from schemas.indicators import found_indicators, indicator, indicators
from schemas.languages import Lang, Text
from schemas.lineage import known_at
from schemas.place_search import nearest_places
from schemas.places import Level, former_places

router = APIRouter(prefix="/api/v1", tags=["common schema"])

Json = dict[str, Any]  # an answer, with Decimal for numbers


RDF = tuple(Representation(form.value, form.media_type.partition(";")[0]) for form in FeedFormat)
FORMS = (JSON, *RDF)
Year = Annotated[int, Field(ge=1900, le=2200)]


class PlacesAsked(Asked):
    """The parameters; an empty one does not narrow the list."""

    level: Level | None = None
    parent: str = ""
    at: Year | None = Field(
        None, description="year that figures are about; codes no longer in force count, too"
    )


class IndicatorsAsked(Asked):
    """The parameters; an empty one does not narrow the list."""

    group: str = Field("", description="e.g. GHG, Energy")
    level: str = Field("", description="core or ext")
    q: str = Field("", description="words of code, name or definition, in any language")


class FormatAsked(Asked):
    """In which form something is asked for."""

    format: str = Field("", description="json, ttl, jsonld, rdf or nt; counts more than Accept")


@router.get("/places", openapi_extra=told(PlacesAsked))
def list_places(request: Request, door: DoorDep) -> Response:
    """List the places by code, with their level and what contains them."""
    asked = asked_of(PlacesAsked, request)
    known_places(door.session, (asked.parent,) if asked.parent else ())

    def draw(lang: Lang) -> Json:
        current = registry.places(door.session)
        everything = current.values() if asked.at is None else {**former_places(), **current}.values()
        found = [
            place_json(place, lang)
            for place in everything
            if asked.level in (None, place.level)
            and asked.parent in ("", place.parent)
            and (asked.at is None or known_at(place.code, asked.at, current))
        ]
        return {"places": found, "count": len(found)}

    return _answer(request, door, draw)


@router.get("/places/{code}")
def read_place(code: str, request: Request, door: DoorDep) -> Response:
    """Give one place with what contains it, what it contains, and what its code was and became."""
    places = registry.places(door.session)
    found = places.get(code) or former_places().get(code)
    if found is None:
        raise UnknownCodeError("place", code, nearest_places(code, places))
    return _answer(request, door, lambda lang: whole_place_json(found, places, lang))


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


@router.get("/indicators", openapi_extra=told(IndicatorsAsked))
def list_indicators(request: Request, door: DoorDep) -> Response:
    """List the indicators with their definitions and mappings."""
    asked = asked_of(IndicatorsAsked, request)
    found = found_indicators(asked.group, asked.level, asked.q)

    def draw(lang: Lang) -> Json:
        return {"indicators": [indicator_json(one, lang) for one in found], "count": len(found)}

    return _answer(request, door, draw)


@router.get("/indicators/{code}", openapi_extra=told(FormatAsked))
def read_indicator(code: str, request: Request, door: DoorDep, gateway: GatewayDep) -> Response:
    """Give one indicator: its definition, mappings, the local indicators set beside it, and who reports it here."""
    plain, form = _form(code, request, indicators())
    found = indicator(plain)
    within = door.scope(Action.READ)
    fresh = Fresh.of(request, door)
    if form is not JSON:
        triples = indicator_triples(gateway.settings.base_url, found)
        return fresh.answer(within, form.name, lambda: _rdf(triples, form))

    def draw() -> Response:
        figures = answering(plain, held(door.session, within, needed(plain)))
        local = local_indicators(door.session, indicator=plain)
        more = {
            "reported": reported_json(figures),
            "local_indicators": [local_json(one, fresh.lang) for one in local],
        }
        return json_response(indicator_json(found, fresh.lang) | more)

    return fresh.answer(within, form.name, draw)


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


@router.get("/codelists/{name}", openapi_extra=told(FormatAsked))
def read_codelist(name: str, request: Request, door: DoorDep, gateway: GatewayDep) -> Response:
    """Give a code list with its labels and the codes of other systems; as RDF, a SKOS concept scheme."""
    plain, form = _form(name, request, FILES)
    found = codelist(plain)
    fresh = Fresh.of(request, door)

    def draw() -> Response:
        if form is not JSON:
            return _rdf(codelist_triples(gateway.settings.base_url, found), form)
        return json_response({"id": plain, "codes": [_code(one, fresh.lang) for one in found]})

    return fresh.answer(door.scope(Action.DISCOVER), form.name, draw)


def _form(name: str, request: Request, known: Iterable[str]) -> tuple[str, Representation]:
    """Give the name without the ending of a format, and the form that is asked for."""
    asked = asked_of(FormatAsked, request)
    bare, _, ending = name.rpartition(".")
    if name not in known and bare in known and any(ending == one.name for one in RDF):
        return bare, chosen(FORMS, "", ending)
    return name, chosen(FORMS, request.headers.get("accept", ""), asked.format)


def _rdf(triples: Iterable[Triple], form: Representation) -> Response:
    feed = FeedFormat(form.name)
    return Response(write_concepts(triples, feed), headers={"content-type": feed.media_type})


def _answer(request: Request, door: Door, draw: Callable[[Lang], Json]) -> Response:
    fresh = Fresh.of(request, door)
    return fresh.answer(door.scope(Action.DISCOVER), "json", lambda: json_response(draw(fresh.lang)))


def _nearest(text: str, known: Iterable[str]) -> list[str]:
    return difflib.get_close_matches(text, list(known), cutoff=0.5)


def _organisation(row: Organisation, lang: Lang) -> Json:
    name = Text.of(row.name)
    return {
        "id": row.id, "name": name.in_(lang), "names": name.as_dict(), "kind": row.kind, "parent": row.parent,
        "homepage": row.homepage, "email": row.email, "place": row.place,
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
