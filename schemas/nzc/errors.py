"""Errors of a plan that cannot be read."""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.errors import SchemaError


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a plan, and where.

    Args:
        pointer: JSON pointer (RFC 6901) to it, e.g. ``/measures/3/dataPoints/0/value``.
        found: what stands there.
        expected: what should.
    """

    pointer: str
    found: str
    expected: str


class PlanError(SchemaError):
    """Say every fault of a plan, each with its place."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        first = faults[0]
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        super().__init__(
            f"plan, {first.pointer or '/'}: found {first.found}, expected {first.expected}{more}"
        )
