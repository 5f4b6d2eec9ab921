"""Whether the sheets of a filled workbook still have the template's shape: headings, labels, and figures within the table.

A person who inserted a column or wrote over a label reads here which cell to restore, in one go with
what is wrong on the sheet Basis; the mapping's own words (columns, maps) mean nothing to them.
"""

from collections.abc import Iterator, Sequence

from connectors.cell_names import cell_name
from connectors.errors import TableError
from connectors.raw_table import RawCell, RawRow
from connectors.tables import read_table
from connectors.workbook_layout import HEADING_ROW, SheetLayout, WorkbookLayout, layout
from schemas.findings import Finding, Location
from schemas.messages import Message
from schemas.validation.ledger import nearest

NOTHING = "—"


def shape_problems(content: bytes, told: WorkbookLayout) -> Iterator[Finding]:
    """Tell what in the sheets of figures is not as the template has it.

    Args:
        content: of the workbook.
        told: the layout of its set.
    """
    for sheet in told.sheets:
        yield from _of_sheet(_rows(content, sheet), sheet)


def no_figures(set_name: str) -> Finding:
    """Say of a workbook from which no cell was read where its figures belong.

    Args:
        set_name: of the set of figures, e.g. ``ghg-inventory``.
    """
    told = layout(set_name)
    first, sheets = told.sheets[0], ", ".join(sheet.name for sheet in told.sheets)
    where = f"{first.name}!{cell_name(HEADING_ROW + 1, len(first.headings) + 1)}"
    expected = Message("workbook.wanted.figures", {"sheets": sheets})
    return _finding(where, "", expected, Message("workbook.mend.figures"))


def _rows(content: bytes, sheet: SheetLayout) -> Sequence[RawRow]:
    """Give all rows of a sheet; none where that itself is wrong, which is said when it is read."""
    try:
        return read_table(content, media="xlsx", sheet=sheet.name, header_rows=0).rows
    except TableError:
        return ()


def _of_sheet(rows: Sequence[RawRow], sheet: SheetLayout) -> Iterator[Finding]:
    if not rows:
        return
    headings = list(_wrong_headings(rows, sheet))
    yield from headings
    if headings or sheet.blank or sheet.indicators or not sheet.rows:
        return  # labels of shifted columns are all wrong, and it is said why
    yield from _wrong_labels(rows, sheet)


def _wrong_headings(rows: Sequence[RawRow], sheet: SheetLayout) -> Iterator[Finding]:
    row = next((row for row in rows if _number(row) == HEADING_ROW), ())
    for index, heading in enumerate((*sheet.headings, *sheet.columns)):
        found = row[index].text.strip() if index < len(row) else ""
        if found != heading:
            where = f"{sheet.name}!{cell_name(HEADING_ROW, index + 1)}"
            expected = Message("workbook.wanted.heading", {"heading": heading})
            yield _finding(
                where, found, expected, Message("workbook.mend.heading", {"cell": where, "heading": heading})
            )


def _wrong_labels(rows: Sequence[RawRow], sheet: SheetLayout) -> Iterator[Finding]:
    last = HEADING_ROW + len(sheet.rows)
    width = len(sheet.rows[0])
    seen: set[tuple[str, ...]] = set()
    for row in _below(rows):
        if not _has_figures(row, sheet):
            continue
        labels = tuple(cell.text.strip() for cell in row[:width])
        if _number(row) > last:
            yield _outside(row, sheet, last)
        elif labels not in sheet.rows or labels in seen:
            yield _label(row, labels, sheet)
        seen.add(labels)


def _label(row: RawRow, labels: tuple[str, ...], sheet: SheetLayout) -> Finding:
    known = [{one[index] for one in sheet.rows} for index in range(len(labels))]
    wrong = next((index for index, text in enumerate(labels) if text not in known[index]), len(labels) - 1)
    near = ", ".join(nearest(labels[wrong], sorted(known[wrong]))) or NOTHING
    cell = row[wrong]
    return _finding(
        cell.ref, labels[wrong], Message("workbook.wanted.label", {"near": near}),
        Message("workbook.mend.label", {"cell": cell.ref}),
    )  # fmt: skip


def _outside(row: RawRow, sheet: SheetLayout, last: int) -> Finding:
    cell = next(_figures(row, sheet))
    expected = Message("workbook.wanted.inside", {"first": HEADING_ROW + 1, "last": last})
    return _finding(cell.ref, cell.text, expected, Message("workbook.mend.inside", {"sheet": sheet.name}))


def _finding(cell: str, found: str, expected: Message, mend: Message) -> Finding:
    return Finding("workbook", "violation", Location("", cell), found or NOTHING, expected, mend)


def _below(rows: Sequence[RawRow]) -> Iterator[RawRow]:
    return (row for row in rows if _number(row) > HEADING_ROW)


def _has_figures(row: RawRow, sheet: SheetLayout) -> bool:
    return next(_figures(row, sheet), None) is not None


def _figures(row: RawRow, sheet: SheetLayout) -> Iterator[RawCell]:
    """Give the filled cells of a row in the columns of figures."""
    first = len(sheet.headings)
    return (cell for cell in row[first : first + len(sheet.columns)] if cell.text.strip())


def _number(row: RawRow) -> int:
    """Give the number of a row in its sheet."""
    name = row[0].ref.rpartition("!")[2]
    return int("".join(sign for sign in name if sign.isdigit()))
