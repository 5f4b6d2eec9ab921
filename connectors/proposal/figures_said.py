"""Columns of figures in groups that make one mapping: what their headings part, and how each is turned into rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from connectors.numbers import Locale
from connectors.proposal.decisions import Decision
from connectors.proposal.drafts import Draft, Maps, plural
from connectors.proposal.headings import FigureColumn, parting
from connectors.proposal.units_said import dimension_of
from connectors.proposal.vocabulary import heading_role
from connectors.raw_table import RawTable
from schemas.messages import Message

HEADING = "heading"
TARGET = "TGT"
ADDED = ("sector", "scope", "carrier", "gas")
"""The dimensions whose total is a figure of its own; years are not added up."""


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """Columns of figures that measure one thing.

    Args:
        parts: the dimensions in which their headings differ.
        totals: those of them that add up others.
    """

    columns: tuple[FigureColumn, ...]
    parts: tuple[str, ...]

    @property
    def unit(self) -> str:
        """The unit that all headings state; empty where they state none, or several."""
        codes = {column.unit.code if column.unit else "" for column in self.columns}
        return codes.pop() if len(codes) == 1 else ""

    @property
    def texts(self) -> tuple[str, ...]:
        """The headings."""
        return tuple(column.name for column in self.columns)


def groups_of(columns: Sequence[FigureColumn]) -> tuple[list[FigureGroup], list[Decision]]:
    """Part columns of figures into groups, and leave out those that say nothing a mapping could use."""
    by_measure: dict[str, list[FigureColumn]] = {}
    for column in columns:
        by_measure.setdefault(_measure(column), []).append(column)
    groups: list[FigureGroup] = []
    decisions: list[Decision] = []
    for alike in by_measure.values():
        found, left = _group(alike)
        groups += found
        decisions += left
    return groups, decisions


def _measure(column: FigureColumn) -> str:
    if column.indicator:
        return column.indicator
    return dimension_of(column.unit.code) if column.unit else ""


def _group(columns: Sequence[FigureColumn]) -> tuple[list[FigureGroup], list[Decision]]:
    parts = parting(columns)
    if len(columns) == 1:
        return [FigureGroup(tuple(columns), ())], []
    if not parts:
        return _alike(columns)
    kept = [column for column in columns if _has_place(column, parts)]
    left = [column for column in columns if column not in kept]
    decisions = [_left_out(column) for column in left]
    return [FigureGroup(tuple(kept), parting(kept) or parts)], decisions


def _has_place(column: FigureColumn, parts: Sequence[str]) -> bool:
    """Say whether a column says where it belongs: in each dimension that parts, or as their total."""
    missing = [dimension for dimension in parts if dimension not in column.says]
    if not missing:
        return True
    if column.total:
        return all(dimension in ADDED for dimension in missing)
    return all(dimension == "value_type" for dimension in missing) and len(missing) < len(parts)


def _alike(columns: Sequence[FigureColumn]) -> tuple[list[FigureGroup], list[Decision]]:
    """Of columns that nothing parts, one that is called value counts, else each is one of its own indicator."""
    values = [column for column in columns if heading_role(column.name) == ("value", True)]
    if len(values) == 1:
        rest = [column for column in columns if column is not values[0]]
        return [FigureGroup((values[0],), ())], [_left_out(column) for column in rest]
    return [FigureGroup((column,), ()) for column in columns], []


def _left_out(column: FigureColumn) -> Decision:
    why = Message("proposal.why.no-place")
    return Decision(f"column.{column.name}", "guess", "left_out", why, ("value",))


def tell_figures(draft: Draft, group: FigureGroup, table: RawTable, maps: Maps, year: int) -> list[Decision]:
    """Say in a mapping where the figures stand: one column, or columns that are turned into rows."""
    if len(group.columns) == 1:
        column = group.columns[0]
        draft.columns["value"] = {"column": column.name}
        for dimension, said in column.says.items():
            if not draft.told(dimension):
                draft.constants[dimension] = said.code
        return [_said(column, dimension) for dimension in column.says if not column.says[dimension].certain]
    return _turned(draft, group, table, maps, year)


def _turned(draft: Draft, group: FigureGroup, table: RawTable, maps: Maps, year: int) -> list[Decision]:
    words = {dimension: _codes(group, dimension, year) for dimension in (*group.parts, "value_type")}
    words = {dimension: codes for dimension, codes in words.items() if codes and not draft.told(dimension)}
    units = {column.name: column.unit.code for column in group.columns if column.unit}
    if len(set(units.values())) > 1 and not draft.told("unit"):
        words["unit"] = units
    for column in group.columns:
        for dimension, said in column.says.items():
            if dimension not in words and not draft.told(dimension):
                draft.constants[dimension] = said.code
    into = next(iter(words)) if len(words) == 1 else HEADING
    turned = [column.name for column in group.columns]
    draft.unpivot = {"columns": turned, "into": _free(into, table, turned)}
    if draft.unpivot["into"] == into and len(words) == 1:
        if any(word != code for word, code in words[into].items()):
            draft.unpivot["map"] = maps.named(plural(into), words[into])
    else:
        for dimension, codes in words.items():
            named = maps.named(plural(dimension), codes)
            draft.columns[dimension] = {"column": draft.unpivot["into"], "map": named}
    draft.columns["value"] = {"column": "value"}
    return [
        _said(column, dimension)
        for column in group.columns
        for dimension, said in column.says.items()
        if not said.certain and dimension in words
    ]


def _codes(group: FigureGroup, dimension: str, year: int) -> dict[str, str]:
    """Give the code of each heading; of years that lie ahead the kind of value is a target."""
    if dimension == "value_type" and dimension not in group.parts:
        periods = {
            column.name: column.says["period"].code for column in group.columns if "period" in column.says
        }
        ahead = {name: int(period[:4]) > year for name, period in periods.items()}
        if not any(ahead.values()):
            return {}
        return {column.name: TARGET if ahead.get(column.name) else "ACT" for column in group.columns}
    default = {"value_type": "ACT"}.get(dimension, "_T")
    return {
        column.name: column.says[dimension].code if dimension in column.says else default
        for column in group.columns
    }


def _free(name: str, table: RawTable, turned: Sequence[str]) -> str:
    """Give a name that no column has which stays."""
    stays = set(table.columns) - set(turned)
    candidates = (name, HEADING, *(f"{HEADING}-{number}" for number in range(2, 100)))
    return next(one for one in candidates if one not in stays)


def _said(column: FigureColumn, dimension: str) -> Decision:
    said = column.says[dimension]
    why = Message("proposal.why.like", {"word": column.name})
    return Decision(f"word.{dimension}.{column.name}", "guess", said.code, why, said.candidates)


def can_turn(group: FigureGroup, table: RawTable) -> bool:
    """Say whether columns can become rows: no column that stays may be called ``value``."""
    turned = {column.name for column in group.columns}
    return len(group.columns) == 1 or "value" not in set(table.columns) - turned


def split_by_locale(
    group: FigureGroup, by_column: dict[str, Locale], locale: Locale
) -> list[tuple[FigureGroup, Locale]]:
    """Part a group whose columns write numbers differently: a mapping each."""
    if not by_column:
        return [(group, locale)]
    parted: dict[Locale, list[FigureColumn]] = {}
    for column in group.columns:
        parted.setdefault(by_column.get(column.name, locale), []).append(column)
    return [(FigureGroup(tuple(columns), group.parts), one) for one, columns in parted.items()]
