"""A strict SDMX REST service of one flow, in both versions: structures that pysdmx writes, data in each of its forms."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from urllib.parse import unquote
from xml.sax.saxutils import quoteattr

from pysdmx.io.json.sdmxjson2.writer.v2_0.structure import write as write_json
from pysdmx.io.xml.sdmx21.writer.structure import write as write_21
from pysdmx.io.xml.sdmx30.writer.structure import write as write_30
from pysdmx.model import (
    Code,
    Codelist,
    Component,
    Components,
    Concept,
    ConceptScheme,
    Dataflow,
    DataStructureDefinition,
    DataType,
    ItemReference,
    Role,
)
from pysdmx.model.__base import MaintainableArtefact
from pysdmx.model.message import Header

from tests.fakes.server import Reply, Seen

S21 = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
S30 = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0"
FORMS = {
    "csv1": "application/vnd.sdmx.data+csv;version=1.0.0",
    "csv2": "application/vnd.sdmx.data+csv;version=2.0.0",
    "xml21": "application/vnd.sdmx.structurespecificdata+xml;version=2.1",
    "generic": "application/vnd.sdmx.genericdata+xml;version=2.1",
    "xml30": "application/vnd.sdmx.data+xml;version=3.0.0",
}
Row = Mapping[str, str]


@dataclass(frozen=True)
class Flow:
    """A flow: its dimensions with their code lists, its attributes, and its observations.

    Args:
        lists: list id and codes with names, by dimension, in the key's order.
        attributes: what is said of observations, in order.
    """

    lists: Mapping[str, tuple[str, Mapping[str, str]]]
    attributes: Sequence[str]
    rows: Sequence[Row]
    id: str = "ENERGY"
    agency: str = "CITY"
    version: str = "1.0"

    @property
    def name(self) -> str:
        """Its name in references."""
        return f"{self.agency}:{self.id}({self.version})"


LISTS = {
    "FREQ": ("CL_FREQ", {"A": "Annual", "M": "Monthly"}),
    "REF_AREA": ("CL_AREA", {"SVN": "Slovenia", "HRV": "Croatia", "AUT": "Austria"}),
    "PRODUCT": ("CL_PRODUCT", {"EL": "Electricity", "HE": "Heat"}),
    "UNIT_MEASURE": ("CL_UNIT", {"WH": "Watt hour", "MWH": "Megawatt hour", "GWH": "Gigawatt hour"}),
}


def figure(
    area: str, period: str, value: str, status: str = "A", mult: str = "3", unit: str = "MWH"
) -> dict[str, str]:
    """An observation of energy, in thousands unless told."""
    told = {"FREQ": "A", "REF_AREA": area, "PRODUCT": "EL", "UNIT_MEASURE": unit, "TIME_PERIOD": period}
    return told | {"OBS_VALUE": value, "OBS_STATUS": status, "UNIT_MULT": mult}


ENERGY = Flow(
    LISTS,
    ["OBS_STATUS", "UNIT_MULT", "COMMENT"],
    [
        figure("SVN", "2019", "13510.250"),
        figure("SVN", "2020", "12345678901234567.125", "E"),
        figure("SVN", "2021", "NaN", "M"),
        figure("HRV", "2019", "0.50", "P"),
        figure("AUT", "2019", "1E3", mult="0", unit="GWH"),
    ],
)


def artefacts(flow: Flow) -> list[MaintainableArtefact]:
    """A flow's structures as pysdmx has them."""
    names = [*flow.lists, "TIME_PERIOD", "OBS_VALUE", *flow.attributes]
    concepts = ConceptScheme(
        "CS", name="Concepts", agency=flow.agency, version="1.0", items=[Concept(one, name=one) for one in names]
    )  # fmt: skip
    lists = {
        id_: Codelist(
            id_, name=id_, agency=flow.agency, version="1.0", items=[Code(code, name=said) for code, said in codes.items()]
        )
        for id_, codes in flow.lists.values()
    }  # fmt: skip

    def concept(name: str) -> ItemReference:
        return ItemReference("Concept", flow.agency, "CS", "1.0", name)

    urn = "urn:sdmx:org.sdmx.infomodel.codelist.Codelist="
    parts = [
        Component(
            name, True, Role.DIMENSION, concept(name), local_codes=lists[id_],
            local_enum_ref=f"{urn}{flow.agency}:{id_}(1.0)",
        )
        for name, (id_, _) in flow.lists.items()
    ]  # fmt: skip
    parts.append(
        Component("TIME_PERIOD", True, Role.DIMENSION, concept("TIME_PERIOD"), local_dtype=DataType.PERIOD)
    )
    parts.append(
        Component("OBS_VALUE", True, Role.MEASURE, concept("OBS_VALUE"), local_dtype=DataType.DOUBLE)
    )
    parts += [
        Component(name, False, Role.ATTRIBUTE, concept(name), attachment_level="O")
        for name in flow.attributes
    ]
    structure = DataStructureDefinition(
        f"{flow.id}_DSD", name="Structure", agency=flow.agency, version="1.0", components=Components(parts)
    )  # fmt: skip
    told = Dataflow(flow.id, name="Flow", agency=flow.agency, version=flow.version, structure=structure)
    return [*lists.values(), concepts, structure, told]


