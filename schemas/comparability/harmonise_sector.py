"""Harmonising one sector, or a figure that has no sectors."""

from schemas.comparability.figures import NONE, Figure, total
from schemas.comparability.harmonise_total import IGNORABLE, harmonise_total
from schemas.comparability.holders import inventory_holder, lift
from schemas.comparability.outcome import Case, Outcome, Step, finished
from schemas.comparability.reasons import Level, Reason
from schemas.comparability.scopes import STATIONARY, cells_of, in_order
from schemas.comparability.steps import cannot, moved_message, unit_steps
from schemas.comparability.wording import label, name, quantity
from schemas.messages import Message
from schemas.observations import StoredObservation


def harmonise(case: Case) -> Outcome:
    """Bring a place's figure onto the profile's basis."""
    if case.asked.measure.kind == "total":
        return harmonise_total(case)
    if case.asked.measure.kind == "sector" and case.asked.profile.converts:
        return _harmonise_sector(case)
    if case.printed is None:
        return Outcome(
            None, failures=(cannot(case, "sector", cells=label("sector", case.asked.measure.sector)),)
        )
    return finished(case.printed, unit_steps(case), *case.bounds)


def sector_scopes(case: Case) -> frozenset[str]:
    """Give the emission scopes that the profile keeps of the sector asked for."""
    cells = in_order(cells_of(case.asked.measure.sector))
    return case.kept.get(cells[0], frozenset()) if cells else case.asked.scopes


def _harmonise_sector(case: Case) -> Outcome:
    sector, wanted = case.asked.measure.sector, sector_scopes(case)
    if not wanted:
        return Outcome(None, failures=(cannot(case, "profile", cells=label("sector", sector)),))
    if sector in case.inventory.moves:
        return _moved_away(case, sector, wanted)
    own = case.inventory.filed(sector, wanted)
    moved = case.inventory.moved_within(sector, wanted)
    if own is None and moved is None and case.printed is not None and case.scopes - wanted <= IGNORABLE:
        return finished(case.printed, unit_steps(case), *case.bounds)
    if own is None and moved is None:
        return Outcome(None, failures=(cannot(case, "sector", cells=label("sector", sector)),))
    if own is not None and own.scopes - wanted - IGNORABLE:
        return Outcome(None, failures=(cannot(case, "split", cells=label("sector", sector)),))
    return _added(case, own, moved)


def _added(case: Case, own: Figure | None, moved: Figure | None) -> Outcome:
    steps = unit_steps(case)
    value = case.printed or NONE
    if own is not None and own.value != case.printed:
        kind = "sum_of_cells" if case.printed is None else "scope"
        sector = label("sector", case.asked.measure.sector)
        said = Message(f"compare.step.{kind}", {"cells": sector})
        steps += (Step(kind, own.value - value, said, None, own.hidden, own.more, own.observations),)
        value = own.value
    if moved is not None and moved.value:
        said = moved_message(case, tuple(case.inventory.moves), STATIONARY, moved.value)
        bounds = (moved.hidden, moved.more)
        steps += (Step("classification", moved.value, said, moved.value, *bounds, moved.observations),)
        value += moved.value
    whole = total(figure for figure in (own, moved) if figure is not None)
    return finished(value, steps) if whole is None else finished(value, steps, whole.hidden, whole.more)


def _behind(figure: Figure | None) -> tuple[StoredObservation, ...]:
    return () if figure is None else figure.observations


def _moved_away(case: Case, sector: str, wanted: frozenset[str]) -> Outcome:
    """Say that all that is filed in the sector belongs to another: what is not told is no zero."""
    place = case.chosen.place
    filed = case.inventory.filed(sector, wanted)
    value = filed.value if filed is not None else NONE
    target = case.inventory.moves[sector]
    step = Step(
        "classification", -value, moved_message(case, (sector,), target, value), value, inputs=_behind(filed)
    )
    said = Message(
        "compare.classification.nothing_left",
        {
            "place": name(place),
            "moved": quantity(value, case.asked.measure.base_unit),
            "sector": label("sector", sector),
        },
    )
    needs = lift("processes", inventory_holder(place), place=name(place), sector=label("sector", sector))
    reason = Reason("classification", Level.BLOCKER, said, value, (needs,), (place.code,))
    return Outcome(None, steps=(*unit_steps(case), step), failures=(reason,))
