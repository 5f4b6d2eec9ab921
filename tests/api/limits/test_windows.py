"""Moving windows in memory: exact within a step, and bounded whatever is asked."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits import parse
from limits.storage import MovingWindowSupport, Storage
from limits.strategies import MovingWindowRateLimiter

from api.limits.counting import Counting, Window
from api.limits.errors import StoreUnusableError, TooManyRequestsError
from api.limits.rates import Rate
from api.limits.windows import STEPS, MemoryWindows
from tests.conftest import NOW

ITEM = parse("10/minute")


@dataclass
class _Clock:
    now: float = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def test_a_window_lets_no_more_through_than_its_points_in_any_minute() -> None:
    clock = _Clock()
    limiter = MovingWindowRateLimiter(MemoryWindows(clock))
    taken = []
    for _ in range(500):
        clock.now += 1.7
        if limiter.hit(ITEM, "a"):
            taken.append(clock.now)
    step = 60 / STEPS
    assert all(later - first >= 60 - step for first, later in zip(taken, taken[10:], strict=False))
    assert len(taken) >= 500 * 1.7 / 60 * 10 - 10


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=60))
def test_what_is_promised_to_open_opens_then_and_not_before(asked: list[tuple[int, int]]) -> None:
    clock = _Clock()
    windows = MemoryWindows(clock)
    for seconds, points in asked:
        clock.now += seconds
        points = min(points, 10)
        opens = windows.opens_at("a", 10, 60, points)
        let_through = windows.acquire_entry("a", 10, 60, points)
        assert let_through == (opens <= clock.now)
        if not let_through:
            clock.now = opens - 1
            assert not windows.acquire_entry("a", 10, 60, points)
            clock.now = opens
            assert windows.acquire_entry("a", 10, 60, points)


def test_what_is_given_back_was_not_asked() -> None:
    windows = MemoryWindows(_Clock())
    for points in (3, 4):
        windows.acquire_entry("a", 10, 60, points)
    windows.give_back("a", 6)
    assert windows.get_moving_window("a", 10, 60)[1] == 1
    windows.give_back("a", 9)
    assert windows.get_moving_window("a", 10, 60) == (1_000_000.0, 0)


def test_a_flood_of_callers_and_requests_keeps_memory_bounded() -> None:
    clock = _Clock()
    windows = MemoryWindows(clock, most_callers=100)
    for number in range(1000):
        windows.acquire_entry(f"caller {number}", 10, 60)
    assert windows.reset() == 100
    for _ in range(5000):
        clock.now += 0.01
        windows.acquire_entry("a", 100_000, 60)
    assert windows.get("a") == 5000
    assert len(windows._spent["a"].steps) <= STEPS


class _Broken(MovingWindowSupport, Storage):
    """A shared store that cannot be reached."""

    STORAGE_SCHEME: list[str] | None = ["broken"]  # noqa: RUF012  as the library declares it

    @property
    def base_exceptions(self) -> type[Exception]:
        return ConnectionError

    def _fail(self, *_: object, **__: object) -> None:
        raise ConnectionError

    acquire_entry = get_moving_window = incr = get = get_expiry = check = reset = clear = _fail  # type: ignore[assignment]  # none of them answers


async def _spend(counting: Counting, times: int) -> list[bool]:
    window = Window(Rate("address", ITEM), "203.0.113.9")
    answers = []
    for _ in range(times):
        try:
            await counting.spend([window], 4)
        except TooManyRequestsError:
            answers.append(False)
        else:
            answers.append(True)
    return answers


@pytest.mark.anyio
async def test_a_shared_store_that_fails_leaves_each_process_to_count_by_itself(
    caplog: pytest.LogCaptureFixture,
) -> None:
    answers = await _spend(Counting(lambda: NOW, "broken://there"), 4)
    assert answers == [True, True, False, False]
    assert [record.message for record in caplog.records] == [
        "the store of limits does not answer, each process counts by itself: ConnectionError"
    ], "once, and without an address"


@pytest.mark.anyio
async def test_a_shared_store_counts_for_all_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = MemoryWindows(_Clock())
    monkeypatch.setattr("api.limits.counting.storage_from_string", lambda *_, **__: shared)
    first, second = Counting(lambda: NOW, "redis://there"), Counting(lambda: NOW, "redis://there")
    assert await _spend(first, 2) == [True, True]
    assert await _spend(second, 1) == [False]


@pytest.mark.parametrize("address", ["nothing", "bolt://there", "redis://there"])
def test_a_store_that_cannot_be_used_is_said_at_the_start(address: str) -> None:
    with pytest.raises(StoreUnusableError, match="OGLEDALO_LIMITS_STORE"):
        Counting(lambda: NOW, address)
