"""An SDMX REST service: how a flow, its structure and its data are asked for, in both versions of the interface.

Version 2.1 of SDMX has version 1 of the REST interface, with codes in the order of the dimensions; version 3.0 has version 2,
with filters by name (https://github.com/sdmx-twg/sdmx-rest).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urlencode

from connectors.definitions import SelectDefinition, SourceDefinition
from connectors.fetching import Request
from connectors.sdmx_errors import SdmxCodeError, SdmxDimensionError, SdmxKeyError
from connectors.sdmx_options import SdmxForm, SdmxOptions
from connectors.sdmx_structure import Part, Reference, Structure

FLOW = re.compile(r"(?:(?P<agency>[A-Za-z][\w.\-]*):)?(?P<id>[\w@$\-]+)(?:\((?P<version>[\w.+\-*~]+)\))?")
CODE = re.compile(r"[A-Za-z0-9_@$\-]+")
PERIOD = re.compile(r"\d{4}(?:-?(?:[ASTQH]\d|M?\d{2}|W\d{2})|-\d{2}-\d{2})?")
TIMES = frozenset({"time", "time_period"})
FORMS: Mapping[str, Mapping[SdmxForm, str]] = {
    "2.1": {
        "csv": "application/vnd.sdmx.data+csv;version=1.0.0",
        "xml": "application/vnd.sdmx.structurespecificdata+xml;version=2.1",
        "generic": "application/vnd.sdmx.genericdata+xml;version=2.1",
    },
    "3.0": {
        "csv": "application/vnd.sdmx.data+csv;version=2.0.0",
        "xml": "application/vnd.sdmx.data+xml;version=3.0.0",
        "generic": "application/vnd.sdmx.genericdata+xml;version=2.1",
    },
}
STRUCTURES: Mapping[str, str] = {
    "2.1": "application/vnd.sdmx.structure+xml;version=2.1, application/xml;q=0.5",
    "3.0": (
        "application/vnd.sdmx.structure+xml;version=3.0.0, application/vnd.sdmx.structure+xml;version=2.1;q=0.8, "
        "application/vnd.sdmx.structure+json;version=2.0.0;q=0.6, application/xml;q=0.5"
    ),
}


@dataclass(frozen=True, slots=True)
class SdmxService:
    """Where a service is and how it is asked.

    Args:
        root: what stands before ``/data`` or ``/structure``.
    """

    root: str
    api: Literal["2.1", "3.0"]
    format: SdmxForm
    agency: str
    pace: float

    @classmethod
    def of(cls, source: SourceDefinition, options: SdmxOptions) -> "SdmxService":
        """Take it from a source."""
        return cls(source.url.rstrip("/"), options.api, options.format, options.agency, options.pace)

    def flow(self, table: str) -> Reference:
        """Read a flow's name: ``AGENCY:ID(VERSION)``, or its id.

        Raises:
            SdmxKeyError: it is none.
        """
        found = FLOW.fullmatch(table.strip())
        if found is None:
            raise SdmxKeyError(table, where="select.table", url=self.root, wanted="ECB:EXR(1.0), EXR")
        return Reference(found["agency"] or self.agency, found["id"], found["version"] or "")

    def flow_request(self, flow: Reference, references: str = "descendants") -> Request:
        """Ask for a flow with its structure and code lists."""
        return self._structure("dataflow", flow, references)

    def structure_request(self, structure: Reference) -> Request:
        """Ask for a structure with its code lists."""
        return self._structure("datastructure", structure, "children")

    def data_request(self, flow: Reference, structure: Structure, select: SelectDefinition) -> Request:
        """Ask for what is selected of a flow.

        Raises:
            SdmxDimensionError, SdmxCodeError: the flow lacks a dimension or a code that is named.
            SdmxKeyError: a code or a period is none.
        """
        wanted = chosen(structure, select.key)
        for name, period in (("since", select.since), ("until", select.until)):
            if period and not PERIOD.fullmatch(period):
                raise SdmxKeyError(period, where=f"select.{name}", wanted="2010, 2010-Q1, 2010-01")
        if self.api == "3.0":
            address = self._address_30(flow, wanted, select)
        else:
            address = self._address_21(flow, structure, wanted, select)
        return Request("GET", address, (("Accept", self.accepted()),), pace=self.pace)

    def accepted(self) -> str:
        """Name the forms of data that are read, the wanted one first."""
        forms = FORMS[self.api]
        others = [form for form in forms if form != self.format]
        ranked = [f"{forms[form]};q={0.8 - number / 10:g}" for number, form in enumerate(others)]
        return ", ".join((forms[self.format], *ranked))

    def single_forms(self) -> Sequence[str]:
        """Name each form by itself, for services that understand no list."""
        forms = FORMS[self.api]
        return (forms[self.format], *(told for form, told in forms.items() if form != self.format))

    def _structure(self, kind: str, named: Reference, references: str) -> Request:
        anything, latest = ("*", "~") if self.api == "3.0" else ("all", "latest")
        parts = (kind, named.agency or anything, named.id, named.version or latest)
        head = "structure/" if self.api == "3.0" else ""
        path = "/".join(quote(part, safe="*~+.@$-_") for part in parts)
        address = f"{self.root}/{head}{path}?references={references}"
        return Request("GET", address, (("Accept", STRUCTURES[self.api]),), pace=self.pace)

    def _address_21(
        self,
        flow: Reference,
        structure: Structure,
        wanted: Mapping[str, Sequence[str]],
        select: SelectDefinition,
    ) -> str:
        named = (
            [flow.agency or "all", flow.id, flow.version or "latest"]
            if flow.agency or flow.version
            else [flow.id]
        )
        key = (
            ".".join("+".join(wanted.get(part.id, ())) for part in structure.dimensions) if wanted else "all"
        )
        told = [("startPeriod", select.since), ("endPeriod", select.until)]
        asked = urlencode([(name, period) for name, period in told if period])
        path = f"{quote(','.join(named), safe=',.@$-_')}/{quote(key, safe='+.@$-_')}"
        return f"{self.root}/data/{path}" + (f"?{asked}" if asked else "")

    def _address_30(
        self, flow: Reference, wanted: Mapping[str, Sequence[str]], select: SelectDefinition
    ) -> str:
        bounds = [f"ge:{select.since}"] * bool(select.since) + [f"le:{select.until}"] * bool(select.until)
        filters = [(name, ",".join(codes)) for name, codes in wanted.items()]
        filters += [("TIME_PERIOD", "+".join(bounds))] if bounds else []
        asked = "&".join(f"c[{name}]={quote(told, safe=',:@$-_')}" for name, told in filters)
        parts = (flow.agency or "*", flow.id, flow.version or "~")
        path = "/".join(quote(part, safe="*~+.@$-_") for part in parts)
        return f"{self.root}/data/dataflow/{path}/*" + (f"?{asked}" if asked else "")


def chosen(structure: Structure, key: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Hold a key against a structure: the codes by dimension, as the structure calls it.

    Raises:
        SdmxDimensionError, SdmxCodeError: the structure lacks a dimension or a code that is named.
        SdmxKeyError: no code is named, time is, or a text is no code.
    """
    by_name = {part.id.lower(): part for part in structure.dimensions}
    wanted: dict[str, list[str]] = {}
    for name, codes in key.items():
        where = f"select.key.{name}"
        if name.lower() in TIMES:
            raise SdmxKeyError(name, where=where, wanted="select.since, select.until")
        part = by_name.get(name.lower())
        if part is None:
            raise SdmxDimensionError.of(name, [one.id for one in structure.dimensions], url=structure.url)
        if not codes:
            raise SdmxKeyError(f"{name} = []", where=where, wanted='["SI", ...]')
        wanted[part.id] = [_code(code, part, structure) for code in codes]
    return wanted


def _code(code: str, part: Part, structure: Structure) -> str:
    if not CODE.fullmatch(code):
        raise SdmxKeyError(code, where=f"select.key.{part.id}", wanted="SI, T1, _T ...")
    if part.list is not None and part.list.codes and code not in part.list.codes:
        raise SdmxCodeError.of(code, part.id, list(part.list.codes), url=structure.url)
    return code
