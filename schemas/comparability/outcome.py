"""Outcomes: a place's harmonised figure with the steps that led to it, or why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from schemas.comparability.inventory import Inventory
from schemas.comparability.measures import CELLS_OF_GHG, NET_OF_GHG
from schemas.comparability.question import Asked
from schemas.comparability.reasons import Reason
from schemas.comparability.rows import number_of
from schemas.comparability.scopes import AGRICULTURE, ALL, CELLS, LAND, told
from schemas.comparability.selection import Chosen
from schemas.messages import Message
from schemas.observations import StoredObservation
from schemas.units import plain


@dataclass(frozen=True, slots=True)
class Step:
    """One conversion.

    Args:
        step: its name: unit, classification, scope, cells, lulucf, sum_of_cells or population.
        delta: what it adds, in the unit of the figure.
        message: what it did, in plain words.
        moved: what it moved between cells without changing the total.
    """

    step: str
    delta: Decimal
    message: Message
    moved: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A harmonised figure.

    Args:
        value: in the indicator's unit; None where it cannot be made, and `failures` says why.
        lower: lower bound, where a conversion leaves one.
        upper: upper bound, where a conversion leaves one.
        steps: the conversions in their order.
        failures: conversions that cannot be made.
    """

    value: Decimal | None
    lower: Decimal | None = None
    upper: Decimal | None = None
    steps: tuple[Step, ...] = ()
    failures: tuple[Reason, ...] = ()

    def delta(self, step: str) -> Decimal | None:
        """Give what a step added, None where it was not taken."""
        return next((taken.delta for taken in self.steps if taken.step == step), None)


@dataclass(frozen=True, slots=True)
class Case:
    """One place's figures about to be harmonised.

    Args:
        asked: the question.
        chosen: the place and what it answers with.
        head: the printed figure, None where there are rows only.
        inventory: the rows; without any for an indicator that has no sectors.
        kept: emission scopes kept of each cell.
    """

    asked: Asked
    chosen: Chosen
    head: StoredObservation | None
    inventory: Inventory
    kept: Mapping[str, frozenset[str]]

    @property
    def printed(self) -> Decimal | None:
        """The printed figure in the indicator's unit."""
        return None if self.head is None else number_of(self.head, self.asked.measure.base_unit)

    @property
    def scopes(self) -> frozenset[str]:
        """The emission scopes that the printed figure holds."""
        return ALL if self.head is None else told(self.head.observation.key.scope)

    @property
    def printed_net(self) -> bool:
        """Whether land use is in the printed figure."""
        return self.head is not None and self.head.observation.key.indicator == NET_OF_GHG

    @property
    def cells(self) -> frozenset[str]:
        """The cells that the figure holds, after the classification."""
        held = self.inventory.covers(self.scopes)
        land = self.printed_net if self.head is not None else LAND in self.kept
        return held if land else held - {LAND}


def kept(asked: Asked) -> dict[str, frozenset[str]]:
    """Say which emission scopes are kept of each cell: of the profile's, those asked for."""
    measure, chosen = asked.measure, asked.profile
    if measure.rows != CELLS_OF_GHG or not chosen.converts:
        scopes: dict[str, frozenset[str]] = dict.fromkeys(CELLS, ALL)
    else:
        scopes = dict(chosen.scopes)
        if measure.land == "NET" and AGRICULTURE in scopes:
            scopes[LAND] = ALL
    return {cell: wanted & asked.scopes for cell, wanted in scopes.items()}


def finished(
    value: Decimal, steps: tuple[Step, ...], hidden: Decimal = Decimal(0), more: Decimal = Decimal(0)
) -> Outcome:
    """Give a harmonised figure with the interval that a conversion leaves.

    Args:
        value: the figure.
        steps: how it came about.
        hidden: how much lower it may be.
        more: how much higher it may be.
    """
    if not hidden and not more:
        return Outcome(plain(value), steps=steps)
    return Outcome(plain(value), plain(value - hidden), plain(value + more), steps)
