"""XLSX: stored values as text, merged cells, formulas, and files that are something else."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from connectors.errors import (
    BrokenWorkbookError,
    ConnectorError,
    EmptyFileError,
    NotATableError,
    RangeError,
    SheetError,
    SwollenArchiveError,
    UncomputedFormulaError,
)
from connectors.raw_table import RawCell, RawTable
from connectors.tables import read_table
from connectors.xlsx_cells import number_text
from schemas.messages import Message


def workbook(fill: Callable[[Worksheet], object], title: str = "A-1.3", *more: str) -> bytes:
    """A workbook of one filled sheet and perhaps some empty ones."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    fill(sheet)
    for name in more:
        book.create_sheet(name)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_part(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The same workbook with one of its parts rewritten."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name).decode()
            new.writestr(name, change(text) if name == part else text)
    return stream.getvalue()


def rows(*lines: list[object]) -> Callable[[Worksheet], object]:
    def fill(sheet: Worksheet) -> None:
        for line in lines:
            sheet.append(line)

    return fill


def read(content: bytes, **how: str | int) -> RawTable:
    return read_table(content, media="xlsx", **how)  # type: ignore[arg-type]  # the test's keywords


def texts(table: RawTable) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def test_a_sheet_has_columns_and_rows_of_named_cells() -> None:
    assert read(workbook(rows(["Sector", "t"], ["I", "65.831"], ["II", 68068.5], ["III", None]))) == RawTable(
        ("Sector", "t"),
        ("A-1.3!A1", "A-1.3!B1"),
        (
            (
                RawCell("I", "A-1.3!A2", number_format="General"),
                RawCell("65.831", "A-1.3!B2", number_format="General"),
            ),
            (
                RawCell("II", "A-1.3!A3", number_format="General"),
                RawCell("68068.5", "A-1.3!B3", "number", "General"),
            ),
            (RawCell("III", "A-1.3!A4", number_format="General"), RawCell("", "A-1.3!B4", "empty")),
        ),
        "xlsx",
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (65.831, "65.831"),
        (65831, "65831"),
        (65831.0, "65831"),
        (-4645.0, "-4645"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e-07, "0.0000001"),
        (1e16, "10000000000000000"),
        (100.0, "100"),
        (0.0, "0"),
    ],
)
def test_a_number_is_written_with_the_fewest_plain_digits(value: float, text: str) -> None:
    assert number_text(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_digits_give_the_number_back(value: float) -> None:
    assert float(number_text(value)) == value
    assert "e" not in number_text(value).lower()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "TRUE"),
        (datetime(2018, 1, 1), "2018-01-01"),  # noqa: DTZ001 - workbooks hold no zone
        (datetime(2018, 1, 1, 9, 30), "2018-01-01T09:30:00"),  # noqa: DTZ001 - workbooks hold no zone
        (date(2018, 1, 1), "2018-01-01"),
        (time(9, 30), "09:30:00"),
        ("#DIV/0!", "#DIV/0!"),
    ],
)
def test_what_is_no_number_is_a_text(value: object, text: str) -> None:
    cell = read(workbook(rows(["a"], [value]))).rows[0][0]

    assert (cell.text, cell.kind) == (text, "text")


def test_the_number_format_is_kept() -> None:
    def percent(sheet: Worksheet) -> None:
        rows(["share"], [0.125])(sheet)
        sheet["A2"].number_format = "0.0%"

    cell = read(workbook(percent)).rows[0][0]

    assert (cell.text, cell.number_format) == ("0.125", "0.0%")


def test_a_range_of_a_named_sheet_is_cut_out() -> None:
    content = workbook(rows(["Kranj"], [], [None, "Sector", "t"], [None, "I", 5], ["note"]), "A-1.3", "A-1.1")

    table = read(content, sheet="A-1.3", cell_range="B3:C4")

    assert (table.columns, texts(table), table.rows[0][1].ref) == (("Sector", "t"), [["I", "5"]], "A-1.3!C4")


