"""NetZeroPlanner plans: what we fill, what stays, and what is only asked."""

from __future__ import annotations

import copy
import csv
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.basis import Basis
from schemas.codes import codelist
from schemas.comparability.evidence import Evidence, LicenceLine
from schemas.indicators import indicators
from schemas.languages import LANGUAGES
from schemas.nzc.answers import Answer
from schemas.nzc.doubts import doubt
from schemas.nzc.errors import PlanError
from schemas.nzc.filling import Filled, fill
from schemas.nzc.gap_report import Line, Wish, gap_report
from schemas.nzc.measures import measures
from schemas.nzc.plan import read_plan
from schemas.observations import Observation, SeriesKey, StoredObservation
from schemas.places import shipped_places

POPULATION = "3779efa4-9eb0-4f4b-b5d5-eb510461bed8"
AREA = "63f11aa5-f09c-4f54-a2c0-65738680ffdd"
IPPU = "fbf3fa68-30be-47c5-a368-decd9d6f16e2"
ELECTRIC_CARS = "2be6f9ef-1745-40bf-9498-e9eeb4fdb984"
BUSES_2024 = "081823a8-67a7-455c-908f-96cc6a36f657"
STRANGE = "00000000-0000-0000-0000-000000000000"

Json = dict[str, Any]  # a plan


def stored(
    indicator: str,
    year: str,
    value: str,
    unit: str,
    *,
    sector: str = "_T",
    example: bool = False,
    source: str = "surs",
) -> StoredObservation:
    key = SeriesKey(indicator, "SI_052", year, sector=sector, unit=unit, source=source)
    return StoredObservation(
        f"{indicator}-{year}", "f" * 64, "figures", Observation(key, Decimal(value)), example
    )


HELD = (
    stored("CX.POP", "2018", "55950", "NR"),
    stored("CX.POP", "2021", "57185", "NR"),
    stored("CX.AREA", "2018", "151", "KM2"),
    stored("GHG.SEC", "2018", "27256", "T_CO2E", sector="IV"),
)
TERMS = {"figures": LicenceLine("CC BY 4.0", "SURS")}


def measure(uuid: str, *points: tuple[Any, int], notes: str = "") -> Json:
    return {
        "id": uuid[:4], "internalNotes": notes, "measureTemplate": {"uuid": uuid},
        "dataPoints": [{"value": value, "year": year} for value, year in points],
    }  # fmt: skip


def plan(*held: Json, **more: object) -> Json:
    return {"version": 2, "planName": "Kranj", "baselineYear": 2018, "measures": list(held), **more}


def answered(
    content: Json, held: Sequence[StoredObservation] = HELD, **wish: Any
) -> tuple[dict[str, Line], Filled]:
    read = read_plan(content)
    evidence = Evidence(held, {}, shipped_places(), {"surs": 10})
    lines = gap_report(read, Wish("SI_052", **wish), evidence)
    by_uuid = {
        line.measure.uuid if line.measure else line.entry.uuid if line.entry else "": line for line in lines
    }
    return by_uuid, fill(read, lines, TERMS)


def test_every_measure_of_the_list_stands_once_with_known_codes() -> None:
    known = measures()
    assert len(known) == 200
    for one in known.values():
        assert not one.indicator or one.indicator in indicators()
        assert one.sector in codelist("sector")
        assert set(one.candidates) <= set(codelist("unit").codes)
        assert one.label.en
        assert one.label.sl
        assert one.label.hr


def test_the_identifiers_are_those_of_the_planner(shared: Path) -> None:
    with (shared / "data/nzc/measures.csv").open(encoding="utf-8", newline="") as lines:
        assert [row["uuid"] for row in csv.DictReader(lines)] == list(measures())


def test_an_empty_measure_is_filled_with_its_provenance() -> None:
    lines, filled = answered(plan(measure(POPULATION, notes="ask Ana")))
    assert (lines[POPULATION].state, lines[POPULATION].fill) == ("filled", (2018,))
    (made,) = [one for one in filled.plan["measures"] if one["measureTemplate"]["uuid"] == POPULATION]
    assert made["dataPoints"] == [{"value": 55950, "year": 2018}]
    assert made["internalNotes"].splitlines() == [
        "ask Ana",
        "[Ogledalo] 2018: 55950 NR (unit certain) = CX.POP SI_052 2018 55950 NR, source surs, dataset figures, "
        "observation CX.POP-2018, release ffffffffffffffff, licence SURS: CC BY 4.0",
    ]
    assert [(one.op, one.path) for one in filled.changes][:2] == [
        ("add", "/measures/0/dataPoints/0"),
        ("replace", "/measures/0/internalNotes"),
    ]


