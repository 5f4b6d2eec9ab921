"""The activity behind an answer: whoever has a step's inputs can do its sum again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from schemas.comparability.activity import activity_dict
from schemas.comparability.compare import compare
from schemas.comparability.evidence import Evidence
from schemas.comparability.question import Question
from schemas.gwp import gwp
from tests.fakes.contract_figures import FOUR, KRANJ, VELENJE
from tests.fakes.inventories import basis, everything, evidence
from tests.schemas.comparability.test_climate import ALL_HEAT, MILD, REFERENCE, days, energy
from tests.schemas.comparability.test_gases_alone import ALL, GPC, of_gases

Step = dict[str, Any]  # the form is what the tests look at
EVERYTHING = evidence(everything())


def activity(given: Evidence, question: Question) -> dict[str, Any]:
    found: dict[str, Any] = activity_dict(compare(question, given))
    return found


def land(step: Step) -> Decimal:
    return -sum((one["value"] for one in step["inputs"]), Decimal(0))


def potentials(step: Step) -> Decimal:
    found = Decimal(0)
    for one in step["inputs"]:
        kind = "CH4_FOS" if one["sector"] in ("I", "II") else "CH4_BIO"
        gas = kind if one["gas"] == "CH4" else one["gas"]
        found += one["value"] * (gwp(gas, "AR6") / gwp(one["gas"], "AR5") - 1)
    return found


def weather(step: Step) -> Decimal:
    heat = next(one["value"] for one in step["inputs"] if one["mode"] == "HEATING")
    by_year = {one["period"]: one["value"] for one in step["inputs"] if one["indicator"] == "CL.HDD"}
    reference = sum((by_year[year] for year in ("2001", "2002", "2003")), Decimal(0)) / 3
    return Decimal(heat * (reference / by_year["2018"] - 1))


SUMS: dict[str, tuple[Evidence, Question, str, Callable[[Step], Decimal]]] = {
    "land use": (EVERYTHING, Question("GHG.TOT", FOUR), "lulucf", land),
    "potentials": (
        evidence(of_gases(ALL), {"one": GPC}),
        Question("GHG.TOT", (KRANJ,), period="2018", profile="CRF-TERR", gwp="AR6"), "gwp_set", potentials,
    ),
    "weather": (
        evidence([*energy(heating=ALL_HEAT), *days(MILD)], {KRANJ: basis(KRANJ)}),
        Question("EN.FEC", (KRANJ,), period="2018", climate=REFERENCE), "climate_correction", weather,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SUMS)
def test_a_step_is_reckoned_again_from_its_inputs(name: str) -> None:
    given, question, wanted, redo = SUMS[name]
    steps = [
        step for one in activity(given, question)["places"] for step in one["steps"] if step["step"] == wanted
    ]
    assert steps
    for step in steps:
        assert abs(redo(step) - step["delta"]) < Decimal("1e-8")
        assert step["used"] == [one["observation"] for one in step["inputs"]]
        assert all(one["release"] and one["snapshot"] for one in step["inputs"])


@pytest.mark.parametrize("factors", ["published", "common"])
def test_the_printed_figure_and_the_deltas_add_up_to_the_harmonised_one(factors: str) -> None:
    for one in activity(EVERYTHING, Question("GHG.TOT", FOUR, factors=factors))["places"]:
        assert one["from"] + sum(step["delta"] for step in one["steps"]) == one["total"] == one["value"]


def test_a_figure_by_inhabitant_is_its_total_by_the_number_of_the_last_step() -> None:
    for one in activity(EVERYTHING, Question("GHG.CAP", (KRANJ, VELENJE)))["places"]:
        (people,) = one["steps"][-1]["inputs"]
        assert (people["indicator"], people["place"]) == ("CX.POP", one["place"])
        assert one["value"] == (one["total"] / people["value"]).quantize(Decimal("0.0001"))


def test_what_a_step_used_stands_among_what_the_answer_used() -> None:
    found = activity(EVERYTHING, replace(Question("GHG.TOT", FOUR), factors="common"))
    used = {one["observation"]: one for one in found["used"]}
    for step in (step for one in found["places"] for step in one["steps"]):
        for one in step["inputs"]:
            assert {name: used[one["observation"]][name] for name in ("release", "snapshot", "value")} == {
                name: one[name] for name in ("release", "snapshot", "value")
            }
