"""Sheets whose rows are indicators: which ones a filled workbook names, and a mapping for each of them."""

from collections.abc import Iterator, Mapping
from typing import Any

from connectors.errors import SelectionError, TableError
from connectors.raw_table import RawCell
from connectors.select import column_index
from connectors.tables import read_table
from connectors.workbook_errors import WorkbookError
from connectors.workbook_layout import SheetLayout, WorkbookLayout
from schemas.findings import Finding, Location
from schemas.indicators import indicators
from schemas.messages import Message
from schemas.unit_texts import unit_of_text
from schemas.validation.ledger import nearest

SLOT = "{indicator}"


def named_indicators(content: bytes, told: WorkbookLayout) -> Mapping[str, tuple[str, ...]]:
    """Give the indicators that each sheet of indicators names in rows that hold figures.

    Raises:
        WorkbookError: a row holds figures and names no indicator of ours; it names each cell.
    """
    found: dict[str, tuple[str, ...]] = {}
    problems: list[Finding] = []
    for sheet in told.sheets:
        if not sheet.named_by:
            continue
        cells = [cell for cell in _naming_cells(content, sheet) if cell.text.strip() or sheet.indicators]
        problems += [_unknown(cell) for cell in cells if cell.text.strip() not in indicators()]
        found[sheet.name] = tuple(dict.fromkeys(cell.text.strip() for cell in cells))
    if problems:
        raise WorkbookError(problems)
    return found


def _naming_cells(content: bytes, sheet: SheetLayout) -> Iterator[RawCell]:
    """Give the cell that names the indicator of each row that holds figures."""
    yield from _cells_of(content, sheet, sheet.named_by)


def _cells_of(content: bytes, sheet: SheetLayout, heading: str) -> Iterator[RawCell]:
    """Give a label's cell of each row that holds figures."""
    try:
        table = read_table(content, media="xlsx", sheet=sheet.name, cell_range=sheet.range)
        place = column_index(table, heading)
    except (TableError, SelectionError):
        return  # said when the sheet is read
    figures = [index for index, name in enumerate(table.columns) if name in sheet.columns]
    yield from (row[place] for row in table.rows if any(row[index].kind != "empty" for index in figures))


def _unknown(cell: RawCell) -> Finding:
    found = cell.text.strip() or "—"
    near = ", ".join(nearest(found, indicators())) or "—"
    expected = Message("workbook.wanted.indicator", {"near": near})
    mend = Message("workbook.mend.indicator", {"cell": cell.ref})
    return Finding("workbook", "violation", Location("", cell.ref), found, expected, mend)


def of_each_indicator(
    template: Mapping[str, Any], codes: Mapping[str, tuple[str, ...]]
) -> Iterator[Mapping[str, Any]]:  # TOML tables of ours
    """Give a mapping's template once for each indicator that its sheet names, or as it is where it is of one."""
    if template["indicator"] != SLOT:
        yield template
        return
    for code in codes.get(template["select"]["sheet"], ()):
        filled = {key: value.replace(SLOT, code) for key, value in template.items() if isinstance(value, str)}
        yield {**template, **filled}


def unit_words(content: bytes, told: WorkbookLayout) -> Mapping[str, str]:
    """Give the units that people wrote in another way than the drop-down does, each with our code."""
    found: dict[str, str] = {}
    for sheet in told.sheets:
        for heading, choice in sheet.choices.items():
            if choice.codelist == "unit":
                texts = (cell.text.strip() for cell in _cells_of(content, sheet, heading))
                found |= {text: code for text in texts if text and (code := unit_of_text(text))}
    return found
