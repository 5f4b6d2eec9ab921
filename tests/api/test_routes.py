"""All routes: each that gives data asks the door, each error class is a problem, and the description can be made."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

import api
import catalogue
import connectors
import policies
import schemas
from api.app import create_app
from api.deps import get_door
from api.gateway import Gateway
from api.problem_kinds import PROBLEMS
from api.problems import problem_of
from schemas.messages import message_tables

PACKAGES = (api, catalogue, connectors, policies, schemas)
WITHOUT_DATA = {
    "/healthz": "says that the process answers",
    "/readyz": "says whether the database is migrated",
    "/metrics": "counts of this process",
    "/openapi.json": "the description of the API",
    "/.well-known/audit/checkpoint": "the root of the audit log, without a record",
    "/.well-known/audit/keys": "public keys",
    "/api/v1/audit/checkpoint": "the root of the audit log, without a record",
    "/api/v1/audit/keys": "public keys",
    "/api/v1/audit/consistency": "hashes of the audit log, without a record",
    "/oauth/token": "gives a token to a client that proves itself",
    "/.well-known/jwks.json": "public keys",
    "/.well-known/oauth-authorization-server": "the description of the token endpoint",
    "/.well-known/oauth-authorization-server/{path:path}": "the description of the token endpoint",
    "/.well-known/oauth-protected-resource": "the description of what tokens open",
    "/.well-known/oauth-protected-resource/{path:path}": "the description of what tokens open",
    "/id/{kind}/{name}": "redirects without looking",
    "/api/v1/templates/{set_name}.xlsx": "an empty workbook",
    "/static/{path}": "files of the pages",
}
"""Routes that read no rows, and why they need no decision."""


@pytest.fixture
def app(gateway: Gateway) -> FastAPI:
    """The application of a node without figures."""
    return create_app(gateway)


def _routes(app: FastAPI) -> Iterator[tuple[str, Any]]:
    """Give all routes with their paths, those of included routers too."""
    for context in iter_route_contexts(app.routes):
        yield str(context.path), context


def _depends_on(dependant: Dependant, call: object) -> bool:
    return dependant.call is call or any(_depends_on(one, call) for one in dependant.dependencies)


def test_every_route_that_gives_data_asks_the_door(app: FastAPI) -> None:
    asking = {path: _depends_on(route.dependant, get_door) for path, route in _routes(app) if _is_ours(route)}
    assert len(asking) > 25
    unasked = {path for path, asks in asking.items() if not asks and not _is_without_data(path)}
    assert unasked == set()


def _is_ours(context: Any) -> bool:  # a route's context, whose attributes FastAPI gives no type
    return isinstance(context.original_route, APIRoute)


def _is_without_data(path: str) -> bool:
    return path in WITHOUT_DATA or path.startswith(("/id/", "/static/"))


def test_the_description_of_the_api_names_every_parameter(app: FastAPI) -> None:
    told = app.openapi()
    observations = told["paths"]["/api/v1/observations"]["get"]
    names = {one["name"] for one in observations["parameters"]}
    assert {"indicator", "place", "from", "to", "as_of", "include_history", "format", "lang"} <= names
    assert "text/csv" in observations["responses"]["200"]["content"]
    explain = told["paths"]["/api/v1/observations/{observation_id}/explain"]["get"]
    assert {one["name"] for one in explain["parameters"]} == {"observation_id", "verify", "lang"}


def _error_modules() -> Iterator[str]:
    for package in PACKAGES:
        for found in pkgutil.walk_packages([str(Path(str(package.__file__)).parent)], f"{package.__name__}."):
            if found.name.rpartition(".")[2].endswith("errors") and not found.name.startswith("api.cli"):
                yield found.name


def _error_classes() -> dict[str, type[Exception]]:
    found = {}
    for name in _error_modules():
        for one in vars(importlib.import_module(name)).values():
            if isinstance(one, type) and issubclass(one, Exception) and one.__module__ == name:
                found[f"{name}.{one.__name__}"] = one
    return found


def test_every_error_class_is_mapped_to_a_problem() -> None:
    classes = _error_classes()
    assert len(classes) > 30
    unmapped = [name for name, kind in classes.items() if not any(one in PROBLEMS for one in kind.__mro__)]
    assert [name for name in unmapped if name not in ROOTS] == []


ROOTS = (
    "api.errors.GatewayError",
    "api.machines.errors.MachineError",
    "catalogue.errors.CatalogueError",
    "catalogue.errors.DatabaseUrlError",
)
"""Classes that are never raised by themselves, and that which stops a node from starting."""


def test_every_problem_has_a_title_in_three_languages() -> None:
    for problem in PROBLEMS.values():
        assert set(message_tables()[f"problem.{problem.type}"]) == {"en", "sl", "hr"}


def test_an_error_of_a_class_below_is_the_problem_of_the_class_above() -> None:
    for kind in PROBLEMS:
        below = type("Below", (kind,), {"__init__": lambda self: None})
        assert problem_of(below()) is PROBLEMS[kind]
