"""Every question that a node can be asked about a thing: made from its routes, so that a new one is asked by itself.

A part of a path that this module knows is filled with the name of its kind; one that it does not know is filled with
the name of every kind in turn. Each parameter of a GET is asked in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

PATH_KINDS: Mapping[str, tuple[str, ...]] = {
    "dataset_id": ("dataset",), "observation_id": ("observation",), "release_hash": ("release",), "basis_id": ("basis",),
    "finding_id": ("finding",), "run_id": ("run",), "source_id": ("source",), "upload_id": ("upload",),
    "organisation_id": ("organisation",),
}  # fmt: skip
FIXED: Mapping[str, tuple[str, ...]] = {
    "code": ("SI_052", "GHG.SEC"), "place": ("SI_052", "SI_133"), "rule_id": ("S2",), "set_name": ("any",),
    "form": ("ttl", "jsonld", "rdf", "nt"),
    "role": ("editor",), "number": ("1",),
}  # fmt: skip
"""Parts of paths that name what the whole world knows."""

QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "/api/v1/compare": ("indicator=GHG.SEC&place=SI_052&place=SI_133&sector=I",),
    "/api/v1/compare/series": ("indicator=GHG.SEC&place=SI_052&place=SI_133&sector=I",),
    "/api/v1/compare/lifts": ("indicator=GHG.SEC&place=SI_052&place=SI_133&sector=I",),
    "/api/v1/reports/comparability": ("place=SI_052&place=SI_133",),
    "/reports/comparability": ("place=SI_052&place=SI_133",),
    "/compare": ("indicator=GHG.SEC&place=SI_052&place=SI_133&sector=I",),
    "/datasets": ("q=emissions", "q=heat", "access=hidden"),
    "/api/v1/datasets": ("q=emissions", "q=heat", "access=hidden", "sort=modified", "limit=1"),
    "/api/v1/observations": ("format=csv", "include_history=true", "updated_after=2000-01-01T00:00:00Z", "place=SI_133"),
    "/catalog": ("page=1",),
    "/api/v1/changes": ("since=2000-01-01T00:00:00Z", "include=dataset", "kind=access&kind=deleted", "limit=1"),
}  # fmt: skip
"""What a route is asked besides: that without which it gives nothing, and ways in which it counts and sorts."""

BODIES: Mapping[str, object] = {
    "/api/v1/findings/{finding_id}/reply": {"state": "accepted", "text": {"en": "We know."}},
    "/api/v1/releases/{release_hash}/withdraw": {"reason": {"en": "wrong", "sl": "narobe", "hr": "krivo"}},
    "/api/v1/merge-proposals/{number}": {"decision": "accepted"},
    "/api/v1/preferences": {"place": "SI_052", "sources": ["heat-draft-source"], "reason": {"en": "ours"}},
}
"""What is sent where something is written; nothing elsewhere."""

OF_THE_PROCESS = (
    "/metrics",
    "/api/v1/audit/checkpoint",
    "/.well-known/audit/checkpoint",
    "/api/v1/sign-in/passkey/options",
)
"""What tells of the process and its log, whose counts each request changes; and a challenge, which is drawn by lot."""

TRIED = ("dataset", "source", "organisation")
"""What is tried where a parameter does not say of which kind of thing it takes names."""


@dataclass(frozen=True)
class Question:
    """A request: its route, its address, and what is sent with it."""

    route: str
    method: str
    path: str
    body: object = field(default=None, compare=False)


def questions(app: FastAPI, names: Mapping[str, str]) -> list[Question]:
    """Give every question that can be asked about the named things, each once."""
    described = app.openapi()["paths"]
    asked = [one for route in _routes(app) for one in _questions_of(route, described, names)]
    return list(dict.fromkeys(asked))


def _routes(app: FastAPI) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for context in iter_route_contexts(app.routes):
        route, path = context.original_route, str(context.path)
        if isinstance(route, APIRoute) and path not in OF_THE_PROCESS:
            parts = tuple(one.name for one in route.dependant.path_params)
            for method in sorted((route.methods or set()) - {"HEAD"}):
                yield path, method, parts


def _questions_of(
    route: tuple[str, str, tuple[str, ...]],
    described: Any,  # OpenAPI's paths
    names: Mapping[str, str],
) -> Iterator[Question]:
    path, method, parts = route
    for number, filled in enumerate(_filled(path, parts, names)):
        yield Question(path, method, filled, BODIES.get(path))
        if method != "GET" or number:
            continue
        for query in (*QUESTIONS.get(path, ()), *_queries(described.get(path, {}).get("get", {}), names)):
            yield Question(path, method, f"{filled}?{query}")


def _filled(path: str, parts: tuple[str, ...], names: Mapping[str, str]) -> Iterator[str]:
    known = [FIXED.get(part) or _named(part, names) for part in parts if part in FIXED or part in PATH_KINDS]
    unknown = sum(part not in FIXED and part not in PATH_KINDS for part in parts)
    for chosen in product(*known):
        for name in names.values() if unknown else ("",):
            values = iter(chosen)
            filled = path
            for part in parts:
                value = next(values) if part in FIXED or part in PATH_KINDS else name
                filled = filled.replace(f"{{{part}}}", quote(value, safe=""))
            yield filled


def _named(part: str, names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(names[kind] for kind in PATH_KINDS[part])


def _queries(operation: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    """Ask each parameter that takes any text: the name of its kind, or of every kind."""
    for one in operation.get("parameters", ()):
        if one["in"] == "query" and _takes_names(one.get("schema", {})):
            kinds = _kinds(one["name"], names)
            for kind in kinds:
                yield f"{one['name']}={quote(names[kind], safe='')}"


OTHER_WORDS = frozenset(
    {
        "from", "to", "lang", "format", "sector", "scope", "gas", "carrier", "indicator", "place", "level", "period",
        "profile", "gwp", "sort", "theme", "access", "code", "at", "gwp_set", "climate", "view", "mode",
    }
)  # fmt: skip
"""Parameters that take codes and words of the whole world."""


def _kinds(parameter: str, names: Mapping[str, str]) -> tuple[str, ...]:
    if parameter in names:
        return (parameter,)
    return () if parameter in OTHER_WORDS else TRIED


def _takes_names(schema: Mapping[str, Any]) -> bool:
    kinds = [schema, *schema.get("anyOf", ()), schema.get("items", {})]
    return any(kind.get("type") == "string" and "enum" not in kind and "format" not in kind for kind in kinds)
