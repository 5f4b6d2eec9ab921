"""Concealed: what rows say is there without a number, or stands in another cell, and what is filed under no scope.

A sub-sector that is not estimated or not shown makes the sum around it a lower bound. A cell that is said to be included
elsewhere makes another cell hold more than its name says. Neither is ever "the same" as a figure that holds everything.
"""

from collections.abc import Iterator

from schemas.codes import codelist
from schemas.comparability.figures import CONCEALED, ELSEWHERE, NOT_COLLECTED, SUPPRESSED
from schemas.comparability.rows import UNDIVIDED, is_actual
from schemas.comparability.scopes import cells_of, told, under
from schemas.comparability.side import Side, once_a_side
from schemas.observations import StoredObservation

INCLUDED_ELSEWHERE, NO_SCOPE = "IE", "_U"


@once_a_side
def not_told(side: Side) -> tuple[str, ...]:
    """Give the sectors, inside what a figure holds, of which something is there without a number."""
    found = {
        stored.observation.key.sector
        for stored in _without_number(side)
        if _says(stored, CONCEALED, {NOT_COLLECTED, SUPPRESSED}) and _is_part_of_what_is_held(stored, side)
    }
    return tuple(sorted(found))


@once_a_side
def elsewhere(side: Side) -> tuple[str, ...]:
    """Give the sectors whose content may stand in what a figure holds under another name, or has left the figure."""
    held = _told_cells(side)
    found = {
        stored.observation.key.sector
        for stored in _without_number(side)
        if _says(stored, {INCLUDED_ELSEWHERE}, {ELSEWHERE}) and _crosses(stored, side, held)
    }
    return tuple(sorted(found))


@once_a_side
def filed_under_no_scope(side: Side) -> bool:
    """Say whether emissions are used that do not say of which scopes they are."""
    keys = (stored.observation.key for stored in side.used if stored.observation.value is not None)
    return side.asked.measure.rows != "" and any(key.scope == NO_SCOPE for key in keys)


def _without_number(side: Side) -> Iterator[StoredObservation]:
    """Give the rows of a place's answer that hold no number, at scopes that count."""
    option = side.chosen.option
    if option is None or side.case is None or not side.asked.measure.rows:
        return
    for stored in option.rows_of_basis():
        key = stored.observation.key
        counted = frozenset().union(*(side.case.kept.get(cell, frozenset()) for cell in cells_of(key.sector)))
        if stored.observation.value is None and is_actual(stored) and told(key.scope) & counted:
            yield stored


def _says(stored: StoredObservation, words: frozenset[str] | set[str], statuses: set[str]) -> bool:
    seen = stored.observation
    return seen.notation_key in words or (not seen.notation_key and seen.obs_status in statuses)


def _is_part_of_what_is_held(stored: StoredObservation, side: Side) -> bool:
    """Say whether a row is a sub-sector of, or one carrier in, a sector whose figure is held."""
    key = stored.observation.key
    for sector, figure in side.held.items():
        if figure is not None and key.sector in under(sector):
            return key.sector != sector or key.carrier not in UNDIVIDED
    return False


def _told_cells(side: Side) -> frozenset[str]:
    """Give the cells of which a figure holds something: what is only said to be elsewhere counts as nothing."""
    told_of = (sector for sector, figure in side.held.items() if figure is not None and figure.value)
    return frozenset().union(*map(cells_of, told_of))


def _crosses(stored: StoredObservation, side: Side, held: frozenset[str]) -> bool:
    """Say whether a row's content may have come into a figure, or left it, under another name."""
    sector, target = stored.observation.key.sector, stored.observation.included_in
    known = target in codelist("sector")
    if side.asked.measure.kind == "sector":
        own = under(side.asked.measure.sector)
        return (sector in own) != (target in own) if known else True
    came_in = not known or not held.isdisjoint(cells_of(target))
    return held.isdisjoint(cells_of(sector)) and came_in
