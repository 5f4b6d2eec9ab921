"""A Eurostat of a few tables, with its three interfaces, its queue and its oddities; the figures are invented."""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from urllib.parse import parse_qs, unquote

from tests.fakes.server import Reply, Seen

ROOT = "/eurostat/api/dissemination"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
S21 = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
Key = tuple[str, ...]


@dataclass(frozen=True)
class Cube:
    """A table: codes by dimension without time, its periods, and figure and flags by codes and period.

    Args:
        confidential: which cells are so, told in CONF_STATUS and, in the forms without that column, by ``c``.
    """

    dimensions: Mapping[str, Sequence[str]]
    periods: Sequence[str]
    cells: Mapping[Key, tuple[str, str]]
    confidential: frozenset[Key] = frozenset()
    updated: str = "2026-02-06T23:00:00+0100"
    last_update: str = "06/02/26 23:00:00"

    def chosen(
        self, wanted: Mapping[str, Sequence[str]], since: str, until: str
    ) -> Iterator[tuple[Key, str, str]]:
        """Give key, figure and flags of the cells that say anything."""
        for key in product(*self.dimensions.values(), self.periods):
            told = dict(zip(self.dimensions, key, strict=False))
            if any(told[name] not in codes for name, codes in wanted.items()):
                continue
            if key in self.cells and since <= key[-1] <= (until or "9999"):
                yield key, *self.cells[key]


def error(status: int, number: int, label: str) -> Reply:
    """An error document of the statistics interface."""
    document = {"error": [{"status": status, "id": number, "label": label}]}
    return Reply(json.dumps(document).encode(), status)


def fault(status: int, code: int, words: str) -> Reply:
    """A fault of the SDMX interfaces."""
    body = (
        f'<S:Fault xmlns:S="{SOAP}"><faultcode>{code}</faultcode><faultstring>{words}</faultstring></S:Fault>'
    )
    return Reply(body.encode(), status, media_type="application/xml")


def queued(name: str, status: str) -> Reply:
    """What the queue says of a question."""
    body = (
        f'<env:Envelope xmlns:env="{SOAP}"><env:Body><ns:syncResponse xmlns:ns="http://estat.example/extraction">'
        f"<ns:queued><ns:id>{name}</ns:id><ns:status>{status}</ns:status></ns:queued></ns:syncResponse></env:Body>"
        "</env:Envelope>"
    )
    return Reply(body.encode(), media_type="application/xml")


WARNING = {"warning": {"status": 413, "label": "ASYNCHRONOUS_RESPONSE. Your request will be treated later."}}


