"""A page of a layer's features as a table: its fields, what dates and codes mean, and where each feature is.

Beside ``FIELD`` there are, where the mapping reads them, ``FIELD text`` (a code's text, a date as ISO 8601 writes it),
``FIELD year`` and ``FIELD month`` of a date, and ``lon`` and ``lat``, the centre of the geometry.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from zoneinfo import ZoneInfo

from connectors.arcgis_answer import read_document
from connectors.arcgis_errors import ArcgisCoordinatesError
from connectors.arcgis_geometry import centre
from connectors.arcgis_layer import DATES as DATE_TYPES
from connectors.arcgis_layer import Layer, code_text, moment
from connectors.arcgis_query import LAT, LON, features_of
from connectors.errors import EmptyFileError, JsonShapeError
from connectors.fetching import Fetched
from connectors.json_answer import Digits, Json, quoted
from connectors.json_cells import json_cell
from connectors.mapping import AppliedMapping
from connectors.named_columns import named_columns
from connectors.raw_table import RawCell, RawTable, clean_name, text_cell

DATES = "arcgis-dates"
"""The map of a layer's date fields: field = time zone in which its dates are told."""

DOMAIN = "arcgis-domain-"
"""How the map of a field's coded values begins: code = text."""

TEXT, YEAR, MONTH = " text", " year", " month"
WRITTEN = re.compile(r"(\d{4})-(\d{2})(-\d{2})?")
DEGREES = frozenset({"4326"})


def with_layers_maps(applied: AppliedMapping, layer: Layer, zone: str) -> AppliedMapping:
    """Give a mapping with what it needs of the layer's description, so that its version reads pages by itself."""
    named = named_columns(applied.mapping)
    maps = dict(applied.maps)
    dates: dict[str, str] = {}
    for name, one in layer.fields.items():
        called = clean_name(name)
        if one.texts and called + TEXT in named:
            maps[DOMAIN + called] = dict(sorted(one.texts.items()))
        if one.type in DATE_TYPES and named & {called + TEXT, called + YEAR, called + MONTH}:
            dates[called] = zone
    if dates:
        maps[DATES] = dates
    return replace(applied, maps=maps)


def read_features(fetched: Fetched, applied: AppliedMapping) -> RawTable:
    """Read a page of features; cells are called ``feature 12 / field``.

    Raises:
        EmptyFileError: it has none.
        ConnectorError: it is no such page, or its coordinates are no degrees.
    """
    document = read_document(fetched)
    features = features_of(document)
    if not features:
        raise EmptyFileError("0 features", url=fetched.url)
    told = [_attributes(one, f"feature {at}") for at, one in enumerate(features, start=1)]
    names = _names(document, told)
    columns = {clean_name(name): name for name in names}
    beside = _Beside.of(applied, columns)
    if beside.placed:
        _require_degrees(document)
    rows = [
        (
            *(json_cell(attributes.get(name), f"feature {at} / {name}") for name in names),
            *beside.cells(attributes, feature, at),
        )
        for at, (feature, attributes) in enumerate(zip(features, told, strict=True), start=1)
    ]
    header = (*columns, *beside.columns)
    refs = tuple(f"$.fields / {name}" for name in (*names, *beside.columns))
    return RawTable(header, refs, tuple(rows), "json")


@dataclass(frozen=True, slots=True)
class _Beside:
    """The columns beside a layer's fields, as far as a mapping reads them."""

    made: Sequence[tuple[str, str, str]]
    placed: bool
    zones: Mapping[str, str]
    texts: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, applied: AppliedMapping, columns: Mapping[str, str]) -> "_Beside":
        """Find them.

        Args:
            columns: the fields' own names by the columns' names.
        """
        named = named_columns(applied.mapping) - columns.keys()
        zones = applied.maps.get(DATES, {})
        texts = {
            column: applied.maps[DOMAIN + column] for column in columns if DOMAIN + column in applied.maps
        }
        made = [
            (column + ending, column, ending)
            for column in columns
            for ending in (TEXT, YEAR, MONTH)
            if column + ending in named and (column in zones or (ending == TEXT and column in texts))
        ]
        made = [(name, columns[column], ending) for name, column, ending in made]
        by_field = {columns[column]: zone for column, zone in zones.items() if column in columns}
        return cls(
            made, bool(named & {LON, LAT}), by_field, {columns[one]: told for one, told in texts.items()}
        )

    @property
    def columns(self) -> tuple[str, ...]:
        """Their names."""
        return (*(name for name, _, _ in self.made), *((LON, LAT) if self.placed else ()))

    def cells(self, attributes: Mapping[str, Json], feature: Json, at: int) -> Iterator[RawCell]:
        """Give a feature's cells in them."""
        for _, name, ending in self.made:
            ref, value = f"feature {at} / {name}", attributes.get(name)
            if name in self.texts and ending == TEXT:
                yield text_cell(self.texts[name].get(code_text(value), ""), ref)
            else:
                yield text_cell(_date(value, self.zones[name], ending), ref)
        if self.placed:
            where = f"feature {at} / geometry"
            point = centre(feature.get("geometry") if isinstance(feature, dict) else None, where)
            for place in (0, 1):
                yield RawCell(f"{point[place]:f}", where, "number") if point else RawCell("", where, "empty")


def _attributes(feature: Json, where: str) -> Mapping[str, Json]:
    told = feature.get("attributes", feature.get("properties")) if isinstance(feature, dict) else None
    if not isinstance(told, dict):
        raise JsonShapeError(quoted(feature), where=where, wanted="attributes, properties")
    return told


def _names(document: Mapping[str, Json], told: Sequence[Mapping[str, Json]]) -> tuple[str, ...]:
    """Give the fields in their order: as the answer lists them, else as they come up."""
    listed = document.get("fields")
    names = [one.get("name") for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    own = [name for name in names if isinstance(name, str) and name]
    return tuple(dict.fromkeys((*own, *(name for attributes in told for name in attributes))))


def _date(value: Json, zone: str, ending: str) -> str:
    """Tell a date: milliseconds since 1970, or a text that begins as ISO 8601 does."""
    if isinstance(value, str) and not isinstance(value, Digits):
        written = WRITTEN.match(value.strip())
        if written is None:
            return ""
        return {TEXT: value.strip(), YEAR: written[1], MONTH: f"{written[1]}-{written[2]}"}[ending]
    instant = moment(value)
    if instant is None:
        return ""
    local = instant.astimezone(ZoneInfo(zone))
    whole = local.date().isoformat() if local.time() == time() else local.isoformat(timespec="seconds")
    return {TEXT: whole, YEAR: f"{local.year:04}", MONTH: f"{local.year:04}-{local.month:02}"}[ending]


def _require_degrees(document: Mapping[str, Json]) -> None:
    """Refuse an answer that says that it is in another reference system than was asked for."""
    system = document.get("spatialReference")
    told = [system.get("latestWkid"), system.get("wkid")] if isinstance(system, dict) else []
    codes = [str(one) for one in told if isinstance(one, Digits)]
    if codes and DEGREES.isdisjoint(codes):
        raise ArcgisCoordinatesError(f"wkid {codes[0]}", where="$.spatialReference")
