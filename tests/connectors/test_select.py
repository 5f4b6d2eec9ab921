"""Choosing rows by a condition, and turning columns into rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import MissingColumnError, TakenColumnError, WhereError
from connectors.raw_table import RawCell, RawTable
from connectors.select import column_index, filled, parse_where, rows_where, unpivot
from connectors.tables import read_table

KRANJ = read_table(
    b"Sector,Energy unit,Scope 1,Scope 2\nI,t,1,2\nII,t,3,4\nTotal,t,4,6\nI,MWh,5, \n", media="csv"
)
ROW = {"Sector": "I", "Energy unit": "t", "Note`s": "it's", "in_": "x"}


def sectors(condition: str) -> list[str]:
    return [f"{row[0].text} {row[1].text}" for row in rows_where(KRANJ, condition).rows]


@pytest.mark.parametrize(
    ("condition", "kept"),
    [
        ("Sector == 'I'", ["I t", "I MWh"]),
        ("Sector != 'Total'", ["I t", "II t", "I MWh"]),
        ("Sector != 'Total' and `Energy unit` == 't'", ["I t", "II t"]),
        ("Sector in ['I', 'II'] and `Energy unit` in ['t']", ["I t", "II t"]),
        ("Sector not in ['I', 'II']", ["Total t"]),
        ("not Sector in ['I', 'II']", ["Total t"]),
        ("not not Sector == 'Total'", ["Total t"]),
        ("Sector == 'II' or Sector == 'I' and `Energy unit` == 'MWh'", ["II t", "I MWh"]),
        ("(Sector == 'II' or Sector == 'I') and `Energy unit` == 'MWh'", ["I MWh"]),
        ("`Scope 2` == ''", ["I MWh"]),
        ("`  Scope   2 ` == ''", ["I MWh"]),
        ("Sector=='Total'", ["Total t"]),
    ],
)
def test_rows_are_kept_by_a_condition(condition: str, kept: list[str]) -> None:
    assert sectors(condition) == kept


def test_quotes_are_doubled() -> None:
    assert parse_where("`Note``s` == 'it''s'")(ROW)


def test_a_name_may_begin_like_a_word_of_the_language() -> None:
    assert parse_where("in_ == 'x' and not_there == 'x'").columns == ("in_", "not_there")


@pytest.mark.parametrize(
    ("condition", "where", "found"),
    [
        ("", "where[0]", ""),
        ("Sector", "where[6]", ""),
        ("Sector = 'I'", "where[7]", "="),
        ("Sector == I", "where[10]", "I"),
        ('Sector == "I"', "where[10]", '"I"'),
        ("Sector == 'I", "where[10]", "'I"),
        ("Sector == 'I' and", "where[17]", ""),
        ("Sector == 'I' Unit == 't'", "where[14]", "Unit"),
        ("(Sector == 'I'", "where[14]", ""),
        ("Sector == 'I')", "where[13]", ")"),
        ("Sector in 'I'", "where[10]", "'I'"),
        ("Sector in []", "where[11]", "]"),
        ("Sector in ['I' 'II']", "where[15]", "'II']"),
        ("Sector > 'I'", "where[7]", ">"),
        ("'I' == Sector", "where[0]", "'I'"),
        ("or Sector == 'I'", "where[0]", "or"),
        ("Sector == 'I' && Unit == 't'", "where[14]", "&&"),
        ("__import__('os')", "where[10]", "('os')"),
    ],
)
def test_what_is_no_condition_is_told_with_its_place(condition: str, where: str, found: str) -> None:
    with pytest.raises(WhereError) as error:
        parse_where(condition)

    assert (error.value.where, error.value.found) == (where, found)


def test_the_error_says_what_could_stand_there() -> None:
    with pytest.raises(WhereError) as error:
        parse_where("Sector = 'I'")

    assert str(error.value).startswith("where[7]: found =. Expected: here:")


def test_a_very_deep_condition_is_told() -> None:
    with pytest.raises(WhereError):
        parse_where("(" * 100_000)


@given(st.text(alphabet="abc'`()[]=!, andornt", max_size=30))
def test_any_text_is_a_condition_or_an_error(condition: str) -> None:
    try:
        where = parse_where(condition)
    except WhereError as error:
        assert error.where.startswith("where[")  # noqa: PT017 - either outcome is right, both are checked
    else:
        assert where(dict.fromkeys(where.columns, "")) in (True, False)


@given(st.text(max_size=9), st.text(max_size=9))
def test_any_text_can_be_compared_with(found: str, wanted: str) -> None:
    where = parse_where("x == '{}'".format(wanted.replace("'", "''")))

    assert where({"x": found}) == (found == wanted)


def test_a_condition_on_a_column_that_is_not_there_names_the_nearest() -> None:
    with pytest.raises(MissingColumnError) as error:
        rows_where(KRANJ, "sektor == 'I'")

    assert (error.value.where, error.value.found) == ("where", "sektor")
    assert "nearest: Sector" in str(error.value)


def test_a_column_is_found_by_its_name_on_one_line() -> None:
    assert column_index(KRANJ, " Energy\nunit") == 1


def test_columns_become_rows() -> None:
    table = unpivot(rows_where(KRANJ, "Sector == 'II'"), ["Scope 1", "Scope 2"], "scope")

    assert table == RawTable(
        ("Sector", "Energy unit", "scope", "value"),
        ("A1", "B1", "", ""),
        (
            (RawCell("II", "A3"), RawCell("t", "B3"), RawCell("Scope 1", "C1"), RawCell("3", "C3")),
            (RawCell("II", "A3"), RawCell("t", "B3"), RawCell("Scope 2", "D1"), RawCell("4", "D3")),
        ),
        "csv",
    )


def test_a_column_to_turn_that_is_not_there_is_told() -> None:
    with pytest.raises(MissingColumnError) as error:
        unpivot(KRANJ, ["Scope 1", "Scope 3"], "scope")

    assert (error.value.where, error.value.found) == ("unpivot.columns", "Scope 3")


@pytest.mark.parametrize("into", ["Sector", "value"])
def test_a_new_column_needs_a_new_name(into: str) -> None:
    with pytest.raises(TakenColumnError):
        unpivot(KRANJ, ["Scope 1"], into)


def test_a_label_that_is_printed_once_is_carried_down() -> None:
    table = read_table(b"Sector,Fuel,t\nI,gas,1\n,oil,2\nII,oil,3\n", media="csv")
    told = filled(table, ["Sector"])
    assert [table.texts(row)["Sector"] for row in told.rows] == ["I", "I", "II"]
    assert told.rows[1][0].ref == "A2"
    with pytest.raises(MissingColumnError):
        filled(table, ["Sektor"])
