"""A CKAN's list is read while it is edited: nothing that stood all the while is lost, nothing comes twice."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.ckan import list_packages
from connectors.ckan_options import CkanOptions
from connectors.ckan_records import CkanPackage
from connectors.errors import MovingListError
from connectors.fetching import Answer, Request, sending
from tests.fakes.ckan import Change, FakeCkan, package
from tests.fakes.server import Seen

ROOT = "https://portal.example"


def named(number: int) -> dict[str, Any]:
    return package(f"p{number:03}")


def asked_directly(ckan: FakeCkan, kept: dict[Request, Answer] | None = None) -> Callable[[Request], Answer]:
    """Ask a portal without a network; what was asked once is answered as it was, as in a run."""
    kept = {} if kept is None else kept

    def send(request: Request) -> Answer:
        if request not in kept:
            reply = ckan(Seen(request.method, request.url.removeprefix(ROOT), {}, request.body))
            assert isinstance(reply.body, bytes)
            kept[request] = Answer(reply.status, {}, reply.body, request.url, 0.0)
        return kept[request]

    return send


def read(ckan: FakeCkan, page_size: int) -> list[str]:
    found = list_packages(sending(asked_directly(ckan)), ROOT, CkanOptions(page_size=page_size))
    return [one.name for page in found for one in page.records if isinstance(one, CkanPackage)]


def deletes(*numbers: int) -> Change:
    names = {f"p{number:03}" for number in numbers}

    def change(packages: list[Any]) -> None:
        packages[:] = [one for one in packages if one["name"] not in names]

    return change


def adds(*numbers: int) -> Change:
    def change(packages: list[Any]) -> None:
        packages += [named(number) for number in numbers]
        packages.sort(key=lambda one: str(one["id"]))

    return change


def both(*changes: Change) -> Change:
    def change(packages: list[Any]) -> None:
        for one in changes:
            one(packages)

    return change


EVEN = [number * 2 for number in range(8)]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (deletes(0), EVEN),
        (deletes(0, 2), EVEN),
        (deletes(4, 6), [0, 2, 8, 10, 12, 14]),
        (both(deletes(0), adds(15)), [*EVEN, 15]),  # as many as before, and each a place further ahead
        (both(deletes(0, 2), adds(13, 15)), [*EVEN, 13, 15]),
        (adds(1), [*EVEN, 1]),  # behind us: the list is turned once more
        (adds(5), [*EVEN, 5]),
        (both(adds(1), deletes(14)), [*EVEN[:-1], 1]),  # as many as before
        (deletes(*EVEN), [0, 2]),
        (both(deletes(*EVEN), adds(1, 3)), [0, 2, 1, 3]),
    ],
)
def test_what_is_added_and_deleted_between_two_pages_hides_nothing(
    change: Change, expected: list[int]
) -> None:
    ckan = FakeCkan([named(number) for number in EVEN], changed_after={1: change})

    assert sorted(read(ckan, 2)) == sorted(f"p{number:03}" for number in expected)


changes = st.lists(
    st.tuples(st.booleans(), st.integers(min_value=0, max_value=39)), max_size=4, unique_by=lambda one: one[1]
)


@settings(max_examples=60)
@given(
    st.sets(st.integers(min_value=0, max_value=39), min_size=1, max_size=20),
    st.dictionaries(st.integers(min_value=1, max_value=12), changes, max_size=6),
    st.integers(min_value=1, max_value=5),
    st.integers(min_value=2, max_value=8),
)
def test_a_record_that_stands_all_the_while_comes_once(
    numbers: set[int], moves: dict[int, list[tuple[bool, int]]], page_size: int, rows_max: int
) -> None:
    deleted = {number for move in moves.values() for adding, number in move if not adding}

    def changing(move: list[tuple[bool, int]]) -> Change:
        def change(packages: list[Any]) -> None:
            standing = {one["name"] for one in packages}
            deletes(*(number for adding, number in move if not adding))(packages)
            adds(*(n for adding, n in move if adding and f"p{n:03}" not in standing))(packages)

        return change

    changed = {at: changing(move) for at, move in moves.items()}
    ckan = FakeCkan([named(number) for number in sorted(numbers)], changed_after=changed, rows_max=rows_max)
    found = read(ckan, page_size)

    assert len(found) == len(set(found))
    assert {f"p{number:03}" for number in numbers - deleted} <= set(found)


def test_a_run_is_never_answered_with_what_it_was_told_before() -> None:
    ckan = FakeCkan([named(number) for number in range(9)], changed_after={3: deletes(0, 1, 2, 3)})
    kept: dict[Request, Answer] = {}
    list(list_packages(sending(asked_directly(ckan, kept)), ROOT, CkanOptions(page_size=2)))

    assert len(kept) == ckan.searches


def test_a_portal_that_gives_the_same_page_for_ever_is_given_up() -> None:
    ckan = FakeCkan([named(number) for number in range(2)])

    def always_the_first(seen: Seen) -> Any:
        reply = ckan(Seen("GET", "/api/3/action/package_search?start=0&rows=2&sort=id+asc", {}, b""))
        assert isinstance(reply.body, bytes)
        return Answer(200, {}, reply.body.replace(b'"count": 2', b'"count": 900'), ROOT, 0.0)

    with pytest.raises(MovingListError) as error:
        list(list_packages(sending(always_the_first), ROOT, CkanOptions(page_size=2)))  # type: ignore[arg-type]

    assert (error.value.where, error.value.found) == ("$.result.count", "900 -> 900")


def test_a_portal_that_counts_more_than_it_gives_is_read_to_its_end() -> None:
    ckan = FakeCkan([named(number) for number in range(3)])

    def more(request: Request) -> Answer:
        answer = asked_directly(ckan)(request)
        return Answer(200, {}, answer.content.replace(b'"count": 3', b'"count": 7'), ROOT, 0.0)

    found = list(list_packages(sending(more), ROOT, CkanOptions(page_size=2)))

    assert [one.name for page in found for one in page.records if isinstance(one, CkanPackage)] == [
        "p000",
        "p001",
        "p002",
    ]
