"""The four cities' totals: what is printed, what is harmonised, and why there is no ranking."""

from decimal import Decimal

import pytest

from tests.fakes.contract_figures import FOUR, KRANJ, LJUBLJANA, VELENJE, ZAGREB
from tests.fakes.inventories import everything, evidence
from tests.schemas.comparability.asking import (
    Answer,
    ask,
    covered,
    harmonised,
    pair,
    place,
    published,
    reason,
    reasons,
    steps,
)


@pytest.fixture(scope="module")
def answer() -> Answer:
    return ask("GHG.TOT", *FOUR)


def test_the_printed_totals_stand_as_printed(answer: Answer) -> None:
    assert {code: published(answer, code) for code in FOUR} == {
        KRANJ: ("GHG.NET", Decimal(238832), "T_CO2E"),
        LJUBLJANA: ("GHG.TOT", Decimal(2301669), "T_CO2E"),
        VELENJE: ("GHG.NET", Decimal("171276.25"), "T_CO2E"),
        ZAGREB: ("GHG.TOT", Decimal("2927203.98"), "T_CO2E"),
    }


def test_each_place_answers_for_its_own_base_year(answer: Answer) -> None:
    assert [found["period"] for found in answer["places"]] == ["2018", "2018", "2018", "2019"]


def test_a_printed_total_says_what_it_covers(answer: Answer) -> None:
    assert {code: place(answer, code)["published"]["covers"] for code in (KRANJ, VELENJE, ZAGREB)} == {
        KRANJ: [
            "I.S1",
            "I.S2",
            "II.S1",
            "II.S2",
            "III.S1",
            "III.S2",
            "III.S3",
            "IV.S1",
            "V.1_V.3.S1",
            "V.2.S1",
        ],
        VELENJE: ["I.S1", "I.S2", "II.S1", "III.S3", "IV.S1", "V.1_V.3.S1", "V.2.S1"],
        ZAGREB: ["I.S1_S2", "II.S1_S2"],
    }


def test_land_use_is_taken_out_of_totals_that_hold_it(answer: Answer) -> None:
    assert harmonised(answer) == {
        KRANJ: Decimal(228576),
        LJUBLJANA: Decimal(2301669),
        VELENJE: Decimal("176078.25"),
        ZAGREB: Decimal("2927203.98"),
    }
    assert steps(answer, KRANJ) == [("classification", Decimal(0)), ("lulucf", Decimal(-10256))]
    assert steps(answer, VELENJE) == [("classification", Decimal(0)), ("lulucf", Decimal(4802))]
    assert steps(answer, LJUBLJANA) == []


def test_industry_s_energy_moves_without_changing_the_total(answer: Answer) -> None:
    moved = place(answer, KRANJ)["harmonised"]["steps"][0]
    assert (moved["delta"], moved["moved"]) == (Decimal(0), Decimal(27256))


def test_only_stationary_energy_and_transport_are_covered_by_all(answer: Answer) -> None:
    assert answer["coverage"]["cells"] == ["I", "II"]
    assert covered(answer) == {
        KRANJ: (Decimal(161155), Decimal(-67421)),
        LJUBLJANA: (Decimal(2214872), Decimal(-86797)),
        VELENJE: (Decimal("165907.02"), Decimal("-10171.23")),
        ZAGREB: (Decimal("2927203.98"), Decimal(0)),
    }


def test_what_is_left_out_is_told_cell_by_cell(answer: Answer) -> None:
    assert answer["coverage"]["values"][1]["left_out"] == [
        {"cell": "III", "value": Decimal(48500)},
        {"cell": "IV", "value": Decimal(14604)},
        {"cell": "V.1_V.3", "value": Decimal(23693)},
    ]


def test_rows_that_miss_their_total_leave_an_interval(answer: Answer) -> None:
    velenje = answer["coverage"]["values"][2]
    assert (velenje["lower"], velenje["upper"]) == (Decimal("165907.02"), Decimal("175792.85"))
    found = reason(answer, KRANJ, VELENJE, "internal_sum")
    assert (found["level"], found["tonnes"]) == ("CAVEAT", Decimal("9885.83"))


