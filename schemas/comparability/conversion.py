"""Conversions: what the parts of a figure become on another basis, each with its delta and its interval.

A part is a cell (or cells printed only together, or what rows do not tell) at the scopes that count. Conversions are
taken in the order of CONVERSIONS; each says what it adds, by how much that may be lower and higher, or that nobody
can say.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from schemas.comparability.apart import inside
from schemas.comparability.figures import NONE, Figure
from schemas.comparability.inventory import Inventory
from schemas.comparability.outcome import Case
from schemas.comparability.scopes import GROSS_CELLS, INDUSTRY, WHOLE, under
from schemas.observations import StoredObservation
from schemas.units import plain

TENTH_DIGIT = Decimal("1e-10")
"""What a store keeps of a value."""


@dataclass(frozen=True, slots=True)
class Part:
    """Part of a figure.

    Args:
        codes: cells; a single sector where one was asked for; ``_T`` for what the rows do not tell.
        scopes: the emission scopes that count.
        figure: as harmonised so far.
        is_sector: whether the code is the sector asked for, or ``_T`` where nothing is told but a total.
        besides: cells that other parts tell of, where the rows do not tell what is in this one.
    """

    codes: frozenset[str]
    scopes: frozenset[str]
    figure: Figure
    is_sector: bool = False
    besides: frozenset[str] = frozenset()

    @property
    def untold(self) -> bool:
        """Whether the rows do not tell what is in it."""
        return WHOLE in self.codes and not self.is_sector

    @property
    def of_industry(self) -> bool:
        """Whether it may hold industrial processes."""
        return WHOLE in self.codes or bool(self.codes & under(INDUSTRY))

    def of(self, inventory: Inventory) -> Figure | None:
        """Read the same part of another inventory; None where that says nothing of it, or more than is wanted."""
        if self.is_sector:
            found = inventory.whole(next(iter(self.codes)), self.scopes)
        else:
            cells = frozenset(GROSS_CELLS) - self.besides if self.untold else self.codes
            found = inside(inventory.blocks(dict.fromkeys(cells, self.scopes)), cells)
        return found if found is not None and found.scopes <= self.scopes else None


@dataclass(frozen=True, slots=True)
class Change:
    """What a conversion makes of a part.

    Args:
        delta: what it adds.
        below: by how much that may be lower.
        above: by how much it may be higher.
        observations: what it rests on.
        unbounded: whether nobody can say how much it is.
    """

    delta: Decimal = NONE
    below: Decimal = NONE
    above: Decimal = NONE
    observations: tuple[StoredObservation, ...] = ()
    unbounded: bool = False

    @classmethod
    def between(
        cls, lower: Decimal, delta: Decimal, upper: Decimal, observations: tuple[StoredObservation, ...] = ()
    ) -> "Change":
        """Make a change from its bounds, kept to the digits that a store keeps."""
        ends = (min(lower, delta), delta, max(upper, delta))
        low, middle, high = (plain(value.quantize(TENTH_DIGIT)) for value in ends)
        return cls(middle, middle - low, high - middle, observations)

    @classmethod
    def exactly(cls, delta: Decimal, observations: tuple[StoredObservation, ...] = ()) -> "Change":
        """Make a change that is known."""
        return cls.between(delta, delta, delta, observations)

    def plus(self, other: "Change") -> "Change":
        """Take two changes together."""
        return Change(
            self.delta + other.delta,
            self.below + other.below,
            self.above + other.above,
            self.observations + other.observations,
            self.unbounded or other.unbounded,
        )


CANNOT_SAY = Change(unbounded=True)
"""The change of which nobody knows how much it is."""

Convert = Callable[[Case, Part], Change | None]
"""Gives what becomes of a part; None where there is nothing to convert."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """A way of bringing a figure onto another basis.

    Args:
        step: its name.
        convert: what it makes of a part.
        attribute: the attribute of the basis that it is about.
        of_factors: whether it is made only where common emission factors are asked for.
        said: gives what its message says besides.
    """

    step: str
    convert: Convert
    attribute: str
    of_factors: bool = False
    said: Callable[[Case], Mapping[str, object]] | None = None


def together(changes: Iterable[Change | None]) -> Change | None:
    """Add changes up; None where there are none."""
    found: Change | None = None
    for change in changes:
        if change is not None:
            found = change if found is None else found.plus(change)
    return found


def changed(figure: Figure, change: Change) -> Figure:
    """Give a figure with a change made."""
    return replace(
        figure,
        value=figure.value + change.delta,
        hidden=figure.hidden + change.below,
        more=figure.more + change.above,
        observations=figure.observations + change.observations,
    )
