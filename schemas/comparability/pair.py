"""A pair: two sides under the dimensions that may stand between them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from schemas.basis import UNKNOWN
from schemas.comparability.question import Asked
from schemas.comparability.reasons import Level, Lift, Reason
from schemas.comparability.side import Side
from schemas.comparability.wording import label, name
from schemas.messages import Message


@dataclass(frozen=True, slots=True)
class Pair:
    """Two places' figures, in the order of the question."""

    asked: Asked
    one: Side
    other: Side

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both sides."""
        return (self.one, self.other)

    def codes(self, attribute: str) -> tuple[str, str]:
        """Give both sides' codes of an attribute of the basis."""
        return (getattr(self.one.basis, attribute), getattr(self.other.basis, attribute))

    def silent(self, attribute: str) -> tuple[Side, ...]:
        """Give the sides whose basis does not state an attribute."""
        return tuple(side for side in self.sides if getattr(side.basis, attribute) in (UNKNOWN, "", None))

    def names(self) -> dict[str, object]:
        """Give what a message calls the two places."""
        return {"one": name(self.one.place), "other": name(self.other.place)}

    def said(self, attribute: str) -> dict[str, object]:
        """Give the names and both sides' labels of an attribute, for a message."""
        one, other = self.codes(attribute)
        return {**self.names(), "a": label(attribute, one), "b": label(attribute, other)}


Compare = Callable[[Pair], Reason | None]
Amount = Callable[[Pair], Decimal | None]


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way in which figures may differ.

    Args:
        name: as the answer calls it.
        compare: gives the reason, None where both sides are the same.
        groups: groups of indicators it concerns; empty for all.
        sectors: sectors it concerns, ``_T`` for totals; empty for all.
        per_head: whether it concerns figures per inhabitant only.
    """

    name: str
    compare: Compare
    groups: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    per_head: bool = False

    def concerns(self, asked: Asked) -> bool:
        """Say whether it matters for what is asked."""
        measure = asked.measure
        return (
            (not self.groups or measure.group in self.groups)
            and (not self.sectors or measure.sector in self.sectors)
            and (measure.per_head or not self.per_head)
        )


def largest(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Give the largest known amount, None where none is known."""
    return max((abs(amount) for amount in amounts if amount is not None), default=None)


def reason(
    dimension: str,
    level: Level,
    message: Message,
    tonnes: Decimal | None = None,
    lifts: Iterable[Lift] = (),
) -> Reason:
    """Give a reason that is about both sides."""
    return Reason(dimension, level, message, tonnes or None, tuple(lifts))
