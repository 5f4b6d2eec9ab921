"""Figures per inhabitant: computed here, from the place's own inhabitants only."""

from decimal import Decimal

import pytest

from tests.fakes.contract_figures import FOUR, KRANJ, LJUBLJANA, VELENJE, ZAGREB
from tests.fakes.inventories import BASES, basis, everything, evidence, four_cities, observe, people
from tests.schemas.comparability.asking import Answer, ask, covered, harmonised, place, reason, reasons


@pytest.fixture(scope="module")
def answer() -> Answer:
    return ask("GHG.CAP", *FOUR)


def test_the_harmonised_total_is_divided_by_the_nearest_municipal_figure(answer: Answer) -> None:
    assert harmonised(answer) == {
        KRANJ: Decimal("4.0008"),
        LJUBLJANA: Decimal("7.8558"),
        VELENJE: Decimal("5.2345"),
        ZAGREB: Decimal("3.6261"),
    }
    assert place(answer, KRANJ)["harmonised"]["unit"] == "T_CO2E/HAB"
    assert place(answer, KRANJ)["harmonised"]["total"] == Decimal(228576)


def test_the_printed_total_and_the_inhabitants_stand_in_the_answer(answer: Answer) -> None:
    kranj = place(answer, KRANJ)
    assert (kranj["published"]["indicator"], kranj["published"]["value"]) == ("GHG.NET", Decimal(238832))
    assert {key: kranj["population"][key] for key in ("value", "period", "source", "exact", "estimate")} == {
        "value": Decimal(57133),
        "period": "2020-S2",
        "source": "sistat",
        "exact": False,
        "estimate": Decimal(56635),
    }


def test_another_date_is_a_caveat_that_says_what_it_changes(answer: Answer) -> None:
    found = reason(answer, KRANJ, ZAGREB, "population")
    assert (found["level"], found["tonnes"]) == ("CAVEAT", None)
    assert found["message"] == (
        "Kranj: figures of 2018 are divided by the inhabitants of 2020-S2 (57,133). With 56,635 inhabitants, as "
        "interpolated for 2018, it would be 4.0360 t CO₂e per inhabitant instead of 4.0008: a difference of 0.0352 "
        "(0.9 %)"
    )


def test_with_figures_on_one_side_only_the_country_s_change_is_taken(answer: Answer) -> None:
    velenje = place(answer, VELENJE)["population"]
    assert velenje["estimate"] == (Decimal(33638) * 2066880 / 2095861).quantize(Decimal(1))
    assert (
        "scaled to 2018 with the country's change"
        in (reason(answer, VELENJE, ZAGREB, "population")["message"])
    )


def test_the_country_s_change_is_taken_within_one_source_if_it_can_be() -> None:
    half = observe("CX.POP", "SI", "2020-S2", 2100126, source="a", unit="NR", where={"freq": "S"})
    answer = ask("GHG.CAP", VELENJE, ZAGREB, given=evidence([*everything(), half]))
    assert place(answer, VELENJE)["population"]["estimate"] == Decimal(33173)


def test_inhabitants_of_the_same_year_leave_no_caveat(answer: Answer) -> None:
    assert place(answer, ZAGREB)["population"]["exact"]
    assert "population" not in reasons(ask("GHG.CAP", "SI", "HR"), "SI", "HR")


def test_of_two_figures_as_near_the_later_is_taken() -> None:
    around = [
        observe("CX.POP", KRANJ, period, value, source="geo", unit="NR", where={"basis": "people-geo"})
        for period, value in (("2017", 50000), ("2019", 60000))
    ]
    answer = ask("GHG.CAP", KRANJ, ZAGREB, given=evidence([*four_cities(), *around]))
    assert place(answer, KRANJ)["population"]["period"] == "2019"


def test_half_years_of_the_same_year_count_and_the_annual_figure_first() -> None:
    half = observe("CX.POP", KRANJ, "2018-S2", 56000, source="sistat", unit="NR", where={"freq": "S"})
    year = observe("CX.POP", KRANJ, "2018", 55000, source="sistat", unit="NR")
    given = [*four_cities(), *people()]
    with_half = ask("GHG.CAP", KRANJ, ZAGREB, given=evidence([*given, half]))
    with_year = ask("GHG.CAP", KRANJ, ZAGREB, given=evidence([*given, half, year]))
    used = [place(found, KRANJ)["population"] for found in (with_half, with_year)]
    assert [(one["value"], one["exact"]) for one in used] == [(56000, True), (55000, True)]


def test_a_town_s_population_never_stands_for_its_municipality() -> None:
    town = observe("CX.POP", "SI_052_TOWN", "2018", 37313, source="geo", unit="NR")
    answer = ask("GHG.CAP", KRANJ, ZAGREB, given=evidence([*four_cities(), town]))
    kranj = place(answer, KRANJ)
    assert (kranj["harmonised"], kranj["population"]) == (None, None)
    assert reasons(answer, KRANJ, ZAGREB)["population"] == "BLOCKER"


def test_the_common_cells_are_divided_too(answer: Answer) -> None:
    assert covered(answer)[LJUBLJANA] == (Decimal("7.5596"), Decimal("-0.2962"))
    assert answer["coverage"]["values"][1]["left_out"][0] == {"cell": "III", "value": Decimal("0.1655")}


def test_it_is_rounded_at_the_end_only_half_to_even() -> None:
    name = "plain"
    where = {"scope": "S1", "basis": name}
    given = [
        observe("GHG.TOT", "SI", "2018", "0.00025", source="s", where=where),
        observe("GHG.TOT", "HR", "2018", "0.00035", source="s", where=where),
        *(observe("CX.POP", code, "2018", 1, source="s", unit="NR") for code in ("SI", "HR")),
    ]
    stated = {name: basis(name, accounting="TERR", boundary="COUNTRY")}
    answer = ask("GHG.CAP", "SI", "HR", given=evidence(given, {**BASES, **stated}))
    assert harmonised(answer) == {"SI": Decimal("0.0002"), "HR": Decimal("0.0004")}


def test_energy_per_inhabitant_goes_the_same_way() -> None:
    assert harmonised(ask("EN.FEC.CAP", *FOUR)) == {
        KRANJ: Decimal("11.4596"),
        LJUBLJANA: Decimal("25.8874"),
        VELENJE: Decimal("14.9374"),
        ZAGREB: Decimal("15.3907"),
    }


def test_a_provisional_population_is_told() -> None:
    answer = ask("GHG.CAP", "SI", "EU27_2020", given=evidence(everything()))
    assert reason(answer, "SI", "EU27_2020", "obs_status")["message"] == (
        "European Union (27 countries, from 2020): figures are marked as: provisional value"
    )


def test_inhabitants_filed_under_no_sector_count_as_well() -> None:
    where = {"sector": "_Z", "scope": "_Z", "carrier": "_Z", "mode": "_Z", "gas": "_Z"}
    counted = observe("CX.POP", KRANJ, "2018", 56000, source="sistat", unit="NR", where=where)
    answer = ask("GHG.CAP", KRANJ, ZAGREB, given=evidence([*four_cities(), *people(), counted]))
    assert place(answer, KRANJ)["population"]["value"] == Decimal(56000)
    both = ask("CX.POP", KRANJ, "SI", period="2018", given=evidence([*people(), counted]))
    assert harmonised(both) == {KRANJ: Decimal(56000), "SI": Decimal(2066880)}
