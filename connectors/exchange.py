"""The exchange table: one whose columns are our own dimensions and attributes, as `/api/v1/observations` writes it.

What a cell says is taken as it stands: a status, frequency or unit that does not fit the rest of its row is left for the
rules of observations to refuse. Only what is no code, number or period at all is refused here, at its cell.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ParamSpec, TypeVar

from connectors.cells import (
    ASSUMED,
    CellError,
    Reading,
    read_code,
    read_period,
    read_value,
)
from connectors.many_rows import without_collecting
from connectors.mapping import undeclared
from connectors.raw_table import RawCell, RawRow, RawTable
from schemas.codes import codelist
from schemas.errors import UnitError
from schemas.findings import Finding, Location
from schemas.indicators import indicators
from schemas.observations import DIMENSIONS, Observation, SeriesKey
from schemas.periods import Period
from schemas.photovoltaics import STATED, in_unit_of, is_peak_power

REQUIRED = ("indicator", "place", "period", "unit", "value")
CODED = ("sector", "scope", "gas", "carrier", "mode", "value_type", "freq")
ATTRIBUTES = ("obs_status", "conf_status", "notation_key")
AS_WRITTEN = ("included_in", "population_ref", "comment")
LICENCE = "licence"
MISSING = "O"
COLUMNS = (*DIMENSIONS, "value", "lower", "upper", *ATTRIBUTES, *AS_WRITTEN, LICENCE)
"""Columns that are read; others are left aside."""

Cells = Mapping[str, RawCell]
Asked = ParamSpec("Asked")
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class ExchangeReading:
    """What an exchange table says.

    Args:
        observations: its rows, in their order; those that cannot be meant are left out.
        findings: what cannot be meant, at its cell, and questions.
        licences: each licence that its rows state, by the first cell that does; an empty text is one, too.
    """

    observations: tuple[Observation, ...]
    findings: tuple[Finding, ...]
    licences: Mapping[str, str]


def lacking(table: RawTable) -> list[str]:
    """Give the columns that an exchange table has, and this one has not."""
    return [column for column in REQUIRED if column not in table.columns]


def read_exchange(
    table: RawTable, places: frozenset[str], document: Location, source: str
) -> ExchangeReading:
    """Read a table that lacks none of our columns.

    Args:
        places: codes of the places that the node knows.
        document: its name and hash.
        source: whose figures they are, where no column tells it.
    """
    rows = _Rows(places, document, source)
    with without_collecting(len(table.rows)):
        for row in table.rows:
            rows.add(_known_cells(table, row))
    return ExchangeReading(tuple(rows.observations), tuple(rows.findings), rows.licences)


def _known_cells(table: RawTable, row: RawRow) -> Cells:
    return {name: cell for name, cell in zip(table.columns, row, strict=True) if name in COLUMNS}


@dataclass
class _Rows:
    """Reads rows one by one; a text that was read as a code once is not read again."""

    places: frozenset[str]
    document: Location
    source: str
    observations: list[Observation] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    licences: dict[str, str] = field(default_factory=dict)
    codes: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, cells: Cells) -> None:
        """Read a row; one that tells no figure and no reason for that is left out."""
        if not any(_text(cells, name) for name in ("value", *ATTRIBUTES)):
            return
        if LICENCE in cells:
            self.licences.setdefault(_text(cells, LICENCE), cells[LICENCE].ref)
        errors: list[CellError] = []
        read = self._observation(cells, _Attempts(errors))
        if errors:
            where = self.document
            self.findings += [
                one for error in errors for one in error.findings(where.document, where.snapshot)
            ]
        elif read is not None:
            self.observations.append(read)
            if _text(cells, "value") in ASSUMED and read.obs_status == MISSING:
                self.findings.append(undeclared(read, self.document))

    def _observation(self, cells: Cells, attempt: "_Attempts") -> Observation | None:
        code, place, unit = (
            attempt(self._code, name, cells[name]) for name in ("indicator", "place", "unit")
        )
        period = attempt(read_period, _text(cells, "period"), cells["period"].ref)
        told = {name: attempt(self._code, name, cells[name]) for name in CODED if name in cells}
        reading = attempt(self._reading, cells, unit or "")
        bounds = [attempt(_bound, cells.get(name), unit or "") for name in ("lower", "upper")]
        if code is None or unit is None or place is None or period is None or reading is None:
            return None
        amounts = _Amounts(code, unit)
        return Observation(
            key=self._key(cells, (code, place, amounts.unit), period, told),
            value=amounts.of(reading.number),
            lower=amounts.of(bounds[0]),
            upper=amounts.of(bounds[1]),
            obs_status=reading.obs_status,
            conf_status=reading.conf_status,
            notation_key=reading.notation_key,
            published_value=reading.number,
            published_unit=unit,
            raw_value=cells["value"].text,
            raw_unit=_text(cells, "unit"),
            source_cell=cells["value"].ref,
            snapshot=self.document.snapshot,
            included_in=_text(cells, "included_in"),
            population_ref=_text(cells, "population_ref"),
            comment="; ".join(filter(None, (_text(cells, "comment"), amounts.comment))),
        )

    def _key(
        self, cells: Cells, what: tuple[str, str, str], period: Period, told: Mapping[str, str | None]
    ) -> SeriesKey:
        code, place, unit = what
        stated = {"freq": period.freq, **{name: word for name, word in told.items() if word is not None}}
        return SeriesKey(
            indicator=code, place=place, period=str(period), unit=unit, basis=_text(cells, "basis"),
            source=_text(cells, "source") or self.source, **stated,
        )  # fmt: skip

    def _code(self, name: str, cell: RawCell) -> str:
        asked = name, cell.text.strip()
        if asked not in self.codes:
            allowed = {"place": self.places, "indicator": indicators()}.get(name)
            self.codes[asked] = read_code(*asked, cell.ref, None, allowed)
        return self.codes[asked]

    def _reading(self, cells: Cells, unit: str) -> Reading:
        """Read number, status and notation key as the row states them, whether they fit one another or not."""
        found = read_value(cells["value"], "plain", {}, unit)
        stated = {name: self._code(name, cells[name]) for name in ATTRIBUTES if _text(cells, name)}
        key = stated.get("notation_key", found.notation_key)
        implied = codelist("notation_key")[key].columns["obs_status"] if key else found.obs_status
        return Reading(
            found.number,
            stated.get("obs_status", implied),
            stated.get("conf_status", found.conf_status),
            key,
        )


@dataclass(frozen=True)
class _Attempts:
    """Tries to read the cells of a row and keeps what went wrong with each of them."""

    errors: list[CellError]

    def __call__(
        self, read: Callable[Asked, Found], *args: Asked.args, **kwargs: Asked.kwargs
    ) -> Found | None:
        try:
            return read(*args, **kwargs)
        except CellError as error:
            self.errors.append(error)
            return None


@dataclass(frozen=True)
class _Amounts:
    """Numbers of a row in the unit of its indicator; in their own where that measures something else (H3)."""

    indicator: str
    stated: str

    @property
    def unit(self) -> str:
        """The unit that the numbers are given in."""
        try:
            in_unit_of(self.indicator, Decimal(1), self.stated)
        except UnitError:
            return self.stated
        return indicators()[self.indicator].unit

    @property
    def comment(self) -> str:
        """What is to be said of the conversion."""
        return STATED if is_peak_power(self.stated, self.indicator) else ""

    def of(self, number: Decimal | None) -> Decimal | None:
        """Give a number in that unit."""
        if number is None or self.stated == self.unit:
            return number
        return in_unit_of(self.indicator, number, self.stated)


def _bound(cell: RawCell | None, unit: str) -> Decimal | None:
    return None if cell is None or cell.kind == "empty" else read_value(cell, "plain", {}, unit).number


def _text(cells: Cells, name: str) -> str:
    return cells[name].text.strip() if name in cells else ""
