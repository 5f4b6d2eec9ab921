"""S4 and S5, the divisor: the inhabitants of a place, where figures per inhabitant or another source speak against them."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations

from schemas.errors import PeriodError
from schemas.observations import Observation
from schemas.periods import parse_period
from schemas.rules.evidence import Evidence
from schemas.rules.inventories import ACTUAL, amount
from schemas.rules.slips import DECIMAL, said, slips
from schemas.rules.suspicions import Suspicion, names
from schemas.units import plain
from schemas.validation.wording import number

PEOPLE = "CX.POP"
FAR = Decimal("1.5")
"""How many times as many inhabitants two sources may tell: census and register, a settlement and its municipality differ
by less."""

SAME_TIME = 2
"""Years between two counts of a place that are held beside one another."""

FAMILIES = 2
"""Groups of indicators, such as emissions and energy, that are off alike before their divisor is suspected."""

EXACT = Decimal("0.001")
Slip = tuple[str, Decimal]
People = Mapping[str, Sequence[Observation]]


def told_by_cause(evidence: Evidence, found: Sequence[Suspicion]) -> Iterator[Suspicion]:
    """Tell what one cause makes of a place's figures per inhabitant once: its inhabitants, or the unit of a source.

    Args:
        found: what was found beside peers.
    """
    if not found:
        return
    people = _counted(evidence.observations)
    by_place: dict[str, list[Suspicion]] = {}
    for one in found:
        by_place.setdefault(one.cell.key.place, []).append(one)
    for place, some in by_place.items():
        shared = _slip_of_all(some) if place in people else None
        if shared is None:
            yield from _by_source(some, people.get(place, ()))
        else:
            yield _divisor(people[place], some, shared)


def _counted(rows: Sequence[Observation]) -> People:
    """Give the counts of each place's inhabitants, the latest last."""
    found: dict[str, list[Observation]] = {}
    for row in rows:
        key = row.key
        if (
            key.indicator == PEOPLE
            and key.value_type == ACTUAL
            and key.sector == "_T"
            and (row.value or 0) > 0
        ):
            found.setdefault(key.place, []).append(row)
    return {place: sorted(rows, key=lambda row: row.key) for place, rows in found.items()}


def _slip(one: Suspicion) -> Slip | None:
    """Give the slip that a suspicion names, by its right number; None for one without."""
    written = amount(one.cell)
    if one.rule != "S5" or not one.right or not written:
        return None
    told = [slip for slip in slips(written / one.right, EXACT, EXACT) if slip[0] in DECIMAL]
    return told[0] if told else None


def _slip_of_all(found: Sequence[Suspicion]) -> Slip | None:
    """Give the slip that figures of several families share; None where they differ, or one family alone is off."""
    slipped = [(one, slip) for one in found if (slip := _slip(one)) is not None]
    families = {one.cell.key.indicator.partition(".")[0] for one, _ in slipped}
    shared = {slip for _, slip in slipped}
    return shared.pop() if len(shared) == 1 and len(families) >= FAMILIES else None


def _by_source(found: Sequence[Suspicion], people: Sequence[Observation]) -> Iterator[Suspicion]:
    """Tell a slip that runs through a source's figures once, by the first of them; each other suspicion by itself."""
    groups: dict[tuple[str, str, str], list[Suspicion]] = {}
    for one in found:
        slip = _slip(one)
        if slip is None:
            yield one
        else:
            key = one.cell.key
            groups.setdefault((key.source, key.indicator[:3], f"{slip[0]} {slip[1] > 1}"), []).append(one)
    for first, *others in groups.values():
        yield first.with_also([*(one.cell for one in others), *people])


def _divisor(people: Sequence[Observation], found: Sequence[Suspicion], slip: Slip) -> Suspicion:
    name, by = slip
    years = {one.cell.key.period for one in found}
    cell = next((row for row in people if row.key.period in years), people[-1])
    right = (cell.value or Decimal(0)) * by
    values = {
        "right": number(plain(right.quantize(Decimal(1)))),
        "cells": names([one.cell for one in found]),
        "slip": said([(name, 1 / by)]),
    }
    others = (*(row for row in people if row is not cell), *(one.cell for one in found))
    return Suspicion("S5", cell, "people", values, others, right=right)


def counted_alike(evidence: Evidence) -> Iterator[Suspicion]:
    """Find the places of which one source counts half as many inhabitants again as another; each once."""
    asked = {id(row) for row in evidence.observations if row.key.indicator == PEOPLE}
    if not asked:
        return
    for rows in _counted([row for row in evidence.everything if row.key.indicator == PEOPLE]).values():
        apart = [
            (one, other)
            for one, other in combinations(rows, 2)
            if one.key.source != other.key.source and _at_a_time(one, other) and _differ(one, other)
        ]
        if any(id(row) in asked for pair in apart for row in pair):
            yield _apart(rows, apart, asked)


def _at_a_time(one: Observation, other: Observation) -> bool:
    try:
        years = [parse_period(row.key.period).year for row in (one, other)]
    except PeriodError:
        return False
    return abs(years[0] - years[1]) <= SAME_TIME


def _differ(one: Observation, other: Observation) -> bool:
    few, many = sorted((one.value or Decimal(1), other.value or Decimal(1)))
    return many > few * FAR


def _apart(
    rows: Sequence[Observation], apart: Sequence[tuple[Observation, Observation]], asked: set[int]
) -> Suspicion:
    """Name the count that most others speak against."""
    against = {id(row): sum(row in pair for pair in apart) for row in rows if id(row) in asked}
    cell = max((row for row in rows if id(row) in asked), key=lambda row: against[id(row)])
    other = next(two if one is cell else one for one, two in apart if cell in (one, two))
    values = {
        "count": number(plain(other.value or Decimal(0))),
        "year": other.key.period,
        "source": other.key.source,
        "cell": names((other,)),
    }
    involves = (
        other,
        *(row for row in rows if row is not cell and row is not other and against.get(id(row))),
    )
    return Suspicion("S4", cell, "people", values, involves)
