"""Which period each place answers for."""

from decimal import Decimal

from tests.fakes.contract_figures import FOUR, KRANJ, LJUBLJANA, STATES, ZAGREB
from tests.fakes.inventories import BASES, basis, evidence, four_cities, state
from tests.schemas.comparability.asking import ask, harmonised, place, reason, reasons


def periods(*places: str, period: str) -> list[str | None]:
    return [found["period"] for found in ask("GHG.TOT", *places, period=period)["places"]]


def test_a_year_asked_for_is_the_year_of_every_figure() -> None:
    assert periods(*FOUR, period="2018") == ["2018", "2018", "2018", None]


def test_a_place_without_a_figure_for_the_year_says_which_it_has() -> None:
    answer = ask("GHG.TOT", LJUBLJANA, ZAGREB, period="2021")
    zagreb = place(answer, ZAGREB)
    assert (zagreb["published"], zagreb["harmonised"]) == (None, None)
    assert reasons(answer, LJUBLJANA, ZAGREB) == {"base_period": "BLOCKER"}
    assert reason(answer, LJUBLJANA, ZAGREB, "base_period")["message"] == (
        "Zagreb: no figure for 2021 (Total GHG emissions, gross (excl. LULUCF)); there are figures for: 2019"
    )
    assert harmonised(answer)[LJUBLJANA] == Decimal(2154895)


def test_places_without_any_figure_are_an_answer_with_reasons() -> None:
    answer = ask("GHG.TOT", "SI_001", "SI_002")
    assert answer["verdict"] == "not_comparable"
    assert answer["coverage"] == {"cells": [], "values": []}
    assert (
        "Ajdovščina: no figure is held here"
        in reason(answer, "SI_001", "SI_002", "scope_coverage")["message"]
    )
    assert (
        "Beltinci: no figure is held here" in reason(answer, "SI_001", "SI_002", "scope_coverage")["message"]
    )


def test_latest_common_is_the_latest_year_that_all_have() -> None:
    given = [seen for code in STATES for year in ("2018", "2019") for seen in state(code, year)]
    assert [
        found["period"]
        for found in ask("GHG.TOT", *STATES, period="latest-common", given=evidence(given))["places"]
    ] == ["2019", "2019", "2019"]
    assert periods(LJUBLJANA, "SI", period="latest-common") == ["2018", "2018"]


def test_without_a_common_year_each_place_gives_its_latest_with_a_caveat() -> None:
    answer = ask("GHG.TOT", KRANJ, LJUBLJANA, ZAGREB, period="latest-common")
    assert [found["period"] for found in answer["places"]] == ["2018", "2022", "2019"]
    assert reasons(answer, LJUBLJANA, ZAGREB)["base_period"] == "CAVEAT"


def test_where_nobody_has_a_base_year_the_latest_common_one_is_taken() -> None:
    given = [*state("SI", "2018"), *state("SI", "2019"), *state("HR", "2018")]
    answer = ask("GHG.TOT", "SI", "HR", given=evidence(given))
    assert [found["period"] for found in answer["places"]] == ["2018", "2018"]


def test_of_base_years_as_common_the_earliest_is_taken() -> None:
    given = [*four_cities(), *state("SI", "2018"), *state("SI", "2019")]
    answer = ask("GHG.TOT", ZAGREB, KRANJ, "SI", given=evidence(given))
    assert place(answer, "SI")["period"] == "2018"


def test_a_base_year_is_the_place_s_own_even_if_another_source_states_it() -> None:
    given = [*state("SI", "2018"), *state("SI", "2019"), *four_cities()]
    bases = {**BASES, "env-air-gge-excl": basis("env-air-gge-excl", accounting="TERR", base_period="2019")}
    assert place(ask("GHG.TOT", KRANJ, "SI", given=evidence(given, bases)), "SI")["period"] == "2019"


def test_a_half_year_counts_for_its_year() -> None:
    answer = ask("CX.POP", KRANJ, "SI", period="2020")
    assert [found["period"] for found in answer["places"]] == ["2020-S2", "2020"]
