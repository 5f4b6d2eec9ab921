"""Cities beside states and the European Union."""

from decimal import Decimal

from tests.fakes.contract_figures import FOUR, KRANJ, STATES
from tests.schemas.comparability.asking import ask, covered, place, published, reason, reasons, steps


def test_national_totals_are_published_in_the_unit_they_are_printed_in() -> None:
    answer = ask("GHG.TOT", *FOUR, *STATES)
    assert {code: published(answer, code) for code in STATES} == {
        "SI": ("GHG.TOT", Decimal("17744.9"), "KT_CO2E"),
        "HR": ("GHG.TOT", Decimal("24548.4"), "KT_CO2E"),
        "EU27_2020": ("GHG.TOT", Decimal("3732810.91"), "KT_CO2E"),
    }
    assert steps(answer, "SI") == [("unit", Decimal(0))]


def test_a_place_without_a_base_year_takes_the_commonest_of_the_others() -> None:
    answer = ask("GHG.TOT", *FOUR, "SI")
    assert place(answer, "SI")["period"] == "2018"


def test_cells_printed_only_together_still_cover_them() -> None:
    answer = ask("GHG.TOT", *FOUR, *STATES)
    assert answer["coverage"]["cells"] == ["I", "II"]
    assert {code: covered(answer)[code] for code in STATES} == {
        "SI": (Decimal(14337330), Decimal(-3407570)),
        "HR": (Decimal(16460300), Decimal(-8088100)),
        "EU27_2020": (Decimal(2886782220), Decimal(-846028690)),
    }


def test_a_territorial_total_covers_every_cell_by_its_definition() -> None:
    answer = ask("GHG.TOT", "SI", "HR")
    assert place(answer, "SI")["published"]["covers"] == ["I", "II", "III", "IV", "V.1_V.3"]
    assert place(ask("GHG.NET", "SI", "HR"), "SI")["published"]["covers"][-1] == "V.2.S1"


def test_a_city_beside_its_state_is_blocked_by_the_accounting() -> None:
    found = reasons(ask("GHG.TOT", KRANJ, "SI"), KRANJ, "SI")
    assert (found["accounting"], found["boundary"]) == ("BLOCKER", "CAVEAT")


def test_under_the_territorial_profile_the_accounting_is_a_caveat() -> None:
    found = reasons(ask("GHG.TOT", KRANJ, "SI", profile="CRF-TERR"), KRANJ, "SI")
    assert found["accounting"] == "CAVEAT"


def test_two_states_on_one_basis_are_comparable_and_ranked() -> None:
    answer = ask("GHG.TOT", "SI", "HR")
    assert answer["verdict"] == "comparable"
    assert answer["rank"] == [
        {"place": "HR", "rank": 1, "value": Decimal(24548400)},
        {"place": "SI", "rank": 2, "value": Decimal(17744900)},
    ]
    assert answer["sentence"] == (
        "Comparable (Slovenia and Croatia): the figures hold the same and are made in the same way."
    )


def test_a_part_beside_its_whole_is_a_caveat_and_not_ranked() -> None:
    answer = ask("GHG.TOT", "SI", "HR", "EU27_2020")
    assert (answer["verdict"], answer["rank"]) == ("with_caveats", None)
    assert reasons(answer, "SI", "EU27_2020") == {"boundary": "CAVEAT"}


def test_scopes_that_are_lacking_are_named_beside_their_cells() -> None:
    found = reason(ask("GHG.TOT", KRANJ, "SI"), KRANJ, "SI", "scope_coverage")
    assert found["message"] == (
        "Kranj does not hold what Slovenia holds: industrial processes and product use (IPPU); "
        "Slovenia does not hold what Kranj holds: stationary energy (scope 2), transportation (scope 2), "
        "waste (scope 2+3) (31,372 t CO₂e, 13.7 % of its figure)"
    )
