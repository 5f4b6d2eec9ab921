"""Heating brought to a reference climate: E' = E(not heating) + E(heating) x HDD(reference) / HDD(year)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.basis import Basis
from schemas.comparability.compare import places_needed
from schemas.comparability.weather import reference_years
from schemas.errors import PeriodError
from schemas.observations import StoredObservation
from schemas.places import shipped_places
from tests.fakes.contract_figures import KRANJ, LJUBLJANA
from tests.fakes.inventories import basis, evidence, observe
from tests.schemas.comparability.asking import Answer, ask, harmonised, place, reason, reasons, steps

REGION, REFERENCE = "SI042", "2001-2003"
MILD = {"2018": 2500, "2001": 3000, "2002": 3100, "2003": 2900}
"""Degree days of a mild year and of three whose mean is 3000: heating counts 1.2 times."""


def days(values: Mapping[str, int], area: str = KRANJ, source: str = "agency") -> list[StoredObservation]:
    """Make degree days by year."""
    where = {"basis": f"{source}-days"}
    return [
        observe("CL.HDD", area, year, value, source=source, unit="DD", where=where)
        for year, value in values.items()
    ]


def energy(
    city: str = KRANJ, heating: Iterable[tuple[str, str, str, int]] = (), name: str = ""
) -> list[StoredObservation]:
    """Make 600 MWh of buildings (400 gas, 200 electricity) and 400 of traffic, and rows of what heats.

    Args:
        city: code of the place.
        heating: sector, carrier, scope and MWh of each row of heating.
        name: of source and basis, the place's code unless told.
    """
    made = name or city
    told = [
        ("I", "NG", "S1", "_T", 400), ("I", "ELEC", "S2", "_T", 200), ("II", "DIESEL", "S1", "_T", 400),
        *((sector, carrier, scope, "HEATING", amount) for sector, carrier, scope, amount in heating),
    ]  # fmt: skip
    rows = [
        observe(
            "EN.FEC", city, "2018", amount, source=made, unit="MWH",
            where={"sector": sector, "carrier": carrier, "scope": scope, "mode": mode, "basis": made},
        )
        for sector, carrier, scope, mode, amount in told
    ]  # fmt: skip
    return [*rows, observe("EN.FEC", city, "2018", 1000, source=made, unit="MWH", where={"basis": made})]


def asked(
    rows: list[StoredObservation], *bases: Basis, places: Iterable[str] = (KRANJ,), **more: Any
) -> Answer:
    given_ = evidence(rows, {one.id: one for one in bases or (basis(KRANJ), basis(LJUBLJANA))})
    return ask("EN.FEC", *places, given=given_, **{"period": "2018", "climate": REFERENCE, **more})


def bounds(answer: Answer) -> tuple[Decimal | None, ...]:
    found = place(answer, KRANJ)["harmonised"]
    return tuple(found[name] for name in ("lower", "value", "upper"))


ALL_HEAT = (("I", "_T", "_T", 350),)


def test_heating_of_a_mild_year_counts_more() -> None:
    answer = asked([*energy(heating=ALL_HEAT), *days(MILD)])
    assert (answer["climate"], bounds(answer)) == (REFERENCE, (None, Decimal(1070), None))
    assert steps(answer, KRANJ) == [("climate_correction", Decimal(70))]
    said = place(answer, KRANJ)["harmonised"]["steps"][0]["message"]
    assert (
        said == "Heating brought to the climate of 2001-2003 by the degree days of Kranj (× 1.2000): 70 MWh"
    )


def test_heating_of_a_cold_year_counts_less() -> None:
    answer = asked([*energy(heating=ALL_HEAT), *days(MILD | {"2018": 4000})])
    assert bounds(answer) == (None, Decimal("912.5"), None)


def test_one_year_may_be_the_reference_and_the_year_itself_changes_nothing() -> None:
    rows = [*energy(heating=ALL_HEAT), *days(MILD)]
    assert bounds(asked(rows, climate="2002")) == (None, Decimal(1084), None)
    assert bounds(asked(rows, climate="2018")) == (None, Decimal(1000), None)


def test_nothing_is_corrected_unless_it_is_asked_for() -> None:
    rows = [*energy(heating=ALL_HEAT), *days(MILD)]
    assert steps(asked(rows, climate=""), KRANJ) == []
    assert steps(asked(rows, profile="AS-PUBLISHED"), KRANJ) == []


def test_heating_by_carrier_leaves_open_what_the_other_carriers_heat() -> None:
    rows = [*energy(heating=[("I", "NG", "S1", 350)]), *days(MILD)]
    assert bounds(asked(rows)) == (Decimal(1070), Decimal(1070), Decimal(1110))
    both = energy(heating=[("I", "NG", "S1", 350), ("I", "ELEC", "S2", 20)])
    assert bounds(asked([*both, *days(MILD)])) == (None, Decimal(1074), None)


def test_without_rows_of_heating_all_energy_of_buildings_may_heat_or_none() -> None:
    assert bounds(asked([*energy(), *days(MILD)])) == (Decimal(1000), Decimal(1000), Decimal(1120))


def test_heating_of_some_buildings_leaves_the_others_open() -> None:
    parts = [
        observe(
            "EN.FEC", KRANJ, "2018", amount, source=KRANJ, unit="MWH",
            where={"sector": sector, "mode": mode, "basis": KRANJ},
        )
        for sector, mode, amount in (("I.1", "_T", 450), ("I.2", "_T", 150), ("I.1", "HEATING", 300))
    ]  # fmt: skip
    rows = [*energy(), *parts, *days(MILD)]
    assert bounds(asked(rows)) == (Decimal(1060), Decimal(1060), Decimal(1090))
    assert bounds(asked(rows, sector="I.1")) == (None, Decimal(510), None)
    assert bounds(asked(rows, sector="II")) == (None, Decimal(400), None)


def test_gross_energy_is_made_net_before_its_heating_is_corrected() -> None:
    gross = replace(basis(KRANJ), calorific="GCV")
    heat = [("I", "NG", "S1", 350), ("I", "ELEC", "S2", 20)]
    answer = asked([*energy(heating=heat), *days(MILD)], gross)
    # gas 400 x 0.10 and diesel 400 x 0.05 less; heating (350 x 0.90 + 20) x 0.2 more
    assert steps(answer, KRANJ) == [("calorific", Decimal(-60)), ("climate_correction", Decimal(67))]


def test_what_a_source_says_of_its_own_uncertainty_goes_through() -> None:
    def sure(seen: StoredObservation, lower: int, upper: int) -> StoredObservation:
        return replace(
            seen, observation=replace(seen.observation, lower=Decimal(lower), upper=Decimal(upper))
        )

    rows = energy(heating=ALL_HEAT)
    wide = [sure(one, 300, 400) if one.observation.key.mode == "HEATING" else one for one in rows]
    assert bounds(asked([*wide, *days(MILD)])) == (Decimal(1060), Decimal(1070), Decimal(1080))
    weather = [sure(one, 2400, 2500) if one.observation.key.period == "2018" else one for one in days(MILD)]
    assert bounds(asked([*rows, *weather])) == (Decimal(1070), Decimal(1070), Decimal("1087.5"))


def test_degree_days_of_the_area_around_are_used_where_a_place_has_none() -> None:
    rows = [*energy(heating=ALL_HEAT), *days(MILD, REGION), *days(MILD | {"2018": 3000}, "SI")]
    answer = asked(rows)
    assert bounds(answer) == (None, Decimal(1070), None)
    assert "Gorenjska" in place(answer, KRANJ)["harmonised"]["steps"][0]["message"]
    assert "agency" in " ".join(answer["licences"]) or len(answer["inputs"]) == 9
    assert places_needed("EN.FEC", (KRANJ,), shipped_places())[:2] == (KRANJ, REGION)


def test_two_series_of_degree_days_are_never_mixed() -> None:
    half = {year: MILD[year] for year in ("2018", "2001")}
    rest = {year: MILD[year] for year in ("2002", "2003")}
    answer = asked([*energy(heating=ALL_HEAT), *days(half), *days(rest, source="other")])
    assert place(answer, KRANJ)["harmonised"]["unbounded"] == ["climate_correction"]


def test_buildings_that_a_source_prints_on_the_reference_climate_are_taken_at_its_word() -> None:
    corrected = observe("EN.FEC.HC", KRANJ, "2018", 650, source=KRANJ, unit="MWH", where={"basis": "hc"})
    on_climate = basis("hc", climate_correction="HDD", definition=REFERENCE)
    rows = [*energy(), corrected]
    assert bounds(asked(rows, basis(KRANJ), on_climate)) == (None, Decimal(1050), None)
    unsaid = replace(on_climate, definition="")
    assert place(asked(rows, basis(KRANJ), unsaid), KRANJ)["harmonised"]["unbounded"]


def two(heat: bool = True, weather: Iterable[str] = (KRANJ, LJUBLJANA)) -> list[StoredObservation]:
    heating = ALL_HEAT if heat else ()
    rows = [*energy(KRANJ, heating), *energy(LJUBLJANA, heating)]
    return [*rows, *(seen for city in weather for seen in days(MILD, city))]


BOTH = (KRANJ, LJUBLJANA)


def test_two_figures_brought_to_one_climate_may_be_compared() -> None:
    answer = asked(two(), places=BOTH)
    assert reasons(answer, *BOTH) == {"climate_correction": "CONVERTIBLE"}
    assert (answer["verdict"], len(answer["rank"])) == ("comparable", 2)
    bounded = asked(two(heat=False), places=BOTH)
    assert reasons(bounded, *BOTH) == {"climate_correction": "BOUNDED"}


@pytest.mark.parametrize("weather", [(KRANJ,), (LJUBLJANA,), ()])
def test_degree_days_that_one_place_or_both_lack_are_a_caveat_with_their_holder(
    weather: tuple[str, ...],
) -> None:
    found = reason(asked(two(weather=weather), places=BOTH), *BOTH, "climate_correction")
    assert found["level"] == "CAVEAT"
    assert found["lifted_by"][0]["held_by"] == "Slovenian Environment Agency (ARSO)"


def test_a_corrected_figure_beside_one_that_is_not_says_what_would_lift_it() -> None:
    bases = (basis(KRANJ), basis(LJUBLJANA, climate_correction="HDD"))
    found = reason(
        asked(two(heat=False, weather=()), *bases, places=BOTH, climate=""), *BOTH, "climate_correction"
    )
    assert found["level"] == "CAVEAT"
    assert [one["held_by"] for one in found["lifted_by"]] == [
        "Slovenian Environment Agency (ARSO)", "Kranj: the energy utility", "whoever asks",
    ]  # fmt: skip
    beside = reason(asked(two(), *bases, places=BOTH), *BOTH, "climate_correction")
    assert beside["level"] == "CAVEAT"


def test_whether_a_silent_figure_is_corrected_already_is_not_known() -> None:
    answer = asked(two(), basis(KRANJ, climate_correction="UNK"), basis(LJUBLJANA), places=BOTH)
    assert place(answer, KRANJ)["harmonised"]["unbounded"] == ["climate_correction"]
    assert reasons(answer, *BOTH) == {"climate_correction": "CAVEAT"}


def test_energy_by_inhabitant_is_corrected_before_it_is_divided() -> None:
    people = observe("CX.POP", KRANJ, "2018", 100, source="statistics", unit="NR", where={"basis": "people"})
    rows = [*energy(heating=ALL_HEAT), *days(MILD), people]
    given_ = evidence(rows, {KRANJ: basis(KRANJ)})
    answer = ask("EN.FEC.CAP", KRANJ, given=given_, period="2018", climate=REFERENCE)
    assert harmonised(answer) == {KRANJ: Decimal("10.7")}


@pytest.mark.parametrize(
    "text", ["2020-2001", "2001-", "20", "2001-2002-2003", "1800-2020", "2001-S1", "warm"]
)
def test_reference_years_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(PeriodError):
        asked([*energy(), *days(MILD)], climate=text)


def test_a_reference_is_one_year_or_all_years_between_two() -> None:
    assert reference_years("2018") == (2018,)
    assert reference_years("1991–2020") == tuple(range(1991, 2021))


@given(
    st.integers(0, 400), st.integers(0, 200), st.integers(1500, 4500), st.integers(1500, 4500),
    st.sampled_from(["whole", "by_carrier", "one_carrier", "none"]),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_what_is_told_less_exactly_never_leaves_the_interval(
    gas: int, electricity: int, year: int, reference: int, told: str
) -> None:
    rows = {
        "whole": [("I", "_T", "_T", gas + electricity)],
        "by_carrier": [("I", "NG", "S1", gas), ("I", "ELEC", "S2", electricity)],
        "one_carrier": [("I", "NG", "S1", gas)],
        "none": [],
    }[told]
    weather = days({"2018": year, "2001": reference})
    lower, value, upper = bounds(asked([*energy(heating=rows), *weather], climate="2001"))
    exact = 1000 + Decimal(gas + electricity) * (Decimal(reference) / year - 1)
    assert value is not None
    low, high = (value if lower is None else lower), (value if upper is None else upper)
    assert low - Decimal("1e-9") <= exact <= high + Decimal("1e-9")
    assert low <= value <= high
