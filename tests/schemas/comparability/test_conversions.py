"""What each conversion makes of a figure: exactly where the rows allow it, within bounds where they do not."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from schemas.errors import UnknownCodeError
from schemas.observations import StoredObservation
from tests.fakes.contract_figures import FOUR, KRANJ, LJUBLJANA, SOURCE, VELENJE, ZAGREB
from tests.fakes.inventories import BASES, basis, everything, evidence, four_cities, kranj, observe, row
from tests.schemas.comparability.asking import Answer, ask, harmonised, place, reason, reasons
from tests.schemas.comparability.test_dimensions import PLAIN, table

KRANJ_FARMING = {"CH4": 25791, "N2O": 14722, "CO2": 154}
"""Kranj's agriculture by gas in t CO2e (AR5), as the four published conversions imply it: 40,667 t together."""


def by_gas(place_: str, name: str, amounts: Mapping[str, Mapping[str, int]]) -> list[StoredObservation]:
    """Make rows of gases by sector, at scope 1."""
    return [
        observe(
            "GHG.SEC", place_, "2018", amount, source=name,
            where={"sector": sector, "scope": "S1", "gas": gas, "basis": name},
        )
        for sector, gases in amounts.items()
        for gas, amount in gases.items()
    ]  # fmt: skip


def step(answer: Answer, code: str, name: str) -> Answer:
    return next(one for one in place(answer, code)["harmonised"]["steps"] if one["step"] == name)


def bounds(answer: Answer, code: str) -> tuple[Decimal, Decimal, Decimal]:
    found = place(answer, code)["harmonised"]
    return found["lower"], found["value"], found["upper"]


@pytest.mark.parametrize(("wanted", "tonnes"), [("AR4", 39737), ("AR5", 40667), ("AR6", 40190)])
def test_kranjs_agriculture_is_weighed_gas_by_gas(wanted: str, tonnes: int) -> None:
    rows = [*kranj(), *by_gas(KRANJ, "kranj-contract", {"V.1_V.3": KRANJ_FARMING})]
    answer = ask("GHG.AFOL", KRANJ, given=evidence(rows), gwp=wanted)
    found = place(answer, KRANJ)["harmonised"]
    assert (round(found["value"]), found["lower"]) == (tonnes, None)


def test_methane_whose_origin_no_sector_tells_leaves_the_interval_of_both() -> None:
    name = "whole"
    where = {"scope": "S1", "basis": name}
    rows = [
        observe("GHG.TOT", KRANJ, "2018", 40667, source=name, where=where),
        *(
            observe(
                "GHG.SEC", KRANJ, "2018", amount, source=name, where={**where, "sector": "_T", "gas": gas}
            )
            for gas, amount in KRANJ_FARMING.items()
        ),
    ]
    answer = ask("GHG.TOT", KRANJ, given=evidence(rows, {name: basis(name, **PLAIN)}), gwp="AR6")
    lower, value, upper = bounds(answer, KRANJ)
    assert (round(lower), round(value)) == (40190, 41019)
    assert round(upper - lower) == round(Decimal("25791") * (Decimal("29.8") - 27) / 28)
    assert step(answer, KRANJ, "ch4_origin")["delta"] == 0


def test_without_a_split_the_change_is_bounded_by_the_gas_that_changes_most() -> None:
    given = evidence(table(KRANJ, "own"), {"own": basis("own", **{**PLAIN, "gwp_set": "AR4"})})
    lower, value, upper = bounds(ask("GHG.TOT", KRANJ, given=given), KRANJ)
    assert (value, upper) == (Decimal(1000), Decimal(1120))
    assert abs(lower - Decimal(1000) * 265 / 298) < Decimal("1e-6")


def test_carbon_dioxide_alone_weighs_the_same_in_every_set() -> None:
    given = evidence(
        table(KRANJ, "own"), {"own": basis("own", **{**PLAIN, "gwp_set": "AR4", "gas_group": "CO2_FOS"})}
    )
    found = place(ask("GHG.TOT", KRANJ, given=given), KRANJ)["harmonised"]
    assert (found["value"], found["lower"], found["steps"]) == (Decimal(1000), None, [])