def structure_message(flow: Flow, form: str = "2.1", kinds: Sequence[type] = ()) -> bytes:
    """A structure message that pysdmx writes.

    Args:
        form: ``2.1``, ``3.0`` or ``json``.
        kinds: of what it tells; empty for all.
    """
    told = [one for one in artefacts(flow) if not kinds or isinstance(one, tuple(kinds))]
    header = Header(id="X", prepared=datetime(2026, 1, 1, tzinfo=UTC))
    if form == "json":
        written = write_json(told, header=header)
    else:
        written = (write_21 if form == "2.1" else write_30)(told, header=header)
    assert written is not None
    return written.encode()


def error(status: int, code: int, words: str) -> Reply:
    """An SDMX error message."""
    body = (
        f'<?xml version="1.0" encoding="UTF-8"?><m:Error xmlns:m="{S21}/message" xmlns:c="{S21}/common">'
        f'<m:ErrorMessage code="{code}"><c:Text xml:lang="en">{words}</c:Text></m:ErrorMessage></m:Error>'
    )
    return Reply(body.encode(), status, media_type="application/vnd.sdmx.error+xml;version=2.1")


def data_message(flow: Flow, rows: Sequence[Row], form: str) -> bytes:
    """A data message of some rows in one of the forms."""
    if form in ("csv1", "csv2"):
        return _csv(flow, rows, second=form == "csv2").encode()
    if form == "generic":
        return _generic(flow, rows).encode()
    return _specific(flow, rows, S30 if form == "xml30" else S21).encode()


def _csv(flow: Flow, rows: Sequence[Row], *, second: bool) -> str:
    names = [*flow.lists, "TIME_PERIOD", "OBS_VALUE", *flow.attributes]
    head = ["STRUCTURE", "STRUCTURE_ID", "ACTION"] if second else ["DATAFLOW"]
    told = ["dataflow", flow.name, "I"] if second else [flow.name]
    lines = [[*head, *names], *([*told, *(row.get(name, "") for name in names)] for row in rows)]
    return "".join(",".join(line) + "\r\n" for line in lines)


def _series(flow: Flow, rows: Sequence[Row]) -> Iterator[tuple[dict[str, str], list[Row]]]:
    def key(row: Row) -> tuple[str, ...]:
        return tuple(row[name] for name in flow.lists)

    for codes, found in groupby(sorted(rows, key=key), key):
        yield dict(zip(flow.lists, codes, strict=True)), list(found)


def _observation(flow: Flow, row: Row) -> dict[str, str]:
    return {name: row[name] for name in ("TIME_PERIOD", "OBS_VALUE", *flow.attributes) if row.get(name)}


