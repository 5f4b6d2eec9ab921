"""A city's own indicators in a workbook: the rows of tables B-3.1 and B-3.2, joined by their number."""

from collections.abc import Mapping

from connectors.errors import TableError
from connectors.raw_table import RawTable
from connectors.tables import read_table
from connectors.workbook_layout import SheetLayout, WorkbookLayout

NUMBER, NAME = "No.", "Indicator name"
OURS: Mapping[str, str] = {
    NUMBER: "code",
    NAME: "name",
    "Our indicator": "indicator",
    "Match": "match",
    "Unit": "unit",
    "Definition": "definition",
}
"""Our fields of a local indicator by the template's headings; the rest is kept under the heading itself."""


def local_rows(content: bytes, told: WorkbookLayout) -> tuple[Mapping[str, str], ...]:
    """Give a row for each indicator that the workbook names, with what both tables say of it, and its cell."""
    if not told.local:
        return ()
    meaning = _table(content, told, told.local["meaning"])
    by_number = {one[NUMBER]: one for one in _texts(meaning) if one.get(NUMBER)} if meaning else {}
    figures = _table(content, told, told.local["figures"])
    if figures is None or NAME not in figures.columns:
        return ()
    place = figures.columns.index(NAME)
    cells = [row[place].ref for row in figures.rows]
    rows = zip(_texts(figures), cells, strict=True)
    return tuple(_joined(said, by_number, told, cell) for said, cell in rows if said.get(NAME))


def _joined(
    said: Mapping[str, str], by_number: Mapping[str, Mapping[str, str]], told: WorkbookLayout, cell: str
) -> Mapping[str, str]:
    more = by_number.get(said.get(NUMBER, ""), {})
    named = {_key(heading, told): text for heading, text in {**more, **said}.items()}
    return {**named, "cell": cell}


def _key(heading: str, told: WorkbookLayout) -> str:
    years = {column for sheet in told.sheets for column in sheet.columns}
    return f"Target {heading}" if heading in years else OURS.get(heading, heading)


def _texts(table: RawTable) -> list[dict[str, str]]:
    return [{name: text for name, text in table.texts(row).items() if text} for row in table.rows]


def _table(content: bytes, told: WorkbookLayout, name: str) -> RawTable | None:
    sheet: SheetLayout = next(one for one in told.sheets if one.name == name)
    try:
        return read_table(content, media="xlsx", sheet=name, cell_range=sheet.range)
    except TableError:
        return None  # said when the sheet is read
