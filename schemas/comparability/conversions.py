"""Which conversions there are, in their order, and how a figure is taken through them part by part."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from schemas.comparability.blocks import Blocks
from schemas.comparability.closing import TOLERANCE
from schemas.comparability.conversion import Change, Conversion, Convert, Part, changed, together
from schemas.comparability.conversion_calorific import convert_calorific
from schemas.comparability.conversion_climate import climate_said, correct_for_weather
from schemas.comparability.conversion_counted import convert_biogenic, convert_plants
from schemas.comparability.conversion_factors import (
    complete_gases,
    replace_electricity_factor,
    replace_fuel_factors,
)
from schemas.comparability.conversion_gwp import convert_origin, convert_potentials
from schemas.comparability.figures import NONE, Figure
from schemas.comparability.harmonise_sector import sector_scopes
from schemas.comparability.outcome import Case, Outcome, Step, finished
from schemas.comparability.scopes import WHOLE
from schemas.comparability.side import Side, scopes_that_count
from schemas.comparability.steps import LATER_STEPS
from schemas.comparability.wording import label, quantity
from schemas.messages import Message
from schemas.observations import StoredObservation

CONVERSIONS: tuple[Conversion, ...] = (
    Conversion("calorific", convert_calorific, "calorific"),
    Conversion("climate_correction", correct_for_weather, "climate_correction", said=climate_said),
    Conversion("gas_group", complete_gases, "gas_group", of_factors=True),
    Conversion("ef_basis", replace_fuel_factors, "ef_basis", of_factors=True),
    Conversion("elec_factor", replace_electricity_factor, "elec_method", of_factors=True),
    Conversion("gwp_set", convert_potentials, "gwp_set"),
    Conversion("ch4_origin", convert_origin, "gwp_set"),
    Conversion("ets", convert_plants, "ets"),
    Conversion("biogenic", convert_biogenic, "biogenic"),
)
"""After units and sectors, before land use and the inhabitants: gases, factors, potentials, what counts."""


@dataclass(frozen=True, slots=True)
class Converted:
    """A figure and its cells on the basis that is wanted."""

    outcome: Outcome
    blocks: Blocks
    observations: tuple[StoredObservation, ...] = ()


def converted(case: Case, outcome: Outcome, blocks: Blocks) -> Converted:
    """Take a harmonised figure and its cells through the conversions.

    Args:
        case: the figures.
        outcome: as scopes, sectors and land use leave it.
        blocks: the figures of its cells at the scopes that count.

    Returns:
        The figure with a step for each conversion that changed something or left something open, and its cells.
    """
    if outcome.value is None or not case.asked.profile.converts or case.asked.measure.kind == "plain":
        return Converted(outcome, blocks)
    apart = _apart(case, outcome, blocks)
    told = {held: Part(held, blocks[held].scopes, blocks[held]) for held in blocks}
    changes: dict[str, Change] = {}
    of_blocks: dict[frozenset[str], list[Change]] = {held: [] for held in blocks}
    wanted = [one for one in CONVERSIONS if case.asked.common_factors or not one.of_factors]
    for one in wanted:
        made = {part.codes: change for part in apart if (change := one.convert(case, part)) is not None}
        if not made:
            continue
        for held, part in told.items():
            change = made[held] if held in made else one.convert(case, part)
            of_blocks[held] += [change] if change is not None else []
        changes[one.step] = together(made.values()) or Change()
    behind = tuple(seen for change in changes.values() for seen in change.observations)
    return Converted(_stepped(case, outcome, changes), _changed(blocks, of_blocks), behind)


def would_change(side: Side, convert: Convert) -> Change | None:
    """Say what a conversion would make of a side's figure, though it is not asked for.

    Returns:
        The change; None where there is nothing to convert, or no figure.
    """
    known = _would.setdefault(side, {})
    if convert not in known:
        known[convert] = _would_change(side, convert)
    return known[convert]


_would: WeakKeyDictionary[Side, dict[Convert, Change | None]] = WeakKeyDictionary()
"""What was reckoned of a side once, for all the pairs it stands in."""


def _would_change(side: Side, convert: Convert) -> Change | None:
    if side.case is None or side.outcome.value is None or side.asked.measure.kind == "plain":
        return None
    apart = _apart(side.case, side.outcome, side.blocks)
    return together(convert(side.case, part) for part in apart)


def _changed(blocks: Blocks, changes: Mapping[frozenset[str], Iterable[Change]]) -> Blocks:
    found = dict(blocks)
    for held, several in changes.items():
        for change in several:
            found[held] = changed(found[held], change)
    return found


def _apart(case: Case, outcome: Outcome, blocks: Blocks) -> tuple[Part, ...]:
    """Take a figure apart into cells that do not overlap, and what they leave."""
    value = outcome.value or NONE
    if case.asked.measure.kind == "sector":
        scopes = sector_scopes(case)
        figure = Figure(value, scopes, ())
        return (Part(frozenset({case.asked.measure.sector}), scopes, figure, is_sector=True),)
    parts: list[Part] = []
    taken: frozenset[str] = frozenset()
    for held in sorted(blocks, key=lambda cells: (len(cells), sorted(cells))):
        if not held & taken:
            parts.append(Part(held, blocks[held].scopes, blocks[held]))
            taken |= held
    rest = value - sum((part.figure.value for part in parts), NONE)
    if not parts or abs(rest) > TOLERANCE * abs(value):
        scopes = frozenset().union(*(scopes_that_count(case, cell) for cell in case.kept))
        parts.append(
            Part(frozenset({WHOLE}), scopes, Figure(rest, scopes, ()), is_sector=not parts, besides=taken)
        )
    return tuple(parts)


def _stepped(case: Case, outcome: Outcome, changes: Mapping[str, Change]) -> Outcome:
    """Add what the conversions change, before the steps that come after them."""
    steps = tuple(
        _step(case, name, change)
        for name, change in changes.items()
        if change.delta or change.below or change.above or change.observations
    )
    unbounded = tuple(name for name, change in changes.items() if change.unbounded)
    if not steps:
        return replace(outcome, unbounded=unbounded)
    later = tuple(step for step in outcome.steps if step.step in LATER_STEPS)
    sooner = tuple(step for step in outcome.steps if step.step not in LATER_STEPS)
    value = (outcome.value or NONE) + sum((step.delta for step in steps), NONE)
    below = outcome.hidden + sum((step.below for step in steps), NONE)
    above = outcome.more + sum((step.above for step in steps), NONE)
    return replace(finished(value, (*sooner, *steps, *later), below, above), unbounded=unbounded)


def _step(case: Case, name: str, change: Change) -> Step:
    unit = case.asked.measure.base_unit
    kind = "exact" if not change.below and not change.above else "bounded"
    values: dict[str, object] = {"tonnes": quantity(change.delta, unit)}
    if kind == "bounded":
        values |= {
            "lower": quantity(change.delta - change.below, unit),
            "upper": quantity(change.delta + change.above, unit),
        }
    made = next(one for one in CONVERSIONS if one.step == name)
    values |= {
        "found": label(made.attribute, getattr(case.inventory.basis, made.attribute)),
        "wanted": label(made.attribute, case.asked.wants(made.attribute)),
    }
    values |= made.said(case) if made.said is not None else {}
    said = Message(f"compare.step.{name}.{kind}", values)
    return Step(name, change.delta, said, None, change.below, change.above, change.observations)
