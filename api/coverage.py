"""Coverage as a subject may see it: gathered through the door, and as a table to send."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from api.door import Door
from api.spreadsheet_texts import as_text, plain_text
from catalogue import registry
from catalogue.coverage import latest
from connectors.registered import priorities
from policies.decision import Action
from schemas.coverage.table import Cell, Table, table
from schemas.indicators import Indicator, indicators
from schemas.languages import Lang
from schemas.messages import say
from schemas.places import Level, ancestors

Sheet = Any  # a sheet that is only written: openpyxl's type stubs lack its columns and filter

CORE = "core"
COLUMNS = (
    "indicator", "name", "level", "place", "place_name", "state", "value", "unit", "period", "source", "age_months",
    "next_due", "holder",
)  # fmt: skip
_WIDTHS = (14, 46, 12, 12, 24, 16, 16, 10, 10, 24, 14, 14, 60)


def chosen_indicators(codes: Sequence[str]) -> list[Indicator]:
    """Give the indicators asked for, the core ones where none is named."""
    known = indicators()
    return [known[code] for code in codes] or [one for one in known.values() if one.level == CORE]


def coverage_of(
    door: Door, places: Sequence[str], wanted: Sequence[Indicator], levels: Sequence[Level]
) -> list[Table]:
    """Give the table of each place; what the subject may not read is told as restricted or not at all."""
    known = registry.places_with(door.session, places)
    around = dict.fromkeys(code for place in places for code in (place, *ancestors(place, known)))
    found = latest(
        door.session, door.scope(Action.READ), door.scope(Action.DISCOVER), tuple(around), priorities(door.session)
    )  # fmt: skip
    door.record_reads({held.dataset for held in found.values() if held.dataset})
    today = door.now.date()
    return [table(known[place], wanted, found, known, today, levels) for place in dict.fromkeys(places)]


def cell_row(cell: Cell, lang: Lang) -> dict[str, object]:
    """Give a cell as a row of plain values."""
    held = cell.held
    return {
        "indicator": cell.indicator.code,
        "name": cell.indicator.name.in_(lang),
        "level": cell.level,
        "place": cell.place.code,
        "place_name": cell.place.name.in_(lang),
        "state": cell.state,
        "value": held.value if held else None,
        "unit": held.unit if held else "",
        "period": held.period if held else "",
        "source": held.source if held else "",
        "age_months": cell.age,
        "next_due": cell.due.isoformat() if cell.due else None,
        "holder": cell.holder,
    }


def as_csv(tables: Sequence[Table], lang: Lang) -> str:
    """Write tables as CSV with headings in a language."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(_headings(lang))
    writer.writerows([as_text(value) for value in row] for row in _written(tables, lang))
    return lines.getvalue()


def as_xlsx(tables: Sequence[Table], lang: Lang) -> bytes:
    """Write tables as a workbook that can be sent: a covering text, the table, and what is missing."""
    book = Workbook(write_only=True)
    _cover(book.create_sheet(say("coverage.sheet.cover", lang)), tables, lang)
    _sheet(book.create_sheet(say("coverage.sheet.table", lang)), tables, lang)
    missing = [Table(one.place, one.missing) for one in tables]
    _sheet(book.create_sheet(say("coverage.sheet.missing", lang)), missing, lang)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _headings(lang: Lang) -> list[str]:
    return [say(f"coverage.column.{name}", lang) for name in COLUMNS]


def _written(tables: Sequence[Table], lang: Lang) -> Iterator[list[object]]:
    for one in tables:
        for cell in one.cells:
            row = cell_row(cell, lang)
            row |= {part: say(f"coverage.{part}.{row[part]}", lang) for part in ("level", "state")}
            yield [row[name] for name in COLUMNS]


def _cover(sheet: Sheet, tables: Sequence[Table], lang: Lang) -> None:
    sheet.column_dimensions["A"].width = 110
    lines = [say("coverage.cover.title", lang), "", say("coverage.cover.text", lang), ""]
    lines += [_counts(one, lang) for one in tables]
    for number, line in enumerate(lines):
        cell = _text(sheet, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(bold=not number, size=11 if number else 14)
        sheet.append([cell])


def _counts(one: Table, lang: Lang) -> str:
    return say(
        "coverage.cover.counts", lang, place=one.place.name.in_(lang), held=one.count("held"), old=one.count("old"),
        restricted=one.count("restricted"), missing=one.count("missing"), all=len(one.cells),
    )  # fmt: skip


def _sheet(sheet: Sheet, tables: Sequence[Table], lang: Lang) -> None:
    """Write a table row by row: one of 260 places has some 80,000, which need not stand in memory as cells."""
    for column, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    headings = [_text(sheet, heading) for heading in _headings(lang)]
    for heading in headings:
        heading.font = Font(bold=True)
    sheet.append(headings)
    count = 1
    for row in _written(tables, lang):
        sheet.append([_value(sheet, value) for value in row])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{count}"


def _value(sheet: Sheet, value: object) -> object:
    """Give a cell's value: what a workbook would take for a formula or an error stays a text."""
    if not isinstance(value, str):
        return value
    return _text(sheet, value) if value.startswith(("=", "#")) else plain_text(value) or None


def _text(sheet: Sheet, value: str) -> Any:  # a cell with a style
    cell = WriteOnlyCell(sheet, plain_text(value))
    cell.data_type = "s"
    return cell
