"""An answer's entities as a table: a row for each value of the attributes that are read.

The columns are ``entity``, ``type``, ``attribute``, ``dataset``, ``value``, ``unit`` (ours where UN/CEFACT's code is known),
``unitCode`` (as written), ``observedAt``, of a period that the broker summed up ``start``, ``end`` and ``method``, and
``lon`` and ``lat``. Any other column that a mapping names is an attribute of the entity, or a part of one
(``address.addressLocality``); `` year`` and `` month`` behind a column's name tell those of its time.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from connectors.arcgis_geometry import centre
from connectors.definitions import MappingDefinition
from connectors.errors import EmptyFileError
from connectors.fetching import Fetched
from connectors.json_answer import Json
from connectors.json_cells import json_cell
from connectors.json_table import escaped
from connectors.mapping import AppliedMapping
from connectors.named_columns import named_columns
from connectors.ngsi_answer import read_entities
from connectors.ngsi_options import NgsiOptions
from connectors.ngsi_terms import Terms, terms_of
from connectors.ngsi_units import our_unit
from connectors.ngsi_values import Instance, instances, members
from connectors.raw_table import RawCell, RawRow, RawTable, text_cell

OWN = (
    "entity", "type", "attribute", "dataset", "value", "unit", "unitCode", "observedAt", "start", "end", "method",
    "lon", "lat",
)  # fmt: skip
ATTRS = "attrs"
TIMES = (" year", " month")
TIME = re.compile(r"(\d{4})-(\d{2})(-\d{2}(T\d{2}:\d{2}(:\d{2}([.,]\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?)?")
PLACES = ("location", "observationSpace", "operationSpace")


def measured(mapping: MappingDefinition) -> tuple[str, ...]:
    """Give the attributes whose values are rows; all where a mapping names none."""
    return tuple(mapping.select.key.get(ATTRS, ()))


def paths(mapping: MappingDefinition) -> tuple[str, ...]:
    """Give the columns that are attributes of an entity or parts of them."""
    return tuple(sorted(one for one in named_columns(mapping) if _base(one) not in OWN))


def read_values(fetched: Fetched, applied: AppliedMapping) -> RawTable:
    """Read an answer's values; cells are called by JSON pointers, ``/3/pm10/value``.

    Raises:
        EmptyFileError: it has none.
        ConnectorError: it is no answer of a broker.
    """
    entities = read_entities(fetched)
    zone = ZoneInfo(NgsiOptions.model_validate(applied.options).zone)
    wanted, beside = measured(applied.mapping), paths(applied.mapping)
    told = tuple(
        one for one in sorted(named_columns(applied.mapping)) if _base(one) in OWN and one not in OWN
    )
    single = not fetched.content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")
    rows: list[RawRow] = []
    for at, entity in enumerate(entities):
        ref = "" if single else f"/{at}"
        reader = _Entity(entity, terms_of(entity), ref, zone)
        rows += reader.rows(wanted, told, beside)
    if not rows:
        raise EmptyFileError(f"{len(entities)} entities", url=fetched.url)
    header = (*OWN, *told, *beside)
    return RawTable(header, tuple(f"/*/{name}" for name in header), tuple(rows), "json")


class _Entity:
    """One entity, its attributes by their terms, and where it stands."""

    def __init__(self, entity: Mapping[str, Json], terms: Terms, ref: str, zone: ZoneInfo) -> None:
        self._entity = entity
        self._ref = ref
        self._zone = zone
        self._terms = terms
        self._attributes: dict[str, tuple[str, Json]] = {}
        for name, told in members(entity):
            term = terms.term(name)
            self._attributes[name if term in self._attributes else term] = (name, told)

    def rows(self, wanted: Sequence[str], told: Sequence[str], beside: Sequence[str]) -> Iterator[RawRow]:
        """Give a row for each value of the attributes that are wanted.

        Args:
            told: years and months of our own columns.
            beside: paths of the entity's attributes.
        """
        others = [self._path(path) for path in beside]
        place = self._place()
        names = [self._terms.term(name) for name in wanted] or list(self._attributes)
        for term in names:
            if term not in self._attributes:
                continue
            name, value = self._attributes[term]
            for one in instances(value, f"{self._ref}/{escaped(name)}"):
                own = (*self._own(term, one), *place)
                by_name = dict(zip(OWN, own, strict=True))
                times = [self._timed(by_name[_base(column)], column) for column in told]
                yield (*own, *times, *others)

    def _own(self, term: str, one: Instance) -> tuple[RawCell, ...]:
        kind = self._entity.get("type", self._entity.get("@type"))
        kinds = kind if isinstance(kind, list) else [kind]
        called = ", ".join(self._terms.term(told) for told in kinds if isinstance(told, str))
        identity = self._entity.get("id", self._entity.get("@id"))
        texts = (one.dataset, our_unit(one.unit), one.unit, one.observed, one.start, one.end, one.method)
        dataset, *rest = (text_cell(text, one.ref) for text in texts)
        return (
            text_cell(identity if isinstance(identity, str) else "", f"{self._ref}/id"),
            text_cell(called, f"{self._ref}/type"), text_cell(term, one.ref), dataset, _cell(one.value, one.ref), *rest,
        )  # fmt: skip

    def _place(self) -> tuple[RawCell, RawCell]:
        for term in PLACES:
            name, told = self._attributes.get(term, ("", None))
            for one in instances(told, f"{self._ref}/{escaped(name)}") if name else ():
                point = centre(one.value, one.ref)
                if point is not None:
                    lon, lat = (RawCell(f"{part:f}", one.ref, "number") for part in point)
                    return lon, lat
        return RawCell("", self._ref, "empty"), RawCell("", self._ref, "empty")

    def _path(self, column: str) -> RawCell:
        base = _base(column)
        cell = self._found(base)
        return self._timed(cell, column) if base != column else cell

    def _found(self, path: str) -> RawCell:
        """Find an attribute, or a part of its value, by a name with dots."""
        term = next((one for one in _beginnings(path) if one in self._attributes), "")
        if not term:
            return RawCell("", f"{self._ref}/{escaped(path)}", "empty")
        name, told = self._attributes[term]
        first = next(iter(instances(told, f"{self._ref}/{escaped(name)}")), None)
        if first is None:
            return RawCell("", f"{self._ref}/{escaped(name)}", "empty")
        value, ref = first.value, first.ref
        for part in path[len(term) + 1 :].split(".") if len(path) > len(term) else ():
            value, ref = (value.get(part) if isinstance(value, dict) else None), f"{ref}/{escaped(part)}"
        return _cell(value, ref)

    def _timed(self, cell: RawCell, column: str) -> RawCell:
        return text_cell(_time(cell.text, column, self._zone), cell.ref)


def _base(column: str) -> str:
    """Give a column without what asks for the year or month of its time."""
    return next((column.removesuffix(ending) for ending in TIMES if column.endswith(ending)), column)


def _beginnings(path: str) -> Iterator[str]:
    """Give a path and its beginnings, the longest first: a term may hold dots itself."""
    while path:
        yield path
        path = path.rpartition(".")[0]


def _time(text: str, column: str, zone: ZoneInfo) -> str:
    """Tell the year or month of a time; of a span its beginning's. A time without an offset is told as it stands."""
    written = TIME.match(text.partition("/")[0].strip())
    if written is None:
        return ""
    year, month = written[1], written[2]
    if written[7]:
        moment = datetime.fromisoformat(written[0].replace(",", ".")).astimezone(zone)
        year, month = f"{moment.year:04}", f"{moment.month:02}"
    return year if column.endswith(TIMES[0]) else f"{year}-{month}"


def _cell(value: Json, ref: str) -> RawCell:
    return json_cell(value["@value"] if isinstance(value, dict) and "@value" in value else value, ref)
