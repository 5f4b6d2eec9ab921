"""Make the city workbooks from the transcribed facts; the same facts give the same bytes.

Run it again after a change of ``workbook/*.csv``: ``python deploy/demo/figures/make_workbooks.py``.

Every sheet has a title in row 1, the base year and the unit in rows 2 and 3, and a header of two rows (4 and 5):
"Scope", merged over three columns, above "1", "2" and "3"; every other name stands in row 4 alone. A column's name
is the non-empty parts of the two rows, joined by a space: "Sector", "Unit", "Scope 1", "Scope 2", "Scope 3",
"Total". The first figure of A-1.3 is C6, the first total F6. Figures are text cells, as printed.
"""

import argparse
import csv
import io
import os
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

os.environ["OPENPYXL_LXML"] = "False"  # noqa: TID251  # another writer, where there is one, writes other bytes

from openpyxl import Workbook  # asks the environment when it is imported
from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).resolve().parent
FIRST_HEADER_ROW = 4
GROUP = "Scope "
MADE = datetime(2026, 1, 1)  # noqa: DTZ001  # OOXML dates carry no zone
ZIP_TIME = (2026, 1, 1, 0, 0, 0)
NOTE = (
    "Transcribed from the Climate City Contract of Kranj, which was machine-converted from PDF: "
    "check every figure against the original."
)


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: its name, title, unit, and the file under ``workbook`` that holds its rows."""

    sheet: str
    title: str
    unit: str
    facts: str


KRANJ = (
    Table("A-1.1", "A-1.1: Final energy use by source sectors", "MWh/year", "kranj-a-1-1.csv"),
    Table("A-1.3", "A-1.3: GHG emissions by source sectors", "T CO2 equivalent / year", "kranj-a-1-3.csv"),
    Table(
        "A-1.4",
        "A-1.4: Activity by source sectors",
        "T CO2 equivalent / year (not printed here)",
        "kranj-a-1-4.csv",
    ),
)


def read_facts(name: str) -> list[list[str]]:
    """Read a table of transcribed cells, header first.

    Args:
        name: a file under ``workbook``.
    """
    with (HERE / "workbook" / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def two_header_rows(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Split column names over two rows: "Scope 1", "Scope 2" into "Scope", "" above "1", "2"."""
    members = [name.removeprefix(GROUP) if name.startswith(GROUP) else "" for name in names]
    first = members.index("1")
    groups = [name if not member else "" for name, member in zip(names, members, strict=True)]
    groups[first] = GROUP.strip()
    return groups, members


def fill_sheet(sheet: Worksheet, table: Table) -> None:
    """Write title, base year, unit, the two header rows, the cells and the note, all as text."""
    names, *cells = read_facts(table.facts)
    rows = [
        [table.title],
        ["Base year", "2018"],
        ["Unit", table.unit],
        *two_header_rows(names),
        *cells,
        [],
        [NOTE],
    ]
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            if text:
                sheet.cell(number, column, text).number_format = "@"
    scopes = [number for number, name in enumerate(names, start=1) if name.startswith(GROUP)]
    sheet.merge_cells(
        start_row=FIRST_HEADER_ROW, end_row=FIRST_HEADER_ROW, start_column=scopes[0], end_column=scopes[-1]
    )
    sheet.column_dimensions["A"].width = 60


def workbook_bytes(tables: Sequence[Table]) -> bytes:
    """Give a workbook's bytes, the same on every run."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "Ogledalo demonstration"
    book.properties.created = MADE
    for table in tables:
        fill_sheet(book.create_sheet(table.sheet), table)
    packed = io.BytesIO()
    book.save(packed)
    return without_clock(packed.getvalue())


def without_clock(packed: bytes) -> bytes:
    """Repack a workbook with fixed times and no compression, so that neither clock nor zlib shows in it."""
    repacked = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as found, zipfile.ZipFile(repacked, "w") as made:
        for entry in sorted(found.namelist()):
            content = found.read(entry)
            if entry == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-01-01T00:00:00Z", content)
            made.writestr(zipfile.ZipInfo(entry, ZIP_TIME), content)
    return repacked.getvalue()


def main() -> None:
    """Write the workbooks beside this script, or where ``--into`` says."""
    parser = argparse.ArgumentParser(description="Make the demo's workbooks from the transcribed facts.")
    parser.add_argument("--into", type=Path, default=HERE)
    into: Path = parser.parse_args().into
    (into / "kranj-a-1-3.xlsx").write_bytes(workbook_bytes(KRANJ))


if __name__ == "__main__":
    main()