def _specific(flow: Flow, rows: Sequence[Row], space: str) -> str:
    def told(parts: Mapping[str, str]) -> str:
        return "".join(f" {name}={quoteattr(text)}" for name, text in parts.items())

    series = "".join(
        f"<Series{told(codes)}>"
        + "".join(f"<Obs{told(_observation(flow, row))}/>" for row in found)
        + "</Series>"
        for codes, found in _series(flow, rows)
    )
    reference = (
        f'<c:StructureUsage><Ref agencyID="{flow.agency}" id="{flow.id}" version="{flow.version}"/></c:StructureUsage>'
        if space == S21
        else f"<c:StructureUsage>urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow={flow.name}</c:StructureUsage>"
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><m:StructureSpecificData xmlns:m="{space}/message" '
        f'xmlns:c="{space}/common" xmlns:ss="{space}/data/structurespecific" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:n="urn:n"><m:Header><m:ID>X</m:ID><m:Test>false'
        f'</m:Test><m:Prepared>2026-01-01T00:00:00Z</m:Prepared><m:Sender id="CITY"/><m:Structure structureID="S" '
        f'namespace="urn:n" dimensionAtObservation="TIME_PERIOD">{reference}</m:Structure></m:Header>'
        f'<m:DataSet ss:structureRef="S" xsi:type="n:DataSetType" ss:dataScope="DataStructure" action="Replace">{series}'
        "</m:DataSet></m:StructureSpecificData>"
    )


def _generic(flow: Flow, rows: Sequence[Row]) -> str:
    def values(parts: Mapping[str, str]) -> str:
        return "".join(f'<g:Value id="{name}" value={quoteattr(text)}/>' for name, text in parts.items())

    def observation(row: Row) -> str:
        told = _observation(flow, row)
        period, value = told.pop("TIME_PERIOD"), told.pop("OBS_VALUE", "")
        figure = f"<g:ObsValue value={quoteattr(value)}/>" if value else ""
        more = f"<g:Attributes>{values(told)}</g:Attributes>" if told else ""
        return f'<g:Obs><g:ObsDimension value="{period}"/>{figure}{more}</g:Obs>'

    series = "".join(
        f"<g:Series><g:SeriesKey>{values(codes)}</g:SeriesKey>{''.join(map(observation, found))}</g:Series>"
        for codes, found in _series(flow, rows)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><m:GenericData xmlns:m="{S21}/message" xmlns:c="{S21}/common" '
        f'xmlns:g="{S21}/data/generic"><m:Header><m:ID>X</m:ID><m:Test>false</m:Test><m:Prepared>2026-01-01T00:00:00Z'
        '</m:Prepared><m:Sender id="CITY"/><m:Structure structureID="S" dimensionAtObservation="TIME_PERIOD">'
        f'<c:Structure><Ref agencyID="{flow.agency}" id="{flow.id}_DSD" version="1.0"/></c:Structure></m:Structure>'
        f'</m:Header><m:DataSet structureRef="S" action="Replace">{series}</m:DataSet></m:GenericData>'
    )


