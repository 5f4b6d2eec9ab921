"""Parts of a difference: what each moves, and how surely that is known."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from typing import Literal

from schemas.languages import Text
from schemas.messages import Message
from schemas.mirror.series import Entry, Facet, Series

How = Literal["exact", "bounded", "stated"]
DIGITS = 200
"""Digits within which sums are exact, whatever is printed."""


@dataclass(frozen=True, slots=True)
class Part:
    """One reason why two figures differ.

    Args:
        part: year, definition, scope, gas, gwp_set, revision, rounding, unit, or an attribute of the basis.
        how: ``exact`` computed from published figures; ``bounded`` known within bounds; ``stated`` not computable.
        message: what it is, for people.
        amount: what it contributes to the difference; None unless exact.
        lower: least that it may contribute, where that is known.
        upper: most that it may contribute, where that is known.
        observations: ids of what it was computed from.
    """

    part: str
    how: How
    message: Message
    amount: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    observations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two figures on the way to the other.

    Args:
        name: what the source is called.
        series: its rows.
        entry: the figure as it is shown.
        value: what is left of it after the steps so far.
        facet: what that is a figure of.
    """

    name: Text
    series: Series
    entry: Entry
    value: Decimal
    facet: Facet

    @classmethod
    def of(cls, name: Text, series: Series, entry: Entry) -> "Side":
        """Begin with the figure as it is shown."""
        return cls(name, series, entry, entry.value, entry.facet)

    def find(self, **changes: str) -> Entry | None:
        """Give the source's own row that differs in some parts of the facet only."""
        return self.series.find(replace(self.facet, **changes), self.entry.basis.id)

    def moved(self, value: Decimal, **changes: str) -> "Side":
        """Give the side after a step."""
        return replace(self, value=value, facet=replace(self.facet, **changes))


@dataclass(frozen=True, slots=True)
class Way:
    """The two sides and what has been found between them so far.

    Args:
        said: the source that is set against the reference.
        reference: the source that is asked first.
        parts: in the order in which they were taken out.
    """

    said: Side
    reference: Side
    parts: tuple[Part, ...] = ()

    def with_part(self, part: Part) -> "Way":
        """Add a part that moves neither side."""
        return replace(self, parts=(*self.parts, part))

    def said_moved(self, side: Side, part: str, message: Message, observations: Iterable[str]) -> "Way":
        """Move the source's side: what it loses is what that part contributed."""
        amount = minus(self.said.value, side.value)
        found = Part(part, "exact", message, amount, observations=tuple(observations))
        return Way(side, self.reference, (*self.parts, found))

    def reference_moved(self, side: Side, part: str, message: Message, observations: Iterable[str]) -> "Way":
        """Move the reference's side: what it gains is what that part contributed."""
        amount = minus(side.value, self.reference.value)
        found = Part(part, "exact", message, amount, observations=tuple(observations))
        return Way(self.said, side, (*self.parts, found))


def minus(first: Decimal, second: Decimal) -> Decimal:
    """Subtract without losing a digit."""
    with localcontext() as context:
        context.prec = DIGITS
        return first - second


def summed(values: Iterable[Decimal]) -> Decimal:
    """Add up without losing a digit."""
    with localcontext() as context:
        context.prec = DIGITS
        return sum(values, Decimal(0))
