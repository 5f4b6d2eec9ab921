"""Single sectors, and energy."""

from decimal import Decimal

from tests.fakes.contract_figures import FOUR, KRANJ, LJUBLJANA, VELENJE, ZAGREB
from tests.schemas.comparability.asking import ask, harmonised, place, reason, reasons, steps


def test_industry_s_energy_is_added_to_stationary_energy() -> None:
    answer = ask("GHG.SEC", *FOUR, sector="I")
    assert harmonised(answer) == {
        KRANJ: Decimal(93087),
        LJUBLJANA: Decimal(1423268),
        VELENJE: Decimal("151602.71"),
        ZAGREB: Decimal("1814709.54"),
    }
    assert steps(answer, KRANJ) == [("classification", Decimal(27256))]


def test_a_sector_that_is_not_printed_is_the_sum_of_its_sub_sectors() -> None:
    answer = ask("GHG.SEC", KRANJ, ZAGREB, sector="I")
    assert place(answer, ZAGREB)["published"] is None
    assert steps(answer, ZAGREB) == [("sum_of_cells", Decimal("1814709.54"))]


def test_nothing_is_left_of_ippu_where_all_of_it_is_industry_s_energy() -> None:
    answer = ask("GHG.IPPU", KRANJ, LJUBLJANA)
    assert harmonised(answer) == {KRANJ: None, LJUBLJANA: Decimal(14604)}
    assert reasons(answer, KRANJ, LJUBLJANA) == {"classification": "BLOCKER"}
    assert reason(answer, KRANJ, LJUBLJANA, "classification")["tonnes"] == Decimal(27256)


def test_industry_s_energy_filed_under_ippu_answers_for_industry() -> None:
    answer = ask("GHG.SEC", KRANJ, LJUBLJANA, sector="I.3")
    assert harmonised(answer) == {KRANJ: Decimal(27256), LJUBLJANA: Decimal(405499)}


def test_a_scope_asked_for_is_answered_by_the_row_of_that_scope() -> None:
    answer = ask("GHG.SEC", KRANJ, LJUBLJANA, sector="I", scope="S2")
    assert harmonised(answer) == {KRANJ: Decimal(24551), LJUBLJANA: Decimal(1183332)}


def test_a_total_is_cut_to_the_scope_asked_for() -> None:
    answer = ask("GHG.TOT", KRANJ, LJUBLJANA, VELENJE, scope="S1")
    assert harmonised(answer) == {
        KRANJ: Decimal(197204),
        LJUBLJANA: Decimal(1111310),
        VELENJE: Decimal("40616.44"),
    }


def test_a_scope_of_which_nothing_is_printed_is_no_zero() -> None:
    answer = ask("GHG.TOT", KRANJ, LJUBLJANA, scope="S3")
    assert harmonised(answer) == {KRANJ: Decimal(5711), LJUBLJANA: None}


def test_scopes_in_one_number_beside_split_ones_are_a_caveat() -> None:
    answer = ask("GHG.TRAN", LJUBLJANA, ZAGREB)
    found = reason(answer, LJUBLJANA, ZAGREB, "scope_coverage")
    assert found["level"] == "CAVEAT"
    assert found["message"] == (
        "Zagreb: scopes stand in one number that the other side takes apart: transportation"
    )


def test_a_sector_that_holds_land_use_for_one_side_only_is_not_comparable() -> None:
    answer = ask("GHG.SEC", KRANJ, LJUBLJANA, sector="V")
    assert harmonised(answer) == {KRANJ: Decimal(50923), LJUBLJANA: Decimal(23693)}
    assert reasons(answer, KRANJ, LJUBLJANA) == {"scope_coverage": "BLOCKER"}


def test_rows_that_miss_their_total_are_a_caveat_of_every_sector_of_the_table() -> None:
    found = reason(ask("GHG.SEC", KRANJ, VELENJE, sector="I"), KRANJ, VELENJE, "internal_sum")
    assert (found["level"], found["tonnes"]) == ("CAVEAT", Decimal("9885.83"))


def test_energy_is_added_up_over_carriers_scopes_and_sectors() -> None:
    answer = ask("EN.FEC", *FOUR)
    assert harmonised(answer) == {
        KRANJ: Decimal(654720),
        LJUBLJANA: Decimal(7584703),
        VELENJE: Decimal("502463.87"),
        ZAGREB: Decimal(12424234),
    }
    assert answer["coverage"]["cells"] == ["I", "II"]


def test_energy_has_no_dimensions_of_emissions_and_no_tonnes() -> None:
    answer = ask("EN.FEC", *FOUR)
    found = {reason["dimension"]: reason["tonnes"] for pair in answer["pairs"] for reason in pair["reasons"]}
    assert found == {"scope_coverage": None, "base_period": None}


def test_all_sectors_of_the_cells_are_the_total() -> None:
    assert harmonised(ask("GHG.SEC", KRANJ, LJUBLJANA)) == harmonised(ask("GHG.TOT", KRANJ, LJUBLJANA))