@dataclass
class FakeEurostat:
    """Answers as Eurostat does.

    Args:
        tables: by code in lower case.
        delays: how many times a question is put off before its answer.
        descending: whether TSV has the newest period first.
        packed: whether TSV comes as a gz file.
        asked: the questions in turn, path and query.
    """

    tables: Mapping[str, Cube]
    delays: int = 0
    descending: bool = False
    packed: bool = False
    asked: list[str] = field(default_factory=list)
    _waiting: dict[str, str] = field(default_factory=dict)
    _left: dict[str, int] = field(default_factory=dict)

    def __call__(self, seen: Seen) -> Reply:
        path, _, query = unquote(seen.target.replace("+", "%2B")).partition("?")
        self.asked.append(unquote(seen.target))
        parts = path.removeprefix(ROOT).strip("/").split("/")
        if parts[:3] == ["1.0", "async", "status"]:
            return queued(parts[3], "AVAILABLE" if self._ready(parts[3]) else "PROCESSING")
        if parts[:3] == ["1.0", "async", "data"]:
            return self._sdmx(self._waiting[parts[3]])
        if parts[:3] == ["statistics", "1.0", "data"]:
            return self._statistics(parts[3], parse_qs(query))
        if parts[:2] == ["sdmx", "2.1"] and parts[2] in ("dataflow", "datastructure"):
            return self._structure(parts[4])
        if parts[0] == "sdmx" and self.delays and seen.target not in self._waiting.values():
            name = f"job-{len(self._waiting) + 1}"
            self._waiting[name] = seen.target
            self._left[name] = self.delays
            return queued(name, "SUBMITTED")
        return self._sdmx(seen.target)

    def _ready(self, name: str) -> bool:
        self._left[name] -= 1
        return self._left[name] <= 0

    def _statistics(self, table: str, query: Mapping[str, list[str]]) -> Reply:
        cube = self.tables.get(table.lower())
        if cube is None:
            return error(404, 100, f"ERR_NOT_FOUND_4: {table.upper()} is not available for dissemination.")
        steering = {"format", "lang", "sinceTimePeriod", "untilTimePeriod"}
        for name in query.keys() - steering - cube.dimensions.keys():
            return error(400, 150, f'INVALID_QUERY_DIMENSION: Dimension "{name.upper()}" is not defined')
        if self.delays:
            self.delays -= 1
            return Reply(json.dumps(WARNING).encode())
        wanted = {name: codes for name, codes in query.items() if name in cube.dimensions}
        since, until = query.get("sinceTimePeriod", [""])[0], query.get("untilTimePeriod", [""])[0]
        return Reply(_json_stat(cube, wanted, since, until).encode())

    def _sdmx(self, target: str) -> Reply:
        path, _, query = unquote(target).partition("?")
        told = dict(part.split("=", 1) for part in query.split("&") if part)
        version, _, rest = path.removeprefix(f"{ROOT}/sdmx/").partition("/data/")
        try:
            table, wanted, since, until = (
                _asked_30(rest, told) if version == "3.0" else self._asked_21(rest, told)
            )
        except LookupError as problem:
            return fault(404, 100, f"No Results Found {problem}")
        cube = self.tables.get(table.lower())
        if cube is None:
            return fault(404, 100, "No Results Found")
        if wanted.keys() - cube.dimensions.keys():
            return fault(400, 150, "Invalid dimension")
        form = told["format"].lower()
        if form == "tsv":
            return self._tsv(cube, wanted, since, until)
        if form == "json":
            return Reply(_json_stat(cube, wanted, since, until).encode())
        text = _csv(table, cube, wanted, (since, until), second=version == "3.0")
        return Reply(text.encode(), media_type="text/csv")

    def _asked_21(self, rest: str, told: Mapping[str, str]) -> tuple[str, dict[str, list[str]], str, str]:
        table, _, key = rest.partition("/")
        names = list(self.tables[table.lower()].dimensions)
        codes = key.split(".") if key else []
        if key and len(codes) != len(names):
            raise LookupError(key)
        wanted = {name: one.split("+") for name, one in zip(names, codes, strict=False) if one}
        return table, wanted, told.get("startPeriod", ""), told.get("endPeriod", "")

    def _tsv(self, cube: Cube, wanted: Mapping[str, Sequence[str]], since: str, until: str) -> Reply:
        found = {key: (value, flags) for key, value, flags in cube.chosen(wanted, since, until)}
        periods = sorted({key[-1] for key in found}, reverse=self.descending)
        series = sorted({key[:-1] for key in found})
        lines = [
            ",".join(cube.dimensions)
            + "\\TIME_PERIOD\t"
            + "".join(f"{period} \t" for period in periods).rstrip("\t")
        ]
        for codes in series:
            cells = []
            for period in periods:
                value, flags = found.get((*codes, period), ("", ""))
                flags += "c" if (*codes, period) in cube.confidential else ""
                cells.append(f"{value or ':'} {flags}" if flags else f"{value or ':'} ")
            lines.append(",".join(codes) + "\t" + "\t".join(cells))
        content = ("\n".join(lines) + "\n").encode()
        if self.packed:
            return Reply(gzip.compress(content, mtime=0), media_type="application/octet-stream")
        return Reply(content, media_type="text/tab-separated-values")

    def _structure(self, table: str) -> Reply:
        cube = self.tables.get(table.lower())
        if cube is None:
            return fault(404, 100, "No Results Found")
        return Reply(structure(table.upper(), list(cube.dimensions)).encode(), media_type="application/xml")


def _asked_30(rest: str, told: Mapping[str, str]) -> tuple[str, dict[str, list[str]], str, str]:
    _, _, table, *_ = rest.split("/")
    filters = {name[2:-1]: value for name, value in told.items() if name.startswith("c[")}
    bounds = dict(one.split(":") for one in filters.pop("TIME_PERIOD", "").split("+") if one)
    wanted = {name: value.split(",") for name, value in filters.items()}
    return table, wanted, bounds.get("ge", ""), bounds.get("le", "")


