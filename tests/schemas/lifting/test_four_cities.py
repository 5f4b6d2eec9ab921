"""What would make the four cities comparable: the data, their rank, who has them, and the fewest that suffice."""

from decimal import Decimal

import pytest

from schemas.comparability.reasons import Level
from schemas.lifting.answer import Lifted, Lifts
from schemas.lifting.serialise import sentence, to_dict
from tests.fakes.contract_figures import FOUR, KRANJ, LJUBLJANA, VELENJE, ZAGREB
from tests.schemas.lifting.trying import all_sets, compared_with, lifted, verdict_on

BETTER = {"not_comparable": 0, "with_caveats": 1, "comparable": 2}


@pytest.fixture(scope="module")
def found() -> Lifts:
    return lifted("GHG.TOT", *FOUR)


def test_data_are_ranked_by_the_tonnes_that_they_move(found: Lifts) -> None:
    assert [(one.datum.id, one.tonnes) for one in found.ranked if one.tonnes is not None] == [
        ("recalculation.HR_01333.ef_basis.STD_CO2", Decimal("277605.56204")),
        ("grid_factor.SI.2018", Decimal("82483.496")),
        ("cells.HR_01333.III", Decimal(48500)),
        ("recalculation.SI_052.waste.TREATED", Decimal(48500)),
        ("recalculation.SI_133.waste.TREATED", Decimal(48500)),
        ("cells.HR_01333.V.1_V.3", Decimal(40667)),
        ("cells.HR_01333.IV", Decimal(14604)),
        ("cells.SI_052.IV", Decimal(14604)),
        ("cells.SI_133.IV", Decimal(14604)),
        ("closed_table.SI_133", Decimal("9885.83")),
    ]
    assert [one.rank for one in found.ranked] == list(range(1, len(found.ranked) + 1))


def test_what_moves_nothing_that_we_know_comes_last(found: Lifts) -> None:
    assert {one.datum.id for one in found.ranked if one.tonnes is None} == {
        "split.HR_01333",
        "statement.HR_01333.elec_method",
        "statement.HR_01333.ets",
        "statement.HR_01333.gas_group",
        "statement.SI_133.ets",
        "told_apart.SI_133.2018",
        "year.HR_01333.2018",
    }


def test_one_datum_that_lifts_reasons_of_several_pairs_stands_once(found: Lifts) -> None:
    grid = found.find("grid_factor.SI.2018")
    assert grid is not None
    assert grid.lifts == (
        Lifted((KRANJ, LJUBLJANA), "elec_factor", Level.BOUNDED, Decimal("82483.496"), True),
        Lifted((KRANJ, VELENJE), "elec_factor", Level.BOUNDED, Decimal("10675.50416"), True),
        Lifted((LJUBLJANA, VELENJE), "elec_factor", Level.BOUNDED, Decimal("50894.072"), True),
    )


def test_each_datum_says_who_has_it(found: Lifts) -> None:
    holders = {one.datum.id: one.datum.holder for one in found.ranked}
    assert {name: (holders[name].kind, holders[name].country) for name in (
        "grid_factor.SI.2018", "cells.HR_01333.III", "statement.SI_133.ets",
    )} == {
        "grid_factor.SI.2018": ("environment_agency", "SI"),
        "cells.HR_01333.III": ("waste_company", "HR"),
        "statement.SI_133.ets": ("city_department", "SI"),
    }  # fmt: skip


def test_two_data_make_the_four_comparable_with_caveats(found: Lifts) -> None:
    nearest = found.smallest[0]
    assert (nearest.ids, nearest.after) == (("cells.HR_01333.III", "cells.HR_01333.V.1_V.3"), "with_caveats")
    assert sentence(found).in_("en") == (
        "The least that suffices for “comparable with caveats” (Kranj, Ljubljana, Velenje, Zagreb): 2"
    )


def test_agriculture_alone_changes_the_verdict_on_velenje_and_zagreb(found: Lifts) -> None:
    farming = found.find("cells.HR_01333.V.1_V.3")
    assert farming is not None
    assert farming.pairs == (((VELENJE, ZAGREB), "with_caveats"),)
    assert farming.verdict == "not_comparable"


def test_every_set_gives_its_verdict_and_loses_it_without_any_of_its_data(found: Lifts) -> None:
    assert len(all_sets(found)) == 10
    for smallest in all_sets(found):
        assert verdict_on(smallest.places, compared_with(found, smallest.ids)) == smallest.after
        for left_out in smallest.ids:
            without = compared_with(found, set(smallest.ids) - {left_out})
            assert BETTER[verdict_on(smallest.places, without)] < BETTER[smallest.after]


def test_the_fewest_for_a_pair_are_the_fewest_there_are(found: Lifts) -> None:
    """Velenje and Zagreb need one datum for caveats only: less than nothing is not enough."""
    by_pair = {(one.places, one.after): one.ids for one in found.of_pairs}
    assert by_pair[(VELENJE, ZAGREB), "with_caveats"] == ("cells.HR_01333.V.1_V.3",)
    assert by_pair[(KRANJ, LJUBLJANA), "comparable"] == (
        "grid_factor.SI.2018",
        "recalculation.SI_052.waste.TREATED",
        "cells.SI_052.IV",
    )


def test_nothing_remains_that_no_data_lift(found: Lifts) -> None:
    assert found.remaining == ()
    assert found.smallest[-1].after == "comparable"


def test_the_order_of_places_does_not_change_what_is_missing(found: Lifts) -> None:
    other = lifted("GHG.TOT", *reversed(FOUR))
    assert [one.datum.id for one in other.ranked] == [one.datum.id for one in found.ranked]
    assert [set(one.ids) for one in other.smallest] == [set(one.ids) for one in found.smallest]


def test_the_answer_has_the_promised_form(found: Lifts) -> None:
    answer = to_dict(found, "en", lambda name: {"en": f"/letters/{name}"})
    assert list(answer) == [
        "comparison", "verdict", "sentence", "lifts", "smallest_set", "verdict_after", "sets", "remaining",
    ]  # fmt: skip
    assert answer["verdict_after"] == "with_caveats"
    assert answer["smallest_set"] == ["cells.HR_01333.III", "cells.HR_01333.V.1_V.3"]
    waste = answer["lifts"][2]
    assert waste["held_by"] == {
        "kind": "waste_company", "name": "Municipal waste company (Zagreb)", "country": "HR",
    }  # fmt: skip
    assert waste["lifts"][0] == {
        "dimension": "scope_coverage", "level": "BLOCKER", "places": [KRANJ, ZAGREB], "tonnes": Decimal(26754),
        "alone": False,
    }  # fmt: skip
    assert (waste["rank"], waste["tonnes"], waste["verdict_if_supplied"], waste["letter"]) == (
        3, Decimal(48500), "not_comparable", "/letters/cells.HR_01333.III",
    )  # fmt: skip
