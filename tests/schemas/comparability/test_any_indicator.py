"""Any indicator can be compared: air, waste, mobility, targets; what is not stated is a caveat."""

from collections.abc import Mapping
from typing import Any

import pytest

from schemas.basis import Basis
from schemas.indicators import indicators
from schemas.languages import LANGUAGES
from schemas.observations import StoredObservation
from tests.fakes.contract_figures import KRANJ, LJUBLJANA
from tests.fakes.inventories import basis, evidence, observe
from tests.schemas.comparability.asking import Answer, ask, harmonised, place, reason, reasons

TARGETS = {code for code, one in indicators().items() if one.kind == "target"}


def two(
    code: str,
    own: Mapping[str, Any] | None = None,  # a basis states values of several types
    others: Mapping[str, Any] | None = None,  # likewise
    where: Mapping[str, str] | None = None,
    other_where: Mapping[str, str] | None = None,
    **asked: str,
) -> Answer:
    """Compare two places' figures of an indicator, each on its own basis."""
    rows = [
        _figure(code, KRANJ, 10, "own", {"value_type": _type_of(code), **(where or {})}),
        _figure(
            code, LJUBLJANA, 20, "others", {"value_type": _type_of(code), **(other_where or where or {})}
        ),
        _figure("CX.POP", KRANJ, 5, "own", {}),
        _figure("CX.POP", LJUBLJANA, 5, "others", {}),
    ]
    bases: dict[str, Basis] = {
        "own": basis("own", **(own or {})),
        "others": basis("others", **(others or {})),
    }
    return ask(code, KRANJ, LJUBLJANA, given=evidence(rows, bases), **asked)  # type: ignore[arg-type]  # period or lang


def _type_of(code: str) -> str:
    return "TGT" if code in TARGETS else "ACT"


def _figure(code: str, place_: str, value: int, source: str, where: Mapping[str, str]) -> StoredObservation:
    unit = indicators()[code].unit or "NR"
    return observe(code, place_, "2018", value, source=source, unit=unit, where={"basis": source, **where})


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", sorted(set(indicators()) - {"CX.POP", "GHG.SEC"}))
def test_every_indicator_gives_an_answer_in_every_language(code: str, lang: str) -> None:
    answer = two(code, lang=lang)
    values = harmonised(answer)
    if code not in ("GHG.CAP", "EN.FEC.CAP"):  # divided by five people
        assert values == {KRANJ: 10, LJUBLJANA: 20}
    assert answer["sentence"]
    said = [one["message"] for found in answer["pairs"] for one in found["reasons"]]
    assert all(said)


def test_a_definition_that_is_not_stated_is_a_caveat() -> None:
    answer = two("WA.GEN")
    assert reasons(answer, KRANJ, LJUBLJANA) == {"definition": "CAVEAT"}
    assert (answer["verdict"], answer["rank"]) == ("with_caveats", None)


def test_the_same_definition_may_be_ranked() -> None:
    answer = two("WA.GEN", {"definition": "collected"}, {"definition": "Collected"})
    assert (answer["verdict"], reasons(answer, KRANJ, LJUBLJANA)) == ("comparable", {})
    assert [one["place"] for one in answer["rank"]] == [LJUBLJANA, KRANJ]


def test_another_definition_blocks() -> None:
    answer = two("MO.SPLIT", {"definition": "trips"}, {"definition": "person kilometres"})
    assert reasons(answer, KRANJ, LJUBLJANA) == {"definition": "BLOCKER"}
    assert reason(answer, KRANJ, LJUBLJANA, "definition")["message"] == (
        "Different things are measured. Kranj: trips. Ljubljana: person kilometres"
    )


def test_figures_of_different_kinds_block() -> None:
    answer = two("MO.VKM", where={"mode": "CAR"}, other_where={"mode": "HDV"})
    assert reasons(answer, KRANJ, LJUBLJANA)["definition"] == "BLOCKER"


def test_an_indicator_without_conditions_is_comparable_on_equal_bases() -> None:
    assert two("EN.TD.LOSS")["verdict"] == "comparable"


def test_emission_factors_of_heat_must_say_how_power_and_heat_share() -> None:
    assert reasons(two("EN.DH.EF"), KRANJ, LJUBLJANA)["chp_allocation"] == "CAVEAT"
    same = {"chp_alloc": "ENERGY"}
    assert "chp_allocation" not in reasons(two("EN.DH.EF", same, same), KRANJ, LJUBLJANA)
    other = reasons(two("EN.DH.EF", same, {"chp_alloc": "EXERGY"}), KRANJ, LJUBLJANA)
    assert other["chp_allocation"] == "CAVEAT"


