"""The defects that four published contracts are known to have, found on their captured figures, and little else."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from schemas.findings import Finding
from schemas.rules.cross_check import cross_check
from tests.schemas.comparability.asking import ask, reasons
from tests.schemas.rules.contracts import PLACES, bases, contract, rows

MOST_OTHERS = 2

Known = Callable[[Finding], bool]


def at(rule: str, cell: str, kind: str) -> Known:
    """Tell a finding by its rule, the sheet or cell it stands in, and what it expects."""
    expected = f"rules.{rule}.{kind}.expected".replace("..", ".")
    return lambda one: one.rule == rule and one.where.cell.startswith(cell) and one.expected.key == expected


KNOWN: dict[str, dict[str, tuple[Known, ...]]] = {
    "Kranj": {
        "F05": (at("S10", "B-3.2", "twice"),),
        "F07": (at("S2", "Agriculture!V.1_V.3", "parts"),),
        "F08": (at("S7", "A-1.1!", "grid"),),
        "F09": (at("S7", "A-1.1!", "ippu"),),
        "F21": (at("S1", "A-1.2!", "grid"),),
    },
    "Velenje": {
        "F01": (at("S6", "A-1.3!C8", ""), at("S2", "A-1.3!F11", "sectors")),
        "F02": (at("S10", "A-2.1!C9", "base_wrong"),),
        "F03": (at("S10", "B-3.1!I-21", "level_swapped"),),
        "F09": (at("S7", "A-1.1!", "ippu"),),
        "F21": (at("S1", "A-1.2!", "grid"),),
    },
    "Ljubljana": {
        "F11": (at("S1", "A-1.4!D6", "applied"),),
        "F21": (at("S1", "A-1.2!", "grid"),),
    },
    "Zagreb": {
        "F15": (at("S1", "Table 3!", "lca"),),
        "F19": (at("S13", "Table 3!", "label"),),
        "F20": (at("S8", "Table 3!G76", "sectors"),),
    },
}
TRUE_BESIDES = {
    "Kranj": [("S13", "A-1.3!F11")],
    "Velenje": [("S1", "A-1.3!C5"), ("S13", "A-1.3!F11")],
    "Ljubljana": [("S1", "A-1.4!D5")],
    "Zagreb": [("S8", "Table 3!G22")],
}
"""What is found besides, and holds: factors of CO2 alone under CO2 equivalents; the railway's diesel counted in buildings,
too; Ljubljana's heat and power beside its stated factors; a total that is printed as a letter."""

OF_COMPARISONS = {"F22": "lulucf", "F23": "scope_coverage", "F25": "base_period"}
"""Differences between cities that are no city's mistake: a comparison tells them, each as a dimension."""


def found(shared: Path, city: str) -> list[Finding]:
    around = [row for other in PLACES if other != city for row in contract(shared, other)]
    return cross_check(contract(shared, city), bases(), context=around)


@pytest.mark.parametrize("city", PLACES)
def test_the_known_defects_of_a_contract_are_found(shared: Path, city: str) -> None:
    findings = found(shared, city)
    missed = [
        name for name, defect in KNOWN[city].items() if not all(any(map(is_it, findings)) for is_it in defect)
    ]
    assert missed == []


@pytest.mark.parametrize("city", PLACES)
def test_little_else_is_found_and_it_holds(shared: Path, city: str) -> None:
    known = [is_it for defect in KNOWN[city].values() for is_it in defect]
    others = [one for one in found(shared, city) if not any(is_it(one) for is_it in known)]
    assert [(one.rule, one.where.cell) for one in others] == TRUE_BESIDES[city]
    assert len(others) <= MOST_OTHERS


def test_each_listed_defect_is_a_finding_or_a_reason_of_a_comparison(shared: Path) -> None:
    listed = {row["id"] for row in rows(shared / "data" / "indicators" / "known_defects.csv")}
    assert listed == {name for city in KNOWN.values() for name in city} | set(OF_COMPARISONS)


def test_what_differs_between_cities_is_a_reason_of_their_comparison() -> None:
    told = reasons(ask("GHG.TOT", "SI_052", "HR_01333"), "SI_052", "HR_01333")
    assert set(OF_COMPARISONS.values()) <= set(told)


def test_the_grids_factor_moves_the_tonnes_that_were_measured(shared: Path) -> None:
    moved = {
        city: next(
            one.sentence("en") for one in found(shared, city) if one.expected.key == "rules.S1.grid.expected"
        )
        for city in ("Kranj", "Velenje")
    }
    assert "the city's electricity is 8,028 t less" in moved["Kranj"]
    assert "the city's electricity is 26,408 t less" in moved["Velenje"]


def test_velenjes_diesel_of_the_railway_explains_what_its_buildings_emit_too_much(shared: Path) -> None:
    (finding,) = (one for one in found(shared, "Velenje") if one.where.cell == "A-1.3!C5")
    assert "The difference is what A-1.1!C23 gives (79.79 t)" in finding.sentence("en")


def test_kranjs_heat_under_scope_1_moves_its_tonnes(shared: Path) -> None:
    (finding,) = (one for one in found(shared, "Kranj") if one.expected.key == "rules.S7.grid.expected")
    assert "18,460 t change their scope." in finding.sentence("en")
    assert Decimal(finding.found) == 49341