@dataclass
class FakeSdmx:
    """Answers for one flow, and refuses what is not in the interface of its version.

    Args:
        forms: of data that it has.
        descendants: whether it gives a flow with all that it leads to.
        api: ``2.1`` or ``3.0``.
        asked: the targets in turn.
    """

    flow: Flow
    api: str = "2.1"
    forms: Sequence[str] = ("csv1", "xml21", "generic")
    descendants: bool = True
    lists_understood: bool = True
    structures: str = ""
    asked: list[str] = field(default_factory=list)

    def __call__(self, seen: Seen) -> Reply:
        target = unquote(seen.target)
        self.asked.append(target)
        path, _, query = unquote(seen.target.replace("+", "%2B")).partition("?")
        parts = path.strip("/").split("/")
        told = dict(part.split("=", 1) for part in query.split("&") if part)
        if self.api == "3.0":
            return self._second(parts, told, seen)
        if parts[0] in ("dataflow", "datastructure") and len(parts) == 4:
            return self._structure(parts, told)
        return self._first_data(parts, told, seen) if parts[0] == "data" else error(404, 100, "No results")

    def _structure(self, parts: Sequence[str], told: Mapping[str, str]) -> Reply:
        kind, agency, name, version = parts
        anything, latest = ("*", "~") if self.api == "3.0" else ("all", "latest")
        wanted = self.flow.id if kind == "dataflow" else f"{self.flow.id}_DSD"
        if (
            agency not in (anything, self.flow.agency)
            or name != wanted
            or version not in (latest, self.flow.version)
        ):
            return error(404, 100, "No results found")
        if kind == "dataflow" and not self.descendants:
            if told.get("references") == "descendants":
                return error(501, 501, "Not implemented")
            kinds: Sequence[type] = (Dataflow,)
        else:
            kinds = ()
        body = structure_message(self.flow, self.structures or self.api, kinds)
        media = "json" if self.structures == "json" else "xml"
        return Reply(body, media_type=f"application/vnd.sdmx.structure+{media};version={self.api}")

    def _first_data(self, parts: Sequence[str], told: Mapping[str, str], seen: Seen) -> Reply:
        names = ("all", self.flow.agency), (self.flow.id,), ("latest", self.flow.version)
        flow = parts[1].split(",")
        flow = ["all", *flow] if len(flow) == 1 else flow
        if any(one not in allowed for one, allowed in zip(flow, names, strict=False)) or len(parts) != 3:
            return error(404, 100, "No results found")
        codes = parts[2].split(".")
        if parts[2] == "all":
            wanted = {}
        elif len(codes) != len(self.flow.lists):
            return error(400, 140, "Not enough dimensions in the key")
        else:
            wanted = {name: one.split("+") for name, one in zip(self.flow.lists, codes, strict=True) if one}
        if told.keys() - {"startPeriod", "endPeriod"}:
            return error(400, 140, "Unknown parameter")
        return self._data(wanted, told.get("startPeriod", ""), told.get("endPeriod", ""), seen)

    def _second(self, parts: Sequence[str], told: Mapping[str, str], seen: Seen) -> Reply:
        if parts[0] == "structure" and len(parts) == 5:
            return self._structure(parts[1:], told)
        if (
            parts[:2] != ["data", "dataflow"]
            or len(parts) != 6
            or parts[3] != self.flow.id
            or parts[5] != "*"
        ):
            return error(404, 100, "No results found")
        wanted, since, until = {}, "", ""
        for name, value in told.items():
            found = re.fullmatch(r"c\[(\w+)\]", name)
            if found is None:
                return error(400, 140, "Unknown parameter")
            if found[1] == "TIME_PERIOD":
                bounds = dict(one.split(":") for one in value.split("+"))
                since, until = bounds.get("ge", ""), bounds.get("le", "")
            else:
                wanted[found[1]] = value.split(",")
        return self._data(wanted, since, until, seen)

    def _data(self, wanted: Mapping[str, Sequence[str]], since: str, until: str, seen: Seen) -> Reply:
        accepted = [one.partition(";q=")[0].strip() for one in seen.headers["accept"].split(",")]
        if len(accepted) > 1 and not self.lists_understood:
            return error(406, 501, "Not acceptable")
        form = next((form for told in accepted for form in self.forms if FORMS[form] == told), "")
        if not form:
            return error(406, 501, "Not acceptable")
        rows = [
            row
            for row in self.flow.rows
            if all(row[name] in codes for name, codes in wanted.items())
            and since <= row["TIME_PERIOD"] <= (until or "9999")
        ]
        if not rows:
            return error(404, 100, "No results found")
        return Reply(data_message(self.flow, rows, form), media_type=FORMS[form])
