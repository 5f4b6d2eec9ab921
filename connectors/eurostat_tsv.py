r"""Reading Eurostat's tables as tab-separated text: ``freq,unit,geo\TIME_PERIOD``, then a column a period.

Older files have no ``freq`` and ``geo\time``; periods go up or down; each cell ends in a space and may hold flags: ``6.7 e``,
``: m``. A colon alone fills the rectangle and says nothing.
"""

import re
from collections.abc import Iterator

from connectors.cell_names import cell_name
from connectors.csv_table import decoded
from connectors.eurostat_errors import EurostatTableError
from connectors.raw_table import RawCell, RawRow, RawTable
from connectors.sniffing import beginning

HEADER = re.compile(rb"\A(?:\xef\xbb\xbf)?[^\t\r\n\\]+\\[^\t\r\n\\]+\t")
CELL = re.compile(r"(?P<value>:|[^\sA-Za-z:]+(?:[eE][-+]?\d+)?)?\s*(?P<flags>[A-Za-z](?:\s?[A-Za-z])*)?")


def is_tsv(content: bytes) -> bool:
    """Say whether a text's first line is the header of such a table."""
    return HEADER.match(content) is not None


def read_tsv(content: bytes, url: str = "") -> RawTable:
    """Read a table: its dimensions, the period, ``OBS_VALUE`` and ``OBS_FLAG``; cells are named as a spreadsheet would.

    Raises:
        EurostatTableError: a line is not what the header says; it says where.
        EncodingError: it is no UTF-8.
    """
    text, _ = decoded(content)
    lines = [line.rstrip("\r") for line in text.split("\n")]
    head, *periods = lines[0].split("\t")
    names, _, across = head.partition("\\")
    dimensions = tuple(name.strip() for name in names.split(","))
    told = tuple(period.strip() for period in periods)
    while told and not told[-1]:
        told = told[:-1]
    if "" in told or len(set(told)) != len(told):
        raise EurostatTableError(beginning(lines[0].encode()), url=url, where="A1", wanted="2023, 2024 ...")
    rows = tuple(
        row
        for n, line in enumerate(lines[1:], 2)
        if line.strip()
        for row in _rows(line, n, dimensions, told, url)
    )
    columns = (*dimensions, across.strip(), "OBS_VALUE", "OBS_FLAG")
    return RawTable(columns, (*("A1" for _ in dimensions), "B1", "B1", "B1"), rows, "csv")


def _rows(
    line: str, number: int, dimensions: tuple[str, ...], periods: tuple[str, ...], url: str
) -> Iterator[RawRow]:
    head, *cells = line.split("\t")
    codes = [code.strip() for code in head.split(",")]
    while len(cells) > len(periods) and not cells[-1].strip():
        cells.pop()
    if len(codes) != len(dimensions):
        wanted = ",".join(dimensions)
        raise EurostatTableError(head, url=url, where=f"A{number}", wanted=wanted)
    if len(cells) != len(periods):
        wanted = f"{len(periods)} x \\t"
        raise EurostatTableError(
            f"{len(cells)}: {beginning(line.encode())}", url=url, where=f"A{number}", wanted=wanted
        )
    key = tuple(RawCell(code, f"A{number}") for code in codes)
    for column, (period, cell) in enumerate(zip(periods, cells, strict=True), 2):
        ref = cell_name(number, column)
        value, flags = _parted(cell.strip())
        yield (*key, RawCell(period, cell_name(1, column)), RawCell(value, ref), RawCell(flags, ref))


def _parted(cell: str) -> tuple[str, str]:
    """Part a figure and its flags; a cell that is neither stays whole, so that whoever reads it as a number is told."""
    found = CELL.fullmatch(cell)
    if found is None:
        return cell, ""
    return found["value"] or "", found["flags"] or ""
