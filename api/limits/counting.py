"""Counting: spends a caller's points in moving windows, and tells what is left."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import ceil

from limits.errors import ConfigurationError, StorageError
from limits.storage import MovingWindowSupport, storage_from_string
from starlette.concurrency import run_in_threadpool

from api.clock import Clock
from api.limits.errors import StoreUnusableError, TooManyRequestsError
from api.limits.rates import Rate
from api.limits.windows import MemoryWindows
from schemas.messages import Message

Headers = list[tuple[bytes, bytes]]
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Window:
    """A caller's window of one rate.

    Args:
        rate: the limit.
        who: the name that is counted: an address, a key's id, an organisation's.
    """

    rate: Rate
    who: str
    key: str = field(init=False)
    """What the window is called in the storage."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", self.rate.item.key_for(self.rate.name, self.who))

    @property
    def counted_by(self) -> Message:
        """Say by whom is counted; an address is not written."""
        told = {"name": self.who} if self.rate.name == "organisation" else {}
        return Message(f"limits.by.{self.rate.name}", told)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is left in a window.

    Args:
        window: whose.
        left: points.
        reset: whole seconds until the oldest points are given back.
    """

    window: Window
    left: int
    reset: int


@dataclass(slots=True)
class Counted:
    """What was counted for one request, to be told with its answer or given back.

    Args:
        cost: points that it costs.
        windows: where they were spent.
        standing: what was left there then.
    """

    cost: int
    windows: list[Window] = field(default_factory=list)
    standing: list[Standing] = field(default_factory=list)

    def headers(self) -> Headers:
        """Write what is left: the tightest window in `RateLimit-*`, all of them in the IETF draft's two fields."""
        if not self.standing:
            return []
        tightest = self.standing[0]
        if len(self.standing) > 1:
            tightest = min(self.standing, key=lambda one: (one.left / one.window.rate.points, one.left))
        policies = ", ".join(dict.fromkeys([one.window.rate.policy for one in self.standing]))
        items = ", ".join([f'"{one.window.rate.name}";r={one.left};t={one.reset}' for one in self.standing])
        return [
            (b"ratelimit-limit", b"%d" % tightest.window.rate.points),
            (b"ratelimit-remaining", b"%d" % tightest.left),
            (b"ratelimit-reset", b"%d" % tightest.reset),
            (b"ratelimit-policy", policies.encode()),
            (b"ratelimit", items.encode()),
        ]


class Counting:
    """Spends points, in the memory of this process or in Redis.

    Args:
        clock: of the node; windows in memory go by it.
        store: address of a Redis that several processes share; empty for memory.

    Raises:
        StoreUnusableError: the store's address is none, or what speaks to it is not installed.
    """

    def __init__(self, clock: Clock, store: str = "") -> None:
        self._clock = clock
        self._memory = MemoryWindows(lambda: clock().timestamp())
        self._shared = shared_storage(store) if store else None
        self._shared_fails = False

    async def spend(self, windows: Sequence[Window], cost: int) -> Counted:
        """Spend points in every window, or in none.

        Raises:
            TooManyRequestsError: a window has not that many left.
        """
        if self._shared is None:
            return self._spend(self._memory, windows, cost)
        try:
            counted = await run_in_threadpool(self._spend, self._shared, windows, cost)
        except StorageError as error:
            self._tell(error)
            return self._spend(self._memory, windows, cost)
        self._shared_fails = False
        return counted

    async def standing(self, windows: Sequence[Window]) -> list[Standing]:
        """Give what is left in windows, without spending."""
        if self._shared is not None and not self._shared_fails:
            shared = self._shared
            return await run_in_threadpool(lambda: [self._look(shared, one) for one in windows])
        return [self._look(self._memory, one) for one in windows]

    def give_back(self, counted: Counted) -> None:
        """Give points back; a shared store keeps them."""
        if self._shared is not None:
            return
        for window in counted.windows:
            cost = min(counted.cost, window.rate.points)
            self._memory.give_back(window.key, cost)
        counted.standing = [self._look(self._memory, one) for one in counted.windows]

    def _spend(self, storage: MovingWindowSupport, windows: Sequence[Window], cost: int) -> Counted:
        spent = Counted(cost)
        for window in windows:
            points = min(cost, window.rate.points)  # what costs more than there ever is could never be asked
            if not storage.acquire_entry(window.key, window.rate.points, window.rate.seconds, points):
                self.give_back(spent)
                raise self._refusal(storage, window, points)
            spent.windows.append(window)
        spent.standing = [self._look(storage, one) for one in spent.windows]
        return spent

    def _look(self, storage: MovingWindowSupport, window: Window) -> Standing:
        rate = window.rate
        oldest, spent = storage.get_moving_window(window.key, rate.points, rate.seconds)
        reset = _seconds(oldest + rate.seconds - self._clock().timestamp()) if spent else 0
        return Standing(window, max(rate.points - spent, 0), reset)

    def _refusal(self, storage: MovingWindowSupport, window: Window, points: int) -> TooManyRequestsError:
        rate, now = window.rate, self._clock().timestamp()
        if storage is self._memory:
            opens = self._memory.opens_at(window.key, rate.points, rate.seconds, points)
        elif points == 1:
            opens = storage.get_moving_window(window.key, rate.points, rate.seconds)[0] + rate.seconds
        else:  # what several points wait for is not told by the store: the whole window is the safe answer
            opens = now + rate.seconds
        after = max(_seconds(opens - now), 1)
        opens_at = datetime.fromtimestamp(ceil(now + after), UTC)
        return TooManyRequestsError(rate, window.counted_by, points, after, opens_at)

    def _tell(self, error: StorageError) -> None:
        """Tell the operator once that the shared store fails; this process counts by itself meanwhile."""
        if not self._shared_fails:
            logger.warning(
                "the store of limits does not answer, each process counts by itself: %s",
                type(error.storage_error).__name__,
            )
        self._shared_fails = True


def _seconds(length: float) -> int:
    return max(ceil(length - 1e-6), 0)


def shared_storage(address: str) -> MovingWindowSupport:
    """Open a store that several processes share.

    Raises:
        StoreUnusableError: its address is none, or what speaks to it is not installed.
    """
    try:
        storage = storage_from_string(address, wrap_exceptions=True)
    except ConfigurationError as error:
        raise StoreUnusableError(address.partition(":")[0], str(error)) from error
    if not isinstance(storage, MovingWindowSupport):
        raise StoreUnusableError(address.partition(":")[0], "it keeps no moving windows")
    return storage