def test_a_measure_that_the_plan_lacks_is_added_at_its_end() -> None:
    _, filled = answered(plan())
    assert [one["measureTemplate"]["uuid"] for one in filled.plan["measures"]] == [POPULATION]
    assert filled.changes[0].path == "/measures/0"


def test_what_the_city_entered_stands_and_the_difference_is_told() -> None:
    content = plan(measure(POPULATION, (60000, 2018)))
    lines, filled = answered(content)
    assert lines[POPULATION].state == "differs"
    assert "4050" in lines[POPULATION].message.in_("en")  # type: ignore[union-attr]  # it differs, so it says how
    assert (filled.plan, filled.changes) == (content, ())


def test_it_is_replaced_only_where_that_is_asked_and_the_diff_shows_what_stood_there() -> None:
    _, filled = answered(plan(measure(POPULATION, (60000, 2018))), overwrite=True)
    assert filled.plan["measures"][0]["dataPoints"] == [{"value": 55950, "year": 2018}]
    assert (filled.changes[0].op, filled.changes[0].before) == ("replace", 60000)


@pytest.mark.parametrize(
    ("entered", "key"),
    [
        ((55950000, 2018), "nzc.differs.slip"),
        ((57185, 2018), "nzc.differs.year"),
        ((70000, 2018), "nzc.differs"),
        ((56000, 2018), "nzc.entered.agrees"),
        ((58000, 2023), "nzc.filled"),
    ],
)
def test_why_ours_differs_is_told_as_far_as_it_is_known(entered: tuple[int, int], key: str) -> None:
    lines, _ = answered(plan(measure(POPULATION, entered)))
    message = lines[POPULATION].message
    assert message is not None
    assert message.key == key


def test_a_unit_that_is_not_certain_is_a_question_with_its_candidates_and_never_filled() -> None:
    lines, filled = answered(plan(measure(IPPU), measure(AREA)))
    assert (lines[IPPU].state, lines[IPPU].fill) == ("question", ())
    assert "KT_CO2E" in lines[IPPU].message.in_("sl")  # type: ignore[union-attr]  # a question says what is asked
    assert [one["dataPoints"] for one in filled.plan["measures"][:2]] == [[], []]


def test_an_answered_question_is_converted_filled_and_said() -> None:
    _, filled = answered(plan(measure(IPPU)), units={IPPU: "KT_CO2E"})
    made = filled.plan["measures"][0]
    assert made["dataPoints"] == [{"value": Decimal("27.256"), "year": 2018}]
    assert "(unit as answered)" in made["internalNotes"]


def test_an_answer_that_measures_something_else_stays_a_question() -> None:
    lines, filled = answered(plan(measure(IPPU)), units={IPPU: "MWH"})
    assert lines[IPPU].state == "question"
    assert filled.plan["measures"][0]["dataPoints"] == []


def test_what_was_entered_in_a_candidate_unit_agrees() -> None:
    lines, _ = answered(plan(measure(AREA, (15100, 2018))))
    assert (lines[AREA].state, lines[AREA].message.values) == ("entered", {"unit": "HA"})  # type: ignore[union-attr]


def test_choices_of_the_city_what_nobody_has_and_the_unknown_are_told_apart() -> None:
    lines, _ = answered(plan(measure(BUSES_2024), measure(STRANGE, (1, 2020)), measure(ELECTRIC_CARS)))
    assert [lines[one].state for one in (BUSES_2024, STRANGE, ELECTRIC_CARS)] == [
        "not_ours",
        "unknown",
        "missing",
    ]
    assert "register of vehicles" in lines[ELECTRIC_CARS].message.in_("en")  # type: ignore[union-attr]


def test_example_data_never_fills_a_plan() -> None:
    lines, filled = answered(plan(), (stored("CX.POP", "2018", "1", "NR", example=True),))
    assert (lines[POPULATION].state, filled.changes) == ("missing", ())


