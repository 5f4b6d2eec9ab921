"""Rows of one sector, read at the emission scopes wanted."""

from decimal import Decimal

import pytest

from schemas.comparability.figures import Row, Rows, at_scopes
from schemas.observations import Observation, SeriesKey, StoredObservation

ONE, TWO, ALL = frozenset({"S1"}), frozenset({"S1", "S2"}), frozenset({"S1", "S2", "S3"})
Cell = int | str | None


def stored(value: int | None, notation_key: str = "", obs_status: str = "A") -> StoredObservation:
    number = None if value is None else Decimal(value)
    seen = Observation(
        SeriesKey("GHG.SEC", "SI_052", "2018"), number, notation_key=notation_key, obs_status=obs_status
    )
    return StoredObservation("id", "release", "dataset", seen)


def rows(**cells: Cell) -> Rows:
    """Make rows: a number, a notation key, or None for a dash, by scope code (T stands for _T)."""
    found = {}
    for scope, cell in cells.items():
        number = cell if isinstance(cell, int) else None
        row = stored(number, cell if isinstance(cell, str) else "")
        found["_T" if scope == "T" else scope] = Row.of(row, row.observation.value)
    return found


def read(wanted: frozenset[str], alone: bool = False, **cells: Cell) -> tuple[int, str, bool] | None:
    """Read rows: the value, the scopes it tells of, and whether the source takes them apart."""
    figure = at_scopes(rows(**cells), wanted, alone)
    return None if figure is None else (int(figure.value), " ".join(sorted(figure.scopes)), figure.split)


def test_what_is_printed_for_the_scopes_comes_first() -> None:
    assert read(TWO, S1_S2=9, S1=3, S2=5) == (9, "S1 S2", True)


def test_parts_are_added_up_and_a_notation_key_is_a_zero() -> None:
    assert read(TWO, S1=3, S2="IE", S3="NO", T=3) == (3, "S1 S2", True)
    assert read(TWO, S1="NO", S2="NA") == (0, "S1 S2", True)


def test_a_sum_less_the_rest_is_what_is_wanted() -> None:
    assert read(TWO, T=9, S3=2) == (7, "S1 S2", False)
    assert read(ONE, S1_S2=9, S2=2) == (7, "S1", True)


def test_a_sum_and_the_remaining_part_are_added_up() -> None:
    assert read(ALL, S1_S2=9, S3=2) == (11, "S1 S2 S3", False)
    assert read(ALL, S1_S2=9) == (9, "S1 S2", False)


def test_parts_not_known_are_not_told_of() -> None:
    assert read(ALL, S1=3, S2=5, S3=None) == (8, "S1 S2", True)


def test_parts_not_known_are_nothing_where_the_known_ones_make_up_the_printed_sum() -> None:
    assert read(TWO, S1=3, S2=None, S3=None, T=3) == (3, "S1 S2", True)
    assert read(frozenset({"S3"}), S1=3, S2=None, S3=None, T=3) == (0, "S3", True)


@pytest.mark.parametrize("key", ["NE", "C"])
def test_what_is_not_estimated_or_not_shown_is_never_taken_for_nothing(key: str) -> None:
    assert read(TWO, S1=3, S2=key, T=3) == (3, "S1", True)


def test_a_sum_that_cannot_be_taken_apart_is_given_whole() -> None:
    assert read(ONE, S1_S2=9) == (9, "S1 S2", False)
    assert read(ONE, T=9, S3=2) == (7, "S1 S2", False)


def test_nothing_is_read_where_nothing_is_told() -> None:
    assert read(TWO) is None
    assert read(TWO, S1=None, S2="NE") is None
    assert read(ONE, S2=4) is None


def test_a_sector_that_knows_scope_1_only_reads_any_row_as_scope_1() -> None:
    assert read(TWO, alone=True, S1_S2=9) == (9, "S1", True)
    assert read(TWO, alone=True, T=9, S1=9) == (9, "S1", True)
    assert read(frozenset({"S2"}), alone=True, S1_S2=9) is None


def test_a_number_beyond_scope_1_shows_that_the_sector_holds_more() -> None:
    assert read(TWO, alone=True, S1=9, S2=4) == (13, "S1 S2", True)


@pytest.mark.parametrize(("status", "value"), [("M", 0), ("K", 0), ("L", None), ("Q", None), ("O", None)])
def test_a_status_without_a_notation_key_says_whether_nothing_is_there(
    status: str, value: int | None
) -> None:
    assert Row.of(stored(None, obs_status=status), None).value == value
