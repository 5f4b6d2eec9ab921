"""Apply a mapping: a raw table becomes observations, and each cell that cannot be meant a located finding."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, Literal

from connectors.cells import (
    ASSUMED,
    CellError,
    Reading,
    TableRuleError,
    read_code,
    read_period,
    read_status,
    read_value,
)
from connectors.definitions import ColumnDefinition, Locale, MappingDefinition
from connectors.many_rows import without_collecting
from connectors.raw_table import RawCell, RawTable, clean_name
from connectors.select import column_index, parse_where, unpivot
from schemas.errors import UnitError
from schemas.findings import Finding, Location
from schemas.indicators import indicator
from schemas.messages import Message
from schemas.observations import Observation, SeriesKey
from schemas.periods import Freq
from schemas.photovoltaics import STATED, in_unit_of, is_peak_power
from schemas.validation.wording import label

CODED_DIMENSIONS = ("place", "sector", "scope", "gas", "carrier", "mode", "value_type")


@dataclass(frozen=True)
class AppliedMapping:
    """A mapping with all it needs, so that it gives the same observations of the same bytes for ever.

    Args:
        source: the source's id.
        connector: decides how the bytes are read and what status flags mean.
        mapping: its definition.
        maps: the maps it names.
        options: the source's options that decide how a file is read.
        places: codes of the places that the node knows.
    """

    source: str
    connector: str
    name: str
    mapping: MappingDefinition
    maps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)  # TOML values, typed by the connector's options
    places: frozenset[str] = frozenset()

    def definition(self) -> dict[str, Any]:  # JSON
        """Give the mapping as JSON, enough to apply it again without the node."""
        return {
            "source": self.source,
            "connector": self.connector,
            "name": self.name,
            "mapping": self.mapping.model_dump(mode="json", exclude_defaults=True),
            "maps": {name: dict(words) for name, words in self.maps.items()},
            "options": dict(self.options),
        }

    @classmethod
    def of(cls, definition: Mapping[str, Any], places: frozenset[str]) -> "AppliedMapping":
        """Make a mapping again of its stored definition."""
        return cls(
            source=definition["source"],
            connector=definition["connector"],
            name=definition["name"],
            mapping=MappingDefinition.model_validate(definition["mapping"]),
            maps=definition["maps"],
            options=definition["options"],
            places=places,
        )

    @cached_property
    def id(self) -> str:
        """The mapping version's id: source, name and the hash of its definition."""
        text = json.dumps(self.definition(), sort_keys=True, ensure_ascii=False)
        return f"{self.slot}@{hashlib.sha256(text.encode()).hexdigest()[:12]}"

    @cached_property
    def flags(self) -> Literal["sdmx", "eurostat"]:
        """Whose status flags the tables of its connector carry."""
        from connectors.connector import connector  # connectors apply mappings by this module

        return connector(self.connector).flags

    @property
    def slot(self) -> str:
        """What a newer release of the same mapping replaces."""
        return f"{self.source}/{self.name}"


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a mapping made of a table: observations in the table's order, and what it could not read."""

    observations: tuple[Observation, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes a table was read from: name for people, and SHA-256."""

    name: str
    snapshot: str


def apply_mapping(applied: AppliedMapping, table: RawTable, document: Document) -> Mapped:
    """Make observations of a table.

    Raises:
        ConnectorError: the table lacks a column that the mapping names.
    """
    mapping = applied.mapping
    if mapping.unpivot:
        table = unpivot(table, columns=tuple(mapping.unpivot.columns), into=mapping.unpivot.into)
    keep = parse_where(mapping.where) if mapping.where else None
    _require_columns(applied, table)
    observations: list[Observation] = []
    findings: list[Finding] = []
    keys = _Keys(applied)
    with without_collecting(len(table.rows)):
        for row in table.rows:
            if keep is not None and not keep(table.texts(row)):
                continue
            try:
                read = _observation(applied, keys, dict(zip(table.columns, row, strict=True)), document)
            except CellError as error:
                findings.extend(error.findings(document.name, document.snapshot))
                continue
            if read is not None:
                observations.append(read)
                if read.value is None and _is_assumed(read, mapping):
                    findings.append(undeclared(read, Location(document.name, "", document.snapshot)))
    return Mapped(tuple(observations), tuple(findings))


def _is_assumed(observation: Observation, mapping: MappingDefinition) -> bool:
    """Say of a row without a number whether nobody declared what its token stands for."""
    token = observation.raw_value.strip()
    return token in ASSUMED and token not in mapping.missing


def undeclared(observation: Observation, document: Location) -> Finding:
    """Ask what a token stands for that nobody declared: not occurring, not estimated, or elsewhere.

    Args:
        document: its name and hash.
    """
    where = Location(document.document, observation.source_cell, document.snapshot)
    expected, mend = Message("mapping.token.expected"), Message("mapping.token.mend")
    token = observation.raw_value.strip()
    return Finding(
        "mapping.token",
        "warning",
        where,
        token,
        expected,
        mend,
        observation.key.canonical(),
        observation.key.place,
    )


def _require_columns(applied: AppliedMapping, table: RawTable) -> None:
    for name, column in applied.mapping.columns.items():
        column_index(table, column.column, key=f"columns.{name}")


def _observation(
    applied: AppliedMapping, keys: "_Keys", cells: Mapping[str, RawCell], document: Document
) -> Observation | None:
    """Make the observation of a row; None where nothing is printed, so that there is nothing to say."""
    mapping = applied.mapping
    value_cell = cells[_cleaned(mapping.columns["value"].column)]
    status_cell = _cell_of(mapping.columns.get("status"), cells)
    if (
        value_cell.kind == "empty"
        and "" not in mapping.missing
        and not (status_cell and status_cell.text.strip())
    ):
        return None
    key, raw_unit, published_unit = keys.read(cells)
    reading = _value(applied, value_cell, status_cell, published_unit)
    return Observation(
        key=key,
        value=_in_unit(reading.number, published_unit, key, value_cell),
        lower=_bound(applied, "lower", cells, published_unit, key),
        upper=_bound(applied, "upper", cells, published_unit, key),
        obs_status=reading.obs_status,
        conf_status=reading.conf_status,
        notation_key=reading.notation_key,
        included_in=mapping.included_in if reading.notation_key == "IE" else "",
        comment=_comment(
            mapping, cells, reading, STATED if is_peak_power(published_unit, key.indicator) else ""
        ),
        published_value=reading.number,
        published_unit=published_unit,
        raw_value=value_cell.text,
        raw_unit=raw_unit,
        source_cell=value_cell.ref,
        snapshot=document.snapshot,
        mapping=applied.id,
    )


def _value(applied: AppliedMapping, cell: RawCell, status: RawCell | None, unit: str) -> Reading:
    reading = read_value(cell, _locale(applied.mapping, "value"), applied.mapping.missing, unit)
    if status is None:
        return reading
    return read_status(reading, status, flags=applied.flags)


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where a dimension's text comes from: a column, the unpivoted names, or a constant."""

    ref: str
    constant: str = ""
    column: str = ""
    prefix: str = ""
    default: str = ""

    @classmethod
    def of(cls, mapping: MappingDefinition, name: str) -> "_Origin":
        """Find it in a mapping."""
        column = mapping.columns.get(name)
        if column is None and _unpivots(mapping, name):
            column = ColumnDefinition(column=name)
        if column is None:
            return cls(f"constants.{name}", constant=mapping.constants.get(name, ""))
        return cls("", column=clean_name(column.column), prefix=column.prefix, default=column.default)

    def text(self, cells: Mapping[str, RawCell]) -> tuple[str, str]:
        """Give the text in a row, and where it stands."""
        if self.ref:
            return self.constant, self.ref
        cell = cells[self.column]
        text = cell.text.strip()
        return (f"{self.prefix}{text}" if text else self.default), cell.ref


class _Keys:
    """Reads the keys of a table's rows; a text that was read as a code once is not read again."""

    def __init__(self, applied: AppliedMapping) -> None:
        self._applied = applied
        self._wanted = indicator(applied.mapping.indicator).unit
        self._told = [name for name in CODED_DIMENSIONS if _tells(applied.mapping, name)]
        self._origins = {name: _Origin.of(applied.mapping, name) for name in (*self._told, "unit", "period")}
        self._codes: dict[str, dict[str, str]] = {name: {} for name in self._origins}
        self._periods: dict[str, tuple[str, Freq]] = {}

    def read(self, cells: Mapping[str, RawCell]) -> tuple[SeriesKey, str, str]:
        """Give a row's key, its unit as printed, and our code of that."""
        applied = self._applied
        told = {name: self._code(name, cells)[0] for name in self._told}
        period, freq = self._period(cells)
        published_unit, raw_unit = self._code("unit", cells)
        key = SeriesKey(
            indicator=applied.mapping.indicator, period=period, freq=freq, unit=self._wanted,
            source=applied.source, basis=applied.mapping.basis, **told,
        )  # fmt: skip
        return key, raw_unit, published_unit

    def _code(self, name: str, cells: Mapping[str, RawCell]) -> tuple[str, str]:
        """Give a dimension's code, and the text it was read from."""
        text, ref = self._origins[name].text(cells)
        known = self._codes[name]
        code = known.get(text)
        if code is None:
            allowed = self._applied.places if name == "place" else None
            code = known[text] = read_code(name, text, ref, _words(self._applied, name), allowed)
        return code, text

    def _period(self, cells: Mapping[str, RawCell]) -> tuple[str, Freq]:
        text, ref = self._origins["period"].text(cells)
        told = self._periods.get(text)
        if told is None:
            words = _words(self._applied, "period")
            period = read_period(read_code("period", text, ref, words) if words else text, ref)
            told = self._periods[text] = (str(period), period.freq)
        return told


def _tells(mapping: MappingDefinition, name: str) -> bool:
    return name in mapping.columns or name in mapping.constants or _unpivots(mapping, name)


_cleaned = lru_cache(maxsize=4096)(clean_name)


def _unpivots(mapping: MappingDefinition, name: str) -> bool:
    return mapping.unpivot is not None and mapping.unpivot.into == name


def _words(applied: AppliedMapping, name: str) -> Mapping[str, str] | None:
    column = applied.mapping.columns.get(name)
    used = column.map if column else ""
    if not used and applied.mapping.unpivot and _unpivots(applied.mapping, name):
        used = applied.mapping.unpivot.map
    return applied.maps[used] if used else None


def _bound(
    applied: AppliedMapping, name: str, cells: Mapping[str, RawCell], found: str, key: SeriesKey
) -> Decimal | None:
    cell = _cell_of(applied.mapping.columns.get(name), cells)
    if cell is None or cell.kind == "empty":
        return None
    read = read_value(cell, _locale(applied.mapping, name), applied.mapping.missing, found)
    return _in_unit(read.number, found, key, cell)


def _locale(mapping: MappingDefinition, name: str) -> Locale:
    """Give the locale of a column's numbers: its own, or the mapping's."""
    return mapping.columns[name].locale or mapping.locale


def _cell_of(column: ColumnDefinition | None, cells: Mapping[str, RawCell]) -> RawCell | None:
    return cells[_cleaned(column.column)] if column else None


def _comment(mapping: MappingDefinition, cells: Mapping[str, RawCell], reading: Reading, stated: str) -> str:
    cell = _cell_of(mapping.columns.get("comment"), cells)
    return "; ".join(part for part in (cell.text.strip() if cell else "", reading.comment, stated) if part)


def _in_unit(number: Decimal | None, found: str, key: SeriesKey, cell: RawCell) -> Decimal | None:
    if number is None or found == key.unit:
        return number
    try:
        return in_unit_of(key.indicator, number, found)
    except UnitError:
        values = {"indicator": key.indicator, "unit": key.unit, "label": label("unit", key.unit)}
        expected, mend = Message("validation.unit.expected", values), Message("validation.unit.mend", values)
        raise TableRuleError("H3", cell.ref, found, expected, mend) from None
