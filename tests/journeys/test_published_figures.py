"""What the issue promises of the demo's figures, asked as a person asks: by the command line."""

from decimal import Decimal
from typing import Any

from tests.journeys.node import Node

CITIES = ("SI_052", "SI_061", "SI_133", "HR_01333")


def compare(node: Node, indicator: str, *places: str, **options: str) -> dict[str, Any]:
    arguments = [part for place in places for part in ("--place", place)]
    arguments += [part for name, value in options.items() for part in (f"--{name}", value)]
    return node.json("compare", indicator, *arguments, "--json")


def published(answer: dict[str, Any]) -> dict[str, tuple[str, Decimal, str]]:
    return {
        one["place"]: (
            one["published"]["indicator"],
            Decimal(one["published"]["value"]),
            one["published"]["unit"],
        )
        for one in answer["places"]
    }


def test_the_four_cities_totals_are_as_printed_and_not_comparable(demo_node: Node) -> None:
    answer = compare(demo_node, "GHG.TOT", *CITIES)
    assert published(answer) == {
        "SI_052": ("GHG.NET", Decimal(238832), "T_CO2E"),
        "SI_061": ("GHG.TOT", Decimal(2301669), "T_CO2E"),
        "SI_133": ("GHG.NET", Decimal("171276.25"), "T_CO2E"),
        "HR_01333": ("GHG.TOT", Decimal("2927203.98"), "T_CO2E"),
    }
    assert (answer["verdict"], answer["rank"]) == ("not_comparable", None)
    assert all(pair["reasons"] for pair in answer["pairs"])


def test_states_and_the_union_stand_beside_them_for_2018(demo_node: Node) -> None:
    answer = compare(demo_node, "GHG.TOT", *CITIES, "SI", "HR", "EU27_2020")
    states = {
        place: told for place, told in published(answer).items() if not place.startswith(("SI_", "HR_"))
    }
    assert states == {
        "SI": ("GHG.TOT", Decimal("17744.9"), "KT_CO2E"),
        "HR": ("GHG.TOT", Decimal("24548.4"), "KT_CO2E"),
        "EU27_2020": ("GHG.TOT", Decimal("3732810.91"), "KT_CO2E"),
    }
    assert {one["place"]: one["period"] for one in answer["places"]}["SI"] == "2018"


def test_land_use_is_taken_out_of_kranjs_total(demo_node: Node) -> None:
    answer = compare(demo_node, "GHG.TOT", *CITIES)
    kranj = answer["places"][0]["harmonised"]
    assert kranj["value"] == 228576
    assert {"step": "lulucf", "delta": -10256} in [
        {"step": step["step"], "delta": step["delta"]} for step in kranj["steps"]
    ]
    covered = {one["place"]: (one["value"], one["delta"]) for one in answer["coverage"]["values"]}
    assert answer["coverage"]["cells"] == ["I", "II"]
    assert covered["SI_052"] == (161155, -67421)


def test_velenjes_defect_is_published_with_its_findings(demo_node: Node) -> None:
    said = demo_node.run("explain", "GHG.SEC", "SI_133", "2018", "--sector", "IV", "--scope", "_T")
    assert "13,362.67" in said
    said = demo_node.run("explain", "GHG.SEC", "SI_133", "2018", "--sector", "IV", "--scope", "S1")
    assert "11,087.83 + 2,274.84 = 13,362.67 MWh" in said


def test_a_printed_cell_is_explained_and_made_again(demo_node: Node) -> None:
    said = demo_node.run("explain", "GHG.SEC", "SI_052", "2018", "--sector", "I", "--scope", "_T", "--verify")
    assert "65.831" in said
    assert "A-1.3!F6" in said
    assert "kranj-a-1-3.xlsx" in said
    assert "give 65831, as published" in said