@pytest.mark.parametrize(
    ("stated", "dimension"),
    [
        ({"chp_alloc": "ENERGY"}, "chp_allocation"),
        ({"transport": "SOLD"}, "transport_approach"),
        ({"territory": "NUTS 2021"}, "territory_change"),
        ({"method": "MODEL_TD"}, "method"),
    ],
)
def test_what_one_side_alone_states_is_a_caveat(stated: Mapping[str, str], dimension: str) -> None:
    without = {"method": "UNK"} if dimension == "method" else {}
    assert reasons(two("GHG.TOT", stated, without), KRANJ, LJUBLJANA)[dimension] == "CAVEAT"
    assert dimension not in reasons(two("GHG.TOT", without, without), KRANJ, LJUBLJANA)


def test_a_figure_divided_down_from_the_states_is_no_measurement() -> None:
    assert (
        reasons(two("GHG.TOT", {"method": "BILL"}, {"method": "METER"}), KRANJ, LJUBLJANA).get("method")
        is None
    )
    found = reasons(two("GHG.TOT", {"method": "MODEL_TD"}, {"method": "METER"}), KRANJ, LJUBLJANA)
    assert found["method"] == "CAVEAT"


def test_targets_of_a_named_year_stand_side_by_side() -> None:
    answer = two("GHG.TOT", where={"value_type": "TGT"}, period="2018")
    assert harmonised(answer) == {KRANJ: 10, LJUBLJANA: 20}
    assert "value_type" not in reasons(answer, KRANJ, LJUBLJANA)


def test_a_target_beside_what_was_blocks() -> None:
    answer = two("GHG.TOT", other_where={"value_type": "TGT_RED"}, period="2018")
    assert reasons(answer, KRANJ, LJUBLJANA)["value_type"] == "BLOCKER"
    assert place(two("GHG.TOT", other_where={"value_type": "TGT"}), LJUBLJANA)["published"] is None


def test_targets_are_measured_from_the_same_year_or_it_is_said() -> None:
    answer = two("GHG.RESID", {"base_period": "1990"}, {"base_period": "2018"}, period="2018")
    assert reasons(answer, KRANJ, LJUBLJANA)["base_period"] == "CAVEAT"


def test_a_half_year_beside_a_year_is_a_caveat() -> None:
    rows = [
        _figure("EN.TD.LOSS", KRANJ, 10, "own", {}),
        observe(
            "EN.TD.LOSS", LJUBLJANA, "2018-S2", 20, source="others", unit="PC", where={"basis": "others"}
        ),
    ]
    bases = {"own": basis("own"), "others": basis("others")}
    answer = ask("EN.TD.LOSS", KRANJ, LJUBLJANA, given=evidence(rows, bases), period="2018")
    assert reasons(answer, KRANJ, LJUBLJANA) == {"reference_period": "CAVEAT"}


def test_a_break_in_the_series_is_told_as_such() -> None:
    rows = [
        _figure("EN.TD.LOSS", KRANJ, 10, "own", {}),
        observe(
            "EN.TD.LOSS",
            LJUBLJANA,
            "2018",
            20,
            source="others",
            unit="PC",
            obs_status="B",
            where={"basis": "others"},
        ),
    ]
    bases = {"own": basis("own"), "others": basis("others")}
    answer = ask("EN.TD.LOSS", KRANJ, LJUBLJANA, given=evidence(rows, bases))
    assert reasons(answer, KRANJ, LJUBLJANA) == {"break_in_series": "CAVEAT"}


def test_a_unit_that_measures_something_else_is_a_reason_and_no_error() -> None:
    rows = [
        _figure("WA.LAND", KRANJ, 10, "own", {}),
        observe("WA.LAND", LJUBLJANA, "2018", 20, source="others", unit="MWH", where={"basis": "others"}),
    ]
    bases = {"own": basis("own"), "others": basis("others")}
    answer = ask("WA.LAND", KRANJ, LJUBLJANA, given=evidence(rows, bases))
    assert answer["verdict"] == "not_comparable"
    assert place(answer, LJUBLJANA)["reasons"][0]["message"] == (
        "Ljubljana: the figure is in a unit that measures something else (megawatt hour)"
    )


def test_nothing_in_common_is_an_empty_intersection_with_its_reasons() -> None:
    rows = [
        *_inventory(KRANJ, "own", "I"),
        *_inventory(LJUBLJANA, "others", "III"),
    ]
    stated = {"lulucf": "EX", "industry_energy": "I"}
    given = evidence(rows, {"own": basis("own", **stated), "others": basis("others", **stated)})
    answer = ask("GHG.TOT", KRANJ, LJUBLJANA, given=given)
    assert answer["coverage"] == {"cells": [], "values": []}
    assert reasons(answer, KRANJ, LJUBLJANA)["scope_coverage"] == "BLOCKER"
    assert (answer["verdict"], answer["rank"]) == ("not_comparable", None)
    assert harmonised(answer) == {KRANJ: 100, LJUBLJANA: 100}


