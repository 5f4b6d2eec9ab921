"""Closing: whether the printed rows of an inventory add up to its printed total."""

from dataclasses import dataclass, replace
from decimal import Decimal

from schemas.comparability.blocks import exact
from schemas.comparability.evidence import Holdings
from schemas.comparability.measures import CELLS_OF_GHG, FINAL_ENERGY, NET_OF_GHG, TOTAL_OF_GHG
from schemas.comparability.outcome import Case
from schemas.comparability.reading import TERRITORIAL
from schemas.comparability.rows import is_actual, is_undivided, number_of
from schemas.comparability.scopes import GROSS_CELLS, LAND, WHOLE, WIDEST_FIRST, told
from schemas.observations import StoredObservation

TOLERANCE = Decimal("0.005")
"""Share by which rows and printed total may differ by rounding."""


@dataclass(frozen=True, slots=True)
class Gap:
    """How rows miss their total.

    Args:
        total: as printed, in the indicator's unit.
        rows: what the rows add up to.
    """

    total: Decimal
    rows: Decimal

    @property
    def excess(self) -> Decimal:
        """By how much the rows exceed the total."""
        return self.rows - self.total


def gap_of(case: Case, held: Holdings) -> Gap | None:
    """Say how the rows of an inventory miss its printed total, None where they close or nothing can be said.

    A sector's figure stands in the same table, so it is told of as well.
    """
    head = _total(case, held)
    if head is None:
        return None
    scopes, unit = told(head.observation.key.scope), case.asked.measure.base_unit
    inventory = case.inventory
    if len(scopes & {"S1", "S2"}) == 1:
        inventory = replace(inventory, misfiled=None)  # the total is printed with the same scopes as the rows
    cells = inventory.covers(scopes)
    if case.inventory.basis.accounting == TERRITORIAL:
        cells |= frozenset(GROSS_CELLS)
    if head.observation.key.indicator != NET_OF_GHG:
        cells -= {LAND}
    added = exact(inventory.blocks(dict.fromkeys(cells - {WHOLE}, scopes)), cells) if cells else None
    printed = number_of(head, unit)
    if added is None or printed is None or abs(added.value - printed) <= TOLERANCE * abs(printed):
        return None
    return Gap(printed, added.value)


def _total(case: Case, held: Holdings) -> StoredObservation | None:
    """Give the widest printed total of a figure's inventory: the figure itself, if it is a total."""
    measure, option = case.asked.measure, case.chosen.option
    if not measure.rows or option is None:
        return None
    if measure.kind == "total":
        return case.head
    names = {CELLS_OF_GHG: (TOTAL_OF_GHG, NET_OF_GHG), FINAL_ENERGY: (FINAL_ENERGY,)}[measure.rows]
    totals = [seen for seen in held.of(case.chosen.place.code, *names) if _is_total_of(seen, case)]
    return min(totals, key=lambda seen: (_width(seen), seen.id), default=None)


def _is_total_of(stored: StoredObservation, case: Case) -> bool:
    key, option = stored.observation.key, case.chosen.option
    same = option is not None and (key.source, key.period) == (option.source, str(option.period))
    whole = key.sector == WHOLE and is_undivided(stored) and is_actual(stored)
    return same and whole and key.basis == case.inventory.basis.id and stored.observation.value is not None


def _width(stored: StoredObservation) -> int:
    scope = stored.observation.key.scope
    return WIDEST_FIRST.index(scope) if scope in WIDEST_FIRST else len(WIDEST_FIRST)
