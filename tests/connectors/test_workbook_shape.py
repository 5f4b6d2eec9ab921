"""A workbook that no longer has the template's shape: each slip names the cell to restore."""

from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from connectors.workbook import build_template, read_workbook, template_names
from connectors.workbook_errors import WorkbookError
from connectors.workbook_shape import no_figures
from schemas.languages import LANGUAGES

BASIS = {
    "Place code": "SI_052",
    "Base year": "2018",
    "Document title": "Inventory",
    "Number format": "1.234,5",
    "Land use in the total": "NET",
}
Slip = Callable[[Workbook], object]


def filled(slip: Slip, set_name: str = "ghg-inventory") -> bytes:
    """Give a workbook with one figure, and one slip."""
    book = load_workbook(BytesIO(build_template(set_name, "en")))
    for row in book["Basis"].iter_rows(min_row=4):
        if row[0].value in BASIS:
            row[1].value = BASIS[str(row[0].value)]
    if "A-1.3" in book.sheetnames:
        book["A-1.3"]["C5"] = "1.234,5"
    slip(book)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def write(sheet: str, **cells: str | int) -> Slip:
    def slip(book: Workbook) -> None:
        for cell, value in cells.items():
            book[sheet][cell] = value

    return slip


@pytest.mark.parametrize(
    ("slip", "told"),
    [
        (write("A-1.3", C4="Emissions"), [("A-1.3!C4", "Emissions", "the template's heading “Scope 1”.")]),
        (lambda book: book["A-1.3"].delete_cols(6), [("A-1.3!F4", "—", "the template's heading “Total”.")]),
        (
            lambda book: book["A-1.3"].insert_cols(6),
            [("A-1.3!F4", "—", "the template's heading “Total”.")],
        ),
        (
            write("A-1.3", A5="Bildings"),
            [("A-1.3!A5", "Bildings", "one of the template's labels (nearest: Buildings).")],
        ),
        (
            write("A-1.1", B6="Elektricity", D6=5),
            [("A-1.1!B6", "Elektricity", "one of the template's labels (nearest: Electricity).")],
        ),
        (
            write("A-1.3", A6="Buildings", C6=5),
            [("A-1.3!A6", "Buildings", "one of the template's labels (nearest: Buildings).")],
        ),
        (write("A-1.3", C20="77"), [("A-1.3!C20", "77", "figures in rows 5 to 13 of the sheet only.")]),
    ],
)
def test_what_is_not_as_in_the_template_is_named_with_its_cell(
    slip: Slip, told: list[tuple[str, str, str]]
) -> None:
    with pytest.raises(WorkbookError) as raised:
        read_workbook(filled(slip))
    assert [(one.where.cell, one.found, one.expected.in_("en")) for one in raised.value.problems] == told


@pytest.mark.parametrize(
    "slip",
    [
        write("A-1.3", H4="Note", H5="counted twice?", A20="Source: the city"),
        write("A-1.3", A6="Traffic, see below"),
        lambda book: book.create_sheet("Own calculations"),
        write("A-1.3", A5=" Buildings "),
    ],
)
def test_notes_beside_the_table_and_sheets_of_ones_own_stay(slip: Slip) -> None:
    assert read_workbook(filled(slip)).place == "SI_052"


def test_what_is_wrong_on_every_sheet_is_told_in_one_go() -> None:
    def slip(book: Workbook) -> None:
        write("A-1.3", C4="Emissions")(book)
        write("Basis", B6="soon")(book)

    with pytest.raises(WorkbookError) as raised:
        read_workbook(filled(slip))
    assert [one.where.cell for one in raised.value.problems] == ["Basis!B6", "A-1.3!C4"]


@pytest.mark.parametrize("set_name", template_names())
def test_every_template_has_its_own_shape_and_says_where_figures_belong(set_name: str) -> None:
    assert read_workbook(filled(lambda book: None, set_name)).set_name == set_name
    for lang in LANGUAGES:
        assert "{" not in no_figures(set_name).sentence(lang)
