"""The demo's Eurostat: the dissemination Statistics API, JSON-stat 2.0.

``/eurostat/api/dissemination/statistics/1.0/data/{table}?geo=SI&geo=HR&unit=THS_T&sinceTimePeriod=2018``.
Errors have Eurostat's form: ``{"error": [{"status": 404, "id": 100, "label": "..."}]}``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import simplejson
from eurostat_cube import Cube, Dimension, load_cubes
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

DATA = "/eurostat/api/dissemination/statistics/1.0/data"
NOT_FOUND, BAD_QUERY = 100, 150
LANGUAGES = ("en", "de", "fr")
SETTINGS = {"format", "lang", "sinceTimePeriod", "untilTimePeriod", "lastTimePeriod", "geoLevel", "time"}


@dataclass
class QueryError(Exception):
    """What was asked cannot be answered: HTTP status, Eurostat's number of the error, and its label."""

    status: int
    number: int
    label: str


def eurostat_app(cubes: Mapping[str, Cube] | None = None) -> Starlette:
    """Make the portal; its tables are those that ship with the demo unless others are given."""
    tables = load_cubes() if cubes is None else cubes

    def data(request: Request) -> Response:
        """Give the part of a table that the query chooses."""
        query = {name: request.query_params.getlist(name) for name in request.query_params}
        try:
            cube = _table(tables, request.path_params["table"])
            body: dict[str, object] = cube.json_stat(choose(cube, query))
        except QueryError as problem:
            error = {"status": problem.status, "id": problem.number, "label": problem.label}
            return _json({"error": [error]}, problem.status)
        return _json(body, 200)

    return Starlette(routes=[Route(DATA + "/{table}", data)])


def _json(body: Mapping[str, object], status: int) -> Response:
    text = simplejson.dumps(body, use_decimal=True, ensure_ascii=False)
    return Response(text, status_code=status, media_type="application/json")


def _table(tables: Mapping[str, Cube], code: str) -> Cube:
    if code.lower() not in tables:
        raise QueryError(
            404, NOT_FOUND, f"ERR_NOT_FOUND_4: {code.upper()} is not available for dissemination."
        )
    return tables[code.lower()]


def choose(cube: Cube, query: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Give the codes that a query chooses in each dimension, in the table's order.

    Args:
        cube: the table that is asked.
        query: the parameters, each with all its values; a dimension that is not named is not restricted.

    Raises:
        QueryError: a dimension or a code that the table lacks, or settings that exclude each other.
    """
    _check_settings(cube, query)
    return {d.code: _times(d, query) if d.code == "time" else _codes(d, query) for d in cube.dimensions}


def _check_settings(cube: Cube, query: Mapping[str, Sequence[str]]) -> None:
    known = {dimension.code for dimension in cube.dimensions} | SETTINGS
    for name in query:
        if name not in known:
            raise QueryError(
                400, BAD_QUERY, f'INVALID_QUERY_DIMENSION: Dimension "{name.upper()}" is not defined'
            )
    if query.get("format", ["JSON"])[0].upper() != "JSON":
        raise QueryError(400, BAD_QUERY, "INVALID_QUERY_FORMAT: this simulation answers JSON only")
    if query.get("lang", ["en"])[0].lower() not in LANGUAGES:
        raise QueryError(400, BAD_QUERY, "INVALID_QUERY_LANGUAGE: lang is one of en, de, fr")
    for one, other in (
        ("geo", "geoLevel"),
        ("lastTimePeriod", "sinceTimePeriod"),
        ("lastTimePeriod", "time"),
    ):
        if one in query and other in query:
            raise QueryError(400, BAD_QUERY, f"INVALID_QUERY_PARAMETER: {one} and {other} exclude each other")


def _codes(dimension: Dimension, query: Mapping[str, Sequence[str]]) -> list[str]:
    asked = query.get(dimension.code)
    if asked is None:
        return list(dimension.codes)
    for code in asked:
        if code not in dimension.codes:
            label = f'INVALID_QUERY_DIMENSION_VALUE: "{code}" is not defined in dimension "{dimension.code.upper()}"'
            raise QueryError(400, BAD_QUERY, label)
    return [code for code in dimension.codes if code in asked]


def _times(dimension: Dimension, query: Mapping[str, Sequence[str]]) -> list[str]:
    times = _codes(dimension, query)
    since = query.get("sinceTimePeriod", [""])[0]
    until = query.get("untilTimePeriod", ["9999"])[0]
    times = [time for time in times if since <= time <= until]
    last = query.get("lastTimePeriod", [""])[0]
    return times[-int(last) :] if last.isdigit() and int(last) else times
