"""The fewest data, against trying every subset."""

from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st

from schemas.lifting.search import Ids, minimal_sets, pruned, smallest_union

NAMES = ("a", "b", "c", "d", "e", "f")
SETS = st.frozensets(st.sampled_from(NAMES), min_size=1, max_size=3)
REQUIRED = st.lists(st.lists(SETS, min_size=1, max_size=3), min_size=1, max_size=4)


def subsets() -> list[Ids]:
    """Every subset, the smallest first."""
    return [frozenset(one) for one in chain.from_iterable(combinations(NAMES, size) for size in range(7))]


@given(REQUIRED)
def test_the_smallest_union_is_as_small_as_any_subset_that_meets_all(required: list[list[Ids]]) -> None:
    found = smallest_union(required, NAMES)
    meets = [one for one in subsets() if all(any(each <= one for each in sets) for sets in required)]
    assert len(found) == len(meets[0])
    assert all(any(each <= found for each in sets) for sets in required)


@given(st.lists(SETS, min_size=1, max_size=4))
def test_the_minimal_sets_of_what_any_of_some_sets_does_are_those_without_spare_data(some: list[Ids]) -> None:
    found = minimal_sets(NAMES, lambda ids: any(one <= ids for one in some))
    assert set(found) == {one for one in some if not any(other < one for other in some)}


@given(st.lists(SETS, min_size=1, max_size=4))
def test_nothing_can_be_left_out_of_what_is_pruned(some: list[Ids]) -> None:
    kept = pruned(NAMES, lambda ids: any(one <= ids for one in some))
    assert kept is not None
    assert any(one <= kept for one in some)
    assert not any(any(one <= kept - {name} for one in some) for name in kept)


def test_of_many_candidates_small_sets_are_found_and_large_ones_pruned() -> None:
    many = tuple(f"{number:02}" for number in range(12))
    assert minimal_sets(many, lambda ids: {"03", "07"} <= ids) == (frozenset({"03", "07"}),)
    assert minimal_sets(many, lambda ids: set(many[:4]) <= ids) == (frozenset(many[:4]),)


def test_what_nothing_does_has_no_set() -> None:
    assert minimal_sets(NAMES, lambda _: False) == ()
    assert pruned(NAMES, lambda _: False) is None
