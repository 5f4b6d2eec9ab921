"""Land use: how much of it a printed total holds, from whatever the source prints."""

from decimal import Decimal

import pytest

from schemas.observations import StoredObservation
from tests.fakes.contract_figures import KRANJ, LJUBLJANA, SOURCE
from tests.fakes.inventories import BASES, basis, evidence, kranj, ljubljana, observe, row
from tests.schemas.comparability.asking import Answer, ask, place, reason, reasons, steps

NAME = "land-table"


def compared(*rows: list[StoredObservation], indicator: str = "GHG.TOT", **stated: str) -> Answer:
    """Compare Ljubljana with a table whose total is 100 t, of which 70 t are agriculture and land use."""
    table = [
        *row(KRANJ, NAME, "I", {"S1": 30}),
        *row(KRANJ, NAME, "_T", {"S1": 100}),
        *(seen for found in rows for seen in found),
    ]
    bases = {**BASES, NAME: basis(NAME, KRANJ, industry_energy="I", **stated)}
    return ask(indicator, KRANJ, LJUBLJANA, given=evidence([*table, *ljubljana()], bases))


def test_net_land_use_is_taken_as_printed() -> None:
    answer = compared(row(KRANJ, NAME, "V.1_V.3", {"S1": 60}), row(KRANJ, NAME, "V.2", {"S1": 10}))
    assert steps(answer, KRANJ) == [("lulucf", Decimal(-10))]


def test_sources_and_sinks_are_added() -> None:
    answer = compared(
        row(KRANJ, NAME, "V.1_V.3", {"S1": 60}),
        row(KRANJ, NAME, "V.2", {"S1": 15}, mode="SRC"),
        row(KRANJ, NAME, "V.2", {"S1": -5}, mode="SNK"),
    )
    assert steps(answer, KRANJ) == [("lulucf", Decimal(-10))]


def test_sources_are_what_afolu_holds_beside_agriculture() -> None:
    answer = compared(
        row(KRANJ, NAME, "V", {"S1": 75}, mode="SRC"),
        row(KRANJ, NAME, "V.1_V.3", {"S1": 60}),
        row(KRANJ, NAME, "V.2", {"S1": -5}, mode="SNK"),
    )
    assert steps(answer, KRANJ) == [("lulucf", Decimal(-10))]
    assert reasons(answer, KRANJ, LJUBLJANA)["lulucf"] == "CONVERTIBLE"


def test_sinks_beside_agriculture_alone_are_all_of_land_use() -> None:
    answer = compared(
        row(KRANJ, NAME, "V.1_V.3", {"S1": 75}), row(KRANJ, NAME, "V.2", {"S1": -5}, mode="SNK")
    )
    assert steps(answer, KRANJ) == [("lulucf", Decimal(5))]


def test_sources_hidden_in_afolu_leave_an_interval() -> None:
    answer = compared(
        row(KRANJ, NAME, "V", {"S1": 75}, mode="SRC"), row(KRANJ, NAME, "V.2", {"S1": -5}, mode="SNK")
    )
    found = place(answer, KRANJ)["harmonised"]
    assert (found["value"], found["lower"], found["upper"]) == (Decimal(105), Decimal(30), Decimal(105))
    assert reason(answer, KRANJ, LJUBLJANA, "lulucf")["level"] == "BOUNDED"
    assert reason(answer, KRANJ, LJUBLJANA, "lulucf")["tonnes"] == Decimal(75)


def test_two_printed_totals_give_land_use_by_their_difference() -> None:
    gross = observe("GHG.TOT", KRANJ, "2018", 90, source=NAME, where={"scope": "S1", "basis": NAME})
    answer = compared([gross], indicator="GHG.NET")
    assert place(answer, KRANJ)["published"]["value"] == Decimal(100)
    assert place(compared([gross]), KRANJ)["published"]["value"] == Decimal(90)


def test_land_use_that_is_nowhere_printed_blocks() -> None:
    answer = compared()
    assert place(answer, KRANJ)["harmonised"] is None
    found = reason(answer, KRANJ, LJUBLJANA, "lulucf")
    assert (found["level"], found["message"]) == (
        "BLOCKER",
        "Kranj: the printed total holds land use, and how much is not printed",
    )


def test_a_total_without_land_use_cannot_be_made_net() -> None:
    answer = ask("GHG.NET", KRANJ, LJUBLJANA, given=evidence([*kranj(), *ljubljana()]))
    assert place(answer, KRANJ)["harmonised"]["value"] == Decimal(238832)
    assert place(answer, LJUBLJANA)["harmonised"] is None


def test_a_total_without_land_use_is_made_net_where_land_use_is_printed() -> None:
    name = SOURCE[LJUBLJANA]
    land = row(LJUBLJANA, name, "V.2", {"S1": -49900})
    answer = ask("GHG.NET", KRANJ, LJUBLJANA, given=evidence([*kranj(), *ljubljana(), *land]))
    assert steps(answer, LJUBLJANA) == [("lulucf", Decimal(-49900))]


@pytest.mark.parametrize("mode", ["_T", "SRC"])
def test_afolu_of_an_inventory_without_land_use_is_agriculture(mode: str) -> None:
    answer = compared(
        row(KRANJ, NAME, "V", {"S1": 70}, mode=mode), row(KRANJ, NAME, "V.2", {"S1": 0}), lulucf="EX"
    )
    assert "V.1_V.3" in answer["coverage"]["cells"]
    assert "lulucf" not in reasons(answer, KRANJ, LJUBLJANA)


def test_afolu_in_one_number_may_be_agriculture_or_land_use() -> None:
    answer = compared(row(KRANJ, NAME, "V", {"S1": 70}), indicator="GHG.AFOL")
    found = place(answer, KRANJ)["harmonised"]
    assert (found["value"], found["lower"], found["upper"]) == (Decimal(70), Decimal(0), Decimal(70))
    assert reasons(answer, KRANJ, LJUBLJANA)["lulucf"] == "BOUNDED"
