"""What each profile makes of the same inventories."""

from decimal import Decimal

import pytest

from schemas.comparability.errors import ProfileMismatchError
from schemas.comparability.profiles import PROFILES
from schemas.languages import LANGUAGES
from tests.fakes.contract_figures import FOUR, KRANJ, LJUBLJANA, VELENJE, ZAGREB
from tests.schemas.comparability.asking import ask, covered, harmonised, place, reasons, steps


def test_the_territorial_profile_keeps_scope_1_only() -> None:
    answer = ask("GHG.TOT", *FOUR, profile="CRF-TERR")
    assert harmonised(answer) == {
        KRANJ: Decimal(197204),
        LJUBLJANA: Decimal(1111310),
        VELENJE: Decimal("40616.44"),
        ZAGREB: None,
    }
    assert steps(answer, KRANJ)[1:] == [("scope", Decimal(-31372)), ("lulucf", Decimal(-10256))]


def test_scopes_in_one_number_cannot_be_taken_apart_and_the_answer_says_so() -> None:
    answer = ask("GHG.TOT", KRANJ, ZAGREB, profile="CRF-TERR")
    assert place(answer, ZAGREB)["harmonised"] is None
    assert place(answer, ZAGREB)["reasons"][0]["message"] == (
        "Zagreb: profile CRF-TERR needs emissions by sector and scope, and these are not printed apart: "
        "stationary energy, transportation"
    )
    assert reasons(answer, KRANJ, ZAGREB)["scope_coverage"] == "BLOCKER"
    assert answer["coverage"] == {"cells": [], "values": []}


def test_gpc_basic_drops_industry_and_agriculture_after_moving_industry_s_energy() -> None:
    answer = ask("GHG.TOT", *FOUR, profile="GPC-BASIC")
    assert harmonised(answer) == {
        KRANJ: Decimal(187909),
        LJUBLJANA: Decimal(2263372),
        VELENJE: Decimal("166222.95"),
        ZAGREB: Decimal("2927203.98"),
    }
    assert steps(answer, LJUBLJANA) == [("cells", Decimal(-38297))]


def test_gpc_basic_plus_keeps_them() -> None:
    answer = ask("GHG.TOT", KRANJ, LJUBLJANA, profile="GPC-BASIC+")
    assert harmonised(answer) == {KRANJ: Decimal(228576), LJUBLJANA: Decimal(2301669)}


def test_a_national_total_without_cells_cannot_be_cut_to_gpc_basic() -> None:
    answer = ask("GHG.TOT", "SI", "HR", profile="GPC-BASIC")
    assert harmonised(answer) == {"SI": None, "HR": None}
    assert answer["verdict"] == "not_comparable"


def test_as_published_converts_nothing() -> None:
    answer = ask("GHG.TOT", *FOUR, profile="AS-PUBLISHED")
    assert harmonised(answer)[KRANJ] == Decimal(238832)
    assert [steps(answer, code) for code in FOUR] == [[], [], [], []]
    assert covered(answer)[KRANJ] == (Decimal(133899), Decimal(-104933))


def test_as_published_a_difference_that_could_be_converted_is_a_caveat() -> None:
    found = reasons(ask("GHG.TOT", KRANJ, LJUBLJANA, profile="AS-PUBLISHED"), KRANJ, LJUBLJANA)
    assert (found["lulucf"], found["classification"]) == ("CAVEAT", "CAVEAT")


def test_the_energy_profile_is_for_energy_indicators() -> None:
    with pytest.raises(
        ProfileMismatchError, match=r"'ENERGY' is not for indicator 'GHG\.TOT'; use NZC-CCC or "
    ):
        ask("GHG.TOT", *FOUR, profile="ENERGY")
    assert ask("EN.FEC", *FOUR, profile="ENERGY")["verdict"] == "with_caveats"


def test_every_profile_has_a_title_in_every_language() -> None:
    titles = {profile.title.in_(lang) for profile in PROFILES.values() for lang in LANGUAGES}
    assert len(titles) == len(PROFILES) * len(LANGUAGES)


def test_a_sector_that_the_profile_leaves_out_is_no_figure_and_another_profile_would_lift_it() -> None:
    answer = ask("GHG.IPPU", LJUBLJANA, ZAGREB, profile="GPC-BASIC")
    reason = place(answer, LJUBLJANA)["reasons"][0]
    assert reason["message"] == (
        "Ljubljana: profile GPC-BASIC leaves out what was asked for: industrial processes and product use (IPPU)"
    )
    assert reason["lifted_by"] == [
        {"needs": "another profile that holds it (instead of GPC-BASIC)", "held_by": "whoever asks"}
    ]
