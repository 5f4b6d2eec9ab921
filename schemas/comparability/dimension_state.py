"""Dimensions of the state of the figures: their status, and open findings."""

from collections.abc import Sequence
from decimal import Decimal

from schemas.comparability.concealed import elsewhere, not_told
from schemas.comparability.holders import inventory_holder, lift, of_place
from schemas.comparability.pair import Pair, reason
from schemas.comparability.reasons import Level, Lift, Reason
from schemas.comparability.side import Side, once_a_side
from schemas.comparability.wording import in_turn, labels, name, number, words
from schemas.messages import Message

BREAK = "B"
"""Figures that cannot be set beside those before them."""


def obs_status(pair: Pair) -> Reason | None:
    """Say whose figures are provisional, estimated or otherwise marked, or hold something that has no number."""
    moved = _moved_elsewhere(pair)
    said = (*(message for side in pair.sides for message in _marks(side)), *map(_elsewhere, moved))
    if not said:
        return None
    lifts = (
        *(one for side in pair.sides for one in _lifts(side)),
        *(_cells(side, elsewhere(side)) for side in moved),
    )
    return reason("obs_status", Level.CAVEAT, in_turn(said), None, lifts)


@once_a_side
def _marks(side: Side) -> tuple[Message, ...]:
    """Give what is to be said of the state of one side's figures."""
    marked = labels("obs_status", sorted(side.statuses - {BREAK}))
    told = (
        ("marked", {"statuses": marked}, side.statuses - {BREAK}),
        ("not_told", {"cells": labels("sector", not_told(side))}, not_told(side)),
    )
    return tuple(
        Message(f"compare.obs_status.{kind}", {"place": name(side.place), **values})
        for kind, values, found in told
        if found
    )


@once_a_side
def _lifts(side: Side) -> tuple[Lift, ...]:
    final = (of_place("final", side.place),) if side.statuses - {BREAK} else ()
    missing = not_told(side)
    return (*final, _cells(side, missing)) if missing else final


def _moved_elsewhere(pair: Pair) -> tuple[Side, ...]:
    """Give the sides whose figure may hold what has another name.

    In two totals that say so of the same cells it is the same; in one sector nobody knows.
    """
    same = elsewhere(pair.one) == elsewhere(pair.other)
    if same and pair.asked.measure.kind == "total":
        return ()
    return tuple(side for side in pair.sides if elsewhere(side))


@once_a_side
def _elsewhere(side: Side) -> Message:
    values = {"place": name(side.place), "cells": labels("sector", elsewhere(side))}
    return Message("compare.obs_status.elsewhere", values)


def _cells(side: Side, sectors: Sequence[str]) -> Lift:
    values = {"place": name(side.place), "cells": labels("sector", sectors)}
    return lift("cells", inventory_holder(side.place), **values)


def break_in_series(pair: Pair) -> Reason | None:
    """Say whose figures break off from those before: another method, another area, another census."""
    broken = [side for side in pair.sides if BREAK in side.statuses]
    if not broken:
        return None
    said = in_turn(
        tuple(Message("compare.break_in_series.marked", {"place": name(side.place)}) for side in broken)
    )
    lifts = tuple(of_place("spliced", side.place) for side in broken)
    return reason("break_in_series", Level.CAVEAT, said, None, lifts)


def findings(pair: Pair) -> Reason | None:
    """Say on whose figures a finding is open."""
    found = [side for side in pair.sides if side.findings]
    if not found:
        return None
    said = in_turn(tuple(_open(side) for side in found))
    lifts = tuple(of_place("answer", side.place) for side in found)
    return reason("findings", Level.CAVEAT, said, None, lifts)


@once_a_side
def _open(side: Side) -> Message:
    first = min(side.findings, key=lambda finding: (finding.rule, finding.where.cell, finding.id()))
    where = " ".join(part for part in (first.where.document, first.where.cell) if part)
    return Message(
        "compare.findings.open",
        {
            "place": name(side.place),
            "count": number(Decimal(len(side.findings))),
            "rule": first.rule,
            "where": where,
            "found": words(first.found),
            "expected": first.expected,
        },
    )