def test_a_sheet_that_is_not_there_is_told_with_the_nearest() -> None:
    with pytest.raises(SheetError) as error:
        read(workbook(rows(["a"]), "A-1.3", "Notes"), sheet="A1.3", url="https://kranj.example/a.xlsx")

    assert "one of the workbook's sheets: A-1.3." in str(error.value)
    assert error.value.url == "https://kranj.example/a.xlsx"


def test_of_several_sheets_one_must_be_named() -> None:
    with pytest.raises(SheetError) as error:
        read(workbook(rows(["a"]), "A-1.3", "A-1.1"))

    assert "A-1.3, A-1.1" in str(error.value)


def test_a_range_outside_the_sheet_is_told() -> None:
    with pytest.raises(RangeError):
        read(workbook(rows(["a"], [1])), cell_range="A9:B12")


def test_an_empty_sheet_is_told() -> None:
    with pytest.raises(EmptyFileError) as error:
        read(workbook(rows()))

    assert error.value.where == "A-1.3"


def test_merged_header_cells_count_for_all_columns_they_cover() -> None:
    def merged(sheet: Worksheet) -> None:
        rows(["Sector", "Emissions", None, "Note"], [None, "Scope 1", "Scope 2", None], ["I", 5, 6, "x"])(
            sheet
        )
        for area in ("A1:A2", "B1:C1", "D1:D2"):
            sheet.merge_cells(area)

    assert read(workbook(merged), header_rows=2).columns == (
        "Sector",
        "Emissions Scope 1",
        "Emissions Scope 2",
        "Note",
    )


def test_a_text_merged_over_rows_stands_in_each_of_them_and_a_number_once() -> None:
    def merged(sheet: Worksheet) -> None:
        rows(["Sector", "Fuel", "t"], ["I", "gas", 5], [None, "oil", None], ["Sum of both", None, 5])(sheet)
        for area in ("A2:A3", "C2:C3", "A4:B4"):
            sheet.merge_cells(area)

    table = read(workbook(merged))

    assert texts(table) == [["I", "gas", "5"], ["I", "oil", ""], ["Sum of both", "", "5"]]
    assert table.rows[1][0].ref == "A-1.3!A2"


def test_a_formula_counts_with_its_stored_result() -> None:
    content = with_part(
        workbook(rows(["t"], ["=1+2"])),
        "xl/worksheets/sheet1.xml",
        lambda text: text.replace("<f>1+2</f><v></v>", "<f>1+2</f><v>3.5</v>").replace(
            "<f>1+2</f><v />", "<f>1+2</f><v>3.5</v>"
        ),
    )

    assert read(content).rows[0][0] == RawCell("3.5", "A-1.3!A2", "number", "General", "=1+2")


def test_a_formula_whose_result_is_no_text_is_an_empty_cell() -> None:
    content = with_part(
        workbook(rows(["t", "u"], ['=IF(1,"","")', 1])),
        "xl/worksheets/sheet1.xml",
        lambda text: text.replace('<c r="A2">', '<c r="A2" t="str">'),
    )

    assert read(content).rows[0][0] == RawCell("", "A-1.3!A2", "empty", formula='=IF(1,"","")')


def test_a_formula_without_a_stored_result_is_an_error_at_its_cell() -> None:
    with pytest.raises(UncomputedFormulaError) as error:
        read(workbook(rows(["Sector", "t"], ["I", "=SUM(C2:D2)"])))

    assert (error.value.where, error.value.found) == ("A-1.3!B2", "=SUM(C2:D2)")


def test_a_formula_outside_the_range_does_not_matter() -> None:
    content = workbook(rows(["Sector", "t", "=1+1"], ["I", 5, None]))

    assert texts(read(content, cell_range="A1:B2")) == [["I", "5"]]


# Files that are something else


def test_a_workbook_that_is_called_csv_is_read_as_a_workbook_with_a_note() -> None:
    table = read_table(workbook(rows(["a"], [1])), media="csv")

    assert (table.media, texts(table)) == ("xlsx", [["1"]])
    assert table.notes == (Message("connectors.note.other-media", {"said": "csv", "is": "xlsx"}),)


