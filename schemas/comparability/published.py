"""What is printed: the figure of a place as its source prints it, and what that figure covers."""

from dataclasses import dataclass
from decimal import Decimal

from schemas.comparability.outcome import Case
from schemas.comparability.scopes import ALL, CELLS, LAND, WHOLE, in_order, scope_code, under
from schemas.comparability.side import Side
from schemas.comparability.steps import printed_unit
from schemas.observations import StoredObservation


@dataclass(frozen=True, slots=True)
class Published:
    """A figure as printed.

    Args:
        stored: the observation.
        value: the number in the unit it was printed in.
        unit: our code of that unit.
        covers: cells and scopes that it holds, ``I.S1``; ``_T`` where the source does not say.
    """

    stored: StoredObservation
    value: Decimal | None
    unit: str
    covers: tuple[str, ...]


def published(side: Side) -> Published | None:
    """Give what is printed of a place, None where no figure of the indicator is."""
    case = side.case
    if case is None or case.head is None:
        return None
    seen = case.head.observation
    value = seen.value if seen.published_value is None else seen.published_value
    return Published(case.head, value, printed_unit(case), covers(case))


def covers(case: Case) -> tuple[str, ...]:
    """Give the cells and scopes that a printed figure holds, as the source files them."""
    measure = case.asked.measure
    if measure.kind == "sector":
        return tuple(_scoped(case, measure.sector)) or (measure.sector,)
    if not measure.rows:
        return (WHOLE,)
    found: list[str] = []
    listed = [cell for cell in CELLS if cell != LAND or case.printed_net]
    for cell in listed:
        found += _scoped(case, cell) or ([cell] if cell in case.inventory.unlisted else [])
    return tuple(found) or in_order(case.inventory.covers(case.scopes))


def _scoped(case: Case, cell: str) -> list[str]:
    """Give the scopes at which numbers are printed of a cell, or of what lies in it."""
    figure = case.inventory.filed(cell, case.scopes)
    if figure is None:
        return []
    sectors = under(cell)
    printed = {
        scope
        for (sector, _), rows in case.inventory.table.rows.items()
        if sector in sectors
        for scope, row in rows.items()
        if row.printed and scope in ALL & case.scopes
    }
    if not printed and not figure.value:
        return []
    codes = sorted(printed) or [scope_code(figure.scopes)]
    return [f"{cell}.{code}" for code in codes]