def test_a_set_that_is_not_stated_bounds_nothing_and_the_answer_says_so() -> None:
    given = evidence(table(KRANJ, "own"), {"own": basis("own", **{**PLAIN, "gwp_set": "UNK"})})
    found = place(ask("GHG.TOT", KRANJ, given=given), KRANJ)["harmonised"]
    assert (found["value"], found["lower"], found["unbounded"]) == (Decimal(1000), None, ["gwp_set"])


def test_converted_warming_potentials_do_not_weigh_on_the_verdict() -> None:
    cells = {"I": {"CO2": 600}, "II": {"CO2": 300}, "III": {"CH4": 60}, "V.1_V.3": {"N2O": 40}}
    rows = [*table(KRANJ, "own"), *by_gas(KRANJ, "own", cells), *table(LJUBLJANA, "others")]
    bases = {"own": basis("own", **{**PLAIN, "gwp_set": "AR4"}), "others": basis("others", **PLAIN)}
    answer = ask("GHG.TOT", KRANJ, LJUBLJANA, given=evidence(rows, bases))
    assert (answer["verdict"], reasons(answer, KRANJ, LJUBLJANA)) == (
        "comparable",
        {"gwp_set": "CONVERTIBLE"},
    )
    exact = Decimal(60) * 28 / 25 + Decimal(40) * 265 / 298 - 100
    assert abs(step(answer, KRANJ, "gwp_set")["delta"] - exact) < Decimal("1e-9")
    assert answer["rank"][0]["place"] == KRANJ


def test_common_factors_reckon_electricity_with_the_grids_own(  # the design's measured facts
) -> None:
    answer = ask("GHG.TOT", *FOUR, factors="common")
    moved = {code: step(answer, code, "elec_factor")["delta"] for code in (KRANJ, VELENJE, LJUBLJANA)}
    assert (round(moved[KRANJ]), round(moved[VELENJE])) == (-8028, -26408)
    assert abs(moved[LJUBLJANA] + 311680) < 60  # 0.4236 t/MWh as its rows imply, 0.405 as it declares
    declared = Decimal(1738378 + 16590) * (Decimal("0.246") - Decimal("0.405"))
    assert step(answer, LJUBLJANA, "elec_factor")["upper"] == declared


def test_common_factors_take_the_upstream_part_out_of_zagrebs_fuels() -> None:
    answer = ask("GHG.TOT", ZAGREB, factors="common")
    direct = sum(
        seen.observation.value or 0
        for seen in four_cities()
        if seen.observation.key.place == ZAGREB and seen.observation.key.indicator == "GHG.SEC"
        and seen.observation.key.carrier not in ("_T", "ELEC", "DH")
    )  # fmt: skip
    assert (round(direct), round(direct + step(answer, ZAGREB, "ef_basis")["delta"])) == (2022412, 1744806)
    assert place(answer, ZAGREB)["harmonised"]["unbounded"] == [
        "elec_factor"
    ]  # no factor of its grid in 2019


def test_published_factors_stay_where_nothing_else_is_asked() -> None:
    assert harmonised(ask("GHG.TOT", *FOUR)) == {
        KRANJ: Decimal(228576),
        LJUBLJANA: Decimal(2301669),
        VELENJE: Decimal("176078.25"),
        ZAGREB: Decimal("2927203.98"),
    }


def test_life_cycle_factors_without_the_energy_are_bounded() -> None:
    given = evidence(
        [seen for seen in table(KRANJ, "own") if seen.observation.key.indicator != "EN.FEC"],
        {"own": basis("own", **{**PLAIN, "ef_basis": "LCA_GHG"})},
    )
    answer = ask("GHG.TOT", KRANJ, given=given, factors="common")
    fuels = Decimal(900)
    assert step(answer, KRANJ, "ef_basis")["delta"] == 0
    assert abs(step(answer, KRANJ, "ef_basis")["lower"] + fuels * (1 - 1 / Decimal("1.15"))) < Decimal("1e-9")