def test_a_csv_that_is_called_a_workbook_is_read_as_csv_with_a_note() -> None:
    table = read(b"a;b\n1;2\n")

    assert (table.media, texts(table)) == ("csv", [["1", "2"]])
    assert table.notes[0].in_("en") == "Called xlsx, is csv: it was read as what it is."


def test_a_workbook_that_swells_is_refused_before_it_is_unpacked() -> None:
    content = with_part(workbook(rows(["a"], [1])), "xl/styles.xml", lambda text: text + " " * 5_000_000)

    with pytest.raises(SwollenArchiveError) as error:
        read(content, unpacked_limit=1_000_000)

    assert len(content) < 50_000
    assert "at most 1000000 bytes" in str(error.value)


def test_a_workbook_with_a_document_type_is_refused() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb">]>'
    content = with_part(workbook(rows(["a"])), "xl/worksheets/sheet1.xml", lambda text: bomb + text)

    with pytest.raises(BrokenWorkbookError) as error:
        read(content)

    assert error.value.where == "xl/worksheets/sheet1.xml"


def test_a_single_cell_at_the_far_corner_does_not_make_billions() -> None:
    def far(sheet: Worksheet) -> None:
        sheet["A1"] = "a"
        sheet["XFD1048576"] = 1

    content = workbook(far)

    with pytest.raises(RangeError):
        read(content)
    with pytest.raises(EmptyFileError):
        read(content, cell_range="B2:C9")


@pytest.mark.parametrize("length", [30, 200, 1000])
def test_a_workbook_that_is_cut_off_is_told(length: int) -> None:
    content = workbook(rows(["a"], [1]))
    cut = content[:length]

    with pytest.raises((BrokenWorkbookError, NotATableError)):
        read(cut)


def test_another_archive_is_no_table() -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.csv", "a;b")

    with pytest.raises(NotATableError) as error:
        read(stream.getvalue())

    assert error.value.found == "ZIP"


WHOLE = workbook(rows(["Sector", "t"], ["I", 65.831], ["II", "=1+1"]))


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=4))
def test_a_damaged_workbook_is_a_table_or_an_error_that_can_be_said(place: int, damage: bytes) -> None:
    content = WHOLE[:place] + damage + WHOLE[place + len(damage) :]
    try:
        table = read(content)
    except ConnectorError as error:
        assert error.sentence("sl")  # noqa: PT017 - either outcome is right, both are checked
    else:
        assert all(len(row) == len(table.columns) for row in table.rows)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (datetime(2018, 1, 1), "yyyy", "2018"),  # noqa: DTZ001 - workbooks hold no zone
        (datetime(2018, 3, 1), "mmm yyyy", "2018-03"),  # noqa: DTZ001 - workbooks hold no zone
        (datetime(2018, 3, 1), '"leto" yyyy', "2018"),  # noqa: DTZ001 - workbooks hold no zone
        (datetime(2018, 3, 1), "d.m.yyyy", "2018-03-01"),  # noqa: DTZ001 - workbooks hold no zone
    ],
)
def test_a_date_is_read_as_far_as_its_cell_shows_it(value: datetime, number_format: str, text: str) -> None:
    def dated(sheet: Worksheet) -> None:
        rows(["Sector", value], ["I", 1])(sheet)
        sheet["B1"].number_format = number_format

    assert read(workbook(dated)).columns == ("Sector", text)


def test_hidden_rows_and_columns_are_read_and_told() -> None:
    def hidden(sheet: Worksheet) -> None:
        rows(["a", "b", "c"], [1, 2, 3], [4, 5, 6])(sheet)
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True

    table = read(workbook(hidden))
    assert texts(table) == [["1", "2", "3"], ["4", "5", "6"]]
    assert [(note.key, note.values) for note in table.notes] == [
        ("connectors.note.hidden", {"sheet": "-", "rows": "3", "columns": "B"})
    ]
    assert read(workbook(hidden), cell_range="A1:A2").notes == ()
