"""A PxWeb of a few tables that counts cells and calls and refuses as a real one does, in both versions of its API."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import Any
from urllib.parse import unquote

from tests.fakes.server import Reply, Seen

PAGE = "<!DOCTYPE html><html><head><title>{said}</title></head><body><h1>{said}</h1></body></html>"
Figure = Callable[[Mapping[str, str]], str | None]
"""Gives a cell's number, its sign for no number, or nothing, by the codes of its variables."""


@dataclass(frozen=True)
class PxVariable:
    """A variable of a table: its code, texts by code, and whether it may be left out or is time."""

    code: str
    labels: Mapping[str, str]
    elimination: bool = False
    time: bool = False


def plain(code: str, *codes: str, elimination: bool = False, time: bool = False) -> PxVariable:
    """A variable whose texts are its codes."""
    return PxVariable(code, {one: one for one in codes}, elimination, time)


@dataclass(frozen=True)
class PxTable:
    """A table; a variable that is left out counts as its first value."""

    variables: Sequence[PxVariable]
    figure: Figure


def page(said: str, status: int = 200) -> Reply:
    """A page for people."""
    return Reply(PAGE.format(said=said).encode(), status, media_type="text/html")


def answered(document: object, status: int = 200) -> Reply:
    return Reply(json.dumps(document, ensure_ascii=False).encode(), status)


@dataclass
class FakePxWeb:
    """Answers config, metadata and queries.

    Args:
        tables: by their path below the API's root, unquoted, or by their number in version 2.
        cells: of one request that are answered.
        told_cells: what the description of the service says instead; 0 for a service that describes nothing.
        calls: how many requests are answered within ``window`` seconds; 0 for any number.
        clock: tells the seconds.
        refusal: the status that says that too many cells are asked for.
        instead: replies to some paths in turn, before anything else is said there.
    """

    tables: Mapping[str, PxTable]
    cells: int = 1000
    told_cells: int | None = None
    calls: int = 0
    window: int = 10
    clock: Callable[[], float] = lambda: 0.0
    refusal: int = 403
    v2: bool = False
    instead: dict[str, list[Reply]] = field(default_factory=dict)
    queries: list[Any] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    refused: int = 0

    def __call__(self, seen: Seen) -> Reply:
        path = unquote(seen.path).rstrip("/")
        self.paths.append(unquote(seen.target))
        if self._too_often():
            self.refused += 1
            return page("429 Too Many Requests", 429)
        if self.instead.get(path):
            return self.instead[path].pop(0)
        if "config" in seen.query or path.endswith("/config"):
            return self._config()
        table = self.tables.get(path) or self.tables.get(path.rpartition("/")[0])
        if table is None:
            return page("404 - File or directory not found.", 404)
        if seen.method == "GET":
            return answered(self._metadata(table))
        query = json.loads(seen.body)
        self.queries.append(query)
        return self._data(table, query)

    def _too_often(self) -> bool:
        now = self.clock()
        self.times.append(now)
        return bool(self.calls) and sum(now - time < self.window for time in self.times) > self.calls

    def _config(self) -> Reply:
        cells = self.cells if self.told_cells is None else self.told_cells
        if not cells:
            return page("Not found", 404)
        if self.v2:
            told = {"maxDataCells": cells, "maxCallsPerTimeWindow": self.calls, "timeWindow": self.window}
            return answered({"apiVersion": "2.0.0", **told, "dataFormats": ["json-stat2"]})
        return answered(
            {
                "maxValues": 5,
                "maxCells": cells,
                "maxCalls": self.calls,
                "timeWindow": self.window,
                "CORS": True,
            }
        )

    def _metadata(self, table: PxTable) -> object:
        if self.v2:
            return _dataset(table.variables, {one.code: list(one.labels) for one in table.variables})
        return {"title": "A table", "variables": [_described(one) for one in table.variables]}

    def _data(self, table: PxTable, query: Any) -> Reply:
        asked = _asked(query)
        by_code = {one.code: one for one in table.variables}
        for code, values in asked.items():
            if code not in by_code or not set(values) <= set(by_code[code].labels):
                return self._says(400, "Non-existent value")
        chosen = {}
        for one in table.variables:
            if one.code in asked:
                chosen[one.code] = [code for code in one.labels if code in asked[one.code]]
            elif not one.elimination:
                if self.v2:
                    return self._says(400, "Missing selection for mandantory variable")
                chosen[one.code] = list(one.labels)
        if prod(map(len, chosen.values())) > self.cells:
            return self._says(self.refusal, "Too many cells selected")
        kept = [one for one in table.variables if one.code in chosen]
        left_out = {one.code: next(iter(one.labels)) for one in table.variables if one.code not in chosen}
        rows = product(*(chosen[one.code] for one in kept))
        codes = [one.code for one in kept]
        figures = [table.figure({**left_out, **dict(zip(codes, row, strict=True))}) for row in rows]
        return _written(kept, chosen, figures, query)

    def _says(self, status: int, title: str) -> Reply:
        if self.v2:
            return answered({"type": "Parameter error", "title": title, "status": status}, status)
        return (
            answered({"error": title}, status)
            if status == 400
            else Reply(b"", status, media_type="text/html")
        )


def _asked(query: Any) -> dict[str, list[str]]:
    if "selection" in query:
        return {one["variableCode"]: one["valueCodes"] for one in query["selection"]}
    return {one["code"]: one["selection"]["values"] for one in query["query"]}


def _described(variable: PxVariable) -> dict[str, object]:
    told: dict[str, object] = {
        "code": variable.code,
        "text": variable.code.lower(),
        "values": list(variable.labels),
        "valueTexts": list(variable.labels.values()),
    }
    flags = {"elimination": variable.elimination, "time": variable.time}
    return told | {name: True for name, said in flags.items() if said}


def _dataset(variables: Sequence[PxVariable], chosen: Mapping[str, list[str]]) -> dict[str, Any]:
    return {
        "version": "2.0",
        "class": "dataset",
        "label": "A table",
        "id": [one.code for one in variables],
        "size": [len(chosen[one.code]) for one in variables],
        "role": {"time": [one.code for one in variables if one.time]},
        "dimension": {
            one.code: {
                "label": one.code,
                "category": {
                    "index": {code: place for place, code in enumerate(chosen[one.code])},
                    "label": {code: one.labels[code] for code in chosen[one.code]},
                },
                "extension": {"elimination": one.elimination},
            }
            for one in variables
        },
    }


def _written(
    variables: Sequence[PxVariable], chosen: Mapping[str, list[str]], figures: list[str | None], query: Any
) -> Reply:
    numbers = ["null" if not figure or not figure[0].isdigit() else figure for figure in figures]
    signs = {str(n): figure for n, figure in enumerate(figures) if figure and not figure[0].isdigit()}
    dataset = _dataset(variables, chosen)
    if signs:
        dataset["status"] = signs
    wrapped: dict[str, Any] = dataset
    if query.get("response", {}).get("format") == "json-stat":
        inside = {name: dataset.pop(name) for name in ("id", "size", "role")}
        dataset["dimension"] |= inside
        wrapped = {
            "dataset": {name: part for name, part in dataset.items() if name not in ("version", "class")}
        }
    text = json.dumps(wrapped, ensure_ascii=False)
    end = "}}" if wrapped is not dataset else "}"
    return Reply((text[: -len(end)] + f', "value": [{", ".join(numbers)}]' + end).encode())