def test_gases_that_factors_leave_out_are_added_from_the_energy() -> None:
    name = "fuels"
    rows = [
        *row(KRANJ, name, "I", {"S1": 1000, "S2": "NO", "S3": "NO"}),
        observe("GHG.TOT", KRANJ, "2018", 1000, source=name, where={"scope": "_T", "basis": name}),
        observe(
            "EN.FEC", KRANJ, "2018", 5000, source=name, unit="MWH",
            where={"sector": "I", "scope": "S1", "carrier": "NG", "basis": name},
        ),
    ]  # fmt: skip
    given = evidence(rows, {name: basis(name, **PLAIN)})
    added = Decimal(5000) * (5 * 28 + Decimal("0.1") * 265) * Decimal("0.0036") / 1000
    assert step(ask("GHG.TOT", KRANJ, given=given, factors="common"), KRANJ, "gas_group")["delta"] == added


def test_heat_of_networks_moves_to_scope_two() -> None:
    factor = observe(
        "EN.DH.EF", KRANJ, "2018", "0.32", source=SOURCE[KRANJ], unit="T_CO2E_MWH",
        where={"basis": SOURCE[KRANJ]},
    )  # fmt: skip
    given = evidence([*everything(), factor])
    answer = ask("GHG.TOT", KRANJ, LJUBLJANA, given=given, profile="CRF-TERR")
    assert harmonised(answer)[KRANJ] == Decimal(197204) - Decimal("18460.16")
    found = reason(answer, KRANJ, LJUBLJANA, "heat_scope")
    assert (found["level"], found["tonnes"]) == ("CONVERTIBLE", Decimal("18460.16"))


def test_heat_whose_factor_nobody_tells_is_bounded() -> None:
    answer = ask("GHG.TOT", KRANJ, LJUBLJANA, profile="CRF-TERR")
    most = Decimal(49341 + 8347) * Decimal("0.6")
    assert bounds(answer, KRANJ) == (Decimal(197204) - most, Decimal(197204), Decimal(197204))
    assert reasons(answer, KRANJ, LJUBLJANA)["heat_scope"] == "BOUNDED"
    assert "heat_scope" not in reasons(ask("GHG.TOT", KRANJ, LJUBLJANA), KRANJ, LJUBLJANA)


def energy(name: str, carriers: Mapping[str, int], total: int | None = None) -> list[StoredObservation]:
    where = {"sector": "I", "scope": "S1", "basis": name}
    found = [
        observe("EN.FEC", KRANJ, "2018", value, source=name, unit="MWH", where={**where, "carrier": carrier})
        for carrier, value in carriers.items()
    ]
    whole = sum(carriers.values()) if total is None else total
    head = observe("EN.FEC", KRANJ, "2018", whole, source=name, unit="MWH", where={"basis": name})
    sector = observe("EN.FEC", KRANJ, "2018", whole, source=name, unit="MWH", where=where)
    return [*found, sector, head]


def test_gross_energy_becomes_net_carrier_by_carrier() -> None:
    rows = energy("gross", {"NG": 1000, "LFO": 1000, "ELEC": 1000, "LPG": 1000})
    given = evidence(rows, {"gross": basis("gross", calorific="GCV")})
    answer = ask("EN.FEC", KRANJ, given=given)
    assert harmonised(answer) == {KRANJ: Decimal(900 + 950 + 1000 + 920)}
    assert step(answer, KRANJ, "calorific")["delta"] == -230


def test_gross_energy_without_carriers_is_bounded() -> None:
    given = evidence(energy("gross", {}, 1000), {"gross": basis("gross", calorific="GCV")})
    assert bounds(ask("EN.FEC", KRANJ, given=given), KRANJ) == (Decimal(900), Decimal(1000), Decimal(1000))


