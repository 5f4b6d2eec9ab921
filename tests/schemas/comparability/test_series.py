"""Places over the years: verdicts, trends, where a series breaks off, and how it is spliced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from schemas.basis import Basis
from schemas.comparability import series as series_module
from schemas.comparability.compare import compare
from schemas.comparability.errors import NoPeriodsError
from schemas.comparability.evidence import Evidence
from schemas.comparability.question import Question
from schemas.comparability.series import compare_series
from schemas.comparability.series_told import series_dict
from schemas.observations import StoredObservation
from tests.fakes.inventories import basis, everything, evidence, observe

KRANJ, ZAGREB = "SI_052", "HR_01333"
LIGHTS = "EN.PUBLIGHT"
YEARS = ("2018", "2019", "2020", "2021")

Answer = dict[str, Any]  # the answer's form is what the tests look at


def figures(
    values: Mapping[str, str], place: str = KRANJ, made: str = "old", status: str = ""
) -> list[StoredObservation]:
    """Make a place's figures of streetlights by year."""
    where, source = {"basis": made}, f"{place}-lights"
    return [
        observe(LIGHTS, place, year, value, source=source, unit="KWH/NR", where=where, obs_status=status)
        for year, value in values.items()
    ]


def held(observations: Sequence[StoredObservation], *bases: Basis) -> Evidence:
    """Hold figures with the bases that they name."""
    return replace(evidence(observations), bases={one.id: one for one in bases})


def asked(given: Evidence, *places: str, years: Sequence[str] = YEARS, base: str = "", **more: str) -> Answer:
    """Ask for a series and give the answer as plain values."""
    question = Question(more.pop("indicator", LIGHTS), places or (KRANJ,), **more)
    return series_dict(compare_series(question, years, given, base))


def index(answer: Answer, place: int = 0) -> list[Decimal | None]:
    """Give a place's index by year."""
    return [one["index"] for one in answer["places"][place]["values"]]


OLD = basis("old", definition="per lamp")
NEW = basis("new", definition="per lamp", method="METER")


def test_a_series_made_alike_is_an_index_of_its_base_year() -> None:
    lights = figures({"2018": "200", "2019": "190", "2020": "150", "2021": "100"})
    answer = asked(held(lights, OLD))
    assert (answer["verdict"], answer["base"]) == ("comparable", "2018")
    assert index(answer) == [Decimal("100.0"), Decimal("95.0"), Decimal("75.0"), Decimal("50.0")]
    assert index(asked(held(lights, OLD), base="2020")) == [
        Decimal("133.3"), Decimal("126.7"), Decimal("100.0"), Decimal("66.7"),
    ]  # fmt: skip


def test_a_break_is_spliced_by_the_year_that_is_held_in_both_ways() -> None:
    lights = figures({"2018": "200", "2019": "180", "2020": "160"})
    lights += figures({"2020": "80", "2021": "60"}, made="new")
    answer = asked(held(lights, OLD, NEW), years=("2018", "2019", "2021"))
    (link,) = answer["places"][0]["trend"]
    assert (link["from"], link["to"], link["ratio"]) == ("2019", "2021", Decimal("0.5"))
    assert [(reason["dimension"], reason["level"]) for reason in link["reasons"]] == [
        ("break_in_series", "BOUNDED")
    ]
    assert index(answer) == [Decimal("100.0"), Decimal("90.0"), Decimal("60.0")]
    assert answer["verdict"] == "with_caveats"


def test_without_a_year_held_in_both_ways_the_trend_stops() -> None:
    lights = figures({"2018": "200", "2019": "180"}) + figures({"2020": "80", "2021": "60"}, made="new")
    answer = asked(held(lights, OLD, NEW))
    (link,) = answer["places"][0]["trend"]
    assert (link["ratio"], link["reasons"][-1]["level"]) == (None, "CAVEAT")
    assert index(answer) == [Decimal("100.0"), Decimal("90.0"), None, None]
    assert index(asked(held(lights, OLD, NEW), base="2021"))[2:] == [Decimal("133.3"), Decimal("100.0")]


def test_a_marked_break_stops_the_trend_on_one_basis_too() -> None:
    lights = figures({"2018": "200", "2019": "180"}) + figures({"2020": "80"}, status="B")
    answer = asked(held(lights, OLD), years=YEARS[:3])
    assert index(answer) == [Decimal("100.0"), Decimal("90.0"), None]
    assert "2020" in answer["places"][0]["trend"][0]["reasons"][-1]["message"]


def test_another_definition_is_never_bridged() -> None:
    other = replace(NEW, definition="per kilometre")
    lights = figures({"2018": "200", "2019": "180"}) + figures({"2019": "80", "2020": "60"}, made="new")
    answer = asked(held(lights, OLD, other), years=YEARS[:3])
    assert answer["verdict"] == "not_comparable"
    assert index(answer)[2] is None


def test_a_year_that_a_place_lacks_is_said_and_never_a_zero() -> None:
    answer = asked(held(figures({"2018": "200", "2020": "150"}), OLD), years=YEARS[:3])
    assert [one["value"] for one in answer["places"][0]["values"]] == [Decimal(200), None, Decimal(150)]
    assert [year["verdict"] for year in answer["years"]] == ["comparable", "not_comparable", "comparable"]
    assert answer["reasons"][0]["periods"] == ["2019"]