@pytest.mark.parametrize(
    ("content", "pointer"),
    [
        ([], ""),
        (plan(version=1), "/version"),
        (plan(baselineYear="2018"), "/baselineYear"),
        (plan(baselineYear=True), "/baselineYear"),
        (plan(measures={}), "/measures"),
        (plan("x"), "/measures/0"),  # type: ignore[arg-type]  # no measure at all
        (plan({"measureTemplate": {}}), "/measures/0/measureTemplate/uuid"),
        (plan(measure(POPULATION), measure(POPULATION)), "/measures/1/measureTemplate/uuid"),
        (plan(measure(POPULATION, ("many", 2018))), "/measures/0/dataPoints/0/value"),
        (plan(measure(POPULATION, (Decimal("Infinity"), 2018))), "/measures/0/dataPoints/0/value"),
        (plan(measure(POPULATION, (True, 2018))), "/measures/0/dataPoints/0/value"),
        (plan(measure(POPULATION, (1, 20180))), "/measures/0/dataPoints/0/year"),
        (plan(measure(POPULATION, (1, 2018), (2, 2018))), "/measures/0/dataPoints/1/year"),
        (plan({**measure(POPULATION), "internalNotes": 7}), "/measures/0/internalNotes"),
        (plan(measure(POPULATION, (Decimal("1e999999"), 2018))), "/measures/0/dataPoints/0/value"),
        (plan(measure(POPULATION, (Decimal("1e-999999"), 2018))), "/measures/0/dataPoints/0/value"),
        (plan(measure(POPULATION, (10**30, 2018))), "/measures/0/dataPoints/0/value"),
        (plan(measure(POPULATION), measure(POPULATION.upper())), "/measures/1/measureTemplate/uuid"),
    ],
)
def test_a_fault_is_named_with_its_place(content: object, pointer: str) -> None:
    with pytest.raises(PlanError) as refused:
        read_plan(content)
    assert pointer in [fault.pointer for fault in refused.value.faults]


def test_an_identifier_means_the_same_in_capitals_and_comes_back_as_it_came() -> None:
    content = plan(measure(POPULATION.upper(), (None, 2021)))
    lines, filled = answered(content)
    line = lines[POPULATION]
    assert (line.measure.uuid if line.measure else "", line.state) == (POPULATION, "filled")
    assert filled.plan["measures"][0]["measureTemplate"]["uuid"] == POPULATION.upper()


def test_a_plan_nested_without_end_is_refused_with_what_was_found() -> None:
    deep: object = 1
    for _ in range(300):
        deep = [deep]
    with pytest.raises(PlanError) as refused:
        read_plan(plan(deeper=deep))
    assert "nested" in refused.value.faults[0].found


uuids = st.sampled_from([*list(measures())[:12], IPPU, AREA, STRANGE])
values = st.none() | st.integers(-(10**9), 10**9) | st.decimals("-1e9", "1e9", places=3)
points = st.lists(st.tuples(values, st.integers(2016, 2024)), max_size=4, unique_by=lambda point: point[1])
plans = st.lists(
    st.builds(
        lambda uuid, some, notes, more: {**measure(uuid, *some, notes=notes), **more},
        uuids, points, st.text(max_size=20), st.dictionaries(st.sampled_from(["a", "ž"]), st.integers(), max_size=2),
    ),
    max_size=8,
    unique_by=lambda one: one["measureTemplate"]["uuid"],
).map(lambda some: plan(*some, somethingElse={"kept": Decimal("1.50")}))  # fmt: skip


@given(plans, st.booleans())
def test_whatever_the_plan_nothing_that_came_is_lost_or_overwritten(content: Json, every_year: bool) -> None:
    before = copy.deepcopy(content)
    _, filled = answered(content, every_year=every_year)
    assert content == before
    after = filled.plan
    assert {name: value for name, value in after.items() if name != "measures"} == {
        name: value for name, value in before.items() if name != "measures"
    }
    for old, new in zip(before["measures"], after["measures"], strict=False):
        assert new["internalNotes"].startswith(old["internalNotes"])
        assert {**new, "internalNotes": "", "dataPoints": 0} == {**old, "internalNotes": "", "dataPoints": 0}
        entered = [point for point in old["dataPoints"] if point["value"] is not None]
        assert all(point in new["dataPoints"] for point in entered)


@given(plans, st.booleans(), st.booleans())
def test_a_filled_plan_gives_nothing_more_to_fill(content: Json, every_year: bool, overwrite: bool) -> None:
    _, once = answered(content, every_year=every_year, overwrite=overwrite)
    _, again = answered(once.plan, every_year=every_year, overwrite=overwrite)
    assert (again.plan, again.changes) == (once.plan, ())


def of_basis(industry_energy: str, content: Json, **wish: Any) -> tuple[Line, Filled]:
    """Answer a plan with processes' emissions whose basis files industry's energy so."""
    key = SeriesKey("GHG.SEC", "SI_052", "2018", sector="IV", unit="T_CO2E", source="surs", basis="stated")
    held = StoredObservation("ippu", "f" * 64, "figures", Observation(key, Decimal(27256)))
    bases = {"stated": Basis("stated", industry_energy=industry_energy)}
    read = read_plan(content)
    lines = gap_report(read, Wish("SI_052", **wish), Evidence([held], bases, shipped_places(), {"surs": 10}))
    (line,) = [one for one in lines if one.measure and one.measure.uuid == IPPU]
    return line, fill(read, lines, TERMS)


