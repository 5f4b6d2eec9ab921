"""Headings that stand in the column of the labels below them."""

from connectors.definitions import SectionsDefinition
from connectors.raw_table import RawTable
from connectors.select import sectioned
from connectors.tables import read_table
from tests.connectors.test_proposal import one_table, rows

ENERGY = """Končna energija, Mestna občina Kranj 2018 (MWh);;
Energent;Obseg 1;Obseg 2
STAVBE;;
Zemeljski plin;100;
Elektrika;;50
Skupaj stavbe;100;50
PROMET;;
Dizel;200;
Elektrika;;5
Skupaj promet;200;5
SKUPAJ;300;55
"""


def cells(content: str) -> list[tuple[str, str, str, str]]:
    return [(row[0], row[4], row[6], row[7]) for row in rows(one_table(content))]


def test_a_heading_alone_on_its_row_is_the_sector_of_the_rows_below_it() -> None:
    table = one_table(ENERGY)
    assert cells(ENERGY) == [
        ("B4", "I", "NG", "100"), ("C5", "I", "ELEC", "50"), ("B6", "I", "_T", "100"), ("C6", "I", "_T", "50"),
        ("B8", "II", "DIESEL", "200"), ("C9", "II", "ELEC", "5"), ("B10", "II", "_T", "200"), ("C10", "II", "_T", "5"),
        ("B11", "_T", "_T", "300"), ("C11", "_T", "_T", "55"),
    ]  # fmt: skip
    assert [line.closes for line in table.sums] == [True] * 6
    assert (table.open, table.violations) == ((), ())


def test_a_heading_with_figures_is_the_sum_of_its_section() -> None:
    content = (
        "Poraba energije Kranj 2018 [MWh]\nSektor / energent;Poraba\nStavbe;150\n  Zemeljski plin;100\n"
        "  Elektrika;50\nPromet;205\n  Dizel;200\n  Elektrika;5\nSkupaj;355\n"
    )
    assert cells(content) == [
        ("B3", "I", "_T", "150"), ("B4", "I", "NG", "100"), ("B5", "I", "ELEC", "50"), ("B6", "II", "_T", "205"),
        ("B7", "II", "DIESEL", "200"), ("B8", "II", "ELEC", "5"), ("B9", "_T", "_T", "355"),
    ]  # fmt: skip
    assert [line.closes for line in one_table(content).sums] == [True, True, True]


def test_sums_that_are_only_called_total_belong_to_their_section_and_the_second_one_to_all() -> None:
    content = (
        "Potrošnja energije, Grad Zagreb 2018 (MWh)\nEnergent;Ukupna potrošnja\nPromet\nDizel;200\nBenzin;100\n"
        "Ukupno;300\nZgrade\nPrirodni plin;400\nElektrična energija;50\nUkupno;450\nUkupno;750\n"
    )
    assert [one for one in cells(content) if one[2] == "_T"] == [
        ("B6", "II", "_T", "300"), ("B10", "I", "_T", "450"), ("B11", "_T", "_T", "750"),
    ]  # fmt: skip


def test_a_sum_that_names_a_sector_is_that_sectors_and_never_the_total_of_all() -> None:
    content = (
        "Emisije TGP, Mestna občina Kranj 2018 (t CO2e)\nVir;Emisije\nPROMET\nCestni promet;60\nŽeleznice;40\n"
        "Skupaj promet;100\nODPADKI\nOdlagališča;20\nOdpadne vode;5\nSkupaj odpadki;25\nSKUPAJ;125\n"
    )
    assert cells(content) == [
        ("B4", "II.1", "_T", "60"), ("B5", "II.2", "_T", "40"), ("B6", "II", "_T", "100"), ("B8", "III.1", "_T", "20"),
        ("B9", "III.4", "_T", "5"), ("B10", "III", "_T", "25"), ("B11", "_T", "_T", "125"),
    ]  # fmt: skip


def test_headings_that_nobody_knows_are_asked_about() -> None:
    content = "Poraba energije Kranj 2018 (MWh)\nEnergent;Poraba\nPrva skupina\nDizel;200\nElektrika;5\nDruga skupina\nDizel;2\n"
    table = one_table(content)
    assert ("column.section", "ask") in [(one.key, one.state) for one in table.decisions]


def test_the_part_of_a_mapping_that_tells_sections_reads_the_same_rows_again() -> None:
    table: RawTable = read_table(ENERGY.encode(), media="csv", cell_range="A2:C", separator=";")
    told = SectionsDefinition(
        column="Energent",
        words=["STAVBE", "PROMET"],
        totals=["Skupaj stavbe", "Skupaj promet"],
        ends=["SKUPAJ"],
    )
    assert [(row[0].text, row[1].text) for row in sectioned(table, told).rows] == [
        ("STAVBE", "Total"), ("STAVBE", "Zemeljski plin"), ("STAVBE", "Elektrika"), ("STAVBE", "Total"),
        ("PROMET", "Total"), ("PROMET", "Dizel"), ("PROMET", "Elektrika"), ("PROMET", "Total"), ("SKUPAJ", "SKUPAJ"),
    ]  # fmt: skip
