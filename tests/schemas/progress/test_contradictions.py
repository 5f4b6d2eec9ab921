"""Printed numbers that contradict one another, baselines of nothing, targets that are past or of several sources."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.languages import LANGUAGES
from schemas.progress.contradictions import Target
from schemas.progress.figures import close
from schemas.progress.report import Progress
from tests.schemas.progress.test_progress import Row, number, stored, told

amounts = st.decimals("0", "5000000", places=1)
signed = st.decimals("-5000000", "5000000", places=1)
BASE: Row = ("GHG.TOT", "BASE", "2018", "238832")


def keys(found: Progress) -> list[str]:
    return [one.key for one in found.caveats]


def only(found: Progress) -> Target:
    (target,) = found.targets
    return target


def test_a_level_and_a_reduction_that_do_not_fit_are_told_and_neither_is_changed() -> None:
    rows = (BASE, ("GHG.TOT", "TGT", "2030", "100000"), ("GHG.TOT", "TGT_RED", "2030", "191066"))
    found = told([stored(row) for row in rows])
    target = only(found)
    assert (number(target.level), number(target.reduction)) == (Decimal(100000), Decimal(191066))
    doubts = [(one.key, one.values) for one in target.doubts]
    assert doubts == [("progress.doubt.level", {"found": Decimal(100000), "expected": Decimal(47766)})]


@given(amounts, st.one_of(st.none(), signed), st.one_of(st.none(), signed), st.one_of(st.none(), signed))
def test_whatever_is_printed_level_and_reduction_add_up_or_it_is_told(
    base: Decimal, level: Decimal | None, reduction: Decimal | None, residual: Decimal | None
) -> None:
    printed = [("GHG.TOT", "TGT", "2030", level), ("GHG.TOT", "TGT_RED", "2030", reduction),
               ("GHG.RESID", "RESID", "2030", residual)]  # fmt: skip
    rows = [
        ("GHG.TOT", "BASE", "2018", str(base)),
        *((*row[:3], str(row[3])) for row in printed if row[3] is not None),
    ]
    found = told([stored(row) for row in rows])
    for target in found.targets:
        if target.level is None or target.reduction is None:
            assert target.doubts or target.increase is not None or residual is None or level is None
            continue
        if not close(target.level.value, base - target.reduction.value):
            assert "progress.doubt.level" in [one.key for one in target.doubts]
        assert target.level.how == "computed" or target.level.value == level
        assert target.reduction.how == "computed" or target.reduction.value == reduction
    for one in found.caveats:
        assert all("{" not in one.in_(lang) for lang in LANGUAGES)


@given(st.decimals("1000", "5000000", places=0), st.decimals("5", "45", places=1))
def test_a_reduction_that_is_printed_as_the_level_never_becomes_the_level(
    base: Decimal, percent: Decimal
) -> None:
    reduction = (base * percent / 100).quantize(Decimal("0.1"))
    rows = (("GHG.TOT", "BASE", "2018", str(base)), ("GHG.TOT", "TGT", "2030", str(reduction)),
            ("GHG.REDPCT", "TGT_PCT", "2030", str(percent)))  # fmt: skip
    target = only(told([stored(row) for row in rows]))
    assert target.level is not None
    assert close(target.level.value, base - reduction)
    assert [one.key for one in target.doubts] == ["progress.doubt.reduction_as_level"]


@pytest.mark.parametrize("value", ["0", "-5000"])
def test_a_percentage_of_a_baseline_of_nothing_is_told_and_gives_no_level(value: str) -> None:
    rows = (("GHG.NET", "BASE", "2018", value), ("GHG.REDPCT", "TGT_PCT", "2030", "80"),
            ("GHG.NET", "TGT", "2035", "-9000"))  # fmt: skip
    found = told([stored(row) for row in rows], "GHG.NET")
    first, second = found.targets
    assert (first.level, first.reduction) == (None, None)
    assert [one.key for one in first.doubts] == ["progress.doubt.percent_of_nothing"]
    assert (number(second.reduction), second.percent) == (Decimal(value) + 9000, None)


def test_a_reduction_below_zero_is_told_as_a_matter_of_its_sign() -> None:
    found = told([stored(row) for row in (BASE, ("GHG.TOT", "TGT_RED", "2030", "-191066"))])
    assert "progress.doubt.negative_reduction" in keys(found)


def test_without_a_baseline_a_level_stands_and_nothing_is_measured() -> None:
    found = told([stored(("GHG.TOT", "TGT", "2030", "47766"))])
    target = only(found)
    assert (number(target.level), target.reduction, target.percent) == (Decimal(47766), None, None)
    assert (found.standing, "progress.caveat.no_baseline" in keys(found)) == (None, True)


def test_a_value_from_after_the_last_target_is_held_against_its_level_in_words() -> None:
    rows = (BASE, ("GHG.TOT", "TGT", "2020", "200000"), ("GHG.TOT", "ACT", "2022", "230000"))
    found = told([stored(row) for row in rows])
    assert found.standing is not None
    assert (found.standing.on_path, found.standing.state, found.standing.cut) == (None, None, None)
    (passed,) = [one for one in found.caveats if one.key == "progress.caveat.target_passed"]
    assert passed.in_("en") == (
        "The last target is for 2020 (200000); the latest value, of 2022, is from after it: 230000."
    )
    assert "progress.caveat.outside_path" not in keys(found)


def test_a_value_of_the_target_year_has_met_it_or_not() -> None:
    for value, state in (("47766", "on_path"), ("60000", "behind"), ("40000", "ahead")):
        rows = (BASE, ("GHG.TOT", "TGT", "2030", "47766"), ("GHG.TOT", "ACT", "2030", value))
        standing = told([stored(row) for row in rows]).standing
        assert standing is not None
        assert (standing.state, standing.cut) == (state, None)


def test_emissions_that_rose_are_behind_and_the_cut_is_counted_from_there() -> None:
    rows = (BASE, ("GHG.TOT", "TGT", "2030", "40000"), ("GHG.TOT", "ACT", "2022", "280000"))
    standing = told([stored(row) for row in rows]).standing
    assert standing is not None
    assert (standing.state, standing.direction) == ("behind", "fall")
    assert standing.cut is not None
    assert standing.cut.amount == Decimal(30000)


def test_a_target_of_another_source_is_told_where_it_differs() -> None:
    ours = (stored(BASE), stored(("GHG.TOT", "TGT", "2030", "47766")))
    same = stored(("GHG.REDPCT", "TGT_PCT", "2030", "80"), source="plan")
    assert "progress.caveat.other_source" not in keys(told([*ours, same, stored(BASE, source="plan")]))
    other = stored(("GHG.REDPCT", "TGT_PCT", "2030", "55"), source="plan")
    further = stored(("GHG.TOT", "TGT", "2040", "0"), source="plan")
    found = told([*ours, other, further])
    assert [number(one.level) for one in found.targets] == [Decimal(47766)]
    said = [one.in_("en") for one in found.caveats if one.key.startswith("progress.caveat.other_source")]
    assert said == [
        "Source plan states another target for 2030: a reduction by 55 %. Used: the level 47766 (source contract).",
        "Source plan states a target for 2040 too: the level 0. It is not used, as the targets are those of source contract.",
    ]
