"""Errors of making, reviewing and activating policies.

PublishingError
├── PolicyNotFoundError        no such policy, or not for who asks: the two are never told apart
├── VersionNotFoundError       a policy has no version of that number, or none of the kind that was asked for
├── PolicyTermsError           what is asked for cannot be meant: an owner, a target, a term, a time
├── PolicyStateError           a version is in another state than an act needs
├── PolicyRefusedError         lint found what keeps a policy from being in force
├── LegalConfirmationError     a person must confirm that the law was looked at
├── FourEyesError              whoever wrote or submitted a version cannot approve it
└── GoldenRequestsError        requests whose answers are promised would be answered otherwise
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from schemas.languages import Text
from schemas.messages import Message

if TYPE_CHECKING:
    from policies.golden import GoldenFailure
    from policies.lifecycle_lint import LintReport


class PublishingError(Exception):
    """Something about policies that is refused."""


class PolicyNotFoundError(PublishingError):
    """Say which policy was asked for."""

    def __init__(self, policy_id: str) -> None:
        self.policy_id = policy_id
        super().__init__(f"no policy {policy_id!r}")


class VersionNotFoundError(PublishingError):
    """Say which version of a policy was asked for."""

    def __init__(self, policy_id: str, version: str) -> None:
        self.policy_id = policy_id
        self.version = version
        super().__init__(f"policy {policy_id!r} has no version {version}")


class PolicyTermsError(PublishingError):
    """Say which part of what was asked for was found to hold what, and what it may hold.

    Args:
        part: the parameter.
        found: what it holds.
        expected: what it may hold.
        nearest: names that are known and nearest to it.
    """

    def __init__(self, part: str, found: str, expected: str, nearest: Sequence[str] = ()) -> None:
        self.part = part
        self.found = found
        self.expected = expected
        self.nearest = tuple(nearest)
        super().__init__(f"{part}={found!r}: expected {expected}")


class PolicyStateError(PublishingError):
    """Say in which state a version was found, which would do, and what to do.

    Args:
        act: what was asked for, e.g. ``approve``.
        found: the state found; empty where there is no version at all.
        expected: the states in which it can be done.
    """

    def __init__(self, act: str, found: str, expected: Sequence[str]) -> None:
        self.act = act
        self.found = found
        self.expected = tuple(expected)
        self.mend = Message(f"policy_state.{act}")
        super().__init__(f"{act}: found {found or 'none'}, expected {' or '.join(expected)}")


class PolicyRefusedError(PublishingError):
    """Say what keeps a policy from being in force, each with its place and how to mend it."""

    def __init__(self, report: "LintReport") -> None:
        self.report = report
        count = len(report.violations)
        super().__init__(f"{count} finding(s) keep the policy from being in force")


class LegalConfirmationError(PublishingError):
    """Say what a person must confirm before a policy is submitted."""

    def __init__(self, report: "LintReport") -> None:
        self.report = report
        found = "; ".join(dict.fromkeys(article for one in report.legal_warnings for article in one.articles))
        super().__init__(f"a person must confirm that the law was looked at: {found}")


class FourEyesError(PublishingError):
    """Say why somebody cannot approve a version, and who could.

    Args:
        code: why: ``own``, ``others`` or ``administrator``.
        reason: in three languages.
    """

    def __init__(self, code: str, reason: Text) -> None:
        self.code = code
        self.reason = reason
        super().__init__(reason.en)


class GoldenRequestsError(PublishingError):
    """Say which promised answers a version would not give."""

    def __init__(self, failures: Sequence["GoldenFailure"]) -> None:
        self.failures = tuple(failures)
        told = ", ".join(one.label for one in failures)
        super().__init__(f"{len(failures)} golden request(s) would be answered otherwise: {told}")
