"""Many places and rows: the quick ways to pass over what is well find what looking at each row finds."""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.findings import Finding
from schemas.observations import Observation
from schemas.places import shipped_places
from schemas.rules.cross_check import cross_check, cross_check_cells
from tests.fakes.cities_for_rules import bases
from tests.schemas.rules.made_up import BASES, inventory, observed
from tests.schemas.rules.spoiling import spoiled_cities

TODAY = date(2026, 11, 24)
EXPECTED = json.loads((Path(__file__).parent / "findings_of_spoiled_cities.json").read_text(encoding="utf-8"))
"""What was found before the rules were made quick, by seed: rule, place, period, cell, text and the cells involved."""

TOWNS = sorted(
    code for code, place in shipped_places().items() if place.kind == "MUN" and code.startswith("SI_")
)[:60]
WINDOW = 40


def told(found: Sequence[Finding]) -> list[list[str]]:
    return [
        [one.rule, one.place, one.where.cell, one.found, one.expected.key, " ".join(one.involves)]
        for one in found
    ]


@pytest.mark.parametrize("seed", sorted(EXPECTED))
def test_spoiled_cities_are_told_what_they_always_were(seed: str) -> None:
    found = cross_check(spoiled_cities(int(seed)), bases(), today=TODAY)
    assert told(found) == EXPECTED[seed]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_each_finding_comes_with_its_row_and_with_no_other(seed: int) -> None:
    rows = spoiled_cities(seed)
    found = cross_check_cells(rows, bases(), today=TODAY)
    assert [finding for _, finding in found] == cross_check(rows, bases(), today=TODAY)
    mine = {id(row) for row in rows}
    assert all(id(row) in mine and row.key.canonical() == finding.subject for row, finding in found)


def per_head(figures: Sequence[Decimal], years: Sequence[int]) -> list[Observation]:
    """Make the energy of as many towns of 10,000 people, each in one of two years."""
    return [
        row
        for town, figure, year in zip(TOWNS, figures, years, strict=False)
        for row in (
            observed("CX.POP", Decimal(10_000), f"P!{town}", place=town, period=str(year), unit="NR"),
            observed("EN.FEC", figure * 10_000, f"E!{town}", place=town, period=str(year)),
        )
    ]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.decimals(min_value=3, max_value=90, places=1), min_size=60, max_size=60),
    st.lists(st.sampled_from([2018, 2019]), min_size=60, max_size=60),
    st.dictionaries(st.integers(0, 59), st.sampled_from(["10", "1000", "0.01", "6", "0.1"]), max_size=6),
)
def test_a_town_among_sixty_is_told_what_it_is_told_beside_its_forty(
    figures: list[Decimal], years: list[int], wrong: dict[int, str]
) -> None:
    figures = [figure * Decimal(wrong.get(at, "1")) for at, figure in enumerate(figures)]
    rows = per_head(figures, years)
    alone: list[list[str]] = []
    for at, town in enumerate(TOWNS):
        first = max(0, min(at - WINDOW // 2, len(TOWNS) - WINDOW - 1))
        near = set(TOWNS[first : first + WINDOW + 1])
        own = [row for row in rows if row.key.place == town]
        around = [row for row in rows if row.key.place in near - {town}]
        alone += told(cross_check(own, BASES, context=around))
    together = cross_check(rows, BASES)
    assert {one[2] for one in told(together) if one[0] == "S5"} == {one[2] for one in alone if one[0] == "S5"}
    assert {one[2] for one in told(together)} <= {one[2] for one in alone}


@settings(max_examples=10, deadline=None)
@given(st.data())
def test_places_asked_together_are_told_what_each_is_told_alone(data: st.DataObject) -> None:
    amounts = st.decimals(min_value=5000, max_value=500_000, places=2)
    told_apart: list[list[str]] = []
    everything: list[Observation] = []
    for place in TOWNS[:3]:
        energy = {sector: data.draw(st.tuples(*[amounts] * 4)) for sector in ("I", "II")}
        rows = inventory(energy, data.draw(st.tuples(*[amounts] * 3)), place=place)
        at = data.draw(st.integers(0, len(rows) - 1))
        rows[at] = observed(
            rows[at].key.indicator, Decimal(777), "Z!9", place=place, sector=rows[at].key.sector,
            scope=rows[at].key.scope, carrier=rows[at].key.carrier,
        )  # fmt: skip
        told_apart += told(cross_check(rows, BASES))
        everything += rows
    assert told(cross_check(everything, BASES)) == told_apart
