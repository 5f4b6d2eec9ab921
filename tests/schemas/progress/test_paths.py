"""Paths: through every stated level, up or down; what is not of the path is not held against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from schemas.basis import Basis
from schemas.comparability.evidence import Evidence
from schemas.indicators import indicator
from schemas.languages import LANGUAGES
from schemas.observations import Observation, SeriesKey, StoredObservation
from schemas.places import shipped_places
from schemas.progress.history import MATTER
from schemas.progress.report import Progress, Question, progress
from schemas.progress.serialise import progress_dict
from schemas.progress.standing import Standing

Row = tuple[str, str, str]
NET: tuple[Row, ...] = (("BASE", "2018", "1200"), ("TGT", "2030", "240"))


def stored(code: str, row: Row, **changes: str) -> StoredObservation:
    value_type, period, value = row
    key = SeriesKey(
        code, "SI_052", period, value_type=value_type, unit=indicator(code).unit, source="city", basis="own"
    )
    changed = replace(key, **changes)
    seen = "-".join((*row, *changes.values()))
    return StoredObservation(
        seen, "release", "targets", Observation(changed, Decimal(value), raw_value=value)
    )


def told(code: str, rows: Sequence[StoredObservation], course: str = "linear") -> Progress:
    bases = {
        "own": Basis("own", base_period="2018", gwp_set="AR5"),
        "later": Basis("later", base_period="2018", gwp_set="AR5"),
        "other": Basis("other", base_period="2018", gwp_set="AR4"),
    }
    evidence = Evidence(rows, bases, shipped_places(), {})
    return progress(Question("SI_052", code, course=course), evidence)


def held(code: str, rows: Sequence[Row], course: str = "linear") -> Standing:
    found = told(code, [stored(code, row) for row in rows], course).standing
    assert found is not None
    return found


def keys(found: Progress) -> list[str]:
    return [caveat.key.removeprefix("progress.") for caveat in found.caveats]


def test_a_path_leads_through_the_targets_on_the_way() -> None:
    rows = (*NET, ("TGT", "2025", "500"), ("TGT", "2027", "400"), ("ACT", "2026", "470"))
    found = held("GHG.NET", rows)
    assert (found.on_path, found.distance, found.state) == (Decimal(450), Decimal(20), "behind")
    assert found.next_cut is not None
    assert found.cut is not None
    assert (found.next_cut.period, found.next_cut.amount) == ("2027", Decimal(70))
    assert (found.cut.period, found.cut.amount) == ("2030", Decimal("57.5"))


def test_each_stretch_of_a_path_may_have_its_own_constant_rate() -> None:
    rows = (*NET, ("TGT", "2024", "300"), ("ACT", "2021", "600"))
    found = held("GHG.NET", rows, "constant-rate")
    assert found.on_path is not None
    assert abs(found.on_path - 600) < Decimal("1e-20")
    assert found.state == "on_path"


@pytest.mark.parametrize(
    ("value", "distance", "state"), [("75", "5", "behind"), ("80", "0", "on_path"), ("86", "-6", "ahead")]
)
def test_what_is_to_rise_is_behind_below_its_path(value: str, distance: str, state: str) -> None:
    rows = (("BASE", "2018", "70"), ("TGT", "2028", "90"), ("ACT", "2023", value))
    found = held("MO.CYCLE", rows)
    assert (found.direction, found.distance, found.state) == ("rise", Decimal(distance), state)
    assert found.cut is not None
    assert found.cut.amount == (90 - Decimal(value)) / 5


def test_what_is_to_rise_is_told_as_an_increase_never_as_a_reduction_below_zero() -> None:
    rows = (("BASE", "2018", "70"), ("TGT", "2030", "92"))
    (target,) = told("MO.CYCLE", [stored("MO.CYCLE", row) for row in rows]).targets
    assert target.increase is not None
    assert target.increase_percent is not None
    assert (target.increase.value, round(target.increase_percent.value, 2)) == (Decimal(22), Decimal("31.43"))
    assert (target.reduction, target.percent, target.residual, target.doubts) == (None, None, None, ())


def test_of_a_percentage_no_percentage_is_told() -> None:
    rows = (("BASE", "2018", "20"), ("TGT", "2030", "60"))
    (target,) = told("EN.RES.SHARE", [stored("EN.RES.SHARE", row) for row in rows]).targets
    assert (target.increase and target.increase.value, target.increase_percent) == (Decimal(40), None)


def test_a_target_that_is_reached_asks_nothing_more() -> None:
    found = held("MO.CYCLE", (("BASE", "2018", "70"), ("TGT", "2030", "90"), ("ACT", "2024", "95")))
    assert found.cut is not None
    assert (found.cut.amount, found.cut.percent, found.state) == (Decimal(0), Decimal(0), "ahead")


def test_a_level_that_is_only_to_be_kept_is_neither_ahead_nor_behind() -> None:
    found = held("AQ.PM10.EXC", (("BASE", "2018", "0"), ("TGT", "2030", "0"), ("ACT", "2024", "3")))
    assert (found.direction, found.distance, found.state, found.cut) == ("keep", Decimal(3), None, None)


def test_levels_that_go_back_and_forth_are_left_out_of_the_path_and_told() -> None:
    rows = (*NET, ("TGT", "2025", "200"), ("TGT", "2027", "600"), ("ACT", "2024", "900"))
    found = told("GHG.NET", [stored("GHG.NET", row) for row in rows])
    assert found.standing is not None
    assert found.standing.on_path == Decimal(720)
    assert "caveat.path_turns" in keys(found)


def test_a_net_total_may_be_below_zero_and_is_reached_on_a_straight_path() -> None:
    rows = (("BASE", "2018", "1000"), ("TGT", "2030", "-200"), ("ACT", "2024", "400"))
    assert held("GHG.NET", rows).state == "on_path"
    found = told("GHG.NET", [stored("GHG.NET", row) for row in rows], "constant-rate")
    assert found.standing is not None
    assert (found.standing.on_path, found.standing.state) == (None, None)
    assert "caveat.outside_path" in keys(found)
    assert found.targets[0].percent is not None
    assert found.targets[0].percent.value == Decimal(120)


def test_a_sink_that_grows_has_no_percentage_of_a_baseline_below_zero() -> None:
    rows = (("BASE", "2018", "-4000"), ("TGT", "2030", "-8000"), ("ACT", "2024", "-5000"))
    found = told("GHG.LULUCF", [stored("GHG.LULUCF", row) for row in rows])
    assert found.standing is not None
    assert (found.standing.direction, found.standing.state) == ("fall", "behind")
    assert (found.targets[0].percent, found.targets[0].doubts) == (None, ())


def test_a_percentage_alone_makes_a_level_and_one_that_cannot_be_a_reduction_makes_none() -> None:
    rows = [stored("EN.FEC", ("BASE", "2018", "500")), stored("EN.FEC", ("TGT_PCT", "2030", "30"))]
    (target,) = told("EN.FEC", rows).targets
    assert (target.level and target.level.value, target.level and target.level.how) == (
        Decimal(350),
        "computed",
    )
    grown = [stored("EN.RES.GEN", ("BASE", "2018", "500")), stored("EN.RES.GEN", ("TGT_PCT", "2030", "200"))]
    (target,) = told("EN.RES.GEN", grown).targets
    assert target.level is None
    assert [doubt.key for doubt in target.doubts] == ["progress.doubt.below_zero"]


def test_part_of_the_scopes_is_not_held_against_a_path_of_all() -> None:
    rows = [
        stored("GHG.NET", ("BASE", "2018", "1200")),
        stored("GHG.NET", ("TGT", "2030", "240")),
        stored("GHG.NET", ("ACT", "2018", "1200"), scope="S1_S2"),
        stored("GHG.NET", ("ACT", "2018", "700"), scope="S1"),
        stored("GHG.NET", ("ACT", "2022", "1100"), scope="S1_S2"),
        stored("GHG.NET", ("ACT", "2024", "600"), scope="S1"),
    ]
    found = told("GHG.NET", rows)
    assert [(one.period, one.value) for one in found.history] == [
        ("2018", Decimal(1200)),
        ("2022", Decimal(1100)),
    ]
    assert any("emission scopes" in caveat.in_("en") for caveat in found.caveats)


def test_tonnes_of_co2_and_half_years_are_not_held_against_a_path_of_years_of_co2e() -> None:
    rows = [
        *(stored("GHG.NET", row) for row in NET),
        stored("GHG.NET", ("ACT", "2022", "900"), unit="T_CO2"),
        stored("GHG.NET", ("ACT", "2023-S1", "450"), freq="S"),
    ]
    assert told("GHG.NET", rows).history == ()


def test_the_base_years_figure_made_otherwise_is_no_baseline() -> None:
    rows = [
        stored("GHG.NET", ("TGT", "2030", "240")),
        stored("GHG.NET", ("ACT", "2018", "1200"), basis="other"),
    ]
    found = told("GHG.NET", rows)
    assert (found.baseline, found.standing) == (None, None)
    assert "caveat.baseline_otherwise" in keys(found)


def test_what_neither_basis_states_is_told_as_not_known() -> None:
    rows = [
        *(stored("GHG.NET", row) for row in NET),
        stored("GHG.NET", ("ACT", "2022", "900"), basis="later"),
    ]
    found = told("GHG.NET", rows)
    assert found.standing is not None
    assert found.standing.latest.period == "2022"
    assert "caveat.unstated" in keys(found)


def test_everything_is_said_in_each_language_with_names_for_all_attributes() -> None:
    rows = [*(stored("GHG.NET", row) for row in NET), stored("GHG.NET", ("ACT", "2022", "900"), basis="gone")]
    for lang in LANGUAGES:
        said = progress_dict(told("GHG.NET", rows), lang)["caveats"]
        assert isinstance(said, list)
        assert not any(f"progress.what.{name}" in str(said) for name in MATTER)
