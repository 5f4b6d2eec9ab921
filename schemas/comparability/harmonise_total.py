"""Harmonising a total: unit, classification, scopes and cells of the profile, land use; in this order."""

from collections.abc import Mapping

from schemas.comparability.blocks import exact
from schemas.comparability.figures import NONE, Figure, total
from schemas.comparability.holders import inventory_holder, lift
from schemas.comparability.outcome import Case, Outcome, Step, finished
from schemas.comparability.reasons import Level, Reason
from schemas.comparability.scopes import GROSS_CELLS, LAND, WHOLE, in_order, scope_code
from schemas.comparability.steps import cannot, classification_steps, heat_step, unit_steps
from schemas.comparability.wording import label, labels, name, quantity
from schemas.messages import Message

IGNORABLE = frozenset({"S3"})
"""A scope that most inventories leave empty: a row that does not split it off is kept whole."""

NOTHING = Figure(NONE, frozenset(), ())


def harmonise_total(case: Case) -> Outcome:
    """Bring a place's total onto the profile's basis."""
    if case.printed is None:
        return _sum_of_cells(case)
    steps = unit_steps(case)
    if not case.asked.profile.converts:
        return finished(case.printed, steps, *case.bounds)
    steps += classification_steps(case) + _heat_steps(case)
    scope_steps, failures = _profile_steps(case)
    land_steps, land_failures = _land_steps(case)
    steps += scope_steps + land_steps
    failures += land_failures + _nothing_of_the_scope(case)
    if failures:
        return Outcome(None, steps=steps, failures=failures)
    below, above = case.bounds
    return finished(
        case.printed + sum((step.delta for step in steps), NONE),
        steps,
        below + sum((step.below for step in steps), NONE),
        above + sum((step.above for step in steps), NONE),
    )


def _heat_steps(case: Case) -> tuple[Step, ...]:
    """Move heat of networks out of a total of scope 1, or into one of scope 2."""
    alone = case.scopes & {"S1", "S2"}
    if len(alone) != 1 or not (case.scopes & case.asked.scopes):
        return ()
    found = (case.inventory.misfiled(cell) for cell in GROSS_CELLS) if case.inventory.misfiled else ()
    heat = total(figure for figure in found if figure is not None)
    if heat is None:
        return ()
    return (heat_step(case, heat, -1 if alone == {"S1"} else 1),)


def _nothing_of_the_scope(case: Case) -> tuple[Reason, ...]:
    if case.scopes & case.asked.scopes:
        return ()
    return (cannot(case, "scope", scope=label("scope", scope_code(case.asked.scopes))),)


def _profile_steps(case: Case) -> tuple[tuple[Step, ...], tuple[Reason, ...]]:
    """Take out what the profile leaves out: emission scopes of a cell, or the cell."""
    out: dict[str, dict[str, Figure]] = {"scope": {}, "cells": {}}
    failed: list[str] = []
    for cell in in_order(case.cells - {LAND}):
        wanted = case.kept.get(cell, frozenset())
        if case.scopes <= wanted:
            continue
        excess = _excess(case, cell, wanted)
        if excess is None:
            failed.append(cell)
        elif excess.value or excess.more:
            out["scope" if wanted else "cells"][cell] = excess
    steps = tuple(_taken_out(kind, taken) for kind, taken in out.items() if taken)
    failures = (cannot(case, "split", cells=labels("sector", failed)),) if failed else ()
    return steps, failures


def _taken_out(kind: str, taken: Mapping[str, Figure]) -> Step:
    out = total(taken.values()) or NOTHING
    said = Message(f"compare.step.{kind}", {"cells": labels("sector", taken)})
    return Step(kind, -out.value, said, None, out.more, out.hidden, out.observations)


def _excess(case: Case, cell: str, wanted: frozenset[str]) -> Figure | None:
    """Say how much of a cell the total holds beyond what is wanted; None where the rows do not say."""
    if cell == WHOLE:
        return NOTHING if case.scopes - case.asked.scopes <= IGNORABLE and _keeps_all_cells(case) else None
    rest = case.inventory.cell(cell, case.scopes - wanted)
    if rest is not None and rest.scopes == case.scopes - wanted:
        return rest
    full = case.inventory.cell(cell, case.scopes)
    if full is None or not wanted:
        return full
    inside = case.inventory.cell(cell, wanted)
    if inside is None:
        return None if full.scopes & wanted else full
    return full.plus(inside, sign=-1) if inside.scopes - wanted <= IGNORABLE else None


def _keeps_all_cells(case: Case) -> bool:
    return all(case.kept.get(cell, frozenset()) >= case.scopes - IGNORABLE for cell in GROSS_CELLS)


def _land_steps(case: Case) -> tuple[tuple[Step, ...], tuple[Reason, ...]]:
    """Take land use out, or put it in."""
    wanted = LAND in case.kept
    if case.asked.measure.group != "GHG" or case.printed_net == wanted or "S1" not in case.scopes:
        return (), ()
    land = case.inventory.land()
    if land is None:
        return (), (_no_land(case),)
    put_in = (land.value, land.hidden, land.more)
    delta, below, above = put_in if wanted else (-land.value, land.more, land.hidden)
    said = Message(
        f"compare.step.lulucf.{'in' if wanted else 'out'}",
        {"tonnes": quantity(land.value, case.asked.measure.base_unit)},
    )
    return (Step("lulucf", delta, said, None, below, above, land.observations),), ()


def _no_land(case: Case) -> Reason:
    place = case.chosen.place
    key = "compare.lulucf.in_total" if case.printed_net else "compare.lulucf.not_in_total"
    needs = lift("land", inventory_holder(place), place=name(place), period=str(case.chosen.wanted))
    return Reason(
        "lulucf", Level.BLOCKER, Message(key, {"place": name(place)}), None, (needs,), (place.code,)
    )


def _sum_of_cells(case: Case) -> Outcome:
    """Add up the cells where no total is printed; a total that is told by gas alone is the sum of its gases."""
    if case.cells == {WHOLE}:
        return _sum_of_gases(case)
    wanted = {cell: case.kept.get(cell, frozenset()) for cell in case.cells}
    blocks = {
        cells: figure
        for cells, figure in case.inventory.blocks(wanted).items()
        if not (figure.scopes - next(iter(map(wanted.__getitem__, cells)))) - IGNORABLE
    }
    target = frozenset(cell for cell, scopes in wanted.items() if scopes)
    added = exact(blocks, target) if target else None
    if added is None:
        return Outcome(None, failures=(cannot(case, "split", cells=labels("sector", in_order(case.cells))),))
    steps = (*classification_steps(case), _sum_step(added, target))
    return finished(added.value, steps, added.hidden, added.more)


def _sum_of_gases(case: Case) -> Outcome:
    found = case.inventory.sector(WHOLE, case.asked.scopes)
    if found is None or found.scopes - case.asked.scopes - IGNORABLE or not _keeps_all_cells(case):
        return Outcome(None, failures=(cannot(case, "split", cells=labels("sector", (WHOLE,))),))
    said = Message(
        "compare.step.sum_of_gases", {"tonnes": quantity(found.value, case.asked.measure.base_unit)}
    )
    step = Step("sum_of_cells", found.value, said, None, found.hidden, found.more, found.observations)
    return finished(found.value, (step,), found.hidden, found.more)


def _sum_step(added: Figure, target: frozenset[str]) -> Step:
    return Step(
        "sum_of_cells",
        added.value,
        Message("compare.step.sum_of_cells", {"cells": labels("sector", in_order(target))}),
        None,
        added.hidden,
        added.more,
        added.observations,
    )
