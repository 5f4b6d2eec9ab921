"""Two figures that differ in one thing: never the same, whatever the indicator; what is silent is never equal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.basis import CODED, Basis
from schemas.codes import codelist
from schemas.comparability.compare import compare
from schemas.comparability.comparison import Comparison
from schemas.comparability.dimension_table import OF_ONE_SECTOR
from schemas.comparability.dimensions import concerned
from schemas.comparability.measures import SECTOR_INDICATORS, measure
from schemas.comparability.question import Question
from schemas.comparability.reasons import Level
from schemas.indicators import indicator, indicators
from schemas.observations import StoredObservation
from tests.fakes.contract_figures import FOUR, KRANJ, LJUBLJANA
from tests.fakes.inventories import basis, everything, evidence, observe

STATED = basis(
    "stated", elec_factor=Decimal("0.3"), chp_alloc="ENERGY", transport="TERR", territory="2018", definition="d",
    industry_energy="I", lulucf="EX",
)  # fmt: skip
MEAN_THE_SAME = frozenset({("biogenic", "MEMO"), ("ets", "NONE")})
"""Codes that the table says mean the same beside the stated one."""

BY_THEIR_NAME = frozenset({"GHG.TOT", "GHG.NET", "GHG.CAP", "GHG.SEC", *SECTOR_INDICATORS, *OF_ONE_SECTOR})
"""Indicators that say themselves whether land use is in them."""


def figure(code: str, place: str, name: str, **more: object) -> StoredObservation:
    unit = indicator(code).unit or "NR"
    status = str(more.get("status", ""))
    value = more.get("value", 100)
    sector = "_T" if measure(code).kind != "sector" else measure(code).sector
    where = {"basis": name, "value_type": str(more.get("kind", "ACT")), "sector": sector}
    return observe(
        code, place, "2018", None if value is None else str(value), source=place, unit=unit, where=where, obs_status=status
    )  # fmt: skip


def between(code: str, one: Basis, other: Basis, **more: object) -> Comparison:
    """Compare two printed figures of the same number, made on two bases, with inhabitants where they are needed."""
    base = {"GHG.CAP": "GHG.TOT", "EN.FEC.CAP": "EN.FEC"}.get(code, code)
    people = [
        observe(
            "CX.POP", place, "2018", 1000, source="st", unit=indicator("CX.POP").unit, where={"basis": "st"}
        )
        for place in (KRANJ, LJUBLJANA)
        if code != base
    ]
    rows = [figure(base, KRANJ, "one", **more), figure(base, LJUBLJANA, "other"), *people]
    bases = {"one": replace(one, id="one"), "other": replace(other, id="other"), "st": STATED}
    return compare(Question(code, (KRANJ, LJUBLJANA), period="2018"), evidence(rows, bases))


def told(found: Comparison) -> dict[str, str]:
    return {reason.dimension: reason.level.name for reason in found.pairs[0].reasons}


def compared(code: str) -> Sequence[str]:
    """Give the attributes of the basis that an indicator is compared in."""
    found = [name for dimension, _ in concerned(measure(code)) for name in dimension.row.attributes]
    left_out = {"base_period", "elec_factor"} if indicator(code).group == "Energy" else {"base_period"}
    return sorted(set(found) - left_out)


@pytest.mark.parametrize("code", indicators())
def test_one_attribute_that_differs_is_always_told(code: str) -> None:
    alike = told(between(code, STATED, STATED))
    for name in compared(code):
        own = getattr(STATED, name)
        others: list[object] = (
            [one for one in codelist(name).codes if one not in ("UNK", own)] if name in CODED else []
        )
        others += [] if name in CODED else [Decimal("0.9")] if name == "elec_factor" else ["other"]
        for other in others:
            if (name, other) in MEAN_THE_SAME or (name == "lulucf" and code in BY_THEIR_NAME):
                continue
            found = told(between(code, replace(STATED, **{name: other}), STATED))  # type: ignore[arg-type]
            assert found != alike, (name, other)


@pytest.mark.parametrize("code", indicators())
def test_an_attribute_that_one_side_does_not_state_is_always_told(code: str) -> None:
    alike = told(between(code, STATED, STATED))
    for name in compared(code):
        silent = None if name == "elec_factor" else "" if name in ("territory", "definition") else "UNK"
        found = told(between(code, replace(STATED, **{name: silent}), STATED))  # type: ignore[arg-type]
        assert found != alike, name


@pytest.mark.parametrize("code", ["GHG.TOT", "GHG.CAP", "EN.FEC", "AQ.PM10", "MO.CAR.RATE", "GHG.LULUCF"])
@pytest.mark.parametrize("status", codelist("obs_status").codes)
def test_a_status_that_is_no_plain_one_is_never_comparable(code: str, status: str) -> None:
    without = status in "KLMOQ"
    found = between(code, STATED, STATED, status=status, value=None if without else 100)
    if without:
        assert found.verdict == "not_comparable"
        assert found.sides[0].answer.value is None
    else:
        assert ({"obs_status", "break_in_series"} & told(found).keys() == set()) == (status in ("A", "W"))
    assert found.rank is None or status in ("A", "W")


@pytest.mark.parametrize("code", indicators())
@pytest.mark.parametrize("kind", ["TGT", "PROJ", "RESID"])
def test_a_target_beside_what_was_is_never_ranked(code: str, kind: str) -> None:
    found = between(code, STATED, STATED, kind=kind)
    assert (found.verdict, found.rank) == ("not_comparable", None)


@pytest.mark.parametrize("code", ["GHG.LULUCF", "GHG.TOT", "AQ.PM10", "GHG.CAP"])
@pytest.mark.parametrize("value", ["0", "-100"])
def test_a_zero_and_a_negative_figure_are_figures(code: str, value: str) -> None:
    found = between(code, STATED, STATED, value=value)
    assert found.sides[0].outcome.value == Decimal(value)
    assert found.to_dict()["verdict"] == found.verdict


def test_without_inhabitants_there_is_no_figure_by_inhabitant() -> None:
    rows = [figure("GHG.TOT", KRANJ, "one"), figure("GHG.TOT", LJUBLJANA, "one")]
    nobody = observe(
        "CX.POP", KRANJ, "2018", 0, source="st", unit=indicator("CX.POP").unit, where={"basis": "st"}
    )
    found = compare(
        Question("GHG.CAP", (KRANJ, LJUBLJANA), period="2018"),
        evidence([*rows, nobody], {"one": replace(STATED, id="one")}),
    )
    assert [side.answer.value for side in found.sides] == [None, None]
    assert (found.verdict, found.rank) == ("not_comparable", None)


MANY = (*FOUR, "SI", "HR", "EU27_2020", "SI_001")


@given(
    st.permutations(MANY), st.integers(2, 6), st.sampled_from(["GHG.TOT", "GHG.CAP", "EN.FEC", "GHG.STAT"])
)
@settings(max_examples=30, deadline=None)
def test_a_pairs_verdict_does_not_depend_on_who_else_is_asked_of(
    order: list[str], count: int, code: str
) -> None:
    given_ = evidence(everything())
    some = tuple(order[:count])
    alone = compare(Question(code, some[:2], period="2018"), given_).pairs[0]
    among = compare(Question(code, some, period="2018"), given_).pairs[0]
    assert (alone.verdict, [reason.dimension for reason in alone.reasons]) == (
        among.verdict, [reason.dimension for reason in among.reasons],
    )  # fmt: skip


def test_the_order_of_places_changes_no_verdict() -> None:
    given_ = evidence(everything())
    found: dict[frozenset[str], frozenset[tuple[str, Level, Decimal | None]]] = {}
    for order in permutations(FOUR):
        for pair in compare(Question("GHG.TOT", order), given_).pairs:
            places = frozenset(side.place.code for side in pair.pair.sides)
            levels = frozenset((reason.dimension, reason.level, reason.tonnes) for reason in pair.reasons)
            assert found.setdefault(places, levels) == levels
