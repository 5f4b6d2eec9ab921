"""The cross-check: all rules across rows over a set of observations, as located findings."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import chain

from schemas.findings import Finding
from schemas.observations import Observation
from schemas.places import Place, shipped_places
from schemas.rules.causes import one_for_each_cause
from schemas.rules.evidence import Bases, Evidence
from schemas.rules.suspicions import Suspicion
from schemas.rules.table import RULES, Check


def cross_check(
    observations: Sequence[Observation],
    bases: Bases,
    *,
    context: Sequence[Observation] = (),
    places: Mapping[str, Place] | None = None,
    today: date | None = None,
    accrual: Mapping[str, int] | None = None,
) -> list[Finding]:
    """Hold rows beside one another.

    Args:
        observations: the rows asked about.
        bases: those that the rows name, by id; they tell the document's name.
        context: other rows that stand: of peers, of the places around. Nothing is found in them.
        places: all places; those that ship with us, if None.
        today: the day of asking; None asks nothing about staleness.
        accrual: months between two periods that a source promises, by source.

    Returns:
        What the rules of ``RULES`` find, warnings and remarks, by place, period and rule; one finding a cause.
    """
    found = cross_check_cells(
        observations, bases, context=context, places=places, today=today, accrual=accrual
    )
    return [finding for _, finding in found]


def cross_check_cells(
    observations: Sequence[Observation],
    bases: Bases,
    *,
    context: Sequence[Observation] = (),
    places: Mapping[str, Place] | None = None,
    today: date | None = None,
    accrual: Mapping[str, int] | None = None,
) -> list[tuple[Observation, Finding]]:
    """Hold rows beside one another as ``cross_check`` does, and give each finding with the row that it is about."""
    evidence = Evidence(
        observations, bases, context, shipped_places() if places is None else places, today, accrual or {}
    )
    within: dict[Check, list[Suspicion]] = {check: [] for rule in RULES for check in rule.checks}
    for place in evidence.apart():
        for check, suspicions in within.items():
            suspicions += check(place)
    found = chain.from_iterable(
        chain(*(within[check] for check in rule.checks), *(check(evidence) for check in rule.across))
        for rule in RULES
    )
    kept = one_for_each_cause(found, evidence)
    return [(suspicion.cell, suspicion.finding(bases)) for suspicion in kept]
