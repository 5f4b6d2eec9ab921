"""Errors of quotas.

QuotaError
├── QuotaTermsError   a rule's count, window or unit that cannot be counted by
└── QuotaUsedUpError  a rule was used as often as it allows, for now
"""

from datetime import datetime

from schemas.messages import Message


class QuotaError(Exception):
    """Something about quotas that is refused."""


class QuotaTermsError(QuotaError):
    """Say which rule cannot be counted, what was found and what was expected."""

    def __init__(self, rule: str, found: str, expected: str) -> None:
        self.rule = rule
        self.found = found
        self.expected = expected
        super().__init__(f"{rule}: {found}: expected {expected}")


class QuotaUsedUpError(QuotaError):
    """Say which rule was used as often as it allows, by whom it is counted, and when it opens again.

    Args:
        rule: IRI of the rule.
        limit: uses that it allows within its window.
        counted_as: as whom the caller is counted.
        opens_at: when uses are allowed again; None for never.
    """

    def __init__(self, rule: str, limit: int, counted_as: str, opens_at: datetime | None) -> None:
        self.rule = rule
        self.limit = limit
        self.counted_as = counted_as
        self.opens_at = opens_at
        told = {"limit": str(limit), "opens": _moment(opens_at)}
        self.reason = Message("quota.used_up" if opens_at else "quota.used_up_for_good", told)
        super().__init__(f"{rule}: {self.reason.in_('en')}")


def _moment(time: datetime | None) -> str:
    return "" if time is None else time.strftime("%Y-%m-%d %H:%M UTC")