def test_the_four_cities_are_not_comparable_and_not_ranked(answer: Answer) -> None:
    assert (answer["verdict"], answer["rank"]) == ("not_comparable", None)
    assert {tuple(found["places"]): found["verdict"] for found in answer["pairs"]} == {
        (KRANJ, LJUBLJANA): "with_caveats",
        (KRANJ, VELENJE): "with_caveats",
        (KRANJ, ZAGREB): "not_comparable",
        (LJUBLJANA, VELENJE): "with_caveats",
        (LJUBLJANA, ZAGREB): "with_caveats",
        (VELENJE, ZAGREB): "not_comparable",
    }


def test_the_reasons_between_kranj_and_zagreb_are_listed_gravest_first(answer: Answer) -> None:
    found = reasons(answer, KRANJ, ZAGREB)
    assert found == {
        "scope_coverage": "BLOCKER",
        "base_period": "CAVEAT",
        "gas_group": "CAVEAT",
        "elec_factor": "CAVEAT",
        "ets": "CAVEAT",
        "ef_basis": "BOUNDED",
        "classification": "CONVERTIBLE",
        "lulucf": "CONVERTIBLE",
    }
    assert next(iter(found)) == "scope_coverage"


def test_what_blocks_says_who_holds_what_would_lift_it(answer: Answer) -> None:
    found = reason(answer, KRANJ, ZAGREB, "scope_coverage")
    assert found["tonnes"] == Decimal(67421)
    assert found["message"] == (
        "Zagreb does not hold what Kranj holds: waste, agriculture (without land use) "
        "(67,421 t CO₂e, 29.5 % of its figure)"
    )
    assert found["lifted_by"] == [
        {
            "needs": "the figures of Zagreb for: waste, agriculture (without land use)",
            "held_by": "Zagreb: the municipality (department for environment and energy)",
        }
    ]


def test_one_grid_with_two_factors_is_bounded_by_the_electricity_used(answer: Answer) -> None:
    found = reason(answer, KRANJ, VELENJE, "elec_factor")
    assert (found["level"], found["tonnes"]) == ("BOUNDED", Decimal("140467.16") * Decimal("0.076"))


def test_what_life_cycle_factors_add_is_reckoned_from_the_fuels(answer: Answer) -> None:
    found = reason(answer, LJUBLJANA, ZAGREB, "ef_basis")
    assert (found["level"], round(found["tonnes"])) == ("BOUNDED", 277606)


def test_the_sentence_names_the_weightiest_reasons(answer: Answer) -> None:
    assert answer["sentence"] == (
        "Not comparable (Kranj, Ljubljana, Velenje and Zagreb): the figures do not hold the same sectors and scopes "
        "(Kranj – Zagreb, 67,421 t CO₂e); the emission factors hold different things "
        "(Kranj – Zagreb, 277,606 t CO₂e); the electricity factors do not agree (Kranj – Ljubljana, 82,483 t CO₂e)."
    )


def test_the_terms_of_every_source_used_are_given_once(answer: Answer) -> None:
    assert answer["licences"] == [
        f"{source}: none stated; facts with citation"
        for source in ("kranj-contract", "ljubljana-contract", "velenje-contract", "zagreb-contract")
    ]


def test_the_answer_has_the_promised_form(answer: Answer) -> None:
    assert list(answer) == [
        "id", "indicator", "sector", "scope", "profile", "period", "factors", "gwp", "climate", "verdict", "sentence",
        "places", "pairs", "coverage", "rank", "licences", "inputs",
    ]  # fmt: skip
    assert place(answer, KRANJ)["published"]["raw"] == "238832"
    assert list(pair(answer, KRANJ, ZAGREB)["reasons"][0]) == [
        "dimension", "level", "message", "tonnes", "lifted_by",
    ]  # fmt: skip


def test_the_id_depends_on_the_inputs_and_not_on_their_order(answer: Answer) -> None:
    shuffled = evidence(reversed(everything()))
    assert ask("GHG.TOT", *FOUR, given=shuffled) == answer
    assert ask("GHG.TOT", *FOUR, profile="GPC-BASIC")["id"] != answer["id"]