@pytest.mark.parametrize(
    ("industry_energy", "why"),
    [("IV", "nzc.doubt.fuel"), ("I_IV", "nzc.doubt.fuel"), ("UNK", "nzc.doubt.fuel_unknown"), ("I", ""), ("NONE", "")],
)  # fmt: skip
def test_processes_that_hold_industrys_fuel_are_approximate_and_it_is_said_why(
    industry_energy: str, why: str
) -> None:
    line, _ = of_basis(industry_energy, plan(measure(IPPU, (27256, 2018))))
    assert (line.doubt.key if line.doubt else "") == why
    assert line.state == ("question" if why else "entered")
    answer, filled = of_basis(industry_energy, plan(measure(IPPU)), units={IPPU: "T_CO2E"})
    assert answer.state == "filled"
    assert ("approximate: " in filled.plan["measures"][0]["internalNotes"]) is bool(why)
    assert ("Približno, ker" in (answer.message.in_("sl") if answer.message else "")) is bool(why)


def test_each_measure_that_ours_answers_nearly_says_in_what_it_differs() -> None:
    for one in measures().values():
        held = [stored(one.indicator, "2018", "1", "NR", sector=one.sector)] if one.indicator else []
        doubtful = doubt(one, [Answer(2018, Decimal(1), "NR", each) for each in held], Evidence(held, {}, {}))
        assert (doubtful is not None) == (one.match == "close")
        if doubtful is not None:
            assert all(doubtful.in_(lang) for lang in LANGUAGES)


def test_each_year_that_differs_is_told_with_its_own_reason() -> None:
    lines, _ = answered(plan(measure(POPULATION, (60000, 2018), (57185000, 2021))))
    line = lines[POPULATION]
    assert {year: one.key for year, one in line.differing.items()} == {
        2018: "nzc.differs", 2021: "nzc.differs.slip",
    }  # fmt: skip
    assert line.message is not None
    assert line.message.in_("en").endswith("Why is not known. The other years that differ: 2021.")


def test_years_of_the_plan_that_nobody_has_are_named() -> None:
    lines, _ = answered(plan(measure(POPULATION, (57185, 2021), (None, 2030)), baselineYear=2017))
    assert (lines[POPULATION].state, lines[POPULATION].lacking) == ("entered", (2017, 2030))
    assert lines[ELECTRIC_CARS].lacking == (2017,)


def test_a_strange_identifier_names_the_nearest() -> None:
    lines, _ = answered(plan(measure(POPULATION.replace("3779", "3799")), measure(STRANGE)))
    said = [line.message for line in lines.values() if line.state == "unknown" and line.message]
    assert [(one.key, one.values.get("uuid")) for one in said] == [
        ("nzc.unknown.near", POPULATION),
        ("nzc.unknown", None),
    ]


def test_what_we_do_not_know_of_a_plan_comes_back_as_it_came() -> None:
    content = plan(
        {**measure(POPULATION, (None, 2018)), "unitShown": "‰ \u2028", "nested": {"b": [1, None, {"z": Decimal("1.50")}], "a": 0}},
        organisation={"id": 7, "slug": "kranj"}, exportedAt="2026-01-01",
    )  # fmt: skip
    before = copy.deepcopy(content)
    _, filled = answered(content)
    assert content == before
    made = filled.plan["measures"][0]
    made["dataPoints"], made["internalNotes"] = before["measures"][0]["dataPoints"], ""
    assert repr(filled.plan) == repr(before)


@given(
    st.decimals(min_value="0.001", max_value="1e12", allow_nan=False, places=3),
    st.sampled_from(["GJ", "TOE", "MWH", "KT_CO2E", "HA", "KM2", "M2", "FRACTION", "PC"]),
    st.booleans(),
)
def test_a_filled_plan_is_read_again_and_nothing_more_is_filled(
    value: Decimal, unit: str, overwrite: bool
) -> None:
    held = (
        stored("CX.AREA", "2018", str(value), "KM2"),
        stored("EN.RES.GEN", "2018", str(value), "MWH"),
        stored("MO.EV.SHARE", "2018", str(value), "PC"),
    )
    units = {one.uuid: unit for one in measures().values() if one.indicator}
    content = plan(measure(AREA, (7, 2018)), measure(ELECTRIC_CARS))
    _, once = answered(content, held, units=units, overwrite=overwrite)
    lines, twice = answered(once.plan, held, units=units, overwrite=overwrite)
    assert (twice.plan, twice.changes) == (once.plan, ())
    assert all(not line.fill for line in lines.values())
