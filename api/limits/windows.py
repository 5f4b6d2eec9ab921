"""Moving windows in the memory of one process: a storage for the library `limits` that knows the clock it is given.

The library's own keeps an entry for every request and clears up in a thread of its own, which must not be what a flood
fills. This one keeps a few hundred steps for each caller, and only the callers of late.
"""

from collections import OrderedDict, deque
from collections.abc import Callable
from math import floor

from limits.storage import MovingWindowSupport, Storage

STEPS = 600
"""Into how many steps a window is divided: requests of one step leave it together, a step early at most."""

MOST_CALLERS = 50_000
"""Callers that are remembered; beyond that whoever asked longest ago is forgotten."""


class _Spent:
    """What one caller spent: points by the end of their step, the oldest first."""

    __slots__ = ("steps", "total")

    def __init__(self) -> None:
        self.steps: deque[tuple[float, int]] = deque()
        self.total = 0

    def drop_before(self, time: float) -> None:
        while self.steps and self.steps[0][0] <= time:
            self.total -= self.steps.popleft()[1]

    def add(self, step: float, points: int) -> None:
        self.total += points
        if self.steps and self.steps[-1][0] >= step:
            step, before = self.steps.pop()
            points += before
        self.steps.append((step, points))

    def give_back(self, points: int) -> None:
        while points and self.steps:
            step, last = self.steps.pop()
            self.total -= min(last, points)
            if last > points:
                self.steps.append((step, last - points))
                return
            points -= last


class MemoryWindows(MovingWindowSupport, Storage):
    """Keeps moving windows in memory. It is used from one thread, the event loop's.

    Args:
        now: gives the time, in seconds since 1970.
    """

    STORAGE_SCHEME: list[str] | None = ["ogledalo-memory"]  # noqa: RUF012  as the library declares it

    def __init__(self, now: Callable[[], float], most_callers: int = MOST_CALLERS) -> None:
        super().__init__()
        self._now = now
        self._most = most_callers
        self._spent: OrderedDict[str, _Spent] = OrderedDict()

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Spend points of a caller's window, where it has that many left."""
        now = self._now()
        spent = self._of(key, now - expiry)
        if spent.total + amount > limit:
            return False
        step = expiry / STEPS
        spent.add(floor(now / step) * step, amount)
        return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """Give when the oldest points of a caller's window were spent, and how many there are."""
        now = self._now()
        spent = self._spent.get(key)
        if spent is None:
            return now, 0
        spent.drop_before(now - expiry)
        return (spent.steps[0][0] if spent.steps else now), spent.total

    def give_back(self, key: str, amount: int) -> None:
        """Give points back that were spent last, as if that had not been asked."""
        spent = self._spent.get(key)
        if spent is not None:
            spent.give_back(amount)

    def opens_at(self, key: str, limit: int, expiry: int, amount: int) -> float:
        """Give the time at which that many points can be spent, if nothing else is spent before."""
        spent = self._spent.get(key)
        excess = (spent.total if spent else 0) + amount - limit
        for step, points in spent.steps if spent and excess > 0 else ():
            excess -= points
            if excess <= 0:
                return step + expiry
        return self._now()

    def _of(self, key: str, before: float) -> _Spent:
        spent = self._spent.get(key)
        if spent is None:
            spent = self._spent[key] = _Spent()
            if len(self._spent) > self._most:
                self._spent.popitem(last=False)
        else:
            self._spent.move_to_end(key)
            spent.drop_before(before)
        return spent

    @property
    def base_exceptions(self) -> type[Exception]:
        """Nothing that a memory raises need be wrapped."""
        return MemoryError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Refuse to count in fixed windows: they let twice as much through where two of them meet."""
        raise NotImplementedError("moving windows only")

    def get(self, key: str) -> int:
        """Give the points a caller spent, those whose time may have passed among them."""
        spent = self._spent.get(key)
        return spent.total if spent else 0

    def get_expiry(self, key: str) -> float:
        """Give the time: a moving window does not end as a whole."""
        return self._now()

    def check(self) -> bool:
        """Say that memory can be reached."""
        return True

    def reset(self) -> int | None:
        """Forget everything."""
        count = len(self._spent)
        self._spent.clear()
        return count

    def clear(self, key: str) -> None:
        """Forget a caller."""
        self._spent.pop(key, None)
