"""Writing a workbook template: the same bytes each time."""

import re
import zipfile
from datetime import datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from connectors.workbook_layout import (
    BASIS_SHEET,
    FIRST_FIELD_ROW,
    HEADING_ROW,
    ChoiceLayout,
    FieldLayout,
    SheetLayout,
    WorkbookLayout,
    choice_text,
)
from schemas.codes import codelist
from schemas.indicators import Indicator, indicator
from schemas.languages import Lang
from schemas.messages import say

CODES_SHEET = "Codes"
TEXT_FORMAT = "@"
"""Keeps what is typed as it is typed, so that 65.831 does not become another number under another locale."""

THE_DAY = datetime(2000, 1, 1)  # noqa: DTZ001  # a workbook's times have no zone; this one never changes
CHANGED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")
EARLIEST = (1980, 1, 1, 0, 0, 0)

HEAD = PatternFill("solid", fgColor="DDE8F0")
INPUT = PatternFill("solid", fgColor="FFFBE6")
THIN = Side(style="thin", color="C0C8D0")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
WRAPPED = Alignment(wrap_text=True, vertical="top")
BOLD = Font(bold=True)
LARGE = Font(bold=True, size=14)
PALE = Font(color="5A6570")


def written(layout: WorkbookLayout, lang: Lang) -> bytes:
    """Write a template in a language."""
    workbook = Workbook()
    first = workbook.active
    assert isinstance(first, Worksheet)  # a new workbook has one sheet
    first.title = layout.readme_name.in_(lang)
    _readme(first, layout, lang)
    basis = workbook.create_sheet(BASIS_SHEET)
    drawn = [(workbook.create_sheet(sheet.name), sheet) for sheet in layout.sheets]
    codes = workbook.create_sheet(CODES_SHEET)
    codes.sheet_state = "hidden"
    _basis(basis, codes, layout, lang)
    offers = Offers(codes, lang, len(layout.fields))
    for drawing, told in drawn:
        _figures(drawing, told, layout, lang)
        offers.put(drawing, told, layout)
    workbook.properties.title = layout.title.in_(lang)
    workbook.properties.creator = "Ogledalo"
    workbook.properties.created = THE_DAY
    stream = BytesIO()
    workbook.save(stream)
    return _timeless(stream.getvalue())


def _readme(sheet: Worksheet, layout: WorkbookLayout, lang: Lang) -> None:
    sheet.column_dimensions["A"].width = 110
    sheet["A1"] = layout.title.in_(lang)
    sheet["A1"].font = LARGE
    for row, line in enumerate(layout.readme, start=3):
        cell = sheet.cell(row, 1, line.in_(lang))
        cell.alignment = WRAPPED


def _headings(sheet: Worksheet, row: int, texts: list[str]) -> None:
    for column, text in enumerate(texts, start=1):
        cell = sheet.cell(row, column, text)
        cell.font, cell.fill, cell.border, cell.alignment = BOLD, HEAD, BOX, WRAPPED


def _basis(sheet: Worksheet, codes: Worksheet, layout: WorkbookLayout, lang: Lang) -> None:
    for column, width in zip("ABCD", (32, 46, 34, 70), strict=True):
        sheet.column_dimensions[column].width = width
    sheet["A1"], sheet["B1"] = "Template", layout.id
    sheet["A1"].font = sheet["B1"].font = PALE
    keys = ("field", "value", "translation", "help")
    _headings(sheet, FIRST_FIELD_ROW - 1, [say(f"workbook.heading.{key}", lang) for key in keys])
    for row, one in enumerate(layout.fields, start=FIRST_FIELD_ROW):
        _basis_row(sheet, row, one, lang)
        choices = _choices(one, lang)
        if choices:
            _drop_down(sheet, row, codes, choices)
    sheet.freeze_panes = f"A{FIRST_FIELD_ROW}"


def _basis_row(sheet: Worksheet, row: int, one: FieldLayout, lang: Lang) -> None:
    sheet.cell(row, 1, one.label.en).font = BOLD
    value = sheet.cell(row, 2, _default(one, lang))
    value.fill, value.border, value.number_format = INPUT, BOX, TEXT_FORMAT
    sheet.cell(row, 3, one.label.in_(lang) if lang != "en" else "").font = PALE
    needed = say("workbook.required", lang) if one.required else ""
    explained = sheet.cell(row, 4, f"{one.help.in_(lang)}{needed}")
    explained.font, explained.alignment = PALE, WRAPPED


def _default(one: FieldLayout, lang: Lang) -> str | None:
    if not one.default:
        return None
    return next((text for text in _choices(one, lang) if text.partition(":")[0] == one.default), one.default)


def _choices(one: FieldLayout, lang: Lang) -> list[str]:
    return [choice_text(code.code, code.label.in_(lang)) for code in one.choices()] or list(one.words)


