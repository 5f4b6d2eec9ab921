"""Tables as cities really write them: each is proposed as it is meant, or ends in a question; never in a wrong value."""

import pytest

from connectors.proposal.decisions import Answers
from tests.connectors.test_proposal import decided, one_table, rows

SI_052 = Answers({"place": "SI_052"})


def cells(content: str | bytes, answers: Answers | None = None) -> list[tuple[str, str, str, str, str, str]]:
    """Cell, indicator, period, sector, carrier, value."""
    return [(row[0], row[1], row[3], row[4], row[6], row[7]) for row in rows(one_table(content, answers))]


def test_the_last_day_of_a_year_is_its_year() -> None:
    content = "Datum;Emisije [t CO2e]\n31.12.2018;100\n31. 12. 2019;90\n"
    assert [(cell, period, value) for cell, _, period, *_, value in cells(content, SI_052)] == [
        ("B2", "2018", "100"),
        ("B3", "2019", "90"),
    ]


def test_a_season_of_two_years_is_no_year() -> None:
    table = one_table("Emisije Kranj t CO2e\nSektor;2018/19;2019/20\nPromet;100;90\nStavbe;50;40\n")
    assert rows(table) == []
    assert decided(table, "period").state == "ask"


def test_units_on_a_row_of_their_own_leave_the_carriers_their_names() -> None:
    content = (
        "Poraba energije;Elektrika;Zemeljski plin;Skupaj\n;MWh;MWh;MWh\n2018;100;200;300\n2019;90;180;270\n"
    )
    table = one_table(content, Answers({"place": "SI_052", "indicator": "EN.FEC"}))
    assert [(row[3], row[6], row[7]) for row in rows(table)][:3] == [
        ("2018", "ELEC", "100"), ("2018", "NG", "200"), ("2018", "_T", "300"),
    ]  # fmt: skip
    assert [line.closes for line in table.sums] == [True, True]


def test_where_nobody_knows_what_any_column_measures_it_is_asked() -> None:
    table = one_table("Leto;Foo (MWh);Bar (kg)\n2018;100;200\n2019;90;180\n", SI_052)
    assert decided(table, "indicator").state == "ask"


def test_notes_below_a_table_head_nothing() -> None:
    content = "Emisije TGP Kranj (t CO2e)\nSektor;2018\nPromet 1);100\nStavbe;20\nSkupaj;120\n1) brez tranzita\n2 ocena\n"
    table = one_table(content)
    assert [one.key for one in table.open] == []
    assert [(row[0], row[4], row[7]) for row in rows(table)] == [
        ("B3", "II", "100"), ("B4", "I", "20"), ("B5", "_T", "120"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sign", "key"), [("<0,1", "missing.<0,1"), ("18*", "missing.18*"), ("(20)", "missing.(20)")]
)
def test_a_number_with_a_sign_is_never_read_without_it(sign: str, key: str) -> None:
    table = one_table(
        f"Emisije Kranj (t CO2e);\nSektor;2018\nPromet;1.234,5\nOdpadki;{sign}\nSkupaj;1.234,5\n"
    )
    assert decided(table, key).state == "ask"
    assert [row[0] for row in rows(table)] == ["B3", "B5"]


def test_tables_in_thousands_and_in_utf_16_are_read_in_their_unit() -> None:
    content = "Emisije TGP Kranj (v 1000 t CO2e)\t\nSektor\t2018\nPromet\t100\nStavbe\t20\nSkupaj\t120\n"
    assert [value for *_, value in cells(content.encode("utf-16"))] == ["100000", "20000", "120000"]
