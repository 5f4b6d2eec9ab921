"""Outcomes: a place's harmonised figure with the steps that led to it, or why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from schemas.comparability.apart import NOTHING_APART, Apart
from schemas.comparability.figures import NONE
from schemas.comparability.inventory import Inventory
from schemas.comparability.measures import CELLS_OF_GHG, NET_OF_GHG
from schemas.comparability.question import Asked
from schemas.comparability.reasons import Reason
from schemas.comparability.rows import bounds_of, number_of
from schemas.comparability.scopes import AGRICULTURE, ALL, CELLS, LAND, told
from schemas.comparability.selection import Chosen
from schemas.messages import Message
from schemas.observations import StoredObservation
from schemas.units import plain


@dataclass(frozen=True, slots=True)
class Step:
    """One conversion.

    Args:
        step: its name: unit, calorific, climate_correction, classification, heat_scope, scope, cells, gas_group,
            ef_basis, elec_factor, gwp_set, ch4_origin, lulucf, ets, biogenic, sum_of_cells or population.
        delta: what it adds, in the unit of the figure.
        message: what it did, in plain words.
        moved: what it moved between cells without changing the total.
        below: by how much what it adds may be lower.
        above: by how much it may be higher.
        inputs: the observations that it was reckoned from.
    """

    step: str
    delta: Decimal
    message: Message
    moved: Decimal | None = None
    below: Decimal = NONE
    above: Decimal = NONE
    inputs: tuple[StoredObservation, ...] = ()

    @property
    def width(self) -> Decimal:
        """How uncertain it is."""
        return self.below + self.above


@dataclass(frozen=True, slots=True)
class Outcome:
    """A harmonised figure.

    Args:
        value: in the indicator's unit; None where it cannot be made, and `failures` says why.
        lower: lower bound, where a conversion leaves one.
        upper: upper bound, where a conversion leaves one.
        steps: the conversions in their order.
        failures: conversions that cannot be made.
        unbounded: conversions that were needed and of which nobody can say how much they are.
    """

    value: Decimal | None
    lower: Decimal | None = None
    upper: Decimal | None = None
    steps: tuple[Step, ...] = ()
    failures: tuple[Reason, ...] = ()
    unbounded: tuple[str, ...] = ()

    def taken(self, step: str) -> Step | None:
        """Give a step, None where it was not taken."""
        return next((taken for taken in self.steps if taken.step == step), None)

    def delta(self, step: str) -> Decimal | None:
        """Give what a step added, None where it was not taken."""
        taken = self.taken(step)
        return None if taken is None else taken.delta

    @property
    def width(self) -> Decimal:
        """How wide the interval is, zero where there is none."""
        return NONE if self.lower is None or self.upper is None else self.upper - self.lower

    @property
    def hidden(self) -> Decimal:
        """By how much the figure may be lower."""
        return NONE if self.value is None or self.lower is None else self.value - self.lower

    @property
    def more(self) -> Decimal:
        """By how much it may be higher."""
        return NONE if self.value is None or self.upper is None else self.upper - self.value


@dataclass(frozen=True)
class Case:
    """One place's figures about to be harmonised.

    Args:
        asked: the question.
        chosen: the place and what it answers with.
        head: the printed figure, None where there are rows only.
        inventory: the rows; without any for an indicator that has no sectors.
        kept: emission scopes kept of each cell.
        apart: the same figures by gas and by carrier, and the energy beside them.
    """

    asked: Asked
    chosen: Chosen
    head: StoredObservation | None
    inventory: Inventory
    kept: Mapping[str, frozenset[str]]
    apart: Apart = NOTHING_APART

    @property
    def printed(self) -> Decimal | None:
        """The printed figure in the indicator's unit."""
        return None if self.head is None else number_of(self.head, self.asked.measure.base_unit)

    @property
    def bounds(self) -> tuple[Decimal, Decimal]:
        """By how much its source says that the printed figure may be lower and higher."""
        return (NONE, NONE) if self.head is None else bounds_of(self.head, self.asked.measure.base_unit)

    @property
    def scopes(self) -> frozenset[str]:
        """The emission scopes that the printed figure holds."""
        return ALL if self.head is None else told(self.head.observation.key.scope)

    @property
    def printed_net(self) -> bool:
        """Whether land use is in the printed figure."""
        return self.head is not None and self.head.observation.key.indicator == NET_OF_GHG

    @cached_property
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
    value: Decimal, steps: tuple[Step, ...], hidden: Decimal = NONE, more: Decimal = NONE
) -> Outcome:
    """Give a harmonised figure with the interval that its source and its conversions leave.

    Args:
        value: the figure.
        steps: how it came about.
        hidden: how much lower it may be.
        more: how much higher it may be.
    """
    if not hidden and not more:
        return Outcome(plain(value), steps=steps)
    return Outcome(plain(value), plain(value - hidden), plain(value + more), steps)
