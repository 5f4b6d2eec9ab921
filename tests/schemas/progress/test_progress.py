"""Progress: baseline, targets and path; levels and reductions never confused."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.basis import Basis
from schemas.comparability.evidence import Evidence
from schemas.errors import UnknownCodeError
from schemas.observations import Observation, SeriesKey, StoredObservation
from schemas.places import shipped_places
from schemas.progress.figures import Figure, close
from schemas.progress.path import direction, on_path, required_cut
from schemas.progress.report import Progress, Question, progress
from schemas.progress.serialise import progress_dict

Row = tuple[str, str, str, str]
KRANJ: tuple[Row, ...] = (
    ("GHG.NET", "BASE", "2018", "238832"),
    ("GHG.NET", "TGT_RED", "2030", "191066"),
    ("GHG.REDPCT", "TGT_PCT", "2030", "80"),
    ("GHG.GAP", "GAP", "2030", "113263"),
    ("GHG.RESID", "RESID", "2030", "47766"),
)


def stored(row: Row, *, basis: str = "inventory", source: str = "contract") -> StoredObservation:
    indicator, value_type, period, value = row
    unit = "PC" if indicator == "GHG.REDPCT" else "T_CO2E"
    key = SeriesKey(indicator, "SI_052", period, value_type=value_type, unit=unit, source=source, basis=basis)
    return StoredObservation(
        "-".join(row), "release", "targets", Observation(key, Decimal(value), raw_value=value)
    )


def told(rows: Sequence[StoredObservation], indicator: str = "GHG.TOT", course: str = "linear") -> Progress:
    bases = {
        "inventory": Basis("inventory", base_period="2018", gwp_set="AR5", lulucf="NET"),
        "again": Basis("again", base_period="2018", gwp_set="AR5", lulucf="NET", method="BILL"),
        "other": Basis("other", base_period="2018", gwp_set="AR4", lulucf="NET"),
    }
    evidence = Evidence(rows, bases, shipped_places(), {"contract": 90})
    return progress(Question("SI_052", indicator, course=course), evidence)


def number(figure: Figure | None) -> Decimal | None:
    return None if figure is None else figure.value


def test_a_contract_tells_baseline_reduction_residual_gap_and_other_plans() -> None:
    found = told([stored(row) for row in KRANJ])
    (target,) = found.targets
    assert (found.indicator, number(found.baseline)) == ("GHG.NET", Decimal(238832))
    assert [number(getattr(target, part)) for part in ("level", "reduction", "percent", "residual", "gap")] == [
        Decimal(47766), Decimal(191066), Decimal(80), Decimal(47766), Decimal(113263),
    ]  # fmt: skip
    assert (number(target.other_plans), target.doubts) == (Decimal(77803), ())
    assert [caveat.key for caveat in found.caveats] == ["progress.caveat.other_indicator"]


def test_a_reduction_printed_as_the_level_is_told_and_not_used_as_the_level() -> None:
    rows = (
        ("GHG.NET", "BASE", "2018", "171276"),
        ("GHG.NET", "TGT", "2030", "137443"),
        ("GHG.REDPCT", "TGT_PCT", "2030", "80"),
    )
    (target,) = told([stored(row) for row in rows]).targets
    assert number(target.reduction) == Decimal("137020.8")
    assert number(target.level) == Decimal("34255.2")
    assert [doubt.key for doubt in target.doubts] == ["progress.doubt.reduction_as_level"]
    assert "137443" in target.doubts[0].in_("sl")


def test_a_level_that_fits_is_a_level() -> None:
    rows = (("GHG.NET", "BASE", "2018", "1000"), ("GHG.NET", "TGT", "2030", "200"))
    (target,) = told([stored(row) for row in rows]).targets
    assert (number(target.reduction), number(target.percent), target.doubts) == (
        Decimal(800),
        Decimal(80),
        (),
    )


@pytest.mark.parametrize(
    ("changed", "doubt"),
    [
        (("GHG.RESID", "RESID", "2030", "60000"), "progress.doubt.residual"),
        (("GHG.REDPCT", "TGT_PCT", "2030", "90"), "progress.doubt.percent"),
        (("GHG.GAP", "GAP", "2030", "200000"), "progress.doubt.gap"),
    ],
)
def test_printed_numbers_that_contradict_each_other_are_told(changed: Row, doubt: str) -> None:
    rows = [changed if row[0] == changed[0] and row[1] == changed[1] else row for row in KRANJ]
    (target,) = told([stored(row) for row in rows]).targets
    assert doubt in [one.key for one in target.doubts]


def test_the_latest_value_is_held_against_the_path_and_the_yearly_cut_is_what_is_left() -> None:
    rows = [
        *(stored(row) for row in KRANJ),
        stored(("GHG.NET", "ACT", "2018", "238832"), source="inventory"),
        stored(("GHG.NET", "ACT", "2022", "220000"), basis="again", source="inventory"),
    ]
    standing = told(rows).standing
    assert standing is not None
    assert (standing.latest.period, standing.latest.value) == ("2022", Decimal(220000))
    assert standing.on_path == Decimal(238832) - Decimal(191066) * 4 / 12
    assert standing.distance == Decimal(220000) - standing.on_path
    assert standing.cut is not None
    assert (standing.cut.years, standing.cut.amount) == (8, Decimal(220000 - 47766) / 8)


def test_a_newer_value_made_otherwise_is_not_held_against_the_path() -> None:
    rows = [
        *(stored(row) for row in KRANJ),
        stored(("GHG.NET", "ACT", "2018", "238832"), source="inventory"),
        stored(("GHG.NET", "ACT", "2022", "150000"), basis="other", source="model"),
    ]
    found = told(rows)
    assert found.standing is not None
    assert found.standing.latest.period == "2018"
    said = {caveat.key: caveat.in_("en") for caveat in found.caveats}
    assert "warming potentials" in said["progress.caveat.newer_on_another_basis"]


def test_without_a_target_nothing_is_measured_and_the_report_says_so() -> None:
    found = told([stored(("GHG.NET", "ACT", "2018", "238832"))], "GHG.NET")
    assert (found.targets, found.standing, number(found.baseline)) == ((), None, Decimal(238832))
    assert [caveat.key.rsplit(".")[-1] for caveat in found.caveats] == [
        "no_target",
        "baseline_from_inventory",
        "no_later_value",
    ]
    assert progress_dict(found, "hr")["standing"] is None


def test_an_unknown_course_names_those_there_are() -> None:
    with pytest.raises(UnknownCodeError) as refused:
        told([], course="steep")
    assert refused.value.candidates == ("linear", "constant-rate")


amounts = st.decimals("1", "10000000", places=2)


@given(amounts, amounts, st.integers(2019, 2029), st.sampled_from(["linear", "constant-rate"]))
def test_the_path_begins_at_the_baseline_ends_at_the_target_and_stays_between(
    begin: Decimal, end: Decimal, year: int, course: str
) -> None:
    baseline, level = Figure(begin, "2018"), Figure(end, "2030")
    assert on_path(baseline, level, 2018, course) == begin
    last = on_path(baseline, level, 2030, course)
    assert last is not None
    assert abs(last - end) <= Decimal("1e-15")
    between = on_path(baseline, level, year, course)
    assert between is not None
    assert min(begin, end) <= between + Decimal("1e-15")
    assert between <= max(begin, end) + Decimal("1e-15")
    assert on_path(baseline, level, 2031, course) is None


@given(amounts, amounts, st.integers(2018, 2029))
def test_cutting_each_year_what_is_asked_reaches_the_target(value: Decimal, goal: Decimal, year: int) -> None:
    way = direction(value, goal)
    cut = required_cut(Figure(value, str(year)), Figure(goal, "2030"), way)
    if cut is None:
        assert way == "keep"
        return
    assert cut.percent is not None
    sign = 1 if way == "rise" else -1
    assert close(value + sign * cut.amount * cut.years, goal)
    kept = value * (1 + sign * cut.percent / 100) ** cut.years
    assert abs(kept - goal) <= goal / 10**12 + Decimal("1e-9")


@given(amounts, st.decimals("1", "99", places=1))
def test_level_reduction_and_percent_say_the_same_whichever_is_printed(
    base: Decimal, percent: Decimal
) -> None:
    level = base - base * percent / 100
    printed = (
        ("GHG.NET", "TGT", "2030", str(level)),
        ("GHG.NET", "TGT_RED", "2030", str(base - level)),
        ("GHG.REDPCT", "TGT_PCT", "2030", str(percent)),
    )
    for row in printed:
        (target,) = told([stored(("GHG.NET", "BASE", "2018", str(base))), stored(row)]).targets
        parts = (target.level, target.reduction, target.percent)
        for part, expected in zip(parts, (level, base - level, percent), strict=True):
            assert part is not None
            assert abs(part.value - expected) < Decimal("1e-9")
