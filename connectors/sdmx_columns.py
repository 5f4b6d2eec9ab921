"""What the columns of an SDMX table are called: as its structure calls them, and by the words that mappings use.

Beside the components' own names there are ``time``, ``value``, ``status`` and ``unit``; Eurostat's tables have its lower-case
codes and ``time``, ``value``, ``status`` only, whatever form they came in.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from connectors.errors import EmptyFileError
from connectors.raw_table import RawCell, RawRow, RawTable, text_cell
from connectors.sdmx_errors import SdmxMessageError
from connectors.sdmx_status import with_confidentiality, without_flags

PLAIN = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?")
NO_NUMBER = frozenset({"", ":", "NaN"})
"""What stands where there is no number: nothing, Eurostat's sign, and SDMX's."""

TIMES = ("time_period", "time")
FIGURES = "obs_value"
VALUES = (FIGURES, "value")
STATUSES = ("status", "obs_flag", "obs_status", "flag and footnotes", "flags")
CONFIDENTIAL = "conf_status"
UPDATED = "last update"


def value_cell(cell: RawCell, column: str = FIGURES) -> RawCell:
    """Give a figure's cell: a sign for no number is empty, and digits in SDMX's own column are a number in no locale.

    Another column's figures were written for people, in a locale that the mapping declares.

    Args:
        column: the column's name in lower case.
    """
    text = cell.text.strip()
    if text in NO_NUMBER:
        return RawCell("", cell.ref, "empty")
    plain = column == FIGURES and PLAIN.fullmatch(text)
    return RawCell(text, cell.ref, "number") if plain else text_cell(text, cell.ref)


def eurostat_columns(table: RawTable, url: str = "") -> RawTable:
    """Give a table of Eurostat's under the names of its JSON-stat; a row with neither figure nor flag says nothing.

    Raises:
        SdmxMessageError: it has no column of figures.
        EmptyFileError: nothing is said in it.
    """
    names = [name.lower() for name in table.columns]
    value, time, status = (_first(names, words) for words in (VALUES, TIMES, STATUSES))
    if value is None:
        raise SdmxMessageError(", ".join(table.columns)[:200], url=url, wanted="OBS_VALUE")
    confidential = names.index(CONFIDENTIAL) if CONFIDENTIAL in names else None
    label = names.index("time") if time is not None and names[time] != "time" and "time" in names else None
    apart = {value, status, confidential, label, names.index(UPDATED) if UPDATED in names else None}
    kept = [index for index in range(len(names)) if index not in apart]
    rows: list[RawRow] = []
    for row in table.rows:
        figure = value_cell(row[value], names[value])
        flags = with_confidentiality(_cell(row, status, figure.ref), _cell(row, confidential, figure.ref))
        if figure.kind != "empty" or flags.kind != "empty":
            rows.append((*(row[index] for index in kept), figure, flags))
    if not rows:
        raise EmptyFileError("0", where="OBS_VALUE", url=url)
    called = ("time" if index == time else names[index] for index in kept)
    refs = (*(table.column_refs[index] for index in kept), table.column_refs[value])
    status_ref = table.column_refs[status] if status is not None else "status"
    return replace(
        table, columns=(*called, "value", "status"), column_refs=(*refs, status_ref), rows=tuple(rows)
    )


def usual_columns(table: RawTable, components: Sequence[str] = (), url: str = "") -> RawTable:
    """Give a table with ``time``, ``value``, ``status`` and ``unit`` beside its components.

    Args:
        components: those that the structure has; one that no observation tells is an empty column.

    Raises:
        EmptyFileError: it has no observation.
    """
    if not table.rows:
        raise EmptyFileError("0", url=url)
    table = _with_missing(table, [name for name in components if name not in table.columns])
    folded = [name.lower() for name in table.columns]
    value, time, status = (_first(folded, words) for words in (VALUES, TIMES, STATUSES))
    unit, power = _index(folded, "unit_measure"), _index(folded, "unit_mult")
    new = {
        "value": value, "time": time, "status": status, "unit": unit,
    }  # fmt: skip
    added = {name: index for name, index in new.items() if name not in table.columns}
    rows: list[RawRow] = []
    for row in table.rows:
        figures = (
            row if value is None else (*row[:value], value_cell(row[value], folded[value]), *row[value + 1 :])
        )
        more = {name: _cell(figures, index, row[0].ref) for name, index in added.items()}
        if "status" in more and status is not None:
            more["status"] = without_flags(more["status"], folded[status])
        if "unit" in more:
            more["unit"] = _with_power(more["unit"], _cell(row, power, row[0].ref))
        rows.append((*figures, *more.values()))
    refs = (table.column_refs[index] if index is not None else name for name, index in added.items())
    return replace(
        table, columns=(*table.columns, *added), column_refs=(*table.column_refs, *refs), rows=tuple(rows)
    )


def power_of(cell: RawCell) -> str:
    """Give the power of ten that UNIT_MULT says; empty for none."""
    text = cell.text.strip()
    return "" if text in ("", "0") else text


def _with_power(unit: RawCell, power: RawCell) -> RawCell:
    """Say a unit with its power of ten, e.g. ``10^3 T``."""
    many = power_of(power)
    return text_cell(f"10^{many} {unit.text.strip()}".strip() if many else unit.text, unit.ref)


def _with_missing(table: RawTable, missing: Sequence[str]) -> RawTable:
    if not missing:
        return table
    rows = tuple((*row, *(RawCell("", row[0].ref, "empty") for _ in missing)) for row in table.rows)
    return replace(
        table, columns=(*table.columns, *missing), column_refs=(*table.column_refs, *missing), rows=rows
    )


def _first(names: Sequence[str], words: Sequence[str]) -> int | None:
    return next((names.index(word) for word in words if word in names), None)


def _index(names: Sequence[str], word: str) -> int | None:
    return names.index(word) if word in names else None


def _cell(row: RawRow, index: int | None, ref: str) -> RawCell:
    return row[index] if index is not None else RawCell("", ref, "empty")
