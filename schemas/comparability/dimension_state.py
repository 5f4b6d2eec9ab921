"""Dimensions of the state of the figures: their status, and open findings."""

from decimal import Decimal

from schemas.comparability.holders import of_place
from schemas.comparability.pair import Pair, reason
from schemas.comparability.reasons import Level, Reason
from schemas.comparability.side import Side, once_a_side
from schemas.comparability.wording import in_turn, labels, name, number, words
from schemas.messages import Message

BREAK = "B"
"""Figures that cannot be set beside those before them."""


def obs_status(pair: Pair) -> Reason | None:
    """Say whose figures are provisional, estimated or otherwise marked."""
    marked = [(side, codes) for side in pair.sides if (codes := side.statuses - {BREAK})]
    if not marked:
        return None
    said = tuple(
        Message(
            "compare.obs_status.marked",
            {"place": name(side.place), "statuses": labels("obs_status", sorted(codes))},
        )
        for side, codes in marked
    )
    lifts = tuple(of_place("final", side.place) for side, _ in marked)
    return reason("obs_status", Level.CAVEAT, in_turn(said), None, lifts)


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
