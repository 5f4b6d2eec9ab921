"""S1: green power as the grid's, the grid beside the method, and one slip through a whole table."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from schemas.basis import Basis
from schemas.languages import LANGUAGES
from schemas.observations import Observation
from schemas.rules.cross_check import cross_check
from tests.schemas.rules.made_up import BASIS, FACTORS, observed


def electricity(factor: str, method: str) -> tuple[list[Observation], Mapping[str, Basis]]:
    at = {"sector": "I", "scope": "S2", "carrier": "ELEC"}
    rows = [
        observed("EN.FEC", Decimal(50_000), "E!C1", **at),
        observed("GHG.SEC", Decimal(50_000) * Decimal(factor), "G!C1", **at),
    ]
    return rows, {"made-up": replace(BASIS, elec_method=method)}


@pytest.mark.parametrize("method", ["LOC_PROD", "LOC_CONS"])
def test_green_power_in_an_inventory_by_the_grids_mix_is_told(method: str) -> None:
    (finding,) = cross_check(*electricity("0", method))
    assert (finding.rule, finding.severity, finding.where.cell, finding.involves) == (
        "S1", "warning", "G!C1", ("E!C1",),
    )  # fmt: skip
    assert "as if all of it were green" in finding.sentence("en")
    assert all(finding.sentence(lang) for lang in LANGUAGES)


@pytest.mark.parametrize("method", ["MKT", "LOC_LOCAL", "UNK"])
def test_green_power_is_right_where_the_basis_allows_it(method: str) -> None:
    assert cross_check(*electricity("0", method)) == []


def test_the_grids_factor_is_held_beside_the_register_unless_the_power_was_bought() -> None:
    assert [one.expected.key for one in cross_check(*electricity("0.52", "UNK"))] == [
        "rules.S1.grid.expected"
    ]
    assert cross_check(*electricity("0.52", "RESMIX")) == []


def test_a_table_of_energy_in_another_unit_is_one_finding() -> None:
    rows: list[Observation] = []
    for line, carrier in enumerate(("NG", "LFO", "DIESEL", "PETROL", "LPG"), start=1):
        at = {"sector": "I", "scope": "S1", "carrier": carrier}
        rows.append(observed("EN.FEC", Decimal(50_000 + line), f"E!C{line}", **at))
        rows.append(observed("GHG.SEC", Decimal(50_000 + line) * FACTORS[carrier] * 1000, f"G!C{line}", **at))
    (finding,) = cross_check(rows, {"made-up": BASIS})
    assert (finding.rule, finding.expected.key) == ("S1", "rules.S1.slip.expected")
    assert {finding.where.cell, *finding.involves} >= {f"G!C{line}" for line in range(1, 6)}
