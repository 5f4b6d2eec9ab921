"""CSV: encodings, separators, headers, and cells that are named as a spreadsheet names them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import (
    ConnectorError,
    EmptyFileError,
    EncodingError,
    HtmlAnswerError,
    LongRowError,
    NotATableError,
    QuotingError,
    RangeError,
    SeparatorError,
    UnknownEncodingError,
)
from connectors.raw_table import RawCell, RawTable
from connectors.tables import read_table
from schemas.messages import Message


def read(text: str, **how: str | int) -> RawTable:
    return read_table(text.encode(), media="csv", **how)  # type: ignore[arg-type]  # the test's keywords


def texts(table: RawTable) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def refs(table: RawTable) -> list[list[str]]:
    return [[cell.ref for cell in row] for row in table.rows]


def test_a_table_has_columns_and_rows_of_named_cells() -> None:
    assert read("Sektor;t\nI;65.831\nII;\n") == RawTable(
        ("Sektor", "t"),
        ("A1", "B1"),
        (
            (RawCell("I", "A2"), RawCell("65.831", "B2")),
            (RawCell("II", "A3"), RawCell("", "B3", "empty")),
        ),
        "csv",
    )


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found(separator: str) -> None:
    table = read(f"Sektor{separator}t{separator}Opomba\nI{separator}5{separator}x y\n")

    assert texts(table) == [["I", "5", "x y"]]


def test_decimal_commas_do_not_hide_the_semicolon() -> None:
    assert texts(read("Sektor;t\nI;65,8\nII;68,1\n")) == [["I", "65,8"], ["II", "68,1"]]


def test_a_title_above_the_range_does_not_hide_the_separator() -> None:
    table = read("Kranj, Emisije, 2018\n\nSektor;t\nI;5\n", cell_range="A3:B4")

    assert (table.columns, texts(table), refs(table)) == (("Sektor", "t"), [["I", "5"]], [["A4", "B4"]])


def test_two_possible_separators_are_an_error() -> None:
    with pytest.raises(SeparatorError) as error:
        read("a;b,c\n1;2,3\n")

    assert error.value.found == "',' ';'"


def test_a_declared_separator_settles_it() -> None:
    assert read("a;b,c\n1;2,3\n", separator=";").columns == ("a", "b,c")
    assert texts(read("a|b\n1|2\n", separator="|")) == [["1", "2"]]


def test_a_single_column_needs_no_separator() -> None:
    assert texts(read("Sektor\nI\nII\n")) == [["I"], ["II"]]


def test_excels_own_hint_is_heeded_and_is_no_row() -> None:
    table = read("sep=;\r\na;b,c\r\n1;2,3\r\n")

    assert (table.columns, refs(table)) == (("a", "b,c"), [["A2", "B2"]])


def test_a_line_break_in_quotes_makes_no_row() -> None:
    table = read('a,b\n"1\n2",3\n4,5\n')

    assert (texts(table), refs(table)) == ([["1\n2", "3"], ["4", "5"]], [["A2", "B2"], ["A3", "B3"]])


def test_blank_rows_are_left_out_but_counted() -> None:
    assert refs(read("a,b\n\n1,2\n,\n3,4\n")) == [["A3", "B3"], ["A5", "B5"]]


def test_rows_that_end_early_are_filled_up() -> None:
    assert read("a,b,c\n1\n1,2,3\n", separator=",").rows[0] == (
        RawCell("1", "A2"),
        RawCell("", "B2", "empty"),
        RawCell("", "C2", "empty"),
    )


def test_a_row_with_more_cells_than_the_header_is_an_error_at_its_cell() -> None:
    with pytest.raises(LongRowError) as error:
        read("Sektor,t\nI,65,8\n", separator=",")

    assert (error.value.where, error.value.found) == ("C2", "8")


@pytest.mark.parametrize(
    ("mark", "encoding"), [(b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")]
)
def test_a_byte_order_mark_says_the_encoding(mark: bytes, encoding: str) -> None:
    table = read_table(mark + "Občina;t\nŽalec;1\n".encode(encoding), media="csv")

    assert (table.columns, texts(table)) == (("Občina", "t"), [["Žalec", "1"]])


def test_a_declared_encoding_is_used() -> None:
    table = read_table("Općina;t\nĐurđevac;1\n".encode("cp1250"), media="csv", encoding="windows-1250")

    assert texts(table) == [["Đurđevac", "1"]]


def test_a_byte_order_mark_outweighs_a_declared_encoding_and_a_note_says_so() -> None:
    table = read_table("\ufeffč;t\n1;2\n".encode(), media="csv", encoding="windows-1250")

    assert table.columns == ("č", "t")
    assert table.notes == (
        Message("connectors.note.byte-order-mark", {"marked": "utf-8-sig", "declared": "windows-1250"}),
    )


@pytest.mark.parametrize("encoding", ["UTF-8", "utf_8", "utf-8-sig"])
def test_a_byte_order_mark_that_agrees_needs_no_note(encoding: str) -> None:
    assert read_table("\ufeffč;t\n1;2\n".encode(), media="csv", encoding=encoding).notes == ()


def test_a_byte_that_is_no_text_is_named_by_its_place() -> None:
    with pytest.raises(EncodingError) as error:
        read_table("Sektor;t\nKoča;1\n".encode("cp1250"), media="csv", url="https://opsi.example/a.csv")

    assert (error.value.where, error.value.url) == ("byte 11, line 2", "https://opsi.example/a.csv")
    assert error.value.found == "0xE8 (windows-1250: Sektor;t Koča;1)"


@pytest.mark.parametrize("encoding", ["klingon", "base64", "rot13"])
def test_an_encoding_that_is_none_is_told(encoding: str) -> None:
    with pytest.raises(UnknownEncodingError):
        read("a;b\n1;2\n", encoding=encoding)


def test_zero_bytes_are_no_text() -> None:
    with pytest.raises(EncodingError) as error:
        read_table("a;b\n1;2\n".encode("utf-16-le"), media="csv")

    assert error.value.where == "byte 1, line 1"


def test_a_quotation_mark_that_does_not_close_is_told_with_its_line() -> None:
    with pytest.raises(QuotingError) as error:
        read('a,b\n1,"2\n3,4\n', separator=",")

    assert error.value.where == "line 3"


@pytest.mark.parametrize("content", [b"", b"  \n\r\n", b"\xef\xbb\xbf", b"\xff\xfe", b",,\n,,\n"])
def test_an_empty_file_is_told(content: bytes) -> None:
    with pytest.raises(EmptyFileError) as error:
        read_table(content, media="csv", url="https://opsi.example/a.csv")

    assert error.value.url == "https://opsi.example/a.csv"


@pytest.mark.parametrize("page", ["<!DOCTYPE html><title>x</title>", "\n <html lang='hr'>", "<?xml?><html>"])
def test_a_page_that_is_called_csv_is_told(page: str) -> None:
    with pytest.raises(HtmlAnswerError):
        read(page)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "XLS"),
        (b"\x1f\x8b\x08", "GZIP"),
        (b"PK\x05\x06" + b"\0" * 18, "ZIP"),
        (b'{"error": 1}', 'JSON: {"error": 1}'),
        (b"<?xml version='1.0'?><a/>", "XML: <?xml version='1.0'?><a/>"),
    ],
)
def test_what_is_no_table_is_named(content: bytes, found: str) -> None:
    with pytest.raises(NotATableError) as error:
        read_table(content, media="csv")

    assert error.value.found == found


# Ranges and headers


def test_a_range_is_cut_out_and_its_cells_keep_their_names() -> None:
    table = read("x,x,x\nx,Sektor,t\nx,I,5\nx,x,x\n", cell_range="B2:C3")

    assert table.columns == ("Sektor", "t")
    assert table.column_refs == ("B2", "C2")
    assert refs(table) == [["B3", "C3"]]


def test_a_range_may_have_no_last_row() -> None:
    assert texts(read("x,x\na,b\n1,2\n3,4\n", cell_range="A2:B")) == [["1", "2"], ["3", "4"]]


@pytest.mark.parametrize("text", ["A4F12", "4:12", "B2:A3", "A3:B2", "A0:B2", "AAAA1:B2", """ A1:B2;"""])
def test_what_is_no_range_is_told(text: str) -> None:
    with pytest.raises(RangeError):
        read("a,b\n1,2\n", cell_range=text)


def test_a_range_outside_the_file_is_told() -> None:
    with pytest.raises(RangeError) as error:
        read("a,b\n1,2\n", cell_range="A5:B9")

    assert "within A1:B2" in str(error.value)


def test_header_rows_are_joined_and_blank_cells_above_carry_on_from_the_left() -> None:
    table = read("Sektor,Emisije,,Opomba\n,Obseg 1,Obseg 2,\nI,5,6,x\n", header_rows=2)

    assert table.columns == ("Sektor", "Emisije Obseg 1", "Emisije Obseg 2", "Opomba")
    assert table.column_refs == ("A2", "B2", "C2", "D2")


def test_without_header_rows_columns_are_called_by_their_letters() -> None:
    assert read("I,5\nII,6\n", header_rows=0).columns == ("A", "B")


def test_names_that_stand_twice_or_are_missing_get_their_letter() -> None:
    assert read("2018,2018,,Unit\n1,2,3,4\n").columns == ("2018 [A]", "2018 [B]", "[C]", "Unit")


def test_a_blank_column_without_a_name_is_left_out() -> None:
    assert read("a,,b,\n1,,2,\n").columns == ("a", "b")


def test_signs_that_nobody_sees_are_no_part_of_a_name() -> None:
    assert read("\u200bCity  Name ,t\nKranj,1\n").columns == ("City Name", "t")


@given(st.binary(max_size=80))
def test_any_bytes_are_a_table_or_an_error_that_can_be_said(content: bytes) -> None:
    try:
        table = read_table(content, media="csv")
    except ConnectorError as error:
        assert error.sentence("hr")  # noqa: PT017 - either outcome is right, both are checked
    else:
        assert all(len(row) == len(table.columns) for row in table.rows)


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6), st.sampled_from([",", ";", "\t"]))
def test_what_is_written_as_csv_reads_as_the_same_texts(rows: list[tuple[str, str]], separator: str) -> None:
    quoted = [separator.join(f'"{text.replace(chr(34), chr(34) * 2)}"' for text in row) for row in rows]
    table = read("\n".join(["first" + separator + "second", *quoted]), separator=separator)

    assert texts(table) == [list(row) for row in rows if any(map(str.strip, row))]
