"""Headings of columns of figures: which dimensions, which unit, which total or indicator they name."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from connectors.proposal.looks import FIGURES, Look, named_indicator, period_within
from connectors.proposal.numerals import is_numeral
from connectors.proposal.places_said import PlaceNames
from connectors.proposal.units_said import SaidUnit, unit_within, without_unit
from connectors.proposal.vocabulary import CODED, Match, is_total, match
from connectors.raw_table import RawTable
from connectors.xlsx_cells import is_percent

ALL_COUNTED = "CO2E"
"""Greenhouse gases in CO2 equivalents: all gases that are counted, which is what is meant where no gas is told."""

HEADING_DIMENSIONS = ("period", "place", *CODED)


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """A column of figures and what its heading says.

    Args:
        says: what it may mean, by dimension.
        total: whether it adds up others.
        indicator: the one that it names; empty where it names none.
    """

    look: Look
    says: Mapping[str, Match] = field(default_factory=dict)
    unit: SaidUnit | None = None
    total: bool = False
    indicator: str = ""

    @property
    def name(self) -> str:
        """Its heading."""
        return self.look.name


def figure_columns(table: RawTable, looks: Sequence[Look], names: PlaceNames) -> tuple[FigureColumn, ...]:
    """Read the headings of all columns of figures; a column whose cells all print percents says its unit so."""
    told_by_rows = {look.role for look in looks}
    figures = [look for look in looks if look.role == FIGURES]
    common = _common([look.name for look in figures])
    found = [_column(look, names, told_by_rows, common) for look in figures]
    return _only_what_parts([_with_percents(column, table) for column in found])


def _with_percents(column: FigureColumn, table: RawTable) -> FigureColumn:
    cells = [row[column.look.index] for row in table.rows if is_numeral(row[column.look.index])]
    printed = [cell.text.rstrip().endswith("%") or is_percent(cell.number_format) for cell in cells]
    if column.unit is None and printed and all(printed):
        return replace(column, unit=SaidUnit("PC", "%"))
    return column


def _common(headings: Sequence[str]) -> str:
    """Give the words that all headings begin with: those of a heading that spans them."""
    if len(headings) < 2:
        return ""
    tokens = [heading.split() for heading in headings]
    shared: list[str] = []
    for column in zip(*tokens, strict=False):
        if len(set(column)) > 1 or any(len(shared) + 1 >= len(words) for words in tokens):
            break
        shared.append(column[0])
    return " ".join(shared)


def _column(look: Look, names: PlaceNames, told_by_rows: set[str], common: str) -> FigureColumn:
    """Read one heading; what the rows tell already, a heading does not tell again."""
    unit = unit_within(look.name)
    own = re.sub(r"\s*\[[A-Z]{1,3}\]$", "", look.name).removeprefix(common)
    plain = without_unit(own).strip() or without_unit(look.name)
    says: dict[str, Match] = {}
    for dimension in HEADING_DIMENSIONS:
        if dimension in told_by_rows:
            continue
        found = _says(dimension, plain, names)
        if found is not None and found.code:
            says[dimension] = found
    if "sector" in says and "carrier" in says and not says["carrier"].certain:
        del says["carrier"]
    return FigureColumn(look, says, unit, is_total(plain), named_indicator(look.name))


def _says(dimension: str, heading: str, names: PlaceNames) -> Match | None:
    if dimension == "period":
        period = period_within(heading)
        return Match(period, True, (period,)) if period else None
    if dimension == "place":
        said = names.match(heading)
        return said if said and said.code else None
    if is_total(heading):
        return None
    found = match(dimension, heading)
    if found is None or not found.code or (found.code == "_T" and not found.certain):
        return None
    return None if (dimension, found.code) == ("gas", ALL_COUNTED) else found


def _only_what_parts(columns: Sequence[FigureColumn]) -> tuple[FigureColumn, ...]:
    """Keep of uncertain readings those that part columns from one another: ``Emisije iz prometa`` alone is a title."""
    if len(columns) < 2:
        return tuple(columns)
    kept: list[FigureColumn] = []
    parts = {
        dimension
        for dimension in HEADING_DIMENSIONS
        if len({column.says[dimension].code for column in columns if dimension in column.says}) > 1
        or any(dimension in column.says and column.says[dimension].certain for column in columns)
    }
    for column in columns:
        says = {dimension: said for dimension, said in column.says.items() if dimension in parts}
        kept.append(FigureColumn(column.look, says, column.unit, column.total, column.indicator))
    return tuple(kept)


def parting(columns: Sequence[FigureColumn]) -> tuple[str, ...]:
    """Give the dimensions in which some columns differ; a total counts as a value of its own."""
    return tuple(
        dimension
        for dimension in HEADING_DIMENSIONS
        if len({column.says[dimension].code if dimension in column.says else "" for column in columns}) > 1
    )