def _inventory(place_: str, source: str, sector: str) -> list[StoredObservation]:
    where = {"scope": "S1", "basis": source}
    return [
        observe("GHG.TOT", place_, "2018", 100, source=source, where=where),
        observe("GHG.SEC", place_, "2018", 100, source=source, where={**where, "sector": sector}),
    ]


def test_figures_whose_intervals_overlap_are_not_ranked() -> None:
    rows = [_figure("EN.TD.LOSS", KRANJ, 10, "own", {})]
    other = _figure("EN.TD.LOSS", LJUBLJANA, 11, "others", {})
    seen = other.observation
    uncertain = type(seen)(seen.key, seen.value, lower=seen.value and seen.value - 2, upper=seen.value)
    rows.append(type(other)(other.id, other.release, other.dataset, uncertain))
    bases = {"own": basis("own"), "others": basis("others")}
    answer = ask("EN.TD.LOSS", KRANJ, LJUBLJANA, given=evidence(rows, bases))
    assert (answer["verdict"], reasons(answer, KRANJ, LJUBLJANA)) == (
        "with_caveats",
        {"uncertainty": "BOUNDED"},
    )
    assert answer["rank"] is None


def test_one_dataset_read_by_two_versions_of_a_mapping_is_a_caveat() -> None:
    rows = []
    for place_, mapping in ((KRANJ, "all@1111"), (LJUBLJANA, "all@2222")):
        stored = observe("EN.TD.LOSS", place_, "2018", 5, source="own", unit="PC", where={"basis": "own"})
        seen = stored.observation
        read = type(seen)(seen.key, seen.value, mapping=mapping)
        rows.append(type(stored)(stored.id, stored.release, stored.dataset, read))
    answer = ask("EN.TD.LOSS", KRANJ, LJUBLJANA, given=evidence(rows, {"own": basis("own")}))
    assert reasons(answer, KRANJ, LJUBLJANA) == {"vintage": "CAVEAT"}


def test_figures_that_are_held_back_are_told() -> None:
    rows = [_figure("EN.TD.LOSS", KRANJ, 10, "own", {})]
    stored = _figure("EN.TD.LOSS", LJUBLJANA, 11, "others", {})
    held_back = type(stored.observation)(stored.observation.key, stored.observation.value, conf_status="N")
    rows.append(type(stored)(stored.id, stored.release, stored.dataset, held_back))
    bases = {"own": basis("own"), "others": basis("others")}
    answer = ask("EN.TD.LOSS", KRANJ, LJUBLJANA, given=evidence(rows, bases))
    assert reasons(answer, KRANJ, LJUBLJANA) == {"confidentiality": "CAVEAT"}


def test_a_factor_of_electricity_need_not_state_a_factor_but_how_it_was_reckoned() -> None:
    assert two("EN.EL.EF")["verdict"] == "comparable"
    answer = two("EN.EL.EF", others={"elec_method": "MKT"})
    assert reasons(answer, KRANJ, LJUBLJANA) == {"elec_factor": "CAVEAT"}
    assert "market-based" in reason(answer, KRANJ, LJUBLJANA, "elec_factor")["message"]


def test_land_use_is_not_asked_for_electricity_waste_or_plants() -> None:
    assert two("GHG.LULUCF", {"definition": "x"}, {"definition": "x"})["verdict"] == "comparable"
    answer = two("GHG.LULUCF", {"definition": "x", "lulucf": "SNK"}, {"definition": "x", "lulucf": "UNK"})
    assert reasons(answer, KRANJ, LJUBLJANA) == {"lulucf": "CAVEAT"}


@pytest.mark.parametrize("other", [LJUBLJANA, "HR050"])
def test_zagreb_is_a_region_by_itself(other: str) -> None:
    rows = [_figure("WT.USE", "HR_01333", 10, "own", {}), _figure("WT.USE", other, 20, "others", {})]
    bases = {
        "own": basis("own", boundary="NUTS3"),
        "others": basis("others", boundary="NUTS3" if other == "HR050" else "MUN"),
    }
    for each in bases:
        bases[each] = basis(each, boundary=bases[each].boundary, definition="losses")
    answer = ask("WT.USE", "HR_01333", other, given=evidence(rows, bases))
    assert answer["verdict"] == "comparable"


def test_a_region_is_no_municipality_elsewhere() -> None:
    assert two("WT.USE", {"boundary": "NUTS3"})["verdict"] == "not_comparable"