def _json_stat(cube: Cube, wanted: Mapping[str, Sequence[str]], since: str, until: str) -> str:
    axes: dict[str, list[str]] = {
        name: [code for code in codes if name not in wanted or code in wanted[name]]
        for name, codes in cube.dimensions.items()
    }
    axes["time"] = [period for period in cube.periods if since <= period <= (until or "9999")]
    found = {key: (value, flags) for key, value, flags in cube.chosen(wanted, since, until)}
    values, statuses = [], {}
    for place, key in enumerate(product(*axes.values())):
        value, flags = found.get(key, ("", ""))
        flags += "c" if key in cube.confidential and key in found else ""
        if value:
            values.append(f'"{place}": {value}')
        if flags:
            statuses[str(place)] = flags
    document = {
        "version": "2.0", "class": "dataset", "label": "A table", "source": "ESTAT", "updated": cube.updated,
        "status": statuses, "id": list(axes), "size": [len(codes) for codes in axes.values()],
        "dimension": {
            name: {"label": name, "category": {"index": {code: place for place, code in enumerate(codes)}}}
            for name, codes in axes.items()
        },
    }  # fmt: skip
    return json.dumps(document)[:-1] + ', "value": {' + ", ".join(values) + "}}"


def _csv(
    table: str, cube: Cube, wanted: Mapping[str, Sequence[str]], periods: tuple[str, str], *, second: bool
) -> str:
    name = f"ESTAT:{table.upper()}(1.0)"
    head = ["STRUCTURE", "STRUCTURE_ID"] if second else ["DATAFLOW"]
    lines = [[*head, "LAST UPDATE", *cube.dimensions, "TIME_PERIOD", "OBS_VALUE", "OBS_FLAG", "CONF_STATUS"]]
    for key, value, flags in cube.chosen(wanted, *periods):
        told = ["dataflow", name] if second else [name]
        lines.append([*told, cube.last_update, *key, value, flags, "C" if key in cube.confidential else ""])
    return "".join(",".join(line) + "\r\n" for line in lines)


def structure(table: str, dimensions: Sequence[str]) -> str:
    """A structure message of SDMX 2.1: a flow and its structure, without code lists."""
    told = "".join(
        f'<s:Dimension id="{name}" position="{place}"><s:ConceptIdentity><Ref agencyID="ESTAT" class="Concept" '
        f'id="{name}" maintainableParentID="{table}" maintainableParentVersion="1.0" package="conceptscheme"/>'
        f'</s:ConceptIdentity><s:LocalRepresentation><s:Enumeration><Ref agencyID="ESTAT" class="Codelist" '
        f'id="{name.upper()}" package="codelist" version="1.0"/></s:Enumeration></s:LocalRepresentation></s:Dimension>'
        for place, name in enumerate(dimensions, 1)
    )
    time = (
        '<s:TimeDimension id="TIME_PERIOD" position="99"><s:ConceptIdentity><Ref agencyID="ESTAT" class="Concept" '
        f'id="TIME_PERIOD" maintainableParentID="{table}" maintainableParentVersion="1.0" package="conceptscheme"/>'
        '</s:ConceptIdentity><s:LocalRepresentation><s:TextFormat textType="ObservationalTimePeriod"/>'
        "</s:LocalRepresentation></s:TimeDimension>"
    )
    measure = (
        '<s:MeasureList id="MeasureDescriptor"><s:PrimaryMeasure id="OBS_VALUE"><s:ConceptIdentity><Ref agencyID="ESTAT" '
        f'class="Concept" id="OBS_VALUE" maintainableParentID="{table}" maintainableParentVersion="1.0" '
        'package="conceptscheme"/></s:ConceptIdentity></s:PrimaryMeasure></s:MeasureList>'
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><m:Structure xmlns:m="{S21}/message" xmlns:s="{S21}/structure" '
        f'xmlns:c="{S21}/common"><m:Header><m:ID>X</m:ID><m:Test>false</m:Test><m:Prepared>2026-01-01T00:00:00Z'
        '</m:Prepared><m:Sender id="ESTAT"/></m:Header><m:Structures><s:Dataflows>'
        f'<s:Dataflow id="{table}" agencyID="ESTAT" version="1.0" isFinal="false"><c:Name xml:lang="en">A table</c:Name>'
        f'<s:Structure><Ref id="{table}" version="7.0" agencyID="ESTAT" package="datastructure" class="DataStructure"/>'
        "</s:Structure></s:Dataflow></s:Dataflows><s:DataStructures>"
        f'<s:DataStructure id="{table}" agencyID="ESTAT" version="7.0" isFinal="true"><c:Name xml:lang="en">A table</c:Name>'
        f'<s:DataStructureComponents><s:DimensionList id="DimensionDescriptor">{told}{time}</s:DimensionList>{measure}'
        "</s:DataStructureComponents></s:DataStructure></s:DataStructures></m:Structures></m:Structure>"
    )
