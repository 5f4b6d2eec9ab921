"""Figures told gas by gas only: what is added up, what is told twice, what is missing, and other potentials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from schemas.basis import Basis
from schemas.observations import StoredObservation
from tests.fakes.contract_figures import KRANJ, LJUBLJANA
from tests.fakes.inventories import basis, evidence, observe
from tests.schemas.comparability.asking import Answer, ask, harmonised, place, reason, steps

GPC = replace(basis("one"), lulucf="EX", industry_energy="I", ets="INCL")

FUELS = {"CO2": 1000, "CH4": 28, "N2O": 53}
FARMS = {"CH4": 560, "N2O": 106}


def of_gases(
    cells: Mapping[str, Mapping[str, int]], *, indicator: str = "GHG.SEC", carrier: str = "_T"
) -> list[StoredObservation]:
    """Make rows by sector and gas of scope 1."""
    return [
        observe(
            indicator, KRANJ, "2018", amount, source="one",
            where={"sector": sector, "scope": "S1", "gas": gas, "carrier": carrier, "basis": "one"},
        )
        for sector, gases in cells.items()
        for gas, amount in gases.items()
    ]  # fmt: skip


def asked(
    rows: Sequence[StoredObservation], stated: Basis = GPC, indicator: str = "GHG.TOT", **more: Any
) -> Answer:
    return ask(indicator, KRANJ, given=evidence(rows, {"one": stated}), period="2018", **more)


ALL = {"I": FUELS, "II": FUELS, "V.1_V.3": FARMS}


def test_a_total_is_the_sum_of_its_cells_gases() -> None:
    answer = asked(of_gases(ALL), profile="CRF-TERR")
    assert harmonised(answer) == {KRANJ: Decimal(2 * 1081 + 666)}
    assert len(answer["inputs"]) == 8
    assert harmonised(asked(of_gases(ALL), indicator="GHG.SEC", sector="II")) == {KRANJ: Decimal(1081)}


def test_such_a_total_is_weighed_with_other_potentials_gas_by_gas() -> None:
    answer = asked(of_gases(ALL), profile="CRF-TERR", gwp="AR6")
    # fossil CH4 28 -> 29.8, biogenic 28 -> 27.0, N2O 265 -> 273
    delta = 2 * (Decimal("1.8") + 53 * Decimal(8) / 265) - 20 + 106 * Decimal(8) / 265
    assert harmonised(answer) == {KRANJ: 2828 + delta}
    assert place(answer, KRANJ)["harmonised"]["lower"] is None


def test_a_total_told_by_gas_without_any_sector_is_the_sum_of_its_gases() -> None:
    rows = of_gases({"_T": FUELS}, indicator="GHG.TOT")
    whole = [
        replace(one, observation=replace(one.observation, key=replace(one.observation.key, scope="_T")))
        for one in rows
    ]
    answer = asked(whole)
    assert steps(answer, KRANJ) == [("sum_of_cells", Decimal(1081))]
    assert place(answer, KRANJ)["published"] is None
    other = asked(whole, gwp="AR4")
    assert harmonised(other) == {KRANJ: Decimal(1081) - 3 + 53 * Decimal(33) / 265}
    beside = asked([*whole, *of_gases({"I": FUELS})], profile="CRF-TERR")
    assert steps(beside, KRANJ) == [("sum_of_cells", Decimal(1081))]


def test_biomass_told_beside_is_never_added_and_never_taken_out_twice() -> None:
    rows = of_gases({"I": FUELS | {"CO2_BIO": 500}, "II": FUELS})
    assert harmonised(asked(rows, profile="CRF-TERR")) == {KRANJ: Decimal(2162)}
    counted = asked(rows, replace(GPC, biogenic="COUNTED"), profile="CRF-TERR")
    assert harmonised(counted) == {KRANJ: Decimal(2162)}


def test_a_gas_and_its_kinds_are_one_gas() -> None:
    twice = FUELS | {"CH4_FOS": 28, "CO2_FOS": 1000}
    assert harmonised(asked(of_gases({"I": twice}), profile="CRF-TERR")) == {KRANJ: Decimal(1081)}
    kinds = {"CO2": 1000, "CH4": 28, "CH4_FOS": 20, "CH4_BIO": 8, "N2O": 53}
    answer = asked(of_gases({"I": kinds}), profile="CRF-TERR", gwp="AR6")
    methane = 20 * Decimal("29.8") / 30 - 20 + 8 * Decimal(27) / 28 - 8
    told = harmonised(answer)[KRANJ]
    assert told is not None
    assert abs(told - (1081 + methane + 53 * Decimal(8) / 265)) < Decimal("1e-8")


def test_a_carrier_told_by_gas_beside_one_that_is_not_counts_as_well() -> None:
    gas = [
        observe("GHG.SEC", KRANJ, "2018", 500, source="one", where={"sector": "I", "scope": "S1", "carrier": "NG", "basis": "one"}),
    ]  # fmt: skip
    oil = of_gases({"I": FUELS}, carrier="LFO")
    assert harmonised(asked([*gas, *oil], profile="CRF-TERR")) == {KRANJ: Decimal(1581)}
    both = [*gas, *oil, *of_gases({"I": FUELS}, carrier="NG")]
    assert harmonised(asked(both, profile="CRF-TERR")) == {KRANJ: Decimal(1581)}


def test_one_carrier_printed_under_two_names_of_all_gases_counts_once() -> None:
    rows = [
        observe(
            "GHG.SEC", KRANJ, "2018", 500, source="one",
            where={"sector": "I", "scope": "S1", "carrier": "NG", "gas": gas, "basis": "one"},
        )
        for gas in ("_T", "CO2E")
    ]  # fmt: skip
    assert harmonised(asked(rows, profile="CRF-TERR")) == {KRANJ: Decimal(500)}


def test_an_empty_row_of_all_gases_does_not_hide_the_gases() -> None:
    empty = observe(
        "GHG.SEC", KRANJ, "2018", None, source="one", where={"sector": "I", "scope": "S1", "basis": "one"}
    )
    assert harmonised(asked([empty, *of_gases({"I": FUELS})], profile="CRF-TERR")) == {KRANJ: Decimal(1081)}


@pytest.mark.parametrize(
    ("cells", "missing"),
    [
        ({"I": FUELS, "II": {"CO2": 900}}, ["CH4", "N2O"]),
        ({"I": {"CO2": 900, "CH4": 20}, "V.1_V.3": FARMS}, ["N2O"]),
        ({"I": FUELS, "V.1_V.3": FARMS}, []),
        ({"I": {"CO2E_3G": 900}}, []),
    ],
)
def test_a_cell_of_fuels_that_lacks_a_gas_is_said(
    cells: Mapping[str, Mapping[str, int]], missing: list[str]
) -> None:
    head = [
        observe("GHG.SEC", LJUBLJANA, "2018", 900, source="two", where={"sector": sector, "scope": "S1", "basis": "two"})
        for sector in cells
    ]  # fmt: skip
    given_ = evidence([*of_gases(cells), *head], {"one": GPC, "two": replace(GPC, id="two")})
    answer = ask("GHG.TOT", KRANJ, LJUBLJANA, given=given_, period="2018", profile="CRF-TERR")
    if not missing:
        assert "gas_group" not in {one["dimension"] for one in answer["pairs"][0]["reasons"]}
        return
    found = reason(answer, KRANJ, LJUBLJANA, "gas_group")
    assert found["level"] == "CAVEAT"
    assert all(
        {"CH4": "Methane", "N2O": "Nitrous oxide"}[gas].lower() in found["message"].lower() for gas in missing
    )


def test_a_conversion_that_comes_to_nothing_was_made_all_the_same() -> None:
    given_ = evidence(
        [*of_gases({"I": {"CO2": 900, "CH4": 0, "N2O": 0}}), *_of_ljubljana()],
        {"one": replace(GPC, gwp_set="AR4"), "two": replace(GPC, id="two")},
    )
    answer = ask("GHG.TOT", KRANJ, LJUBLJANA, given=given_, period="2018", profile="CRF-TERR")
    assert ("gwp_set", Decimal(0)) in steps(answer, KRANJ)
    assert reason(answer, KRANJ, LJUBLJANA, "gwp_set")["level"] == "CONVERTIBLE"


def _of_ljubljana() -> list[StoredObservation]:
    where = {"sector": "I", "scope": "S1", "basis": "two"}
    return [observe("GHG.SEC", LJUBLJANA, "2018", 900, source="two", where=where)]
