"""Errors of limits.

LimitError
├── TooManyRequestsError  a caller asked more than its share
├── BodyTooLargeError     more bytes were sent than are taken
├── BodyTooSlowError      what was sent did not arrive in time
├── BodyTooDeepError      JSON is nested deeper than anything that is meant
└── StoreUnusableError    the store of limits cannot be used; the node does not start
"""

from datetime import datetime

from api.limits.rates import Rate
from schemas.messages import Message


class LimitError(Exception):
    """A limit that a request went past.

    Args:
        said: what happened and how to mend it, in the reader's language.
    """

    def __init__(self, said: Message) -> None:
        self.said = said
        super().__init__(said.in_("en"))


class TooManyRequestsError(LimitError):
    """Say which limit was reached, by whom it is counted, and when it opens.

    Args:
        rate: the limit.
        counted_by: as whom the caller is counted, as it may be told: never an address.
        cost: points that the request costs.
        after: whole seconds until it would be let through.
        opens_at: the same as a time.
    """

    def __init__(self, rate: Rate, counted_by: Message, cost: int, after: int, opens_at: datetime) -> None:
        self.rate = rate
        self.counted_by = counted_by
        self.cost = cost
        self.after = after
        self.opens_at = opens_at
        told = {
            "limit": rate.points,
            "window": rate.seconds,
            "counted_by": counted_by,
            "cost": cost,
            "after": after,
        }
        super().__init__(Message("limits.hit", told))


class BodyTooLargeError(LimitError):
    """Say how many bytes may be sent."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(Message("limits.body.large", {"limit": limit}))


class BodyTooSlowError(LimitError):
    """Say within how many seconds a body must arrive, and how fast after that."""

    def __init__(self, limit: float, rate: int) -> None:
        self.limit = limit
        super().__init__(Message("limits.body.slow", {"limit": f"{limit:g}", "rate": rate}))


class BodyTooDeepError(LimitError):
    """Say how deep lists and objects may stand inside one another."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(Message("limits.body.deep", {"limit": limit}))


class StoreUnusableError(LimitError):
    """Say which kind of store cannot be used, and why."""

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(Message("limits.store", {"kind": kind, "why": why}))
