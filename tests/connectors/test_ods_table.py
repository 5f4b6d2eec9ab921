"""OpenDocument spreadsheets: what stands in a cell, what is merged, what is hidden, and what was never computed."""

import pytest

from connectors.errors import BrokenWorkbookError, RangeError, SheetError, UncomputedFormulaError
from connectors.raw_table import RawCell
from connectors.tables import read_table
from tests.connectors.ods_files import cell, ods, row, row_of
from tests.connectors.test_proposal import decided, one_table, rows

TITLE = row("Mestna občina Kranj: emisije TGP (t CO2e)")


def test_a_sheet_is_read_with_its_cells_names_and_says_that_it_is_no_csv() -> None:
    table = read_table(ods([row("Sektor", "2018"), row("Promet", 68068.5), row("Stavbe", 1)]), media="csv")
    assert (table.columns, table.media, [note.key for note in table.notes]) == (
        ("Sektor", "2018"), "ods", ["connectors.note.other-media"],
    )  # fmt: skip
    assert table.rows == (
        (RawCell("Promet", "Kranj 2018!A2"), RawCell("68068.5", "Kranj 2018!B2", "number")),
        (RawCell("Stavbe", "Kranj 2018!A3"), RawCell("1", "Kranj 2018!B3", "number")),
    )


def test_a_table_below_merged_headings_is_proposed_with_its_sums() -> None:
    spread = cell("2018", number_columns_spanned="2", number_rows_spanned="1") + "<table:covered-table-cell/>"
    content = ods([
        TITLE, row(None),
        row_of(cell("Sektor", number_rows_spanned="2", number_columns_spanned="1") + spread),
        row_of("<table:covered-table-cell/>" + cell("Obseg 1") + cell("Obseg 2")),
        row("Stavbe", 41280, 24551), row("Promet", 67346, 722), row("Skupaj", 108626, 25273),
    ])  # fmt: skip
    table = one_table(content, name="kranj.ods")
    assert rows(table)[:2] == [
        ("Kranj 2018!B5", "GHG.SEC", "SI_052", "2018", "I", "S1", "_T", "41280"),
        ("Kranj 2018!C5", "GHG.SEC", "SI_052", "2018", "I", "S2", "_T", "24551"),
    ]
    assert [line.closes for line in table.sums] == [True, True]
    assert (table.open, table.violations) == ((), ())


def test_a_repeated_cell_stands_in_each_of_its_columns_and_blank_ones_at_the_end_are_none() -> None:
    twice = cell(5, number_columns_repeated="2") + cell(None, number_columns_repeated="16000")
    table = read_table(ods([row("Leto", "a", "b"), row_of(cell(2018) + twice)]), media="ods")
    assert [[one.text for one in found] for found in table.rows] == [["2018", "5", "5"]]


def test_percents_and_dates_come_as_they_are_stored() -> None:
    percent = '<table:table-cell office:value-type="percentage" office:value="0.125"><text:p>12,5 %</text:p></table:table-cell>'
    day = '<table:table-cell office:value-type="date" office:date-value="2018-12-31"><text:p>31. 12. 2018</text:p></table:table-cell>'
    year = '<table:table-cell office:value-type="date" office:date-value="2018-01-01"><text:p>2018</text:p></table:table-cell>'
    table = read_table(ods([row("a", "b", "c"), row_of(percent + day + year)]), media="ods")
    assert [(one.text, one.kind, one.number_format) for one in table.rows[0]] == [
        ("0.125", "number", "0%"), ("2018-12-31", "text", ""), ("2018", "text", ""),
    ]  # fmt: skip


def test_a_formula_keeps_its_result_and_one_without_a_result_is_named() -> None:
    good = ods([row("Sektor", "t"), row_of(cell("Skupaj") + cell(3, formula="of:=SUM([.B2:.B3])"))])
    assert read_table(good, media="ods").rows[0][1] == RawCell(
        "3", "Kranj 2018!B2", "number", "", "=SUM([.B2:.B3])"
    )
    open_ = ods([row("Sektor", "t"), row_of(cell("Skupaj") + cell(None, formula="of:=SUM([.B2:.B3])"))])
    with pytest.raises(UncomputedFormulaError) as caught:
        read_table(open_, media="ods")
    assert (caught.value.found, caught.value.where) == ("=SUM([.B2:.B3])", "Kranj 2018!B2")


def test_hidden_rows_are_read_and_told() -> None:
    content = ods([row("Sektor", "2018"), row("Promet", 1, visibility="collapse"), row("Stavbe", 2)])
    table = read_table(content, media="ods")
    assert len(table.rows) == 2
    assert [(note.key, note.values["rows"]) for note in table.notes] == [("connectors.note.hidden", "2")]


def test_a_sheet_or_range_that_is_not_there_and_a_broken_file_are_named() -> None:
    content = ods([row("Sektor", "2018"), row("Promet", 1)])
    with pytest.raises(SheetError):
        read_table(content, media="ods", sheet="Kranj 2019")
    with pytest.raises(RangeError):
        read_table(content, media="ods", cell_range="A90:B99")
    with pytest.raises(BrokenWorkbookError):
        read_table(content.replace(b"</table:table>", b"</table:tabel>"), media="ods")
    huge = cell(1, number_columns_repeated="16000")
    with pytest.raises(RangeError):
        read_table(ods([row("a", "b"), row_of(huge, number_rows_repeated="1000000")]), media="ods")


def test_a_decimal_comma_in_a_text_is_asked_about_as_in_any_other_file() -> None:
    table = one_table(ods([row("Sektor", "2018"), row("Stavbe", "1.234"), row("Promet", "2.345")]))
    assert decided(table, "locale").state == "ask"