def _drop_down(sheet: Worksheet, row: int, codes: Worksheet, choices: list[str]) -> None:
    """Offer choices from a column of the hidden sheet; another text may still be written, e.g. a bare code."""
    letter = get_column_letter(row - FIRST_FIELD_ROW + 1)
    for number, text in enumerate(choices, start=1):
        codes[f"{letter}{number}"] = text
    offer = DataValidation(
        type="list", formula1=f"={CODES_SHEET}!${letter}$1:${letter}${len(choices)}", allow_blank=True,
        showErrorMessage=False,
    )  # fmt: skip
    sheet.add_data_validation(offer)
    offer.add(f"B{row}")


def _figures(sheet: Worksheet, told: SheetLayout, layout: WorkbookLayout, lang: Lang) -> None:
    sheet["A1"] = told.title.in_(lang)
    sheet["A1"].font = LARGE
    labels = [*told.headings, *told.columns]
    for column, label in enumerate(labels, start=1):
        sheet.cell(HEADING_ROW - 1, column, layout.word(label, lang)).font = PALE
        sheet.column_dimensions[get_column_letter(column)].width = 18 if label in told.columns else 44
    _headings(sheet, HEADING_ROW, labels)
    rows = label_rows(told, layout, lang)
    for number, row in enumerate(rows, start=HEADING_ROW + 1):
        for column, label in enumerate(row, start=1):
            sheet.cell(number, column, label or None)
        first = len(told.headings) + 1 if any(row) else 1
        for column in range(first, len(labels) + 1):
            cell = sheet.cell(number, column)
            cell.fill, cell.border, cell.number_format = INPUT, BOX, TEXT_FORMAT
    sheet.freeze_panes = f"{get_column_letter(len(told.headings) + 1)}{HEADING_ROW + 1}"


def label_rows(told: SheetLayout, layout: WorkbookLayout, lang: Lang) -> list[tuple[str, ...]]:
    """Give the labels of each row with what they mean; blank rows are empty."""
    rows = [(*row, _meaning(row, layout, lang)) for row in told.rows]
    if told.indicators:
        rows += [_indicator_row(told, indicator(code), lang) for code in layout.indicators]
    return [*rows, *([("",) * len(told.headings)] * told.blank)]


def _indicator_row(told: SheetLayout, one: Indicator, lang: Lang) -> tuple[str, ...]:
    unit = codelist("unit").codes.get(one.unit)
    written = choice_text(one.unit, unit.label.in_(lang)) if unit else one.unit
    by_heading = {"Indicator": one.code, "Unit": written, "Translation": one.name.in_(lang)}
    return tuple(by_heading.get(heading, "") for heading in told.headings)


def _meaning(row: tuple[str, ...], layout: WorkbookLayout, lang: Lang) -> str:
    """Say what a row's labels mean, the last one first: carrier, then sector."""
    return ": ".join(layout.word(label, lang) for label in row)


class Offers:
    """The drop-downs of the sheets of figures; their choices stand in the hidden sheet, each list once.

    Args:
        used: how many columns of the hidden sheet are taken.
    """

    def __init__(self, codes: Worksheet, lang: Lang, used: int) -> None:
        self._codes = codes
        self._lang = lang
        self._used = used
        self._ranges: dict[tuple[str, tuple[str, ...]], str] = {}

    def put(self, sheet: Worksheet, told: SheetLayout, layout: WorkbookLayout) -> None:
        """Offer the choices of each column of labels in all its rows."""
        last = HEADING_ROW + len(label_rows(told, layout, self._lang))
        for heading, choice in told.choices.items():
            letter = get_column_letter(told.headings.index(heading) + 1)
            offer = DataValidation(
                type="list", formula1=self._range(choice), allow_blank=True, showErrorMessage=False
            )
            sheet.add_data_validation(offer)
            offer.add(f"{letter}{HEADING_ROW + 1}:{letter}{last}")

    def _range(self, choice: ChoiceLayout) -> str:
        key = (choice.codelist, choice.codes)
        if key not in self._ranges:
            self._used += 1
            letter = get_column_letter(self._used)
            texts = choice.texts(self._lang)
            for number, text in enumerate(texts, start=1):
                self._codes[f"{letter}{number}"] = text
            self._ranges[key] = f"={CODES_SHEET}!${letter}$1:${letter}${len(texts)}"
        return self._ranges[key]


def _timeless(content: bytes) -> bytes:
    """Take the times out of a workbook's archive, so that the same template has the same bytes."""
    stream = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = source.read(name)
            if name == "docProps/core.xml":
                part = CHANGED.sub(rb"\g<1>2000-01-01T00:00:00Z\g<3>", part)
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, part)
    return stream.getvalue()
