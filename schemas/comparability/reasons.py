"""Reasons: what stands between two figures, how gravely, and what would lift it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

from schemas.comparability.wording import in_turn
from schemas.messages import Message


class Level(IntEnum):
    """How gravely a dimension stands between two figures, the worse the higher."""

    SAME = 0
    CONVERTIBLE = 1
    BOUNDED = 2
    CAVEAT = 3
    BLOCKER = 4


@dataclass(frozen=True, slots=True)
class Lift:
    """The least that would lift a reason.

    Args:
        needs: which data.
        held_by: who holds them.
    """

    needs: Message
    held_by: Message


@dataclass(frozen=True, slots=True)
class Reason:
    """One dimension on which two figures differ.

    Args:
        dimension: e.g. ``lulucf``.
        level: never SAME.
        message: what differs, in plain words.
        tonnes: how much it moves or may move, in the unit of the figures, None where that is not known.
        lifted_by: what would lift it.
        places: codes of the places it is about, where it is not about both.
    """

    dimension: str
    level: Level
    message: Message
    tonnes: Decimal | None = None
    lifted_by: tuple[Lift, ...] = ()
    places: tuple[str, ...] = ()

    @property
    def weight(self) -> tuple[int, Decimal]:
        """How much it counts beside other reasons."""
        return (self.level, self.tonnes or Decimal(0))


def one_a_dimension(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Keep the gravest reason of each dimension, the gravest first.

    Of two as grave the one found first stays; what fails for both places is said of both.
    """
    found: dict[str, Reason] = {}
    for reason in reasons:
        known = found.get(reason.dimension)
        if known is None or reason.level > known.level:
            found[reason.dimension] = reason
        elif known.places and reason.places and reason.level == known.level:
            found[reason.dimension] = _of_both(known, reason)
    return tuple(sorted(found.values(), key=lambda reason: reason.weight, reverse=True))


def _of_both(one: Reason, other: Reason) -> Reason:
    return Reason(
        one.dimension,
        one.level,
        in_turn((one.message, other.message)),
        max(one.tonnes or Decimal(0), other.tonnes or Decimal(0)) or None,
        one.lifted_by + other.lifted_by,
        one.places + other.places,
    )


def gravest(reasons: Sequence[Reason]) -> Level:
    """Give the gravest level among reasons, SAME where there are none."""
    return max((reason.level for reason in reasons), default=Level.SAME)
