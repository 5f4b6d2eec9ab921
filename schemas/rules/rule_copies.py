"""S6: the same number under two units: energy printed as emissions, or one figure given two units."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from schemas.codes import codelist
from schemas.messages import Message
from schemas.observations import Observation
from schemas.rules.copied_energy import Copied, copied_cells
from schemas.rules.evidence import Evidence
from schemas.rules.inventories import Inventory
from schemas.rules.printing import printed_number
from schemas.rules.suspicions import Suspicion, names
from schemas.validation.wording import equation, label, number

DIGITS = 5
"""Digits that two numbers must have in common before it is no chance."""


def same_number_two_units(evidence: Evidence) -> Iterator[Suspicion]:
    """S6: no number stands under two units."""
    told: set[int] = set()
    for inventory in evidence.observed:
        for copied in copied_in(evidence, inventory):
            told |= {id(cell) for cell in (copied.cell, *copied.repeated, *copied.energy.cells)}
            yield _copied(copied)
    yield from _twins(evidence.observations, told)


def copied_in(evidence: Evidence, inventory: Inventory) -> list[Copied]:
    """Give the cells of an inventory that print energy as emissions."""
    if inventory not in evidence.copied:
        evidence.copied[inventory] = list(copied_cells(inventory, evidence.beside(inventory)))
    return evidence.copied[inventory]


def _copied(found: Copied) -> Suspicion:
    values = {
        "sector": label("sector", found.cell.key.sector),
        "sum": equation(found.energy.numbers),
        "cells": names(found.energy.cells),
        "also": also(found.repeated),
    }
    return Suspicion("S6", found.cell, "", values, (*found.repeated, *found.energy.cells))


def also(repeated: tuple[Observation, ...]) -> Message | str:
    """Say where else a number is repeated, nothing where it is not."""
    return Message("rules.S6.also", {"cells": names(repeated)}) if repeated else ""


def _twins(observations: Sequence[Observation], told: set[int]) -> Iterator[Suspicion]:
    """Find numbers of many digits that stand under units which measure different things, or differ by a prefix."""
    seen: dict[tuple[str, str, Decimal], list[Observation]] = {}
    for cell in observations:
        value = printed_number(cell)
        if value is not None and id(cell) not in told:
            seen.setdefault((cell.key.place, cell.key.period, value.normalize()), []).append(cell)
    for (_, _, shown), same in seen.items():
        pair = _two_units(same) if len(same) > 1 and len(shown.as_tuple().digits) >= DIGITS else None
        if pair is not None:
            first, other = pair
            values = {
                "number": number(printed_number(other) or Decimal(0)),
                "cell": names((first,)),
                "unit": label("unit", _unit(first)),
                "own": label("unit", _unit(other)),
            }
            yield Suspicion("S6", other, "units", values, (first,))


def _two_units(same: Sequence[Observation]) -> tuple[Observation, Observation] | None:
    """Give two of the rows that cannot both be right: one fact in two units, or energy and emissions alike."""
    for number_of, cell in enumerate(same):
        for first in same[:number_of]:
            if _unit(first) != _unit(cell) and _related(first, cell):
                return first, cell
    return None


def _unit(cell: Observation) -> str:
    return cell.published_unit or cell.key.unit


def _related(one: Observation, other: Observation) -> bool:
    """Say whether two rows tell one fact, or tell of one sector in units that do not measure the same."""
    if one.key.value_type != other.key.value_type:
        return False
    units = codelist("unit").codes
    measures = [units[_unit(cell)].columns["dimension"] for cell in (one, other) if _unit(cell) in units]
    if len(measures) == 2 and measures[0] == measures[1]:
        return one.key.indicator == other.key.indicator and one.key.sector == other.key.sector
    return one.key.sector == other.key.sector or "_T" in (one.key.sector, other.key.sector)