def test_industrial_plants_are_taken_out_where_their_rows_are_told() -> None:
    plants = observe(
        "GHG.SEC", KRANJ, "2018", 50, source="own",
        where={"sector": "I.3", "scope": "S1", "mode": "ETS", "basis": "own"},
    )  # fmt: skip
    bases = {"own": basis("own", **PLAIN, ets="INCL"), "others": basis("others", **PLAIN)}
    given = evidence([*table(KRANJ, "own"), plants, *table(LJUBLJANA, "others")], bases)
    answer = ask("GHG.TOT", KRANJ, LJUBLJANA, given=given)
    assert harmonised(answer)[KRANJ] == Decimal(950)
    assert reasons(answer, KRANJ, LJUBLJANA) == {"ets": "CONVERTIBLE"}
    assert answer["verdict"] == "comparable"
    assert harmonised(ask("GHG.TOT", KRANJ, LJUBLJANA, given=given, profile="GPC-BASIC+"))[KRANJ] == 1000


def test_carbon_dioxide_of_biomass_is_taken_out_where_it_is_told_by_gas() -> None:
    rows = [
        *table(KRANJ, "own"), *by_gas(KRANJ, "own", {"I": {"CO2_BIO": 70}}), *table(LJUBLJANA, "others"),
    ]  # fmt: skip
    bases = {"own": basis("own", **PLAIN, biogenic="COUNTED"), "others": basis("others", **PLAIN)}
    answer = ask("GHG.TOT", KRANJ, LJUBLJANA, given=evidence(rows, bases))
    assert harmonised(answer)[KRANJ] == Decimal(930)
    assert reasons(answer, KRANJ, LJUBLJANA) == {"biogenic": "CONVERTIBLE"}
    without = evidence([*table(KRANJ, "own"), *table(LJUBLJANA, "others")], bases)
    assert reasons(ask("GHG.TOT", KRANJ, LJUBLJANA, given=without), KRANJ, LJUBLJANA) == {
        "biogenic": "CAVEAT"
    }


def test_what_a_source_says_of_its_own_uncertainty_is_carried_through() -> None:
    rows = [*table(KRANJ, "own"), *row(KRANJ, "own", "V.2", {"S1": 100})]
    head = observe("GHG.NET", KRANJ, "2018", 1100, source="own", where={"scope": "S1", "basis": "own"})
    stated = type(head.observation)(
        head.observation.key,
        Decimal(1100),
        lower=Decimal(1050),
        upper=Decimal(1200),
        published_value=Decimal(1100),
    )
    rows = [seen for seen in rows if seen.observation.key.indicator != "GHG.TOT"]
    rows.append(type(head)(head.id, head.release, head.dataset, stated))
    given = evidence(rows, {"own": basis("own", **PLAIN)})
    assert bounds(ask("GHG.TOT", KRANJ, given=given), KRANJ) == (Decimal(950), Decimal(1000), Decimal(1100))


def test_steps_stand_in_the_fixed_order() -> None:
    bases = {
        **BASES,
        "kranj-contract": basis("kranj-contract", KRANJ, elec_factor=Decimal("0.358"), gwp_set="AR4"),
    }
    answer = ask("GHG.TOT", KRANJ, given=evidence(everything(), bases), factors="common", profile="GPC-BASIC")
    assert [one["step"] for one in place(answer, KRANJ)["harmonised"]["steps"]] == [
        "classification", "cells", "gas_group", "elec_factor", "gwp_set", "lulucf",
    ]  # fmt: skip


def test_unknown_factors_and_potentials_name_those_there_are() -> None:
    with pytest.raises(UnknownCodeError) as factors:
        ask("GHG.TOT", KRANJ, factors="own")
    assert factors.value.candidates == ("published", "common")
    with pytest.raises(UnknownCodeError) as potentials:
        ask("GHG.TOT", KRANJ, gwp="AR7")
    assert "AR5" in potentials.value.candidates
