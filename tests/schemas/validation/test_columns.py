"""The compiled column checks find what pyshacl finds, and nothing else."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import fields
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.basis import Basis
from schemas.observations import DIMENSIONS, Observation, SeriesKey
from schemas.validation.columns import Cell, ColumnTable, NumberColumn, table_of
from schemas.validation.compiled import failures
from schemas.validation.errors import ColumnTypeError
from schemas.validation.observation_table import (
    ATTRIBUTES,
    NUMBER_COLUMNS,
    NUMBERS,
    PATHS,
    arrow_table,
    observation_at,
    observation_table,
)
from schemas.validation.observations import (
    BASIS,
    OBSERVATION,
    basis_checks,
    basis_table,
    observation_checks,
)
from schemas.validation.shapes import property_shapes
from tests.schemas.validation.pyshacl_twin import by_pyshacl, compiled, graph_of

WORDS = st.sampled_from(
    ["", "_T", "I", "II.1", "i", "S1", "S1_S2", "S9", "ELEC", "A", "K", "NO", "NONE", "2018", "2018-S2", "2018-13",
     "18", "SI_052", "si_052", "GHG.SEC", "T_CO2E", "MWH", "NR/HAB", "F", "ACT", "UNK", "AR5", "kranj-2018", "Č", "a b",
     "SI_052\n", " ", "NUTS 2021", "NUTS 20215", "2015-02-25", "trips", "?", "a" * 101, "a 2021" * 40]
)  # fmt: skip
PLAIN = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4)
NUMBER_TEXTS = st.one_of(
    st.none(),
    PLAIN.map(lambda value: format(value, "f")),
    st.sampled_from(
        ["", "0", "-0", "+1", "1.", ".5", "-.5", "2", "2.0000001", "2.00000000000000000000001", "1e3", "1,5", "NaN",
         "--1", "+-1", ".", "-", "1.2.3", "٣", " 1", "1\n", "INF"]
    ),
)  # fmt: skip


def _of_a_column(name: str) -> st.SearchStrategy[str | None]:
    return NUMBER_TEXTS if name in NUMBER_COLUMNS else WORDS


ROWS = st.lists(st.fixed_dictionaries({name: _of_a_column(name) for name in PATHS}), min_size=1, max_size=4)
NUMBERS_OF_A_BASIS = st.one_of(
    st.none(), PLAIN, st.sampled_from([Decimal(0), Decimal(2), Decimal("2.0000001"), Decimal("-0.1"), Decimal("1E+3")])
)  # fmt: skip
BASES = st.builds(
    Basis, **{one.name: NUMBERS_OF_A_BASIS if one.name == "elec_factor" else WORDS for one in fields(Basis)}
)


def a_table(rows: Sequence[dict[str, str | None]]) -> ColumnTable:
    """Make a table as a release archive holds it."""
    return arrow_table(pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in PATHS}))


def paths_of(name: str) -> dict[str, str]:
    return {shape.column: shape.path for shape in property_shapes(name).values()}


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_the_column_checks_of_an_observation_equal_pyshacl(rows: list[dict[str, str | None]]) -> None:
    table, paths = a_table(rows), paths_of("observation.ttl")
    cells: list[dict[str, Cell]] = [
        {name: table.cell(row, name) for name in paths} for row in range(len(rows))
    ]
    expected = by_pyshacl(graph_of(cells, paths, OBSERVATION), "observation.ttl")
    assert compiled(failures(table, observation_checks())) == expected


@settings(max_examples=60, deadline=None)
@given(st.lists(BASES, min_size=1, max_size=3))
def test_the_column_checks_of_a_basis_equal_pyshacl(bases: list[Basis]) -> None:
    paths = paths_of("basis.ttl")
    cells: list[dict[str, Cell]] = [{name: getattr(basis, name) for name in paths} for basis in bases]
    expected = by_pyshacl(graph_of(cells, paths, BASIS), "basis.ttl")
    assert compiled(failures(basis_table(bases), basis_checks())) == expected


def test_a_number_that_is_none_breaks_the_datatype() -> None:
    table = observation_table([Observation(SeriesKey("GHG.SEC", "SI_052", "2018"), Decimal("NaN"))])
    found = [failed for failed in failures(table, observation_checks()) if failed.shape.column == "value"]
    assert [failed.component for failed in found] == ["DatatypeConstraintComponent"]


COMPARES: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


@given(
    st.lists(st.integers(-3, 3).flatmap(lambda whole: st.decimals(whole, whole + 1, places=25)), min_size=1),
    st.decimals(-3, 3, places=25),
    st.sampled_from(sorted(COMPARES)),
)
def test_numbers_compare_in_every_digit(values: list[Decimal], bound: Decimal, name: str) -> None:
    near = [*values, bound, bound + Decimal("1e-25"), bound - Decimal("1e-25")]
    column = NumberColumn(pa.array([format(value, "f") for value in near], pa.string()))
    compare = COMPARES[name]
    assert column.where(compare, bound).to_pylist() == [compare(value, bound) for value in near]


TEXT_ROWS = st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=30)


@given(TEXT_ROWS)
def test_rows_have_the_same_key_where_all_their_texts_are_the_same(rows: list[tuple[str, str, str]]) -> None:
    table = ColumnTable(
        pa.table(
            {name: pa.array([row[place] for row in rows], pa.string()) for place, name in enumerate("abc")}
        ),
        frozenset(),
    )
    keys = table.keys("a", "b", "c").to_pylist()
    assert [key == keys[0] for key in keys] == [row == rows[0] for row in rows]
    assert len(set(keys)) == len(set(rows))


def test_keys_of_many_long_columns_do_not_run_over() -> None:
    words = [str(number) for number in range(3000)]
    table = ColumnTable(pa.table(dict.fromkeys("abcdefgh", pa.array(words))), frozenset())
    assert len(set(table.keys(*"abcdefgh").to_pylist())) == 3000


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())])
def test_texts_may_be_held_in_each_way(kind: pa.DataType) -> None:
    plain = pa.array(["", "I", None, "II", "I"])
    chunks = pa.chunked_array([plain[:2].cast(kind), plain[2:].cast(kind)])
    column = ColumnTable(pa.table({"sector": chunks}), frozenset()).text("sector")
    assert column.texts().to_pylist() == ["", "I", "", "II", "I"]


@pytest.mark.parametrize(
    "held",
    [
        pa.array(["5", None, "20.5"]),
        pa.array(["5", None, "20.5"]).dictionary_encode(),
        pa.array([Decimal("5.0000"), None, Decimal("20.5000")]),
    ],
)
def test_numbers_may_be_held_as_texts_or_decimals(held: pa.Array) -> None:
    table = arrow_table(pa.table({"value": held}))
    assert [table.cell(row, "value") for row in range(3)] == [Decimal(5), None, Decimal("20.5")]


def test_a_year_may_be_held_as_a_whole_number() -> None:
    table = arrow_table(pa.table({"period": pa.array([2018, None])}))
    assert table.text("period").texts().to_pylist() == ["2018", ""]


def test_a_column_of_floats_is_refused_by_name() -> None:
    with pytest.raises(ColumnTypeError) as raised:
        arrow_table(pa.table({"value": [1.5]}))
    assert str(raised.value) == (
        "column 'value' holds double: write texts as string, numbers as string or decimal, never as float"
    )


def test_a_row_of_a_table_is_the_observation_that_it_was_made_of() -> None:
    key = SeriesKey(*(f"{name} of it" for name in DIMENSIONS))
    numbers = {name: Decimal("1.25") for name in NUMBERS}
    observation = Observation(key, **numbers, **{name: f"its {name}" for name in ATTRIBUTES})  # type: ignore[arg-type]  # its own fields
    assert observation_at(observation_table([observation]), 0) == observation


def test_a_table_without_rows_has_nothing_to_object_to() -> None:
    table = table_of([], PATHS, NUMBER_COLUMNS)
    assert failures(table, observation_checks()) == []
