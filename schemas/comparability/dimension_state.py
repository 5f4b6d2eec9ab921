"""Dimensions of the state of the figures: their status, and open findings."""

from collections.abc import Sequence
from decimal import Decimal

from schemas.comparability.concealed import elsewhere, not_told
from schemas.comparability.holders import inventory_holder, lift, of_place
from schemas.comparability.pair import Pair, largest, reason
from schemas.comparability.reasons import Level, Lift, Reason
from schemas.comparability.side import BREAK, Side, once_a_side
from schemas.comparability.wording import in_turn, labels, name, number, quantity, words
from schemas.messages import Message

TENTH = Decimal("0.1")


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
    """Say whose figures break off from those before: another method, another area, another census.

    A break over which one year is held in both ways moves the figure by what that year tells; of any other nobody
    knows.
    """
    broken = [side for side in pair.sides if BREAK in side.statuses]
    if not broken:
        return None
    said = in_turn(tuple(map(_broken, broken)))
    lifts = tuple(of_place("spliced", side.place) for side in broken)
    bounded = all(side.spliced is not None for side in broken)
    amounts = () if pair.asked.measure.per_head else map(_moved, broken)
    level = Level.BOUNDED if bounded else Level.CAVEAT
    return reason("break_in_series", level, said, largest(amounts), lifts)


def _moved(side: Side) -> Decimal | None:
    """Give how much a figure would change in the way in which those before the break were made, at most."""
    made, value = side.spliced, side.answer.value
    if made is None or value is None:
        return None
    return max(abs(value / ratio - value) for ratio in (made.lower, made.ratio, made.upper)).quantize(TENTH)


@once_a_side
def _broken(side: Side) -> Message:
    made, moved = side.spliced, _moved(side)
    if made is None or moved is None:
        return Message("compare.break_in_series.marked", {"place": name(side.place)})
    unit = side.asked.measure.unit
    values = {
        "place": name(side.place),
        "year": made.year,
        "ratio": number(made.ratio, 4),
        "moved": quantity(moved, unit),
    }
    return Message("compare.break_in_series.spliced", values)


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