@pytest.mark.parametrize("most", [0, 2_000])
def test_each_year_has_the_verdict_that_a_comparison_of_it_has(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(series_module, "MOST_PAIRS", most)
    question = Question("GHG.TOT", ("SI", "HR", "EU27_2020", KRANJ, ZAGREB))
    given = evidence(everything())
    years = ("2018", "2019", "2020")
    answer = compare_series(question, years, given)
    alone = [compare(replace(question, period=year), given) for year in years]
    assert [year.verdict for year in answer.years] == [one.verdict for one in alone]
    told = [[side.answer.value for side in one.sides] for one in alone]
    assert [
        [answer.trends[place.code].sides[year].answer.value for place in answer.places] for year in years
    ] == told


def test_a_hurried_series_of_states_finds_what_a_thorough_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    question, given = Question("GHG.TOT", ("SI", "HR", "EU27_2020")), evidence(everything())
    thorough = compare_series(question, ("2018", "2020"), given)
    monkeypatch.setattr(series_module, "MOST_PAIRS", 0)
    hurried = compare_series(question, ("2018", "2020"), given)
    assert [year.verdict for year in hurried.years] == [year.verdict for year in thorough.years]
    assert [year.verdict for year in thorough.years] == ["with_caveats", "not_comparable"]
    assert hurried.id == thorough.id


def test_a_base_year_outside_the_series_is_refused() -> None:
    with pytest.raises(NoPeriodsError, match="2010"):
        asked(held(figures({"2018": "200"}), OLD), base="2010")
    with pytest.raises(NoPeriodsError, match="no year"):
        asked(held(figures({"2018": "200"}), OLD), years=())


def test_a_break_in_a_year_that_is_not_asked_for_stops_the_trend_too() -> None:
    lights = figures({"2018": "200"}) + figures({"2019": "90"}, status="B") + figures({"2020": "80"})
    answer = asked(held(lights, OLD), years=("2018", "2020"))
    assert index(answer) == [Decimal("100.0"), None]
    (link,) = answer["places"][0]["trend"]
    assert (link["ratio"], link["reasons"][-1]["level"]) == (None, "CAVEAT")
    assert index(asked(held(lights, OLD), years=("2019", "2020"))) == [Decimal("100.0"), Decimal("88.9")]


@pytest.mark.parametrize("overlap", [("160", "0"), ("0", "80"), ("-160", "80"), ("160", "-80")])
def test_a_zero_or_another_sign_in_the_year_held_in_both_ways_splices_nothing(
    overlap: tuple[str, str],
) -> None:
    old, new = overlap
    lights = figures({"2018": "200", "2020": old}) + figures({"2020": new, "2021": "60"}, made="new")
    answer = asked(held(lights, OLD, NEW), years=("2018", "2021"))
    assert index(answer) == [Decimal("100.0"), None]
    assert answer["places"][0]["trend"][0]["ratio"] is None


def test_the_interval_of_the_year_held_in_both_ways_is_that_of_the_ratio() -> None:
    lights = figures({"2018": "200", "2020": "160"}) + figures({"2020": "80", "2021": "60"}, made="new")
    wide = [
        replace(one, observation=replace(one.observation, lower=Decimal(72), upper=Decimal(88)))
        if one.observation.value == 80 else one
        for one in lights
    ]  # fmt: skip
    (link,) = asked(held(wide, OLD, NEW), years=("2018", "2021"))["places"][0]["trend"]
    assert (link["of"], link["lower"], link["ratio"], link["upper"]) == (
        "2020", Decimal("0.45"), Decimal("0.5"), Decimal("0.55"),
    )  # fmt: skip
    unsure = [
        replace(one, observation=replace(one.observation, lower=Decimal(-1), upper=Decimal(88)))
        if one.observation.value == 80 else one
        for one in lights
    ]  # fmt: skip
    assert asked(held(unsure, OLD, NEW), years=("2018", "2021"))["places"][0]["trend"][0]["ratio"] is None


def test_of_several_years_held_in_both_ways_the_closest_to_the_break_counts() -> None:
    lights = figures({"2018": "200", "2019": "180", "2020": "160"})
    lights += figures({"2018": "20", "2019": "60", "2020": "80", "2021": "60"}, made="new")
    (link,) = asked(held(lights, OLD, NEW), years=("2018", "2021"), source=f"{KRANJ}-lights")["places"][0][
        "trend"
    ]
    assert (link["of"], link["ratio"]) == ("2020", Decimal("0.5"))


def test_a_marked_break_between_two_places_is_bounded_by_the_year_held_in_both_ways() -> None:
    lights = figures({"2018": "200", "2020": "160"}) + figures({"2020": "80"}, made="new")
    lights += figures({"2021": "60"}, made="new", status="B")
    beside = figures({"2021": "60"}, ZAGREB, made="new")
    question = Question(LIGHTS, (KRANJ, ZAGREB), period="2021")

    def levels(some: Sequence[StoredObservation]) -> dict[str, str]:
        (pair,) = compare(question, held([*some, *beside], OLD, NEW)).pairs
        return {reason.dimension: reason.level.name for reason in pair.reasons}

    assert levels(lights)["break_in_series"] == "BOUNDED"
    said = compare(question, held([*lights, *beside], OLD, NEW)).to_dict()["pairs"]
    assert "by 2020" in str(said)
    assert "would change by 60 KWH/NR" in str(said)
    without = [one for one in lights if one.observation.key.period != "2020"]
    assert levels(without)["break_in_series"] == "CAVEAT"
