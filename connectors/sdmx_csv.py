"""Reading SDMX-CSV 1.0 and 2.0: the components' columns, without those that steer the message and without labels."""

import csv
import re
from dataclasses import replace

from connectors.csv_table import read_csv
from connectors.raw_table import RawCell, RawRow, RawTable
from connectors.sdmx_errors import SdmxMessageError
from connectors.sniffing import beginning

MARKS = frozenset({"DATAFLOW", "STRUCTURE", "STRUCTURE_ID"})
STEERING = MARKS | {"STRUCTURE_NAME", "ACTION", "SERIES_KEY", "OBS_KEY"}
SEPARATORS = ",;\t|"
DELETED = frozenset({"D", "DELETE"})
LABEL = ": "
SUFFIX = re.compile(r"\[[^\]]*\]")
"""What SDMX-CSV 2.0 puts behind a name: the separator of several values, or their languages."""


def is_sdmx_csv(content: bytes) -> bool:
    """Say whether a text's first line is a header of SDMX-CSV."""
    names = set(map(component_name, _header(content)))
    return bool(MARKS & names) or {"OBS_VALUE", "TIME_PERIOD"} <= names


def read_sdmx_csv(content: bytes, url: str = "") -> RawTable:
    """Read a message; rows that delete observations are left out.

    Cells are named as a spreadsheet would name them.

    Raises:
        TableError: it is no such table; it says where.
        SdmxMessageError: its last line is cut off.
    """
    header = _header(content)
    table = read_csv(content, separator=_separator(content))
    _refuse_cut(content, len(header), url)
    names = [component_name(name) for name in table.columns]
    action = names.index("ACTION") if "ACTION" in names else None
    rows = (row for row in table.rows if action is None or row[action].text.strip().upper() not in DELETED)
    kept = [index for index, name in enumerate(names) if name not in STEERING and _is_component(index, names)]
    labelled = any(LABEL in table.columns[index] for index in kept)
    return replace(
        table,
        columns=tuple(names[index] for index in kept),
        column_refs=tuple(table.column_refs[index] for index in kept),
        rows=tuple(_kept(row, kept, labelled) for row in rows),
    )


def component_name(header: str) -> str:
    """Give a component's name by its column's, without label and suffix."""
    return SUFFIX.sub("", header.partition(LABEL)[0]).strip()


def _kept(row: RawRow, kept: list[int], labelled: bool) -> RawRow:
    """Take the components' cells; of ``SI: Slovenia`` the code."""
    cells = (row[index] for index in kept)
    return tuple(map(_coded, cells)) if labelled else tuple(cells)


def _coded(cell: RawCell) -> RawCell:
    code, sign, _ = cell.text.partition(LABEL)
    return cell._replace(text=code) if sign and " " not in code else cell


def _is_component(index: int, names: list[str]) -> bool:
    """Say whether a column is one of a component, and not the names that Eurostat puts behind each code's column."""
    return (bool(names[index]) and " " not in names[index]) or names[index] == "LAST UPDATE"


def _first_line(content: bytes) -> str:
    """Give the first line as text; what is no UTF-8 in it is told when the whole is read."""
    line = content[:20_000].partition(b"\n")[0].removeprefix(b"\xef\xbb\xbf")
    return line.decode("utf-8", errors="replace").rstrip("\r")


def _separator(content: bytes) -> str:
    line = SUFFIX.sub("", _first_line(content))
    return max(SEPARATORS, key=line.count)


def _header(content: bytes) -> list[str]:
    line = _first_line(content)
    try:
        return next(csv.reader([line], delimiter=_separator(content)), [])
    except csv.Error:
        return []


def _refuse_cut(content: bytes, width: int, url: str) -> None:
    """Refuse a text that ends in the midst of a row."""
    if content.endswith((b"\n", b"\r")):
        return
    last = content[-20_000:].rpartition(b"\n")[2]
    line = last.decode("utf-8", errors="replace")
    found = len(next(csv.reader([line], delimiter=_separator(content)), []))
    if found < width:
        raise SdmxMessageError(beginning(last), url=url, wanted=f"{width} x {_separator(content)!r}")
