"""A clean inventory gives nothing; each kind of defect, put anywhere, is found where it was put, and told once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.observations import Observation
from tests.schemas.rules.made_up import CARRIERS, inventory, observed, spoiled, told

AMOUNTS = st.decimals(min_value=5000, max_value=500_000, places=2, allow_nan=False)
ENERGY = st.fixed_dictionaries({sector: st.tuples(*[AMOUNTS] * len(CARRIERS[sector])) for sector in CARRIERS})
OTHERS = st.tuples(*[AMOUNTS] * 3)
CELLS = st.builds(lambda column, row: f"A-1.3!{column}{row}", st.sampled_from("CF"), st.integers(5, 10))
Amounts = Mapping[str, Sequence[Decimal]]
FAST = settings(max_examples=25, deadline=None)


def value_of(rows: Sequence[Observation], cell: str) -> Decimal:
    return next(row.value for row in rows if row.source_cell == cell and row.value is not None)


@FAST
@given(ENERGY, OTHERS)
def test_a_clean_inventory_gives_nothing(energy: Amounts, others: Sequence[Decimal]) -> None:
    assert told(inventory(energy, others)) == []


@FAST
@given(ENERGY, OTHERS, CELLS, st.decimals(min_value="1.02", max_value=3, places=2))
def test_a_wrong_number_is_found_in_its_cell(
    energy: Amounts, others: Sequence[Decimal], cell: str, by: Decimal
) -> None:
    rows = inventory(energy, others)
    assert told(spoiled(rows, cell, value_of(rows, cell) * by)) == [("S2", cell)]


@FAST
@given(ENERGY, OTHERS, CELLS, st.sampled_from(["10", "1000", "0.001", "3.6", "11.63"]))
def test_a_slip_is_found_in_its_cell(energy: Amounts, others: Sequence[Decimal], cell: str, by: str) -> None:
    rows = inventory(energy, others)
    assert told(spoiled(rows, cell, value_of(rows, cell) * Decimal(by))) == [("S2", cell)]


@FAST
@given(ENERGY, OTHERS, st.integers(0, 7), st.sampled_from(["1000", "0.001"]))
def test_energy_in_another_prefix_is_found_by_the_factor(
    energy: Amounts, others: Sequence[Decimal], which: int, by: str
) -> None:
    rows = inventory(energy, others)
    fuels = {
        row.source_cell: "A-1.3!C5" if row.key.sector == "I" else "A-1.3!C6"
        for row in rows
        if row.key.scope == "S1" and row.key.indicator == "EN.FEC"
    }
    cell = sorted(fuels)[which % len(fuels)]
    found = told(spoiled(rows, cell, value_of(rows, cell) * Decimal(by)))
    usual = value_of(rows, cell) > 50_000 or by == "1000"
    assert not usual or found == [("S1", fuels[cell])]


@FAST
@given(ENERGY, OTHERS, st.sampled_from(["I", "II"]))
def test_energy_copied_into_emissions_is_found(
    energy: Amounts, others: Sequence[Decimal], sector: str
) -> None:
    rows = inventory(energy, others)
    scope_1 = [
        row
        for row in rows
        if row.key.indicator == "EN.FEC" and (row.key.sector, row.key.scope) == (sector, "S1")
    ]
    copied = sum((row.value for row in scope_1 if row.value is not None), Decimal(0))
    cell = f"A-1.3!C{5 if sector == 'I' else 6}"
    found = told(spoiled(rows, cell, copied))
    assert ("S6", cell) in found
    assert set(found) <= {("S6", cell), ("S2", cell)}


@FAST
@given(ENERGY, OTHERS, st.sampled_from(["ELEC", "DH"]))
def test_grid_energy_under_scope_1_is_found(energy: Amounts, others: Sequence[Decimal], carrier: str) -> None:
    rows = [
        replace(row, key=replace(row.key, scope="S1"))
        if (row.key.indicator, row.key.carrier, row.key.sector) == ("EN.FEC", carrier, "I")
        else row
        for row in inventory(energy, others)
    ]
    cell = next(row.source_cell for row in rows if row.key.carrier == carrier and row.key.sector == "I")
    assert ("S7", cell) in told(rows)


@FAST
@given(ENERGY, OTHERS, st.sampled_from(["NG", "DIESEL", "LFO"]), AMOUNTS)
def test_fuel_under_ippu_is_found(
    energy: Amounts, others: Sequence[Decimal], carrier: str, amount: Decimal
) -> None:
    fuel = observed("EN.FEC", amount / 100, "A-1.1!C99", sector="IV", scope="S1", carrier=carrier)
    assert told([*inventory(energy, others), fuel]) == [("S7", "A-1.1!C99")]


@FAST
@given(ENERGY, OTHERS, st.sampled_from([7, 8, 9]))
def test_a_sector_left_out_of_a_total_that_closes_is_found(
    energy: Amounts, others: Sequence[Decimal], line: int
) -> None:
    left = [amount if number != line else Decimal(0) for number, amount in enumerate(others, start=7)]
    gone = {f"A-1.3!{column}{line}" for column in "CDF"}
    rows = [row for row in inventory(energy, left) if row.source_cell not in gone]
    assert told(rows) == [("S8", "A-1.3!F10")]


@FAST
@given(ENERGY, OTHERS, st.integers(5, 9))
def test_an_empty_cell_that_the_sums_need_is_found(
    energy: Amounts, others: Sequence[Decimal], line: int
) -> None:
    cell = f"A-1.3!C{line}"
    rows = [
        replace(row, value=None, obs_status="O", raw_value="") if row.source_cell == cell else row
        for row in inventory(energy, others)
    ]
    assert ("S8", cell) in told(rows)
