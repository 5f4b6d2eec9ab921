"""Tables in which a comparison is laid open: nothing is invented, what is unknown is said, any number of places."""

from decimal import Decimal

import pytest

from schemas.comparability.compare import compare
from schemas.comparability.comparison import Comparison
from schemas.comparability.question import Question
from schemas.comparability.wording import words
from schemas.languages import LANGUAGES
from schemas.messages import Message
from schemas.side_by_side.laid_open import TABLES, LaidOpen
from schemas.side_by_side.printed import held
from schemas.side_by_side.table import Column, Table, as_printed, between, figure
from tests.fakes.inventories import everything, evidence

FOUR = ("SI_052", "SI_061", "SI_133", "HR_01333")


def answer(
    *places: str, indicator: str = "GHG.TOT", profile: str = "NZC-CCC", factors: str = "published"
) -> Comparison:
    question = Question(indicator, places, profile=profile, factors=factors)
    return compare(question, evidence(everything()))


def laid_open(*places: str) -> LaidOpen:
    return LaidOpen(
        answer(*places), answer(*places, factors="common"), answer(*places, indicator="GHG.CAP"),
        answer(*places, indicator="GHG.CAP", profile="AS-PUBLISHED"),
    )  # fmt: skip


def cells(table: Table) -> list[list[str]]:
    return [[cell.in_("en") for cell in row] for row in table.rows]


def test_a_table_is_written_as_markdown_and_a_stroke_in_a_cell_does_not_part_it() -> None:
    table = Table(
        "printed", (Column(words("Place")), Column(words("t"), of_numbers=True)),
        ((words("Gorica | Gorizia"), figure(Decimal("-1234.5"))),), words("none"),
    )  # fmt: skip
    assert table.markdown("en") == "| Place | t |\n| --- | ---: |\n| Gorica \\| Gorizia | −1,234 |\n"


def test_a_table_without_rows_says_so() -> None:
    table = Table("fuels", (), (), Message("side_by_side.no_fuels"))
    assert table.markdown("hr") == "Nijedan izvor ne objavljuje i energiju i emisije po gorivima.\n"


def test_an_interval_is_told_and_a_figure_without_one_stands_alone() -> None:
    one, two = Decimal(1000), Decimal(2000)
    assert between(one, one, two).in_("sl") == "1.000 (od 1.000 do 2.000)"
    assert between(one, one, one).in_("en") == "1,000"
    assert between(one, None, None).in_("en") == "1,000"
    assert between(None, one, two).in_("en") == "–"


def test_a_printed_number_keeps_its_decimals() -> None:
    assert [as_printed(Decimal(text)).in_("en") for text in ("171276.25", "238832", "2E+3")] == [
        "171,276.25", "238,832", "2,000",
    ]  # fmt: skip


def test_cells_are_held_with_their_scopes() -> None:
    assert (
        held(("I.S1", "I.S2", "II.S1_S2", "V.1_V.3.S1", "_T")).in_("en")
        == "I (1, 2), II (1+2), V.1_V.3 (1), _T"
    )


def test_each_step_leads_from_the_printed_to_the_harmonised_figure() -> None:
    rows = cells(laid_open("SI_052").table("adjusted"))
    assert [(row[1], row[3]) for row in rows] == [
        ("**as printed**", "238,832"), ("where industry's energy is filed", "0"), ("land use", "−10,256"),
        ("**harmonised**", "228,576"),
    ]  # fmt: skip


def test_a_place_without_figures_stays_in_each_table_as_a_dash() -> None:
    found = laid_open("SI_052", "SI_001")
    assert cells(found.table("printed"))[1] == ["Ajdovščina", "–", "–", "–", "–", "–", "–"]
    assert cells(found.table("adjusted"))[-1][3] == "–"
    assert found.table("common_cells").markdown("en") == "There is no cell that all places cover.\n"
    assert cells(found.table("inhabitants"))[1][2:] == ["–"] * 6


def test_what_is_not_stated_is_said_and_stands_beside_what_is() -> None:
    rows = {row[0]: row[1:] for row in cells(laid_open("SI_052", "HR_01333").table("statements"))}
    assert rows["whether plants of the emissions trading system are counted"][1] == "not stated"


def test_what_remains_is_told_once_a_dimension_with_the_pair_for_which_it_weighs_most() -> None:
    rows = cells(laid_open(*FOUR).table("remaining"))
    dimensions = [row[1] for row in rows]
    assert len(dimensions) == len(set(dimensions))
    assert (rows[0][0], rows[0][1], rows[0][3], rows[0][4]) == (
        "blocks the comparison", "sectors and scopes held", "67,421", "Kranj – Zagreb",
    )  # fmt: skip
    assert "land use" not in dimensions  # it was converted


def test_two_places_on_one_basis_have_nothing_left_between_them() -> None:
    assert laid_open("SI", "HR").table("remaining").markdown("sl") == "Med temi številkami ni ovir.\n"


def test_electricity_is_reckoned_with_the_grids_factor_where_there_is_one() -> None:
    rows = {row[0]: row[1:] for row in cells(laid_open(*FOUR).table("electricity"))}
    assert rows["Kranj"] == ["2018", "71,680", "0.358", "0.3580", "0.246", "−8,028", "−3.4 %"]
    assert rows["Velenje"][4:] == ["0.246", "−26,408", "−15.4 %"]
    assert rows["Zagreb"][-3:] == ["–", "–", "–"]


def test_fuels_are_added_up_a_place() -> None:
    rows = cells(laid_open(*FOUR).table("fuels"))
    assert {row[0] for row in rows} == {"Zagreb"}
    assert (rows[-1][1], rows[-1][6:]) == ("**these fuels together**", ["1,744,806", "277,606", "15.9 %"])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", TABLES)
def test_every_table_of_one_place_alone_is_written(name: str, lang: str) -> None:
    table = laid_open("SI_061").table(name)
    said = {"en": table.markdown("en"), "sl": table.markdown("sl"), "hr": table.markdown("hr")}[lang]
    assert said.endswith("\n")
    assert table.title.in_("en")
